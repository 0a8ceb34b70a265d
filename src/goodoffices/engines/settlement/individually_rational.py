"""How many packages give everybody at least what it has without a deal, counted without listing them."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from goodoffices.engines.frontier.block_fronts import Additive, additive
from goodoffices.model.arrays import Floats
from goodoffices.model.kernels import kernel
from goodoffices.model.packages import PackageSpace

MOST_HALVES = 1 << 23
"""Half-packages that are listed."""
MOST_SWEPT = 200_000_000
"""Packages that are looked at one by one where more than two parties could refuse."""


def count_rational(
    space: PackageSpace,
    tables: Floats,
    linkage_points: npt.ArrayLike,
    linkage_party: npt.ArrayLike,
    disagreement: npt.ArrayLike,
) -> int | None:
    """Number of packages worth at least `disagreement` float64[n] to every party; arguments as `pareto.pareto_front`.

    None where it would take too long: a party that prefers every package to its disagreement value refuses nothing and
    is left out; with up to two left, half-packages (H1 + H2 of them, up to `MOST_HALVES`) are sorted and counted in
    O(H log H), beyond 10^12 packages; with more, pairs of halves are swept up to `MOST_SWEPT` packages.
    """
    return rational_packages(additive(space, tables, linkage_points, linkage_party), disagreement)


def rational_packages(problem: Additive, disagreement: npt.ArrayLike) -> int | None:
    """As `count_rational`, of a problem laid out by `joins.additive`."""
    low = problem.floor_steps(disagreement)
    refuses = low > 0.0
    if not refuses.any():
        return problem.space.count
    counts = [len(c) for c in problem.space.combos]
    cut = min(range(len(counts) + 1), key=lambda at: math.prod(counts[:at]) + math.prod(counts[at:]))
    longest = max(math.prod(counts[:cut]), math.prod(counts[cut:]))
    if longest > MOST_HALVES or (refuses.sum() > 2 and problem.space.count > MOST_SWEPT):
        return None
    blocks = np.split(problem.lattice.steps[:, refuses], problem.space.block_start[1:-1])
    left, right = _sums(blocks[:cut], int(refuses.sum())), _sums(blocks[cut:], int(refuses.sum()))
    need = low[refuses] - left
    if need.shape[1] == 1:
        ordered = np.sort(right[:, 0])
        return int((len(ordered) - np.searchsorted(ordered, need[:, 0])).sum())
    if need.shape[1] == 2:
        return int(_pairs(need[np.argsort(-need[:, 0])], right[np.argsort(-right[:, 0])]))
    return int(_sweep(np.ascontiguousarray(need), right[np.argsort(-right[:, 0])]))


def _sums(blocks: list[Floats], parties: int) -> Floats:
    total = np.zeros((1, parties))
    for block in blocks:
        total = (total[:, None] + block[None]).reshape(-1, parties)
    return total


def _pairs(need: Floats, have: Floats) -> int:
    """Pairs in which `have` covers `need` in both coordinates; both descend in the first."""
    heights = np.unique(have[:, 1])
    rank = np.searchsorted(heights, have[:, 1])
    least = np.searchsorted(heights, need[:, 1])
    seen = np.searchsorted(-have[:, 0], -need[:, 0], side="right")
    return int(_ranked(rank, least, seen, len(heights)))


@kernel
def _ranked(rank, least, seen, size):  # type: ignore[no-untyped-def]
    """Sum over i of how many of rank[:seen[i]] are at least least[i] (Fenwick 1994); seen ascends."""
    tree = np.zeros(size + 1, np.int64)
    added, total = 0, np.int64(0)
    for i in range(len(least)):
        while added < seen[i]:
            at = size - rank[added]
            while at <= size:
                tree[at] += 1
                at += at & -at
            added += 1
        at = size - least[i]
        while at > 0:
            total += tree[at]
            at -= at & -at
    return total


@kernel
def _sweep(need, have):  # type: ignore[no-untyped-def]
    """Pairs in which `have`, descending in the first coordinate, covers `need` in all."""
    total = np.int64(0)
    for i in range(need.shape[0]):
        for j in range(have.shape[0]):
            if have[j, 0] < need[i, 0]:
                break
            covers = True
            for c in range(1, need.shape[1]):
                if have[j, c] < need[i, c]:
                    covers = False
                    break
            if covers:
                total += 1
    return total
