"""What no coalition changes, laid out once for all of them: the engines' view of one perspective in one mode and month."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from goodoffices.engines import coalition_delivery as delivery
from goodoffices.engines import coalition_pressure as pressure
from goodoffices.engines import coalition_talks as talking
from goodoffices.engines import tabling
from goodoffices.model.levers import SPOIL
from goodoffices.model.structure import Conditions
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
    _texts: dict[int, tabling.Texts] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def texts(self, draws: int) -> tabling.Texts:
        """The pool of the first `draws`, laid out on first use."""
        with self._lock:
            if draws not in self._texts:
                reservation = self.ground.world.reservation(self.month)[:draws]
                self._texts[draws] = tabling.texts(self.ground.utility[:draws], reservation)
            return self._texts[draws]

    @property
    def later(self) -> Later:
        """What is only needed once a deal is struck; laid out on first use."""
        with self._lock:
            if not self._laid:
                self._laid.append(_later(self))
            return self._laid[0]


@dataclass(frozen=True, eq=False)
class Later:
    """What delivery needs."""

    order: delivery.Prices
    stakes: delivery.Stakes
    morning: delivery.Morning


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
    space = shape.space
    frontier = space.options_of(space.choices_from(ground.frontiers.codes))
    pool = ground.pool.options

    def items(conditions: Conditions, party: Ints, points: Floats) -> delivery.Items:
        order = np.argsort(party, kind="stable")
        return delivery.Items(
            np.searchsorted(party[order], np.arange(len(shape.signers) + 1)),
            np.ascontiguousarray(points[:, order], dtype=np.float64),
            conditions.met(pool, order),
            conditions.met(frontier, order),
        )

    return Later(
        order=delivery.prices(base.levers, base.sides.optimism),
        stakes=delivery.Stakes(world.sigma, world.success, world.failure, world.effort),
        morning=delivery.Morning(
            level=items(shape.shift_conditions, shape.shift_party, world.shift_level),
            rate=items(shape.shift_conditions, shape.shift_party, world.shift_rate),
            breach=items(shape.breach_conditions, shape.breach_party, world.breach_gain),
            safeguard=items(shape.safeguard_conditions, shape.safeguard_party, world.safeguard_points),
            guarded_pool=shape.lever_conditions.met(pool),
            guarded_frontier=shape.lever_conditions.met(frontier),
            months=shape.holding_months,
        ),
    )
