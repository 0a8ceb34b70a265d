"""Sobol indices: closed forms, another implementation, laws."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import qmc, sobol_indices, uniform

from goodoffices.engines.inquiry.sobol_indices import Indices, factor, reference
from goodoffices.model.arrays import Floats

Function = Callable[[Floats], Floats]
POWER = 14


def samples(k: int, power: int = POWER, seed: int = 1) -> tuple[Floats, Floats]:
    points = qmc.Sobol(2 * k, rng=np.random.default_rng(seed)).random_base2(power)
    return points[:, :k], points[:, k:]


def indices(f: Function, k: int, groups: list[list[int]] | None = None, power: int = POWER) -> list[Indices]:
    a, b = samples(k, power)
    ready = reference(f(a), f(b), seed=3)
    found = []
    for group in groups or [[i] for i in range(k)]:
        ab = a.copy()
        ab[:, group] = b[:, group]
        found.append(factor(ready, f(ab)))
    return found


def ishigami(u: Floats) -> Floats:
    x = np.pi * (2.0 * u - 1.0)
    result: Floats = np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    return result


def test_ishigami() -> None:
    """Ishigami & Homma 1990 with a = 7, b = 0.1: V1 = (1 + b pi^4 / 5)^2 / 2, V2 = a^2 / 8, V13 = b^2 pi^8 (1/18 - 1/50)."""
    one, two = 0.5 * (1.0 + 0.1 * np.pi**4 / 5.0) ** 2, 49.0 / 8.0
    both = 0.01 * np.pi**8 * (1.0 / 18.0 - 1.0 / 50.0)
    whole = one + two + both
    found = indices(ishigami, 3)
    for result, first, total in zip(found, (one, two, 0.0), (one + both, two, both), strict=True):
        assert result.first == pytest.approx([first / whole], abs=0.005)
        assert result.total == pytest.approx([total / whole], abs=0.005)
        assert result.first_range[0, 0] <= first / whole <= result.first_range[0, 1]
        assert result.total_range[0, 0] <= total / whole <= result.total_range[0, 1]


@pytest.mark.parametrize("weights", [(0.0, 0.5, 3.0, 9.0, 99.0), (1.0, 1.0, 1.0)])
def test_g_function(weights: tuple[float, ...]) -> None:
    """Saltelli & Sobol 1995: V_i = 1 / (3 (1 + a_i)^2), V = prod (1 + V_i) - 1."""
    a = np.array(weights)

    def g(u: Floats) -> Floats:
        result: Floats = ((np.abs(4.0 * u - 2.0) + a) / (1.0 + a)).prod(axis=1)
        return result

    parts = 1.0 / (3.0 * (1.0 + a) ** 2)
    whole = np.prod(1.0 + parts) - 1.0
    for i, result in enumerate(indices(g, len(a))):
        total = parts[i] * np.prod(1.0 + np.delete(parts, i)) / whole
        assert result.first == pytest.approx([parts[i] / whole], abs=0.01)
        assert result.total == pytest.approx([total], abs=0.01)


def test_intervals_cover_about_as_often_as_they_say() -> None:
    """Independent (not quasi-random) draws of an additive function: S_1 = 4 / 5."""
    covered = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        a, b = rng.random((400, 2)), rng.random((400, 2))
        f: Function = lambda x: 2.0 * x[:, 0] + x[:, 1]  # noqa: E731
        ab = np.column_stack([b[:, 0], a[:, 1]])
        low, high = factor(reference(f(a), f(b), seed=seed), f(ab)).total_range[0]
        covered += bool(low <= 0.8 <= high)
    assert 180 <= covered <= 199


def test_a_group_is_one_factor() -> None:
    """x1 x2 alone has no first-order share; as a group the two have all of it."""
    f: Function = lambda u: (u[:, 0] - 0.5) * (u[:, 1] - 0.5)  # noqa: E731
    alone, other, group = indices(f, 2, [[0], [1], [0, 1]])
    assert alone.first == pytest.approx([0.0], abs=0.02)
    assert alone.total == pytest.approx([1.0], abs=0.02)
    assert other.total == pytest.approx([1.0], abs=0.02)
    assert group.first == pytest.approx([1.0], abs=0.02)
    assert group.total == pytest.approx([1.0], abs=0.02)


def test_like_scipy() -> None:
    """Both within each other's noise of the same function; scipy's estimators are of the same family."""
    theirs = sobol_indices(
        func=lambda x: ishigami(x.T)[None], n=2**12, dists=[uniform()] * 3, rng=np.random.default_rng(4)
    )
    ours = indices(ishigami, 3, power=12)
    assert np.array([r.first[0] for r in ours]) == pytest.approx(theirs.first_order.ravel(), abs=0.03)
    assert np.array([r.total[0] for r in ours]) == pytest.approx(theirs.total_order.ravel(), abs=0.03)


def test_like_salib() -> None:
    """SALib's estimators on the very same samples."""
    analyze = pytest.importorskip("SALib.analyze.sobol", reason="SALib is not installed (extra `peers`)")
    k, power = 3, 10
    a, b = samples(k, power)
    rows, results = [ishigami(a)], []
    for i in range(k):
        ab = a.copy()
        ab[:, i] = b[:, i]
        rows.append(ishigami(ab))
    results = np.column_stack([*rows, ishigami(b)]).ravel()
    problem = {"num_vars": k, "names": ["a", "b", "c"], "bounds": [[0, 1]] * k}
    theirs = analyze.analyze(problem, results, calc_second_order=False, seed=1)
    ours = indices(ishigami, k, power=power)
    assert np.array([r.total[0] for r in ours]) == pytest.approx(theirs["ST"], abs=0.01)
    assert np.array([r.first[0] for r in ours]) == pytest.approx(theirs["S1"], abs=0.02)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.floats(-5, 5), min_size=2, max_size=5),
    st.floats(-1e4, 1e4),
    st.floats(0.01, 100.0),
)
def test_laws(weights: list[float], shift: float, scale: float) -> None:
    """Shifting and scaling change nothing; additive results have first = total, summing to 1; a null factor has none."""
    w = np.array([*weights, 0.0])
    if np.abs(w).max() < 1e-3:
        return
    f: Function = lambda u: u @ w  # noqa: E731
    plain = indices(f, len(w), power=8)
    moved = indices(lambda u: shift + scale * f(u), len(w), power=8)
    for one, other in zip(plain, moved, strict=True):
        assert one.first == pytest.approx(other.first, abs=1e-6)
        assert one.total == pytest.approx(other.total, abs=1e-6)
        assert one.total_range == pytest.approx(other.total_range, abs=1e-3)
    share = w**2 / (w**2).sum()
    assert [r.total[0] for r in plain] == pytest.approx(share, abs=0.05)
    assert sum(r.total[0] for r in plain) == pytest.approx(1.0, abs=0.1)
    assert plain[-1].first == pytest.approx([0.0], abs=1e-9)
    assert plain[-1].total == pytest.approx([0.0], abs=1e-9)


