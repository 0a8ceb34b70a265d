"""What the numbers of a case mean: every rule by which they are combined before any plan is played.

This is the last place that knows where a number stands in the case; from here on there are only arrays (`belief`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from goodoffices.case.quantity import Quantity
from goodoffices.case.schema import AttritionWar, Case, DirectWar, Linkage, Outcome, Preferences, Ranking, RedLine, Ties
from goodoffices.engines.links import delivery, war
from goodoffices.engines.links import dependence as depending
from goodoffices.model import draws as design
from goodoffices.model.arrays import Bools, Floats
from goodoffices.model.numbers import Numbers
from goodoffices.model.structure import LeverSpec, Structure

Part = TypeVar("Part", Linkage, RedLine)


@dataclass(frozen=True)
class Front:
    """How the front of a war of attrition moves; (D,) chances per month."""

    advance_a: Floats
    advance_b: Floats
    positions: int
    start: int
    freeze: int

    def chances(self, months: int, rows: slice = slice(None)) -> Floats:
        """(draws, months + 1, N + 1) chance of every position in every month."""
        a, b = self.advance_a[rows], self.advance_b[rows]
        return war.front_chances(a, b, self.positions, self.start, self.freeze, months)

    def ends(self, months: int) -> dict[Literal["a", "b"], Floats]:
        """Share of draws and paths in which either side has won by month 0..`months`; (months + 1,) each."""
        path = war.front_path(self.advance_a, self.advance_b, self.positions, self.start, self.freeze, months)
        return {"a": path.a_wins.mean(axis=0), "b": path.b_wins.mean(axis=0)}


@dataclass(frozen=True)
class Attrition:
    """One signer's war of attrition; (D,) each, its own points."""

    side: Literal["a", "b"]
    victory: Floats
    defeat: Floats
    worst: Floats
    best: Floats
    cost: Floats
    growth: Floats
    discount: Floats

    def values(self, front: Front, months: int, rows: slice = slice(None)) -> Floats:
        """(draws, months + 1, N + 1) value of fighting on with the front at every position in every month."""
        advance = front.advance_a[rows], front.advance_b[rows]
        worth = war.Worth(*(points[rows] for points in self.worth))
        return war.attrition_at(*advance, front.positions, front.freeze, months, self.side, worth)

    @property
    def worth(self) -> war.Worth:
        """As the engine takes it."""
        return war.Worth(self.victory, self.defeat, self.worst, self.best, self.cost, self.growth, self.discount)

    def frozen(self, position: int, positions: int) -> Floats:
        """(D,) value of the front frozen at a position: linear between the party's worst and best."""
        ahead = position / positions if self.side == "a" else 1.0 - position / positions
        return self.worst + ahead * (self.best - self.worst)


def linkage_numbers(shape: Structure, case: Case, numbers: Numbers) -> Floats:
    """(D, L) points of every linkage."""
    return numbers.stack([(f"{p}.points", _at(case, p, Linkage).points) for p in shape.linkage_paths])


def offer_numbers(case: Case, numbers: Numbers, name: str, mode: str) -> tuple[Floats, Floats]:
    """Net value of an offer to its receiver and its cost to the giver, (D,) each."""
    offer, base = case.offers[name], f"offers.{name}"
    variant = getattr(offer, mode)
    value, cost, credibility = (
        _variant(numbers, base, mode, offer, variant, field) for field in ("value", "cost", "credibility")
    )
    exposure = np.ones(numbers.draws) if mode == "public" else numbers(f"{base}.leak", offer.leak)
    at_home = numbers(f"{base}.receiver_audience_cost", offer.receiver_audience_cost)
    audience = numbers(f"{base}.audience_cost", offer.audience_cost)
    return (
        delivery.offer_value(value, credibility, at_home, exposure),
        delivery.offer_cost(cost, audience, exposure),
    )


class MorningNumbers(NamedTuple):
    """What texts may do after signing, (D, items) each: points, of `rate` points per month."""

    level: Floats
    rate: Floats
    gain: Floats
    safeguard: Floats


def morning_numbers(shape: Structure, case: Case, numbers: Numbers) -> MorningNumbers:
    """Shifts, breaches and safeguards."""
    shifts, breaches, safeguards = case.holding.shifts, case.holding.breaches, case.holding.safeguards
    return MorningNumbers(
        numbers.stack([(f"holding.shifts.{s}.level", shifts[s].level) for s in shape.shifts]),
        numbers.stack([(f"holding.shifts.{s}.per_month", shifts[s].per_month) for s in shape.shifts]),
        numbers.stack([(f"holding.breaches.{b}.gain", breaches[b].gain) for b in shape.breaches]),
        numbers.stack([(f"holding.safeguards.{s}.points", safeguards[s].points) for s in shape.safeguards]),
    )


