"""The need map: how far both sides must be moved before some deal exists, and who can move them that far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from goodoffices.kit.names import Names, shortened
from goodoffices.kit.numbers import percent, points, span
from goodoffices.kit.theme import DASHES, INK, MUTED, PAPER, SERIES, altair, themed
from goodoffices.model.arrays import Floats
from goodoffices.study.plans.answer import NeedMap

if TYPE_CHECKING:
    from goodoffices.kit.theme import AnyChart

MOST_POINTS = 600
MOST_BOXES = 8
ALIKE = 0.025
"""Capacities closer than this share of the axis are drawn as one box."""
LETTER = 5.4
"""Pixels of an average letter of a label."""
ROOM = 345
"""Pixels for the labels."""
GAP = 30
"""Pixels between the axes and the labels."""
LETTERS = int((ROOM - GAP) / LETTER)
"""Letters of the longest label."""
SHORTEST = 8
"""Letters of a name that stay, however long the numbers after it."""


@dataclass(frozen=True)
class Box:
    """Plans whose levers reach about equally far, drawn as one rectangle from the origin."""

    plans: tuple[str, ...]
    width: float
    height: float
    low: float
    high: float
    """Lowest and highest share of draws with a deal once the levers are pulled."""
    success: tuple[float, float]
    """Lowest and highest chance of success: a deal that could be is not yet struck, let in and kept."""

    def label(self, names: Names, room: int = LETTERS) -> str:
        """The first name and how many more, reach, success: at most `room` letters, of which only the name is ever cut."""
        more = f" and {len(self.plans) - 1} more" if len(self.plans) > 1 else ""
        said = f"{more}: open {span(self.low, self.high)}, succeeds {span(*self.success)}"
        return f"{shortened(names.plan(self.plans[0]), max(room - len(said), SHORTEST))}{said}"


def boxes(needs: NeedMap, success: Mapping[str, float], edge: tuple[float, float]) -> tuple[Box, ...]:
    """Capacities grouped where alike, likeliest to succeed first (then those that reach furthest), at most `MOST_BOXES`.

    Args:
        needs: the map.
        success: plan: chance of success.
        edge: length of the two axes, points.
    """
    groups: list[list[str]] = []
    for plan in sorted(needs.capacity, key=lambda p: (-success.get(p, 0.0), -needs.reach.get(p, 0.0))):
        here = needs.capacity[plan]
        home = next((g for g in groups if _alike(here, needs.capacity[g[0]], edge)), None)
        if home is None:
            groups.append([plan])
        else:
            home.append(plan)
    return tuple(_box(g, needs, success) for g in groups[:MOST_BOXES])


def _alike(a: tuple[float, float], b: tuple[float, float], edge: tuple[float, float]) -> bool:
    return all(abs(p - q) <= ALIKE * e for p, q, e in zip(a, b, edge, strict=True))


def _box(group: list[str], needs: NeedMap, success: Mapping[str, float]) -> Box:
    shares, chances = [needs.reach.get(p, 0.0) for p in group], [success.get(p, 0.0) for p in group]
    return Box(tuple(group), *needs.capacity[group[0]], min(shares), max(shares), (min(chances), max(chances)))


def thinned(cloud: Floats, most: int = MOST_POINTS) -> Floats:
    """At most `most` of the points, evenly picked in their order; shape (<= most, 2)."""
    if len(cloud) <= most:
        return cloud
    return cloud[np.unique(np.linspace(0, len(cloud) - 1, most).astype(np.int64))]


def _edge(needs: NeedMap) -> tuple[float, float]:
    lengths = []
    for axis in (0, 1):
        reach = max((c[axis] for c in needs.capacity.values()), default=0.0)
        wanting = needs.points[needs.points.max(axis=1) > 0] if len(needs.points) else needs.points
        far = float(np.quantile(wanting[:, axis], 0.9)) if len(wanting) else 0.0
        lengths.append(1.08 * max(reach, far, 1.0))
    return lengths[0], lengths[1]


def needs_chart(
    needs: NeedMap, success: Mapping[str, float], names: Names, width: int = 245, height: int = 165
) -> AnyChart:
    """Need frontier points of a sample of draws, and one rectangle per plan (or group of like plans) from the origin.

    Labels stand in a column to the right, in the order of their corners, each with a line to its corner: they cannot
    collide.

    Args:
        needs: the map.
        success: plan: chance of success.
        names: of its case.
        width: of the square part, pixels; `ROOM` more are for the labels.
        height: likewise.
    """
    alt = altair()

    edge = _edge(needs)
    drawn = boxes(needs, success, edge)
    full = edge[0] * (width + ROOM) / width
    x_axis = alt.Axis(
        title=f"points {names.spoken(needs.parties[0])} must be given",
        values=_ticks(edge[0]),
        grid=False,
        domain=False,
        titleAnchor="start",
    )
    y_axis = alt.Axis(
        title=f"points {names.spoken(needs.parties[1])} must be given",
        values=_ticks(edge[1]),
        grid=False,
        titleAnchor="start",
    )
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, full], nice=False), axis=x_axis)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[0, edge[1]], nice=False), axis=y_axis)
    base_line = (
        alt.Chart(alt.Data(values=[{"x": 0, "x2": edge[0], "y": 0}])).mark_rule(color=MUTED).encode(x=x, x2="x2:Q", y=y)
    )
    start = edge[0] * (width + 26) / width
    layers = [
        base_line,
        *_rectangles(alt, drawn, x, y),
        _cloud(alt, needs, edge, x, y),
        *_labels(alt, _label_rows(drawn, names, edge, start), x, y),
    ]
    return themed(alt.layer(*layers).properties(width=width + ROOM, height=height))


def _ticks(edge: float) -> list[float]:
    step = next(s * 10**e for e in range(-1, 4) for s in (1, 2, 5) if edge / (s * 10**e) <= 5)
    return [float(t) for t in np.arange(0, edge, step)]


def _cloud(alt: Any, needs: NeedMap, edge: tuple[float, float], x: Any, y: Any) -> Any:
    inside = (
        needs.points[(needs.points[:, 0] <= edge[0]) & (needs.points[:, 1] <= edge[1])]
        if len(needs.points)
        else needs.points
    )
    rows = [{"x": round(float(a), 2), "y": round(float(b), 2)} for a, b in thinned(inside)]
    return alt.Chart(alt.Data(values=rows)).mark_circle(size=14, color=MUTED, opacity=0.6).encode(x=x, y=y)


def _rectangles(alt: Any, drawn: tuple[Box, ...], x: Any, y: Any) -> list[Any]:
    """One layer per dash: the chart language cannot read a rectangle's dash from data."""
    rows = [{"x": 0, "y": 0, "x2": b.width, "y2": b.height, "hue": SERIES[n]} for n, b in enumerate(drawn)]
    out = []
    for dash in dict.fromkeys(DASHES[: len(drawn)]):
        same = [row for row, own in zip(rows, DASHES, strict=False) if own == dash]
        mark = alt.Chart(alt.Data(values=same)).mark_rect(fillOpacity=0.04, strokeWidth=1.8, strokeDash=list(dash))
        hue = {"fill": alt.Fill("hue:N", scale=None), "stroke": alt.Stroke("hue:N", scale=None)}
        out.append(mark.encode(x=x, y=y, x2="x2:Q", y2="y2:Q", **hue))
    return out


