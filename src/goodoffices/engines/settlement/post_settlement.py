"""Post-settlement settlements: deals that leave nobody worse off than the one in hand (Raiffa 1985).

Of any list of outcomes, a frontier or not.  What counts as a gain is a share of the points at stake, not a number of points:
a billionth may be all that there is.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from goodoffices.engines.settlement.solutions import Solution, nash_product
from goodoffices.model.arrays import Floats, Ints

SUMMED = 2.0**-46
"""Share of a party's largest utility within which sums of points are equal: some hundred roundings of a double."""
SHARED = 1e-12
"""The same where shares of divisible issues were worked out on the way."""


def improvements(utilities: Floats, deal: npt.ArrayLike, close: float = SUMMED) -> Ints:
    """Rows of utilities float64[F, n] that dominate a deal worth `deal` float64[n]: nobody loses, somebody gains.

    Of all outcomes: every one that beats the deal; of a whole Pareto frontier: the efficient ones, none where the deal is
    efficient.  Losses and gains below `close` of a party's largest utility, of the list or in the deal, count as none.
    O(F n).
    """
    values, base = np.asarray(utilities, dtype=np.float64), np.asarray(deal, dtype=np.float64)
    slack = close * np.maximum(np.abs(values).max(axis=0, initial=0.0), np.abs(base))
    gain = values - base
    found: Ints = np.flatnonzero((gain >= -slack).all(axis=1) & (gain > slack).any(axis=1))
    return found


def post_settlement(utilities: Floats, deal: npt.ArrayLike, close: float = SUMMED) -> Solution | None:
    """The improvement with the greatest product of gains over the deal in hand (Nash 1950); None where there is none.

    Where no improvement is one for all, every product is 0 and the tie rule of `solutions` decides.
    """
    rows = improvements(utilities, deal, close)
    if len(rows) == 0:
        return None
    found = nash_product(utilities[rows], deal)
    return Solution(int(rows[found.row]), found.utilities, found.value)
