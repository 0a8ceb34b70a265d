"""A plan under one perspective, link by link, in every draw.

What the parties expect of the plan (`Expectations`) is formed on the draws at hand, or given: then every draw is worked
on alone, and its results do not depend on which others stand beside it.

Two passes where a margin needs the plan's mean found share P before the plan can be evaluated with it:

1. On the first draws, with everybody in and nobody spoiling: P decides where an `if_willing` mediator takes part, and what
   each spoil lever would save its holder.
2. On all draws, with those decisions taken: P enters consent and engagement.

Neither consent nor engagement moves P, so the second pass is exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from goodoffices.case.schema import Plan
from goodoffices.engines import participation
from goodoffices.engines.agreement import TOLERANCE
from goodoffices.model.levers import SPOIL
from goodoffices.study.delivery import Deals, Delivery, Demands, asks, deliver, deliver_where_struck, demands
from goodoffices.study.expectations import Alone, Expectations
from goodoffices.study.ground import Ground
from goodoffices.study.pressure import Pressure, pressure
from goodoffices.study.talks import Strike, Talks, best_strike, candour, found_share, talks
from goodoffices.study.team import Team, lever_activity, team

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

DIRECT_TALKS = Plan(name="Direct talks")
"""No mediator, no levers: what P0 is measured on."""


@dataclass(frozen=True, eq=False)
class SpoilDecision:
    """What a third party with spoil levers does about a plan."""

    party: int
    levers: tuple[int, ...]
    """Its spoil levers."""
    pulled: Bools
    """(D, levers) whether it pulls each."""
    damage: float
    """Fall of the found share if it pulled its strongest lever in every draw."""


@dataclass(frozen=True, eq=False)
class Talked:
    """A plan as far as the talks: what everybody expects, who takes part, what is struck."""

    plan: Plan
    expected: Expectations
    crew: Team
    takes_part: Floats
    """(D, K) 1 where a third party mediates."""
    press: Pressure
    open: Floats
    """(D, n) candour."""
    talks: Talks
    surplus: Floats
    """(n,) E[s_i | deal]."""
    spoilers: tuple[SpoilDecision, ...]


@dataclass(frozen=True, eq=False)
class Evaluation(Talked):
    """One plan in one perspective, to its end; margins in points, shares of draws."""

    mistrust: Floats
    """(D, n) of each signer towards those who mediate, mean over the panel."""
    consent: Floats
    """(D, n) margin; meaningful for belligerents of plans with a mediator."""
    consents: Bools
    """(D,)."""
    participants: Ints
    """(P,) third parties whose engagement counts: mediators, holders of the plan's levers, givers of its offers."""
    deliveries: tuple[Delivery, ...]
    """One per strike of the talks."""
    best_delivery: Delivery
    """The same for the best deal, in every draw."""
    engaged: tuple[Bools, ...]
    holds: tuple[Bools, ...]

    @property
    def success(self) -> Floats:
        """(D,) chance that every link holds."""
        return self.chance(self.engaged, self.holds)

    def passing(self, *links: tuple[Bools, ...]) -> float:
        """Share of draws that consent, find a deal, and pass the given links."""
        return float(self.chance(*links).mean())

    def chance(self, *links: tuple[Bools, ...]) -> Floats:
        """(D,) chance that all consent, a deal is found, and it passes the given links."""
        return self.consents * self._sum(*links)

    @property
    def needed(self) -> Bools:
        """(D, P) whether the plan needs each participant; an optional member who stays out is not needed."""
        return needed_of(self.participants, self.crew, self.takes_part)

    @property
    def delivered(self) -> Floats:
        """(D,) chance that a deal is found, delivered and holds, consent aside."""
        return self._sum(self.engaged, self.holds)

    def _sum(self, *links: tuple[Bools, ...]) -> Floats:
        total = np.zeros(len(self.consents))
        for s, strike in enumerate(self.talks.strikes):
            weight = strike.weight
            for link in links:
                weight = weight * link[s]
            total += weight
        return total


def evaluate(
    ground: Ground,
    plan: Plan,
    alone: Alone | None = None,
    given: Expectations | None = None,
    spoiling: Mapping[int, Bools] | None = None,
) -> Evaluation:
    """Evaluate a plan.

    Args:
        ground: the perspective, drawn and laid out.
        plan: the plan.
        alone: what direct talks bring; None only for direct talks themselves, which are their own P0.
        given: what is expected of the plan, from `Evaluation.expected` of the same plan and perspective on other draws
            over the same pool of texts; `alone` is then not read.  None: formed on the draws of the ground.
        spoiling: third party that may lose by a settlement: (D, its spoil levers) where it pulls each, instead of what it
            would decide; those not named decide for themselves.
    """
    return conclude(ground, talk(ground, plan, alone, given, spoiling))


