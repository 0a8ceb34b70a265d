"""Whose leverage is on whom: dependence from the ties of a case, and the levers that come of it.

Dependence of i on k is the weighted mean of i's shares over the kinds of tie; leverage of k on i is what i depends on k
more than k on i (Hirschman 1945; Keohane & Nye 1977).  How many points that is worth is no result of that literature:
`ties.points_per_share` is a judgement of the case, uncertain, and can be stated otherwise for one answer.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from pydantic import ValidationError

from goodoffices import __version__
from goodoffices.case.quantity import Quantity
from goodoffices.case.schema import Case, Ties
from goodoffices.case.walking import quantities
from goodoffices.model.arrays import Floats
from goodoffices.model.numbers import Numbers, digest_of, numbers_of
from goodoffices.model.structure import MODES, Structure
from goodoffices.play.study import DRAWS, Progress, checked, wanted_perspectives
from goodoffices.study.leverage.answer import (
    DefaultLever,
    Evidence,
    KindShare,
    LeverageAnswer,
    LeverageView,
    NamedLever,
    PairLeverage,
)
from goodoffices.play.premises import common_names, premises
from goodoffices.engines.spread import Spread
from goodoffices.engines.spread import spread
from goodoffices.play.belief import Dependence, dependence, lever_numbers


def leverage(
    case: Case,
    *,
    draws: int = DRAWS,
    seed: int = 1,
    perspectives: Sequence[str] | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    points_per_share: float | tuple[float, float] | None = None,
    weights: Mapping[str, float] | None = None,
) -> LeverageAnswer:
    """Dependence and leverage between all parties that the case ties together, under every perspective.

    Draws are those of a study.  O(D P) for D draws and P ties; no packages are looked at.

    Args:
        case: the case.
        draws: draws per perspective, rounded up to a power of two.
        seed: seed of the draws.
        perspectives: names of those wanted; default all, in file order.
        workers: threads (default: one per core, at most four).
        progress: called after every perspective.
        points_per_share: instead of that of the case, under all perspectives: a number, or (low, high) of a uniform.
        weights: kind: weight, instead of those of the case, under all perspectives.

    Raises:
        ValueError: draws out of bounds, an unknown perspective, a case without ties and levers, a weight of a kind that
            the case does not have, points or weights below 0.
        CaseError: a perspective whose numbers do not fit the case.
    """
    draws = checked(draws)
    common = premises(case)
    wanted = wanted_perspectives(common.known, perspectives)
    if (case.ties is None or not case.ties.pairs) and not case.levers:
        raise ValueError(f"{case.name} names no ties and no levers, so it says nothing of leverage")
    changed = {name: _stated(view, points_per_share, weights or {}) for name, view in common.resolved.items()}
    shape = common.shape
    numbers = numbers_of(common_names(shape, changed.values()), seed, draws)

    def answer(name: str) -> LeverageView:
        return _view(name, common.known[name].name, shape, changed[name], case, numbers)

    cores = max(1, min(workers or min(os.cpu_count() or 1, 4), len(wanted)))
    views: dict[str, LeverageView] = {}
    with ThreadPoolExecutor(cores) as pool:
        for name, view in zip(wanted, pool.map(answer, wanted), strict=True):
            views[name] = view
            if progress is not None:
                progress(name, len(views), len(wanted))
    return LeverageAnswer(case, draws, seed, __version__, digest_of(case)[:16], views)


def _stated(case: Case, points: float | tuple[float, float] | None, weights: Mapping[str, float]) -> Case:
    """The case with another mapping from dependence to points."""
    if points is None and not weights:
        return case
    if case.ties is None:
        raise ValueError(f"{case.name} has no ties, so there is no mapping from dependence to points to change")
    kinds = list(dict.fromkeys(tie.kind for tie in case.ties.pairs))
    if strangers := [kind for kind in weights if kind not in kinds]:
        raise ValueError(f"{case.name} has no ties of kind {strangers[0]!r}; there are: {', '.join(kinds)}")
    try:
        given = {k: Quantity(value=w, basis="judgement") for k, w in weights.items()}
        fields = case.ties.model_dump()
        fields["weights"] = {**case.ties.weights, **given}
        if isinstance(points, tuple):
            fields["points_per_share"] = {"uniform": list(points), "basis": "judgement"}
        elif points is not None:
            fields["points_per_share"] = {"value": points, "basis": "judgement"}
        fields["pairs"] = case.ties.pairs
        ties = Ties.model_validate(fields)
    except ValidationError as error:
        raise ValueError(f"points and weights: {error.errors()[0]['msg']}") from None
    return case.model_copy(update={"ties": ties})


@dataclass(frozen=True)
class _Desk:
    """What every pair of one perspective is read from."""

    shape: Structure
    case: Case
    """Resolved."""
    numbers: Numbers
    grounds: Mapping[str, Quantity]
    line_of: Callable[[str], int | None]
    depends: Dependence
    """All kinds together."""
    strength: Floats
    cost: Floats
    """(2, D, V)."""

    def at(self, party: str) -> int:
        """Place of a party among all."""
        return (*self.shape.signers, *self.shape.third_parties).index(party)


def _view(name: str, title: str, shape: Structure, seen: Case, file: Case, numbers: Numbers) -> LeverageView:
    ties = seen.ties
    depends = Dependence({}, np.zeros((numbers.draws, 0, 2)), np.zeros(numbers.draws))
    if ties is not None and ties.pairs:
        depends = dependence(shape, seen, numbers)
    strength, cost = lever_numbers(shape, seen, numbers)
    desk = _Desk(shape, seen, numbers, quantities(seen), file.line_of, depends, strength, cost)
    kinds = list(dict.fromkeys(tie.kind for tie in ties.pairs)) if ties is not None else []
    weights = {k: _weight(ties, k, numbers) for k in kinds} if ties is not None else {}
    return LeverageView(
        name,
        title,
        _spread(depends.points),
        weights,
        tuple(_pair(desk, party, other) for party, other in _tied(shape, seen)),
    )


def _weight(ties: Ties, kind: str, numbers: Numbers) -> float:
    if kind not in ties.weights:
        return 1.0
    return float(numbers(f"ties.weights.{kind}", ties.weights[kind]).mean())


def _tied(shape: Structure, case: Case) -> list[tuple[str, str]]:
    """Pairs with a tie or a named lever: signers with third parties first, signer by signer, then the rest."""
    ties = case.ties.pairs if case.ties is not None else ()
    together = {frozenset(tie.between) for tie in ties} | {
        frozenset((lever.holder, lever.target)) for lever in case.levers.values()
    }
    order = [*shape.signers, *shape.third_parties]
    outer = [(s, k) for s in shape.signers for k in shape.third_parties]
    inner = [(a, b) for i, a in enumerate(order) for b in order[i + 1 :] if (a, b) not in set(outer)]
    return [pair for pair in [*outer, *inner] if frozenset(pair) in together]


def _pair(desk: _Desk, party: str, other: str) -> PairLeverage:
    i, k = desk.at(party), desk.at(other)
    there, back = desk.depends.of(i, k), desk.depends.of(k, i)
    named = tuple(
        _named(desk, v) for v, lever in enumerate(desk.shape.levers) if _is_named(desk, v, other, party) and lever.path
    )
    evidence = _evidence(desk, party, other)
    default = None
    if evidence and party in desk.shape.signers and other in desk.shape.third_parties:
        strength = desk.depends.points * np.maximum(0.0, there - back)
        default = DefaultLever(_spread(strength), _spread(desk.depends.points * back), not named)
    return PairLeverage(
        party,
        other,
        _kinds(desk, party, other),
        _spread(there),
        _spread(back),
        _spread(there - back),
        default,
        named,
        evidence,
    )


def _is_named(desk: _Desk, v: int, holder: str, target: str) -> bool:
    lever = desk.shape.levers[v]
    return desk.shape.third_parties[lever.holder] == holder and desk.shape.signers[lever.target] == target


def _named(desk: _Desk, v: int) -> NamedLever:
    name = desk.shape.levers[v].name
    lever, (public, private) = desk.case.levers[name], (MODES["public"], MODES["private"])
    return NamedLever(
        name,
        lever.holder,
        lever.target,
        lever.kind,
        _spread(desk.strength[public, :, v]),
        _spread(desk.strength[private, :, v]),
        _spread(desk.cost[public, :, v]),
        _spread(desk.cost[private, :, v]),
        desk.line_of(f"levers.{name}"),
    )


def _kinds(desk: _Desk, party: str, other: str) -> tuple[KindShare, ...]:
    sums: dict[str, tuple[Floats, Floats]] = {}
    for p, tie in enumerate(desk.case.ties.pairs if desk.case.ties is not None else ()):
        if set(tie.between) != {party, other}:
            continue
        mine = tie.between.index(party)
        zero = np.zeros(desk.numbers.draws)
        there, back = sums.get(tie.kind, (zero, zero))
        there = there + desk.numbers(f"ties.pairs.{p}.shares.{mine}", tie.shares[mine])
        back = back + desk.numbers(f"ties.pairs.{p}.shares.{1 - mine}", tie.shares[1 - mine])
        sums[tie.kind] = (there, back)
    return tuple(
        KindShare(kind, _spread(np.minimum(there, 1.0)), _spread(np.minimum(back, 1.0)))
        for kind, (there, back) in sums.items()
    )


def _evidence(desk: _Desk, party: str, other: str) -> tuple[Evidence, ...]:
    found = []
    for p, tie in enumerate(desk.case.ties.pairs if desk.case.ties is not None else ()):
        if set(tie.between) != {party, other}:
            continue
        for side in (0, 1):
            path = f"ties.pairs.{p}.shares.{side}"
            number = desk.grounds[path]
            found.append(
                Evidence(
                    tie.between[side],
                    tie.between[1 - side],
                    tie.kind,
                    _spread(desk.numbers(path, tie.shares[side])),
                    number.is_fixed,
                    path,
                    desk.line_of(path),
                    number.basis,
                    tie.year,
                    number.source,
                    number.locator,
                    number.claims,
                    number.note or tie.note,
                )
            )
    return tuple(found)


def _spread(values: Floats) -> Spread:
    """Spread of the draws; without sorting them where all are the same."""
    first = float(values[0])
    if values.min() == values.max() == first:
        return Spread(first, first, first, first, first, first, float(first >= 0))
    return spread(values)
