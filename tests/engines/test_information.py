"""Value of information: closed forms, bounds, laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri
from scipy.stats import norm, qmc

from goodoffices.engines.inquiry.information import partial, perfect, ranked

DRAWS = 1 << 14


def normals(k: int, seed: int = 1) -> np.ndarray:
    scores: np.ndarray = ndtri(qmc.Sobol(k, rng=np.random.default_rng(seed)).random(DRAWS) * (1 - 1e-9) + 5e-10)
    return scores


def loss(mean: float, sd: float) -> float:
    """E[max(0, N)] - max(0, mean): unit normal loss (Raiffa & Schlaifer 1961)."""
    return float(sd * norm.pdf(mean / sd) - abs(mean) * norm.cdf(-abs(mean) / sd))


@pytest.mark.parametrize(("mean", "sd"), [(0.0, 1.0), (0.5, 1.0), (-1.0, 2.0), (2.0, 0.5)])
def test_two_plans_one_of_them_normal(mean: float, sd: float) -> None:
    """A sure plan of 0 against N(mean, sd^2)."""
    z = normals(1)[:, 0]
    value, _ = perfect(np.column_stack([np.zeros(DRAWS), mean + sd * z]))
    assert value == pytest.approx(loss(mean, sd), abs=2e-3)


@pytest.mark.parametrize("mean", [0.0, 0.7, -0.4])
def test_knowing_one_of_two_causes(mean: float) -> None:
    """Plan b is mean + x + 2 y; knowing x alone is worth what N(mean, 1) is, knowing y what N(mean, 4) is."""
    z = normals(2)
    table = np.column_stack([np.zeros(DRAWS), mean + z[:, 0] + 2.0 * z[:, 1]])
    for column, sd in ((0, 1.0), (1, 2.0)):
        value = partial(table, z[:, column])
        assert value.lower - 3 * value.se <= loss(mean, sd) <= value.upper + 3 * value.se
        assert value.upper == pytest.approx(loss(mean, sd), abs=0.03)
    both = partial(table, z)
    assert both.upper == pytest.approx(loss(mean, np.sqrt(5.0)), abs=0.04)


def test_what_bends_is_seen() -> None:
    """Plan b is better at both ends of x and worse in the middle: E = P(|x| > 1) - P(|x| < 1) = -0.365."""
    z = normals(1)[:, 0]
    table = np.column_stack([np.zeros(DRAWS), np.where(np.abs(z) > 1.0, 1.0, -1.0)])
    value = partial(table, z)
    true = 2 * norm.cdf(-1.0)
    assert 0.8 * true < value.lower <= true + 3 * value.se


def test_knowing_what_does_not_matter_is_worth_nothing() -> None:
    z = normals(2)
    table = np.column_stack([np.zeros(DRAWS), z[:, 0]])
    value = partial(table, z[:, 1])
    assert abs(value.lower) < 4 * value.se + 1e-3
    assert value.upper < 0.02
    assert ranked([value, partial(table, z[:, 0])]) == [1, 0]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 4), st.floats(-3, 3), st.floats(0.1, 10))
def test_laws(seed: int, plans: int, shift: float, scale: float) -> None:
    """Partial is at most perfect; nothing changes when all results are shifted, or a number is put on another scale;
    one plan has nothing to choose; scaling results scales the value.
    """
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(512, 2))
    table = rng.random((512, plans)) + 0.3 * np.tanh(x @ rng.normal(size=(2, plans)))
    value, whole = partial(table, x), perfect(table)[0]
    assert value.lower <= whole + 1e-9 and value.upper <= whole + 0.2
    moved = partial(scale * table + shift, x * 7.0 - 2.0)
    assert moved.lower == pytest.approx(scale * value.lower, abs=1e-6 * scale)
    assert moved.upper == pytest.approx(scale * value.upper, abs=1e-6 * scale)
    if plans == 1:
        assert (value.lower, value.switches, whole) == (0.0, 0.0, 0.0)


def test_refusals() -> None:
    with pytest.raises(ValueError, match="as many"):
        partial(np.zeros((8, 2)), np.zeros((9, 1)))
    with pytest.raises(ValueError, match="too few"):
        partial(np.zeros((8, 2)), np.random.default_rng(0).random((8, 1)))
