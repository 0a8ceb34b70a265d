"""The integrated graph of a conflict: states on a circle, an arrow for every move, equilibria and the way marked.

Whatever a hue says is said otherwise too: arrows of a decision maker have a dash of their own, equilibria are dark discs
with the concepts written beside them, the status quo and wanted states are named.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from goodoffices.engines.graph_model.moves import improvements_from, moves_from
from goodoffices.kit.names import shortened
from goodoffices.kit.theme import DASHES, INK, PAPER, SERIES, altair, themed
from goodoffices.model.graph_setting import state_pattern
from goodoffices.study.stability.answer import StabilityResult
from goodoffices.study.stability.circle import Point, around, bent, corners
from goodoffices.study.stability.concepts import title

if TYPE_CHECKING:
    from goodoffices.kit.theme import AnyChart

MOST_STATES = 60
"""States that one picture shows."""
MOST_ARCS = 260
"""Above so many moves only improvements are drawn."""
MOST_UPRIGHT = 10
"""States whose labels stand upright in lines."""
LINE = 12
"""Pixels from line to line."""
ABRIDGED = {"Nash": "R"}
Row = dict[str, Any]


@dataclass(frozen=True)
class Drawing:
    """What of a graph is drawn."""

    states: tuple[int, ...]
    """In their order round the circle."""
    arcs: tuple[tuple[int, int, int], ...]
    """(decision maker, from, to)."""
    improvements_only: bool
    left_out: int
    """States that are not drawn."""


def drawing(found: StabilityResult) -> Drawing:
    """Choose states and arcs: of a large graph the way, the status quo, wanted states and equilibria come first."""
    graph = found.graph
    if graph.states <= MOST_STATES:
        shown = list(range(graph.states))
    else:
        shown = sorted(list(dict.fromkeys(_important(found)))[:MOST_STATES])
    inside = set(shown)
    makers = range(len(graph.decision_makers))
    arcs = [(i, s, t) for i in makers for s in shown for t in moves_from(graph, i, s).tolist() if t in inside]
    few = len(arcs) <= MOST_ARCS
    if not few:
        better = {(i, s, t) for i in makers for s in shown for t in improvements_from(graph, i, s).tolist()}
        way = found.way.best if found.way is not None else None
        better |= {(step.mover, step.source, step.target) for step in way.steps} if way is not None else set()
        arcs = [arc for arc in arcs if arc in better]
    number = {s: k for k, s in enumerate(shown)}
    order = around(len(shown), [(number[s], number[t]) for _, s, t in arcs])
    return Drawing(tuple(shown[k] for k in order), tuple(arcs), not few, graph.states - len(shown))


def _important(found: StabilityResult) -> list[int]:
    way = found.way.best if found.way is not None else None
    on_way = [way.start, *(step.target for step in way.steps)] if way is not None else []
    quo = [found.setting.status_quo] if found.setting.status_quo is not None else []
    wanted = [found.wanted] if found.wanted is not None else []
    rest = [np.flatnonzero(yes)[:MOST_STATES].tolist() for yes in found.equilibria.values()]
    most = [s for states in rest for s in states]
    return [*quo, *on_way, *found.setting.wanted, *wanted, *most, *range(MOST_STATES)]


def chart(found: StabilityResult, radius: float | None = None) -> AnyChart:
    """The integrated graph; its size goes with the number of states unless `radius` (pixels) says otherwise."""
    alt = altair()
    plan = drawing(found)
    count = len(plan.states)
    node = 11.0
    size = radius if radius is not None else max(95.0, count * 33 / (2 * math.pi))
    place = dict(zip(plan.states, corners(count, size), strict=True))
    labels = _labels(found, plan, place, size, node)
    room = 14 + max((6.0 * max(len(line) for line in str(row["text"]).split("\n")) for row in labels), default=0.0)
    side, tall = size + node + room, size + node + (room if count > MOST_UPRIGHT else 58.0)
    x = alt.X("x:Q", scale=alt.Scale(domain=[-side, side], nice=False), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[-tall, tall], nice=False), axis=None)
    band, steps = _way(alt, found, place, x, y, node)
    layers = [
        *band,
        *_arrows(alt, found, plan, place, x, y, node),
        *steps,
        *_nodes(alt, found, plan, place, x, y, node),
        *_words(alt, labels, x, y),
    ]
    graph = alt.layer(*layers).properties(width=2 * side, height=2 * tall)
    return themed(alt.vconcat(graph, _legend(alt, found, 2 * side), spacing=2))


def _arrows(
    alt: Any, found: StabilityResult, plan: Drawing, place: dict[int, Point], x: Any, y: Any, node: float
) -> list[Any]:
    """Lines, one layer for every dash, and their heads; a move both ways is one line with two heads."""
    thin = 1.5 if len(plan.arcs) < 80 else 1.0
    both = set(plan.arcs)
    layers, heads = [], []
    for i in range(len(found.graph.decision_makers)):
        lines: list[Row] = []
        for k, (who, s, t) in enumerate(plan.arcs):
            if who != i:
                continue
            back = (i, t, s) in both
            path = bent(place[s], place[t], _bend(place[s], place[t], i), node + 2)
            heads.append(_head(path, i))
            if not back or s < t:
                lines += [{"x": px, "y": py, "arc": k, "step": n} for n, (px, py) in enumerate(path)]
        mark = alt.Chart(alt.Data(values=lines)).mark_line(
            strokeWidth=thin, strokeDash=list(DASHES[i % len(DASHES)]), color=SERIES[i % len(SERIES)], opacity=0.85
        )
        layers.append(mark.encode(x=x, y=y, detail="arc:N", order="step:Q"))
    shape = alt.Chart(alt.Data(values=heads)).mark_point(
        shape="triangle", filled=True, size=44 if thin > 1 else 26, opacity=1
    )
    turn = alt.Angle("angle:Q", scale=alt.Scale(domain=[0, 360], range=[0, 360]))
    layers.append(shape.encode(x=x, y=y, angle=turn, color=alt.Color("hue:N", scale=None)))
    return layers


def _bend(start: Point, end: Point, i: int) -> float:
    """How far an arc is bent: towards the middle of the circle, away from the states it passes, and for each decision
    maker by an amount of its own; there and back runs on one line.
    """
    across = start[0] * end[1] - start[1] * end[0]
    if abs(across) < 1e-6 * (start[0] ** 2 + start[1] ** 2):  # through the middle: either side would do
        across = 1.0 if start < end else -1.0
    return math.copysign(0.08 + 0.05 * (i % 6), across)


def _head(path: Sequence[Point], i: int) -> Row:
    (x0, y0), (x1, y1) = path[-2], path[-1]
    angle = math.degrees(math.atan2(x1 - x0, y1 - y0)) % 360
    return {"x": x1, "y": y1, "angle": angle, "hue": SERIES[i % len(SERIES)]}


def _way(
    alt: Any, found: StabilityResult, place: dict[int, Point], x: Any, y: Any, node: float
) -> tuple[list[Any], list[Any]]:
    """A broad band to lie under the arrows of the evolution, and the number of every step to lie on them."""
    way = found.way.best if found.way is not None else None
    if way is None or not way.steps or not all(s.source in place and s.target in place for s in way.steps):
        return [], []
    rows: list[Row] = []
    numbers: list[Row] = []
    for n, step in enumerate(way.steps, 1):
        start, end = place[step.source], place[step.target]
        path = bent(start, end, _bend(start, end, step.mover), node)
        rows += [{"x": px, "y": py, "arc": n, "step": k} for k, (px, py) in enumerate(path)]
        px, py = path[len(path) // 2]
        numbers.append({"x": px, "y": py, "text": str(n)})
    band = alt.Chart(alt.Data(values=rows)).mark_line(strokeWidth=9, color=SERIES[4], opacity=0.4, strokeCap="round")
    at = alt.Chart(alt.Data(values=numbers)).encode(x=x, y=y)
    return [band.encode(x=x, y=y, detail="arc:N", order="step:Q")], [
        at.mark_circle(size=150, color=PAPER, opacity=1),
        at.mark_text(fontSize=10, fontWeight="bold", color=INK, baseline="middle").encode(text="text:N"),
    ]


def _nodes(
    alt: Any, found: StabilityResult, plan: Drawing, place: dict[int, Point], x: Any, y: Any, node: float
) -> list[Any]:
    held = {s: [c for c, yes in found.equilibria.items() if yes[s]] for s in plan.states}
    rows: list[Row] = [
        {
            "x": place[s][0],
            "y": place[s][1],
            "rest": bool(held[s]),
            "quo": s == found.setting.status_quo,
            "text": _short(found.name(s), s),
        }
        for s in plan.states
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(x=x, y=y)
    area = math.pi * node**2
    fill = alt.condition("datum.rest", alt.value(INK), alt.value(PAPER))
    ink = alt.condition("datum.rest", alt.value(PAPER), alt.value(INK))
    return [
        base.transform_filter("datum.quo").mark_point(
            shape="circle", size=area * 1.9, stroke=INK, strokeWidth=1.4, strokeDash=[3, 2], filled=False, opacity=1
        ),
        base.mark_point(shape="circle", size=area, stroke=INK, strokeWidth=1.2, filled=True, opacity=1).encode(
            fill=fill
        ),
        base.mark_text(fontSize=10, baseline="middle").encode(text="text:N", color=ink),
    ]


def _short(name: str, state: int) -> str:
    return name if len(name) <= 3 else str(state + 1)


def _labels(found: StabilityResult, plan: Drawing, place: dict[int, Point], size: float, node: float) -> list[Row]:
    """What is written outside the circle: name or options, status quo, wanted, and the concepts a state rests under.

    Few states have it in lines; on a fuller circle it runs along the spoke, where neighbours cannot touch.
    """
    rows: list[Row] = []
    along = len(plan.states) > MOST_UPRIGHT
    for s in plan.states:
        if parts := _said(found, s):
            (px, py), gap = place[s], node + (12 if s == found.setting.status_quo else 6)
            out = (size + gap) / size
            turn = math.degrees(math.atan2(px, py)) - 90 if along else 0.0
            right = px >= 0 if along else px > 1
            left = not right if along else px < -1
            rows.append(
                {
                    "x": px * out,
                    "y": py * out,
                    "text": (", " if along else "\n").join(parts),
                    "lines": 1 if along else len(parts),
                    "align": "left" if right else "right" if left else "center",
                    "base": "middle" if along or abs(py) < 0.6 * size else "bottom" if py > 0 else "top",
                    "angle": (turn if right or not along else turn + 180) % 360,
                }
            )
    return rows


def _said(found: StabilityResult, state: int) -> list[str]:
    parts = [_called(found, state)]
    if state == found.setting.status_quo:
        parts.append("status quo")
    if state in found.setting.wanted or state == found.wanted:
        parts.append("wanted")
    held = [title(c) for c, yes in found.equilibria.items() if yes[state]]
    if held:
        every = len(held) == len(found.equilibria) and len(held) > 1
        parts.append("E: all" if every else f"E: {' '.join(ABRIDGED.get(c, c) for c in held)}")
    return [part for part in parts if part]


def _called(found: StabilityResult, state: int) -> str:
    name = found.name(state)
    return state_pattern(found.graph, state) if len(name) <= 3 else shortened(name, 26)


def _words(alt: Any, labels: list[Row], x: Any, y: Any) -> list[Any]:
    """The labels, one layer for every way in which text is set."""
    layers = []
    for align, base, lines in sorted({(row["align"], row["base"], row["lines"]) for row in labels}):
        rows = [row for row in labels if (row["align"], row["base"], row["lines"]) == (align, base, lines)]
        rise = (lines - 1) * LINE * {"bottom": 1.0, "middle": 0.5, "top": 0.0}[base]
        mark = alt.Chart(alt.Data(values=rows)).mark_text(
            align=align, baseline=base, dy=-rise, fontSize=10, lineHeight=LINE, color=INK, lineBreak="\n"
        )
        angle = alt.Angle("angle:Q", scale=alt.Scale(domain=[0, 360], range=[0, 360]))
        layers.append(mark.encode(x=x, y=y, text="text:N", angle=angle))
    return layers


def _legend(alt: Any, found: StabilityResult, width: float) -> Any:
    """A line of the same hue and dash for every decision maker, in rows that fit the width."""
    rows: list[Row] = []
    at, line = 0.0, 0
    for i, who in enumerate(found.graph.decision_makers):
        text = shortened(who, 30)
        need = 40 + 6.0 * len(text)
        if at and at + need > width:
            at, line = 0.0, line + 1
        rows.append({"x": at, "x2": at + 24, "tx": at + 29, "y": -line, "text": text, "i": i})
        at += need + 10
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, width], nice=False), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[-line - 0.5, 0.5], nice=False), axis=None)
    layers = []
    for row in rows:
        i = row["i"]
        rule = alt.Chart(alt.Data(values=[row])).mark_rule(
            strokeWidth=2, color=SERIES[i % len(SERIES)], strokeDash=list(DASHES[i % len(DASHES)])
        )
        layers.append(rule.encode(x=x, x2="x2:Q", y=y))
        words = alt.Chart(alt.Data(values=[{**row, "x": row["tx"]}])).mark_text(align="left", fontSize=10, color=INK)
        layers.append(words.encode(x=x, y=y, text="text:N"))
    return alt.layer(*layers).properties(width=width, height=16 * (line + 1))


def conflict_caption(found: StabilityResult) -> str:
    """What is drawn and what was left out, in a few sentences."""
    plan = drawing(found)
    what = (
        "improvements, moves that their mover prefers, and the steps of the way" if plan.improvements_only else "moves"
    )
    said = [
        f"{found.graph.name}: a disc is a state, dark where all would stay under some concept (written beside it); "
        f"arrows are {what}."
    ]
    if found.way is not None and found.way.best is not None and found.way.best.steps:
        said.append("The broad band is the way from the status quo to the wanted state, step by step.")
    if plan.left_out:
        said.append(f"{plan.left_out:,} states are left out.")
    return " ".join(said)
