"""Whose leverage is on whom: dependence from the ties of a case, and the levers that come of it.

Dependence of i on k is the weighted mean of i's shares over the kinds of tie; leverage of k on i is what i depends on k
more than k on i (Hirschman 1945; Keohane & Nye 1977).  How many points that is worth is no result of that literature:
`ties.points_per_share` is a judgement of the case, uncertain, and can be stated otherwise for one answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from pydantic import ValidationError

from goodoffices.case.quantity import Quantity
from goodoffices.case.schema import Case, Ties
from goodoffices.case.walking import quantities
from goodoffices.engines.spread import Spread, spread
from goodoffices.model.arrays import Floats
from goodoffices.model.numbers import Numbers, numbers_of
from goodoffices.model.structure import MODES, Structure
from goodoffices.play.belief import Belief, Columns
from goodoffices.play.premises import common_names
from goodoffices.play.study import Study, held
from goodoffices.play.world import Dependence
from goodoffices.study.leverage.answer import (
    DefaultLever,
    Evidence,
    KindShare,
    LeverageAnswer,
    LeverageView,
    NamedLever,
    PairLeverage,
)


def leverage(
    what: Study | Case | str,
    *,
    points_per_share: float | tuple[float, float] | None = None,
    weights: Mapping[str, float] | None = None,
) -> LeverageAnswer:
    """Dependence and leverage between all parties that the case ties together, under every perspective.

    O(D P) for D draws and P ties; no packages are looked at.

    Args:
        what: a study, or a case that is then studied.
        points_per_share: instead of that of the case, under all perspectives: a number, or (low, high) of a uniform.
        weights: kind: weight, instead of those of the case, under all perspectives.

    Raises:
        ValueError: a case without ties and levers, a weight of a kind that the case does not have, points or weights below 0;
            else as the making of a study.
    """
    study = held(what)
    case, titles = study.case, study.titles()
    if (case.ties is None or not case.ties.pairs) and not case.levers:
        raise ValueError(f"{case.name} names no ties and no levers, so it says nothing of leverage")
    beliefs = _beliefs(study, points_per_share, weights or {})
    views = {}
    for name, belief in beliefs.items():
        views[name] = _view(name, titles[name], belief, case)
        if study.progress is not None:
            study.progress(name, len(views), len(beliefs))
    return LeverageAnswer(*study.head, views)


def _beliefs(
    study: Study, points: float | tuple[float, float] | None, weights: Mapping[str, float]
) -> dict[str, Belief]:
    """Every perspective's numbers; with another mapping to points where one is stated, which then is drawn, too."""
    seen = {name: study.belief(name) for name in study.perspectives}
    if points is None and not weights:
        return seen
    changed = {name: _stated(belief.case, points, weights) for name, belief in seen.items()}
    shape = study.premises.shape
    everything = (_stated(case, points, weights) for case in study.premises.resolved.values())
    numbers = numbers_of(common_names(shape, everything), study.seed, study.draws)
    return {name: Belief(Columns(shape, case, numbers)) for name, case in changed.items()}


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


def _view(name: str, title: str, belief: Belief, file: Case) -> LeverageView:
    shape, seen, numbers = belief.shape, belief.case, belief.columns.numbers
    ties = seen.ties
    depends = Dependence({}, np.zeros((numbers.draws, 0, 2)), np.zeros(numbers.draws))
    if ties is not None and ties.pairs:
        depends = belief.column("ties")
    desk = _Desk(
        shape, seen, numbers, quantities(seen), file.line_of, depends, belief.lever_strength, belief.lever_cost
    )
    kinds = list(dict.fromkeys(tie.kind for tie in ties.pairs)) if ties is not None else []
    weights = {k: _weight(ties, k, numbers) for k in kinds} if ties is not None else {}
    pairs = tuple(_pair(desk, party, other) for party, other in _tied(shape, seen))
    return LeverageView(name, title, _spread(depends.points), weights, pairs)


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
