"""A scenario as a mixed-integer program: what can be agreed as linear constraints, what it is worth as linear forms.

One binary column per cell of an issue, exactly one of which is 1; one column in [0, 1] per divisible issue, its share;
one binary column per box (a rectangle or a linkage), 1 where the package lies in it.  A *cell* gathers the options of an
issue that nothing tells apart: no table, no bound of a box, no rule.  Utilities are only ever pushed up, so a box with
points to gain is held down by

    inside <= sum of the issue's cells within bounds          for every issue it names

and one with points to lose is held up by inside >= sum of these over its issues - (number of issues - 1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.settlement.whole import whole
from goodoffices.model.arrays import Floats, Int32s
from goodoffices.model.scenario import Linkage, Rectangle, Scenario

Bounds = tuple[tuple[int, int, int], ...]
"""Of a box: (issue, first option, last option) of every issue it names, ascending by issue."""

_STEPS = 1e7
"""Most steps that a party's utilities may span to count as being on a lattice."""


@dataclass(frozen=True, eq=False)
class Formulation:
    """The program of a scenario with V columns and R rows, for utilities that are to be pushed up."""

    scenario: Scenario
    cells: tuple[tuple[int, ...], ...]
    """First option of each cell, by issue; empty for a divisible issue."""
    first: tuple[int, ...]
    """First column of each issue."""
    worth: Floats
    """Points per unit of each column, float64[n, V]."""
    constant: Floats
    """Points of every package, float64[n]."""
    rows: csr_array
    """Constraints, float64[R, V]."""
    at_most: Floats
    """Upper bound of each row, float64[R]."""
    whole: npt.NDArray[np.bool_]
    """Whether a column is 0 or 1, bool[V]; all columns lie in [0, 1]."""
    span: Floats
    """Upper bound on greatest less least utility, float64[n]; 1 where it would be 0."""
    step: Floats
    """Largest known step such that all utilities of a party are a whole number of steps apart, float64[n]; 0 if none."""

    @property
    def cell_columns(self) -> npt.NDArray[np.int64]:
        """Columns of all cells of all issues."""
        spans = [range(f, f + len(c)) for f, c in zip(self.first, self.cells, strict=True)]
        return np.array([column for span in spans for column in span], np.int64)

    @property
    def columns(self) -> int:
        """V, the number of columns."""
        return int(self.worth.shape[1])

    def package(self, solution: Floats) -> tuple[Int32s, Floats]:
        """Options int32[J] (-1 where divisible) and shares float64[J] (NaN where not) of a solution float64[V]."""
        issues = len(self.cells)
        options, shares = np.full(issues, -1, np.int32), np.full(issues, np.nan)
        for j, cells in enumerate(self.cells):
            if cells:
                options[j] = cells[int(np.argmax(solution[self.first[j] : self.first[j] + len(cells)]))]
            else:
                shares[j] = min(1.0, max(0.0, float(solution[self.first[j]])))
        return options, shares

    def chosen(self, options: Int32s) -> npt.NDArray[np.int64]:
        """Columns of the cells that hold the given options, of the issues that are not divisible."""
        return np.array(
            [self.first[j] + cells.index(int(options[j])) for j, cells in enumerate(self.cells) if cells], np.int64
        )


