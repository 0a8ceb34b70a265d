"""Frontiers and texts as the talks want them: the same numbers, in another order."""

from __future__ import annotations

import numpy as np
import pytest

from goodoffices.engines.links.talks import BLOCK, NOBODY, stairs, texts


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("order", ["falling", "rising", "mixed"])
def test_stairs_rise_whichever_way_frontiers_come(seed: int, order: str) -> None:
    rng = np.random.default_rng(seed)
    counts = rng.integers(0, 6, 8)
    rows = []
    for count in counts:
        first = np.sort(rng.permutation(20)[:count].astype(np.float64))
        points = np.column_stack([first, np.sort(rng.random(count))[::-1]])
        rows.append({"falling": points[::-1], "rising": points, "mixed": rng.permutation(points)}[order])
    offsets = np.concatenate([[0], np.cumsum(counts)])
    laid_out, in_stairs = stairs(offsets, np.concatenate(rows))
    assert in_stairs
    for start, end, points in zip(offsets[:-1], offsets[1:], rows, strict=True):
        assert (np.diff(laid_out[start:end, 0]) > 0).all()
        assert sorted(map(tuple, laid_out[start:end])) == sorted(map(tuple, points))


@pytest.mark.parametrize("count", [1, BLOCK, BLOCK + 3])
def test_texts_stand_in_each_signers_own_order(count: int) -> None:
    rng = np.random.default_rng(count)
    utility = rng.random((5, 3, count)).astype(np.float32)
    pool = texts(utility, rng.random((5, 3)))
    order, own = pool.order.reshape(3, -1), pool.own.reshape(5, 3, -1)
    for i in range(3):
        assert sorted(order[i, :count]) == list(range(count)) and (order[i, count:] == -1).all()
        assert np.array_equal(own[:, i, :count], utility[:, i, order[i, :count]])
        assert (own[:, i, count:] == np.float32(NOBODY)).all()
    assert np.array_equal(pool.tops, pool.own.max(axis=3))
