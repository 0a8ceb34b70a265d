"""The frontier engine against listing all packages, and against what must hold for any frontier."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.brute import Table, dominates, tables

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.frontier import dominance, frontier
from goodoffices.engines.frontier.frontier import Frontiers, frontiers
from goodoffices.engines.frontier.utilities import Wishes
from goodoffices.model.packages import PackageSpace, package_space

EXACT = 1e-9


def solve(space: PackageSpace, wishes: Wishes) -> Frontiers:
    return frontiers(
        space, wishes.option_utility, wishes.linkage_points, wishes.linkage_party, wishes.red_active
    )  # fmt: skip


def rows(found: Frontiers, draw: int) -> slice:
    return slice(int(found.offsets[draw]), int(found.offsets[draw + 1]))


def bare(option_utility: np.ndarray) -> Wishes:
    """Wishes without linkages or red lines."""
    draws = len(option_utility)
    none = np.zeros(0, np.int64)
    return Wishes(option_utility, np.zeros((draws, 0)), none, none, np.zeros((draws, 0), bool))


@given(tables())
@settings(deadline=None, max_examples=120)
def test_frontier_is_what_listing_finds(table: Table) -> None:
    try:
        space = table.space
    except InfeasibleError:
        assert table.packages() == []
        return
    found = solve(space, table.wishes)
    assert space.count == len(table.packages())
    for draw in range(3):
        expected = table.frontier(draw)
        here = rows(found, draw)
        points = [tuple(row) for row in found.utilities[here]]
        assert points == sorted(expected, reverse=True)
        options = space.options_of(found.choices[here])
        for point, package in zip(points, options, strict=True):
            assert tuple(table.utility(draw, i, tuple(package)) for i in range(table.wishes.signers)) == point
            assert not table.crosses(draw, tuple(package))


@given(tables())
@settings(deadline=None, max_examples=60)
def test_of_equal_packages_the_smallest_choices_stay(table: Table) -> None:
    try:
        space = table.space
    except InfeasibleError:
        return
    found = solve(space, table.wishes)
    choices = space.choices_from(np.arange(space.count)[:, None])
    options = [tuple(x) for x in space.options_of(choices)]
    for draw in range(3):
        first: dict[tuple[float, ...], tuple[int, ...]] = {}
        for choice, package in zip(choices, options, strict=True):
            if not table.crosses(draw, package):
                point = tuple(table.utility(draw, i, package) for i in range(table.wishes.signers))
                first.setdefault(point, tuple(choice))
        for row in range(*rows(found, draw).indices(len(found.codes))):
            assert tuple(found.choices[row]) == first[tuple(found.utilities[row])]


@given(tables(), st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=60)
def test_existence_and_widest_margin_are_on_the_frontier(table: Table, seed: int) -> None:
    try:
        space = table.space
    except InfeasibleError:
        return
    found = solve(space, table.wishes)
    reservation = np.random.default_rng(seed).uniform(0, 100, (3, table.wishes.signers))
    for draw in range(3):
        margins = [
            min(table.utility(draw, i, x) - reservation[draw, i] for i in range(table.wishes.signers))
            for x in table.packages()
            if not table.crosses(draw, x)
        ]
        here = found.utilities[rows(found, draw)] - reservation[draw]
        assert (len(here) == 0) == (margins == [])
        if margins:
            assert here.min(axis=1).max() == pytest.approx(max(margins), abs=EXACT)


@given(tables(least=2, most=3))
@settings(deadline=None, max_examples=40)
def test_swapping_the_parties_mirrors_the_frontier(table: Table) -> None:
    try:
        space = table.space
    except InfeasibleError:
        return
    wishes = table.wishes
    n = wishes.signers
    mirrored = Wishes(
        wishes.option_utility[:, ::-1],
        wishes.linkage_points,
        n - 1 - np.asarray(wishes.linkage_party),
        wishes.red_party,
        wishes.red_active,
    )
    one, other = solve(space, wishes), solve(space, mirrored)
    assert np.array_equal(one.offsets, other.offsets)
    for draw in range(3):
        here = {tuple(p) for p in one.utilities[rows(one, draw)]}
        assert here == {tuple(p[::-1]) for p in other.utilities[rows(other, draw)]}


@given(tables(), st.integers(0, 3), st.sampled_from([0.25, 2.0, 16.0]))
@settings(deadline=None, max_examples=40)
def test_scaling_one_party_scales_its_column_only(table: Table, party: int, factor: float) -> None:
    try:
        space = table.space
    except InfeasibleError:
        return
    wishes = table.wishes
    party %= wishes.signers
    scale = np.ones(wishes.signers)
    scale[party] = factor
    scaled = Wishes(
        wishes.option_utility * scale[:, None],
        wishes.linkage_points * scale[np.asarray(wishes.linkage_party)],
        wishes.linkage_party,
        wishes.red_party,
        wishes.red_active,
    )
    one, other = solve(space, wishes), solve(space, scaled)
    assert np.array_equal(one.codes, other.codes)
    assert np.array_equal(one.utilities * scale, other.utilities)


@given(tables(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=40)
def test_the_order_of_issues_does_not_matter(table: Table, shuffle: object) -> None:
    try:
        space = table.space
    except InfeasibleError:
        return
    issues = list(range(len(table.sizes)))
    shuffle.shuffle(issues)  # type: ignore[attr-defined]
    new_place = {old: new for new, old in enumerate(issues)}
    parts = np.split(table.wishes.option_utility, np.cumsum(table.sizes)[:-1], axis=2)
    moved = [tuple({new_place[j]: o for j, o in c.items()} for c in group)
             for group in (table.rules, table.linkages, table.red_lines)]  # fmt: skip
    other_space = package_space([table.sizes[j] for j in issues], *moved)
    wishes = Wishes(
        np.concatenate([parts[j] for j in issues], axis=2),
        table.wishes.linkage_points,
        table.wishes.linkage_party,
        table.wishes.red_party,
        table.wishes.red_active,
    )
    one, other = solve(space, table.wishes), solve(other_space, wishes)
    assert space.count == other_space.count
    assert np.array_equal(one.offsets, other.offsets)
    np.testing.assert_allclose(one.utilities, other.utilities, atol=EXACT)


@pytest.mark.parametrize("signers", [2, 3, 4, 5, 9])
def test_large_sets_of_raw_points(signers: int) -> None:
    """One issue with thousands of options puts all points through the maxima kernels at once."""
    rng = np.random.default_rng(signers)
    size = 3000
    points = rng.normal(size=(2, signers, size))
    points[1] = rng.integers(0, 6, (signers, size))
    points[:, 0] -= points[:, 1:].mean(axis=1)
    found = solve(package_space([size], [], [], []), bare(points))
    for draw in range(2):
        mine = np.unique(points[draw].T, axis=0)
        beaten = np.array([((mine >= p).all(axis=1) & (mine > p).any(axis=1)).any() for p in mine])
        assert np.array_equal(found.utilities[rows(found, draw)], mine[~beaten][::-1])


@pytest.mark.parametrize("signers", [2, 3, 4])
def test_long_joins_against_listing(signers: int) -> None:
    rng = np.random.default_rng(7)
    sizes = [4, 3, 4, 3, 3, 4]
    space = package_space(sizes, [{0: 1, 2: 2}], [{1: 0, 3: 1}], [])
    wishes = Wishes(
        rng.normal(0, 20, (1, signers, sum(sizes))), rng.normal(0, 9, (1, 1)), [1], np.zeros(0, int),
        np.zeros((1, 0), bool),
    )  # fmt: skip
    table = Table(tuple(sizes), ({0: 1, 2: 2},), ({1: 0, 3: 1},), (), wishes)
    listed = np.array([[table.utility(0, i, x) for i in range(signers)] for x in table.packages()])
    beaten = np.array([((listed >= p).all(axis=1) & (listed > p).any(axis=1)).any() for p in listed])
    expected = listed[~beaten]
    expected = expected[np.lexsort(expected.T[::-1])][::-1]
    np.testing.assert_allclose(solve(space, wishes).utilities, expected, atol=EXACT)


def test_a_hundred_issues_with_two_options() -> None:
    """2^100 packages; integer utilities make the frontier of the sum a plain staircase that can be known otherwise."""
    space = package_space([2] * 100, [], [], [])
    assert space.count == 2**100
    utility = np.zeros((4, 2, 200))
    utility[:, 0, 0::2] = 1.0
    utility[:, 1, 1::2] = 1.0
    found = solve(space, bare(utility))
    expected = [(100.0 - k, float(k)) for k in range(101)]
    for draw in range(4):
        here = rows(found, draw)
        assert [tuple(p) for p in found.utilities[here]] == expected
        options = space.options_of(found.choices[here])
        assert np.array_equal(options.sum(axis=1), np.arange(101))
        # of the packages with k concessions the lexicographically smallest concedes on the last k issues
        assert np.array_equal(options, np.sort(options, axis=1))


def test_thirty_issues_with_ten_options() -> None:
    space = package_space([10] * 30, [], [], [])
    assert space.count == 10**30
    steps = np.tile(np.arange(10.0), 30)
    found = solve(space, bare(np.stack([steps, 9.0 - steps])[None]))
    assert [tuple(p) for p in found.utilities] == [(270.0 - k, float(k)) for k in range(271)]


def test_one_issue_with_one_option() -> None:
    space = package_space([1], [], [], [])
    found = solve(space, bare(np.full((3, 2, 1), 5.0)))
    assert found.offsets.tolist() == [0, 1, 2, 3]
    assert found.utilities.tolist() == [[5.0, 5.0]] * 3
    assert found.choices.tolist() == [[0]] * 3


def test_nine_signers_with_no_draws_and_with_two() -> None:
    space = package_space([2, 3, 2], [], [], [])
    utility = np.random.default_rng(3).normal(size=(2, 9, 7))
    assert solve(space, bare(utility[:0])).offsets.tolist() == [0]
    found = solve(space, bare(utility))
    for draw in range(2):
        points = [tuple(p) for p in found.utilities[rows(found, draw)]]
        assert 1 <= len(points) <= 12
        assert not any(dominates(q, p) for p in points for q in points if p != q)


def test_red_lines_may_leave_nothing() -> None:
    space = package_space([2, 2], [], [], [{0: 0}, {0: 1}])
    active = np.array([[True, True], [True, False]])
    wishes = Wishes(np.ones((2, 2, 4)), np.zeros((2, 0)), [], [0, 1], active)
    found = solve(space, wishes)
    assert found.offsets.tolist() == [0, 0, 1]
    assert space.options_of(found.choices).tolist() == [[1, 0]]


def test_any_run_of_draws_gives_the_same_bytes() -> None:
    rng = np.random.default_rng(11)
    space = package_space([3, 4, 2, 3], [{0: 0, 1: 1}], [], [])
    utility = rng.random((50, 2, 12))
    whole, part = solve(space, bare(utility)), solve(space, bare(utility[17:31]))
    here = slice(int(whole.offsets[17]), int(whole.offsets[31]))
    assert whole.utilities[here].tobytes() == part.utilities.tobytes()
    assert whole.codes[here].tobytes() == part.codes.tobytes()


def test_a_frontier_too_long_to_join_is_refused_by_name() -> None:
    sides = 5000
    steps = np.arange(float(sides))
    utility = np.concatenate([np.stack([steps, -steps]), np.stack([steps, -steps]) * np.pi], axis=1)[None]
    assert sides * sides > dominance.MAX_CANDIDATES
    with pytest.raises(InfeasibleError, match="draw 0"):
        solve(package_space([sides, sides], [], [], []), bare(utility))


def test_many_signers_are_refused_before_they_take_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight signers, twenty issues of ten options: one draw is too much; of an easy space all draws together may be."""
    rng = np.random.default_rng(3)
    many = package_space([10] * 20, [], [], [])
    with pytest.raises(InfeasibleError, match=r"8 signers .* nothing is said.*draw 0 .*zone --thin"):
        solve(many, bare(rng.random((1, 8, 200))))
    space, wishes = package_space([3, 3, 3], [], [], []), bare(rng.random((32, 5, 9)))
    assert solve(space, wishes).draws == 32
    monkeypatch.setattr(frontier, "MOST_EFFORT", 32)
    with pytest.raises(InfeasibleError, match="draw 16 alone, or of all draws together"):
        solve(space, wishes)
    pair = bare(rng.random((32, 3, 9)))  # up to three signers joins are quick, and only what one of them takes counts
    assert solve(space, pair).draws == 32


