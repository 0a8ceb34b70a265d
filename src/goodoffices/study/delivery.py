"""What a struck deal asks of third parties, and whether it would hold: engagement and holding, draw by draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.engines import holding, participation
from goodoffices.model.structure import CARROT, GUARANTEE, INFORM, STICK
from goodoffices.study.ground import Ground
from goodoffices.study.pressure import Pressure
from goodoffices.study.talks import Strike
from goodoffices.study.team import Team

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Delivery:
    """What one strike asks of third parties, and whether it would hold."""

    engagement: participation.EngagementParts
    """(D, P) each, P participants."""
    used: Floats
    """(D, L) share of each lever that the deal needs, L levers that the plan counts on."""
    spent: Floats
    """(D, L) what that costs its holder, holder's points."""
    holding: Floats
    """(D, n) margin, guarantees included."""
    worst_month: Ints
    temptation: Floats
    """(breaches + shifts,) points of every breach, then of every shift, in file order, 0 where the text does not have it:
    sum over draws, each with the weight of the strike."""


@dataclass(frozen=True, eq=False)
class Demands:
    """What a plan counts on from its third parties, whichever deal is struck."""

    who: Ints
    """(P,) third parties whose engagement is judged."""
    found: float
    alone: float
    levers: Ints
    """(L,) levers that the plan counts on."""
    kinds: Ints
    targets: Ints
    holders: Ints
    cost: Floats
    """(D, L) holder's points at full use."""
    relief: Floats
    """(D, L) points by which each lowers its target's reservation at full use."""
    guarantees: Floats
    """(D, L) points a guarantee gives where the deal meets its condition; 0 for other levers."""
    mediates: Floats
    """(D, P) 1 where it mediates."""
    received: Floats
    """(D, P) net worth of offers received."""
    made: Floats
    """(D, P) cost of offers made."""
    bare: Floats
    """(D, n) reservation with spoils alone."""
    fighting: Floats
    """(D, n) value of fighting on after signing, as believed."""


def demands(
    ground: Ground, crew: Team, who: Ints, takes_part: Floats, press: Pressure, found: float, alone: float
) -> Demands:
    """Gather what a plan asks of third parties `who`; found P, alone P0."""
    shape, world, mode = ground.shape, ground.world, crew.mode
    mine, offers = np.flatnonzero(crew.levers), np.flatnonzero(crew.offers)
    kinds = shape.lever_kind[mine]
    k = len(shape.third_parties)
    believed = np.minimum(world.optimism, 0.0) + np.maximum(world.optimism, 0.0) * (1.0 - press.informed)
    return Demands(
        who=who,
        found=found,
        alone=alone,
        levers=mine,
        kinds=kinds,
        targets=shape.lever_target[mine],
        holders=shape.lever_holder[mine],
        cost=np.ascontiguousarray(world.lever_cost[mode][:, mine]),
        relief=np.ascontiguousarray(press.relief[:, mine]),
        guarantees=np.where(kinds == GUARANTEE, world.lever_strength[mode][:, mine] * press.active[:, mine], 0.0),
        mediates=takes_part[:, who],
        received=participation.by_holder(world.offer_value[mode][:, offers], shape.offer_receiver[offers], k)[:, who],
        made=participation.by_holder(world.offer_cost[mode][:, offers], shape.offer_giver[offers], k)[:, who],
        bare=press.bare,
        fighting=world.war[:, :, crew.month] + believed + press.spoils,
    )


def deliver(ground: Ground, asked: Demands, strike: Strike) -> Delivery:
    """What a strike asks of third parties: levers only as far as it needs them, guarantees as far as holding does."""
    shape, world, who = ground.shape, ground.world, asked.who
    path, temptation = _temptation(ground, asked.fighting, strike)
    used = np.zeros(asked.cost.shape)
    guarantees = asked.guarantees
    if len(asked.levers):
        guarantees = guarantees * shape.lever_conditions.met(strike.options, asked.levers)
        need = np.maximum(asked.bare - strike.utility, 0.0)
        used = participation.lever_use(need, asked.relief, asked.cost, asked.targets)
        used += participation.lever_use(np.maximum(-path.margin, 0.0), guarantees, asked.cost, asked.targets)
    spent = used * asked.cost
    k = len(shape.third_parties)

    def of_kinds(*wanted: int) -> Floats:
        chosen = np.isin(asked.kinds, wanted)
        return participation.by_holder(spent[:, chosen], asked.holders[chosen], k)[:, who]

    parts = participation.engagement(
        asked.found, asked.alone, world.sigma[:, who], world.success[:, who], world.failure[:, who],
        world.effort[:, who], asked.mediates, of_kinds(CARROT, GUARANTEE), of_kinds(STICK), of_kinds(INFORM),
        asked.received, asked.made,
    )  # fmt: skip
    held = path.margin + holding.by_party(guarantees, None, asked.targets, len(shape.signers))
    return Delivery(parts, used, spent, held, path.worst_month, temptation)


@dataclass(frozen=True, eq=False)
class Aftermath:
    """What a strike leaves its signers with on the mornings after signing; (D, n) each, points."""

    shifted: npt.NDArray[np.bool_]
    """(D, shifts) whether the text has each."""
    breached: npt.NDArray[np.bool_]
    safe: npt.NDArray[np.bool_]
    level: Floats
    rate: Floats
    """Points per month."""
    breach: Floats
    safeguard: Floats


def aftermath(ground: Ground, strike: Strike) -> Aftermath:
    """Which shifts, breaches and safeguards a strike brings with it, and what they add up to for every signer."""
    shape, world = ground.shape, ground.world
    n = len(shape.signers)
    shifted = shape.shift_conditions.met(strike.options)
    breached = shape.breach_conditions.met(strike.options)
    safe = shape.safeguard_conditions.met(strike.options)
    return Aftermath(
        shifted,
        breached,
        safe,
        holding.by_party(world.shift_level, shifted, shape.shift_party, n),
        holding.by_party(world.shift_rate, shifted, shape.shift_party, n),
        holding.by_party(world.breach_gain, breached, shape.breach_party, n),
        holding.by_party(world.safeguard_points, safe, shape.safeguard_party, n),
    )


def _temptation(ground: Ground, fighting: Floats, strike: Strike) -> tuple[holding.HoldingPath, Floats]:
    """Margin of holding before guarantees, and what tempts, summed over draws with the weight of the strike."""
    world, months = ground.world, ground.shape.holding_months
    left = aftermath(ground, strike)
    path = holding.holding_margin(strike.utility, fighting, left.level, left.rate, left.breach, left.safeguard, months)
    late = np.maximum(world.shift_rate, 0.0) * months
    gains = np.einsum("d,dt->t", strike.weight, left.breached * world.breach_gain)
    moves = np.einsum("d,dt->t", strike.weight, left.shifted * (world.shift_level + late))
    return path, np.concatenate([gains, moves])
