"""A settlement as plain data: JSON (docs/reference/settle-json.md), a polars frame, and a table for notebooks.

Numbers keep full precision, and keys one order: that of the documentation, and inside it that of the scenario.
"""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING, Any

import numpy as np

from goodoffices.study.settlement_result import CONCEPTS, Deal, Improvement, Point, Segment, Settlement

if TYPE_CHECKING:
    import polars

FORMAT = 1
"""Version of the shape; it rises when a documented key changes its meaning or goes."""
INFINITE = "infinite"
SCALE = "as the source scales each party's utility; not normalised"
"""Of the utilitarian sum, the only concept (beside maximin) that compares points of different parties."""

Json = dict[str, Any]


def settle_json(settlement: Settlement) -> Json:
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
    return json.dumps(settle_json(settlement), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def frontier_table(settlement: Settlement) -> polars.DataFrame:
    """One row per point of the frontier: `utilities.PARTY` float64, `package.ISSUE` text (a share: float64)."""
    import polars

    rows = settlement.utilities if settlement.utilities is not None else np.empty((0, len(settlement.parties)))
    columns: dict[str, polars.Series] = {}
    for i, party in enumerate(settlement.parties):
        columns[f"utilities.{party}"] = polars.Series(np.ascontiguousarray(rows[:, i]), dtype=polars.Float64)
    for j, issue in enumerate(settlement.scenario.issues):
        if issue.divisible:
            column = polars.Series(np.ascontiguousarray(settlement.shares[:, j]), dtype=polars.Float64)
        else:
            column = polars.Series(issue.options, dtype=polars.String).gather(
                settlement.options[:, j].astype(np.uint32)
            )
        columns[f"package.{issue.name}"] = column
    return polars.DataFrame(columns)


def points_html(settlement: Settlement) -> str:
    """The disagreement and every solution point, as an HTML table."""
    head = "".join(f"<th>{html.escape(name)}</th>" for name in ("", *settlement.wording.parties))
    rows = [_row("without a deal", settlement.disagreement)]
    rows += [_row(CONCEPTS[c], point.utilities) for c, point in settlement.points.items() if point is not None]
    said = "".join(f"<p>{html.escape(remark)}</p>" for remark in settlement.remarks)
    title = html.escape(settlement.wording.title)
    return f"<table><caption>{title}</caption><tr>{head}</tr>{''.join(rows)}</table>{said}"


def _row(name: str, utilities: tuple[float, ...]) -> str:
    from goodoffices.brief.numbers import significant

    return f"<tr><th>{name}</th>{''.join(f'<td>{significant(u)}</td>' for u in utilities)}</tr>"


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