@given(tables(), st.integers(1, 6))
@settings(deadline=None, max_examples=60)
def test_a_thinned_frontier_holds_deals_from_below(table: Table, thin: int) -> None:
    try:
        space = table.space
    except InfeasibleError:
        return
    exact, found = solve(space, table.wishes), thinned(space, table.wishes, thin)
    options = space.options_of(found.choices)
    for draw in range(3):
        best, here = exact.utilities[rows(exact, draw)], found.utilities[rows(found, draw)]
        assert min(thin, 1) * (len(best) > 0) <= len(here) <= max(thin, longest_block(table))
        for row, package in zip(here, options[rows(found, draw)], strict=True):
            worth = [table.utility(draw, i, tuple(package)) for i in range(table.wishes.signers)]
            assert row.tolist() == pytest.approx(worth) and not table.crosses(draw, tuple(package))
            assert (best >= row - EXACT).all(axis=1).any()
            assert ((here >= row).all(axis=1)).sum() == 1


def longest_block(table: Table) -> int:
    """Options of the longest block: a frontier of one block is not joined, so not thinned."""
    return max(int(size) for size in np.diff(table.space.block_start))


def thinned(space: PackageSpace, wishes: Wishes, thin: int) -> Frontiers:
    return frontiers(
        space, wishes.option_utility, wishes.linkage_points, wishes.linkage_party, wishes.red_active, thin
    )  # fmt: skip


