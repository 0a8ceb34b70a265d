"""Solution points on a frontier of segments: each concept's optimum lies at a corner or where a formula says.

On the segment (x, y) = start + s (p, -q), s in [0, 1], a product of gains is greatest at s = (p b - q a) / (2 p q), a and b
the gains at the start; the least of two normalised gains is greatest where they are equal.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from goodoffices.engines.settlement import solutions
from goodoffices.model.arrays import Floats

PICKS: dict[str, Callable[[Floats, Floats], solutions.Solution]] = {
    "nash": solutions.nash_product,
    "kalai_smorodinsky": solutions.kalai_smorodinsky,
    "egalitarian": solutions.egalitarian,
    "utilitarian": solutions.utilitarian,
    "maximin": solutions.maximin,
    "leximin": solutions.leximin,
}


def on_segments(concept: str, starts: Floats, ends: Floats, low: Floats) -> tuple[solutions.Solution, int, float]:
    """What a concept picks on S segments, float64[S, 2] each; `low` float64[2] is the disagreement point.

    Also the segment and the share of the way from its start to its end.  Definitions and ties as in `solutions`, over
    all points of the segments.  O(S log S).
    """
    count = len(starts)
    share = np.concatenate((np.zeros(count), np.ones(count), _inner(concept, starts, ends, low)))
    segment = np.tile(np.arange(count), 3)
    points = starts[segment] + share[:, None] * (ends - starts)[segment]
    points[count : 2 * count] = ends
    found = PICKS[concept](points, low)
    return found, int(segment[found.row]), float(share[found.row])


def _inner(concept: str, starts: Floats, ends: Floats, low: Floats) -> Floats:
    """Share of each segment at which the concept is best within it, [S]."""
    base, way = low, np.ones(2)
    if concept == "nash":
        return _product(starts - low, ends - starts)
    if concept == "maximin":
        base = np.zeros(2)
    if concept == "kalai_smorodinsky":
        way = solutions.ideal_point(np.concatenate((starts, ends)), low) - low
        way = np.where(way > 0.0, way, 1.0)
    return _equal((starts - base) / way, (ends - starts) / way)


def _product(gains: Floats, step: Floats) -> Floats:
    p, q = step[:, 0], -step[:, 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (p * gains[:, 1] - q * gains[:, 0]) / (2.0 * p * q)
    return np.clip(np.nan_to_num(share), 0.0, 1.0)


def _equal(gains: Floats, step: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (gains[:, 1] - gains[:, 0]) / (step[:, 0] - step[:, 1])
    return np.clip(np.nan_to_num(share), 0.0, 1.0)
