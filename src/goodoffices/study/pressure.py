"""Levers in play: what they add up to on every signer, draw by draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.engines.agreement import reservations
from goodoffices.model.structure import CARROT, GUARANTEE, INFORM, SPOIL, STICK
from goodoffices.study.ground import Ground

Floats = npt.NDArray[np.float64]


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
    sums = {kind: np.zeros((ground.draws, n)) for kind in (CARROT, STICK, SPOIL)}
    kept = np.ones((ground.draws, n))
    relief = np.zeros((ground.draws, len(shape.levers)))
    hope = np.maximum(world.optimism, 0.0)
    for v in np.flatnonzero(active.any(axis=0)):
        lever = shape.levers[v]
        strength = world.lever_strength[mode, :, v] * active[:, v]
        if lever.kind == INFORM:
            kept[:, lever.target] *= 1.0 - strength
            relief[:, v] = strength * hope[:, lever.target]
        elif lever.kind != GUARANTEE:
            sums[lever.kind][:, lever.target] += strength
            if lever.kind != SPOIL:
                relief[:, v] = strength
    war = world.war[:, :, month]
    informed = 1.0 - kept
    none = np.zeros((ground.draws, n))
    reservation = reservations(world.face, war, world.optimism, informed, sums[STICK], sums[CARROT], sums[SPOIL])
    bare = reservations(world.face, war, world.optimism, none, none, none, sums[SPOIL])
    return Pressure(active, sums[CARROT], sums[STICK], informed, sums[SPOIL], reservation, bare, relief)
