"""Points from distances, and the shortest tree."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import minimum_spanning_tree

from goodoffices.engines.inquiry.placing import place, spanning_tree


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 9))
def test_points_of_a_plane_keep_their_distances(seed: int, n: int) -> None:
    given_ = np.random.default_rng(seed).normal(size=(n, 2))
    distances = np.linalg.norm(given_[:, None] - given_[None], axis=2)
    points, left_out = place(distances)
    assert np.linalg.norm(points[:, None] - points[None], axis=2) == pytest.approx(distances, abs=1e-6)
    assert left_out == pytest.approx(0.0, abs=1e-9)


def test_what_a_plane_cannot_show_is_said() -> None:
    """Four points at equal distances need three dimensions, of which each holds a third."""
    _, left_out = place(1.0 - np.eye(4))
    assert left_out == pytest.approx(1 / 3)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 8))
def test_the_tree_is_as_short_as_any(seed: int, n: int) -> None:
    weights = np.random.default_rng(seed).random((n, n))
    distances = weights + weights.T
    np.fill_diagonal(distances, 0.0)
    edges = spanning_tree(distances)
    assert len(edges) == n - 1
    assert sum(distances[i, j] for i, j in edges) == pytest.approx(minimum_spanning_tree(distances).sum())
    joined = {0}
    for i, j in edges:
        assert i in joined
        joined.add(j)
    assert joined == set(range(n))


def test_equal_distances_join_in_order() -> None:
    assert spanning_tree(np.zeros((3, 3))) == [(0, 1), (0, 2)]
    assert all(i < j for i, j in itertools.chain(spanning_tree(1.0 - np.eye(4))))
