"""What learning something would be worth, and which plan is robust to not learning it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodoffices.kit.answer import Studied

if TYPE_CHECKING:
    import polars


@dataclass(frozen=True)
class Lesson:
    """One thing that could be learnt before a plan is chosen."""

    what: str
    """Path of a number or red line, or id of a claim."""
    paths: tuple[str, ...]
    """The numbers that would be known."""
    lower: float
    """Rise in the best plan's mean success, from choices checked on draws they were not fitted to: too low, if anything."""
    upper: float
    """The same from fitted values: too high, if anything."""
    se: float
    """Standard error of `lower`."""
    switches: float
    """Share of draws in which another plan would be chosen."""


@dataclass(frozen=True)
class ViewInformation:
    """One perspective."""

    name: str
    title: str
    best: str
    """The plan that is best without learning anything."""
    success: float
    """Its mean success."""
    perfect: float
    """Rise in mean success if every number were known before the choice."""
    perfect_se: float
    numbers: tuple[Lesson, ...]
    """Single numbers, the most valuable first."""
    claims: tuple[Lesson, ...]
    """All numbers that rest on one claim, the most valuable first."""


@dataclass(frozen=True)
class Information(Studied):
    """The value of information of a case, by perspective."""

    perspectives: Mapping[str, ViewInformation]

    def table(self) -> polars.DataFrame:
        """A row per perspective and lesson: kind (number, claim), what, lower, upper, se, switches."""
        import polars

        return polars.DataFrame([
            {
                "perspective": view.name,
                "kind": kind,
                "what": lesson.what,
                "lower": lesson.lower,
                "upper": lesson.upper,
                "se": lesson.se,
                "switches": lesson.switches,
            }
            for view in self.perspectives.values()
            for kind, lessons in (("number", view.numbers), ("claim", view.claims))
            for lesson in lessons
        ])  # fmt: skip
