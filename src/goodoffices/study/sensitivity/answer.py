"""What an analysis of sensitivity answers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from goodoffices.kit.answer import Studied

if TYPE_CHECKING:
    import polars


By = Literal["number", "claim"]
OUTPUTS = {
    "success": "chance of success",
    "exists": "margin of agreement",
    "consent": "margin of consent",
    "delivers": "margin of engagement",
    "holds": "margin of holding",
}
"""Columns of a plan (`play.pilot.columns`) that are looked at, in words: a chance, then points of whoever has least to spare
at each link."""


@dataclass(frozen=True)
class FactorShare:
    """One factor's part in the variance of one result; NaN where the result does not vary."""

    factor: str
    first: float
    """Share of variance that would go if this alone were known."""
    total: float
    """Share of variance that would stay if all but this were known; NaN from given data."""
    first_range: tuple[float, float]
    """95 % interval: by the bootstrap, from given data by the standard error."""
    total_range: tuple[float, float]

    @property
    def size(self) -> float:
        """By which factors are ranked: the total index, the first-order one where there is none."""
        return self.first if math.isnan(self.total) else self.total

    @property
    def most(self) -> float:
        """Upper end of the interval of that."""
        return self.first_range[1] if math.isnan(self.total) else self.total_range[1]


@dataclass(frozen=True)
class Swing:
    """A bar of the tornado: a plan's mean success where one number is low, and where it is high."""

    path: str
    low: float
    """Mean of the number in its lowest tenth of draws, in its own unit; 0 for a red line that is not red."""
    high: float
    """Mean in its highest tenth; 1 for a red line that is red."""
    when_low: float
    """Mean success there."""
    when_high: float
    se: float
    """Standard error of the difference."""


@dataclass(frozen=True)
class PlanSensitivity:
    """One plan."""

    plan: str
    mean: Mapping[str, float]
    """output: mean over the draws on which expectations were formed."""
    spread: Mapping[str, float]
    """output: standard deviation."""
    shares: Mapping[str, tuple[FactorShare, ...]]
    """output: indices of all factors, in the order of the case."""
    swings: tuple[Swing, ...]
    """Largest difference first."""

    def ranked(self, output: str = "success") -> tuple[FactorShare, ...]:
        """Factors by their `size`, largest first; none where the output does not vary."""
        varying = [share for share in self.shares[output] if not math.isnan(share.size)]
        return tuple(sorted(varying, key=lambda share: -share.size))


@dataclass(frozen=True)
class Screening:
    """Elementary effects of all factors, where there were too many for indices of their own."""

    factors: int
    walks: int
    effects: tuple[tuple[str, float, float], ...]
    """(factor, mu* on success, mu* on the margin it moves most), of the plan it moves most, in standard deviations of
    that output; largest on success first."""


@dataclass(frozen=True)
class ViewSensitivity:
    """One perspective."""

    name: str
    title: str
    factors: Mapping[str, tuple[str, ...]]
    """factor: columns exchanged with it."""
    screening: Screening | None
    plans: Mapping[str, PlanSensitivity]


@dataclass(frozen=True)
class Sensitivity(Studied):
    """Sobol indices of a case's plans, by perspective; `draws` are those of each of the samples A and B, all of them where the
    data are given.
    """

    by: By
    perspectives: Mapping[str, ViewSensitivity]
    given: bool = False
    """Whether the draws were there already: then there are no total indices."""

    def table(self) -> polars.DataFrame:
        """A row per perspective, plan, output and factor: first, total and their intervals."""
        import polars

        return polars.DataFrame([
            {
                "perspective": view.name,
                "plan": plan.plan,
                "output": output,
                "factor": share.factor,
                "first": share.first,
                "first_low": share.first_range[0],
                "first_high": share.first_range[1],
                "total": share.total,
                "total_low": share.total_range[0],
                "total_high": share.total_range[1],
            }
            for view in self.perspectives.values()
            for plan in view.plans.values()
            for output, shares in plan.shares.items()
            for share in shares
        ])  # fmt: skip
