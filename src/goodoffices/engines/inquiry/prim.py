"""Patient rule induction: boxes of inputs in which a result is mostly of interest (PRIM: Friedman & Fisher 1999).

Peeling starts from all points and again and again takes a thin slice off one face of the box, the one whose loss does
most for the mean of the result per point lost.  Pasting then gives slices back as long as the mean does not fall.  Scenario
discovery (Bryant & Lempert 2010) reads the boxes by

    coverage    share of all the interest that lies in the box (recall)
    density     mean of the result in the box (precision)
    quasi-p     for each limit: how likely so dense a box would be by chance, were that limit without meaning

Values are sorted into bins of equal mass once, so that every step is one pass over the points left, whatever the slices.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import binom

from goodoffices.engines.inquiry import prim_kernels as kernels
from goodoffices.model.arrays import Bools, Floats, Ints

Codes = npt.NDArray[np.uint16]

ALPHA = 0.05
"""Share of the points left that one slice takes (patience)."""
LEAST_MASS = 0.05
"""Share of all points below which no box goes."""
BINS = 1024
"""Bins of equal mass that an input is sorted into; an input with fewer values has one for each."""


@dataclass(frozen=True, eq=False)
class Box:
    """Limits on k inputs, and how the points inside do."""

    lower: Floats
    """(k,) the box holds x > lower; -inf where there is no limit."""
    upper: Floats
    """(k,) and x < upper; limits lie half-way between a value inside and one outside."""
    coverage: float
    density: float
    mass: float
    """Share of all points inside."""
    low: Ints
    """(k,) lowest bin inside."""
    high: Ints
    """(k,) highest bin inside."""

    @property
    def limited(self) -> Ints:
        """Inputs with a limit."""
        return np.flatnonzero(np.isfinite(self.lower) | np.isfinite(self.upper))

    def holds(self, x: npt.ArrayLike) -> Bools:
        """(N,) which rows of (N, k) lie inside."""
        points = np.asarray(x, dtype=np.float64)
        above, below = points > self.lower, points < self.upper
        inside: Bools = np.all(above & below, axis=1)
        return inside


@dataclass(frozen=True, eq=False)
class Binned:
    """Inputs sorted into bins."""

    codes: Codes
    """(k, N) bin of every point, column by column."""
    least: tuple[Floats, ...]
    """Per input: least value in each bin."""
    most: tuple[Floats, ...]
    """Per input: greatest value in each bin."""

    @property
    def bins(self) -> Ints:
        """(k,) number of bins of every input."""
        return np.array([len(values) for values in self.least], dtype=np.int64)


def binned(x: npt.ArrayLike, bins: int = BINS) -> Binned:
    """Sort (N, k) inputs into bins of equal mass.  O(k N log N).

    Raises:
        ValueError: no points, more bins than 65,536, or what is not a number.
    """
    points = np.asarray(x, dtype=np.float64)
    if points.ndim != 2 or not points.size:
        raise ValueError("PRIM needs points with at least one input")
    if not 2 <= bins <= 65_536:
        raise ValueError(f"there must be 2 to 65,536 bins, not {bins}")
    if not np.isfinite(points).all():
        raise ValueError("inputs must be numbers: no infinite ones and no NaN")
    codes = np.empty(points.shape[::-1], dtype=np.uint16)
    least, most = [], []
    for k, column in enumerate(points.T):
        ordered = np.sort(column)
        cuts = np.unique(ordered[np.arange(1, bins) * len(ordered) // bins])
        # a cut is the first value of its bin
        starts = np.unique(np.concatenate([[0], np.searchsorted(ordered, cuts, side="left")]))
        codes[k] = np.searchsorted(ordered[starts[1:]], column, side="right")
        least.append(ordered[starts])
        most.append(ordered[np.append(starts[1:], len(ordered)) - 1])
    return Binned(codes, tuple(least), tuple(most))


def peel(
    points: Binned,
    y: npt.ArrayLike,
    *,
    alpha: float = ALPHA,
    least_mass: float = LEAST_MASS,
    among: Bools | None = None,
) -> tuple[Box, ...]:
    """The trajectory of boxes, from all points to the last that is heavy enough.  O(N k / alpha).

    Args:
        points: inputs, see `binned`.
        y: (N,) interest of each point, in [0, 1].
        alpha: share of the points left that a slice takes, at least one bin.
        least_mass: share of the points (of those `among` which a box is sought) below which no box goes.
        among: (N,) points that count; all by default.  Coverage is the share of their interest.

    Of slices that do equally well the first input's is taken, its low side before its high side.

    Raises:
        ValueError: shares outside (0, 1), interest outside [0, 1] or of another length, or no point of interest.
    """
    interest, alive = _interest(points, y), _chosen(points, among)
    if not 0.0 < alpha < 1.0 or not 0.0 < least_mass < 1.0:
        raise ValueError("alpha and least_mass are shares between 0 and 1")
    whole, count = float(interest[alive].sum()), len(alive)
    if whole <= 0.0:
        raise ValueError("no point is of interest, so there is nothing to discover")
    low, high = np.zeros(len(points.codes), dtype=np.int64), points.bins - 1
    boxes = [_box(points, low, high, interest[alive], whole, count)]
    while True:
        found = kernels.best_slice(points.codes, alive, interest, low, high, alpha, least_mass * count)
        column, side, edge = (int(v) for v in found)
        if column < 0:
            return tuple(boxes)
        (low if side == 0 else high)[column] = edge
        code = points.codes[column, alive]
        alive = alive[code >= edge if side == 0 else code <= edge]
        boxes.append(_box(points, low, high, interest[alive], whole, count))


def paste(points: Binned, y: npt.ArrayLike, box: Box, *, alpha: float = ALPHA, among: Bools | None = None) -> Box:
    """Give a box slices back for as long as its density does not fall; arguments as for `peel`.  O(N k) a slice."""
    interest, chosen = _interest(points, y), _chosen(points, among)
    low, high, bins = box.low.copy(), box.high.copy(), points.bins
    while True:
        found = kernels.best_paste(points.codes, chosen, interest, low, high, bins, alpha)
        column, side, edge = (int(v) for v in found)
        if column < 0:
            break
        (low if side == 0 else high)[column] = edge
    codes = points.codes[:, chosen]
    inside = chosen[((codes >= low[:, None]) & (codes <= high[:, None])).all(axis=0)]
    return _box(points, low, high, interest[inside], float(interest[chosen].sum()), len(chosen))


def pick(boxes: tuple[Box, ...], least_coverage: float) -> Box:
    """The densest box that covers at least so much; of equals the one with fewer limits, then the one that covers more."""
    able = [box for box in boxes if box.coverage >= least_coverage - 1e-12]
    return max(able, key=lambda box: (round(box.density, 12), -len(box.limited), box.coverage))


def without(box: Box, column: int, side: int, x: npt.ArrayLike, y: npt.ArrayLike) -> Box:
    """The box without the lower (side 0) or upper (side 1) limit of a column, measured on (N, k) inputs and (N,) interest."""
    lower, upper, low, high = box.lower.copy(), box.upper.copy(), box.low.copy(), box.high.copy()
    if side == 0:
        lower[column], low[column] = -np.inf, 0
    else:
        upper[column], high[column] = np.inf, BINS
    wider = Box(lower, upper, 0.0, 0.0, 0.0, low, high)
    interest, inside = np.asarray(y, dtype=np.float64), wider.holds(x)
    found = float(interest[inside].sum())
    coverage, density = found / float(interest.sum()), found / max(int(inside.sum()), 1)
    return Box(lower, upper, coverage, density, float(inside.mean()), low, high)


def quasi_p(box: Box, x: npt.ArrayLike, y: npt.ArrayLike) -> Floats:
    """(k, 2) quasi-p-value of each lower and upper limit, NaN where there is none (Bryant & Lempert 2010).

    Were one limit taken away, the box would hold T' points with interest H'; the value is the chance that of T points
    drawn with that density at least H are of interest, T and H being those of the box.  Small: the limit matters.

    Args:
        x: (N, k) inputs.
        y: (N,) interest in [0, 1]; H is rounded down, which makes the values larger, never smaller.
    """
    points, interest = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    inside = box.holds(points)
    held, found = int(inside.sum()), float(interest[inside].sum())
    result = np.full((points.shape[1], 2), np.nan)
    for k in box.limited:
        for side, limits in enumerate((box.lower, box.upper)):
            if not np.isfinite(limits[k]):
                continue
            wider = [box.lower.copy(), box.upper.copy()]
            wider[side][k] = -np.inf if side == 0 else np.inf
            around = ((points > wider[0]) & (points < wider[1])).all(axis=1)
            density = float(interest[around].mean()) if around.any() else 0.0
            result[k, side] = float(binom.sf(np.floor(found) - 1, held, min(density, 1.0)))
    return result


def _chosen(points: Binned, among: Bools | None) -> Ints:
    return np.arange(points.codes.shape[1]) if among is None else np.flatnonzero(among)


def _interest(points: Binned, y: npt.ArrayLike) -> Floats:
    interest = np.ascontiguousarray(y, dtype=np.float64)
    if interest.shape != (points.codes.shape[1],):
        raise ValueError(f"{points.codes.shape[1]} points need as many results, not {interest.shape}")
    if not ((interest >= 0.0) & (interest <= 1.0)).all():
        raise ValueError("interest must lie between 0 and 1")
    return interest


def _box(points: Binned, low: Ints, high: Ints, interest: Floats, whole: float, count: int) -> Box:
    lower, upper = np.full(len(low), -np.inf), np.full(len(low), np.inf)
    for k, (least, most) in enumerate(zip(points.least, points.most, strict=True)):
        if low[k] > 0:
            lower[k] = 0.5 * (most[low[k] - 1] + least[low[k]])
        if high[k] < len(least) - 1:
            upper[k] = 0.5 * (most[high[k]] + least[high[k] + 1])
    found = float(interest.sum())
    mass = len(interest) / count
    return Box(lower, upper, found / whole, found / max(len(interest), 1), mass, low.copy(), high.copy())
