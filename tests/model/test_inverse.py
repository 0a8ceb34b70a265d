"""Inverse distribution functions against scipy's, tables against exact quantiles, and properties of every kind."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from goodoffices.case.problem import InfeasibleError
from goodoffices.case.quantity import Quantity
from goodoffices.model.beta_table import beta_quantile
from goodoffices.model.draws import uniforms
from goodoffices.model.inverse import LAWS, inverse

U = uniforms("inverse", 3, 1, 0, 4096)[:, 0]
TAILS = np.array([2.0**-31, 1e-6, 1e-3, 0.5, 1 - 1e-3, 1 - 1e-6, 1 - 2.0**-31])


def pert(low: float, mode: float, high: float) -> Any:
    a = 1 + 4 * (mode - low) / (high - low)
    return stats.beta(a, 6 - a, loc=low, scale=high - low)


SAME = {
    "uniform": (Quantity(uniform=(-3, 9)), stats.uniform(-3, 12)),
    "pert": (Quantity(pert=(6, 14, 25)), pert(6, 14, 25)),
    "pert, mode at low": (Quantity(pert=(6, 6, 25)), pert(6, 6, 25)),
    "pert, mode at high": (Quantity(pert=(6, 25, 25)), pert(6, 25, 25)),
    "normal": (Quantity(normal=(10, 2)), stats.norm(10, 2)),
    "lognormal": (Quantity(lognormal=(10, 0.3)), stats.lognorm(0.3, scale=10)),
    "beta": (Quantity(beta=(2, 5)), stats.beta(2, 5)),
    "beta, U-shaped": (Quantity(beta=(0.3, 0.6)), stats.beta(0.3, 0.6)),
    "beta, peaked": (Quantity(beta=(4000, 9000)), stats.beta(4000, 9000)),
}
"""Kinds beside the same distribution of scipy."""


@pytest.mark.parametrize("name", SAME)
def test_quantiles_are_scipys(name: str) -> None:
    quantity, reference = SAME[name]
    width = max(1.0, reference.std())
    np.testing.assert_allclose(inverse(quantity, TAILS), reference.ppf(TAILS), rtol=1e-9, atol=1e-7 * width)
    np.testing.assert_allclose(inverse(quantity, U), reference.ppf(U), rtol=1e-9, atol=1e-7 * width)


@pytest.mark.parametrize("name", SAME)
def test_sobol_points_have_the_distribution(name: str) -> None:
    """Sobol points are spread more evenly than chance, so the Kolmogorov distance is far below its usual 1/sqrt(n)."""
    quantity, reference = SAME[name]
    assert stats.kstest(inverse(quantity, U), reference.cdf).statistic < 1e-3


@pytest.mark.parametrize("name", SAME)
@pytest.mark.parametrize("share", [(0.1, 0.35), (0.0, 0.7), (0.6, 0.999), (0.9999, 1.0), (0.0, 1e-6)])
def test_truncation_conditions_on_the_interval(name: str, share: tuple[float, float]) -> None:
    quantity, reference = SAME[name]
    low, high = (float(np.clip(reference.ppf(s), -500, 500)) for s in share)
    cut = quantity.model_copy(update={"truncate": (low, high)})
    x = inverse(cut, U)
    assert x.min() >= low
    assert x.max() <= high
    if reference.cdf(high) - reference.cdf(low) < 0.5:  # the upper tail has its digits in the survival function
        got = (reference.sf(low) - reference.sf(x)) / (reference.sf(low) - reference.sf(high))
    else:
        got = (reference.cdf(x) - reference.cdf(low)) / (reference.cdf(high) - reference.cdf(low))
    error = np.abs(np.sort(got) - np.sort(U))
    assert np.quantile(error, 0.99) < 1e-4
    assert error.max() < 1e-2


@pytest.mark.parametrize(
    ("quantity", "density"),
    [
        (Quantity(normal=(0, 1), truncate=(40, 60)), lambda x: math.exp(-0.5 * (x * x - 1600))),
        (Quantity(normal=(0, 1), truncate=(-60, -40)), lambda x: math.exp(-0.5 * (x * x - 1600))),
        (Quantity(beta=(3, 2), truncate=(0, 1e-3)), lambda x: x * x * (1 - x)),
        (Quantity(beta=(2, 9), truncate=(0.99, 1)), lambda x: x * (1 - x) ** 8 * 1e16),
    ],
)
def test_far_tails_keep_their_mean(quantity: Quantity, density: Callable[[float], float]) -> None:
    """The mean over a hopeless-looking interval, by quadrature of the density."""
    low, high = quantity.support()
    if high - low > 1:
        low, high = (low, low + 1) if low > 0 else (high - 1, high)  # the rest has no weight
    mass, _ = integrate.quad(density, low, high, epsabs=0)
    moment, _ = integrate.quad(lambda x: (x - low) * density(x), low, high, epsabs=0)
    x = inverse(quantity, (np.arange(20_000) + 0.5) / 20_000)
    assert (x.mean() - low) / (high - low) == pytest.approx(moment / mass / (high - low), rel=1e-3)


@pytest.mark.parametrize(
    ("quantity", "where"),
    [
        (Quantity(normal=(0, 1e-300), truncate=(5, 6)), 5.0),
        (Quantity(normal=(0, 1e-300), truncate=(-6, -5)), -5.0),
        (Quantity(beta=(10_000, 1), truncate=(0, 0.1)), 0.1),
        (Quantity(beta=(1, 10_000), truncate=(0.9, 1)), 0.9),
        (Quantity(lognormal=(1, 1e-200), truncate=(2, 3)), 2.0),
    ],
)
def test_an_interval_without_mass_has_its_limit(quantity: Quantity, where: float) -> None:
    np.testing.assert_allclose(inverse(quantity, U), where, rtol=1e-12)


@pytest.mark.parametrize(
    ("quantity", "value"),
    [
        (Quantity(value=7.5), 7.5),
        (Quantity(uniform=(3, 3)), 3.0),
        (Quantity(pert=(4, 4, 4)), 4.0),
        (Quantity(normal=(0, 1), truncate=(2, 2)), 2.0),
        (Quantity(choice={6: 2}), 6.0),
    ],
)
def test_what_is_fixed_never_moves(quantity: Quantity, value: float) -> None:
    assert np.all(inverse(quantity, TAILS) == value)


def test_choice_gives_each_value_its_weight() -> None:
    quantity = Quantity(choice={8: 1, 3: 2, -1: 1, 100: 0})
    values, counts = np.unique(inverse(quantity, U), return_counts=True)
    np.testing.assert_array_equal(values, [-1, 3, 8])
    np.testing.assert_allclose(counts / len(U), [0.25, 0.5, 0.25], atol=1e-9)
    np.testing.assert_array_equal(inverse(quantity, [0.0, 0.2499, 0.2501, 0.7499, 0.7501, 1.0]), [-1, -1, 3, 3, 8, 8])


def test_truncated_choice_keeps_what_is_inside() -> None:
    quantity = Quantity(choice={3: 1, 5: 1, 8: 2}, truncate=(4, 9))
    values, counts = np.unique(inverse(quantity, U), return_counts=True)
    np.testing.assert_array_equal(values, [5, 8])
    assert counts[0] / len(U) == pytest.approx(1 / 3, abs=1e-3)


def test_a_choice_with_nothing_left_is_refused() -> None:
    quantity = Quantity(choice={3: 1, 8: 1}).model_copy(update={"truncate": (4.0, 5.0)})
    with pytest.raises(InfeasibleError, match="leaves none"):
        inverse(quantity, U)


@pytest.mark.parametrize("bad", [[-0.1, 0.5], [0.5, 1.1], [math.nan, 0.5]])
def test_uniforms_outside_are_refused(bad: list[float]) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        inverse(Quantity(uniform=(0, 1)), bad)


def test_shape_is_kept() -> None:
    assert inverse(Quantity(pert=(0, 1, 2)), np.full((3, 2, 4), 0.5)).shape == (3, 2, 4)
    assert inverse(Quantity(pert=(0, 1, 2)), 0.5).shape == ()
    assert inverse(Quantity(pert=(0, 1, 2)), []).shape == (0,)


def test_every_kind_of_quantity_has_a_law() -> None:
    from goodoffices.case.quantity import KINDS

    assert set(LAWS) == set(KINDS)


SHAPES = [1e-4, 0.02, 0.1, 0.5, 0.9, 1.0, 1.7, 2.5, 4.2, 5.0, 30.0, 800.0, 1e4]


@pytest.mark.parametrize("a", SHAPES)
def test_table_is_within_its_stated_error(a: float) -> None:
    rng = np.random.default_rng(11)
    p = np.concatenate([rng.random(1500), 10.0 ** -rng.uniform(0, 15, 250), 1 - 10.0 ** -rng.uniform(0, 15, 250)])
    for b in SHAPES:
        assert np.abs(beta_quantile(a, b, p) - stats.beta(a, b).ppf(p)).max() < 1e-7


def test_value_does_not_depend_on_company() -> None:
    """A draw alone is the draw among others, to the bit."""
    quantity = Quantity(beta=(0.4, 3), truncate=(0.05, 0.6))
    together = inverse(quantity, U)
    alone = [float(inverse(quantity, U[i : i + 1])[0]) for i in range(0, len(U), 97)]
    assert alone == together[::97].tolist()


finite = st.floats(-1e4, 1e4, allow_nan=False)
positive = st.floats(1e-3, 1e4)
quantities = st.one_of(
    st.tuples(finite, finite).map(lambda v: {"uniform": sorted(v)}),
    st.tuples(finite, finite, finite).map(lambda v: {"pert": sorted(v)}),
    st.tuples(finite, positive).map(lambda v: {"normal": list(v)}),
    st.tuples(positive, st.floats(1e-3, 50)).map(lambda v: {"lognormal": list(v)}),
    st.tuples(positive, positive).map(lambda v: {"beta": list(v)}),
    st.dictionaries(finite, st.floats(0.01, 100), min_size=1, max_size=5).map(lambda v: {"choice": v}),
)


def width_of(x: np.ndarray) -> float:
    return max(1e-12, float(np.abs(x).max()))


@settings(max_examples=100, deadline=None)
@given(raw=quantities, ends=st.tuples(st.floats(0, 1), st.floats(0, 1)), cut=st.booleans())
def test_any_quantity_rises_with_u_and_stays_inside(raw: dict[str, Any], ends: tuple[float, float], cut: bool) -> None:
    quantity = Quantity.model_validate(raw)
    if cut:  # an interval between two of its own values
        low, high = sorted(inverse(quantity, np.clip(ends, 1e-9, 1 - 1e-9)))
        quantity = quantity.model_copy(update={"truncate": (float(low), float(high))})
    u = np.concatenate([[2.0**-31], np.linspace(0.001, 0.999, 301), [1 - 2.0**-31]])
    x = inverse(quantity, u)
    low, high = quantity.support()
    assert np.all((x >= low) & (x <= high))
    assert np.all(np.diff(x) >= -1e-12 * width_of(x))
