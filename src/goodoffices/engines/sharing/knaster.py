"""Knaster's sealed bids: n parties share goods that cannot be divided, with money (Knaster 1945, in Steinhaus 1948).

Everybody bids for every good.  The highest bid takes it; everybody's fair share is an n-th of its own bids in all.  Who
takes more than its fair share pays the difference in, who takes less is paid it out, and what is left over - never less
than nothing - is spread evenly.  So everybody ends up with the same above its fair share, by its own bids.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.model.arrays import Floats, Ints


@dataclass(frozen=True, eq=False)
class Knaster:
    """Who takes which good and what money changes hands, n parties and G goods."""

    winner: Ints
    """Party that takes each good, int64[G]."""
    fair_share: Floats
    """An n-th of what everything is worth to each party, float64[n]."""
    surplus: float
    """What is left after everybody has its fair share, 0 or more."""
    cash: Floats
    """Money that each party receives (pays, where below 0), float64[n]; sums to 0."""
    worth: Floats
    """Goods and money of each party by its own bids, float64[n]: fair share plus an n-th of the surplus."""


def knaster(bids: npt.ArrayLike) -> Knaster:
    """Share goods by sealed bids float64[n, G]; of equal highest bids the first party's wins.  O(n G).

    Raises ValueError: not a table of parties and goods, no party or no good, bids below zero or not finite.
    """
    offered = np.asarray(bids, dtype=np.float64)
    if offered.ndim != 2 or 0 in offered.shape:
        raise ValueError(f"bids must be a table of parties and goods, not of shape {offered.shape}")
    bad = np.argwhere(~(np.isfinite(offered) & (offered >= 0.0)))
    if len(bad):
        party, good = (int(at) for at in bad[0])
        raise ValueError(
            f"party {party} bids {offered[party, good]} for good {good}; bids must be finite and 0 or more"
        )
    parties, goods = offered.shape
    winner = offered.argmax(axis=0)
    taken = np.zeros(parties)
    np.add.at(taken, winner, offered[winner, np.arange(goods)])
    fair = offered.sum(axis=1) / parties
    surplus = max(0.0, float(taken.sum() - fair.sum()))
    cash = fair - taken + surplus / parties
    return Knaster(winner, fair, surplus, cash, taken + cash)