def test_several_results_at_once_and_one_that_does_not_vary() -> None:
    a, b = samples(2, 8)
    both = lambda u: np.column_stack([u[:, 0], np.full(len(u), 7.0), u[:, 0] + u[:, 1]])  # noqa: E731
    ready = reference(both(a), both(b))
    found = factor(ready, both(np.column_stack([b[:, 0], a[:, 1]])))
    assert found.first[0] == pytest.approx(1.0, abs=0.05)
    assert np.isnan(found.first[1]) and np.isnan(found.total_range[1]).all()
    assert found.total[2] == pytest.approx(0.5, abs=0.05)


def test_rounding_is_no_variance() -> None:
    a = 2.0 + 4e-16 * np.arange(8)
    assert np.isnan(factor(reference(a, a[::-1]), a[::-1]).total[0])


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [([1.0, 2.0], [1.0], "alike"), ([1.0], [1.0], "at least two"), ([1.0, np.nan], [1.0, 2.0], "numbers")],
)
def test_refusals(a: list[float], b: list[float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        reference(a, b)


def test_refusal_of_a_factor_of_another_length() -> None:
    with pytest.raises(ValueError, match="alike"):
        factor(reference([1.0, 2.0], [2.0, 3.0]), [1.0, 2.0, 3.0])
