"""Adjusted Winner: two parties share goods so that both get as many points, and no more is to be had (Brams & Taylor 1996).

Both spread the same number of points over the goods.  Each good goes to who gives it more points; then the one ahead hands
goods over, in order of its points per point of the other, the last one in part, until both have as many points.  The
result is efficient, equitable, and envy-free, and at most one good is divided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class AdjustedWinner:
    """Who gets what; exact fractions where points were given as whole numbers or fractions."""

    shares: tuple[Fraction, ...]
    """What the first party gets of each good, in [0, 1]."""
    points: tuple[Fraction, Fraction]
    """Points of both by their own count; equal, unless their totals differ."""
    initial: tuple[Fraction, Fraction]
    """Points of both before anything was handed over."""
    divided: int | None
    """The good that is divided, None where none is."""


def adjusted_winner(first: Sequence[float | Fraction], second: Sequence[float | Fraction]) -> AdjustedWinner:
    """Share goods by the points of two parties; O(G log G), in exact arithmetic (floats are taken at their exact value).

    A good with equal points goes to who is behind after the goods with unequal points have gone, goods in order (to the
    second party where both are even), as Brams & Taylor leave open.  Where the totals of the points differ each counts in
    shares of its own total, so that equitable means the same share of everything.  A good that is worth nothing to both
    goes to the first party.

    Raises ValueError: different numbers of goods, none, points below zero or not finite, or all of a party's points zero.
    """
    mine, theirs = _points(first, "first"), _points(second, "second")
    if len(mine) != len(theirs):
        raise ValueError(f"the first party gives points to {len(mine)} goods, the second to {len(theirs)}")
    totals = sum(mine), sum(theirs)
    a, b = [value / totals[0] for value in mine], [value / totals[1] for value in theirs]
    shares = _winners(a, b)
    initial = _worth(a, b, shares)
    divided = _adjust(a, b, shares, initial)
    final = _worth(a, b, shares)
    return AdjustedWinner(
        tuple(shares),
        (final[0] * totals[0], final[1] * totals[1]),
        (initial[0] * totals[0], initial[1] * totals[1]),
        divided,
    )


def _points(given: Sequence[float | Fraction], whose: str) -> list[Fraction]:
    for good, value in enumerate(given):
        if not 0 <= value < float("inf"):
            raise ValueError(
                f"points of the {whose} party for good {good} are {value}; they must be finite and 0 or more"
            )
    if not any(given):
        raise ValueError(f"the {whose} party gives no points to any good")
    return [Fraction(value) for value in given]


def _worth(a: Sequence[Fraction], b: Sequence[Fraction], shares: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    """What both have, by their own count."""
    first = sum((x * s for x, s in zip(a, shares, strict=True)), Fraction(0))
    return first, sum((y * (1 - s) for y, s in zip(b, shares, strict=True)), Fraction(0))


def _winners(a: Sequence[Fraction], b: Sequence[Fraction]) -> list[Fraction]:
    """Each good to who gives it more; then equal ones to who is behind."""
    shares = [Fraction(x > y or x == y == 0) for x, y in zip(a, b, strict=True)]
    ahead = sum((x if x > y else -y for x, y in zip(a, b, strict=True) if x != y), Fraction(0))
    for good, (x, y) in enumerate(zip(a, b, strict=True)):
        if x == y > 0:
            shares[good] = Fraction(ahead < 0)
            ahead += x if ahead < 0 else -y
    return shares


def _adjust(
    a: Sequence[Fraction], b: Sequence[Fraction], shares: list[Fraction], initial: tuple[Fraction, Fraction]
) -> int | None:
    """Hand goods over until both have as much; changes `shares`, returns the good that had to be divided."""
    ahead = initial[0] - initial[1]
    gives, takes, from_first = (a, b, True) if ahead > 0 else (b, a, False)
    owed = abs(ahead)
    held = [good for good, share in enumerate(shares) if (share == 1) is from_first and gives[good] > 0]
    for good in sorted(held, key=lambda g: (gives[g] / takes[g] if takes[g] else float("inf"), g)):
        if owed == 0:
            break
        part = min(Fraction(1), owed / (gives[good] + takes[good]))
        shares[good] += -part if from_first else part
        owed -= part * (gives[good] + takes[good])
        if part < 1:
            return good
    return None
