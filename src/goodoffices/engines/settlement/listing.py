"""All packages of a scenario, listed with exact points: what settles tables, linkages and rectangles of any size of number.

    listable(scenario) -> bool
    listed_front(scenario, floor=None) -> Listed
    listed_range(scenario) -> (least float64[n], greatest float64[n])

Options that nothing tells apart count as one cell, so a list has as many rows as the cells of the issues allow.  Points
are added up as whole numbers (`whole`), in several words where one would overflow; only their order matters to dominance,
so long sums are replaced by their ranks.  A rectangle is a slice of the array of all packages, added to in one step.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.frontier.dominance import maxima
from goodoffices.engines.settlement.formulation import bounds_of, cells_of, utilities
from goodoffices.engines.settlement.whole import Whole, exactly, whole
from goodoffices.model.arrays import Bools, Floats, Int32s, Ints
from goodoffices.model.scenario import Linkage, Rectangle, Scenario

MOST = 1 << 22
"""Packages that are listed for up to three parties: a second and 32 MB a party."""
MOST_MANY = 1 << 17
"""The same for more parties, whose frontiers take longer to find."""
_WORD = 40
"""Bits of a word of a long sum; 2^22 of them may be added in 63."""
_FLOAT = 1 << 53
"""Whole numbers below this are exact in double precision."""


@dataclass(frozen=True, eq=False)
class Listed:
    """The frontier of the packages at or above a floor."""

    utilities: Floats
    """Points, float64[F, n], descending by the first party, then the second, ...; no two rows are the same to all."""
    options: Int32s
    """A package of each row, int32[F, J]: of those worth the same to all the one with the smallest options."""
    acceptable: int
    """How many packages are at or above the floor, options that nothing tells apart counted singly."""


def listable(scenario: Scenario) -> bool:
    """Whether all packages can be listed: no divisible issue, and few enough cells."""
    if scenario.divisible:
        return False
    limit = MOST if len(scenario.parties) <= 3 else MOST_MANY
    return scenario.combinations <= limit or math.prod(map(len, cells_of(scenario))) <= limit


def listed_front(scenario: Scenario, floor: npt.ArrayLike | None = None) -> Listed:
    """Pareto frontier of the packages worth at least `floor` float64[n] to everybody (None: of all); exact.

    A floor is met where it is missed by no more than the rounding of a sum of doubles.  With P rows of the list
    O(n P (1 + boxes)) and the maxima of P points.

    Raises:
        InfeasibleError: no package is at or above the floor, or the rules leave none.
        ValueError: a floor of another length, bounds on options that do not exist.
    """
    low = np.full(len(scenario.parties), -np.inf) if floor is None else np.asarray(floor, dtype=np.float64)
    if low.shape != (len(scenario.parties),):
        raise ValueError(f"the disagreement point needs {len(scenario.parties)} numbers, not {low.size}")
    grid = _Grid(scenario)
    sums = [_Sums(grid, party) for party in range(len(low))]
    keep = grid.allowed
    for points, least in zip(sums, low, strict=True):
        keep &= points.reaches(float(least))
    rows = np.flatnonzero(keep)
    if not len(rows):
        raise InfeasibleError("no outcome gives every party at least what it has without a deal")
    front, acceptable = _maximal(sums, rows), int(grid.sizes()[rows].sum())
    options = grid.options(front)
    return Listed(_points(scenario, sums, front, options), options, acceptable)


def listed_range(scenario: Scenario) -> tuple[Floats, Floats]:
    """Least and greatest points of each party over all packages, float64[n] each.

    Raises InfeasibleError where the rules leave no package.
    """
    grid = _Grid(scenario)
    rows = np.flatnonzero(grid.allowed)
    if not len(rows):
        raise InfeasibleError("the rules forbid every package")
    ends = []
    for party in range(len(scenario.parties)):
        points = _Sums(grid, party)
        order = points.order[rows]
        at = rows[[int(order.argmin()), int(order.argmax())]]
        ends.append(_points(scenario, [points], at, grid.options(at), party)[:, 0])
    least, greatest = np.array(ends).T
    return np.ascontiguousarray(least), np.ascontiguousarray(greatest)


class _Grid:
    """The packages as an array with an axis per issue, and what boxes and rules cut out of it."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        members = cells_of(scenario)
        self.widths = [[len(options) for options in cells] for cells in members]
        self.cells = [np.array([options[0] for options in cells], np.int64) for cells in members]
        self.axes = [j for j, cells in enumerate(self.cells) if len(cells) > 1]
        self.shape = tuple(len(self.cells[j]) for j in self.axes)
        allowed = np.ones(self.shape, bool)
        for rule in scenario.forbidden:
            if (part := self.part({j: (o, o) for j, o in rule.items()})) is not None:
                allowed[part] = False
        self.allowed: Bools = allowed.reshape(-1)

    def part(self, bounds: dict[int, tuple[int, int]]) -> tuple[slice, ...] | None:
        """Where all issues named lie within bounds; None where nothing does."""
        cut = {j: np.searchsorted(self.cells[j], (low, high + 1)) for j, (low, high) in bounds.items()}
        if any(start >= stop for start, stop in cut.values()):
            return None
        return tuple(slice(*map(int, cut[j])) if j in cut else slice(None) for j in self.axes)

    def along(self, issue: int, values: list[int]) -> Ints:
        """A value per cell of an issue, laid along its axis."""
        return np.array(values, np.int64).reshape([len(values) if j == issue else 1 for j in self.axes])

    def sizes(self) -> npt.NDArray[Any]:
        """How many packages each row stands for, whole numbers [P]."""
        total: npt.NDArray[Any] = np.ones(self.shape, object if self.scenario.combinations >= 2**62 else np.int64)
        for j in self.axes:
            total = total * self.along(j, self.widths[j])
        single = math.prod(widths[0] for widths in self.widths if len(widths) == 1)
        return np.asarray(total * single).reshape(-1)

    def options(self, rows: Ints) -> Int32s:
        """Option of each issue, int32[., J]: the first of each cell."""
        found = np.zeros((len(rows), len(self.cells)), np.int32)
        at = np.unravel_index(rows, self.shape) if self.axes else ()
        for j, places in zip(self.axes, at, strict=True):
            found[:, j] = self.cells[j][places]
        return found


