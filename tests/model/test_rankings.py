"""Weights and values from rankings: exact draws against centroids, walks against exact draws and rejection."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from goodoffices.case.problem import InfeasibleError
from goodoffices.case.schema import Ranking
from goodoffices.model.arrays import Floats
from goodoffices.model.draws import BATCH, uniforms
from goodoffices.model.rankings import draw, ranked_values, ranked_weights, tiers_of
from goodoffices.model.stated import stated_values, stated_weights
from goodoffices.model.walk import walk

Tiers = tuple[tuple[int, ...], ...]
DUST = 1e-6
"""Points by which a stated constraint may be missed through rounding."""


def names(count: int) -> tuple[str, ...]:
    return tuple("abcdefghijklmnopqrstuvwxyz"[:count])


def centroids(count: int) -> Floats:
    """Rank-order centroids, points of 100 (Barron & Barrett 1996)."""
    return np.array([sum(1 / k for k in range(rank, count + 1)) for rank in range(1, count + 1)]) * 100 / count


def in_order(tiers: Sequence[Sequence[int]], x: Floats, dust: float = 0.0) -> bool:
    return all(
        bool(np.all(x[:, list(upper)].min(axis=1) >= x[:, list(lower)].max(axis=1) - dust))
        for upper, lower in pairwise(tiers)
    )


def drawn(ranking: Ranking, count: int, draws: int, values: bool = False, first: int = 0, name: str = "p.w") -> Floats:
    u = np.full((draws, count), 0.5)
    return draw(ranking, names(count), u, values=values, digest="d", seed=4, name=name, first=first)


tier_lists = st.lists(st.integers(1, 4), min_size=1, max_size=5).flatmap(
    lambda sizes: st.permutations(range(sum(sizes))).map(
        lambda order: tuple(tuple(order[sum(sizes[:i]) : sum(sizes[: i + 1])]) for i in range(len(sizes)))
    )
)


# --- an order alone -------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(tiers=tier_lists)
def test_order_and_sum_always_hold(tiers: Tiers) -> None:
    u = uniforms("rank", 1, sum(map(len, tiers)), 0, 256)
    weights, values = ranked_weights(tiers, u), ranked_values(tiers, u)
    np.testing.assert_allclose(weights.sum(axis=1), 100, rtol=1e-12)
    assert weights.min() >= 0
    assert in_order(tiers, weights)
    assert in_order(tiers, values)
    np.testing.assert_array_equal(values.max(axis=1), 100)
    if u.shape[1] > 1:
        np.testing.assert_array_equal(values.min(axis=1), 0)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 9])
def test_mean_weights_are_rank_order_centroids(count: int) -> None:
    order = np.random.default_rng(count).permutation(count)
    weights = ranked_weights([(int(j),) for j in order], uniforms("roc", 1, count, 0, 8192))
    np.testing.assert_allclose(weights.mean(axis=0)[order], centroids(count), atol=0.15)


def test_tiers_share_the_centroids_of_their_ranks() -> None:
    weights = ranked_weights([(1,), (0, 3), (2, 4)], uniforms("tiers", 1, 5, 0, 16_384))
    c = centroids(5)
    expected = [c[1:3].mean(), c[0], c[3:].mean(), c[1:3].mean(), c[3:].mean()]
    np.testing.assert_allclose(weights.mean(axis=0), expected, atol=0.2)
    assert np.mean(weights[:, 0] > weights[:, 3]) == pytest.approx(0.5, abs=0.01)


def test_weights_are_uniform_on_the_ordered_simplex() -> None:
    """Against plain rejection: Dirichlet draws that happen to be in order."""
    trial = np.random.default_rng(0).dirichlet(np.ones(4), size=200_000) * 100
    tiers = ((2,), (0, 3), (1,))
    accepted = trial[(trial[:, [2]] >= trial[:, [0, 3]]).all(axis=1) & (trial[:, [0, 3]] >= trial[:, [1]]).all(axis=1)]
    ours = ranked_weights(tiers, uniforms("simplex", 1, 4, 0, 8192))
    for j in range(4):
        assert stats.ks_2samp(ours[:, j], accepted[:, j]).statistic < 0.02
    np.testing.assert_allclose(np.cov(ours.T), np.cov(accepted.T), atol=2.5)


def test_values_between_the_ends_are_sorted_uniforms() -> None:
    values = ranked_values([(3,), (1,), (0,), (2,)], uniforms("values", 1, 4, 0, 8192))
    assert stats.kstest(values[:, 1] / 100, stats.beta(2, 1).cdf).statistic < 0.01
    assert stats.kstest(values[:, 0] / 100, stats.beta(1, 2).cdf).statistic < 0.01
    np.testing.assert_array_equal(values[:, [3, 2]], np.tile([100.0, 0.0], (8192, 1)))


def test_each_member_of_an_end_tier_stands_at_the_end_alike_often() -> None:
    values = ranked_values([(0, 1, 2), (3, 4)], uniforms("ends", 1, 5, 0, 8192))
    np.testing.assert_allclose((values == 100).mean(axis=0)[:3], 1 / 3, atol=0.01)
    np.testing.assert_allclose((values == 0).mean(axis=0)[3:], 1 / 2, atol=0.01)


def test_one_option_is_worth_all() -> None:
    np.testing.assert_array_equal(ranked_values([(0,)], np.full((3, 1), 0.4)), 100)


def test_each_column_is_a_function_of_its_own_row() -> None:
    u = uniforms("rows", 1, 6, 0, 64)
    tiers = ((0, 1), (2, 3, 4), (5,))
    np.testing.assert_array_equal(ranked_weights(tiers, u)[10:20], ranked_weights(tiers, u[10:20]))


@pytest.mark.parametrize("tiers", [((0,), (0,)), ((0,),), ((0,), (1,), (2,))])
def test_tiers_must_hold_each_column_once(tiers: Tiers) -> None:
    with pytest.raises(ValueError, match="each of the 2 columns once"):
        ranked_weights(tiers, np.full((4, 2), 0.5))


def test_ids_must_be_ranked_once() -> None:
    assert tiers_of(Ranking(order=("c", ("a", "b"))), ("a", "b", "c")) == ((2,), (0, 1))
    for order in (("a", "b"), ("a", "b", "c", "a"), ("a", "b", "d")):
        with pytest.raises(ValueError, match="name each of a, b, c once"):
            tiers_of(Ranking(order=order), ("a", "b", "c"))


def test_an_order_alone_is_the_exact_draw() -> None:
    u = uniforms("alone", 1, 3, 0, 32)
    ranking = Ranking(order=("b", ("a", "c")))
    for values, exact in ((False, ranked_weights), (True, ranked_values)):
        got = draw(ranking, names(3), u, values=values, digest="d", seed=0, name="n")
        np.testing.assert_array_equal(got, exact(((1,), (0, 2)), u))


# --- bounds and ratios ----------------------------------------------------------------------------------------------


def stated(order: Sequence[object], bounds: dict[str, tuple[float, float]], *ratios: tuple[str, str, float]) -> Ranking:
    return Ranking.model_validate(
        {
            "order": order,
            "bounds": bounds,
            "ratios": [{"more": more, "less": less, "at_least": times} for more, less, times in ratios],
        }
    )


CASES = {
    "bounds": (stated(["a", "b", "c", "d"], {"a": (45, 80), "d": (3, 30)}), 4),
    "ratio": (stated(["a", "b", "c"], {}, ("a", "b", 2)), 3),
    "tiers": (stated(["a", ["b", "c"], ["d", "e"]], {"b": (18, 22)}), 5),
    "all": (stated([["a", "b"], ["c", "d"]], {"a": (0, 45), "c": (5, 100)}, ("b", "d", 3)), 4),
    "ratio across tiers": (stated([["a", "b", "c", "d"]], {"d": (10, 40)}, ("a", "d", 1.5)), 4),
}


def agrees(ranking: Ranking, x: Floats, dust: float) -> npt.NDArray[np.bool_]:
    """Which rows agree with all that is stated, checked word by word."""
    ids = names(x.shape[1])
    place = {name: j for j, name in enumerate(ids)}
    good = np.ones(len(x), dtype=bool)
    for upper, lower in pairwise(tiers_of(ranking, ids)):
        good &= x[:, upper].min(axis=1) >= x[:, lower].max(axis=1) - dust
    for name, (low, high) in ranking.bounds.items():
        good &= (x[:, place[name]] >= low - dust) & (x[:, place[name]] <= high + dust)
    for ratio in ranking.ratios:
        good &= x[:, place[ratio.more]] >= ratio.at_least * x[:, place[ratio.less]] - dust
    return good


@pytest.mark.parametrize("case", CASES)
def test_weights_are_uniform_over_all_that_agree(case: str) -> None:
    """Against rejection from the exact draws of the order alone."""
    ranking, count = CASES[case]
    trial = ranked_weights(tiers_of(ranking, names(count)), np.random.default_rng(1).random((400_000, count)))
    accepted = trial[agrees(ranking, trial, 0.0)]
    assert len(accepted) > 5_000
    ours = drawn(ranking, count, 8192)
    assert agrees(ranking, ours, DUST).all()
    np.testing.assert_allclose(ours.sum(axis=1), 100, rtol=1e-12)
    noise = accepted.std(axis=0) * np.sqrt(1 / len(ours) + 1 / len(accepted))
    assert np.all(np.abs(ours.mean(axis=0) - accepted.mean(axis=0)) < 4.5 * noise)
    np.testing.assert_allclose(ours.std(axis=0), accepted.std(axis=0), rtol=0.04)
    for j in range(count):
        assert stats.ks_2samp(ours[:, j], accepted[:, j]).pvalue > 1e-5


def test_values_are_uniform_over_all_that_agree() -> None:
    ranking = stated(["a", "b", "c", "d", "e"], {"c": (30, 90)}, ("b", "d", 2))
    trial = ranked_values([(j,) for j in range(5)], np.random.default_rng(2).random((200_000, 5)))
    accepted = trial[agrees(ranking, trial, 0.0)]
    ours = drawn(ranking, 5, 8192, values=True)
    assert agrees(ranking, ours, DUST).all()
    np.testing.assert_allclose(ours[:, 0], 100, atol=DUST)
    np.testing.assert_allclose(ours[:, 4], 0, atol=DUST)
    np.testing.assert_allclose(ours.mean(axis=0), accepted.mean(axis=0), atol=1.0)
    for j in (1, 2, 3):
        assert stats.ks_2samp(ours[:, j], accepted[:, j]).pvalue > 1e-5


def test_values_of_end_tiers_reach_both_ends() -> None:
    ranking = stated([["a", "b"], "c", ["d", "e"]], {"c": (40, 60), "b": (0, 90)})
    ours = drawn(ranking, 5, 2048, values=True)
    assert agrees(ranking, ours, DUST).all()
    np.testing.assert_allclose(ours[:, 0], 100, atol=DUST)  # b cannot
    np.testing.assert_allclose(ours.min(axis=1), 0, atol=DUST)
    assert np.mean(ours[:, 3] < DUST) == pytest.approx(0.5, abs=0.06)


@pytest.mark.parametrize("sizes", [(1,) * 12, (12,), (1, 1, 8, 2), (6, 6)])
def test_long_rankings_mix(sizes: tuple[int, ...]) -> None:
    """Twelve issues: the walk against the exact draws of the same order."""
    tiers = tuple(tuple(range(sum(sizes[:i]), sum(sizes[: i + 1]))) for i in range(len(sizes)))
    ours = walk(stated_weights(tiers, names(12), (), ())[0], 4096, np.random.default_rng(3))
    exact = ranked_weights(tiers, uniforms("long", 1, 12, 0, 16_384))
    assert np.all(np.abs(ours.mean(axis=0) - exact.mean(axis=0)) < 4.5 * exact.std(axis=0) / 64)
    np.testing.assert_allclose(ours.std(axis=0), exact.std(axis=0), rtol=0.08)
    assert in_order(tiers, ours, DUST)


def test_a_chain_forgets_its_start() -> None:
    """Twice as long chains have the same distribution; a single sweep has not, so the test would see it."""
    body = stated_weights(((0,), (1,), (2,), (3, 4, 5)), names(6), (("a", 20.0, 60.0),), (("b", "c", 1.2),))[0]
    usual = walk(body, 4096, np.random.default_rng(5))
    longer = walk(body, 4096, np.random.default_rng(6), sweeps=80)
    short = walk(body, 4096, np.random.default_rng(7), sweeps=1)
    assert min(stats.ks_2samp(usual[:, j], longer[:, j]).pvalue for j in range(6)) > 1e-4
    assert min(stats.ks_2samp(short[:, j], longer[:, j]).pvalue for j in range(6)) < 1e-10


def test_thin_sets_are_walked_in_full() -> None:
    """A hundred-thousandth of a point wide in one direction, tens of points in the others."""
    ranking = stated(["a", "b", "c", "d"], {"a": (50, 50.00001)})
    ours = drawn(ranking, 4, 4096)
    reference = ranked_weights([(0,), (1,), (2,)], np.random.default_rng(1).random((20_000, 3))) / 2
    np.testing.assert_allclose(ours[:, 1:].mean(axis=0), reference.mean(axis=0), atol=0.5)
    assert stats.kstest((ours[:, 0] - 50) / 1e-5, "uniform").statistic < 0.05


# --- flat and empty sets --------------------------------------------------------------------------------------------


def test_equal_bounds_fix_a_weight() -> None:
    ours = drawn(stated(["a", "b", "c"], {"b": (30, 30)}), 3, 2048)
    np.testing.assert_allclose(ours[:, 1], 30, atol=DUST)
    assert stats.kstest((ours[:, 0] - 40) / 30, "uniform").statistic < 0.04  # c between 0 and 30


def test_equalities_in_disguise_are_found() -> None:
    """With b before c and c at least once b: equal; the sum then leaves one direction."""
    ours = drawn(stated(["a", "b", "c"], {}, ("c", "b", 1.0)), 3, 2048)
    np.testing.assert_allclose(ours[:, 1], ours[:, 2], atol=1e-4)
    assert stats.kstest(ours[:, 1] / (100 / 3), "uniform").statistic < 0.04


def test_a_single_point_is_given_always() -> None:
    ours = drawn(stated(["a", "b", "c"], {"a": (50, 50), "b": (30, 30)}), 3, 5)
    np.testing.assert_allclose(ours, np.tile([50, 30, 20], (5, 1)), atol=DUST)
    squeezed = drawn(stated(["a", "b"], {"a": (40, 50)}), 2, 5)
    np.testing.assert_allclose(squeezed, 50, atol=1e-4)


def test_values_wholly_fixed() -> None:
    ours = drawn(stated(["a", "b", "c"], {"b": (25, 25)}), 3, 4, values=True)
    np.testing.assert_allclose(ours, np.tile([100, 25, 0], (4, 1)), atol=DUST)
    alone = drawn(stated(["a"], {"a": (0, 100)}), 1, 4, values=True)
    np.testing.assert_allclose(alone, 100, atol=DUST)


@pytest.mark.parametrize(
    ("ranking", "values", "said", "unsaid"),
    [
        (stated(["a", "b", "c"], {"a": (0, 20), "c": (5, 100)}), False, ["a at most 20"], ["c at"]),
        (
            stated(["a", "b", "c"], {"c": (0, 50)}, ("c", "a", 2), ("b", "c", 1)),
            False,
            ["c at least 2 times a"],
            ["c at m"],
        ),
        (stated(["a", "b"], {"a": (70, 70), "b": (40, 40)}), False, ["a at least 70", "b at least 40"], ["before"]),
        (stated(["a", "b", "c"], {"a": (0, 90)}), True, ["a at most 90", "best option being worth 100"], ["before"]),
        (
            stated(["a", "b", "c"], {"a": (70, 80), "c": (40, 50)}),
            False,
            ["a at least 70", "c at least 40"],
            ["before"],
        ),
        (stated(["a", "b", "c"], {"c": (10, 20), "b": (1, 9)}), True, ["c at least 10"], ["b at least"]),
    ],
)
def test_contradictions_are_named(ranking: Ranking, values: bool, said: list[str], unsaid: list[str]) -> None:
    count = len(ranking.order)
    with pytest.raises(InfeasibleError) as error:
        drawn(ranking, count, 4, values=values, name="preferences.x.weights")
    message = str(error.value)
    assert message.startswith("preferences.x.weights: ")
    assert all(words in message for words in said), message
    assert not any(words in message for words in unsaid), message


def test_bounds_and_ratios_must_name_what_is_ranked() -> None:
    for ranking in (stated(["a", "b"], {"z": (1, 2)}), stated(["a", "b"], {}, ("a", "z", 2))):
        with pytest.raises(ValueError, match="not ranked: z"):
            drawn(ranking, 2, 4)


# --- numbering ------------------------------------------------------------------------------------------------------


def test_any_draws_can_be_made_alone() -> None:
    ranking, count = CASES["all"]
    for values in (False, True):
        whole = drawn(ranking, count, 3 * BATCH, values=values)
        np.testing.assert_array_equal(
            drawn(ranking, count, BATCH, values=values, first=BATCH), whole[BATCH : 2 * BATCH]
        )
        np.testing.assert_array_equal(drawn(ranking, count, 700, values=values, first=900), whole[900:1600])
        np.testing.assert_array_equal(drawn(ranking, count, 1, values=values, first=2 * BATCH), whole[2 * BATCH :][:1])


def test_batches_and_rankings_do_not_repeat_each_other() -> None:
    ranking, count = CASES["bounds"]
    whole = drawn(ranking, count, 2 * BATCH)
    assert len(np.unique(whole[:, 0])) == 2 * BATCH
    assert not np.allclose(whole[:BATCH], drawn(ranking, count, BATCH, name="other"))
    assert abs(np.corrcoef(whole[:BATCH, 0], drawn(ranking, count, BATCH, name="other")[:, 0])[0, 1]) < 0.15


@settings(max_examples=25, deadline=None)
@given(tiers=tier_lists.filter(lambda t: sum(map(len, t)) <= 7), data=st.data())
def test_bounds_around_a_point_that_agrees_are_never_refused(tiers: Tiers, data: st.DataObject) -> None:
    """Take weights in order, state bounds and ratios that they meet: draws exist and meet them too."""
    count = sum(map(len, tiers))
    point = ranked_weights(tiers, uniforms("point", data.draw(st.integers(0, 9)), count, 0, 1))[0]
    slack = data.draw(st.sampled_from([0.0, 0.5, 5.0]))
    ids = names(count)
    bounded = data.draw(st.sets(st.integers(0, count - 1), max_size=3))
    more, less = data.draw(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)))
    ratio = (ids[more], ids[less], float(np.clip(0.9 * point[more] / point[less], 1e-3, 1e3)))
    bounds = {ids[j]: (float(max(0, point[j] - slack)), float(point[j] + slack)) for j in bounded}
    ranking = stated([[ids[j] for j in tier] for tier in tiers], bounds, ratio)
    body = stated_weights(tiers, ids, tuple((n, *b) for n, b in sorted(bounds.items())), (ratio,))[0]
    x = walk(body, 64, np.random.default_rng(0), sweeps=5)
    assert agrees(ranking, x, 1e-4).all()
    np.testing.assert_allclose(x.sum(axis=1), 100, rtol=1e-9)


def test_only_the_widest_choices_of_ends_count() -> None:
    """Here c is 100 in any case; a beside it at 100 would be one point of the many."""
    bodies = stated_values(((0, 2), (1,)), names(3), (("c", 100.0, 100.0),), ())
    assert [b.dimensions for b in bodies] == [1]


def test_draws_are_the_same_in_another_process() -> None:
    code = (
        "import sys, numpy as np\n"
        "from goodoffices.case.schema import Ranking\n"
        "from goodoffices.model.rankings import draw\n"
        "r = Ranking(order=('a', 'b', 'c'), bounds={'a': (40, 60)})\n"
        "x = draw(r, 'abc', np.ones((8, 3)) / 2, values=False, digest='d', seed=4, name='p.w')\n"
        "sys.stdout.write(x.tobytes().hex())\n"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert other == drawn(stated(["a", "b", "c"], {"a": (40, 60)}), 3, 8).tobytes().hex()