def formulation(scenario: Scenario, sign: float = 1.0) -> Formulation:
    """The program of a scenario; with `sign` -1 of the scenario with all utilities negated.

    Size: V = cells + shares + boxes, R = issues named by boxes and rules, at most.
    Raises InfeasibleError where a rule forbids everything, ValueError where a box names options that do not exist.
    """
    boxes = _boxes(scenario, sign)
    named = [(bounds, points) for bounds, points in boxes.items() if bounds]
    cells = tuple(tuple(c[0] for c in _cells(scenario, j, boxes)) for j in range(len(scenario.issues)))
    widths = [max(1, len(found)) for found in cells]
    first = tuple(int(f) for f in np.cumsum([0, *widths])[:-1])
    tables, offset = _tables(scenario, cells, sign)
    columns = sum(widths) + len(named)
    rows, at_most = _rows(scenario, cells, first, named, columns)
    whole = np.ones(columns, bool)
    whole[[start for start, found in zip(first, cells, strict=True) if not found]] = False
    differences = _differences(tables, first, cells)
    spread = [*(np.abs(d).max(axis=1, initial=0.0) for d in differences), *(np.abs(points) for _, points in named)]
    span = np.sum(spread, axis=0)
    steps = np.column_stack([*differences, *(points for _, points in named)])
    return Formulation(
        scenario=scenario,
        cells=cells,
        first=first,
        worth=np.column_stack([tables, *(points for _, points in named)]),
        constant=offset + boxes.get((), 0.0),
        rows=rows,
        at_most=at_most,
        whole=whole,
        span=np.where(span > 0.0, span, 1.0),
        step=np.array([0.0 if scenario.divisible else _step(party) for party in steps]),
    )


def utilities(scenario: Scenario, options: Int32s, shares: Floats) -> Floats:
    """What a package is worth to each party, float64[n]; options and shares as `Formulation.package` gives them."""
    total, at = np.zeros(len(scenario.parties)), 0
    for j, issue in enumerate(scenario.issues):
        if issue.divisible:
            none, all_of_it = scenario.tables[:, at], scenario.tables[:, at + 1]
            total += none + shares[j] * (all_of_it - none)
        else:
            total += scenario.tables[:, at + options[j]]
        at += len(issue.options)
    for link in scenario.linkages:
        if all(options[j] == option for j, option in link.condition.items()):
            total[link.party] += link.points
    for box in scenario.rectangles:
        if all(low <= options[j] <= high for j, (low, high) in box.bounds.items()):
            total[box.party] += box.points
    return total


def _boxes(scenario: Scenario, sign: float) -> dict[Bounds, Floats]:
    """Points of each box to each party, float64[n]; boxes with the same bounds are one."""
    found: dict[Bounds, Floats] = {}
    given: tuple[Linkage | Rectangle, ...] = (*scenario.linkages, *scenario.rectangles)
    for box in given:
        bounds = bounds_of(scenario, box)
        found.setdefault(bounds, np.zeros(len(scenario.parties)))[box.party] += sign * box.points
    return {bounds: points for bounds, points in found.items() if points.any()}


def bounds_of(scenario: Scenario, box: Linkage | Rectangle) -> Bounds:
    """Where a package must lie to be in a box; raises ValueError where an issue named lacks such options."""
    sides = _sides(box)
    bounds = tuple((j, *sides[j]) for j in sorted(sides))
    for j, low, high in bounds:
        if not 0 <= low <= high < len(scenario.issues[j].options):
            raise ValueError(
                f"bounds {low} to {high} on issue {scenario.issues[j].name!r}, which has options 0 to "
                f"{len(scenario.issues[j].options) - 1}"
            )
    return bounds


def cells_of(scenario: Scenario) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """Options of every cell of every issue: what no table, box or rule tells apart; empty for a divisible issue."""
    given: tuple[Linkage | Rectangle, ...] = (*scenario.linkages, *scenario.rectangles)
    boxes = {bounds_of(scenario, box) for box in given}
    return tuple(_cells(scenario, j, boxes) for j in range(len(scenario.issues)))


def _sides(box: Linkage | Rectangle) -> Mapping[int, tuple[int, int]]:
    if isinstance(box, Rectangle):
        return box.bounds
    return {j: (option, option) for j, option in box.condition.items()}


