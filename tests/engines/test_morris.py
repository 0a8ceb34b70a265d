"""Elementary effects: exact on linear results, laws, and what a trajectory is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodoffices.engines.inquiry.morris import STEP, effects, trajectories


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 9), st.integers(2, 12), st.integers(0, 5), st.sampled_from([2, 4, 6, 8]))
def test_trajectories_change_every_factor_once(factors: int, walks: int, seed: int, levels: int) -> None:
    made = trajectories(factors, walks, seed, levels)
    moved = np.diff(made.points, axis=1)
    assert ((np.abs(moved) > 0).sum(axis=2) == 1).all()
    assert np.abs(moved).sum(axis=1) == pytest.approx(np.full((walks, factors), STEP))
    assert (np.sort(made.order, axis=1) == np.arange(factors)).all()
    assert np.take_along_axis(moved, made.order[:, :, None], axis=2)[..., 0] == pytest.approx(STEP * made.up)
    assert ((made.points > 0) & (made.points < 1)).all()
    assert made.points.tobytes() == trajectories(factors, walks, seed, levels).points.tobytes()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-10, 10), min_size=1, max_size=6), st.floats(-100, 100))
def test_a_linear_result_has_its_slopes(slopes: list[float], shift: float) -> None:
    w = np.array(slopes)
    made = trajectories(len(w), 5, seed=2)
    found = effects(made, made.points @ w + shift)
    assert found.mean[:, 0] == pytest.approx(w, abs=1e-9)
    assert found.size[:, 0] == pytest.approx(np.abs(w), abs=1e-9)
    assert found.spread[:, 0] == pytest.approx(np.zeros(len(w)), abs=1e-9)


def test_a_product_depends_on_the_others() -> None:
    """With f = 2 (u1 - 1/2) u2, level middles 1/8 .. 7/8: the effect of u2 is 2 (u1 - 1/2), of mean 0, mean size 1/2."""
    made = trajectories(2, 4000, seed=1)
    found = effects(made, 2.0 * (made.points[..., 0] - 0.5) * made.points[..., 1])
    assert found.mean[1, 0] == pytest.approx(0.0, abs=0.03)
    assert found.size[1, 0] == pytest.approx(0.5, abs=0.02)
    assert found.spread[1, 0] == pytest.approx(np.sqrt(np.mean(np.array([-0.75, -0.25, 0.25, 0.75]) ** 2)), abs=0.02)
    assert found.mean[0, 0] == pytest.approx(1.0, abs=0.03)
    assert abs(found.size[1, 0] - 0.5) < 4 * found.error[1, 0]


def test_several_results_at_once() -> None:
    made = trajectories(3, 4)
    both = np.stack([made.points[..., 0], -2.0 * made.points[..., 2]], axis=2)
    assert effects(made, both).mean == pytest.approx(np.array([[1.0, 0.0], [0.0, 0.0], [0.0, -2.0]]), abs=1e-12)


def test_refusals() -> None:
    with pytest.raises(ValueError, match="even"):
        trajectories(3, 4, levels=3)
    with pytest.raises(ValueError, match="two walks"):
        trajectories(3, 1)
    made = trajectories(2, 3)
    with pytest.raises(ValueError, match="was walked"):
        effects(made, np.zeros((3, 2)))
    with pytest.raises(ValueError, match="numbers"):
        effects(made, np.full((3, 3), np.nan))
