"""Utilities of many texts from two half-packages: one addition per cell where a sum over all blocks stood.

Blocks are split into a left and a right part.  In each draw the utility of every left half and of every right half
that occurs is summed once; a text is then the sum of two table entries.  Tables are float32: rounding stays below 1e-4
points while utilities stay below 1000.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from goodoffices.engines.frontier.combos import BLOCKED, combo_utilities
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.model.arrays import Floats, Int32s, Ints, Singles
from goodoffices.model.packages import PackageSpace

_CELLS = 1 << 21
"""Combo or half-package utilities held at a time."""
_REFUSED = -1e29
"""Between BLOCKED and any utility: no threshold is taken to be lower, so that nobody ever accepts a blocked text."""


@dataclass(frozen=True)
class Wishes:
    """What the signers want and refuse, in D draws: everything that turns packages of a space into points."""

    option_utility: Floats
    """(D, n, O), points."""
    linkage_points: Floats
    """(D, L), points."""
    linkage_party: npt.ArrayLike
    """(L,), signer."""
    red_party: npt.ArrayLike
    """(R,), signer whose red line it is."""
    red_active: npt.NDArray[np.bool_]
    """(D, R)"""

    @property
    def draws(self) -> int:
        """D."""
        return len(self.option_utility)

    @property
    def signers(self) -> int:
        """Number of signers, n."""
        return int(np.shape(self.option_utility)[1])

    def combos(self, space: PackageSpace, rows: Ints, draws: slice) -> Floats:
        """Utility of combos `rows` in some of the draws, float64[d, n, len(rows)]; BLOCKED for who will not sign."""
        return combo_utilities(
            space, rows, self.option_utility[draws], self.linkage_points[draws], self.linkage_party, self.red_party,
            self.red_active[draws],
        )  # fmt: skip


@dataclass(frozen=True)
class Halves:
    """Texts as pairs of half-packages."""

    rows: Ints
    """Combos that occur, as numbers among the T of the space, (U,)."""
    left: Int32s
    """Left halves: positions in `rows`, (HL, blocks on the left)."""
    right: Int32s
    left_of: Int32s
    """Left half of each text, (X,)."""
    right_of: Int32s


def halves(space: PackageSpace, choices: Int32s) -> Halves:
    """Split texts given as choices[X, B] so that the two lists of distinct halves are short; O(X B log X)."""
    rows, used = np.unique(space.rows_of(choices), return_inverse=True)
    used = used.reshape(choices.shape)
    sizes = np.log2([len(c) for c in space.combos])
    at = int(np.searchsorted(np.cumsum(sizes), sizes.sum() / 2)) + 1
    left, left_of = _distinct(used[:, :at])
    right, right_of = _distinct(used[:, at:])
    return Halves(rows, left, right, left_of, right_of)


def _distinct(parts: Ints) -> tuple[Int32s, Int32s]:
    """Distinct rows in lexicographic order, and which of them each row is."""
    order = np.lexsort(parts.T[::-1]) if parts.shape[1] else np.arange(len(parts))
    ordered = parts[order]
    first = np.ones(len(parts), bool)
    first[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    which = np.empty(len(parts), np.int32)
    which[order] = np.cumsum(first) - 1
    return np.ascontiguousarray(ordered[first], dtype=np.int32), which


def grid(space: PackageSpace) -> tuple[Int32s, Int32s]:
    """All left halves and all right halves of a space, as combo numbers; code = left * len(right) + right."""
    counts = [len(c) for c in space.combos]
    cuts = [int(np.prod(counts[:at])) + int(np.prod(counts[at:])) for at in range(1, len(counts) + 1)]
    at = int(np.argmin(cuts)) + 1
    rows = space.block_start[:-1]
    return _product(counts[:at], rows[:at]), _product(counts[at:], rows[at:])


def _product(counts: list[int], first: Ints) -> Int32s:
    size = int(np.prod(counts, dtype=np.int64))
    columns = np.unravel_index(np.arange(size), counts) if counts else ()
    halves = np.empty((size, len(counts)), np.int32)
    for b, column in enumerate(columns):
        halves[:, b] = column + first[b]
    return halves


def bars(thresholds: npt.ArrayLike, wishes: Wishes) -> Singles:
    """Lowest utility with which a margin counts as met, float32[D, n].

    Raises ValueError for thresholds of another shape or NaN.
    """
    values = np.asarray(thresholds, dtype=np.float64)
    if values.shape != (wishes.draws, wishes.signers) or np.isnan(values).any():
        raise ValueError(f"thresholds must be numbers of shape {(wishes.draws, wishes.signers)}, not {values.shape}")
    return np.maximum(values - TOLERANCE, _REFUSED).astype(np.float32)


def pieces(start: int, stop: int, width: int) -> Iterator[slice]:
    """Runs of draws in which `width` numbers a draw fill the buffer."""
    step = max(1, _CELLS // max(width, 1))
    for low in range(start, stop, step):
        yield slice(low, min(low + step, stop))


_KERNEL: dict[str, Any] = {
    "cache": True, "nogil": True, "error_model": "numpy", "fastmath": {"contract", "nsz", "reassoc"},
}  # fmt: skip
_INNER: dict[str, Any] = {**_KERNEL, "no_cpython_wrapper": True}
_inner, _outer = njit(**_INNER), njit(**_KERNEL)


@_inner
def _table(worth, halves, table):  # type: ignore[no-untyped-def]
    """table[i, h] = sum of worth[i, t] over the combos t of half h."""
    for i in range(worth.shape[0]):
        for h in range(halves.shape[0]):
            total = 0.0
            for b in range(halves.shape[1]):
                total += worth[i, halves[h, b]]
            table[i, h] = total


@_outer
def add_halves(worth, left, right, left_of, right_of, out):  # type: ignore[no-untyped-def]
    """out[d, i, x] = utility of text x, at least BLOCKED, from worth float64[d, n, U]."""
    signers = worth.shape[1]
    here = np.empty((signers, left.shape[0]), np.float32)
    there = np.empty((signers, right.shape[0]), np.float32)
    least = np.float32(BLOCKED)
    for d in range(worth.shape[0]):
        _table(worth[d], left, here)
        _table(worth[d], right, there)
        for i in range(signers):
            for x in range(left_of.size):
                value = here[i, left_of[x]] + there[i, right_of[x]]
                out[d, i, x] = value if value > least else least


@_outer
def count_halves(worth, bar, left, right, left_of, right_of, joint, own):  # type: ignore[no-untyped-def]
    """Add to joint[x] and own[i, x] the draws in which all signers, and signer i, take text x."""
    signers = worth.shape[1]
    here = np.empty((signers, left.shape[0]), np.float32)
    there = np.empty((signers, right.shape[0]), np.float32)
    every = np.empty(joint.size, np.int32)
    for d in range(worth.shape[0]):
        _table(worth[d], left, here)
        _table(worth[d], right, there)
        every[:] = 1
        for i in range(signers):
            for x in range(left_of.size):
                takes = np.int32(here[i, left_of[x]] + there[i, right_of[x]] >= bar[d, i])
                own[i, x] += takes
                every[x] &= takes
        for x in range(joint.size):
            joint[x] += every[x]


@_outer
def count_grid(worth, bar, left, right, joint, own):  # type: ignore[no-untyped-def]
    """As count_halves for every pair of halves: joint int32[HL, HR], own int32[n, HL, HR].

    One comparison per cell and signer, right half against what the left half leaves to be had; draws are the middle
    loop, so that one row of counts stays in the nearest cache.
    """
    draws, signers = worth.shape[:2]
    here = np.empty((draws, signers, left.shape[0]), np.float32)
    there = np.empty((draws, signers, right.shape[0]), np.float32)
    every = np.empty(right.shape[0], np.int32)
    for d in range(draws):
        _table(worth[d], left, here[d])
        _table(worth[d], right, there[d])
    for a in range(left.shape[0]):
        for d in range(draws):
            for i in range(signers):
                rest = bar[d, i] - here[d, i, a]
                for b in range(right.shape[0]):
                    takes = np.int32(there[d, i, b] >= rest)
                    own[i, a, b] += takes
                    every[b] = takes if i == 0 else every[b] & takes
            for b in range(right.shape[0]):
                joint[a, b] += every[b]
