"""What is to be divided: goods that parties value, bids for goods, or an estate that claims exceed.  No method yet."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

RULES = ("proportional", "constrained_equal_awards", "constrained_equal_losses", "talmud", "random_arrival")
"""Bankruptcy rules that can be asked for; `engines.sharing.bankruptcy` has them by these names."""


@dataclass(frozen=True)
class Pointed:
    """Goods that can be split, and how many points each of two parties gives each of G goods."""

    name: str
    parties: tuple[str, str]
    goods: tuple[str, ...]
    points: tuple[tuple[Fraction, ...], tuple[Fraction, ...]]
    """By party, then good; decimals of the source exactly."""


@dataclass(frozen=True)
class Bidden:
    """Goods that cannot be split, money that can, and what each of n parties bids for each of G goods."""

    name: str
    parties: tuple[str, ...]
    goods: tuple[str, ...]
    bids: tuple[tuple[float, ...], ...]
    """By party, then good, money."""


@dataclass(frozen=True)
class Claimed:
    """An estate, and what each of n claimants has a right to."""

    name: str
    parties: tuple[str, ...]
    estate: float
    claims: tuple[float, ...]
    rules: tuple[str, ...] | None
    """Names of the rules asked for, of `RULES`; None for all."""


Division = Pointed | Bidden | Claimed
