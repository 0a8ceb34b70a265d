"""Rules of choice: by hand, by laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from goodoffices.engines.inquiry.choice import choose

TABLES = arrays(float, array_shapes(min_dims=2, max_dims=2, max_side=6), elements=st.integers(0, 10).map(float))


def test_by_hand() -> None:
    """Savage's point: the sure plan has the best worst case, the middle one the least regret."""
    table = [[0.4, 0.4, 0.4], [0.3, 0.8, 0.7], [0.0, 1.0, 0.9]]
    found = choose(table, 0.7, [1, 0, 3])
    assert found.worst.tolist() == [0.4, 0.3, 0.0]
    assert found.regret.max(axis=1) == pytest.approx([0.6, 0.2, 0.4])
    assert found.enough == pytest.approx([0.0, 2 / 3, 2 / 3])
    assert found.weighted == pytest.approx([0.4, 0.6, 0.675])
    assert found.best == {"maximin": (0,), "minimax_regret": (1,), "satisficing": (1, 2), "weighted": (2,)}


@given(TABLES)
def test_a_dominant_plan_is_best_by_every_rule(table: np.ndarray) -> None:
    found = choose(np.vstack([table, table.max(axis=0)]), 5.0, np.ones(table.shape[1]))
    assert all(len(table) in plans for plans in found.best.values())
    assert (found.regret >= 0).all() and (found.regret.min(axis=0) == 0).all()


@given(TABLES, st.floats(-5, 5))
def test_a_shift_under_one_belief_leaves_regret_alone(table: np.ndarray, shift: float) -> None:
    moved = table.copy()
    moved[:, 0] += shift
    assert choose(moved, 5.0).regret == pytest.approx(choose(table, 5.0).regret)


def test_no_weights_no_weighted_view() -> None:
    assert choose([[1.0]], 0.5).weighted is None
    assert "weighted" not in choose([[1.0]], 0.5).best


@pytest.mark.parametrize("weights", [[1.0], [0.0, 0.0], [-1.0, 2.0]])
def test_refusals(weights: list[float]) -> None:
    with pytest.raises(ValueError, match="2 weights"):
        choose([[1.0, 2.0]], 0.5, weights)
