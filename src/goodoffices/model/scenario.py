"""A negotiation as settlement engines see it: issues, what each party gets from every package and has without one.

A *package* picks one option per issue; a divisible issue has two options, its share 0 and its share 1, and a package
may pick any share between them.  Utilities are in each party's own points, as its source scales them, and are a sum of

    tables       what the option of each issue is worth (for a share: linear between the values of share 0 and share 1)
    linkages     points for having some options together
    rectangles   points for being inside a box of options (the hyper-rectangle utilities of the Genius platform:
                 Ito, Hattori & Klein 2007; ANAC 2014)
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from goodoffices.model.arrays import Floats
from goodoffices.model.packages import PackageSpace, package_space


@dataclass(frozen=True)
class Issue:
    """One thing to settle."""

    name: str
    options: tuple[str, ...]
    """Names of the options; for a divisible issue of its share 0 and its share 1."""
    divisible: bool = False
    """Whether any share between option 0 and option 1 can be agreed; then there are exactly two options."""


@dataclass(frozen=True)
class Linkage:
    """Points that a party gains (or loses) when a package meets all of a condition."""

    party: int
    condition: Mapping[int, int]
    """Issue index to option index; none of the issues divisible."""
    points: float


@dataclass(frozen=True)
class Rectangle:
    """Points that a party gains when every issue named lies within bounds, both ends included."""

    party: int
    bounds: Mapping[int, tuple[int, int]]
    """Issue index to first and last option index; none of the issues divisible."""
    points: float


@dataclass(frozen=True, eq=False)
class Scenario:
    """A negotiation between n parties over J issues with O options in all (issue after issue)."""

    name: str
    parties: tuple[str, ...]
    issues: tuple[Issue, ...]
    tables: Floats
    """Worth of each option to each party, float64[n, O], points."""
    reservation: tuple[float | None, ...]
    """What each party has without a deal, points; None where its source states nothing."""
    linkages: tuple[Linkage, ...] = ()
    rectangles: tuple[Rectangle, ...] = ()
    forbidden: tuple[Mapping[int, int], ...] = ()
    """Conditions (issue index to option index) that no package may meet: rules, then red lines of anybody."""
    red_lines: int = 0
    """How many of the forbidden conditions, the last ones, are red lines and no rules."""
    discount: tuple[float, ...] = ()
    """Share of its utility that each party keeps per unit of time, in (0, 1]; empty where nobody discounts."""

    def __post_init__(self) -> None:
        """Check that the parts fit together; raises ValueError where they do not."""
        offered = sum(len(issue.options) for issue in self.issues)
        if self.tables.shape != (len(self.parties), offered) or not np.isfinite(self.tables).all():
            raise ValueError(
                f"tables have shape {self.tables.shape}, expected ({len(self.parties)}, {offered}), finite"
            )
        if len(self.reservation) != len(self.parties) or len(self.discount) not in (0, len(self.parties)):
            raise ValueError("reservation and discount need one entry per party")
        if not 0 <= self.red_lines <= len(self.forbidden):
            raise ValueError(f"{self.red_lines} red lines among {len(self.forbidden)} forbidden conditions")
        for issue in self.issues:
            if not issue.options or (issue.divisible and len(issue.options) != 2):
                raise ValueError(f"issue {issue.name!r} needs options, and exactly two where it is divisible")
        tied = [*(link.condition for link in self.linkages), *(box.bounds for box in self.rectangles), *self.forbidden]
        if any(self.issues[j].divisible for mapping in tied for j in mapping):
            raise ValueError("linkages, rectangles and rules cannot name a divisible issue")

    @property
    def sizes(self) -> tuple[int, ...]:
        """Number of options of each issue."""
        return tuple(len(issue.options) for issue in self.issues)

    @property
    def divisible(self) -> bool:
        """Whether any issue can be shared, so that there are infinitely many packages."""
        return any(issue.divisible for issue in self.issues)

    @property
    def combinations(self) -> int:
        """Number of packages before rules are looked at, shares counted at their two ends."""
        return math.prod(self.sizes)

    def space(self) -> PackageSpace:
        """Its packages: linkages and rules tie issues into blocks; linkage k of the space is `linkages[k]`.

        Rectangles tie nothing here.  Raises InfeasibleError as `package_space` does.
        """
        return package_space(self.sizes, self.forbidden, [link.condition for link in self.linkages], [])