def talk(
    ground: Ground,
    plan: Plan,
    alone: Alone | None = None,
    given: Expectations | None = None,
    spoiling: Mapping[int, Bools] | None = None,
) -> Talked:
    """The first half of `evaluate`, which see: up to the deals that are struck.

    It reads of third parties only their levers, their candour, and what decides whether spoilers and `if_willing` members
    act; so it serves every ground that differs in other stakes, in mistrust, in offers or in what tempts after signing.
    """
    alone = given.alone if given else alone
    crew = team(ground, plan, given.members if given else None)
    first = given.first_found if given else _first_found(ground, plan, crew)
    takes_part = taking_part(ground, plan, crew, first, alone)
    falls = given.falls if given else _falls(ground, plan, crew, takes_part)
    spoilers = spoil_decisions(ground, crew, falls)
    if spoiling:
        spoilers = tuple(replace(s, pulled=spoiling.get(s.party, s.pulled)) for s in spoilers)
    press = press_with(ground, crew, takes_part, spoilers)
    open_ = candour(ground, crew, takes_part)
    result = talks(ground, crew, plan, press, open_, given)
    found = given.found if given else result.share
    surplus = given.surplus if given else _surplus(ground, plan, press, result.strikes)
    alone = alone or Alone(found, surplus)
    expected = given or Expectations(alone, crew.fixed, first, falls, result.beliefs, result.text, found, surplus)
    return Talked(plan, expected, crew, takes_part, press, open_, result, surplus, spoilers)


def consented(ground: Ground, talked: Talked) -> tuple[Floats, Floats, Bools]:
    """Mistrust (D, n), margin of consent (D, n), and whether all who are asked let the mediators in (D,)."""
    mistrust = mean_mistrust(ground, talked.takes_part)
    return mistrust, *consent_of(ground, talked.takes_part, mistrust, talked.press, talked.expected)


def conclude(ground: Ground, talked: Talked) -> Evaluation:
    """The second half of `evaluate`: consent, engagement and holding of what was struck."""
    crew, takes_part, result = talked.crew, talked.takes_part, talked.talks
    mistrust, margin, consents = consented(ground, talked)
    participants = participants_of(ground, crew)
    found, alone = talked.expected.found, talked.expected.alone.found
    asked = demands(ground, crew, participants, takes_part, talked.press, found, alone)
    best, deliveries = _deliveries(ground, asked, result)
    engaged = tuple(_all_engaged(delivery, participants, crew, takes_part) for delivery in deliveries)
    holds = tuple(np.asarray((delivery.holding >= -TOLERANCE).all(axis=1)) for delivery in deliveries)
    return Evaluation(
        **vars(talked),
        mistrust=mistrust,
        consent=margin,
        consents=consents,
        participants=participants,
        deliveries=deliveries,
        best_delivery=best,
        engaged=engaged,
        holds=holds,
    )


def _deliveries(ground: Ground, asked: Demands, result: Talks) -> tuple[Delivery, tuple[Delivery, ...]]:
    """What the best deal asks, in every draw, and what every strike asks where it may happen."""
    at_best = [strike.options is result.best.options for strike in result.strikes]
    widest = result.strikes[at_best.index(True)] if any(at_best) else result.best
    best = deliver(ground, asked, widest)
    others = iter(
        deliver_where_struck(ground, asked, [s for s, b in zip(result.strikes, at_best, strict=True) if not b])
    )
    return best, tuple(best if b else next(others) for b in at_best)


def direct_talks(ground: Ground, month: int = 0) -> Alone:
    """P0: direct talks without help in a given month, spoilers included."""
    return talk(ground, DIRECT_TALKS.model_copy(update={"month": month})).expected.alone


def press_with(ground: Ground, crew: Team, takes_part: Floats, spoilers: tuple[SpoilDecision, ...] = ()) -> Pressure:
    active = lever_activity(ground.shape, crew, takes_part)
    for decision in spoilers:
        for column, v in enumerate(decision.levers):
            active[:, v] = decision.pulled[:, column]
    return pressure(ground, active, crew.mode, crew.month)


def _everybody(ground: Ground, crew: Team) -> Floats:
    """(D, K) all who may mediate, in every draw."""
    return np.broadcast_to(crew.mediates.astype(np.float64), (ground.draws, len(crew.mediates))).copy()


def _first_found(ground: Ground, plan: Plan, crew: Team) -> float | None:
    """P of the first pass, with all `if_willing` members in; None where there are none."""
    if not crew.optional.any():
        return None
    everybody = _everybody(ground, crew)
    return found_share(ground, crew, plan, press_with(ground, crew, everybody), candour(ground, crew, everybody))


def taking_part(ground: Ground, plan: Plan, crew: Team, first: float | None, alone: Alone | None) -> Floats:
    """(D, K) who mediates in each draw; `if_willing` members where the plan, with all of them in, is worth it to them."""
    everybody = _everybody(ground, crew)
    if first is None:
        return everybody
    assert alone is not None
    press = press_with(ground, crew, everybody)
    best = best_strike(ground, crew, plan, press)
    who = np.flatnonzero(crew.optional)
    deals = Deals(np.arange(ground.draws), best.options, best.utility)
    margin, _ = asks(ground, crew, who, everybody, press, first, alone.found, deals)
    # where red lines leave nothing to sign there is nothing to take part in
    everybody[:, who] = (margin >= -TOLERANCE) & (best.weight > 0)[:, None]
    return everybody


