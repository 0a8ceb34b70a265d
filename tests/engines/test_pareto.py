"""The exact frontier of one scenario against listing all packages."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.brute import Table, tables

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.frontier import block_fronts as joins
from goodoffices.engines.frontier.pareto import ParetoFront, pareto_front
from goodoffices.engines.settlement.individually_rational import count_rational
from goodoffices.model.packages import PackageSpace, package_space

EXACT = 1e-9
Points = dict[tuple[float, ...], list[tuple[int, ...]]]


def solve(table: Table, **wanted: object) -> ParetoFront:
    """The frontier of a table's first draw, its red lines left out."""
    wishes = table.wishes
    return pareto_front(table.space, wishes.option_utility[0], wishes.linkage_points[0], wishes.linkage_party, **wanted)  # type: ignore[arg-type]


def listed(table: Table) -> Points:
    """Packages by their exact utilities (all are dyadic)."""
    found: Points = {}
    for package in table.packages():
        found.setdefault(tuple(table.utility(0, i, package) for i in range(table.wishes.signers)), []).append(package)
    return found


def efficient(points: Points) -> Points:
    beaten = {p for p in points for q in points if p != q and all(a >= b for a, b in zip(q, p, strict=True))}
    return {p: x for p, x in points.items() if p not in beaten}


def possible(table: Table) -> bool:
    try:
        return table.space.count > 0
    except InfeasibleError:
        assert table.packages() == []
        return False


@given(tables(most=6), st.sampled_from([0.0, -3.0, 12.5]))
@settings(deadline=None, max_examples=120)
def test_frontier_and_all_packages_are_what_listing_finds(table: Table, shift: float) -> None:
    if not possible(table):
        return
    table.wishes.option_utility[:] += shift  # negative utilities too
    expected = efficient(listed(table))
    front = solve(table)
    assert [tuple(p) for p in front.utilities] == sorted(expected, reverse=True)
    for row, point in enumerate(front.utilities):
        packages = [tuple(table.space.options_of(c)) for c in front.packages_at(row)]
        assert sorted(packages) == sorted(expected[tuple(point)])
        assert front.count_at(row) == len(packages)
        codes = [tuple(table.space.codes_of(c)) for c in front.packages_at(row)]
        assert codes == sorted(codes) and codes[0] == tuple(front.codes[row])
        assert tuple(front.options[row]) == packages[0]


@given(tables(most=5))
@settings(deadline=None, max_examples=40)
def test_ties_kept_are_one_row_per_package(table: Table) -> None:
    if not possible(table):
        return
    expected = sorted(x for packages in efficient(listed(table)).values() for x in packages)
    kept = solve(table, ties="keep")
    assert sorted(tuple(x) for x in kept.options) == expected
    for point, package in zip(kept.utilities, kept.options, strict=True):
        assert tuple(point) == tuple(table.utility(0, i, tuple(package)) for i in range(table.wishes.signers))


@given(tables(most=6), st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.5, 0.75, 1.0]))
@settings(deadline=None, max_examples=80)
def test_a_floor_is_the_frontier_filtered_and_its_packages_counted(table: Table, seed: int, level: float) -> None:
    if not possible(table):
        return
    points = listed(table)
    every = np.array(list(points))
    floor = every[np.random.default_rng(seed).integers(len(every))] * level
    front, whole = solve(table, floor=floor), solve(table)
    assert np.array_equal(front.utilities, whole.utilities[(whole.utilities >= floor - EXACT).all(axis=1)])
    for row in range(len(front)):
        assert front.count_at(row) == len(points[tuple(front.utilities[row])])
    wishes = table.wishes
    count = count_rational(table.space, wishes.option_utility[0], wishes.linkage_points[0], wishes.linkage_party, floor)
    assert count == sum(len(x) for p, x in points.items() if (np.array(p) >= floor - EXACT).all())


def floats_listed(space: PackageSpace, values: np.ndarray) -> np.ndarray:
    offset = space.option_offsets()
    every = itertools.product(*(range(s) for s in space.sizes))
    return np.array([values[:, np.array(x) + offset[:-1]].sum(axis=1) for x in every])


