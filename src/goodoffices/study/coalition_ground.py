"""What no coalition changes, laid out once for all of them: the engines' view of one perspective in one mode and month."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from goodoffices.engines import coalition_delivery as delivery
from goodoffices.engines import coalition_pressure as pressure
from goodoffices.engines import coalition_talks as talking
from goodoffices.model.structure import SPOIL, Conditions
from goodoffices.study.ground import Ground

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class CoalitionGround:
    """One perspective, ready for coalitions."""

    ground: Ground
    mode: int
    month: int
    sides: pressure.Sides
    levers: pressure.Levers
    believed: Floats
    """(D, n) value of fighting on as each believes it, without spoilers."""
    stairs: Floats
    """Frontiers as `coalition_talks.exists` wants them."""
    in_stairs: bool
    spoils: tuple[int, ...]
    """Levers of those who lose from settlement in some draw, by holder and then in file order."""
    _laid: list[Later] = field(default_factory=list)

    @property
    def later(self) -> Later:
        """What is only needed once a deal is struck; laid out on first use."""
        if not self._laid:
            self._laid.append(_later(self))
        return self._laid[0]


@dataclass(frozen=True, eq=False)
class Later:
    """What delivery needs."""

    order: delivery.Prices
    stakes: delivery.Stakes
    morning: delivery.Morning
    deals: delivery.Deals


def coalition_ground(ground: Ground, mode: int, month: int) -> CoalitionGround:
    """Lay out one perspective; O(D V log V), and O(F log F) for the frontiers' F points."""
    shape, world = ground.shape, ground.world
    levers = pressure.Levers(
        shape.lever_kind,
        shape.lever_target,
        shape.lever_holder,
        np.ascontiguousarray(world.lever_strength[mode]),
        np.ascontiguousarray(world.lever_cost[mode]),
    )
    war = np.ascontiguousarray(world.war[:, :, month])
    stairs, in_stairs = talking.stairs(ground.frontiers.offsets, ground.frontiers.utilities)
    spoils = [v for v, lever in enumerate(shape.levers) if lever.kind == SPOIL]
    against = sorted({shape.levers[v].holder for v in spoils if (world.sigma[:, shape.levers[v].holder] < 0).any()})
    return CoalitionGround(
        ground=ground,
        mode=mode,
        month=month,
        sides=pressure.Sides(np.ascontiguousarray(world.face), war, np.ascontiguousarray(world.optimism)),
        levers=levers,
        believed=war + world.optimism,
        stairs=stairs,
        in_stairs=in_stairs,
        spoils=tuple(v for h in against for v in spoils if shape.levers[v].holder == h),
    )


def _later(base: CoalitionGround) -> Later:
    ground, world, shape = base.ground, base.ground.world, base.ground.shape
    space, frontiers = shape.space, ground.frontiers
    nobody = np.zeros(0, dtype=np.int64)
    shifts = shape.shift_conditions, shape.shift_party
    return Later(
        order=delivery.prices(base.levers, base.sides.optimism),
        stakes=delivery.Stakes(world.sigma, world.success, world.failure, world.effort),
        morning=delivery.Morning(
            level=_items(*shifts, world.shift_level),
            rate=_items(*shifts, world.shift_rate),
            breach=_items(shape.breach_conditions, shape.breach_party, world.breach_gain),
            safeguard=_items(shape.safeguard_conditions, shape.safeguard_party, world.safeguard_points),
            lever=_items(shape.lever_conditions, nobody, np.zeros((1, 0))),
            months=shape.holding_months,
        ),
        deals=delivery.Deals(
            ground.utility,
            np.ascontiguousarray(ground.pool.options, dtype=np.int32),
            np.ascontiguousarray(frontiers.utilities),
            np.ascontiguousarray(space.options_of(space.choices_from(frontiers.codes)), dtype=np.int32),
        ),
    )


def _items(conditions: Conditions, party: Ints, points: Floats) -> delivery.Items:
    whole = np.ascontiguousarray(points, dtype=np.float64)
    return delivery.Items(conditions.start, conditions.issue, conditions.option, party.astype(np.int64), whole)
