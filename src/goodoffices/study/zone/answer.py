"""The zone of agreement: what `zone` answers, and `timing` of it month by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from goodoffices.engines.spread import Spread
from goodoffices.kit.answer import Pictured, Studied
from goodoffices.model.arrays import Floats
from goodoffices.study.robust.answer import RobustPackage

if TYPE_CHECKING:
    import polars


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


@dataclass(frozen=True)
class Zone:
    """Is there a deal that all signers prefer to fighting on, with nobody's help?"""

    exists: float
    """Share of draws with A >= 0 under no levers."""
    exists_se: float
    margin: Spread
    """A = max_x min_i a_i(x), the widest margin that all can have at once; each in its own points."""
    shortest_party: Mapping[str, float]
    """signer: share of draws without a deal in which it is the one with the least margin at the best package."""
    reach: Mapping[str, Spread]
    """signer: highest utility it can get in a deal the others would sign, over draws with a deal."""
    floor: Mapping[str, Spread]
    """signer: reservation value W + o + face, over draws."""
    blocking_issues: tuple[tuple[str, float], ...]
    """(issue, mean points between the signers' wishes at the best package), most contested first."""


@dataclass(frozen=True)
class ZoneView:
    """One perspective's answer."""

    name: str
    title: str
    zone: Zone
    robust: RobustPackage
    """The text most often acceptable to all."""


@dataclass(frozen=True)
class ZoneAnswer(Pictured, Studied):
    """Is there a deal that all prefer to fighting on, by perspective."""

    perspectives: Mapping[str, ZoneView]
    thin: int = 0
    """Deals of each draw's frontier that were kept, all shares with a deal being from below; 0 where all were."""

    def table(self) -> polars.DataFrame:
        """A row per perspective and signer: what it wants at least and can get (mean points), how often it falls short."""
        import polars

        return polars.DataFrame([
            {
                "perspective": view.name,
                "signer": signer,
                "exists": view.zone.exists,
                "se": view.zone.exists_se,
                "margin": view.zone.margin.mean,
                "floor": floor.mean,
                "reach": view.zone.reach[signer].mean,
                "shortest": view.zone.shortest_party[signer],
            }
            for view in self.perspectives.values()
            for signer, floor in view.zone.floor.items()
        ])  # fmt: skip
