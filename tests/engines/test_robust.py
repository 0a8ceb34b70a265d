"""The robust packages against listing all packages, against the sweep, and in spaces that nobody can list."""

from __future__ import annotations

import itertools
import tracemalloc

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.engines.brute import Table, tables

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.frontier.every_package import sweep
from goodoffices.engines.frontier.utilities import Wishes
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.robust import packages as robust
from goodoffices.engines.robust.amendments import amendments, red_line_costs
from goodoffices.engines.robust.ascent import coordinate_ascent
from goodoffices.engines.robust.packages import RobustPackages, robust_packages
from goodoffices.model.packages import PackageSpace, package_space


def feasible(table: Table) -> PackageSpace:
    try:
        return table.space
    except InfeasibleError:
        assume(False)
        raise


def limits(table: Table, seed: int) -> np.ndarray:
    """Thresholds in eighths of a point, so that utilities often meet them exactly."""
    top = 8 * int(table.wishes.option_utility.max() * len(table.sizes) + 1)
    return np.random.default_rng(seed).integers(-8, top, (table.wishes.draws, table.wishes.signers)) / 8


def listed(table: Table, thresholds: np.ndarray) -> dict[tuple[int, ...], np.ndarray]:
    """Whether each signer takes each package in each draw, bool (D, n), from the definition."""
    taken = {}
    for x in table.packages():
        yes = np.zeros(thresholds.shape, bool)
        for d, i in itertools.product(*map(range, thresholds.shape)):
            yes[d, i] = table.utility(d, i, x) >= thresholds[d, i] - TOLERANCE and not table.crosses(d, x, i)
        taken[x] = yes
    return taken


def opposed(
    sizes: tuple[int, ...], draws: int, signers: int = 2, seed: int = 0, level: float = 50.0, firm: float = 3.0
) -> tuple[PackageSpace, Wishes, np.ndarray]:
    """Signers who want the opposite ends of most issues; the larger `firm`, the better their weights are known."""
    rng = np.random.default_rng(seed)
    space = package_space(sizes, [{0: 0, 1: 1}], [{2: 0, 3: 1}], [{4: 0}])
    means = rng.uniform(0.2, 3.0, (signers, len(sizes)))
    weights = rng.gamma(firm * means, size=(draws, signers, len(sizes)))
    weights *= 100 / weights.sum(axis=2, keepdims=True)
    columns = []
    for j, size in enumerate(sizes):
        values = np.linspace(0.0, 1.0, size) + rng.normal(0.0, 0.1, (draws, signers, size))
        values[:, 1:2] = 1.0 - values[:, 1:2] if j % 4 else values[:, 1:2]
        columns.append(values * weights[:, :, j, None])
    wishes = Wishes(
        np.concatenate(columns, axis=2), rng.normal(0.0, 4.0, (draws, 1)), np.array([0]), np.array([signers - 1]),
        rng.random((draws, 1)) < 0.4,
    )  # fmt: skip
    return space, wishes, rng.normal(level, 8.0, (draws, signers))


def same(one: RobustPackages, other: RobustPackages) -> bool:
    return (
        np.array_equal(one.choices, other.choices)
        and np.array_equal(one.joint, other.joint)
        and np.array_equal(one.own, other.own)
        and one.bound == other.bound
    )


@given(tables(), st.integers(0, 2**32 - 1), st.integers(1, 8))
@settings(deadline=None, max_examples=200)
def test_the_best_are_those_that_listing_finds(table: Table, seed: int, top: int) -> None:
    """Rules, linkages, red lines, one to four signers; ties go to the smaller code."""
    space, thresholds = feasible(table), limits(table, seed)
    taken = listed(table, thresholds)
    code = {x: int(space.codes_of(space.choices_of(np.array(x)))[0]) for x in taken}
    ranked = sorted(taken, key=lambda x: (-taken[x].all(axis=1).sum(), code[x]))[:top]
    best = robust_packages(space, table.wishes, thresholds, top=top)
    assert best.exact
    assert best.options.tolist() == [list(x) for x in ranked]
    assert best.joint.tolist() == [taken[x].all(axis=1).sum() for x in ranked]
    assert best.own.tolist() == [taken[x].sum(axis=0).tolist() for x in ranked]


