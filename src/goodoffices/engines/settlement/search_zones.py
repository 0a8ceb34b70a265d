"""Search zones of the epsilon-constraint method with any number of criteria (Klamroth, Lacour & Vanderpooten 2015).

A zone is a floor l in m dimensions and stands for all points above it in every one.  Zones together cover whatever may
still be found.  A point p that nothing dominates leaves, of each zone around it, only what exceeds p somewhere: m zones
with the floor raised to p in one dimension each.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from goodoffices.model.arrays import Floats


class Zones:
    """Floors still to be looked at; none lies within another, and the one with the lowest floor comes first."""

    def __init__(self, dimensions: int) -> None:
        """Start with one zone that holds everything."""
        self._floors = np.full((1, dimensions), -np.inf)

    def __len__(self) -> int:
        """Number of zones."""
        return len(self._floors)

    def next(self) -> Floats | None:
        """The lexicographically lowest floor, float64[m]; None when all have been looked at."""
        if not len(self._floors):
            return None
        lowest = int(np.lexsort(self._floors.T[::-1])[0])
        floor: Floats = self._floors[lowest]
        return floor

    def drop(self, floor: Floats) -> None:
        """Forget an empty zone."""
        self._floors = self._floors[~(self._floors == floor).all(axis=1)]

    def split(self, point: Floats, more: Floats) -> None:
        """Split all zones that hold the point, float64[m]; `more` float64[m] is what it takes to lie above a floor.

        Zones within another are dropped.  O(Z^2 m) for the Z zones concerned.
        """
        around = (point >= self._floors + more).all(axis=1)
        raised = []
        for dimension in range(len(point)):
            floors = self._floors[around].copy()
            floors[:, dimension] = point[dimension]
            raised.append(floors)
        fresh = np.unique(np.concatenate(raised), axis=0) if raised else self._floors[:0]
        kept = self._floors[~around]
        fresh = fresh[~_within(fresh, kept).any(axis=1)]
        within = _within(fresh, fresh)
        np.fill_diagonal(within, False)
        self._floors = np.concatenate((kept, fresh[~within.any(axis=1)]))


def _within(zones: Floats, others: Floats) -> npt.NDArray[np.bool_]:
    """Which of the zones [.] lie within which of the others [., .]."""
    found: npt.NDArray[np.bool_] = np.all(zones[:, None] >= others[None], axis=2)
    return found
