"""The shares with the greatest product of gains when all else is settled: a concave function over a box."""

from __future__ import annotations

import numpy as np

from goodoffices.model.arrays import Floats

LAST = 1e-13
"""Weight of the barrier at the end: log-products are within 2 K of it of the best."""
_END = 1e-9
"""A share this near to 0 or 1 is tried there."""
_POLISH = 8
"""Newton steps without a barrier at the end, at most; one or two are taken."""
_STEPS = 60
"""Newton steps per weight of the barrier, at most; a handful are taken."""


def nash_shares(base: Floats, slope: Floats, start: Floats) -> Floats:
    """Shares s in [0, 1]^K that maximise sum_i log(base_i + sum_k slope_ik s_k).

    `base` float64[n] and `slope` float64[n, K] are gains, `start` float64[K] shares at which all gains are positive.  A
    barrier method (Fiacco & McCormick 1968): Newton's method on the sum of logarithms plus mu times those of s and 1 - s, mu
    falling tenfold to `LAST`; then Newton's method on the shares inside the box alone, for as long as `gap` falls.  O(K^3) per
    step, a few hundred steps at most.  Raises ValueError where a gain at `start` is not positive.
    """
    if (base + slope @ start <= 0.0).any():
        raise ValueError("every party needs a gain at the shares to start from")
    shares, pull = np.full(len(start), 0.5), 0.5
    while (base + slope @ shares <= 0.0).any():
        shares, pull = start + pull * (0.5 - start), 0.5 * pull
    mu = 1.0
    while mu > LAST:
        mu *= 0.1
        shares = _centre(base, slope, shares, mu)
    ends = np.where(shares < _END, 0.0, np.where(shares > 1.0 - _END, 1.0, shares))
    gains, at_ends = base + slope @ shares, base + slope @ ends
    keep = (at_ends <= 0.0).any() or np.log(at_ends).sum() < np.log(gains).sum() - 2.0 * LAST * len(start)
    return _polished(base, slope, shares if keep else ends)


def gap(base: Floats, slope: Floats, shares: Floats) -> float:
    """Upper bound on how far the log-product at `shares` is from the greatest: what its tangent promises in the box.

    The log-product is concave, so it lies below its tangent everywhere (Frank & Wolfe 1956); O(n K).
    """
    push = slope.T @ (1.0 / (base + slope @ shares))
    return float(np.maximum(push * (1.0 - shares), -push * shares).sum())


def _polished(base: Floats, slope: Floats, shares: Floats) -> Floats:
    """Newton's method without a barrier on the shares that lie inside the box; keeps what makes the gap smaller.

    With h the rows of the slope over the gains, a step solves h'h x = h'1: the least squares of h x = 1.
    """
    left = gap(base, slope, shares)
    for _ in range(_POLISH):
        inside = (shares > 0.0) & (shares < 1.0)
        if not inside.any():
            break
        scaled = slope[:, inside] / (base + slope @ shares)[:, None]
        moved = shares.copy()
        moved[inside] += np.linalg.lstsq(scaled, np.ones(len(base)), rcond=None)[0]
        moved = np.clip(moved, 0.0, 1.0)
        if (base + slope @ moved <= 0.0).any() or gap(base, slope, moved) >= left:
            break
        shares, left = moved, gap(base, slope, moved)
    return shares


def _centre(base: Floats, slope: Floats, shares: Floats, mu: float) -> Floats:
    """Newton's method for one weight of the barrier."""
    for _ in range(_STEPS):
        gains = base + slope @ shares
        gradient = slope.T @ (1.0 / gains) + mu * (1.0 / shares - 1.0 / (1.0 - shares))
        scaled = slope / gains[:, None]
        hessian = scaled.T @ scaled + np.diag(mu * (1.0 / shares**2 + 1.0 / (1.0 - shares) ** 2))
        step: Floats = np.linalg.solve(hessian, gradient).astype(np.float64)
        promised = float(gradient @ step)
        if promised <= 1e-4 * mu:
            break
        length, now = _inside(shares, step), _height(base, slope, shares, mu)
        while _height(base, slope, shares + length * step, mu) < now + 0.1 * length * promised and length > 1e-12:
            length *= 0.5
        if length <= 1e-12:
            break
        shares = shares + length * step
    return shares


def _inside(shares: Floats, step: Floats) -> float:
    """Share of a step, at most 1, that stays inside the box."""
    room: Floats = np.where(step > 0.0, 1.0 - shares, shares)
    with np.errstate(divide="ignore"):
        return min(1.0, 0.99 * float(np.min(room / np.abs(step), initial=np.inf)))


def _height(base: Floats, slope: Floats, shares: Floats, mu: float) -> float:
    gains = base + slope @ shares
    if (gains <= 0.0).any() or (shares <= 0.0).any() or (shares >= 1.0).any():
        return -np.inf
    return float(np.log(gains).sum() + mu * (np.log(shares) + np.log(1.0 - shares)).sum())