@given(tables(), st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=100)
def test_changes_of_one_issue_are_those_that_listing_finds(table: Table, seed: int) -> None:
    space, thresholds = feasible(table), limits(table, seed)
    taken = listed(table, thresholds)
    text = list(taken)[seed % len(taken)]
    near = amendments(space, table.wishes, thresholds, space.choices_of(np.array(text)))
    apart = {x: [j for j, (a, b) in enumerate(zip(x, text, strict=True)) if a != b] for x in taken}
    expected = sorted(
        (-int(taken[x].all(axis=1).sum()), at[0], x[at[0]], tuple(taken[x].sum(axis=0).tolist()))
        for x, at in apart.items()
        if len(at) == 1
    )
    assert [(-c.joint, c.issue, c.option, c.own) for c in near.changes] == expected
    assert (near.joint, near.own) == (taken[text].all(axis=1).sum(), tuple(taken[text].sum(axis=0)))
    for j in range(space.issues):
        some = [taken[x].all(axis=1) for x, at in apart.items() if at == [j]]
        could = np.any(some, axis=0) & ~taken[text].all(axis=1) if some else np.zeros(1, bool)
        assert near.blocked[j] == could.sum()


@given(tables(), st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=60)
def test_red_lines_cost_what_lifting_them_wins(table: Table, seed: int) -> None:
    space, thresholds = feasible(table), limits(table, seed)
    taken = listed(table, thresholds)
    text = list(taken)[seed % len(taken)]
    costs = red_line_costs(space, table.wishes, thresholds, space.choices_of(np.array(text)))
    met = [r for r, line in enumerate(table.red_lines) if all(text[j] == o for j, o in line.items())]
    assert sorted(cost.line for cost in costs) == met
    assert [cost.lifted for cost in costs] == sorted((cost.lifted for cost in costs), reverse=True)
    for cost in costs:
        wishes = table.wishes
        active = wishes.red_active.copy()
        assert cost.crossed == active[:, cost.line].sum()
        active[:, cost.line] = False
        lifted = Wishes(
            wishes.option_utility, wishes.linkage_points, wishes.linkage_party, wishes.red_party, active
        )  # fmt: skip
        after = listed(Table(table.sizes, table.rules, table.linkages, table.red_lines, lifted), thresholds)[text]
        assert cost.lifted == (after.all(axis=1) & ~taken[text].all(axis=1)).sum()


@pytest.mark.parametrize("signers", [1, 2, 3, 4])
@pytest.mark.parametrize("level", [35.0, 50.0, 62.0])
def test_branch_and_bound_equals_the_sweep(signers: int, level: float) -> None:
    space, wishes, thresholds = opposed((4, 3, 4, 3, 3, 4, 3, 2), 700, signers, seed=signers, level=level)
    swept = sweep(space, wishes, thresholds)
    codes = np.argsort(-swept.joint, kind="stable")[:10]
    best = robust_packages(space, wishes, thresholds, top=10)
    assert best.exact
    assert np.array_equal(space.codes_of(best.choices)[:, 0], codes)
    assert np.array_equal(best.joint, swept.joint[codes])
    assert np.array_equal(best.own, swept.own[:, codes].T)


@pytest.mark.parametrize("budget", [robust.WORK, 200_000])
def test_threads_do_not_change_the_answer(budget: int) -> None:
    space, wishes, thresholds = opposed((4, 3, 4, 3, 3, 4, 3, 2), 700)
    one, two, three = (
        robust_packages(space, wishes, thresholds, top=5, threads=threads, work=budget) for threads in (1, 2, 3)
    )
    assert same(one, two) and same(one, three)


@pytest.mark.parametrize("budget", [0, 100_000, 2_000_000])
def test_a_search_cut_short_says_what_it_may_have_missed(budget: int) -> None:
    space, wishes, thresholds = opposed((4, 3, 4, 3, 3, 4, 3, 2), 700)
    swept = sweep(space, wishes, thresholds)
    best = robust_packages(space, wishes, thresholds, top=3, work=budget)
    others = np.delete(swept.joint, space.codes_of(best.choices)[:, 0])
    assert others.max() <= best.bound
    assert np.array_equal(best.joint, swept.joint[space.codes_of(best.choices)[:, 0]])
    if budget == 0:
        assert not best.exact
        assert best.bound > best.joint[-1]


