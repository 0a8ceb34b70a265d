"""PRIM: planted boxes, a plain second implementation, a peer, laws."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodoffices.engines.inquiry.prim import Box, binned, paste, peel, pick, quasi_p
from goodoffices.model.arrays import Floats


def planted(seed: int = 0, points: int = 20_000, inputs: int = 10, noise: float = 0.0) -> tuple[Floats, Floats]:
    """Interest where input 2 is above 0.6, input 5 below 0.4 and input 7 above 0.2."""
    rng = np.random.default_rng(seed)
    x = rng.random((points, inputs))
    y = ((x[:, 2] > 0.6) & (x[:, 5] < 0.4) & (x[:, 7] > 0.2)).astype(float)
    wrong = rng.random(points) < noise
    return x, np.where(wrong, 1.0 - y, y)


@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_a_planted_box_is_found(noise: float) -> None:
    x, y = planted(noise=noise)
    ready = binned(x)
    box = paste(ready, y, pick(peel(ready, y), 0.5))
    limits = {k: (box.lower[k], box.upper[k]) for k in box.limited}
    assert {2, 5, 7} <= set(limits)
    assert limits[2] == (pytest.approx(0.6, abs=0.03), np.inf)
    assert limits[5] == (-np.inf, pytest.approx(0.4, abs=0.03))
    assert limits[7][0] == pytest.approx(0.2, abs=0.05)
    clean = (x[:, 2] > 0.6) & (x[:, 5] < 0.4) & (x[:, 7] > 0.2)
    assert (box.holds(x) & clean).sum() > 0.7 * clean.sum()
    assert box.density > 0.95 * y[clean].mean()
    values = quasi_p(box, x, y)
    assert values[2, 0] < 1e-6 and values[5, 1] < 1e-6 and values[7, 0] < 1e-6
    spurious = [values[k, side] for k in box.limited if k not in (2, 5, 7) for side in (0, 1)]
    assert np.isnan(spurious).sum() >= len(spurious) // 2
    assert all(v > 1e-3 for v in spurious if np.isfinite(v))


def test_a_held_back_half_agrees() -> None:
    x, y = planted(noise=0.1)
    ready = binned(x[::2])
    box = pick(peel(ready, y[::2]), 0.6)
    rest = box.holds(x[1::2])
    assert y[1::2][rest].mean() == pytest.approx(box.density, abs=0.03)


def naive(x: Floats, y: Floats, alpha: float, least_mass: float) -> list[tuple[Floats, Floats]]:
    """Peeling by the book on values: sort what is left of each input, take a slice, keep the best."""
    inside, lower, upper = np.ones(len(y), bool), np.full(x.shape[1], -np.inf), np.full(x.shape[1], np.inf)
    trajectory = [(lower.copy(), upper.copy())]
    while True:
        best: tuple[float, int, int, float] | None = None
        n = int(inside.sum())
        for k in range(x.shape[1]):
            # bins are those of all points, so that a limit lies between values that occur anywhere
            values = np.unique(x[:, k])
            values = values[(values > lower[k]) & (values < upper[k])]
            for side in (0, 1):
                ordered = values if side == 0 else values[::-1]
                taken = 0
                for value, before in zip(ordered, [np.nan, *ordered[:-1]], strict=True):  # noqa: B007 - read below
                    here = int((inside & (x[:, k] == value)).sum())
                    if taken > 0 and taken + here > alpha * n:
                        break
                    taken += here
                else:
                    continue
                left = inside & (x[:, k] >= value if side == 0 else x[:, k] <= value)
                if left.sum() < least_mass * len(y) or not taken:
                    continue
                gain = (y[left].mean() - y[inside].mean()) / taken
                if best is None or gain > best[0] + 1e-9 * abs(best[0]):
                    limit = 0.5 * (value + before)
                    best = (gain, k, side, float(limit))
        if best is None:
            return trajectory
        _, k, side, limit = best
        (lower if side == 0 else upper)[k] = limit
        inside &= x[:, k] > limit if side == 0 else x[:, k] < limit
        trajectory.append((lower.copy(), upper.copy()))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 4), st.sampled_from([3, 8, 1000]), st.sampled_from([0.05, 0.1, 0.3]))
def test_as_by_the_book(seed: int, inputs: int, values: int, alpha: float) -> None:
    rng = np.random.default_rng(seed)
    x = rng.integers(values, size=(60, inputs)).astype(float)
    y = np.round(rng.random(60) * (x[:, 0] > values / 3), 2)
    if y.sum() == 0:
        return
    ours = peel(binned(x), y, alpha=alpha, least_mass=0.1)
    theirs = naive(x, y, alpha, 0.1)
    assert len(ours) == len(theirs)
    for box, (lower, upper) in zip(ours, theirs, strict=True):
        assert box.lower == pytest.approx(lower) and box.upper == pytest.approx(upper)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5), st.booleans())
def test_laws(seed: int, inputs: int, discrete: bool) -> None:
    """Numbers of a box are those of the points it holds; boxes shrink along the way; pasting never lowers the density; an
    increasing change of scale of an input changes nothing; the mirror image of an input gives the mirror image of a box.
    """
    rng = np.random.default_rng(seed)
    x = rng.integers(5, size=(300, inputs)).astype(float) if discrete else rng.normal(size=(300, inputs))
    y = (rng.random(300) < 1.0 / (1.0 + np.exp(-x[:, 0]))).astype(float)
    if y.sum() == 0:
        return
    ready = binned(x)
    boxes = peel(ready, y)
    for before, box in itertools.pairwise(boxes):
        assert box.mass < before.mass
    for box in boxes:
        inside = box.holds(x)
        assert box.mass == pytest.approx(inside.mean())
        assert box.density == pytest.approx(y[inside].mean())
        assert box.coverage == pytest.approx(y[inside].sum() / y.sum())
        assert box.mass >= 0.05
    grown = paste(ready, y, boxes[-1])
    assert grown.density >= boxes[-1].density - 1e-9 and grown.mass >= boxes[-1].mass
    assert grown.density == pytest.approx(y[grown.holds(x)].mean())
    stretched = peel(binned(np.exp(x)), y)
    assert [box.holds(np.exp(x)).tolist() for box in stretched] == [box.holds(x).tolist() for box in boxes]


def test_covering_looks_among_the_points_left() -> None:
    """Two corners of interest, a large and a small one: the second box is found once the first one's points are set aside."""
    rng = np.random.default_rng(1)
    x = rng.random((4000, 3))
    one, two = (x[:, 0] > 0.6) & (x[:, 1] > 0.6), (x[:, 0] < 0.2) & (x[:, 1] < 0.2)
    y = (one | two).astype(float)
    ready = binned(x)
    first = pick(peel(ready, y), 0.79)
    rest = ~first.holds(x)
    second = pick(peel(ready, y, among=rest), 0.6)
    assert [x[box.holds(x)][:, 0].mean() > 0.5 for box in (first, second)] == [True, False]
    assert second.density > 0.9


