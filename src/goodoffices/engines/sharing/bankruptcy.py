"""Bankruptcy rules: an estate E is to be shared among claims c that together exceed it (O'Neill 1982).

    proportional                everybody the same share of its claim
    constrained equal awards    everybody the same amount, but nobody more than its claim (Maimonides, 12th century)
    constrained equal losses    everybody forgoes the same amount, but nobody gets less than nothing (ditto)
    Talmud                      equal awards on half-claims up to half of the sum, equal losses on half-claims above it: the
                                only rule that agrees on every pair with the contested garment (Aumann & Maschler 1985)
    random arrival              first come, first served, averaged over all orders of arrival: the Shapley value of the
                                game in which a coalition is worth what the others leave (O'Neill 1982)

All take an estate and claims float64[n] and return awards float64[n] with 0 <= x <= c that sum to E; equal claims get
equal awards, and nobody gets less when the estate grows.  ValueError: no claims, claims or an estate below zero or not finite.
InfeasibleError: the estate exceeds the claims, so that there is nothing to ration.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from goodoffices.case.problem import InfeasibleError
from goodoffices.model.arrays import Floats

MOST_ARRIVING = 20
"""Claims that `random_arrival` takes: it looks at 2^n coalitions."""
ROUNDING = 1e-12
"""Share of the sum of claims by which an estate may exceed it."""


def proportional(estate: float, claims: npt.ArrayLike) -> Floats:
    """E c_i / sum c (Aristotle, Nicomachean Ethics V); O(n)."""
    asked, there = _checked(estate, claims)
    total = float(asked.sum())
    return asked * (there / total) if total > 0.0 else np.zeros(len(asked))


def constrained_equal_awards(estate: float, claims: npt.ArrayLike) -> Floats:
    """min(c_i, a) with a such that awards sum to E (Maimonides; Aumann & Maschler 1985); O(n log n)."""
    asked, there = _checked(estate, claims)
    return _equal_awards(there, asked)


def constrained_equal_losses(estate: float, claims: npt.ArrayLike) -> Floats:
    """max(0, c_i - l) with l such that awards sum to E (Maimonides; Aumann & Maschler 1985); O(n log n)."""
    asked, there = _checked(estate, claims)
    return _equal_losses(there, asked)


def talmud(estate: float, claims: npt.ArrayLike) -> Floats:
    """Equal awards on c/2 for E up to sum c / 2; above it c/2 plus equal losses on c/2 (Aumann & Maschler 1985); O(n log n)."""
    asked, there = _checked(estate, claims)
    half = 0.5 * asked
    middle = float(half.sum())
    if there <= middle:
        return _equal_awards(there, half)
    return half + _equal_losses(there - middle, half)


def random_arrival(estate: float, claims: npt.ArrayLike) -> Floats:
    """Mean over all orders of min(c_i, what those before i left) (O'Neill 1982), by coalitions: O(n 2^n).

    Raises InfeasibleError for more than `MOST_ARRIVING` claims.
    """
    asked, there = _checked(estate, claims)
    count = len(asked)
    if count > MOST_ARRIVING:
        raise InfeasibleError(
            f"random arrival looks at 2^n coalitions and takes up to {MOST_ARRIVING} claims, not {count}"
        )
    served, size = np.zeros(1), np.zeros(1, np.int64)
    for claim in asked:
        served, size = np.concatenate((served, served + claim)), np.concatenate((size, size + 1))
    weight = _arrival_weights(count)
    left = np.maximum(0.0, there - served)
    coalition = np.arange(len(served))
    awards = np.zeros(count)
    for i, claim in enumerate(asked):
        without = (coalition >> i) & 1 == 0
        awards[i] = (weight[size[without]] * np.minimum(claim, left[without])).sum()
    return awards


RULES: dict[str, Callable[[float, npt.ArrayLike], Floats]] = {
    "proportional": proportional,
    "constrained_equal_awards": constrained_equal_awards,
    "constrained_equal_losses": constrained_equal_losses,
    "talmud": talmud,
    "random_arrival": random_arrival,
}


def _checked(estate: float, claims: npt.ArrayLike) -> tuple[Floats, float]:
    asked = np.asarray(claims, dtype=np.float64)
    if asked.ndim != 1 or not len(asked):
        raise ValueError(f"claims must be a list of at least one number, not of shape {asked.shape}")
    for at, claim in enumerate(asked):
        if not (np.isfinite(claim) and claim >= 0.0):
            raise ValueError(f"claim {at} is {claim}; claims must be finite and 0 or more")
    if not (np.isfinite(estate) and estate >= 0.0):
        raise ValueError(f"the estate is {estate}; it must be finite and 0 or more")
    total = float(asked.sum())
    if estate > total * (1.0 + ROUNDING):
        raise InfeasibleError(
            f"the estate of {estate:g} exceeds the claims, {total:g} in all: there is nothing to ration"
        )
    return asked, min(float(estate), total)


def _equal_awards(estate: float, claims: Floats) -> Floats:
    """Claims are met in full from the smallest on, as long as an even share of the rest covers them."""
    order = np.argsort(claims, kind="stable")
    ascending = claims[order]
    before = np.concatenate(([0.0], np.cumsum(ascending)[:-1]))
    even = (estate - before) / np.arange(len(claims), 0, -1)
    short = np.flatnonzero(even < ascending)
    return claims.copy() if not len(short) else np.minimum(claims, max(0.0, float(even[short[0]])))


def _equal_losses(estate: float, claims: Floats) -> Floats:
    """Awards of equal losses are claims less equal awards of what is missing: the rules are dual."""
    return claims - _equal_awards(max(0.0, float(claims.sum()) - estate), claims)


def _arrival_weights(count: int) -> Floats:
    """Chance that exactly a given coalition of k others arrives before: k! (n - 1 - k)! / n!, float64[n]."""
    weight = np.empty(count)
    weight[0] = 1.0 / count
    for k in range(1, count):
        weight[k] = weight[k - 1] * k / (count - k)
    return weight