def _at(case: Case, path: str, kind: type[Part]) -> Part:
    """The part of a case of the given kind that stands at a dotted path of sections and ids."""
    part: object = case
    for step in path.split("."):
        part = part[step] if isinstance(part, Mapping) else getattr(part, step)
    assert isinstance(part, kind)
    return part


def option_utility(shape: Structure, preferences: Preferences, path: str, numbers: Numbers) -> Floats:
    """(D, O) points that every option gives: weights, renormalised to 100 in each draw, times values / 100."""
    weights = _table(shape.issues, preferences.weights, f"{path}.weights", numbers, values=False)
    total = weights.sum(axis=1, keepdims=True)
    weights = 100.0 * weights / np.where(total > 0, total, 1.0)
    columns = []
    for j, issue in enumerate(shape.issues):
        given = preferences.values.get(issue)
        value = _values(shape, j, given, f"{path}.values.{issue}", numbers)
        columns.append(weights[:, j : j + 1] * value / 100.0)
    return np.ascontiguousarray(np.concatenate(columns, axis=1))


def _values(
    shape: Structure, j: int, given: Mapping[str, Quantity] | Ranking | None, path: str, numbers: Numbers
) -> Floats:
    """(D, options of the issue) values; of shares of a divisible issue on the straight line between its ends."""
    options = shape.options[j]
    if not shape.divisible[j]:
        return _table(options, given, path, numbers, values=True)
    ends = _table((options[0], options[-1]), given, path, numbers, values=True)
    share = np.linspace(0.0, 1.0, len(options))
    return ends[:, :1] * (1.0 - share) + ends[:, 1:] * share


def _table(
    ids: Sequence[str], given: Mapping[str, Quantity] | Ranking | None, path: str, numbers: Numbers, *, values: bool
) -> Floats:
    """(D, len(ids)) weights or values, from numbers or from a ranking alone; what is not given is 0."""
    if isinstance(given, Ranking):
        return numbers.ranking(path, ids, given, values=values)
    table = np.zeros((numbers.draws, len(ids)))
    for column, name in enumerate(ids):
        if given is not None and name in given:
            table[:, column] = numbers(f"{path}.{name}", given[name])
    return table


def red_lines(shape: Structure, case: Case, numbers: Numbers) -> Bools:
    """(D, R) whether each red line is truly red in each draw."""
    given = [(f"{path}.probability", _at(case, path, RedLine).probability) for path in shape.red_paths]
    chance = numbers.stack(given)
    sure = np.array([q.is_fixed and q.support()[0] in (0.0, 1.0) for _, q in given], dtype=bool)
    coins = np.full(chance.shape, 0.5)
    open_ = np.flatnonzero(~sure)
    coins[:, open_] = numbers.coins([design.red_line_name(shape.red_paths[line]) for line in open_])
    active: Bools = coins < chance
    return active


def package_value(
    shape: Structure, utility: Floats, linkage_points: Floats, signer: int, options: npt.NDArray[np.int64]
) -> Floats:
    """(D,) what a package (J,) is worth to a signer; `utility` (D, O) and `linkage_points` (D, L)."""
    total: Floats = utility[:, shape.offset[:-1] + options].sum(axis=1)
    met = shape.linkages.met(options[None, :])[0] & (shape.linkage_party == signer)
    if met.any():
        total = total + linkage_points[:, met].sum(axis=1)
    return total


PackageValue = Callable[[npt.NDArray[np.int64]], Floats]
"""(D,) what a package (J,) is worth to the signer whose war it is."""


def _outcome(shape: Structure, outcome: Outcome, path: str, numbers: Numbers, worth: PackageValue) -> Floats:
    if outcome.package is not None:
        return worth(shape.package(outcome.package))
    assert outcome.points is not None
    return numbers(f"{path}.points", outcome.points)


LOOK_AHEAD = 6
"""Months over which a side with a direct war value is taken to judge whether it loses by waiting."""


