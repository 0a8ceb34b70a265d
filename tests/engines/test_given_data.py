"""First-order indices from given data against closed forms, and their errors against what they vary by."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodoffices.engines.inquiry.given_data import LEVEL, centred, classes, first_order

A, B = 7.0, 0.1
VARIANCE = A**2 / 8 + B * np.pi**4 / 5 + B**2 * np.pi**8 / 18 + 0.5
ISHIGAMI = np.array([0.5 * (1 + B * np.pi**4 / 5) ** 2 / VARIANCE, A**2 / 8 / VARIANCE, 0.0])
"""First-order indices of the function of Ishigami & Homma (1990) with a = 7, b = 0.1."""


def ishigami(x: np.ndarray) -> np.ndarray:
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


def estimated(draws: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    x = np.random.default_rng(seed).uniform(-np.pi, np.pi, (draws, 3))
    ready = centred(ishigami(x))
    found = [first_order(ready, classes(column)) for column in x.T]
    return np.array([f.first[0] for f in found]), np.array([f.se[0] for f in found])


def test_ishigami() -> None:
    first, se = estimated(65_536, 1)
    assert first == pytest.approx(ISHIGAMI, abs=0.01)
    assert (se < 0.004).all()


@pytest.mark.parametrize(("draws", "bias"), [(512, 0.012), (4096, 0.004)])
def test_neither_bias_nor_too_narrow_intervals(draws: int, bias: float) -> None:
    """Over 100 samples; the plain correlation ratio of 16 classes would be 15 / 511 = 0.03 too high where nothing matters."""
    first, se = (np.array(part) for part in zip(*(estimated(draws, seed) for seed in range(100)), strict=True))
    assert first.mean(axis=0) == pytest.approx(ISHIGAMI, abs=bias)
    assert (np.abs(first - ISHIGAMI) < LEVEL * se).mean(axis=0).min() >= 0.85
    assert (se.mean(axis=0) > 0.8 * first.std(axis=0)).all()
    assert (se.mean(axis=0)[:2] < 1.4 * first.std(axis=0)[:2]).all()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(-300, 300).map(lambda n: n / 100), min_size=2, max_size=4), st.integers(0, 1000))
def test_linear_functions_have_the_squares_of_their_slopes(slopes: list[float], seed: int) -> None:
    weights = np.array(slopes)
    x = np.random.default_rng(seed).uniform(size=(4096, len(weights)))
    y = x @ weights
    share = weights**2 / max(float((weights**2).sum()), 1e-300)
    for column, own in zip(x.T, share, strict=True):
        found = first_order(centred(y), classes(column))
        if y.std() == 0:
            assert np.isnan(found.first[0])
        else:
            assert found.first[0] == pytest.approx(own, abs=5 * found.se[0] + 1e-3)


def test_a_red_line_explains_just_what_its_two_means_do() -> None:
    """For two values the index is the share between the classes, computed by hand, less what chance would give."""
    rng = np.random.default_rng(5)
    red, y = (rng.uniform(size=1000) < 0.3).astype(float), rng.normal(size=1000)
    y += 2.0 * red
    means = np.where(red == 1.0, y[red == 1.0].mean(), y[red == 0.0].mean())
    raw = means.var() / y.var()
    found = first_order(centred(y), classes(red))
    assert classes(red).parameters == 2
    assert found.first[0] == pytest.approx(1 - (1 - raw) * 999 / 998, rel=1e-12)


def test_several_results_at_once_are_as_each_alone() -> None:
    x = np.random.default_rng(2).uniform(size=(512, 3))
    results = np.stack([ishigami(x), x[:, 0], np.full(512, 0.25)], axis=1)
    cut = classes(x[:, 0])
    whole = first_order(centred(results), cut)
    for r in range(2):
        alone = first_order(centred(results[:, r]), cut)
        assert (whole.first[r], whole.se[r]) == pytest.approx((alone.first[0], alone.se[0]), rel=1e-12)
    assert whole.first[1] == pytest.approx(1.0)
    assert np.isnan(whole.first[2]) and np.isnan(whole.se[2])


def test_scale_and_order_do_not_matter() -> None:
    rng = np.random.default_rng(3)
    x = rng.uniform(size=(700, 2))
    y = x[:, 0] * x[:, 1]
    one = first_order(centred(y), classes(x[:, 0]))
    shuffled = rng.permutation(700)
    other = first_order(centred(1e6 * y[shuffled] + 4.0), classes(-1e-3 * x[shuffled, 0]))
    assert other.first[0] == pytest.approx(one.first[0], abs=0.02)  # ends of the classes move by a draw
    again = first_order(centred(1e6 * y[shuffled] + 4.0), classes(1e-3 * x[shuffled, 0]))
    assert again.first[0] == pytest.approx(one.first[0], rel=1e-9)


@pytest.mark.parametrize("unit", [1e-200, 1e-9, 1e150])
def test_no_unit_is_too_small_or_too_large(unit: float) -> None:
    x = np.random.default_rng(4).uniform(size=(512, 2))
    one, other = (first_order(centred(u * (x[:, 0] + x[:, 1])), classes(u * x[:, 0])) for u in (1.0, unit))
    assert (other.first[0], other.se[0]) == pytest.approx((one.first[0], one.se[0]), rel=1e-6)


def test_what_is_no_data_is_refused() -> None:
    with pytest.raises(ValueError, match="at least two draws"):
        centred([1.0])
    with pytest.raises(ValueError, match="no NaN"):
        centred([1.0, np.nan])
    with pytest.raises(ValueError, match="no infinite"):
        classes([1.0, np.inf])
    with pytest.raises(ValueError, match="3 draws, the results of 2"):
        first_order(centred([1.0, 2.0]), classes([1.0, 2.0, 3.0]))
