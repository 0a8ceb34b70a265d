"""The frontier of two parties as line segments: what they can trade by moving shares, around each settled package.

With all else settled, what two parties can reach by moving K divisible issues is a concave chain: start where every share is
with whom it is worth more to the first party, hand over first what costs it least per point of the other.  The chain has
the same shape around every settled package, so the frontier is the upper envelope of shifted copies of one chain, and only
settled packages on the frontier of their own matter.  Envelopes are built by merging halves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.model.arrays import Floats, Ints

SAME = 1e-12
"""Share of the largest utility within which two utilities of a party are taken for equal."""


@dataclass(frozen=True, eq=False)
class Chain:
    """Corners of a concave chain, from the first party's best to the second party's best."""

    corners: Floats
    """Utilities less those of the settled issues, float64[C, 2]; the first falls, the second rises."""
    shares: Floats
    """Share of option 1 in each of the K divisible issues at each corner, float64[C, K]."""


@dataclass(frozen=True, eq=False)
class Pieces:
    """Part of a frontier as S segments with the first party's utility ascending, the second's falling."""

    starts: Floats
    """float64[S, 2]"""
    ends: Floats
    """float64[S, 2]"""
    source: Ints
    """Settled package of each segment, int64[S]."""


def chain(values: Floats) -> Chain:
    """The chain of K divisible issues with `values` float64[2, K, 2]: party, issue, worth of share 0 and of share 1.

    Greedy exchange in order of the ratio of what the second gains to what the first loses; O(K log K).  Issues on which
    both want the same go to where they want it.
    """
    none, slope = values[:, :, 0].sum(axis=1), values[:, :, 1] - values[:, :, 0]
    first_best = (slope[0] > 0.0) | ((slope[0] == 0.0) & (slope[1] > 0.0))
    shares = first_best.astype(np.float64)
    contested = np.flatnonzero(slope[0] * slope[1] < 0.0)
    ratio = np.abs(slope[1, contested]) / np.abs(slope[0, contested])
    corners, moved = [shares], shares
    for issue in contested[np.argsort(-ratio, kind="stable")]:
        moved = moved.copy()
        moved[issue] = 1.0 - moved[issue]
        corners.append(moved)
    taken = np.array(corners)
    return Chain(none + taken @ slope.T, taken)


def envelope(settled: Floats, around: Chain) -> Pieces:
    """Frontier of the sums of a settled package, float64[F, 2], and a point of the chain.

    `settled` should be a frontier itself.  Two copies of a chain cross at most once, so that envelopes stay short:
    O(F C log F).
    """
    shifted = [_copy(point, around, at) for at, point in enumerate(settled)]
    while len(shifted) > 1:
        pairs = zip(shifted[::2], [*shifted[1::2], None], strict=False)
        shifted = [a if b is None else _upper(a, b) for a, b in pairs]
    return shifted[0]


def clipped(pieces: Pieces, low: Floats, slack: float) -> Pieces:
    """What is worth at least `low` float64[2] to both, less `slack` points; may be nothing."""
    step = pieces.ends - pieces.starts
    with np.errstate(divide="ignore", invalid="ignore"):
        from_share = np.where(pieces.starts[:, 0] < low[0], (low[0] - pieces.starts[:, 0]) / step[:, 0], 0.0)
        to_share = np.where(pieces.ends[:, 1] < low[1], (low[1] - pieces.starts[:, 1]) / step[:, 1], 1.0)
    keep = (pieces.ends[:, 0] >= low[0] - slack) & (pieces.starts[:, 1] >= low[1] - slack)
    from_share, to_share = (np.clip(np.nan_to_num(share), 0.0, 1.0) for share in (from_share, to_share))
    keep &= from_share <= to_share + SAME
    starts, ends = pieces.starts + from_share[:, None] * step, pieces.starts + to_share[:, None] * step
    return Pieces(starts[keep], ends[keep], pieces.source[keep])


def _copy(point: Floats, around: Chain, source: int) -> Pieces:
    """A chain around one settled package."""
    corners = (point + around.corners)[::-1]
    if len(corners) == 1:
        return Pieces(corners, corners, np.array([source]))
    return Pieces(corners[:-1], corners[1:], np.full(len(corners) - 1, source))


def _upper(a: Pieces, b: Pieces) -> Pieces:
    """Frontier of two frontiers; where they are the same, as in `a`."""
    same = SAME * max(1.0, *(float(np.abs(part).max()) for part in (a.starts, a.ends, b.starts, b.ends)))
    parts = [_above(a, b, same, True), _above(b, a, same, False)]
    starts, ends = (np.concatenate([getattr(p, side) for p in parts]) for side in ("starts", "ends"))
    order = np.lexsort((ends[:, 0], starts[:, 0]))
    return Pieces(starts[order], ends[order], np.concatenate([p.source for p in parts])[order])


def _above(mine: Pieces, other: Pieces, same: float, preferred: bool) -> Pieces:
    """What of `mine` nothing of `other` dominates; ties stay where `preferred`."""
    long = mine.ends[:, 0] > mine.starts[:, 0]
    starts, ends, segment = _cut(mine, np.flatnonzero(long), other)
    middle, at_start, at_end = 0.5 * (starts[:, 0] + ends[:, 0]), starts[:, 0], ends[:, 0]
    over_start = starts[:, 1] - _height(other, middle, at_start)
    over_end = ends[:, 1] - _height(other, middle, at_end)
    tied = (np.abs(over_start) <= same) & (np.abs(over_end) <= same)
    crossing = (over_start * over_end < 0.0) & ~tied & np.isfinite(over_start)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(crossing, over_start / (over_start - over_end), 0.0)
    cross = starts + share[:, None] * (ends - starts)
    starts = np.where((crossing & (over_start < 0.0))[:, None], cross, starts)
    ends = np.where((crossing & (over_end < 0.0))[:, None], cross, ends)
    keep = np.where(tied, preferred, crossing | (over_start + over_end > 0.0)) & (ends[:, 0] > starts[:, 0])
    joined = _joined(starts[keep], ends[keep], segment[keep])
    points = np.flatnonzero(~long)[_points_stay(mine.starts[~long], other, same, preferred)]
    return Pieces(
        np.concatenate((joined[0], mine.starts[points])),
        np.concatenate((joined[1], mine.ends[points])),
        mine.source[np.concatenate((joined[2], points))],
    )


def _cut(mine: Pieces, which: Ints, other: Pieces) -> tuple[Floats, Floats, Ints]:
    """Segments cut at all corners of both; starts, ends and the segment they come from."""
    corners = np.unique(np.concatenate((mine.starts[:, 0], mine.ends[:, 0], other.starts[:, 0], other.ends[:, 0])))
    first = np.searchsorted(corners, mine.starts[which, 0])
    count = np.searchsorted(corners, mine.ends[which, 0]) - first
    segment = np.repeat(which, count)
    at = np.repeat(first, count) + np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return _on(mine, segment, corners[at]), _on(mine, segment, corners[at + 1]), segment


def _on(pieces: Pieces, segment: Ints, along: Floats) -> Floats:
    """Points of segments at given utilities of the first party, float64[., 2]."""
    starts, ends = pieces.starts[segment], pieces.ends[segment]
    share = (along - starts[:, 0]) / (ends[:, 0] - starts[:, 0])
    second = np.where(share >= 1.0, ends[:, 1], starts[:, 1] + share * (ends[:, 1] - starts[:, 1]))
    return np.column_stack((along, second))


def _height(pieces: Pieces, where: Floats, along: Floats) -> Floats:
    """What the second party gets at most if the first gets `along` or more, by the piece in charge at `where`."""
    segment = np.searchsorted(pieces.ends[:, 0], where)
    beyond = segment == len(pieces.ends)
    segment = np.minimum(segment, len(pieces.ends) - 1)
    sloped = (pieces.starts[segment, 0] < where) & ~beyond
    height = pieces.starts[segment, 1].copy()
    height[sloped] = _on(pieces, segment[sloped], along[sloped])[:, 1]
    return np.where(beyond, -np.inf, height)


def _points_stay(points: Floats, other: Pieces, same: float, preferred: bool) -> npt.NDArray[np.bool_]:
    """Which single points nothing of `other` dominates; of equals a segment stays rather than a point."""
    along = points[:, 0]
    segment = np.searchsorted(other.ends[:, 0], along - same)
    inside = segment < len(other.ends)
    segment = np.minimum(segment, len(other.ends) - 1)
    height = np.where(inside, _height(other, along - same, along), -np.inf)
    point = other.ends[segment, 0] <= other.starts[segment, 0]
    equal = (np.abs(points[:, 1] - height) <= same) & point & (other.starts[segment, 0] <= along + same)
    return np.where(equal, preferred, points[:, 1] > height + same)


def _joined(starts: Floats, ends: Floats, segment: Ints) -> tuple[Floats, Floats, Ints]:
    """Cuts that meet again on the same segment become one."""
    if not len(segment):
        return starts, ends, segment
    broken = (segment[1:] != segment[:-1]) | (starts[1:, 0] != ends[:-1, 0])
    first, last = np.concatenate(([True], broken)), np.concatenate((broken, [True]))
    return starts[first], ends[last], segment[first]