def test_enough_deals_kept_are_the_frontier() -> None:
    rng = np.random.default_rng(5)
    space = package_space([4, 4, 3, 3], [], [], [])
    for signers in (1, 2, 3, 5):
        wishes = bare(rng.random((4, signers, 14)))
        exact = solve(space, wishes)
        assert thinned(space, wishes, 500).utilities.tobytes() == exact.utilities.tobytes()
        few = thinned(space, wishes, 16)
        least = [max(part.min(axis=1)) for part in np.split(few.utilities, few.offsets[1:-1])]
        widest = [max(part.min(axis=1)) for part in np.split(exact.utilities, exact.offsets[1:-1])]
        assert np.diff(few.offsets).max() <= 16
        assert all(0.9 * most <= found <= most for found, most in zip(least, widest, strict=True))


def test_arrays_that_do_not_fit_are_refused() -> None:
    space = package_space([2, 2], [], [{0: 0, 1: 0}], [{0: 1}])
    good = (np.zeros((3, 2, 4)), np.zeros((3, 1)), [0], np.zeros((3, 1), bool))
    frontiers(space, *good)
    for at, bad in (
        (0, np.zeros((3, 2, 5))), (0, np.full((3, 2, 4), np.nan)), (1, np.zeros((2, 1))), (2, [2]),
        (3, np.zeros((3, 0), bool)),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r"shape|finite|fit|party|given"):
            frontiers(space, *(bad if k == at else a for k, a in enumerate(good)))  # type: ignore[arg-type]
