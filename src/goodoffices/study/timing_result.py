"""When to sign: what `timing` answers, as a table and as a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from goodoffices.case.schema import Case
from goodoffices.study.results import Spread

if TYPE_CHECKING:
    import polars

    from goodoffices.brief.charts.theme import AnyChart

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Moment:
    """A plan signed in one month; shares of draws and of the ways the front may have moved by then."""

    month: int
    success: float
    """Share in which the war still goes on in that month and every link of the plan holds."""
    se: float
    change: float
    """That less the success of the same plan in month 0."""
    change_se: float
    """Its standard error on the shared draws."""
    among_on: float
    """Success among wars that still go on; NaN where none does."""
    left_out: float
    """Share left out: success lies between `success` and `success` + `left_out` (beside the Monte Carlo error)."""


@dataclass(frozen=True)
class RipeMonth:
    """Zartman's conditions in one month; shares of draws and paths among wars that still go on."""

    month: int
    hurting: Mapping[str, float]
    """signer: fighting on is worth less than the front frozen where it stands (attrition), or falls over the next six
    months (direct war value)."""
    perceived: Mapping[str, float]
    """signer: it hurts and the signer believes, optimism included, that the deal with the widest least margin is better."""
    way_out: float
    """Some deal beats fighting on for all."""
    verdict: Literal["ripe", "ripening", "not_ripe"]


@dataclass(frozen=True)
class Stalemate:
    """What a signer's stalemate is made of, in month 0; own points, spread over draws."""

    fighting: Spread
    """Value of fighting on."""
    instead: Spread
    """What it is held against: the front frozen where it stands, or (direct) the value of fighting on six months later."""
    optimism: Spread
    deal: Spread
    """Utility of the deal with the widest least margin, in draws with any deal to sign."""
    frozen_front: bool
    """Whether `instead` is a frozen front."""


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
class TimingView:
    """One perspective's answer."""

    name: str
    title: str
    zone: ZoneMonths
    won: Mapping[str, Floats]
    """signer with a war of attrition: share in which its side has won the war by month 0..horizon."""
    waiting: Mapping[str, tuple[Spread, ...]]
    """signer: points lost by fighting until each month asked: costs expected to be paid (attrition) or the fall of W."""
    stalemate: Mapping[str, Stalemate]
    ripeness: tuple[RipeMonth, ...]
    """For each month asked."""
    plans: Mapping[str, tuple[Moment, ...]]
    """plan: each month asked."""

    def best_month(self, plan: str) -> int:
        """Month asked with the highest success; the earliest of equals."""
        return max(self.plans[plan], key=lambda moment: moment.success).month


@dataclass(frozen=True)
class TimingAnswer:
    """When to sign, by perspective."""

    case: Case
    draws: int
    seed: int
    version: str
    digest: str
    months: tuple[int, ...]
    perspectives: Mapping[str, TimingView]

    def table(self) -> polars.DataFrame:
        """A row per perspective, plan and month: success, se, change, change_se, among_on, left_out."""
        import polars

        return polars.DataFrame(
            [
                {"perspective": view.name, "plan": plan, **vars(moment)}
                for view in self.perspectives.values()
                for plan, moments in view.plans.items()
                for moment in moments
            ]
        )

    def chart(self) -> AnyChart:
        """Success of plans by month of signing, beside the zone and the wars already over; a row per perspective."""
        from goodoffices.brief.charts.timing import timing_chart

        return timing_chart(self)

    def _repr_html_(self) -> str:
        from goodoffices.brief.charts.theme import svg

        return svg(self.chart(), "timing")
