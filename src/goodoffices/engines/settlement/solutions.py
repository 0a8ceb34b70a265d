"""Which of the listed outcomes a solution concept of bargaining theory picks.

All take utilities float64[F, n] in each party's own points and the disagreement point d float64[n], look only at *rational*
outcomes (u_i >= d_i - `RATIONAL` for every i), and are exact over the list: no lotteries, no divisible surplus.  Given a
Pareto frontier of the rational outcomes they pick what they would among all packages, for none of the concepts prefers
a dominated outcome.  Values within a relative `TIE` of the best tie; of those the outcome with the lexicographically
greatest utilities is picked, and of equals the first row (smallest code, on a front).  O(F n) each, leximin O(F n log n).

InfeasibleError: there is no rational outcome.  ValueError: arrays that do not fit each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.case.problem import InfeasibleError
from goodoffices.model.arrays import Floats, Ints

RATIONAL = 1e-12
"""Share of the largest utility listed by which an outcome may miss the disagreement point."""
TIE = 1e-12
"""Values that differ by less than this share of the largest in size are equal."""


@dataclass(frozen=True, eq=False)
class Solution:
    """The outcome that a concept picks."""

    row: int
    """Its row in the list."""
    utilities: Floats
    """(n,), points."""
    value: float
    """What the concept maximises, there."""


def disagreement_point(reservation: Sequence[float | None], least: npt.ArrayLike) -> Floats:
    """What each party has without a deal, (n,): its reservation value, but not less than its least utility.

    `least` float64[n] is each party's least utility over all outcomes; it stands where no reservation value is stated.
    A party cannot be held to less than the worst deal gives it; gains are counted from there.
    """
    low = np.asarray(least, dtype=np.float64)
    if len(reservation) != len(low):
        raise ValueError(f"{len(reservation)} reservation values for {len(low)} parties")
    stated = np.array([-np.inf if value is None else value for value in reservation])
    found: Floats = np.maximum(stated, low)
    return found


def rational_rows(utilities: Floats, disagreement: npt.ArrayLike) -> Ints:
    """Rows that give every party at least its disagreement value; may be none."""
    values, low = _checked(utilities, disagreement)
    slack = RATIONAL * float(np.abs(values).max(initial=0.0))
    return np.flatnonzero((values >= low - slack).all(axis=1))


def ideal_point(utilities: Floats, disagreement: npt.ArrayLike) -> Floats:
    """Most that each party gets in any rational outcome, (n,)."""
    found: Floats = utilities[_rational(utilities, disagreement)].max(axis=0)
    return found


def nash_product(utilities: Floats, disagreement: npt.ArrayLike, power: npt.ArrayLike | None = None) -> Solution:
    """The greatest product of gains, prod (u_i - d_i) (Nash 1950); with `power` float64[n] > 0 of (u_i - d_i)^power_i.

    Where somebody gains nothing in every rational outcome the product is 0 everywhere and all rational outcomes tie.
    """
    rows = _rational(utilities, disagreement)
    gains = _gains(utilities[rows], disagreement)
    return _best(utilities, rows, np.prod(gains if power is None else gains ** np.asarray(power), axis=1))


def kalai_smorodinsky(utilities: Floats, disagreement: npt.ArrayLike, ideal: npt.ArrayLike | None = None) -> Solution:
    """The greatest least share of the way to the ideal point, max min_i (u_i - d_i) / (I_i - d_i) (Kalai & Smorodinsky 1975).

    The discrete form: equal shares need not be on offer, so the least share is made as large as can be.  I is the
    `ideal_point` if not given: over rational outcomes, not all.  A party with I_i = d_i is counted with divisor 1.
    """
    rows = _rational(utilities, disagreement)
    low = np.asarray(disagreement, dtype=np.float64)
    top = utilities[rows].max(axis=0) if ideal is None else np.asarray(ideal, dtype=np.float64)
    way = np.where(top - low > RATIONAL * np.maximum(np.abs(top), np.abs(low)), top - low, 1.0)
    return _best(utilities, rows, ((utilities[rows] - low) / way).min(axis=1))


def egalitarian(utilities: Floats, disagreement: npt.ArrayLike) -> Solution:
    """The greatest least gain in own points, max min_i (u_i - d_i) (Kalai 1977, discrete form); points are not rescaled."""
    rows = _rational(utilities, disagreement)
    return _best(utilities, rows, (utilities[rows] - np.asarray(disagreement)).min(axis=1))


def utilitarian(utilities: Floats, disagreement: npt.ArrayLike, scale: npt.ArrayLike | None = None) -> Solution:
    """The greatest sum of utilities, sum u_i / scale_i (Harsanyi 1955); `scale` float64[n] > 0, 1 if not given."""
    rows = _rational(utilities, disagreement)
    by = np.ones(utilities.shape[1]) if scale is None else np.asarray(scale, dtype=np.float64)
    return _best(utilities, rows, (utilities[rows] / by).sum(axis=1))


def maximin(utilities: Floats, disagreement: npt.ArrayLike) -> Solution:
    """The greatest least utility, max min_i u_i, whatever each has without a deal (Rawls 1971, in utilities)."""
    rows = _rational(utilities, disagreement)
    return _best(utilities, rows, utilities[rows].min(axis=1))


def leximin(utilities: Floats, disagreement: npt.ArrayLike) -> Solution:
    """The greatest least gain, of those the greatest second least, and so on (Sen 1970; Imai 1983); value: the least gain.

    Each step keeps what ties within `TIE` before the next looks on.
    """
    rows = _rational(utilities, disagreement)
    gains = np.sort(utilities[rows] - np.asarray(disagreement, dtype=np.float64), axis=1)
    left = np.arange(len(rows))
    for i in range(gains.shape[1]):
        left = left[_ties(gains[left, i])]
    found = _first(utilities, rows[left])
    return Solution(found, utilities[found], float(gains[left, 0].max()))


def discounted(utilities: Floats, discount: npt.ArrayLike, time: float) -> Floats:
    """What outcomes are worth when agreed at `time` >= 0: delta_i^t u_i (Rubinstein 1982), float64[F, n].

    `discount` float64[n] in (0, 1].  The disagreement point is not discounted: who wants it so discounts it likewise.
    """
    share = np.asarray(discount, dtype=np.float64)
    if ((share <= 0.0) | (share > 1.0)).any() or not time >= 0.0:
        raise ValueError("discount factors lie in (0, 1], and time is 0 or later")
    found: Floats = utilities * share**time
    return found


def _checked(utilities: Floats, disagreement: npt.ArrayLike) -> tuple[Floats, Floats]:
    values, low = np.asarray(utilities, dtype=np.float64), np.asarray(disagreement, dtype=np.float64)
    if values.ndim != 2 or low.shape != values.shape[1:] or np.isnan(low).any() or not np.isfinite(values).all():
        raise ValueError(f"utilities {values.shape} and disagreement {low.shape} must be finite numbers per party")
    return values, low


def _rational(utilities: Floats, disagreement: npt.ArrayLike) -> Ints:
    rows = rational_rows(utilities, disagreement)
    if len(rows) == 0:
        raise InfeasibleError("no outcome gives every party at least what it has without a deal")
    return rows


def _gains(utilities: Floats, disagreement: npt.ArrayLike) -> Floats:
    """Gains, those missed by rounding taken as none."""
    return np.maximum(utilities - np.asarray(disagreement, dtype=np.float64), 0.0)


def _ties(values: Floats) -> Ints:
    """Positions of what ties with the greatest value."""
    best = float(values.max())
    return np.flatnonzero(values >= best - TIE * abs(best))


def _first(utilities: Floats, rows: Ints) -> int:
    """Of some rows the one with the lexicographically greatest utilities, then the first."""
    order = np.lexsort((rows, *(-utilities[rows]).T[::-1]))
    return int(rows[order[0]])


def _best(utilities: Floats, rows: Ints, values: Floats) -> Solution:
    tied = _ties(values)
    found = _first(utilities, rows[tied])
    return Solution(found, utilities[found], float(values[rows == found][0]))