def _spoil_levers(ground: Ground, party: int | None = None) -> tuple[int, ...]:
    """Spoil levers of a third party, or of all, in file order."""
    levers = enumerate(ground.shape.levers)
    return tuple(v for v, lever in levers if lever.kind == SPOIL and party in (None, lever.holder))


def _falls(ground: Ground, plan: Plan, crew: Team, takes_part: Floats) -> dict[int, tuple[float, ...]]:
    """How far P falls by each spoil lever of third parties that lose by a settlement in some draw (sigma < 0)."""
    shape, world = ground.shape, ground.world
    holders = {shape.levers[v].holder for v in _spoil_levers(ground)}
    against = {h for h in holders if (world.sigma[:, h] < 0).any()}
    if not against:
        return {}
    open_ = candour(ground, crew, takes_part)
    base_active = lever_activity(shape, crew, takes_part)

    def found_with(*levers: int) -> float:
        active = base_active.copy()
        active[:, levers] = 1.0
        return found_share(ground, crew, plan, pressure(ground, active, crew.mode, crew.month), open_)

    quiet = found_with()
    return {h: tuple(quiet - found_with(v) for v in _spoil_levers(ground, h)) for h in sorted(against)}


def spoil_decisions(ground: Ground, crew: Team, falls: Mapping[int, tuple[float, ...]]) -> tuple[SpoilDecision, ...]:
    """Who would rather see no settlement, and acts on it: spoilers are found, not declared (Stedman 1997).

    A third party with sigma < 0 pulls a spoil lever in a draw where the settlements it prevents are worth more to it than
    the lever costs: -sigma (P without it - P with it alone) > cost.
    """
    world = ground.world
    decisions = []
    for h, own_falls in falls.items():
        own, sigma = _spoil_levers(ground, h), world.sigma[:, h]
        pulled = np.zeros((ground.draws, len(own)), dtype=bool)
        for column, (v, fall) in enumerate(zip(own, own_falls, strict=True)):
            pulled[:, column] = (sigma < 0) & (-sigma * max(fall, 0.0) > world.lever_cost[crew.mode, :, v])
        decisions.append(SpoilDecision(h, own, pulled, max(0.0, *own_falls)))
    return tuple(decisions)


def _surplus(ground: Ground, plan: Plan, press: Pressure, strikes: tuple[Strike, ...]) -> Floats:
    """(n,) E[s_i | deal] points; 0 where no deal is ever found."""
    gained, chance = np.zeros(len(ground.shape.signers)), 0.0
    for strike, gain in zip(strikes, gains_by_strike(ground, plan, press, strikes), strict=True):
        gained += gain.sum(axis=0)
        chance += float(strike.weight.sum())
    return gained / chance if chance > 0 else gained


def gains_by_strike(ground: Ground, plan: Plan, press: Pressure, strikes: tuple[Strike, ...]) -> Iterator[Floats]:
    """(D, n) chance of each strike times s_i, points: s_i = u_i + carrots_i - W_i as i believes W_i."""
    believed = ground.world.war[:, :, plan.month] + ground.world.optimism
    for strike in strikes:
        weight = strike.weight[:, None]
        yield weight * np.where(weight > 0, strike.utility + press.carrots - believed, 0.0)


def mean_mistrust(ground: Ground, takes_part: Floats) -> Floats:
    """(D, n) mean over those who mediate in each draw."""
    total = np.zeros((ground.draws, len(ground.shape.signers)))
    for k in np.flatnonzero(takes_part.any(axis=0)):
        total += ground.world.mistrust[:, k] * takes_part[:, k, None]
    mean: Floats = total / np.maximum(takes_part.sum(axis=1), 1.0)[:, None]
    return mean


def consent_of(
    ground: Ground, takes_part: Floats, mistrust: Floats, press: Pressure, expected: Expectations
) -> tuple[Floats, Bools]:
    alone = expected.alone
    margin = participation.consent(expected.found, expected.surplus, alone.found, alone.surplus, press.sticks, mistrust)
    asked = ground.shape.belligerent
    yes: Bools = np.asarray((margin[:, asked] >= -TOLERANCE).all(axis=1)) | ~np.asarray(takes_part.any(axis=1))
    return margin, yes


def participants_of(ground: Ground, crew: Team) -> Ints:
    taking = crew.mediates.copy()
    for v in np.flatnonzero(crew.levers):
        taking[ground.shape.levers[v].holder] = True
    taking[ground.shape.offer_giver[crew.offers]] = True
    return np.flatnonzero(taking)


def _all_engaged(delivery: Delivery, participants: Ints, crew: Team, takes_part: Floats) -> Bools:
    """Where every third party that the plan needs would do its part."""
    willing = delivery.engagement.margin >= -TOLERANCE
    return np.asarray((willing | ~needed_of(participants, crew, takes_part)).all(axis=1))


def needed_of(participants: Ints, crew: Team, takes_part: Floats) -> Bools:
    needed: Bools = np.asarray(~crew.optional[participants] | (takes_part[:, participants] != 0))
    return needed