@pytest.mark.parametrize("parties", [1, 2, 3, 4, 5, 6])
@pytest.mark.parametrize("kind", ["decimals", "thirds", "reals"])
def test_rounding_makes_no_points(parties: int, kind: str) -> None:
    """Decimals and ratios are not exact in binary, and reals have no common unit: equal is equal all the same."""
    rng = np.random.default_rng(parties)
    space = package_space([3, 3, 4, 3, 3], [], [], [])
    whole = rng.integers(-4, 5, (parties, 16))
    numbers = {"decimals": whole / 10, "thirds": whole / 21, "reals": whole * np.sqrt(2.0) + (whole > 2) * np.pi}
    values = numbers[kind]
    points = floats_listed(space, values).round(9) + 0.0
    distinct, counts = np.unique(points, axis=0, return_counts=True)
    beaten = np.array([((distinct >= p).all(axis=1) & (distinct > p).any(axis=1)).any() for p in distinct])
    front = pareto_front(space, values)
    np.testing.assert_allclose(front.utilities, distinct[~beaten][::-1], atol=1e-8)
    assert [front.count_at(row) for row in range(len(front))] == counts[~beaten][::-1].tolist()


def opposed(issues: int) -> tuple[PackageSpace, np.ndarray]:
    steps = np.tile(np.arange(10.0), issues)
    return package_space([10] * issues, [], [], []), np.stack([steps, 9.0 - steps]) / 90.0


def test_packages_that_nobody_can_list_are_counted_and_come_one_by_one() -> None:
    """10^30 packages in 271 points: those worth k are the ways to write k with thirty digits."""
    space, values = opposed(30)
    front = pareto_front(space, values)
    ways = np.array([1], dtype=object)
    for _ in range(30):
        ways = np.convolve(ways, np.ones(10, dtype=object))
    assert len(front) == 271
    for row in (0, 1, 135, 200, 270):
        assert front.count_at(row) == ways[270 - row]
        for choices in itertools.islice(front.packages_at(row), 3):
            assert choices.sum() == 270 - row


def test_a_frontier_joined_in_groups_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(5)
    space, values = package_space([5] * 5, [], [], []), rng.random((3, 25))
    whole = pareto_front(space, values)
    monkeypatch.setattr(joins, "_AT_ONCE", 40)
    grouped = pareto_front(space, values)
    assert np.array_equal(whole.utilities, grouped.utilities) and np.array_equal(whole.codes, grouped.codes)


def test_a_frontier_too_long_is_refused_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joins, "MAX_POINTS", 200)
    space, values = opposed(30)
    with pytest.raises(InfeasibleError, match="reservation values"):
        pareto_front(space, values)
    assert len(pareto_front(space, values, floor=[1.3, 1.3])) == 37  # 0.0 to 3.0 less 1.3 on either side, by 1/90


def test_progress_is_told_block_by_block() -> None:
    space, values = opposed(4)
    told: list[tuple[int, int, int]] = []
    pareto_front(space, values, progress=lambda *at: told.append(at))
    assert told == [(k, 4, 9 * k + 1) for k in range(1, 5)]


def test_a_floor_nobody_reaches_leaves_nothing() -> None:
    space, values = opposed(3)
    assert len(pareto_front(space, values, floor=[0.2, 0.2])) == 0
    assert len(pareto_front(space, values, floor=[0.2, 0.2], ties="keep")) == 0
    assert count_rational(space, values, [], [], [0.2, 0.2]) == 0


@pytest.mark.parametrize("parties", [1, 2, 3, 4])
def test_rational_packages_are_counted_in_halves(parties: int) -> None:
    rng = np.random.default_rng(parties)
    space = package_space([4] * 6, [], [], [])
    values = rng.random((parties, 24))
    points = floats_listed(space, values)
    low = np.quantile(points, 0.3, axis=0)
    assert count_rational(space, values, [], [], low) == (points >= low).all(axis=1).sum()


def test_what_cannot_be_counted_is_not_guessed() -> None:
    space, values = opposed(30)
    assert count_rational(space, values, [], [], [0.0, 0.0]) == 10**30
    assert count_rational(space, values, [], [], [1.0, 1.0]) is None


def test_what_does_not_fit_is_refused() -> None:
    space, values = opposed(3)
    with pytest.raises(ValueError, match="shape"):
        pareto_front(space, values[:, :-1])
    with pytest.raises(ValueError, match="finite"):
        pareto_front(space, values * np.nan)
    with pytest.raises(ValueError, match="floor"):
        pareto_front(space, values, floor=[1.0])


def test_decimals_and_ratios_are_counted_in_their_unit() -> None:
    """A table of sevenths of weights in cents: the unit is a seven hundredth, and nothing is left to a tolerance."""
    weights, ratings = np.array([0.12, 0.31, 0.57]), np.array([0, 3, 5, 7]) / 7
    values = np.multiply.outer(weights, ratings).ravel()[None]
    found = joins.additive(package_space([4, 4, 4], [], [], []), values, [], []).lattice
    assert found.unit[0] == pytest.approx(0.01 / 7) and found.slack[0] == 0.0
    assert np.array_equal(found.steps[:, 0], np.multiply.outer([12, 31, 57], [0, 3, 5, 7]).ravel())
