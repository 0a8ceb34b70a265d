"""Pool, acceptance counts, sweep and ascent against listing all packages."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.engines.brute import Package, Table, tables

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.frontier.combos import BLOCKED
from goodoffices.engines.frontier.every_package import sweep
from goodoffices.engines.frontier.frontier import Frontiers, frontiers
from goodoffices.engines.frontier.pool import acceptance_counts, pool, pool_utilities
from goodoffices.engines.frontier.utilities import Wishes
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.robust.ascent import coordinate_ascent
from goodoffices.model.packages import PackageSpace, package_space

DRAWS = 3


def feasible(table: Table) -> PackageSpace:
    try:
        return table.space
    except InfeasibleError:
        assume(False)
        raise


def solve(space: PackageSpace, wishes: Wishes) -> Frontiers:
    return frontiers(space, wishes.option_utility, wishes.linkage_points, wishes.linkage_party, wishes.red_active)


def bars(table: Table, seed: int) -> np.ndarray:
    """Thresholds in eighths of a point, so that utilities often meet them exactly."""
    top = 8 * int(table.wishes.option_utility.max() * len(table.sizes) + 1)
    return np.random.default_rng(seed).integers(-8, top, (DRAWS, table.wishes.signers)) / 8


def accepts(table: Table, draw: int, signer: int, package: Package, thresholds: np.ndarray) -> bool:
    margin = table.utility(draw, signer, package) - thresholds[draw, signer]
    return margin >= -TOLERANCE and not table.crosses(draw, package, signer)


def listed(space: PackageSpace) -> tuple[np.ndarray, list[Package]]:
    """All packages in the order of their codes."""
    choices = space.choices_from(np.arange(space.count)[:, None])
    return choices, [tuple(int(o) for o in x) for x in space.options_of(choices)]


@given(tables(), st.integers(1, 6))
@settings(deadline=None, max_examples=60)
def test_pool_holds_the_packages_on_most_frontiers(table: Table, limit: int) -> None:
    space = feasible(table)
    found = solve(space, table.wishes)
    counts = Counter(tuple(int(c) for c in row) for row in found.choices)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    texts = pool(space, found, limit)
    assert [(tuple(c), int(f)) for c, f in zip(texts.choices, texts.frequency, strict=True)] == ranked[:limit]
    assert texts.distinct == len(counts)
    total = sum(counts.values())
    assert texts.coverage == (sum(f for _, f in ranked[:limit]) / total if total else 1.0)
    assert np.array_equal(texts.options, space.options_of(texts.choices))


@given(tables())
@settings(deadline=None, max_examples=60)
def test_utilities_are_direct_sums(table: Table) -> None:
    space = feasible(table)
    choices, packages = listed(space)
    got = pool_utilities(space, choices, table.wishes)
    assert got.dtype == np.float32
    for draw in range(DRAWS):
        for i in range(table.wishes.signers):
            for x, package in enumerate(packages):
                if table.crosses(draw, package, i):
                    assert got[draw, i, x] == np.float32(BLOCKED)
                else:
                    assert got[draw, i, x] == pytest.approx(table.utility(draw, i, package), abs=1e-4)
    assert np.array_equal(pool_utilities(space, choices, table.wishes, 1, 3), got[1:3])


@given(tables(), st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=60)
def test_counts_and_sweep_are_what_listing_finds(table: Table, seed: int) -> None:
    space = feasible(table)
    thresholds = bars(table, seed)
    choices, packages = listed(space)
    own = np.array([
        [sum(accepts(table, d, i, x, thresholds) for d in range(DRAWS)) for x in packages]
        for i in range(table.wishes.signers)
    ])  # fmt: skip
    joint = np.array([
        sum(all(accepts(table, d, i, x, thresholds) for i in range(table.wishes.signers)) for d in range(DRAWS))
        for x in packages
    ])  # fmt: skip
    swept = sweep(space, table.wishes, thresholds)
    assert np.array_equal(swept.joint, joint)
    assert np.array_equal(swept.own, own)
    assert swept.best == int(np.argmax(joint))
    counted = acceptance_counts(space, choices, table.wishes, thresholds)
    assert np.array_equal(counted[0], joint)
    assert np.array_equal(counted[1], own)


@given(tables(), st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=150)
def test_ascent_ends_where_no_change_of_two_issues_helps(table: Table, seed: int) -> None:
    space = feasible(table)
    thresholds = bars(table, seed)
    signers = range(table.wishes.signers)
    choices, packages = listed(space)
    share = {
        x: sum(all(accepts(table, d, i, x, thresholds) for i in signers) for d in range(DRAWS)) / DRAWS
        for x in packages
    }
    start = seed % len(packages)
    end = coordinate_ascent(space, choices[start], table.wishes, thresholds)
    text = tuple(int(o) for o in end.options)
    assert end.share == share[text] >= share[packages[start]]
    assert (end.steps == 0) == (text == packages[start])
    assert np.array_equal(space.choices_of(end.options), end.choices)

    def apart(x: Package) -> list[int]:
        return [j for j in range(len(text)) if x[j] != text[j]]

    assert max(share[x] for x in packages if len(apart(x)) <= 2) == end.share
    expected = [(apart(x)[0], x[apart(x)[0]], share[x] - end.share) for x in packages if len(apart(x)) == 1]
    expected.sort(key=lambda c: (-round(c[2] * DRAWS), c[0], c[1]))
    assert [(c.issue, c.option) for c in end.changes] == [(j, o) for j, o, _ in expected]
    assert [c.share_change for c in end.changes] == pytest.approx([gain for _, _, gain in expected])


def peaceful(rng: np.random.Generator, draws: int, sizes: list[int]) -> tuple[PackageSpace, Wishes]:
    """Two opposed signers without linkages or red lines."""
    rising = np.concatenate([np.sort(rng.random((draws, s)), axis=1) for s in sizes], axis=1)
    falling = np.concatenate([np.sort(rng.random((draws, s)), axis=1)[:, ::-1] for s in sizes], axis=1)
    none = np.zeros(0, np.int64)
    wishes = Wishes(np.stack([rising, falling], axis=1), np.zeros((draws, 0)), none, none, np.zeros((draws, 0), bool))
    return package_space(sizes, [], [], []), wishes


@pytest.mark.parametrize("seed", range(5))
def test_ascent_lies_between_the_best_of_the_pool_and_of_all_packages(seed: int) -> None:
    """It may stop at a local optimum, so it is held to the pool from below and to the full sweep from above."""
    space, wishes = peaceful(np.random.default_rng(seed), 400, [4, 3, 4, 3, 3, 2])
    thresholds = np.random.default_rng(100 + seed).uniform(2.0, 3.5, (400, 2))
    texts = pool(space, solve(space, wishes), 40)
    counts = acceptance_counts(space, texts, wishes, thresholds)[0]
    swept = sweep(space, wishes, thresholds)
    starts = texts.choices[np.argsort(-counts, kind="stable")[:16]]
    one, end = (coordinate_ascent(space, some, wishes, thresholds) for some in (starts[0], starts))
    assert counts.max() <= round(one.share * 400) <= round(end.share * 400)
    assert counts.max() <= round(end.share * 400) <= swept.joint[swept.best]
    assert round(end.share * 400) == swept.joint[int(space.codes_of(end.choices)[0])]
    assert swept.joint[swept.best] / 400 - end.share < 0.03
    assert max(c.share_change for c in end.changes) <= 0


def test_a_step_takes_the_best_amendment_before_the_smallest() -> None:
    """Amending issue 0 wins all four draws, issue 1 only two, though its text has the smaller code."""
    none = np.zeros(0, np.int64)
    worth = np.zeros((4, 1, 4))
    worth[:, 0, 1] = 1.0
    worth[:2, 0, 2] = 1.0
    wishes = Wishes(worth, np.zeros((4, 0)), none, none, np.zeros((4, 0), bool))
    end = coordinate_ascent(package_space([2, 2], [], [], []), [0, 1], wishes, np.ones((4, 1)))
    assert (end.options.tolist(), end.steps, end.share) == ([1, 1], 1, 1.0)
    assert [(c.issue, c.option, c.share_change) for c in end.changes] == [(1, 0, 0.0), (0, 0, -1.0)]


def test_draws_are_streamed_without_changing_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    space, wishes = peaceful(np.random.default_rng(4), 97, [3, 4, 3, 2])
    thresholds = np.random.default_rng(5).uniform(1.0, 2.5, (97, 2))
    choices = listed(space)[0]
    whole = sweep(space, wishes, thresholds), pool_utilities(space, choices, wishes)
    monkeypatch.setattr("goodoffices.engines.frontier.utilities._CELLS", 200)
    parts = sweep(space, wishes, thresholds), pool_utilities(space, choices, wishes)
    assert np.array_equal(whole[0].joint, parts[0].joint)
    assert np.array_equal(whole[0].own, parts[0].own)
    assert whole[1].tobytes() == parts[1].tobytes()


@pytest.mark.parametrize(("issues", "size"), [(100, 2), (30, 10)])
def test_huge_spaces(issues: int, size: int) -> None:
    """10^30 packages: everything but the sweep works, and the sweep says why it does not."""
    rng = np.random.default_rng(6)
    space = package_space([size] * issues, [], [], [])
    steps = np.tile(np.arange(float(size)), issues)
    worth = np.stack([steps, (size - 1) - steps])[None] * rng.integers(1, 3, (8, 2, 1))
    none = np.zeros(0, np.int64)
    wishes = Wishes(worth, np.zeros((8, 0)), none, none, np.zeros((8, 0), bool))
    found = solve(space, wishes)
    texts = pool(space, found, 100)
    assert texts.distinct == len(np.unique(found.codes, axis=0)) == issues * (size - 1) + 1
    assert texts.coverage == pytest.approx(100 / texts.distinct)
    direct = worth[:, :, np.arange(issues) * size + texts.options[0]].sum(axis=2)
    np.testing.assert_allclose(pool_utilities(space, texts, wishes)[:, :, 0], direct)
    total = issues * (size - 1)
    thresholds = worth.max(axis=2) / (size - 1) * np.array([total - 3.0, 0.0])
    end = coordinate_ascent(space, np.zeros(issues, np.int32) + size - 1, wishes, thresholds)
    assert end.share == 1.0
    with pytest.raises(InfeasibleError, match="too many to sweep"):
        sweep(space, wishes, thresholds)


def test_no_frontier_no_texts() -> None:
    space = package_space([2], [], [], [{0: 0}, {0: 1}])
    wishes = Wishes(np.ones((2, 1, 2)), np.zeros((2, 0)), [], [0, 0], np.ones((2, 2), bool))
    texts = pool(space, solve(space, wishes))
    assert (texts.distinct, texts.coverage, texts.choices.shape) == (0, 1.0, (0, 1))
    assert pool_utilities(space, texts, wishes).shape == (2, 1, 0)
    assert (pool_utilities(space, [[0], [1]], wishes) == np.float32(BLOCKED)).all()


def test_a_blocked_text_is_refused_whatever_the_threshold() -> None:
    space = package_space([2], [], [], [{0: 0}])
    wishes = Wishes(np.ones((1, 2, 2)), np.zeros((1, 0)), [], [1], np.ones((1, 1), bool))
    joint, own = acceptance_counts(space, [[0], [1]], wishes, np.full((1, 2), -np.inf))
    assert joint.tolist() == [0, 1]
    assert own.tolist() == [[1, 1], [0, 1]]
    assert sweep(space, wishes, np.full((1, 2), -np.inf)).joint.tolist() == [0, 1]


def test_bad_arguments_are_refused() -> None:
    space, wishes = peaceful(np.random.default_rng(8), 3, [2, 2])
    with pytest.raises(ValueError, match="at least one text"):
        pool(space, solve(space, wishes), 0)
    with pytest.raises(ValueError, match="start from"):
        coordinate_ascent(space, np.zeros((0, 2), np.int32), wishes, np.zeros((3, 2)))
    for bad in (np.zeros((2, 2)), np.full((3, 2), np.nan)):
        with pytest.raises(ValueError, match="thresholds"):
            sweep(space, wishes, bad)
