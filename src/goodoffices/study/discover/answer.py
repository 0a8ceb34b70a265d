"""What scenario discovery answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodoffices.kit.answer import Studied

if TYPE_CHECKING:
    import polars


COLUMNS = ("lower", "upper", "share", "chance", "coverage", "density", "mass", "held_back_density")
"""Columns of the table that hold numbers; they are there where no box is."""


@dataclass(frozen=True)
class Limit:
    """One number that must lie within bounds."""

    path: str
    lower: float | None
    """In the number's own unit; None: no lower limit."""
    upper: float | None
    least: float
    """Least value over all draws."""
    most: float
    share: float
    """Share of draws within the limits: how much this one asks you to believe."""
    chance: float
    """Quasi-p-value, the larger of the two where there are two limits."""


@dataclass(frozen=True)
class Belief:
    """A box: what one would have to believe."""

    limits: tuple[Limit, ...]
    """The most demanding first."""
    coverage: float
    """Share of all the plan's successes (among draws outside earlier boxes) that lie in the box."""
    density: float
    """Mean success in the box."""
    mass: float
    """Share of draws (outside earlier boxes) in the box."""
    held_back_coverage: float
    """The same on draws that had no part in finding the box."""
    held_back_density: float
    held_back_mass: float


@dataclass(frozen=True)
class PlanDiscovery:
    """One plan."""

    plan: str
    mean: float
    """Mean success (or failure, where failures are looked for) over all draws."""
    trajectory: tuple[tuple[float, float, float, int], ...]
    """(coverage, density, mass, numbers limited) along the peeling of the first box."""
    beliefs: tuple[Belief, ...]
    """None where there is too little of interest, or where it is the same everywhere."""


@dataclass(frozen=True)
class ViewDiscovery:
    """One perspective."""

    name: str
    title: str
    plans: Mapping[str, PlanDiscovery]
    uncertain: int
    """How many numbers vary among the draws: of none there is no box."""


@dataclass(frozen=True)
class Discovery(Studied):
    """What one would have to believe for the plans of a case to succeed, by perspective."""

    fails: bool
    """Whether failures were looked for."""
    coverage: float
    """Asked of each box."""
    perspectives: Mapping[str, ViewDiscovery]

    def table(self) -> polars.DataFrame:
        """A row per limit: perspective, plan, box (from 1), path, lower, upper, share, chance, and how the box does."""
        import polars

        return polars.DataFrame(
            [
                {
                    "perspective": view.name,
                    "plan": plan.plan,
                    "box": number,
                    "path": limit.path,
                    "lower": limit.lower,
                    "upper": limit.upper,
                    "share": limit.share,
                    "chance": limit.chance,
                    "coverage": belief.coverage,
                    "density": belief.density,
                    "mass": belief.mass,
                    "held_back_density": belief.held_back_density,
                }
                for view in self.perspectives.values()
                for plan in view.plans.values()
                for number, belief in enumerate(plan.beliefs, 1)
                for limit in belief.limits
            ],
            schema={
                **dict.fromkeys(("perspective", "plan"), polars.String),
                "box": polars.Int64,
                "path": polars.String,
                **dict.fromkeys(COLUMNS, polars.Float64),
            },
        )
