"""What settling a scenario answers: a frozen result that knows every number the faces show.

Utilities are each party's own points, as the source of the scenario scales them.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from goodoffices.kit.answer import Answer
from goodoffices.model.arrays import Floats, Int32s
from goodoffices.model.scenario import Issue, Scenario

if TYPE_CHECKING:
    import polars


Share = str | float
"""The name of an option or, on a divisible issue, the share of its second option."""
Engine = Literal["dynamic programming", "listing", "integer programming", "segments", "points alone"]
Ties = Literal["merge", "keep", "floats"]
"""Packages that are the same to everybody: one point, a row for each, or as floating-point sums happen to tell them apart."""

CONCEPTS = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai-Smorodinsky",
    "egalitarian": "egalitarian",
    "utilitarian": "utilitarian",
    "maximin": "maximin",
    "leximin": "leximin",
}
"""Solution concepts and what they are called."""


@dataclass(frozen=True)
class Deal:
    """A package and what it is worth."""

    utilities: tuple[float, ...]
    """To each party, points."""
    package: Mapping[str, Share]
    """issue: option, or share."""


@dataclass(frozen=True)
class Point(Deal):
    """The deal that a solution concept picks."""

    value: float
    """What the concept makes as large as it can be."""


@dataclass(frozen=True)
class Segment:
    """Deals between two corners of a frontier, along which shares of divisible issues move."""

    start: Deal
    end: Deal
    start_open: bool
    """Whether the start itself is left out: another deal beats it."""
    end_open: bool


@dataclass(frozen=True)
class Improvement:
    """A deal in hand, and the deals that beat it (post-settlement settlement: Raiffa 1985)."""

    given: Deal
    better: tuple[Deal, ...] | None
    """Deals of the frontier worth at least as much to everybody and more to somebody; None where it is not listed."""
    best: Point | None
    """The deal with the greatest product of gains over the deal in hand; None where nothing beats it."""
    as_good: int | None = None
    """How many outcomes leave nobody worse off, on the frontier or not, the deal in hand itself among them; None where
    they are infinitely many, or were not counted."""


@dataclass(frozen=True)
class Wording:
    """What people call the parties, issues and options of a scenario, in its order."""

    title: str
    parties: tuple[str, ...]
    issues: tuple[Issue, ...]

    def option(self, scenario: Scenario, issue: str, chosen: Share) -> str:
        """What people call an option; of a share, how much of the second option it is, or the number where ends are some."""
        place = next(j for j, known in enumerate(scenario.issues) if known.name == issue)
        if not isinstance(chosen, str):
            return share_words(chosen, *self.issues[place].options)
        return self.issues[place].options[scenario.issues[place].options.index(chosen)]


@dataclass(frozen=True, eq=False)
class Settlement(Answer):
    """The frontier and the solution points of a scenario."""

    unrounded = True

    scenario: Scenario
    wording: Wording
    perspective: str | None
    """Whose belief the numbers of a case follow; None for other people's scenarios."""
    time: float
    """When the deal is made: each party's utilities are those of its source times its discount to this power."""
    disagreement: tuple[float, ...]
    """What each party falls back on: its reservation value, or its least utility where that is more or none is stated."""
    ideal: tuple[float, ...] | None
    """Most that each can get in an outcome that suits everybody; None where there is none, or no frontier."""
    outcomes: int | None
    """Packages that the rules allow; None where there are infinitely many."""
    rational_outcomes: int | None
    """Those that suit everybody; None where they were not counted."""
    engine: Engine
    ties: Ties
    """What became of packages that are the same to everybody."""
    utilities: Floats | None
    """Utility vectors of the frontier, float64[F, n], the first party's best first; None where it was not worked out."""
    options: Int32s
    """Option of each issue in a package for each of them, int32[F, J]; -1 where a share is agreed."""
    shares: Floats
    """Share agreed, float64[F, J]; NaN where an option is."""
    segments: tuple[Segment, ...]
    """Pieces of the frontier where issues are divisible and there are two parties; else empty."""
    points: Mapping[str, Point | None]
    """By concept, in the order of CONCEPTS; None where no outcome suits everybody, or where it was not worked out."""
    improvement: Improvement | None
    """What beats the deal in hand, where one was given."""
    remarks: tuple[str, ...]
    """What a reader must know beside the numbers, in sentences."""

    @property
    def parties(self) -> tuple[str, ...]:
        """Names of the parties as the source has them."""
        return self.scenario.parties

    @property
    def frontier_size(self) -> int | None:
        """Distinct utility vectors on the frontier (corners, where issues are divisible; packages, where ties are kept)."""
        return None if self.utilities is None else len(self.utilities)

    def package(self, row: int) -> dict[str, Share]:
        """The package of a row of the frontier."""
        return named_package(self.scenario, self.options[row], self.shares[row])

    def frontier(self) -> tuple[Deal, ...]:
        """The frontier, deal by deal."""
        if self.utilities is None:
            return ()
        return tuple(Deal(tuple(row), self.package(at)) for at, row in enumerate(self.utilities.tolist()))

    def table(self) -> polars.DataFrame:
        """One row per point of the frontier: `utilities.PARTY` in points, then `package.ISSUE`."""
        return frontier_table(self)

    def _repr_html_(self) -> str:
        return points_html(self)


