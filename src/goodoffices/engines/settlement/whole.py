"""A party's points as whole numbers of a unit, so that sums and comparisons are exact however far apart the points are.

A number of a file is the decimal that is written there, so numbers are counted in the greatest unit that divides all of
these decimals: 0.1, 0.25 and 3 in twentieths.  Numbers that use up the digits of a double are no written decimals but
came out of a division (a third) or a product; where they have a common unit up to rounding they are counted in that, and
else as the shortest decimals that stand for them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from goodoffices.engines.frontier.lattice import common_unit

WRITTEN = 15
"""Significant digits up to which a double says exactly which decimal was written."""


@dataclass(frozen=True)
class Whole:
    """Numbers as whole multiples of a unit."""

    counts: tuple[int, ...]
    unit: Fraction
    """Points per step, above 0; 1 where all numbers are 0."""
    decimals: bool
    """Whether the multiples are exactly the decimals given; else up to the rounding that the numbers came with."""


def whole(values: Iterable[float]) -> Whole:
    """Count finite numbers (points) in the greatest unit that divides them all."""
    numbers = [float(value) for value in values]
    written = [Decimal(repr(value)) for value in numbers]
    if any(len(value.normalize().as_tuple().digits) > WRITTEN for value in written):
        largest = math.fsum(map(abs, numbers))
        unit = common_unit(np.abs(np.array(numbers)), largest) if math.isfinite(largest) else 0.0
        if unit > 0.0:
            return Whole(tuple(round(value / unit) for value in numbers), Fraction(unit), False)
    exact = [Fraction(value) for value in written]
    below = math.lcm(*(value.denominator for value in exact))
    above = [int(value * below) for value in exact]
    common = math.gcd(*above) or below
    return Whole(tuple(value // common for value in above), Fraction(common, below), True)


def exactly(value: float) -> Fraction:
    """The decimal that a finite number stands for."""
    return Fraction(Decimal(repr(float(value))))
