"""Closed forms of bargaining, each against what it is the closed form of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracles.bargaining import (
    bargaining_range,
    leveraged_range,
    nash_split,
    optimism_gap,
    rubinstein_share,
)

from goodoffices.case.problem import InfeasibleError

chance = st.floats(0, 1)
cost = st.floats(0, 0.5)


@settings(deadline=None)
@given(chance, cost, cost)
def test_where_both_believe_the_same_the_range_always_exists(p: float, cost_a: float, cost_b: float) -> None:
    zone = bargaining_range(p, p, cost_a, cost_b)
    assert zone.exists and zone.width <= cost_a + cost_b + 1e-12
    assert 0.0 <= zone.low <= p <= zone.high <= 1.0


@settings(deadline=None)
@given(chance, chance, cost, cost)
def test_leverage_as_large_as_the_gap_just_makes_the_range_exist(
    p_a: float, p_b: float, cost_a: float, cost_b: float
) -> None:
    gap = optimism_gap(p_a, p_b, cost_a, cost_b)
    assert leveraged_range(p_a, p_b, cost_a, cost_b, 0.3 * gap, 0.7 * gap).width >= -1e-12
    if gap > 0:
        assert leveraged_range(p_a, p_b, cost_a, cost_b, 0.0, 0.0).width == pytest.approx(-gap)


@pytest.mark.parametrize("weight", [0.2, 0.5, 0.9])
def test_nash_split_maximises_the_product(weight: float) -> None:
    grid = np.linspace(0.3, 0.8, 100_001)
    product = (grid - 0.3) ** weight * (0.8 - grid) ** (1 - weight)
    assert nash_split(0.3, 0.2, weight) == pytest.approx(grid[product.argmax()], abs=1e-5)


def test_no_surplus_no_split() -> None:
    with pytest.raises(InfeasibleError, match=r"falls short by 0\.2"):
        nash_split(0.7, 0.5)


@settings(deadline=None)
@given(st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_rubinstein_is_where_many_rounds_lead(first: float, second: float) -> None:
    share = 1.0  # of who moves in the last round
    for _ in range(400):
        share = 1.0 - second * (1.0 - first * share)
    assert rubinstein_share(first, second) == pytest.approx(share)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bargaining_range(1.2, 0.5, 0.1, 0.1), "chance_a"),
        (lambda: optimism_gap(0.5, 0.5, -0.1, 0.1), "cost_a"),
        (lambda: rubinstein_share(1.0, 1.0), "impatient"),
    ],
)
def test_what_makes_no_sense_is_refused(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()  # type: ignore[operator]