def _label_rows(drawn: tuple[Box, ...], names: Names, edge: tuple[float, float], start: float) -> list[dict[str, Any]]:
    order = sorted(range(len(drawn)), key=lambda n: (-drawn[n].height, drawn[n].width))
    return [
        {
            "x": drawn[n].width,
            "y": drawn[n].height,
            "x2": start,
            "y2": edge[1] * (1 - (place + 0.5) / len(order)),
            "hue": SERIES[n],
            "text": drawn[n].label(names),
        }
        for place, n in enumerate(order)
    ]


def _labels(alt: Any, rows: list[dict[str, Any]], x: Any, y: Any) -> list[Any]:
    base = alt.Chart(alt.Data(values=rows)).encode(x=x, y=y, color=alt.Color("hue:N", scale=None))
    words = [{**row, "x": row["x2"], "y": row["y2"]} for row in rows]
    at = alt.Chart(alt.Data(values=words)).encode(x=x, y=y)
    style = {"align": "left", "baseline": "middle", "dx": 4, "fontSize": 10, "color": INK}
    return [
        base.mark_rule(strokeWidth=0.7, opacity=0.8).encode(x2="x2:Q", y2="y2:Q"),
        base.mark_circle(size=26, opacity=1, stroke=PAPER, strokeWidth=0.8),
        at.mark_text(**style).encode(text="text:N"),
    ]


def without_help(needs: NeedMap) -> float:
    """Share of the sampled draws in which some package needs no help at all."""
    if not len(needs.draw):
        return 0.0
    free = np.unique(needs.draw[needs.points.max(axis=1) <= 1e-9])
    return float(free.size / np.unique(needs.draw).size)


def needs_caption(needs: NeedMap, success: Mapping[str, float], names: Names) -> str:
    """How often no help is needed, whose levers open a deal most often, and that this is not success, in words."""
    head = (
        "Need map: each dot is a package that a draw would allow if both sides were moved so far; each box, what a plan's "
        "levers can give (open: share of its draws in which some deal would then be possible; succeeds: share in which the "
        "sides also let it in, find the deal and keep it). Of the sampled draws that leave some text open, "
        f"{percent(without_help(needs))} need no help"
    )
    if not needs.capacity:
        return f"{head}; no plan was given to move them."
    far = max(needs.reach, key=lambda p: needs.reach[p])
    wide = needs.capacity[far]
    if max(wide) <= 0.05:
        return f"{head}; no plan's levers widen that."
    drawn = boxes(needs, success, _edge(needs))
    plans = sum(len(b.plans) for b in drawn)
    more = f"; {plans} plans are drawn as {len(drawn)} boxes" if plans > len(drawn) else ""
    left = len(needs.capacity) - plans
    more += f"; the {left} that succeed least are left out" if left else ""
    fails = ", though it never succeeds" if success.get(far, 0.0) <= 0.0 else ""
    return (
        f"{head}; “{names.plan(far)}” reaches furthest ({percent(needs.reach[far])}, moving "
        f"{names.spoken(needs.parties[0])} by up to "
        f"{points(wide[0])} and {names.spoken(needs.parties[1])} by {points(wide[1])}){fails}{more}."
    )