def test_pick_takes_the_densest_that_covers_enough() -> None:
    def box(coverage: float, density: float) -> Box:
        none = np.full(1, np.inf)
        return Box(-none, none, coverage, density, 0.5, np.zeros(1, np.int64), np.zeros(1, np.int64))

    boxes = (box(1.0, 0.1), box(0.7, 0.5), box(0.6, 0.5), box(0.2, 0.9))
    assert pick(boxes, 0.5) is boxes[1]
    assert pick(boxes, 0.1) is boxes[3]
    assert pick(boxes, 0.9) is boxes[0]


@pytest.mark.slow
def test_like_the_workbench() -> None:
    """As dense and as wide as the boxes of the EMA workbench on the same points."""
    prim = pytest.importorskip("ema_workbench.analysis.prim", reason="the EMA workbench is not installed")
    import pandas as pd

    x, y = planted(points=10_000, noise=0.05)
    theirs = prim.Prim(pd.DataFrame(x, columns=[f"c{k}" for k in range(10)]), y > 0.5, threshold=0.5, peel_alpha=0.05)
    way = theirs.find_box().peeling_trajectory
    ready = binned(x)
    ours = peel(ready, y)
    for least in (0.3, 0.5, 0.7, 0.9):
        best = way[way.coverage >= least].density.max()
        assert pick(ours, least).density >= best - 0.02


@pytest.mark.parametrize(
    ("x", "y", "said"),
    [
        ([[0.0], [np.inf]], [1.0, 0.0], "numbers"),
        ([[0.0], [1.0]], [0.0, 0.0], "nothing to discover"),
        ([[0.0], [1.0]], [0.0, 2.0], "between 0 and 1"),
        ([[0.0], [1.0]], [1.0], "as many"),
    ],
)
def test_refusals(x: list[list[float]], y: list[float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        peel(binned(x), y)
