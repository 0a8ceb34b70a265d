"""Shapley values: the axioms, brute force over orders, sampling; and games in which members may stay at home."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodoffices.engines import coalition_values as cv

value = st.floats(-10, 10, allow_nan=False, width=32)


@st.composite
def games(draw: st.DrawFn, most: int = 6) -> np.ndarray:
    n = draw(st.integers(1, most))
    return np.array(draw(st.lists(value, min_size=1 << n, max_size=1 << n)))


def brute(table: np.ndarray) -> np.ndarray:
    n = len(table).bit_length() - 1
    total = np.zeros(n)
    for order in itertools.permutations(range(n)):
        mask = 0
        for k in order:
            total[k] += table[mask | 1 << k] - table[mask]
            mask |= 1 << k
    return total / math.factorial(n)


@given(games())
@settings(max_examples=60, deadline=None)
def test_the_formula_is_the_mean_over_all_orders(table: np.ndarray) -> None:
    assert cv.shapley(table) == pytest.approx(brute(table), abs=1e-9)


@given(games(10))
@settings(max_examples=60, deadline=None)
def test_everything_is_handed_out(table: np.ndarray) -> None:
    assert cv.shapley(table).sum() == pytest.approx(table[-1] - table[0], abs=1e-9)


@given(games(7), st.data())
@settings(max_examples=60, deadline=None)
def test_equals_are_treated_alike(table: np.ndarray, data: st.DataObject) -> None:
    n = len(table).bit_length() - 1
    a, b = data.draw(st.integers(0, n - 1)), data.draw(st.integers(0, n - 1))
    index = np.arange(len(table))
    swapped = index & ~(1 << a | 1 << b) | (index >> a & 1) << b | (index >> b & 1) << a
    found, mirrored = cv.shapley(table), cv.shapley(table[swapped])
    assert mirrored[a] == pytest.approx(found[b], abs=1e-9)
    even = cv.shapley((table + table[swapped]) / 2)
    assert even[a] == pytest.approx(even[b], abs=1e-9)


@given(games(7), st.data())
@settings(max_examples=60, deadline=None)
def test_who_never_adds_anything_gets_nothing(table: np.ndarray, data: st.DataObject) -> None:
    n = len(table).bit_length() - 1
    k = data.draw(st.integers(0, n - 1))
    without = table[np.arange(len(table)) & ~(1 << k)]
    assert cv.shapley(without)[k] == pytest.approx(0.0, abs=1e-12)


@given(games(5), st.floats(-3, 3), st.integers(0, 100))
@settings(max_examples=60, deadline=None)
def test_values_add_up_over_games(table: np.ndarray, factor: float, seed: int) -> None:
    other = np.random.default_rng(seed).normal(size=len(table))
    total = cv.shapley(table + factor * other)
    assert total == pytest.approx(cv.shapley(table) + factor * cv.shapley(other), abs=1e-8)


@given(games(8))
@settings(max_examples=40, deadline=None)
def test_shares_are_the_same_sum_the_other_way_round(table: np.ndarray) -> None:
    n = len(table).bit_length() - 1
    assert cv.shares(n) @ table == pytest.approx(cv.shapley(table), abs=1e-9)


def test_published_games() -> None:
    # gloves (Shapley & Shubik 1969): one left, two right; a pair is worth 1
    gloves = np.array([float(bool(s & 1) and bool(s & 6)) for s in range(8)])
    assert cv.shapley(gloves) == pytest.approx([2 / 3, 1 / 6, 1 / 6])

    # the Security Council of 1954 (Shapley & Shubik): 5 with a veto, 6 others, 7 votes to pass; veto 0.1974 each
    def passes(s: int) -> float:
        return float(s & 31 == 31 and (s >> 5).bit_count() >= 2)

    council = cv.shapley(np.array([passes(s) for s in range(1 << 11)]))
    assert council[:5] == pytest.approx([76 / 385] * 5)
    assert council[5:] == pytest.approx([1 / 462] * 6)


@given(st.integers(1, 6), st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_sampling_lies_within_its_errors_of_the_exact_value(n: int, seed: int) -> None:
    table = np.random.default_rng(seed).normal(size=1 << n)
    exact, found = cv.shapley(table), cv.sampled(lambda mask: float(table[mask]), n, 4000, seed)
    assert found.value.sum() == pytest.approx(table[-1] - table[0], abs=1e-9)
    assert (np.abs(found.value - exact) <= 5 * found.error + 1e-9).all()
    shares = cv.chain_shares(n, 4000, seed)
    again = sum(np.asarray(share) * table[mask] for mask, share in shares.items())
    assert found.value == pytest.approx(again, abs=1e-9)


def test_sampled_errors_are_of_the_right_size() -> None:
    table = np.random.default_rng(5).normal(size=1 << 7)
    exact = cv.shapley(table)
    ratios = [
        (found.value - exact) / found.error
        for seed in range(60)
        for found in [cv.sampled(lambda mask: float(table[mask]), 7, 60, seed)]
    ]
    assert 0.85 < float(np.std(ratios)) < 1.25


@given(games(7))
@settings(max_examples=60, deadline=None)
def test_the_best_within_a_set_is_the_best_of_its_subsets(table: np.ndarray) -> None:
    best, who = cv.best_within(table)
    size = cv.sizes(len(table).bit_length() - 1)
    for s in range(len(table)):
        inside = [t for t in range(len(table)) if t & ~s == 0]
        first = min(inside, key=lambda t: (-table[t], size[t], t))
        assert best[s] == table[first] and who[s] == first


@given(games(6))
@settings(max_examples=30, deadline=None)
def test_necessity_and_sufficiency_are_the_two_ends(table: np.ndarray) -> None:
    n = len(table).bit_length() - 1
    everyone = (1 << n) - 1
    for k in range(n):
        assert cv.necessity(table)[k] == table[everyone] - table[everyone & ~(1 << k)]
        assert cv.sufficiency(table)[k] == table[1 << k] - table[0]


def test_tables_of_another_size_are_refused() -> None:
    with pytest.raises(ValueError, match="2\\^n values"):
        cv.shapley(np.zeros(6))
