"""Utilities as whole numbers, so that sums are exact and equal utilities are equal whatever the order of addition.

0.1 + 0.2 and 0.3 differ in floating point; a frontier that took them for different would list deals that are the same to
everybody and keep deals that others beat.  So each party's utilities are counted in a unit: the greatest common one where
there is one (tables of decimals or of ratios have it), else a power of two far below what anybody could mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goodoffices.model.arrays import Floats, Ints

TOLERANCE = 1e-12
"""Utilities of a party that differ by less than this share of its largest possible utility count as equal."""
_CLOSE = 2.0**-46
"""How far, as a share of the largest utility, a value may lie from a multiple of a common unit."""
_LONGEST = 2.0**30
"""Largest number of common units that a party's utilities may span; with more the common unit is taken for chance."""
_NOISE = 2.0**-5
"""Remainders below this share of the least unit are rounding, which grows on the way; the end is checked strictly."""
_FINE = 2.0**50
"""Units that utilities span where there is no common unit: sums below 2^53 are exact."""


@dataclass(frozen=True, eq=False)
class Lattice:
    """Utility of each combo to each of n parties, counted in units from the least combo of its block."""

    steps: Floats
    """Whole numbers >= 0, float64[T, n]."""
    unit: Floats
    """Points per step, (n,)."""
    base: Floats
    """Sum over blocks of the least combo's utility: points of step 0, (n,)."""
    slack: Floats
    """Steps that count as no difference, (n,); 0 for a party with a common unit."""

    def steps_of(self, utilities: Floats) -> Floats:
        """Utilities float64[..., n] in points as steps, not rounded."""
        found: Floats = (np.asarray(utilities, dtype=np.float64) - self.base) / self.unit
        return found


def lattice(worth: Floats, block_start: Ints) -> Lattice:
    """Count the utilities float64[n, T] of combos in units.

    Each combo is off by at most 2^-46 of the party's largest utility.  O(n T log) for the common units, by Euclid's
    algorithm on numbers known up to rounding.
    """
    low = np.minimum.reduceat(worth, block_start[:-1], axis=1)
    high = np.maximum.reduceat(worth, block_start[:-1], axis=1)
    above = worth - np.repeat(low, np.diff(block_start), axis=1)
    largest = np.maximum(np.abs(low), np.abs(high)).sum(axis=1)
    span = (high - low).sum(axis=1)
    found = [_unit(np.unique(a), size, wide) for a, size, wide in zip(above, largest, span, strict=True)]
    unit = np.array([u for u, _ in found])
    common = np.array([shared for _, shared in found])
    return Lattice(
        steps=np.ascontiguousarray(np.rint(above / unit[:, None]).T),
        unit=unit,
        base=low.sum(axis=1),
        slack=np.where(common, 0.0, np.ceil(TOLERANCE * largest / unit)),
    )


def common_unit(values: Floats, largest: float) -> float:
    """Greatest unit of which numbers >= 0 are multiples up to 2^-46 of `largest`; 0.0 where there is none that counts.

    None counts of which `largest` would be more than 2^30.
    """
    close = _CLOSE * largest
    above = np.unique(values[values > close])
    return _common(above, close, largest / _LONGEST) if above.size else 0.0


def _unit(values: Floats, largest: float, span: float) -> tuple[float, bool]:
    """Unit for values >= 0, and whether all are multiples of it."""
    close = _CLOSE * largest
    if span <= close:
        return max(largest, 1.0), True
    unit = _common(values[values > close], close, span / _LONGEST)
    if unit > 0.0:
        return unit, True
    return float(2.0 ** (np.ceil(np.log2(largest)) - np.log2(_FINE))), False


def _common(values: Floats, close: float, least: float) -> float:
    """Largest unit of which all values are multiples up to `close`, or 0.0 where that is less than `least`."""
    unit = float(values[0])
    while unit >= least:
        rest = np.abs(values - np.rint(values / unit) * unit)
        left = rest[rest > least * _NOISE]
        if left.size == 0:
            break
        unit = float(left.min())
    else:
        return 0.0
    unit = float(values[-1] / np.rint(values[-1] / unit))
    off = np.abs(values - np.rint(values / unit) * unit).max()
    return unit if off <= close else 0.0
