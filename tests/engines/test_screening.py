"""Screening, against a search over all demands."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracles.screening import two_types, two_types_threshold, uniform_costs

GRID = np.linspace(0.0, 1.0, 20_001)


def gain(demand: float | np.ndarray, refused: float | np.ndarray, chance: float, cost: float) -> np.ndarray:
    """What a expects from a demand: it, if accepted, else war."""
    return np.asarray((1.0 - refused) * demand + refused * (chance - cost))


@settings(deadline=None)
@given(st.floats(0, 1), st.floats(0, 0.5), st.floats(0, 0.4), st.floats(0.01, 0.6))
def test_no_demand_does_better_against_uniform_costs(chance: float, cost: float, low: float, spread: float) -> None:
    demand = uniform_costs(chance, cost, low, low + spread)
    assert demand.share <= 1.0 and 0.0 <= demand.war <= 1.0
    best = gain(GRID, np.clip((GRID - chance - low) / spread, 0, 1), chance, cost).max()
    assert gain(demand.share, demand.war, chance, cost) >= best - 1e-12


def test_a_known_cost_is_demanded_in_full() -> None:
    assert uniform_costs(0.5, 0.1, 0.2, 0.2) == pytest.approx((0.7, 0.2, 0.0))


@settings(deadline=None)
@given(st.floats(0, 0.5), st.floats(0, 0.2), st.floats(0.01, 0.3), st.floats(0, 1))
def test_no_demand_does_better_against_two_types(cost: float, tough: float, more: float, share: float) -> None:
    chance, weak = 0.4, tough + more
    demand = two_types(chance, cost, tough, weak, share)
    refused = np.where(chance + tough >= GRID, 0.0, np.where(chance + weak >= GRID, share, 1.0))
    assert gain(demand.share, demand.war, chance, cost) >= gain(GRID, refused, chance, cost).max() - 1e-12
    assert (demand.war > 0) == (0 < share < two_types_threshold(cost, tough, weak))


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="low <= high"):
        uniform_costs(0.5, 0.1, 0.3, 0.2)
    with pytest.raises(ValueError, match="tough type"):
        two_types_threshold(0.1, 0.3, 0.2)
