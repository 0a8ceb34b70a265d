"""A settlement as plain data: JSON (docs/reference/settle-json.md), a polars frame, and a table for notebooks.

Numbers keep full precision, and keys one order: that of the documentation, and inside it that of the scenario.
"""

from __future__ import annotations

import json
from typing import Any

from goodoffices.study.settle.answer import CONCEPTS, Deal, Improvement, Point, Segment, Settlement

FORMAT = 1
"""Version of the shape; it rises when a documented key changes its meaning or goes."""
INFINITE = "infinite"
SCALE = "as the source scales each party's utility; not normalised"
"""Of the utilitarian sum, the only concept (beside maximin) that compares points of different parties."""

Json = dict[str, Any]


def to_json(settlement: Settlement) -> Json:
    """Everything that was worked out."""
    from goodoffices import __version__

    return {
        "goodoffices": __version__,
        "format": FORMAT,
        "scenario": settlement.scenario.name,
        "perspective": settlement.perspective,
        "parties": list(settlement.parties),
        "issues": [_issue(settlement, j) for j in range(len(settlement.scenario.issues))],
        "outcomes": INFINITE if settlement.outcomes is None else str(settlement.outcomes),
        "rational_outcomes": settlement.rational_outcomes,
        "reservation": list(settlement.scenario.reservation),
        "disagreement": list(settlement.disagreement),
        "ideal": None if settlement.ideal is None else list(settlement.ideal),
        "discount": list(settlement.scenario.discount) or None,
        "time": settlement.time,
        "engine": settlement.engine,
        "ties": settlement.ties,
        "utilitarian_scale": SCALE,
        "points": {concept: _point(settlement.points.get(concept)) for concept in CONCEPTS},
        "frontier_size": settlement.frontier_size,
        "frontier": None if settlement.utilities is None else [_deal(deal) for deal in settlement.frontier()],
        "segments": [_segment(piece) for piece in settlement.segments],
        "improvement": _improvement(settlement.improvement),
        "remarks": list(settlement.remarks),
    }


def settle_text(settlement: Settlement) -> str:
    """`settle_json` as text: numbers as exact as they are, the same bytes for the same settlement."""
    return json.dumps(to_json(settlement), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _issue(settlement: Settlement, place: int) -> Json:
    issue = settlement.scenario.issues[place]
    return {"name": issue.name, "options": list(issue.options), "divisible": issue.divisible}


def _deal(deal: Deal) -> Json:
    return {"utilities": list(deal.utilities), "package": dict(deal.package)}


def _point(point: Point | None) -> Json | None:
    return None if point is None else {**_deal(point), "value": point.value}


def _segment(piece: Segment) -> Json:
    return {
        "start": {**_deal(piece.start), "attained": not piece.start_open},
        "end": {**_deal(piece.end), "attained": not piece.end_open},
    }


def _improvement(found: Improvement | None) -> Json | None:
    if found is None:
        return None
    better = None if found.better is None else [_deal(deal) for deal in found.better]
    as_good = None if found.as_good is None else str(found.as_good)
    return {"given": _deal(found.given), "better": better, "best": _point(found.best), "as_good": as_good}
