"""What considering a pool of texts instead of all packages costs."""

from __future__ import annotations

import numpy as np

from goodoffices.engines.frontier.pool import pool_utilities
from goodoffices.engines.links.talks import bars_of, beliefs
from goodoffices.model.arrays import Bools, Floats, Singles
from goodoffices.play.ground import Ground
from goodoffices.play.memo import contents
from goodoffices.study.plans.answer import PoolReport

LARGEST_SWEEP = 1 << 18
"""Packages up to which the loss is measured by looking at all of them."""
BELIEF_DRAWS, OFFER_DRAWS = 512, 256
"""Draws that form beliefs, and draws in which offers are compared, in that measurement."""
CHUNK = 8192


def pool_report(ground: Ground, *, sweep: bool) -> PoolReport:
    """Size and coverage of the pool; with `sweep`, also what direct talks lose by considering no other text."""
    count = ground.shape.space.count
    return PoolReport(
        packages=count,
        distinct=ground.pool.distinct,
        size=len(ground.pool.options),
        coverage=ground.pool.coverage,
        frontier_size=float(np.diff(ground.frontiers.offsets).mean()),
        loss=_loss(ground) if sweep and count <= LARGEST_SWEEP else None,
    )


def _loss(ground: Ground) -> float:
    """Found share of direct talks over all packages minus over the pool, on the same draws and beliefs.

    It hangs on what the signers want and on what they get by fighting on, and on no plan.
    """
    reservation = ground.belief.reservation(0)[: min(BELIEF_DRAWS, ground.draws)]
    found: float = ground.site.kept("pool loss", (), contents(reservation), lambda: _lost(ground, reservation))
    return found


def _lost(ground: Ground, reservation: Floats) -> float:
    draws, offers = len(reservation), min(OFFER_DRAWS, ground.draws)
    n, space = len(ground.shape.signers), ground.shape.space
    best, taken = np.zeros((offers, n)), np.zeros((offers, n), dtype=bool)
    for start in range(0, space.count, CHUNK):
        codes = np.arange(start, min(start + CHUNK, space.count))[:, None]
        utility = pool_utilities(space, space.choices_from(codes), ground.wishes, 0, draws)
        _improve(utility, reservation, best, taken)
    pooled, accepted = np.zeros((offers, n)), np.zeros((offers, n), dtype=bool)
    _improve(ground.utility[:draws], reservation, pooled, accepted)
    return float(taken.any(axis=1).mean() - accepted.any(axis=1).mean())


def _improve(utility: Singles, reservation: Floats, best: Floats, taken: Bools) -> None:
    """Offers over these texts, where they beat the best so far (in place)."""
    n = utility.shape[1]
    everyone = (1 << n) - 1
    limit = bars_of(reservation)
    shares = beliefs(utility, limit[None])[0]
    rows = np.arange(len(best))
    for i in range(n):
        value = shares[everyone & ~(1 << i)] * (utility[: len(best), i] - reservation[: len(best), i, None])
        offer = value.argmax(axis=1)
        others = [j for j in range(n) if j != i]
        yes = np.asarray((utility[rows[:, None], others, offer[:, None]] >= limit[: len(best), others]).all(axis=1))
        better = value[rows, offer] > best[:, i]
        best[better, i], taken[better, i] = value[rows, offer][better], yes[better]
