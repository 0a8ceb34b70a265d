"""States on a circle: which stands beside which, so that the arcs between them are short; and the way of every arc.

On a circle no arc runs through a state that it does not touch, and labels have the outside to themselves.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Point = tuple[float, float]
SWEEPS = 12
"""Passes over all pairs of places at most; most graphs settle in a few."""
STEPS = 14
"""Straight pieces of an arc."""


def around(states: int, arcs: Sequence[tuple[int, int]]) -> list[int]:
    """An order of the states in which arcs are short, found by exchanging pairs; the first state stays first.

    Deterministic; O(SWEEPS S^2 degree).
    """
    joined = np.zeros((states, states), np.int64)
    for a, b in arcs:
        joined[a, b] = joined[b, a] = 1
    place = np.arange(states)
    span = _span(states)
    for _ in range(SWEEPS):
        moved = False
        for a in range(1, states):
            for b in range(a + 1, states):
                if _gain(joined, place, span, a, b) > 0:
                    place[a], place[b] = place[b], place[a]
                    moved = True
        if not moved:
            break
    order: list[int] = np.argsort(place).tolist()
    return order


def _span(states: int) -> npt.NDArray[np.int64]:
    """Steps round the circle between two places."""
    gap = np.abs(np.arange(states)[:, None] - np.arange(states)[None, :])
    steps: npt.NDArray[np.int64] = np.minimum(gap, states - gap)
    return steps


def _gain(
    joined: npt.NDArray[np.int64], place: npt.NDArray[np.int64], span: npt.NDArray[np.int64], a: int, b: int
) -> int:
    """By how much the arcs get shorter when two states change places."""
    others = joined[a] - joined[b]
    others[[a, b]] = 0
    return int((others * (span[place[a], place] - span[place[b], place])).sum())


def corners(states: int, radius: float) -> list[Point]:
    """Places on the circle, the first at the top, then clockwise."""
    turns = [2 * math.pi * p / states for p in range(states)]
    return [(radius * math.sin(turn), radius * math.cos(turn)) for turn in turns]


def bent(start: Point, end: Point, bend: float, clear: float) -> list[Point]:
    """An arc bent to its left by `bend` of its length, ending `clear` short of both ends: a quadratic curve in pieces."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    middle = ((start[0] + end[0]) / 2 - dy * bend, (start[1] + end[1]) / 2 + dx * bend)
    whole = [_on_curve(start, middle, end, k / 60) for k in range(61)]
    kept = [p for p in whole if math.dist(p, start) >= clear and math.dist(p, end) >= clear]
    if len(kept) < 2:
        return [_on_curve(start, middle, end, 0.4), _on_curve(start, middle, end, 0.6)]
    picked = np.linspace(0, len(kept) - 1, min(STEPS, len(kept))).round().astype(int)
    return [kept[k] for k in dict.fromkeys(picked.tolist())]


def _on_curve(start: Point, middle: Point, end: Point, t: float) -> Point:
    a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
    return a * start[0] + b * middle[0] + c * end[0], a * start[1] + b * middle[1] + c * end[1]
