"""The Pareto frontier of plain double-precision sums, last bits and all: what most programs list.

`pareto` counts utilities in whole units, so that packages which are the same to everybody are one point.  Elsewhere they
are added up in floating point, in the order of the file, and 0.1 + 0.2 beats 0.3; this frontier is that one.  Rounding
never turns the order of two sums around (a <= b gives fl(a + c) <= fl(b + c)), so what is dominated after some blocks
stays dominated, or equal to what beats it, and dominance can prune after every block here too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.frontier.block_fronts import MAX_POINTS, Additive
from goodoffices.engines.frontier.dominance import maxima
from goodoffices.engines.settlement.solutions import rational_rows
from goodoffices.model.arrays import Floats, Ints

_AT_ONCE = 1 << 22
"""Sums looked through at a time."""


@dataclass(frozen=True, eq=False)
class PlainFront:
    """Sums that no other package's sums are at least as large as, in descending lexicographic order."""

    utilities: Floats
    """float64[F, n], points; no two rows equal bit for bit."""
    options: npt.NDArray[np.int32]
    """A package of each row, int32[F, J]: of those whose sums are equal the one with the smallest code."""


def plain_front(problem: Additive, floor: npt.ArrayLike | None = None) -> PlainFront:
    """Frontier of the sums, block after block in the order of their first issues, of the packages at or above `floor`.

    With F_b points after b blocks and k_b options in the next: O(N_b log N_b) for up to three parties and
    O(N_b log^(n-1) N_b) above, N_b = F_(b-1) k_b; memory for some 4 million sums and the points.

    Raises InfeasibleError above `joins.MAX_POINTS` points; ValueError for a floor that does not fit.
    """
    space, n = problem.space, problem.parties
    points, codes = np.zeros((1, max(n, 2))), np.zeros((1, space.words), np.int64)
    for b, (start, stop) in enumerate(zip(space.block_start[:-1], space.block_start[1:], strict=True)):
        own = np.zeros((stop - start, max(n, 2)))
        own[:, :n] = problem.worth[:, start:stop].T
        own_codes = np.zeros((stop - start, space.words), np.int64)
        own_codes[:, space.word[b]] = np.arange(stop - start) * space.stride[b]
        points, codes = _joined(points, codes, own, own_codes)
        if len(points) > MAX_POINTS:
            raise InfeasibleError(f"the frontier of plain sums has more than {MAX_POINTS} points")
    utilities = np.ascontiguousarray(points[:, :n])
    rows = np.arange(len(points)) if floor is None else rational_rows(utilities, floor)
    return PlainFront(utilities[rows], space.options_of(space.choices_from(codes[rows])))


def _joined(points: Floats, codes: Ints, own: Floats, own_codes: Ints) -> tuple[Floats, Ints]:
    """Maxima of all sums of two sets, in groups that fit into memory."""
    width = max(1, _AT_ONCE // len(points))
    kept, kept_codes = points[:0], codes[:0]
    for at in range(0, len(own), width):
        here = slice(at, at + width)
        sums = (points[:, None] + own[None, here]).reshape(-1, points.shape[1])
        named = (codes[:, None] + own_codes[None, here]).reshape(-1, codes.shape[1])
        kept, kept_codes = maxima(np.concatenate((kept, sums)), np.concatenate((kept_codes, named)))
    return kept, kept_codes