def test_what_all_accept_everywhere_and_nowhere_is_ranked_by_code() -> None:
    space, wishes, thresholds = opposed((3, 3, 2, 2, 2), 50)
    for level in (-np.inf, np.inf):
        signers = Wishes(
            wishes.option_utility, wishes.linkage_points, wishes.linkage_party, wishes.red_party,
            np.zeros_like(wishes.red_active),
        )  # fmt: skip
        best = robust_packages(space, signers, np.full_like(thresholds, level), top=4)
        assert best.exact
        assert space.codes_of(best.choices)[:, 0].tolist() == [0, 1, 2, 3]
        assert best.joint.tolist() == [50 if level < 0 else 0] * 4


def test_spaces_too_large_for_tables_are_swept_or_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    space, wishes, thresholds = opposed((4, 3, 4, 3, 3), 200, level=66.0)
    best = robust_packages(space, wishes, thresholds, top=4)
    monkeypatch.setattr(robust, "MEMORY", 1000)
    assert same(best, robust_packages(space, wishes, thresholds, top=4))
    monkeypatch.setattr(robust, "MAX_PACKAGES", 10)
    climbed = robust_packages(space, wishes, thresholds, top=1)
    assert (climbed.exact, climbed.bound) == (False, 200)
    assert climbed.joint[0] <= best.joint[0]


def test_memory_stays_below_what_is_said() -> None:
    """3.7 million packages; counts of all of them alone would take more than the search does."""
    space, wishes, thresholds = opposed((5, 4, 5, 4, 5, 4, 4, 5, 4, 5, 3), 512, level=58.0)
    robust_packages(*opposed((3, 3, 3, 3, 3), 50))
    tracemalloc.start()
    best = robust_packages(space, wishes, thresholds, top=3)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert best.exact
    assert space.count > 3_000_000
    buffers = 12_000_000  # packages found, and float64 combos of the draws being laid out
    assert peak < robust._bytes(space, wishes) + buffers < 4 * space.count * 2


def test_a_million_million_packages_with_proof() -> None:
    """1.1 x 10^12 packages; the optimum is no worse than any of many climbs, and no change of one issue helps."""
    sizes = (4,) * 20
    space, wishes, thresholds = opposed(sizes, 256, level=60.0, firm=30.0)
    best = robust_packages(space, wishes, thresholds, top=2, threads=2)
    assert space.count > 10**12
    assert best.exact
    assert 0.2 < best.joint[0] / 256 < 0.95
    near = amendments(space, wishes, thresholds, best.choices[0])
    assert near.changes[0].joint <= best.joint[0]
    assert near.joint == best.joint[0]
    rng = np.random.default_rng(3)
    starts = np.stack([rng.integers(0, len(combos), 4) for combos in space.combos], axis=1)
    assert coordinate_ascent(space, starts, wishes, thresholds).share * 256 <= best.joint[0] + 0.5


def test_the_optimum_of_a_huge_space_that_falls_apart_is_known() -> None:
    """Both want the same, option by option: in every draw the best of each issue is the only package that will do."""
    rng = np.random.default_rng(8)
    issues, draws = 40, 64
    space = package_space([6] * issues, [], [], [])
    wanted = rng.integers(0, 6, issues)
    worth = np.zeros((draws, 2, 6 * issues))
    worth[:, :, np.arange(issues) * 6 + wanted] = 1.0
    none = np.zeros(0, np.int64)
    wishes = Wishes(worth, np.zeros((draws, 0)), none, none, np.zeros((draws, 0), bool))
    best = robust_packages(space, wishes, np.full((draws, 2), float(issues)))
    assert (best.options[0].tolist(), best.joint[0], best.exact) == (wanted.tolist(), draws, True)
    assert space.count == 6**issues


def test_bad_questions_are_refused() -> None:
    space, wishes, thresholds = opposed((3, 3, 2, 2, 2), 10)
    with pytest.raises(ValueError, match="at least one package"):
        robust_packages(space, wishes, thresholds, top=0)
    with pytest.raises(ValueError, match="thresholds must be numbers of shape"):
        robust_packages(space, wishes, thresholds[:5])
    with pytest.raises(ValueError, match="thresholds"):
        robust_packages(space, wishes, np.full_like(thresholds, np.nan))
