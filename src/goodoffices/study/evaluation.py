"""A plan under one perspective, link by link, in every draw.

Two passes where a margin needs the plan's mean found share P before the plan can be evaluated with it:

1. On the first draws, with everybody in and nobody spoiling: P decides where an `if_willing` mediator takes part, and what
   each spoil lever would save its holder.
2. On all draws, with those decisions taken: P enters consent and engagement.

Neither consent nor engagement moves P, so the second pass is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.case.schema import Plan
from goodoffices.engines import holding, participation
from goodoffices.engines.agreement import TOLERANCE
from goodoffices.model.structure import CARROT, GUARANTEE, INFORM, SPOIL, STICK
from goodoffices.study.ground import Ground
from goodoffices.study.pressure import Pressure, pressure
from goodoffices.study.talks import Strike, Talks, candour, found_share, talks
from goodoffices.study.team import Team, lever_activity, team

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

DIRECT_TALKS = Plan(name="Direct talks")
"""No mediator, no levers: what P0 is measured on."""


@dataclass(frozen=True, eq=False)
class Alone:
    """What direct talks without help bring: P0 and E[s_i | deal, no mediator]."""

    found: float
    surplus: Floats
    """(n,) points."""


@dataclass(frozen=True, eq=False)
class Delivery:
    """What one strike asks of third parties, and whether it would hold."""

    engagement: participation.EngagementParts
    """(D, P) each, P participants."""
    used: Floats
    """(D, V) share of each lever that the deal needs."""
    holding: Floats
    """(D, n) margin, guarantees included."""
    worst_month: npt.NDArray[np.int64]
    temptation: Floats
    """(D, breaches + shifts) points of every breach, then of every shift, in file order; 0 where the text does not have it."""


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
class Evaluation:
    """One plan in one perspective; margins in points, shares of draws."""

    plan: Plan
    crew: Team
    takes_part: Floats
    """(D, K) 1 where a third party mediates."""
    press: Pressure
    open: Floats
    """(D, n) candour."""
    talks: Talks
    surplus: Floats
    """(n,) E[s_i | deal]."""
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
    spoilers: tuple[SpoilDecision, ...]

    @property
    def success(self) -> Floats:
        """(D,) chance that every link holds."""
        return self.consents * self._sum(self.engaged, self.holds)

    def passing(self, *links: tuple[Bools, ...]) -> float:
        """Share of draws that consent, find a deal, and pass the given links."""
        return float((self.consents * self._sum(*links)).mean())

    def _sum(self, *links: tuple[Bools, ...]) -> Floats:
        total = np.zeros(len(self.consents))
        for s, strike in enumerate(self.talks.strikes):
            weight = strike.weight
            for link in links:
                weight = weight * link[s]
            total += weight
        return total


def evaluate(ground: Ground, plan: Plan, alone: Alone | None = None) -> Evaluation:
    """Evaluate a plan; `alone` is None only for direct talks themselves, which are their own P0."""
    crew = team(ground, plan)
    takes_part = _takes_part(ground, plan, crew, alone)
    spoilers = _spoilers(ground, plan, crew, takes_part)
    press = _press(ground, crew, takes_part, spoilers)
    open_ = candour(ground, crew, takes_part)
    result = talks(ground, crew, plan, press, open_)
    surplus = _surplus(ground, plan, press, result.strikes)
    alone = alone or Alone(result.share, surplus)
    margin, consents = _consent(ground, crew, takes_part, press, result, surplus, alone)
    participants = _participants(ground, crew)
    best = _delivery(ground, crew, participants, takes_part, press, result.best, result.share, alone)
    deliveries = tuple(
        best
        if strike.options is result.best.options  # the same packages, only weighted
        else _delivery(ground, crew, participants, takes_part, press, strike, result.share, alone)
        for strike in result.strikes
    )
    engaged = tuple(_all_engaged(delivery, participants, crew, takes_part) for delivery in deliveries)
    holds = tuple(np.asarray((delivery.holding >= -TOLERANCE).all(axis=1)) for delivery in deliveries)
    return Evaluation(
        plan, crew, takes_part, press, open_, result, surplus, margin, consents, participants, deliveries, best, engaged,
        holds, spoilers,
    )  # fmt: skip


def direct_talks(ground: Ground, month: int = 0) -> Alone:
    """P0: direct talks without help in a given month, spoilers included."""
    evaluation = evaluate(ground, DIRECT_TALKS.model_copy(update={"month": month}))
    return Alone(evaluation.talks.share, evaluation.surplus)


def _press(ground: Ground, crew: Team, takes_part: Floats, spoilers: tuple[SpoilDecision, ...] = ()) -> Pressure:
    active = lever_activity(ground.shape, crew, takes_part)
    for decision in spoilers:
        for column, v in enumerate(decision.levers):
            active[:, v] = decision.pulled[:, column]
    return pressure(ground, active, crew.mode, crew.month)


def _takes_part(ground: Ground, plan: Plan, crew: Team, alone: Alone | None) -> Floats:
    """(D, K) who mediates in each draw; first pass for `if_willing` members, all of them in."""
    everybody = np.broadcast_to(crew.mediates.astype(np.float64), (ground.draws, len(crew.mediates))).copy()
    if not crew.optional.any():
        return everybody
    assert alone is not None
    press = _press(ground, crew, everybody)
    share = found_share(ground, crew, plan, press, candour(ground, crew, everybody))
    best = talks(ground, crew, plan.model_copy(update={"package": "any"}), press, np.zeros_like(ground.world.face)).best
    who = np.flatnonzero(crew.optional)
    margin = _delivery(ground, crew, who, everybody, press, best, share, alone).engagement.margin
    # where red lines leave nothing to sign there is nothing to take part in
    everybody[:, who] = (margin >= -TOLERANCE) & (best.weight > 0)[:, None]
    return everybody


def _spoilers(ground: Ground, plan: Plan, crew: Team, takes_part: Floats) -> tuple[SpoilDecision, ...]:
    """Who would rather see no settlement, and acts on it: spoilers are found, not declared (Stedman 1997).

    A third party with sigma < 0 pulls a spoil lever in a draw where the settlements it prevents are worth more to it than
    the lever costs: -sigma (P without it - P with it alone) > cost.
    """
    shape, world = ground.shape, ground.world
    levers = [v for v, lever in enumerate(shape.levers) if lever.kind == SPOIL]
    against = {h for h in {shape.levers[v].holder for v in levers} if (world.sigma[:, h] < 0).any()}
    if not against:
        return ()
    open_ = candour(ground, crew, takes_part)
    base_active = lever_activity(shape, crew, takes_part)
    quiet = found_share(ground, crew, plan, pressure(ground, base_active, crew.mode, crew.month), open_)
    decisions = []
    for h in sorted(against):
        own = tuple(v for v in levers if shape.levers[v].holder == h)
        pulled, damage = np.zeros((ground.draws, len(own)), dtype=bool), 0.0
        for column, v in enumerate(own):
            active = base_active.copy()
            active[:, v] = 1.0
            fall = quiet - found_share(ground, crew, plan, pressure(ground, active, crew.mode, crew.month), open_)
            saved = -world.sigma[:, h] * max(fall, 0.0)
            pulled[:, column] = (world.sigma[:, h] < 0) & (saved > world.lever_cost[crew.mode, :, v])
            damage = max(damage, fall)
        decisions.append(SpoilDecision(h, own, pulled, damage))
    return tuple(decisions)


def _surplus(ground: Ground, plan: Plan, press: Pressure, strikes: tuple[Strike, ...]) -> Floats:
    """(n,) E[s_i | deal], s_i = u_i + carrots_i - W_i as i believes W_i; 0 where no deal is ever found."""
    believed = ground.world.war[:, :, plan.month] + ground.world.optimism
    gained, chance = np.zeros(believed.shape[1]), 0.0
    for strike in strikes:
        gain = np.where(strike.weight[:, None] > 0, strike.utility + press.carrots - believed, 0.0)
        gained += (strike.weight[:, None] * gain).sum(axis=0)
        chance += float(strike.weight.sum())
    return gained / chance if chance > 0 else gained


def _consent(
    ground: Ground, crew: Team, takes_part: Floats, press: Pressure, result: Talks, surplus: Floats, alone: Alone
) -> tuple[Floats, Bools]:
    members = takes_part.sum(axis=1)
    mistrust = (ground.world.mistrust * takes_part[:, :, None]).sum(axis=1) / np.maximum(members, 1.0)[:, None]
    margin = participation.consent(result.share, surplus, alone.found, alone.surplus, press.sticks, mistrust)
    asked = ground.shape.belligerent
    yes = (margin[:, asked] >= -TOLERANCE).all(axis=1) | (members == 0)
    return margin, yes


def _participants(ground: Ground, crew: Team) -> Ints:
    taking = crew.mediates.copy()
    for v in np.flatnonzero(crew.levers):
        taking[ground.shape.levers[v].holder] = True
    taking[ground.shape.offer_giver[crew.offers]] = True
    return np.flatnonzero(taking)


def _all_engaged(delivery: Delivery, participants: Ints, crew: Team, takes_part: Floats) -> Bools:
    """Where every third party that the plan needs would do its part; an optional member who stays out is not needed."""
    willing = delivery.engagement.margin >= -TOLERANCE
    stays_out = crew.optional[participants] & (takes_part[:, participants] == 0)
    yes: Bools = (willing | stays_out).all(axis=1)
    return yes


def _delivery(
    ground: Ground,
    crew: Team,
    who: Ints,
    takes_part: Floats,
    press: Pressure,
    strike: Strike,
    share: float,
    alone: Alone,
) -> Delivery:
    """What a strike asks of third parties `who`: levers only as far as it needs them, guarantees as far as holding does."""
    shape, world, mode = ground.shape, ground.world, crew.mode
    mine = np.flatnonzero(crew.levers)
    kinds, targets, holders = shape.lever_kind[mine], shape.lever_target[mine], shape.lever_holder[mine]
    cost = world.lever_cost[mode][:, mine]
    path, temptation = _temptation(ground, press, strike, crew.month)
    works = press.active[:, mine] * shape.lever_conditions.met(strike.options)[:, mine]
    guarantees = np.where(kinds == GUARANTEE, world.lever_strength[mode][:, mine] * works, 0.0)
    signing_need = np.maximum(press.bare - strike.utility, 0.0)
    used = participation.lever_use(signing_need, press.relief[:, mine], cost, targets)
    used += participation.lever_use(np.maximum(-path.margin, 0.0), guarantees, cost, targets)
    spent = used * cost
    k = len(shape.third_parties)

    def of_kinds(*wanted: int) -> Floats:
        chosen = np.isin(kinds, wanted)
        return participation.by_holder(spent[:, chosen], holders[chosen], k)[:, who]

    offers = np.flatnonzero(crew.offers)
    received = participation.by_holder(world.offer_value[mode][:, offers], shape.offer_receiver[offers], k)[:, who]
    made = participation.by_holder(world.offer_cost[mode][:, offers], shape.offer_giver[offers], k)[:, who]
    parts = participation.engagement(
        share, alone.found, world.sigma[:, who], world.success[:, who], world.failure[:, who], world.effort[:, who],
        takes_part[:, who], of_kinds(CARROT, GUARANTEE), of_kinds(STICK), of_kinds(INFORM), received, made,
    )  # fmt: skip
    held = path.margin + holding.by_party(
        guarantees, np.ones(guarantees.shape, dtype=bool), targets, len(shape.signers)
    )
    all_used = np.zeros((ground.draws, len(shape.levers)))
    all_used[:, mine] = used
    return Delivery(parts, all_used, held, path.worst_month, temptation)


def _temptation(ground: Ground, press: Pressure, strike: Strike, month: int) -> tuple[holding.HoldingPath, Floats]:
    """Margin of holding before guarantees, and what tempts."""
    shape, world = ground.shape, ground.world
    n = len(shape.signers)
    shifted = shape.shift_conditions.met(strike.options)
    breached = shape.breach_conditions.met(strike.options)
    safe = shape.safeguard_conditions.met(strike.options)
    believed = np.minimum(world.optimism, 0.0) + np.maximum(world.optimism, 0.0) * (1.0 - press.informed)
    path = holding.holding_margin(
        strike.utility,
        world.war[:, :, month] + believed + press.spoils,
        holding.by_party(world.shift_level, shifted, shape.shift_party, n),
        holding.by_party(world.shift_rate, shifted, shape.shift_party, n),
        holding.by_party(world.breach_gain, breached, shape.breach_party, n),
        holding.by_party(world.safeguard_points, safe, shape.safeguard_party, n),
        shape.holding_months,
    )
    late = np.maximum(world.shift_rate, 0.0) * shape.holding_months
    gains = np.where(breached, world.breach_gain, 0.0)
    moves = np.where(shifted, world.shift_level + late, 0.0)
    return path, np.concatenate([gains, moves], axis=1)
