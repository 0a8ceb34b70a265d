"""Utilities of single packages by the definition alone, and scenarios at random."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from hypothesis import strategies as st

from goodoffices.model.scenario import Issue, Linkage, Rectangle, Scenario

NAME = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=12)
POINTS = st.floats(-1000, 1000, allow_nan=False)


def utility(scenario: Scenario, party: int, package: Sequence[int]) -> float:
    """What a package of options (for a share: of one of its ends) is worth."""
    total, place = 0.0, 0
    for issue, option in zip(scenario.issues, package, strict=True):
        total += float(scenario.tables[party, place + option])
        place += len(issue.options)
    for link in scenario.linkages:
        if link.party == party and all(package[j] == k for j, k in link.condition.items()):
            total += link.points
    for box in scenario.rectangles:
        if box.party == party and all(a <= package[j] <= b for j, (a, b) in box.bounds.items()):
            total += box.points
    return total


def packages(scenario: Scenario) -> list[tuple[int, ...]]:
    return list(product(*(range(size) for size in scenario.sizes)))


def same(one: Scenario, two: Scenario, tolerance: float = 1e-12) -> None:
    """Assert that two scenarios say the same, utilities of every package compared one by one."""
    assert (one.name, one.parties, one.reservation) == (two.name, two.parties, two.reservation)
    assert [i.name for i in one.issues] == [i.name for i in two.issues]
    assert [i.divisible for i in one.issues] == [i.divisible for i in two.issues]
    assert [i.options for i in one.issues if not i.divisible] == [i.options for i in two.issues if not i.divisible]
    for package in packages(one):
        for party in range(len(one.parties)):
            assert abs(utility(one, party, package) - utility(two, party, package)) <= tolerance


@st.composite
def scenarios(draw: st.DrawFn, *, full: bool) -> Scenario:
    """Up to 3 parties and 3 issues; `full` adds linkages, rectangles, rules and discounting."""
    parties = draw(st.lists(NAME, min_size=1, max_size=3, unique=True))
    issues = []
    for name in draw(st.lists(NAME, min_size=1, max_size=3, unique=True)):
        divisible = draw(st.booleans())
        options = ["0", "1"] if divisible else draw(st.lists(NAME, min_size=1, max_size=4, unique=True))
        issues.append(Issue(name, tuple(options), divisible))
    offered = sum(len(issue.options) for issue in issues)
    rows = draw(st.lists(POINTS, min_size=len(parties) * offered, max_size=len(parties) * offered))
    level = st.none() | POINTS
    reservation = tuple(draw(st.lists(level, min_size=len(parties), max_size=len(parties))))
    tables = np.array(rows).reshape(len(parties), offered)
    discrete = [j for j, issue in enumerate(issues) if not issue.divisible]
    base = Scenario(draw(NAME), tuple(parties), tuple(issues), tables, reservation)
    if not full or not discrete:
        return base

    def option(j: int) -> int:
        return draw(st.integers(0, len(issues[j].options) - 1))

    def condition() -> dict[int, int]:
        return {j: option(j) for j in draw(st.lists(st.sampled_from(discrete), min_size=1, unique=True))}

    def bounds() -> dict[int, tuple[int, int]]:
        ends = {j: sorted((option(j), option(j))) for j in condition()}
        return {j: (first, last) for j, (first, last) in ends.items()}

    some = st.lists(st.tuples(st.integers(0, len(parties) - 1), POINTS), max_size=3)
    return Scenario(
        *(base.name, base.parties, base.issues, base.tables, base.reservation),
        linkages=tuple(Linkage(i, condition(), points) for i, points in draw(some)),
        rectangles=tuple(Rectangle(i, bounds(), points) for i, points in draw(some)),
        forbidden=tuple(condition() for _ in draw(some)),
        discount=tuple(draw(st.floats(0.01, 1)) for _ in parties) if draw(st.booleans()) else (),
    )