def signer_war(
    shape: Structure, case: Case, numbers: Numbers, signer: int, front: Front | None, worth: PackageValue
) -> tuple[Floats, Attrition | None]:
    """W of one signer, (D, horizon + 1), and its war of attrition where it is one.

    `worth` is asked of a war of attrition alone that ends in a package.
    """
    party = shape.war_of[signer]
    entry, path = case.war.values[party], f"war.values.{party}"
    if isinstance(entry, DirectWar):
        low, high = entry.range or (-np.inf, np.inf)
        level, drift = numbers(f"{path}.level", entry.level), numbers(f"{path}.drift", entry.drift)
        return war.direct(level, drift, shape.horizon, low, high), None
    assert front is not None
    line = _attrition(shape, entry, path, numbers, worth)
    return _attrition_value(front, line, shape.horizon), line


def front_of(case: Case, numbers: Numbers) -> Front | None:
    """The front, where anybody's war is one of attrition."""
    front = case.war.front
    if front is None or not any(isinstance(entry, AttritionWar) for entry in case.war.values.values()):
        return None
    return Front(
        numbers("war.front.advance_a", front.advance_a),
        numbers("war.front.advance_b", front.advance_b),
        front.positions,
        front.start,
        front.freeze,
    )


def _attrition(shape: Structure, entry: AttritionWar, path: str, numbers: Numbers, worth: PackageValue) -> Attrition:
    worst, best = (numbers(f"{path}.frozen.{end}", entry.frozen[end]) for end in (0, 1))
    cost, growth = numbers(f"{path}.cost", entry.cost), numbers(f"{path}.growth", entry.growth)
    victory, defeat = (
        _outcome(shape, end, f"{path}.{name}", numbers, worth)
        for name, end in (("victory", entry.victory), ("defeat", entry.defeat))
    )
    discount = numbers(f"{path}.discount", entry.discount)
    return Attrition(entry.side, victory, defeat, worst, best, cost, growth, discount)


def _attrition_value(front: Front, own: Attrition, horizon: int) -> Floats:
    """W of one signer, (D, horizon + 1)."""
    advance = front.advance_a, front.advance_b
    return war.attrition(*advance, front.positions, front.start, front.freeze, horizon, own.side, own.worth)


def paid(front: Front, own: Attrition, horizon: int) -> Floats:
    """(D, horizon + 1) costs expected to be paid by month t."""
    months = max(front.freeze, horizon)
    walk = war.front_path(front.advance_a, front.advance_b, front.positions, front.start, front.freeze, months)
    fought = np.where(np.arange(months) < front.freeze, walk.goes_on[:, :-1], 0.0)
    monthly = own.cost[:, None] * (1.0 + own.growth[:, None]) ** np.arange(months) * fought
    paid = np.concatenate([np.zeros((len(own.cost), 1)), np.cumsum(monthly, axis=1)], axis=1)
    return paid[:, : horizon + 1]


def ends(front: Front, own: Attrition) -> tuple[float, float, float]:
    """Mean chances of its victory, its defeat, and a frozen war by the month of the freeze."""
    months = front.freeze
    walk = war.front_path(front.advance_a, front.advance_b, front.positions, front.start, front.freeze, months)
    a_wins, b_wins, on = (float(chance[:, months].mean()) for chance in walk)
    return (a_wins, b_wins, on) if own.side == "a" else (b_wins, a_wins, on)


def _variant(numbers: Numbers, path: str, mode: str, base: object, variant: object, field: str) -> Floats:
    """A number that may differ in public and in private."""
    own = getattr(variant, field) if variant is not None else None
    if own is not None:
        return numbers(f"{path}.{mode}.{field}", own)
    return numbers(f"{path}.{field}", getattr(base, field))


def lever_number(
    shape: Structure, case: Case, numbers: Numbers, spec: LeverSpec, mode: str, depends: Dependence | None
) -> tuple[Floats, Floats]:
    """Strength times credibility of one lever, and its cost, (D,) each; `depends` for levers that rest on ties."""
    if spec.path is None:
        assert depends is not None
        return _from_ties(shape, depends, spec)
    lever = case.levers[spec.name]
    variant = getattr(lever, mode)
    power, price, believed = (
        _variant(numbers, spec.path, mode, lever, variant, field) for field in ("strength", "cost", "credibility")
    )
    return power * believed, price


