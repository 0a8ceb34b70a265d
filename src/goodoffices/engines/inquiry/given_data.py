"""First-order Sobol indices from given data: any sample of inputs and results will do, none is made for the purpose.

    S_i = Var[ E(Y | X_i) ] / Var[ Y ]                 the correlation ratio (Pearson 1905; Sobol 1993)

A sample is cut into classes of X_i that hold equally many draws, and E(Y | X_i) is estimated within each (Plischke, Borgonovo
& Smith 2013).  Within a class it is a straight line rather than a mean, so that what classes of a finite width leave
unexplained falls with the fourth power of their width and not with the second.  A fit with p parameters explains
(p - 1) / (N - 1) of what is pure noise; that is taken off (Kelley's 1935 correction of the correlation ratio):

    S = 1 - (1 - R^2) (N - 1) / (N - p)

Total indices cannot be had this way: they ask what happens where all numbers but one stand still, and in given data they do
not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.model.arrays import Floats, Ints
from goodoffices.model.kernels import kernel

CLASSES = 24
"""Most classes of a number that is continuous."""
FEWEST = 64
"""Draws that a class holds at least, as far as there are so many."""
LEVEL = 1.959964
"""Standard errors on either side of a 95 % interval."""
NARROW = 1e-9
"""Standard deviation of an input in a class, as a share of its largest value, up to which the class has but one value."""
ROUNDING = 1e-12
"""Standard deviation, as a share of the mean, up to which a result counts as one that does not vary."""


@dataclass(frozen=True, eq=False)
class Centred:
    """m results of N draws, less their means and within -1 to 1: indices do not depend on their unit."""

    y: Floats
    """(N, m)."""
    variance: Floats
    """(m,) 0 where a result does not vary."""
    fourth: Floats
    """(m,) mean of the fourth power."""


@dataclass(frozen=True, eq=False)
class Classes:
    """An input cut into classes."""

    order: npt.NDArray[np.int32]
    """(N,) draws in ascending order of the input."""
    across: Floats
    """(N,) in that order: the input, in units of its largest value, less its mean over the class; 0 in a class that has but one
    value."""
    starts: Ints
    """(classes + 1,) where each class begins, and N."""
    parameters: int
    """p: a level for each class, and a slope for each in which the input varies."""


@dataclass(frozen=True, eq=False)
class First:
    """First-order indices of one input for m results; NaN where a result does not vary."""

    first: Floats
    """(m,) corrected; may come out a little below 0."""
    se: Floats
    """(m,) standard error, that of independent draws."""

    @property
    def interval(self) -> Floats:
        """(m, 2) 95 % interval."""
        return np.stack([self.first - LEVEL * self.se, self.first + LEVEL * self.se], axis=1)


def centred(results: npt.ArrayLike) -> Centred:
    """Prepare the results that all inputs are held against; (N,) or (N, m).

    Raises:
        ValueError: fewer than two draws, or what is not a number.
    """
    table = np.asarray(results, dtype=np.float64)
    table = table[:, None] if table.ndim == 1 else table
    if len(table) < 2:
        raise ValueError("sensitivity needs at least two draws")
    if not np.isfinite(table).all():
        raise ValueError("results must be numbers: no infinite ones and no NaN")
    middle = table.mean(axis=0)
    y = np.ascontiguousarray(table - middle)
    widest = np.abs(y).max(axis=0)
    y /= np.where(widest > 0.0, widest, 1.0)
    variance = (y * y).mean(axis=0)
    variance[np.sqrt(variance) * widest <= ROUNDING * np.abs(middle)] = 0.0
    return Centred(y, variance, (y**4).mean(axis=0))


def classes(x: npt.ArrayLike) -> Classes:
    """Cut an input (N,) into classes: each value of a few, else equally many draws, ties together.  O(N log N).

    Raises:
        ValueError: no column, or what is not a number.
    """
    column = np.asarray(x, dtype=np.float64)
    if column.ndim != 1 or not len(column) or not np.isfinite(column).all():
        raise ValueError("an input must be a column of numbers: no infinite ones and no NaN")
    order = np.argsort(column, kind="stable")
    ascending = column[order] / (float(np.abs(column).max()) or 1.0)
    starts = _starts(ascending)
    ends = np.append(starts[1:], len(column))
    count = ends - starts
    row = np.repeat(np.arange(len(starts)), count)
    across = ascending - (np.add.reduceat(ascending, starts) / count)[row]
    sloping = np.add.reduceat(across * across, starts) > count * NARROW**2
    across[~sloping[row]] = 0.0
    return Classes(
        order.astype(np.int32), across, np.append(starts, len(column)), len(starts) + int(sloping.sum())
    )  # fmt: skip


def first_order(results: Centred, x: Classes) -> First:
    """Share of each result's variance that would go if x alone were known.  O(N m).

    The standard error is that of the estimator's influence function,

        ( 2 y f - f^2 - S y^2 ) / V,       f = E(Y | X) - E(Y),  V = Var Y

    (the efficient one: Da Veiga & Gamboa 2013), to which is added what remains where S is 0 and the influence function
    vanishes: the spread 2 (p - 1) (1 - S)^2 / N^2 of the noise that a fit of p parameters takes up.

    Args:
        results: from `centred`.
        x: from `classes`, of the input in the same draws.

    Raises:
        ValueError: lengths differ.
    """
    draws, parameters = len(results.y), x.parameters
    if len(x.order) != draws:
        raise ValueError(f"the input is of {len(x.order)} draws, the results of {draws}")
    squares, pulls, mixed = _sums(results.y, x.order, x.across, x.starts) / draws
    varies = results.variance > 0.0
    variance = np.where(varies, results.variance, 1.0)
    raw, left = squares / variance, draws - parameters
    first = 1.0 - (1.0 - raw) * (draws - 1) / left if left > 0 else np.full(len(raw), np.nan)
    influence = np.maximum(pulls - 2.0 * raw * mixed + raw * raw * results.fourth, 0.0)
    spread = influence / (variance * variance * draws)
    noise = 2.0 * (parameters - 1) * np.clip(1.0 - raw, 0.0, 1.0) ** 2 / draws**2
    return First(np.where(varies, first, np.nan), np.where(varies, np.sqrt(spread + noise), np.nan))


def _starts(x: Floats) -> Ints:
    """First places of the classes of ascending values."""
    draws = len(x)
    fresh = np.flatnonzero(np.append(True, x[1:] > x[:-1]))
    count = max(1, min(CLASSES, draws // FEWEST))
    if len(fresh) <= max(count, 2):
        return fresh
    wanted = np.arange(count) * draws // count
    return np.unique(fresh[np.searchsorted(fresh, wanted, side="right") - 1])


@kernel
def _sums(y, order, across, starts):  # type: ignore[no-untyped-def]
    """(3, m) sums over draws of f^2, a^2 and a y^2, where f is the fit and a = 2 y f - f^2."""
    results = y.shape[1]
    sums = np.zeros((3, results))
    level, slope = np.empty(results), np.empty(results)
    for c in range(len(starts) - 1):
        low, high = starts[c], starts[c + 1]
        level[:], slope[:], width = 0.0, 0.0, 0.0
        for at in range(low, high):
            d, dx = order[at], across[at]
            width += dx * dx
            for r in range(results):
                level[r] += y[d, r]
                slope[r] += dx * y[d, r]
        for r in range(results):
            level[r] /= high - low
            slope[r] = slope[r] / width if width > 0.0 else 0.0
        for at in range(low, high):
            d, dx = order[at], across[at]
            for r in range(results):
                value = y[d, r]
                fit = level[r] + slope[r] * dx
                pull = 2.0 * value * fit - fit * fit
                sums[0, r] += fit * fit
                sums[1, r] += pull * pull
                sums[2, r] += pull * value * value
    return sums
