"""Post-settlement settlements: deals that leave nobody worse off than the one in hand (Raiffa 1985)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from goodoffices.engines.solutions import RATIONAL, Floats, Ints, Solution, nash_product, rational_rows


def improvements(utilities: Floats, deal: npt.ArrayLike) -> Ints:
    """Rows of utilities float64[F, n] that dominate a deal worth `deal` float64[n]: nobody loses, somebody gains.

    Of a whole Pareto frontier: all efficient improvements; none where the deal is efficient.  Losses and gains below
    `solutions.RATIONAL` (points, or that share of the largest utility) count as none.  O(F n).
    """
    rows = rational_rows(utilities, deal)
    least = RATIONAL * max(1.0, float(np.abs(utilities).max(initial=0.0)))
    gains: Ints = rows[(utilities[rows] - np.asarray(deal, dtype=np.float64) > least).any(axis=1)]
    return gains


def post_settlement(utilities: Floats, deal: npt.ArrayLike) -> Solution | None:
    """The improvement with the greatest product of gains over the deal in hand (Nash 1950); None where there is none.

    Where no improvement is one for all, every product is 0 and the tie rule of `solutions` decides.
    """
    rows = improvements(utilities, deal)
    if len(rows) == 0:
        return None
    found = nash_product(utilities[rows], deal)
    return Solution(int(rows[found.row]), found.utilities, found.value)
