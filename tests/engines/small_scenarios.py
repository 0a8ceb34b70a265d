"""Random scenarios small enough to list, with every tie the engines know; and what listing finds."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from goodoffices.model.arrays import Floats
from goodoffices.model.scenario import Issue, Linkage, Rectangle, Scenario

Packages = npt.NDArray[np.int64]

POINTS = st.one_of(st.integers(-4, 9).map(float), st.sampled_from([0.1, 0.25, 1 / 3, -2.7, 3.3]))
WHOLE = st.integers(-4, 9).map(float)


@st.composite
def scenarios(
    draw: st.DrawFn,
    parties: tuple[int, int] = (2, 3),
    sizes: tuple[int, ...] = (1, 2, 3, 4),
    most_issues: int = 4,
    shares: int = 0,
    boxes: int = 5,
    points: st.SearchStrategy[float] = POINTS,
) -> Scenario:
    """A scenario of 1..`most_issues` discrete issues (0.. where there are divisible ones) and up to `shares` others."""
    n = draw(st.integers(*parties))
    divisible = draw(st.integers(1, shares)) if shares else 0
    counts = draw(st.lists(st.sampled_from(sizes), min_size=0 if shares else 1, max_size=most_issues))
    issues = [Issue(f"d{j}", tuple(f"o{k}" for k in range(count))) for j, count in enumerate(counts)]
    for k in range(divisible):
        issues.insert(draw(st.integers(0, len(issues))), Issue(f"s{k}", ("none", "all"), divisible=True))
    discrete = [j for j, issue in enumerate(issues) if not issue.divisible]
    offered = sum(len(issue.options) for issue in issues)
    table = (
        draw(st.lists(points, min_size=n * offered, max_size=n * offered)) if draw(st.booleans()) or shares else None
    )
    tables = np.zeros((n, offered)) if table is None else np.array(table).reshape(n, offered)

    def bounds(named: list[int]) -> dict[int, tuple[int, int]]:
        ends = {j: sorted(draw(st.tuples(*[st.integers(0, len(issues[j].options) - 1)] * 2))) for j in named}
        return {j: (low, high) for j, (low, high) in ends.items()}

    some = st.lists(st.sampled_from(discrete), unique=True, max_size=3) if discrete else st.just([])
    rectangles = [
        Rectangle(draw(st.integers(0, n - 1)), bounds(draw(some)), draw(points))
        for _ in range(draw(st.integers(0, boxes)))
    ]
    linkages = [
        Linkage(draw(st.integers(0, n - 1)), {j: low for j, (low, _) in bounds(draw(some)).items()}, draw(points))
        for _ in range(draw(st.integers(0, 2)))
    ]
    rules = [
        rule
        for rule in ({j: low for j, (low, _) in bounds(draw(some)).items()} for _ in range(draw(st.integers(0, 2))))
        if rule and any(len(issues[j].options) > 1 for j in rule)
    ]
    return Scenario(
        name="small",
        parties=tuple(f"p{i}" for i in range(n)),
        issues=tuple(issues),
        tables=tables,
        reservation=(None,) * n,
        linkages=tuple(linkages),
        rectangles=tuple(rectangles),
        forbidden=tuple(rules),
    )


def listed(scenario: Scenario) -> tuple[Floats, Packages]:
    """Utilities [P, n] and options [P, J] of all allowed packages, divisible issues at share 0 (option -1)."""
    found, packages = [], []
    for options in _allowed(scenario):
        at, total = 0, np.zeros(len(scenario.parties))
        for issue, option in zip(scenario.issues, options, strict=True):
            total += scenario.tables[:, at + max(option, 0)]
            at += len(issue.options)
        for link in scenario.linkages:
            if all(options[j] == option for j, option in link.condition.items()):
                total[link.party] += link.points
        for box in scenario.rectangles:
            if all(low <= options[j] <= high for j, (low, high) in box.bounds.items()):
                total[box.party] += box.points
        found.append(total)
        packages.append(options)
    n, issues = len(scenario.parties), len(scenario.issues)
    return np.array(found).reshape(-1, n), np.array(packages, np.int64).reshape(-1, issues)


def _allowed(scenario: Scenario) -> Iterator[tuple[int, ...]]:
    choices = [[-1] if issue.divisible else range(len(issue.options)) for issue in scenario.issues]
    for options in itertools.product(*choices):
        if not any(all(options[j] == option for j, option in rule.items()) for rule in scenario.forbidden):
            yield options


def slopes(scenario: Scenario) -> Floats:
    """What a whole share more is worth, float64[n, K]."""
    at = np.cumsum([0, *scenario.sizes])
    columns = [int(at[j]) for j, issue in enumerate(scenario.issues) if issue.divisible]
    return scenario.tables[:, [c + 1 for c in columns]] - scenario.tables[:, columns]


def maximal(utilities: Floats) -> Floats:
    """Distinct points that nothing dominates (to 1e-9), descending."""
    kept: list[Floats] = []
    for point in sorted((tuple(row) for row in np.round(utilities, 10)), reverse=True):
        if not any((other >= np.array(point) - 1e-9).all() for other in kept):
            kept.append(np.array(point))
    return np.array(kept).reshape(-1, utilities.shape[1])