def _cells(scenario: Scenario, issue: int, boxes: Iterable[Bounds]) -> tuple[tuple[int, ...], ...]:
    """Classes of options that no table, box or rule tells apart, by their first option."""
    if scenario.issues[issue].divisible:
        return ()
    at, size = sum(scenario.sizes[:issue]), scenario.sizes[issue]
    marks = [scenario.tables[:, at : at + size].T]
    ranges = {(low, high) for bounds in boxes for j, low, high in bounds if j == issue}
    ranges |= {(rule[issue], rule[issue]) for rule in scenario.forbidden if issue in rule}
    index = np.arange(size)
    marks += [((low <= index) & (index <= high)).astype(np.float64)[:, None] for low, high in sorted(ranges)]
    classes: dict[tuple[float, ...], list[int]] = {}
    for option, mark in enumerate(np.column_stack(marks).tolist()):
        classes.setdefault(tuple(mark), []).append(option)
    return tuple(map(tuple, classes.values()))


def _tables(scenario: Scenario, cells: tuple[tuple[int, ...], ...], sign: float) -> tuple[Floats, Floats]:
    """Points per column of the issues, float64[n, .], and the points of all shares being 0."""
    parts, offset, at = [], np.zeros(len(scenario.parties)), 0
    for issue, found in zip(scenario.issues, cells, strict=True):
        if issue.divisible:
            offset += scenario.tables[:, at]
            parts.append(scenario.tables[:, at + 1 : at + 2] - scenario.tables[:, at : at + 1])
        else:
            parts.append(scenario.tables[:, [at + option for option in found]])
        at += len(issue.options)
    return sign * np.concatenate(parts, axis=1), sign * offset


def _differences(tables: Floats, first: tuple[int, ...], cells: tuple[tuple[int, ...], ...]) -> list[Floats]:
    """Of each issue what its cells are worth more than the least of them, or its share 1 more than its share 0."""
    return [
        tables[:, f : f + len(c)] - tables[:, f : f + len(c)].min(axis=1, keepdims=True) if c else tables[:, f : f + 1]
        for f, c in zip(first, cells, strict=True)
    ]


def _within(cells: tuple[int, ...], first: int, low: int, high: int) -> list[int]:
    """Columns of the cells of an issue within bounds."""
    return [first + c for c, option in enumerate(cells) if low <= option <= high]


def _rows(
    scenario: Scenario,
    cells: tuple[tuple[int, ...], ...],
    first: tuple[int, ...],
    boxes: Sequence[tuple[Bounds, Floats]],
    columns: int,
) -> tuple[csr_array, Floats]:
    """Constraints as rows that may be `at_most` something: one cell per issue, boxes, rules."""
    entries: list[dict[int, float]] = []
    at_most: list[float] = []

    def row(at: dict[int, float], limit: float) -> None:
        entries.append(at)
        at_most.append(limit)

    for start, found in zip(first, cells, strict=True):
        for sign in (1.0, -1.0) if found else ():
            row({start + c: sign for c in range(len(found))}, sign)
    for box, (bounds, points) in enumerate(boxes, columns - len(boxes)):
        sides = [_within(cells[j], first[j], low, high) for j, low, high in bounds]
        for side in sides if (points > 0.0).any() else ():
            row({box: 1.0, **dict.fromkeys(side, -1.0)}, 0.0)
        if (points < 0.0).any():
            row({box: -1.0, **{column: 1.0 for side in sides for column in side}}, len(sides) - 1.0)
    for rule in scenario.forbidden:
        if not rule:
            raise InfeasibleError("a rule without a condition forbids every package")
        met = [column for j, option in rule.items() for column in _within(cells[j], first[j], option, option)]
        row(dict.fromkeys(met, 1.0), len(rule) - 1.0)
    at = np.repeat(np.arange(len(entries)), [len(e) for e in entries])
    column = np.array([c for e in entries for c in e], np.int64)
    value = np.array([v for e in entries for v in e.values()], np.float64)
    return csr_array((value, (at, column)), shape=(len(entries), columns)), np.array(at_most, np.float64)


def _step(values: Floats) -> float:
    """Greatest common step of the values (see `whole`); 0 where they span more than `_STEPS` of it."""
    step = float(whole(values.tolist()).unit)
    return step if float(np.abs(values).sum()) <= _STEPS * step else 0.0