def share_words(share: float, none: str, whole: str) -> str:
    """A share in words: `none` and `whole` at its ends, between numbers the number, else how far it is to `whole`.

    An end missed by less than rounding errors is that end.
    """
    from goodoffices.kit.numbers import NOISE, part_percent, significant

    if share < NOISE or share > 1.0 - NOISE:
        return whole if share > 0.5 else none
    try:
        return significant(float(none) + share * (float(whole) - float(none)))
    except ValueError:
        return f"{part_percent(share)} towards “{whole}”"


def named_package(scenario: Scenario, options: Int32s, shares: Floats) -> dict[str, Share]:
    """A package by the names of its issues and options; shares as numbers."""
    return {
        issue.name: float(share) if issue.divisible else issue.options[int(option)]
        for issue, option, share in zip(scenario.issues, options, shares, strict=True)
    }


def frontier_table(settlement: Settlement) -> polars.DataFrame:
    """One row per point of the frontier: `utilities.PARTY` float64, `package.ISSUE` text (a share: float64)."""
    import polars

    rows = settlement.utilities if settlement.utilities is not None else np.empty((0, len(settlement.parties)))
    columns: dict[str, polars.Series] = {}
    for i, party in enumerate(settlement.parties):
        columns[f"utilities.{party}"] = polars.Series(np.ascontiguousarray(rows[:, i]), dtype=polars.Float64)
    for j, issue in enumerate(settlement.scenario.issues):
        if issue.divisible:
            column = polars.Series(np.ascontiguousarray(settlement.shares[:, j]), dtype=polars.Float64)
        else:
            column = polars.Series(issue.options, dtype=polars.String).gather(
                settlement.options[:, j].astype(np.uint32)
            )
        columns[f"package.{issue.name}"] = column
    return polars.DataFrame(columns)


def points_html(settlement: Settlement) -> str:
    """The disagreement and every solution point, as an HTML table."""
    head = "".join(f"<th>{html.escape(name)}</th>" for name in ("", *settlement.wording.parties))
    rows = [_row("without a deal", settlement.disagreement)]
    rows += [_row(CONCEPTS[c], point.utilities) for c, point in settlement.points.items() if point is not None]
    said = "".join(f"<p>{html.escape(remark)}</p>" for remark in settlement.remarks)
    title = html.escape(settlement.wording.title)
    return f"<table><caption>{title}</caption><tr>{head}</tr>{''.join(rows)}</table>{said}"


def _row(name: str, utilities: tuple[float, ...]) -> str:
    from goodoffices.kit.numbers import significant

    return f"<tr><th>{name}</th>{''.join(f'<td>{significant(u)}</td>' for u in utilities)}</tr>"
