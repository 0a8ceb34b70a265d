"""Levers in play: what they add up to on every signer, draw by draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goodoffices.engines import leverage
from goodoffices.engines.links.agreement import reservations
from goodoffices.model.arrays import Floats
from goodoffices.play.ground import Ground


@dataclass(frozen=True, eq=False)
class Pressure:
    """Levers of a plan, summed by signer; (D, n), points (informed: share of optimism removed)."""

    active: Floats
    """(D, V) 1 where a lever is in play."""
    carrots: Floats
    sticks: Floats
    informed: Floats
    spoils: Floats
    reservation: Floats
    """r_i with all of it."""
    bare: Floats
    """r_i with spoils alone: what the deal must overcome."""
    relief: Floats
    """(D, V) points by which each lever lowers its target's reservation at full use (0 for guarantees and spoils)."""

    def first(self, draws: int) -> Floats:
        """Reservations of the first draws."""
        return self.reservation[:draws]


def pressure(ground: Ground, active: Floats, mode: int, month: int) -> Pressure:
    """Sum up the levers in play.

    Several inform levers on one signer leave the product of what each leaves of its optimism.

    Args:
        ground: the perspective.
        active: (D, V) 1 where a lever is in play.
        mode: 0 public, 1 private.
        month: month of signing.
    """
    shape, world = ground.shape, ground.world
    n = len(shape.signers)
    sums = np.zeros((3, ground.draws, n))
    kept = np.ones((ground.draws, n))
    relief = np.zeros((ground.draws, len(shape.levers)))
    which = np.flatnonzero(active.any(axis=0))
    leverage.add_up(
        which, shape.lever_kind, shape.lever_target, world.lever_strength[mode], active, world.optimism, sums, kept,
        relief,
    )  # fmt: skip
    carrots, sticks, spoils = sums
    war = world.war[:, :, month]
    informed = 1.0 - kept
    none = np.zeros((ground.draws, n))
    reservation = reservations(world.face, war, world.optimism, informed, sticks, carrots, spoils)
    bare = reservations(world.face, war, world.optimism, none, none, none, spoils)
    return Pressure(active, carrots, sticks, informed, spoils, reservation, bare, relief)
