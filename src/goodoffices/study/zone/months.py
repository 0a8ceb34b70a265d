"""Does a deal exist in a later month, and when does it first exist or cease to: exact over the positions of the front."""

from __future__ import annotations

import numpy as np

from goodoffices.engines.links import opening
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.spread import share_error
from goodoffices.play.ground import Ground
from goodoffices.play.places import blocks, fighting, front_of
from goodoffices.study.zone.answer import ZoneMonths


def zone_months(ground: Ground) -> ZoneMonths:
    """The zone over the horizon, with nobody's help.

    Every signer's value of fighting on is that of the same place of the front; places are weighted with their chance.
    O(D H N F n) at worst; memory of one block of draws.
    """
    world, last = ground.belief, ground.shape.horizon
    front = front_of(world)
    shape = (ground.draws, last + 1)
    exists, over = np.empty(shape), np.empty(shape)
    opens = [np.zeros(last + 1) for _ in opening.Passages._fields]
    for rows in blocks(world, last):
        chances = front.chances(last, rows)
        floor = (world.face + world.optimism)[rows]
        offsets = ground.frontiers.offsets[rows.start : rows.stop + 1]
        found = opening.deal_exists(offsets, ground.frontiers.utilities, floor, fighting(world, last, rows), chances)
        exists[rows] = (found * chances).sum(axis=2)
        over[rows] = chances[:, :, 0] + chances[:, :, -1]
        passed = opening.passages(front.advance_a[rows], front.advance_b[rows], front.start, front.freeze, found)
        for total, part in zip(opens, passed, strict=True):
            total += part.sum(axis=0)
    margin, _ = ground.best_deal(world.reservation(0))
    exists[:, 0], over[:, 0] = margin >= -TOLERANCE, 0.0  # today the war goes on by definition
    return ZoneMonths(
        exists.mean(axis=0),
        np.array([share_error(month) for month in exists.T]),
        over.mean(axis=0),
        *(total / ground.draws for total in opens),
    )
