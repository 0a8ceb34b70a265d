"""Value of information: what knowing some uncertain numbers first would add to the choice among plans.

    perfect   E[ max_p s_p ] - max_p E[ s_p ]                 everything known           (Raiffa & Schlaifer 1961)
    partial   E_x[ max_p E(s_p | x) ] - max_p E[ s_p ]        x alone known

E(s_p | x) is estimated by least squares on functions of x (Strong, Oakley & Brennan 2014).  The mean of the largest of
fitted values is too high, since the fit follows the noise; what the plans so chosen bring on draws that were not fitted is
too low, since some choices are mistakes.  Both are given: the truth is expected between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.model.arrays import Floats

KNOTS = 4
"""Pieces between the knots of a number's spline, at quantiles."""
FOLDS = 4
"""Parts of the draws; each is chosen for on a fit to the others."""
MOST_TERMS = 120
"""Terms of a regression; with more columns each gets a straight line alone."""


@dataclass(frozen=True)
class Value:
    """Expected rise in the best plan's mean result from knowing x."""

    upper: float
    """From fitted values: too high, if anything."""
    lower: float
    """From the plans chosen by the fit, on draws that were not fitted: too low, if anything; may be below 0."""
    se: float
    """Standard error of `lower`."""
    switches: float
    """Share of draws in which another plan would be chosen than without knowing x."""


def perfect(success: npt.ArrayLike) -> tuple[float, float]:
    """Expected value of perfect information and its standard error.  O(D P).

    Args:
        success: (D, P) result of each plan in each draw.
    """
    table = np.asarray(success, dtype=np.float64)
    best = int(table.mean(axis=0).argmax())
    rise = table.max(axis=1) - table[:, best]
    return float(rise.mean()), _error(rise)


def partial(success: npt.ArrayLike, known: npt.ArrayLike) -> Value:
    """Expected value of knowing some numbers.  O(D T^2) for T terms of the regression.

    Args:
        success: (D, P) result of each plan in each draw, draws in the order of a balanced sequence.
        known: (D, k) the numbers that would be known.

    Raises:
        ValueError: lengths differ, or too few draws for the regression.
    """
    table, x = np.asarray(success, dtype=np.float64), np.asarray(known, dtype=np.float64)
    x = x[:, None] if x.ndim == 1 else x
    if len(table) != len(x):
        raise ValueError(f"{len(table)} results and {len(x)} known numbers; there must be as many")
    terms = basis(x)
    if len(table) < 4 * terms.shape[1]:
        raise ValueError(f"{len(table)} draws are too few for a regression with {terms.shape[1]} terms")
    best = int(table.mean(axis=0).argmax())
    fitted = terms @ _coefficients(terms, table)
    upper = float((fitted.max(axis=1) - fitted[:, best]).mean())
    chosen = np.empty(len(table), dtype=np.int64)
    # stretches of a Sobol sequence are balanced; every fourth of its points is not
    fold = np.arange(len(table)) * FOLDS // len(table)
    for part in range(FOLDS):
        out = fold == part
        outside = terms[out] @ _coefficients(terms[~out], table[~out])
        # a tie goes to the plan that is best anyway
        outside[:, best] += 1e-12
        chosen[out] = outside.argmax(axis=1)
    rise = table[np.arange(len(table)), chosen] - table[:, best]
    return Value(max(upper, 0.0), float(rise.mean()), _error(rise), float((chosen != best).mean()))


def basis(x: Floats) -> Floats:
    """(D, T) a constant, and per column a linear spline with knots at quantiles (fewer for fewer values)."""
    pieces = KNOTS if 1 + x.shape[1] * KNOTS <= MOST_TERMS else 1
    terms = [np.ones(len(x))]
    for column in x.T:
        spread = column.std()
        if spread == 0.0:
            continue
        scaled = (column - column.mean()) / spread
        knots = np.unique(np.quantile(scaled, np.arange(1, pieces) / pieces))
        inside = knots[(knots > scaled.min()) & (knots < scaled.max())]
        terms += [scaled, *(np.maximum(scaled - knot, 0.0) for knot in inside)]
    return np.stack(terms, axis=1)


def _coefficients(terms: Floats, table: Floats) -> Floats:
    """Least squares by the normal equations, with a trace of ridge against columns that say the same."""
    square = np.einsum("dt,du->tu", terms, terms)
    square[np.diag_indices_from(square)] += 1e-9 * np.trace(square) / len(square)
    found: Floats = np.linalg.solve(square, np.einsum("dt,dp->tp", terms, table))
    return found


def _error(values: Floats) -> float:
    return float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0.0


def ranked(values: Sequence[Value]) -> list[int]:
    """Places of the values, the largest lower estimate first."""
    return sorted(range(len(values)), key=lambda at: (-values[at].lower, -values[at].upper, at))
