"""When to sign: what `timing` answers, as a table and as a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from goodoffices.engines.spread import Spread
from goodoffices.kit.answer import Pictured, Studied
from goodoffices.model.arrays import Floats
from goodoffices.study.zone.answer import ZoneMonths

if TYPE_CHECKING:
    import polars


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
class TimingAnswer(Pictured, Studied):
    """When to sign, by perspective."""

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
