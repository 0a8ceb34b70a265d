"""When the zone of agreement opens and closes while the front moves: first passages of a walk, exact.

A deal may exist with the front at one place and not at another, so whether one exists in month t follows the path of the
front.  The chance of the paths on which the first deal appears in month t, and of those on which it goes again, follow from
the walk with two marks (not open yet, open since) by forward recursion, as first passage times do (Feller 1968, ch. XIV).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.model.arrays import Bools, Floats, Ints
from goodoffices.model.kernels import kernel


@kernel
def _exists(offsets, utilities, floor, war, chances, found):  # type: ignore[no-untyped-def]
    draws, months, places, n = war.shape
    for d in range(draws):
        for t in range(months):
            for k in range(1, places - 1):
                found[d, t, k] = False
                if chances[d, t, k] <= 0.0:
                    continue
                for f in range(offsets[d], offsets[d + 1]):
                    good = True
                    for i in range(n):
                        if utilities[f, i] - (floor[d, i] + war[d, t, k, i]) < -TOLERANCE:
                            good = False
                            break
                    if good:
                        found[d, t, k] = True
                        break
            found[d, t, 0] = False
            found[d, t, places - 1] = False


def deal_exists(offsets: Ints, utilities: Floats, floor: Floats, war: Floats, chances: Floats) -> Bools:
    """Whether some deal beats fighting on for all, by month and place of the front: (D, M, N + 1).

    False at both ends, where the war is over, and where the front cannot be.  O(D M N F n) over F frontier points a draw
    at worst; stops at the first deal.

    Args:
        offsets: (D + 1,) rows of `utilities` that belong to each draw.
        utilities: (F, n) frontier points.
        floor: (D, n) what a signer wants beyond the value of fighting on: face and optimism, points.
        war: (D, M, N + 1, n) value of fighting on.
        chances: (D, M, N + 1) chance of each place.
    """
    found = np.empty(chances.shape, dtype=np.bool_)
    _exists(offsets, utilities, floor, war, chances, found)
    return found


class Passages(NamedTuple):
    """Chances over the paths of the front, (D, M) each; months are those of the walk, from 0."""

    opens: Floats
    """Chance that the first deal appears in month t."""
    closes: Floats
    """Chance that it goes in month t, for the first time since it appeared, while the war goes on."""
    over_before: Floats
    """Chance that the war ends in month t without a deal ever having existed."""
    over_while_open: Floats
    """Chance that the war ends in month t with a deal on the table ever since one appeared."""


def passages(advance_a: Floats, advance_b: Floats, start: int, freeze: int, found: Bools) -> Passages:
    """When a deal first exists along the path of the front, and when it first goes again.  O(D M N).

    Args:
        advance_a: chance per month that the front moves up, (D,).
        advance_b: chance per month that it moves down, (D,).
        start: its place in month 0; between the two ends.
        freeze: month from which on it no longer moves.
        found: (D, M, N + 1) from `deal_exists`.
    """
    draws, months, places = found.shape
    result = Passages(*(np.zeros((draws, months)) for _ in Passages._fields))
    shut, open_ = np.zeros((draws, places)), np.zeros((draws, places))
    shut[:, start] = 1.0
    for t in range(months):
        if 0 < t <= freeze:
            shut, open_ = (_moved(chances, advance_a, advance_b) for chances in (shut, open_))
        for chances, over in ((shut, result.over_before), (open_, result.over_while_open)):
            over[:, t] = chances[:, 0] + chances[:, -1]
            chances[:, [0, -1]] = 0.0
        here = found[:, t]
        result.opens[:, t] = np.where(here, shut, 0.0).sum(axis=1)
        result.closes[:, t] = np.where(here, 0.0, open_).sum(axis=1)
        shut, open_ = np.where(here, 0.0, shut), np.where(here, shut + open_, 0.0)
    return result


def _moved(chances: Floats, up: Floats, down: Floats) -> Floats:
    """One month of the walk for chances of the places (D, N + 1) with nothing at the two ends."""
    rise, fall = up[:, None] * chances, down[:, None] * chances
    after: Floats = np.maximum(1.0 - up - down, 0.0)[:, None] * chances
    after[:, 1:] += rise[:, :-1]
    after[:, :-1] += fall[:, 1:]
    return after
