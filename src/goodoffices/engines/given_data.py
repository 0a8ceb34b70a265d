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

Floats = npt.NDArray[np.float64]

CLASSES = 24
"""Most classes of a number that is continuous."""
FEWEST = 64
"""Draws that a class holds at least, as far as there are so many."""
LEVEL = 1.959964
"""Standard errors on either side of a 95 % interval."""
ROUNDING = 1e-12
"""Standard deviation, as a share of the mean, up to which a result counts as one that does not vary."""


@dataclass(frozen=True, eq=False)
class Centred:
    """m results of N draws, less their means."""

    y: Floats
    """(N, m)."""
    variance: Floats
    """(m,) 0 where a result does not vary."""


@dataclass(frozen=True, eq=False)
class First:
    """First-order indices of one input for m results; NaN where a result does not vary."""

    first: Floats
    """(m,) corrected; may come out a little below 0."""
    se: Floats
    """(m,) standard error, that of independent draws."""
    parameters: int
    """p of the fit."""

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
    y = table - middle
    variance = (y * y).mean(axis=0)
    variance[variance <= (ROUNDING * np.abs(middle)) ** 2] = 0.0
    return Centred(y, variance)


def first_order(results: Centred, x: npt.ArrayLike) -> First:
    """Share of each result's variance that would go if x alone were known.  O(N log N + N m).

    The standard error is that of the estimator's influence function,

        ( 2 (y - f) f + f^2 - T - S (y^2 - V) ) / V,       f = E(Y | X) - E(Y),  T = Var f,  V = Var Y

    (the efficient one: Da Veiga & Gamboa 2013), to which is added what remains where S is 0 and the influence function
    vanishes: the spread 2 (p - 1) (1 - S)^2 / N^2 of the noise that a fit of p parameters takes up (Fisher 1925).

    Args:
        results: from `centred`.
        x: (N,) the input in the same draws.

    Raises:
        ValueError: lengths differ, or what is not a number.
    """
    column = np.asarray(x, dtype=np.float64)
    if column.shape != (len(results.y),):
        raise ValueError(f"the input has shape {column.shape}; the results are of {len(results.y)} draws")
    if not np.isfinite(column).all():
        raise ValueError("an input must be numbers: no infinite ones and no NaN")
    order = np.argsort(column, kind="stable")
    y = results.y[order]
    fitted, parameters = _fitted(column[order], y)
    draws, varies = len(y), results.variance > 0.0
    variance = np.where(varies, results.variance, 1.0)
    left = draws - parameters
    raw = (fitted * fitted).mean(axis=0) / variance
    first = 1.0 - (1.0 - raw) * (draws - 1) / left if left > 0 else np.full(len(raw), np.nan)
    influence = 2.0 * (y - fitted) * fitted + fitted * fitted - raw * y * y
    spread = (influence * influence).mean(axis=0) / (variance * variance * draws)
    noise = 2.0 * (parameters - 1) * np.clip(1.0 - raw, 0.0, 1.0) ** 2 / draws**2
    return First(np.where(varies, first, np.nan), np.where(varies, np.sqrt(spread + noise), np.nan), parameters)


def _fitted(x: Floats, y: Floats) -> tuple[Floats, int]:
    """E(y | x) (N, m) and its number of parameters, for x in ascending order and y of mean 0."""
    starts = _starts(x)
    ends = np.append(starts[1:], len(x))
    count = (ends - starts).astype(np.float64)
    row = np.repeat(np.arange(len(starts)), ends - starts)
    level = np.add.reduceat(y, starts, axis=0) / count[:, None]
    across = x - (np.add.reduceat(x, starts) / count)[row]
    width = np.add.reduceat(across * across, starts)
    scale = max(float(np.abs(x).max()), 1e-300)
    # a class of one value has a level only
    sloping = width > count * (1e-9 * scale) ** 2
    tilt = np.add.reduceat(across[:, None] * y, starts, axis=0)
    slope = np.where(sloping[:, None], tilt / np.where(sloping, width, 1.0)[:, None], 0.0)
    return level[row] + across[:, None] * slope[row], len(starts) + int(sloping.sum())


def _starts(x: Floats) -> npt.NDArray[np.int64]:
    """First places of the classes of ascending values: each value of a few, else equally many draws; ties stay together."""
    draws = len(x)
    fresh = np.flatnonzero(np.append(True, x[1:] > x[:-1]))
    classes = max(1, min(CLASSES, draws // FEWEST))
    if len(fresh) <= max(classes, 2):
        return fresh
    wanted = np.arange(classes) * draws // classes
    return np.unique(fresh[np.searchsorted(fresh, wanted, side="right") - 1])