class _Sums:
    """What every package is worth to one party, in whole numbers."""

    def __init__(self, grid: _Grid, party: int) -> None:
        scenario = grid.scenario
        offset = np.cumsum([0, *scenario.sizes])
        tables = [[float(scenario.tables[party, offset[j] + c]) for c in cells] for j, cells in enumerate(grid.cells)]
        given: tuple[Linkage | Rectangle, ...] = (*scenario.linkages, *scenario.rectangles)
        boxes = [box for box in given if box.party == party]
        self.whole: Whole = whole([*(value for table in tables for value in table), *(box.points for box in boxes)])
        counts = iter(self.whole.counts)
        own = [[next(counts) for _ in table] for table in tables]
        extra = [next(counts) for _ in boxes]
        self.terms = len(own) + len(extra)
        self.total = sum(max(map(abs, table)) for table in own) + sum(map(abs, extra))
        self.words = _words(grid, own, boxes, extra, max(1, -(-self.total.bit_length() // _WORD)))
        self._order: Ints | None = None

    @property
    def order(self) -> Ints:
        """Whole numbers int64[P] below 2^53 that compare as the sums do."""
        if self._order is None:
            self._order = _joined(self.words) if self.total < _FLOAT else _ranks(self.words)
        return self._order

    def exact(self, row: int) -> Fraction:
        """Points of a row."""
        return self._count(row) * self.whole.unit

    def reaches(self, least: float) -> Bools:
        """Which rows are worth at least so many points, bool[P]."""
        if not math.isfinite(least):
            return np.full(len(self.words[0]), least < 0.0)
        rounding = self.terms * (self.total * self.whole.unit + abs(exactly(least))) / 2**53
        need = math.ceil((exactly(least) - rounding) / self.whole.unit)
        if abs(need) > self.total:
            return np.full(len(self.words[0]), need <= 0)
        found = np.zeros(len(self.words[0]), bool)
        equal = ~found
        for mine, theirs in zip(reversed(self.words), reversed(_split(need, len(self.words))), strict=True):
            found |= equal & (mine > theirs)
            equal &= mine == theirs
        return found | equal

    def _count(self, row: int) -> int:
        return sum(int(word[row]) << (_WORD * at) for at, word in enumerate(self.words))


def _words(
    grid: _Grid, own: list[list[int]], boxes: list[Linkage | Rectangle], extra: list[int], count: int
) -> list[Ints]:
    """The sums of all rows, int64[P] a word, the least first; all but the last in [0, 2^40)."""
    words = [np.zeros(grid.shape, np.int64) for _ in range(count)]
    for j, table in enumerate(own):
        split = [_split(value, count) for value in table]
        for at, word in enumerate(words):
            word += grid.along(j, [parts[at] for parts in split]) if j in grid.axes else split[0][at]
    for box, value in zip(boxes, extra, strict=True):
        part = grid.part({j: (low, high) for j, low, high in bounds_of(grid.scenario, box)})
        for word, piece in zip(words, _split(value, count), strict=True):
            if part is not None:
                word[part] += piece
    for at in range(count - 1):
        words[at + 1] += words[at] >> _WORD
        words[at] &= (1 << _WORD) - 1
    return [word.reshape(-1) for word in words]


def _split(value: int, count: int) -> list[int]:
    """A whole number in words of 40 bits, the least first; the last takes what is left, with its sign."""
    parts = []
    for _ in range(count - 1):
        parts.append(value & ((1 << _WORD) - 1))
        value >>= _WORD
    return [*parts, value]


def _joined(words: list[Ints]) -> Ints:
    """Sums of several words that one word has room for, int64[P]."""
    total = words[0].copy()
    for at, word in enumerate(words[1:], 1):
        total += word << (_WORD * at)
    return total


def _ranks(words: list[Ints]) -> Ints:
    """Places of sums of several words among the different ones, int64[P]."""
    order = np.lexsort(words)
    step = np.zeros(len(order), np.int64)
    for word in words:
        step[1:] |= word[order[1:]] != word[order[:-1]]
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.cumsum(step)
    return ranks


def _maximal(sums: list[_Sums], rows: Ints) -> Ints:
    """Rows that no other beats, in descending lexicographic order; of equals the first."""
    points = np.zeros((len(rows), max(2, len(sums))))
    for party, found in enumerate(sums):
        points[:, party] = found.order[rows]
    _, codes = maxima(points, rows[:, None].copy())
    return np.ascontiguousarray(codes[:, 0])


def _points(scenario: Scenario, sums: list[_Sums], rows: Ints, options: Int32s, first: int = 0) -> Floats:
    """Points float64[., .] of rows: exact sums rounded once, or plain sums where the numbers were rounded before."""
    found = np.empty((len(rows), len(sums)))
    none = np.full(len(scenario.issues), np.nan)
    for at, points in enumerate(sums):
        if points.whole.decimals:
            found[:, at] = [float(points.exact(int(row))) for row in rows]
        else:
            found[:, at] = [utilities(scenario, package, none)[first + at] for package in options]
    return found
