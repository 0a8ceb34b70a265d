"""The texts considered when nobody knows everything: packages on the frontier of some draw, the most frequent first.

Section 6 of the model: whoever tables a text without knowing the draw chooses from these.  What the pool loses against
all packages is measured by `sweep` and mended by `coordinate_ascent` (modules of those names).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.engines.frontier.frontier import Frontiers
from goodoffices.engines.frontier.utilities import Wishes, add_halves, bars, count_halves, halves, pieces
from goodoffices.model.arrays import Int32s, Ints, Singles
from goodoffices.model.packages import PackageSpace


@dataclass(frozen=True, eq=False)
class Pool:
    """X texts, by falling number of draws on whose frontier they lie; ties by code."""

    choices: Int32s
    """Combo index in each block, int32[X, B]."""
    options: Int32s
    """Option index of each issue, int32[X, J]."""
    codes: Ints
    """int64[X, W]"""
    frequency: Ints
    """Draws on whose frontier the text lies, int64[X]."""
    distinct: int
    """Distinct packages on the frontier of some draw, in the pool or not."""
    coverage: float
    """Share of frontier points whose package is in the pool; 1 where no draw has a frontier."""


def pool(space: PackageSpace, frontiers: Frontiers, limit: int = 2048) -> Pool:
    """The `limit` packages that lie on the most frontiers; O(F log F) on F frontier points.

    Raises ValueError for a limit below 1.
    """
    if limit < 1:
        raise ValueError("a pool holds at least one text")
    codes, frequency = _counted(frontiers.codes)
    kept = np.argsort(-frequency, kind="stable")[:limit]
    choices = space.choices_from(codes[kept])
    points = int(frequency.sum())
    return Pool(
        choices=choices,
        options=space.options_of(choices),
        codes=codes[kept],
        frequency=frequency[kept],
        distinct=len(codes),
        coverage=float(frequency[kept].sum() / points) if points else 1.0,
    )


def _counted(codes: Ints) -> tuple[Ints, Ints]:
    """Distinct codes (D, W) in rising order and how often each occurs."""
    if codes.shape[1] == 1:
        single, counts = np.unique(codes[:, 0], return_counts=True)
        return single[:, None], counts
    order = np.lexsort(codes.T[::-1])
    ordered = codes[order]
    first = np.ones(len(ordered), bool)
    first[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    at = np.flatnonzero(first)
    return ordered[at], np.diff(np.append(at, len(ordered)))


def pool_utilities(
    space: PackageSpace,
    texts: Pool | npt.ArrayLike,
    wishes: Wishes,
    start: int = 0,
    stop: int | None = None,
) -> Singles:
    """u_i(x) of each text in draws start to stop, float32[d, n, X], points; BLOCKED where x crosses a red line of i.

    `texts` is a pool or choices[X, B].  Only a signer's own active red lines block a text for it.  O(d n X).
    """
    split = halves(space, _choices(texts))
    low, high, _ = slice(start, stop).indices(wishes.draws)
    out = np.empty((max(high - low, 0), wishes.signers, len(split.left_of)), np.float32)
    for here in pieces(low, high, wishes.signers * len(split.rows)):
        worth = wishes.combos(space, split.rows, here)
        add_halves(
            worth, split.left, split.right, split.left_of, split.right_of, out[here.start - low : here.stop - low]
        )
    return out


def acceptance_counts(
    space: PackageSpace, texts: Pool | npt.ArrayLike, wishes: Wishes, thresholds: npt.ArrayLike
) -> tuple[Int32s, Int32s]:
    """Draws in which all signers take each text, int32[X], and in which each signer does, int32[n, X].

    Signer i takes x in draw d when u_i(x) >= thresholds[d, i] - TOLERANCE and x crosses none of its active red lines.
    Nothing of size D X is stored.  O(D n X).
    """
    split = halves(space, _choices(texts))
    bar = bars(thresholds, wishes)
    joint = np.zeros(len(split.left_of), np.int32)
    own = np.zeros((wishes.signers, len(split.left_of)), np.int32)
    for here in pieces(0, wishes.draws, wishes.signers * len(split.rows)):
        worth = wishes.combos(space, split.rows, here)
        count_halves(worth, bar[here], split.left, split.right, split.left_of, split.right_of, joint, own)
    return joint, own


def _choices(texts: Pool | npt.ArrayLike) -> Int32s:
    return texts.choices if isinstance(texts, Pool) else np.asarray(texts, dtype=np.int32)
