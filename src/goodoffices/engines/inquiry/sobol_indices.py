"""Sobol indices: which share of a result's variance each uncertain factor accounts for (Sobol 1993).

With A and B two independent samples of all k factors and AB_i the sample A with factor i taken from B,

    S_i  = E[ f(B) (f(AB_i) - f(A)) ] / V        first order (Saltelli et al. 2010, table 2 b)
    ST_i = E[ (f(A) - f(AB_i))^2 ] / (2 V)       total (Jansen 1999; Saltelli et al. 2010, table 2 f)

S_i is the share of variance that would go if factor i alone were known; ST_i the share that would stay if all but i were
known.  They are equal for additive results; the S_i sum to at most 1 and the ST_i to at least 1.  A factor may be several
columns (a correlation group, everything a claim touches): all of them are taken from B together.

The factors come one at a time, so that memory does not grow with their number: `reference` takes f(A) and f(B) once,
`factor` one f(AB_i).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.model.arrays import Floats, Singles

RESAMPLES = 256
"""Resamples of a bootstrap."""
ROUNDING = 1e-12
"""Standard deviation, as a share of the mean, up to which a result counts as one that does not vary."""
LEVEL = 0.95
"""Confidence of the intervals."""


@dataclass(frozen=True, eq=False)
class Reference:
    """f(A) and f(B) of m results, centred, and what a bootstrap needs of them."""

    middle: Floats
    """(m,) mean of f(A) and f(B), which is taken off everything: the estimators do not depend on it, their errors do."""
    a: Floats
    """(N, m) f(A) less `middle`."""
    b: Floats
    """(N, m) f(B) less `middle`."""
    variance: Floats
    """(m,) of f, from both samples."""
    weights: Singles
    """(R, N) how often each draw is in a resample, divided by N."""
    variances: Floats
    """(R, m) variance in every resample."""


@dataclass(frozen=True, eq=False)
class Indices:
    """Indices of one factor for m results; NaN where a result does not vary."""

    first: Floats
    """(m,) S_i."""
    total: Floats
    """(m,) ST_i."""
    first_range: Floats
    """(m, 2) bootstrap interval at `LEVEL`."""
    total_range: Floats
    """(m, 2)."""


def reference(f_a: npt.ArrayLike, f_b: npt.ArrayLike, *, seed: int = 0, resamples: int = RESAMPLES) -> Reference:
    """Prepare the samples that all factors are compared with.  O(R N m) time, R N float32 of memory.

    Args:
        f_a, f_b: (N,) or (N, m) results on A and on B, N at least 2.
        seed: of the bootstrap (Efron 1979); draws are resampled whole, A, B and all AB_i together.
        resamples: R.

    Raises:
        ValueError: the samples differ in shape, are too short, or hold what is not a number.
    """
    a, b = _columns(f_a), _columns(f_b)
    if a.shape != b.shape:
        raise ValueError(f"f(A) has shape {a.shape}, f(B) {b.shape}; they must be alike")
    if len(a) < 2:
        raise ValueError("Sobol indices need at least two draws")
    middle = 0.5 * (a.mean(axis=0) + b.mean(axis=0))
    a, b = a - middle, b - middle
    weights = _weights(len(a), seed, resamples)
    squares, sums = 0.5 * (a * a + b * b), 0.5 * (a + b)
    variance = squares.mean(axis=0)
    variance[variance <= (ROUNDING * np.abs(middle)) ** 2] = 0.0
    variances = _resampled(weights, squares) - _resampled(weights, sums) ** 2
    return Reference(middle, a, b, variance, weights, variances)


def factor(samples: Reference, f_ab: npt.ArrayLike) -> Indices:
    """Indices of the factor that was exchanged in AB_i.  O(R N m).

    Args:
        samples: from `reference`.
        f_ab: (N,) or (N, m) results on AB_i.

    Raises:
        ValueError: another shape than f(A), or not a number.
    """
    given = _columns(f_ab)
    if given.shape != samples.a.shape:
        raise ValueError(f"f(AB_i) has shape {given.shape}, f(A) {samples.a.shape}; they must be alike")
    moved = given - samples.middle - samples.a
    first, total = samples.b * moved, 0.5 * moved * moved
    return Indices(
        _share(first.mean(axis=0), samples.variance),
        _share(total.mean(axis=0), samples.variance),
        _interval(_resampled(samples.weights, first), samples.variances),
        _interval(_resampled(samples.weights, total), samples.variances),
    )


def _columns(results: npt.ArrayLike) -> Floats:
    table = np.asarray(results, dtype=np.float64)
    table = table[:, None] if table.ndim == 1 else table
    if not np.isfinite(table).all():
        raise ValueError("results must be numbers: no infinite ones and no NaN")
    return table


def _weights(draws: int, seed: int, resamples: int) -> Singles:
    rng = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, draws, resamples])))
    table = np.empty((resamples, draws), dtype=np.float32)
    for row in table:
        row[:] = np.bincount(rng.integers(draws, size=draws), minlength=draws)
    table /= draws
    return table


def _resampled(weights: Singles, values: Floats) -> Floats:
    """(R, m) means of (N, m) over every resample; float32 inside, which is far finer than a bootstrap."""
    # einsum adds in one order, where a matrix product would let the number of cores decide
    scale = np.abs(values).max(axis=0)
    scaled = (values / np.where(scale > 0.0, scale, 1.0)).astype(np.float32)
    means = np.stack([np.einsum("rd,d->r", weights, column) for column in np.ascontiguousarray(scaled.T)], axis=1)
    found: Floats = means.astype(np.float64) * scale
    return found


def _share(part: Floats, variance: Floats) -> Floats:
    share: Floats = np.divide(part, variance, out=np.full_like(variance, np.nan), where=variance > 0.0)
    return share


def _interval(parts: Floats, variances: Floats) -> Floats:
    """(m, 2) percentile interval of a ratio over the resamples in which the result varies."""
    tail = 0.5 * (1.0 - LEVEL)
    found = np.full((parts.shape[1], 2), np.nan)
    for result, (part, variance) in enumerate(zip(parts.T, variances.T, strict=True)):
        varies = variance > 0.0
        if varies.any():
            found[result] = np.quantile(part[varies] / variance[varies], [tail, 1.0 - tail])
    return found
