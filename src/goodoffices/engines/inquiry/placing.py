"""Things placed in a plane so that their distances are as given, and the shortest tree that joins them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from goodoffices.model.arrays import Floats


def place(distances: npt.ArrayLike) -> tuple[Floats, float]:
    """Classical scaling (Torgerson 1952): points (n, 2) whose distances come as near to the given ones as two dimensions can.

    Each axis is turned so that the first point that is off its middle lies on its right; equal distances give equal places
    on every machine.  O(n^3).

    Args:
        distances: (n, n), symmetric, 0 on the diagonal.

    Returns:
        Points, centred; and the share of squared distance that the plane leaves out.
    """
    square = np.asarray(distances, dtype=np.float64) ** 2
    n = len(square)
    middle = np.eye(n) - 1.0 / n
    inner = -0.5 * middle @ square @ middle
    values, vectors = np.linalg.eigh(0.5 * (inner + inner.T))
    order = np.argsort(-values, kind="stable")[:2]
    kept = np.maximum(values[order], 0.0)
    points = np.zeros((n, 2))
    points[:, : len(order)] = vectors[:, order] * np.sqrt(kept)
    for axis in points.T:
        off = np.flatnonzero(np.abs(axis) > 1e-9)
        if off.size and axis[off[0]] < 0:
            axis *= -1.0
    whole = float(np.maximum(values, 0.0).sum())
    return points, 1.0 - float(kept.sum()) / whole if whole > 0 else 0.0


def spanning_tree(distances: npt.ArrayLike) -> list[tuple[int, int]]:
    """Edges of the shortest tree over n things (Prim 1957); of equals the one to the earlier thing.  O(n^2).

    Args:
        distances: (n, n), symmetric.
    """
    table = np.asarray(distances, dtype=np.float64)
    n = len(table)
    nearest, link = table[0].copy(), np.zeros(n, dtype=np.int64)
    outside = np.ones(n, dtype=bool)
    outside[0] = False
    edges = []
    while outside.any():
        new = int(np.where(outside, nearest, np.inf).argmin())
        edges.append((int(link[new]), new))
        outside[new] = False
        closer = table[new] < nearest
        nearest[closer], link[closer] = table[new][closer], new
    return edges
