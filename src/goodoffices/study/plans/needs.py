"""How far each side must be moved, and who can move it that far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.model.arrays import Floats
from goodoffices.play.evaluate import exists
from goodoffices.play.ground import Ground
from goodoffices.study.plans.answer import NeedMap
from goodoffices.study.plans.summary import Whole

SAMPLE = 200
"""Draws whose need frontiers are shown."""


class Helped(NamedTuple):
    """What a plan's levers do to needs."""

    capacity: tuple[float, float]
    """Mean shift its levers can give the first two signers, points, in a later month among wars that still go on."""
    reach: float
    """Share of draws in which a deal exists once they are pulled."""


def helped(whole: Whole) -> Helped | None:
    """Capacity and reach of a plan; None for a plan without levers, or with fewer than two signers."""
    pressed = [part.line.pressed for part in whole.parts]
    if len(whole.shape.signers) < 2 or not any((own.bare != own.reservation).any() for own in pressed):
        return None
    first, second = (
        whole.among_on(lambda line, i=i: line.pressed.bare[:, i] - line.pressed.reservation[:, i])  # type: ignore[misc]
        for i in (0, 1)
    )
    return Helped((first, second), whole.share(exists))


def need_map(ground: Ground, plans: Mapping[str, Helped | None]) -> NeedMap | None:
    """Need frontiers of a sample of draws and the capacity of every plan with levers.

    The need of a package is max(0, r_i - u_i) under no levers.  A deal exists with a coalition exactly when a point of the
    need frontier lies in its capacity.  With more than two signers only packages that the others would sign are shown.
    """
    shape = ground.shape
    if len(shape.signers) < 2:
        return None
    reservation = ground.belief.reservation(0)
    points, draws = [], []
    for d in range(min(SAMPLE, ground.draws)):
        rows = slice(ground.frontiers.offsets[d], ground.frontiers.offsets[d + 1])
        need = np.maximum(reservation[d] - ground.frontiers.utilities[rows], 0.0)
        need = need[(need[:, 2:] <= TOLERANCE).all(axis=1), :2]
        kept = _minimal(need)
        points.append(kept)
        draws.append(np.full(len(kept), d))
    a, b = shape.signers[:2]
    return NeedMap(
        parties=(a, b),
        points=np.concatenate(points) if points else np.zeros((0, 2)),
        draw=np.concatenate(draws) if draws else np.zeros(0, dtype=np.int64),
        capacity={name: plan.capacity for name, plan in plans.items() if plan is not None},
        reach={name: plan.reach for name, plan in plans.items() if plan is not None},
    )


def _minimal(need: Floats) -> Floats:
    """Pareto-minimal rows of (m, 2), by falling second coordinate."""
    order = np.lexsort((need[:, 1], need[:, 0]))
    kept, least = [], np.inf
    for row in need[order]:
        if row[1] < least:
            kept.append(row)
            least = row[1]
    return np.array(kept).reshape(-1, 2)
