"""Quantiles of beta distributions at the price of a table look-up.

The exact quantile costs 1.6 microseconds; a study asks for millions of a few hundred shapes.  Over the normal score
z = Phi^-1(p) the quantile x(z) is smooth in the tails as in the middle, with slope dx/dz = phi(z) / f(x).  A table
holds x at even steps of z, joined by cubic Hermite polynomials (error h^4 / 384 times the fourth derivative).  Each
cell is tried at its middle, where that error is greatest; cells that miss, or might not rise (Fritsch & Carlson 1980),
and everything beyond the table are left to the exact function.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import betaincinv, betaln, ndtr, ndtri, xlog1py, xlogy

from goodoffices.model.arrays import Floats
from goodoffices.model.kernels import kernel

CELLS = 256
REACH = 6.4
"""Largest normal score in the table; a Sobol coordinate reaches 6.23."""
TABLE_ERROR = 5e-8
"""Largest error of a trusted cell at its middle; the range has width 1."""
STEEPEST = 3.0
"""A cubic whose end slopes are at most three times the secant's rises throughout (Fritsch & Carlson 1980)."""


@dataclass(frozen=True)
class BetaTable:
    """Cubics in the place within a cell, lowest power last; rows of untrusted cells are NaN."""

    coefficients: Floats
    """Shape (4, CELLS + 2): the first and last column stand for everything beyond the table."""


def beta_quantile(a: float, b: float, p: Floats) -> Floats:
    """Quantiles of Beta(a, b), within 1e-7 of the exact ones.

    Args:
        a: First shape parameter, above 0.
        b: Second shape parameter, above 0.
        p: Probabilities in [0, 1], any shape.

    Returns:
        Values in [0, 1], shape of p.  About 0.05 microseconds a value, after O(CELLS) exact ones for each new shape.
    """
    scores = np.asarray(ndtri(p), dtype=np.float64)
    x = np.empty(scores.shape)
    if _look_up(scores.ravel(), beta_table(a, b).coefficients, x.ravel()):
        untrusted = np.isnan(x)
        x[untrusted] = np.clip(betaincinv(a, b, np.asarray(p)[untrusted]), 0.0, 1.0)
    return x


@kernel
def _look_up(scores, cubic, x):  # type: ignore[no-untyped-def]
    """Quantiles at normal scores, NaN where the table is not trusted; whether there is such a one."""
    missing = False
    for k in range(scores.size):
        place = (min(max(scores[k], -REACH - 1.0), REACH + 1.0) + REACH) * (CELLS / (2.0 * REACH)) + 1.0
        cell = min(max(int(place), 0), CELLS + 1)
        t = place - cell
        value = ((cubic[0, cell] * t + cubic[1, cell]) * t + cubic[2, cell]) * t + cubic[3, cell]
        missing |= np.isnan(value)
        x[k] = min(max(value, 0.0), 1.0) if not np.isnan(value) else value
    return missing


@lru_cache(maxsize=4096)
def beta_table(a: float, b: float) -> BetaTable:
    """Table of Beta(a, b); 8 kB, kept for the next call."""
    z = np.linspace(-REACH, REACH, CELLS + 1)
    x = betaincinv(a, b, ndtr(z))
    step = 2.0 * REACH / CELLS
    with np.errstate(all="ignore"):  # what is not finite here is not trusted below
        log_density = xlogy(a - 1.0, x) + xlog1py(b - 1.0, -x) - betaln(a, b)
        slope = step * np.exp(-0.5 * z * z - 0.5 * math.log(2.0 * math.pi) - log_density)
        rise, left, right = np.diff(x), slope[:-1], slope[1:]
        cubic = np.stack([left + right - 2.0 * rise, 3.0 * rise - 2.0 * left - right, left, x[:-1]])
        middle = betaincinv(a, b, ndtr(0.5 * (z[:-1] + z[1:])))
        error = np.abs(((cubic[0] / 2.0 + cubic[1]) / 2.0 + cubic[2]) / 2.0 + cubic[3] - middle)
        trusted = (error <= TABLE_ERROR) & (np.maximum(left, right) <= STEEPEST * rise)
    coefficients = np.full((4, CELLS + 2), np.nan)
    coefficients[:, 1:-1] = np.where(trusted, cubic, np.nan)
    return BetaTable(coefficients)
