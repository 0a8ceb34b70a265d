"""What a struck deal asks of third parties, and whether it would hold: engagement and holding, draw by draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from goodoffices.engines import asked, holding, participation
from goodoffices.model.levers import CARROT, GUARANTEE, INFORM, STICK
from goodoffices.model.structure import Conditions, Structure
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


class Deals(NamedTuple):
    """Deals, each in a draw."""

    draw: Ints
    """(R,)."""
    options: npt.NDArray[np.int32]
    """(R, J)."""
    utility: Floats
    """(R, n) points."""


class Morning(NamedTuple):
    """What texts may do after signing, (D, items) each: points, of rates points per month."""

    level: Floats
    rate: Floats
    gain: Floats
    safeguard: Floats

    def at(self, rows: Ints) -> Morning:
        """The same in some draws only."""
        return Morning(*(points[rows] for points in self))


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
    sigma: Floats
    """(D, P) stakes, as are the next three."""
    success: Floats
    failure: Floats
    effort: Floats
    morning: Morning

    def at(self, rows: Ints) -> Demands:
        """The same in some draws only, or in some of them again."""
        by_draw = (
            "cost", "relief", "guarantees", "mediates", "received", "made", "bare", "fighting", "sigma", "success",
            "failure", "effort",
        )  # fmt: skip
        return replace(self, **{name: getattr(self, name)[rows] for name in by_draw}, morning=self.morning.at(rows))


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
        sigma=world.sigma[:, who],
        success=world.success[:, who],
        failure=world.failure[:, who],
        effort=world.effort[:, who],
        morning=_morning(ground),
    )


def deliver(ground: Ground, terms: Demands, strike: Strike) -> Delivery:
    """What a strike asks of third parties: levers only as far as it needs them, guarantees as far as holding does.

    Found for every draw, whatever the weight of the strike.
    """
    found, left = _delivered(ground.shape, terms, strike.options, strike.utility)
    return replace(found, temptation=_temptation(ground.shape, terms.morning, left, strike.weight))


def deliver_where_struck(ground: Ground, terms: Demands, strikes: Sequence[Strike]) -> tuple[Delivery, ...]:
    """The same for several strikes, each only in the draws in which it may happen; elsewhere the numbers are 0.

    Most ways of striking a deal are open in few draws, so all of them together are little more work than one.
    """
    rows = [np.flatnonzero(strike.weight > 0) for strike in strikes]
    if not strikes:
        return ()
    draw = np.concatenate(rows)
    options = np.concatenate([strike.options[own] for strike, own in zip(strikes, rows, strict=True)])
    utility = np.concatenate([strike.utility[own] for strike, own in zip(strikes, rows, strict=True)])
    there = terms.at(draw)
    found, left = _delivered(ground.shape, there, options, utility)
    ends = np.cumsum([0, *map(len, rows)])
    deliveries = []
    for strike, own, start, end in zip(strikes, rows, ends[:-1], ends[1:], strict=True):
        here = slice(int(start), int(end))
        tempts = _temptation(
            ground.shape, Morning(*(p[here] for p in there.morning)), left.at(here), strike.weight[own]
        )
        deliveries.append(_spread(found, here, own, ground.draws, tempts))
    return tuple(deliveries)


def _spread(found: Delivery, here: slice, rows: Ints, draws: int, temptation: Floats) -> Delivery:
    """Part of a delivery put back to the draws it belongs to."""

    def put(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        whole = np.zeros((draws, *values.shape[1:]), dtype=values.dtype)
        whole[rows] = values[here]
        return whole

    parts = {name: put(values) for name, values in vars(found.engagement).items()}
    return Delivery(
        participation.EngagementParts(**parts), put(found.used), put(found.spent), put(found.holding),
        put(found.worst_month), temptation,
    )  # fmt: skip


def _delivered(
    shape: Structure, terms: Demands, options: npt.NDArray[np.int32], utility: Floats
) -> tuple[Delivery, Aftermath]:
    """What deals (D, J), worth `utility` (D, n), ask in the draws of `terms`, without the sum of temptations."""
    left = _aftermath(shape, terms.morning, options)
    path = holding.holding_margin(
        utility, terms.fighting, left.level, left.rate, left.breach, left.safeguard, shape.holding_months
    )
    used = np.zeros(terms.cost.shape)
    guarantees = terms.guarantees
    if len(terms.levers):
        guarantees = guarantees * shape.lever_conditions.met(options, terms.levers)
        need = np.maximum(terms.bare - utility, 0.0)
        used = participation.lever_use(need, terms.relief, terms.cost, terms.targets)
        used += participation.lever_use(np.maximum(-path.margin, 0.0), guarantees, terms.cost, terms.targets)
    spent = used * terms.cost

    def of_kinds(*wanted: int) -> Floats:
        chosen = [v for v, kind in enumerate(terms.kinds) if kind in wanted]
        return participation.by_holder(spent[:, chosen], terms.holders[chosen], len(shape.third_parties))[:, terms.who]

    parts = participation.engagement(
        terms.found, terms.alone, terms.sigma, terms.success, terms.failure, terms.effort, terms.mediates,
        of_kinds(CARROT, GUARANTEE), of_kinds(STICK), of_kinds(INFORM), terms.received, terms.made,
    )  # fmt: skip
    held = path.margin + holding.by_party(guarantees, None, terms.targets, len(shape.signers))
    return Delivery(parts, used, spent, held, path.worst_month, np.zeros(0)), left


def asks(
    ground: Ground, crew: Team, who: Ints, takes_part: Floats, press: Pressure, found: float, alone: float, deals: Deals
) -> tuple[Floats, Floats]:
    """Margins of engagement of third parties `who` (R, P) and of holding (R, n) alone, of R deals: as `deliver`, at once."""
    shape, world, mode = ground.shape, ground.world, crew.mode
    believed = np.minimum(world.optimism, 0.0) + np.maximum(world.optimism, 0.0) * (1.0 - press.informed)
    levers = asked.Levers(
        np.flatnonzero(crew.levers), shape.lever_kind, shape.lever_target, shape.lever_holder, world.lever_cost[mode],
        press.relief, world.lever_strength[mode], press.active, _when(shape.lever_conditions),
    )  # fmt: skip
    parties = asked.Parties(who, world.sigma, world.success, world.failure, world.effort, takes_part)
    offers = asked.Offers(
        np.flatnonzero(crew.offers), shape.offer_giver, shape.offer_receiver, world.offer_value[mode],
        world.offer_cost[mode],
    )  # fmt: skip
    shifts, breaches, safeguards = map(
        _when, (shape.shift_conditions, shape.breach_conditions, shape.safeguard_conditions)
    )
    morning = asked.Morning(
        asked.Items(shape.shift_party, world.shift_level, shifts),
        asked.Items(shape.shift_party, world.shift_rate, shifts),
        asked.Items(shape.breach_party, world.breach_gain, breaches),
        asked.Items(shape.safeguard_party, world.safeguard_points, safeguards),
        press.bare,
        world.war[:, :, crew.month] + believed + press.spoils,
        shape.holding_months,
    )
    return asked.ask(deals.draw, deals.options, deals.utility, levers, parties, offers, morning, found, alone)


def _when(conditions: Conditions) -> asked.When:
    return asked.When(conditions.start, conditions.issue, conditions.option)


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

    def at(self, rows: slice) -> Aftermath:
        """The same in some draws only."""
        return Aftermath(**{name: values[rows] for name, values in vars(self).items()})


def aftermath(ground: Ground, strike: Strike) -> Aftermath:
    """Which shifts, breaches and safeguards a strike brings with it, and what they add up to for every signer."""
    return _aftermath(ground.shape, _morning(ground), strike.options)


def _morning(ground: Ground) -> Morning:
    world = ground.world
    return Morning(world.shift_level, world.shift_rate, world.breach_gain, world.safeguard_points)


def _aftermath(shape: Structure, morning: Morning, options: npt.NDArray[np.int32]) -> Aftermath:
    n = len(shape.signers)
    shifted = shape.shift_conditions.met(options)
    breached = shape.breach_conditions.met(options)
    safe = shape.safeguard_conditions.met(options)
    return Aftermath(
        shifted,
        breached,
        safe,
        holding.by_party(morning.level, shifted, shape.shift_party, n),
        holding.by_party(morning.rate, shifted, shape.shift_party, n),
        holding.by_party(morning.gain, breached, shape.breach_party, n),
        holding.by_party(morning.safeguard, safe, shape.safeguard_party, n),
    )


def _temptation(shape: Structure, morning: Morning, left: Aftermath, weight: Floats) -> Floats:
    """(breaches + shifts,) what tempts, summed over draws with the weight (D,) of the strike."""
    late = np.maximum(morning.rate, 0.0) * shape.holding_months
    gains = np.einsum("d,dt->t", weight, left.breached * morning.gain)
    moves = np.einsum("d,dt->t", weight, left.shifted * (morning.level + late))
    return np.concatenate([gains, moves])
