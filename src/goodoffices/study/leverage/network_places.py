"""Where the parties of a network of dependence stand: signers in the middle, third parties around them.

Two signers stand left and right, more on a small circle.  A third party stands on the outer circle in the direction of the
signers it is tied to, pulled by how much; third parties are then spread evenly in that order, so that names never
meet.  Closed form, O(n K + K log K); the same case gives the same places.
"""

from __future__ import annotations

import math

import numpy as np

from goodoffices.model.arrays import Floats

Point = tuple[float, float]


def inner_places(signers: int, radius: float) -> list[Point]:
    """Places of the signers: one in the middle, two left and right, more on a circle with the first at the upper left."""
    if signers == 1:
        return [(0.0, 0.0)]
    if signers == 2:
        return [(-radius, 0.0), (radius, 0.0)]
    turns = [3 * math.pi / 4 - 2 * math.pi * i / signers for i in range(signers)]
    return [(radius * math.cos(turn), radius * math.sin(turn)) for turn in turns]


def outer_turns(pull: Floats, inner: list[Point]) -> Floats:
    """Angles (K,) of the third parties on the outer circle, radians counter-clockwise from the right.

    Args:
        pull: (K, n) how strongly each third party is tied to each signer, 0 or more.
        inner: places of the n signers.

    Those tied to signers that balance out, or to nobody, take turns above and below, so that both halves fill up.
    """
    count = len(pull)
    if count == 0:
        return np.zeros(0)
    places = np.array(inner)
    total = pull.sum(axis=1, keepdims=True)
    share = np.divide(pull, total, out=np.full_like(pull, 1.0 / pull.shape[1]), where=total > 0)
    centre = share @ places
    wanted = np.arctan2(centre[:, 1], centre[:, 0])
    if len(inner) <= 2:
        # left, right or between: alternate above and below by rank, strongest nearest to the axis
        lean = np.clip(centre[:, 0] / max(abs(places[:, 0]).max(), 1e-9), -1.0, 1.0)
        above = np.where(np.argsort(np.argsort(lean, kind="stable"), kind="stable") % 2 == 0, 1.0, -1.0)
        wanted = above * np.arccos(lean)
    order = np.argsort(wanted, kind="stable")
    even = -math.pi + 2 * math.pi * (np.arange(count) + 0.5) / count
    turns = np.empty(count)
    turns[order] = even + _offset(wanted[order], even)
    return turns


def _offset(wanted: Floats, even: Floats) -> float:
    """The turn of the whole circle that brings everybody closest to where they want to stand (circular mean)."""
    gap = wanted - even
    return float(math.atan2(np.sin(gap).mean(), np.cos(gap).mean()))
