"""When there is a zone of agreement: what `zone` and `timing` answer about it, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from goodoffices.model.arrays import Floats


@dataclass(frozen=True)
class ZoneMonths:
    """The zone of agreement month by month, with nobody's help; arrays (horizon + 1,) of shares of draws and paths."""

    exists: Floats
    """The war goes on and a deal exists."""
    se: Floats
    over: Floats
    """The war is over."""
    opens: Floats
    """The first deal appears in that month."""
    closes: Floats
    """It goes again for the first time since it appeared, the war going on."""
    over_before: Floats
    """The war ends in that month without a deal ever having existed."""
    over_while_open: Floats
    """The war ends in that month with a deal there ever since one appeared."""

    @property
    def among_on(self) -> Floats:
        """Share with a deal among wars that still go on; NaN where none does."""
        on = 1.0 - self.over
        return np.where(on > 1e-12, self.exists / np.maximum(on, 1e-12), np.nan)

    @property
    def crossings(self) -> tuple[tuple[int, Literal["opens", "closes"]], ...]:
        """Months in which the share among wars that still go on passes one half, upwards or downwards."""
        wide = self.among_on >= 0.5
        found: list[tuple[int, Literal["opens", "closes"]]] = []
        for month in range(1, len(wide)):
            if np.isfinite(self.among_on[month]) and wide[month] != wide[month - 1]:
                found.append((month, "opens" if wide[month] else "closes"))
        return tuple(found)
