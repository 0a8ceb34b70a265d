"""Smallest guarantees against a search through all that could be smallest."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodoffices.engines.promises.guarantee import held_up, least_for_share, smallest_guarantees, weighted_quantiles


def sample(seed: int, rows: int = 8, n: int = 2) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    lack = np.maximum(rng.normal(0, 3, (rows, n)).round(1), 0.0)
    return lack, rng.choice([0.25, 0.5, 1.0], rows)


@given(st.integers(0, 10_000), st.sampled_from([0.3, 0.5, 0.8, 0.95, 1.0]), st.integers(1, 3))
@settings(max_examples=80, deadline=None)
def test_no_vector_of_lacks_that_suffices_has_a_smaller_largest_entry(seed: int, share: float, n: int) -> None:
    lack, weight = sample(seed, n=n)
    found = smallest_guarantees(lack, weight, share)
    enough = [
        np.array(g)
        for g in itertools.product(*(sorted({0.0, *lack[:, i]}) for i in range(n)))
        if held_up(lack, weight, np.array(g)) >= share - 1e-12
    ]
    assert held_up(lack, weight, found) >= share - 1e-12
    assert found.max() == pytest.approx(min(g.max() for g in enough))
    # and nothing below it is enough: it is one of the smallest
    assert not any((g <= found).all() and (g < found - 1e-12).any() for g in enough)


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_more_confidence_never_needs_less(seed: int) -> None:
    lack, weight = sample(seed, rows=30)
    largest = [smallest_guarantees(lack, weight, share).max() for share in (0.2, 0.5, 0.8, 0.9, 1.0)]
    assert largest == sorted(largest)
    alone = [least_for_share(lack[:, 0], weight, share) for share in (0.2, 0.5, 0.8, 1.0)]
    assert alone == sorted(alone)
    assert all(a <= b + 1e-12 for a, b in zip(alone, [largest[0], largest[1], largest[2], largest[4]], strict=True))


def test_swapping_the_signers_swaps_what_they_need_where_neither_is_favoured() -> None:
    lack, weight = np.array([[0.0, 4.0], [4.0, 0.0], [0.0, 0.0], [1.0, 1.0]]), np.ones(4)
    for share in (0.25, 0.5, 1.0):
        one = smallest_guarantees(lack, weight, share)
        assert smallest_guarantees(lack[:, ::-1], weight, share) == pytest.approx(one[::-1])
    assert smallest_guarantees(lack, weight, 0.5).tolist() == [1.0, 1.0]


def test_quantiles_count_weights_like_copies() -> None:
    values, weight = np.array([[3.0], [1.0], [2.0]]), np.array([1.0, 2.0, 1.0])
    levels = np.array([0.0, 0.25, 0.5, 0.51, 0.75, 0.76, 1.0])
    copies = np.quantile([1.0, 1.0, 2.0, 3.0], levels, method="inverted_cdf")
    assert weighted_quantiles(values, weight, levels)[:, 0].tolist() == copies.tolist()