@dataclass(frozen=True)
class Dependence:
    """How far every party depends on every other, and what that is worth."""

    place: Mapping[tuple[int, int], int]
    """Where a pair of parties is found in `share`, the lower one first: signers from 0, then third parties."""
    share: Floats
    """(D, pairs with a tie, 2): of the first on the second, and of the second on the first."""
    points: Floats
    """(D,) points per share."""

    def of(self, i: int, k: int) -> Floats:
        """(D,) dependence of party i on party k."""
        at = self.place.get((min(i, k), max(i, k)))
        return np.zeros(len(self.share)) if at is None else self.share[:, at, int(i > k)]


def dependence(shape: Structure, case: Case, numbers: Numbers) -> Dependence:
    """All kinds of tie taken together, for a case with `ties`."""
    ties = case.ties
    assert ties is not None
    # perspectives that leave the ties alone share the table
    key = ("dependence", ties.model_dump_json())
    if key not in numbers.cache:
        numbers.cache[key] = _dependence_shares(shape, ties, numbers)
    place = {pair: at for at, pair in enumerate(_tied(shape, ties))}
    return Dependence(place, numbers.cache[key], numbers("ties.points_per_share", ties.points_per_share))


def _tied(shape: Structure, ties: Ties) -> list[tuple[int, int]]:
    """Pairs of parties with a tie, in the order of `depending.by_pair`."""
    at = {party: i for i, party in enumerate((*shape.signers, *shape.third_parties))}
    there = (sorted(at[side] for side in tie.between) for tie in ties.pairs if all(s in at for s in tie.between))
    return sorted({(low, high) for low, high in there})


def _dependence_shares(shape: Structure, ties: Ties, numbers: Numbers) -> Floats:
    """(D, pairs with a tie, 2) dependence of each on the other."""
    parties = [*shape.signers, *shape.third_parties]
    kinds = sorted({tie.kind for tie in ties.pairs})
    usable = [(p, tie) for p, tie in enumerate(ties.pairs) if all(side in parties for side in tie.between)]
    shares = np.empty((numbers.draws, len(usable), 2))
    for row, (p, tie) in enumerate(usable):
        for side in (0, 1):
            shares[:, row, side] = numbers(f"ties.pairs.{p}.shares.{side}", tie.shares[side])
    weights = np.stack(
        [
            numbers(f"ties.weights.{kind}", ties.weights[kind]) if kind in ties.weights else np.ones(numbers.draws)
            for kind in kinds
        ],
        axis=1,
    )
    return depending.by_pair(
        shares,
        np.array([parties.index(tie.between[0]) for _, tie in usable]),
        np.array([parties.index(tie.between[1]) for _, tie in usable]),
        np.array([kinds.index(tie.kind) for _, tie in usable]),
        weights,
        len(parties),
    )[1]


def _from_ties(shape: Structure, depends: Dependence, spec: LeverSpec) -> tuple[Floats, Floats]:
    """A lever the case does not name: the target feels the asymmetry, the holder pays for its own dependence.

    The strength is that of Hirschman (1945); that breaking or deepening a tie costs its holder in proportion to its own
    dependence is a modelling choice.
    """
    k, i = len(shape.signers) + spec.holder, spec.target
    there, back = depends.of(i, k), depends.of(k, i)
    return depends.points * np.maximum(0.0, there - back), depends.points * back


def stake_of(case: Case, numbers: Numbers, party: str, field: str) -> Floats:
    """(D,) one stake of a third party; 0 where the case gives none."""
    if party not in case.stakes:
        return np.zeros(numbers.draws)
    return numbers(f"stakes.{party}.{field}", getattr(case.stakes[party], field))


def mistrust_of(shape: Structure, case: Case, numbers: Numbers, k: int) -> Floats:
    """(D, n) mistrust of third party k; 0 where the case gives none."""
    mediator = shape.third_parties[k]
    table, given = np.zeros((numbers.draws, len(shape.signers))), case.mistrust.get(mediator, {})
    for i, signer in enumerate(shape.signers):
        if signer in given:
            table[:, i] = numbers(f"mistrust.{mediator}.{signer}", given[signer])
    return table


def candour_of(shape: Structure, case: Case, numbers: Numbers, k: int, mode: str) -> Floats:
    """(D, n) candour towards third party k in one mode; 0 where the case gives none."""
    mediator = shape.third_parties[k]
    table, given = np.zeros((numbers.draws, len(shape.signers))), case.candour.get(mediator, {})
    for i, signer in enumerate(shape.signers):
        if signer in given:
            table[:, i] = numbers(f"candour.{mediator}.{signer}.{mode}", getattr(given[signer], mode))
    return table
