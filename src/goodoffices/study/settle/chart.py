"""The frontier of a settlement: two parties face to face, more of them side by side; solution points named."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from goodoffices.kit.names import shortened
from goodoffices.kit.theme import DASHES, INK, MUTED, PAPER, SERIES, altair, distinct, themed
from goodoffices.model.arrays import Floats
from goodoffices.study.settle.answer import CONCEPTS, Settlement

if TYPE_CHECKING:
    from goodoffices.kit.theme import AnyChart

MOST_DOTS = 2_000
"""Points of a frontier of two parties that are drawn; more would cover each other."""
MOST_LINES = 250
"""Deals of a frontier of more parties that are drawn as lines."""
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
NAMED = tuple(CONCEPTS)[:4]
"""Concepts that are drawn; maximin and leximin stand in the table."""
LINE = 30
"""Pixels from one name of a single line to the next; each further line takes `MORE`."""
MORE = 12
LETTERS = 34
"""Letters of a name on one line."""
LARGE = 10.0
"""Utilities from here on are written with one digit, below with three."""
PAD = 0.06
"""Room around what is drawn, as a share of its width."""

Named = list[tuple[str, tuple[float, ...]]]


def chart(settlement: Settlement, width: int = 420, height: int = 340) -> AnyChart:
    """Two parties: their utilities, the frontier, what each falls back on, and the points.  Else: parallel coordinates.

    Args:
        settlement: the result.
        width: of the plot without its labels, pixels.
        height: likewise.
    """
    alt = altair()
    named = _named(settlement)
    if len(settlement.parties) == 2:
        return themed(_plane(alt, settlement, named, width, height))
    return themed(_parallel(alt, settlement, named, max(width, 96 * len(settlement.parties)), height))


def _named(settlement: Settlement) -> Named:
    """The deals to be named and their utilities; concepts that pick the same deal share one name."""
    found: dict[tuple[float, ...], list[str]] = {}
    for concept in NAMED:
        point = settlement.points.get(concept)
        if point is not None:
            found.setdefault(point.utilities, []).append(CONCEPTS[concept])
    if settlement.improvement is not None:
        found.setdefault(settlement.improvement.given.utilities, []).append("the deal in hand")
    return [(", ".join(names), utilities) for utilities, names in found.items()]


def _evenly(rows: Floats, most: int) -> Floats:
    if len(rows) <= most:
        return rows
    return rows[np.unique(np.linspace(0, len(rows) - 1, most).astype(np.int64))]


# Two parties


def _plane(alt: Any, settlement: Settlement, named: Named, width: int, height: int) -> Any:
    dots = settlement.utilities if settlement.utilities is not None else np.empty((0, 2))
    domains = _domains(settlement, dots, named)
    room = 210
    full = domains[0][0] + (domains[0][1] - domains[0][0]) * (width + room) / width
    titles = [shortened(f"utility of {party}", 52) for party in settlement.wording.parties]
    x_axis = alt.Axis(title=titles[0], grid=False, domain=False, titleAnchor="start", values=_ticks(*domains[0]))
    y_axis = alt.Axis(title=titles[1], grid=False, titleAnchor="start", values=_ticks(*domains[1]))
    x = alt.X("x:Q", scale=alt.Scale(domain=[domains[0][0], full], nice=False, zero=False), axis=x_axis)
    y = alt.Y("y:Q", scale=alt.Scale(domain=list(domains[1]), nice=False, zero=False), axis=y_axis)
    layers = [
        *_fallbacks(alt, settlement, domains, x, y),
        *_frontier(alt, settlement, dots, x, y),
        *_points(alt, named, domains, x, y, room, width, height),
    ]
    title = shortened(f"{settlement.wording.title}: what can be signed", 80)
    return alt.layer(*layers).properties(width=width + room, height=height, title=title)


def _domains(settlement: Settlement, dots: Floats, named: Named) -> list[tuple[float, float]]:
    corners = [(*d.utilities,) for piece in settlement.segments for d in (piece.start, piece.end)]
    shown = np.array([*dots.tolist(), *corners, *(u for _, u in named), settlement.disagreement], dtype=np.float64)
    low, high = shown.min(axis=0), shown.max(axis=0)
    pad = np.where(high > low, PAD * (high - low), np.maximum(1e-6, PAD * np.abs(high)))
    return [(float(a), float(b)) for a, b in zip(low - pad, high + pad, strict=True)]


def _ticks(low: float, high: float) -> list[float]:
    size = (high - low) / 6
    power = 10.0 ** np.floor(np.log10(size))
    step = next(s * power for s in (1, 2, 5, 10) if s * power >= size)
    return [round(float(t), 12) for t in np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step]


def _fallbacks(alt: Any, settlement: Settlement, domains: list[tuple[float, float]], x: Any, y: Any) -> list[Any]:
    """A dashed line per party at what it falls back on, named at its end."""
    first, second = settlement.disagreement
    (left, right), (bottom, top) = domains
    rules = [{"x": first, "x2": first, "y": bottom, "y2": top}, {"x": left, "x2": right, "y": second, "y2": second}]
    base = alt.Chart(alt.Data(values=rules)).mark_rule(color=MUTED, strokeDash=[4, 3])
    word = alt.Chart(alt.Data(values=[{"x": right, "y": second, "text": "no deal"}]))
    style = {"align": "right", "baseline": "top", "dy": 3, "fontSize": 9.5, "color": MUTED}
    return [base.encode(x=x, y=y, x2="x2:Q", y2="y2:Q"), word.mark_text(**style).encode(x=x, y=y, text="text:N")]


def _frontier(alt: Any, settlement: Settlement, dots: Floats, x: Any, y: Any) -> list[Any]:
    layers = []
    pieces = [
        {"x": p.start.utilities[0], "y": p.start.utilities[1], "x2": p.end.utilities[0], "y2": p.end.utilities[1]}
        for p in settlement.segments
    ]
    if pieces:
        rules = alt.Chart(alt.Data(values=pieces)).mark_rule(color=MUTED, strokeWidth=2)
        layers.append(rules.encode(x=x, y=y, x2="x2:Q", y2="y2:Q"))
    rows = [{"x": a, "y": b} for a, b in _evenly(dots, MOST_DOTS).tolist()]
    size = 22 if len(rows) < 120 else 9
    layers.append(alt.Chart(alt.Data(values=rows)).mark_circle(size=size, color=MUTED, opacity=0.75).encode(x=x, y=y))
    return layers


def _points(
    alt: Any, named: Named, domains: list[tuple[float, float]], x: Any, y: Any, room: int, width: int, height: int
) -> list[Any]:
    """Marks on the frontier, and their names in a column to the right, each as near its own height as they can stand."""
    (left, right), (bottom, top) = domains
    start = right + (right - left) * 22 / width
    order = sorted(range(len(named)), key=lambda n: (-named[n][1][1], named[n][1][0]))
    names = {n: textwrap.wrap(named[n][0], LETTERS) for n in order}
    line_height = LINE + MORE * (max(map(len, names.values()), default=1) - 1)
    levels = _apart([named[n][1][1] for n in order], line_height * (top - bottom) / height, top)
    digits = 1 if np.abs([u for _, u in named]).max(initial=0.0) >= LARGE else 3
    layers = []
    for n, level in zip(order, levels, strict=True):
        first, second = named[n][1]
        hue = SERIES[n % len(SERIES)]
        line = alt.Chart(alt.Data(values=[{"x": first, "y": second, "x2": start, "y2": level}]))
        layers.append(line.mark_rule(strokeWidth=0.7, color=hue, opacity=0.9).encode(x=x, y=y, x2="x2:Q", y2="y2:Q"))
        mark = {"shape": SHAPES[n % len(SHAPES)], "filled": True, "opacity": 1, "stroke": PAPER, "strokeWidth": 0.8}
        dot = alt.Chart(alt.Data(values=[{"x": first, "y": second}]))
        layers.append(dot.mark_point(size=95, color=hue, **mark).encode(x=x, y=y))
        style = {"align": "left", "dx": 4, "fontSize": 10, "color": INK, "limit": room - 30, "lineBreak": "\n"}
        words = "\n".join(names[n]) + f"\n{first:.{digits}f}, {second:.{digits}f}"
        text = alt.Chart(alt.Data(values=[{"x": start, "y": level, "text": words}]))
        layers.append(text.mark_text(baseline="middle", dy=-5, **style).encode(x=x, y=y, text="text:N"))
    return layers


def _apart(heights: list[float], least: float, top: float) -> list[float]:
    """The heights, falling, moved as little as leaves `least` between neighbours and the first that much below the top."""
    levels: list[float] = []
    ceiling = top - least / 2
    for height in heights:
        levels.append(min(height, ceiling))
        ceiling = levels[-1] - least
    return levels


# Three and more parties


def _parallel(alt: Any, settlement: Settlement, named: Named, width: int, height: int) -> Any:
    """One upright axis per party, from what it falls back on (0) to the most it can have in a deal for all (1)."""
    columns = distinct([shortened(party, 22) for party in settlement.wording.parties])
    rows = settlement.utilities if settlement.utilities is not None else np.empty((0, len(columns)))
    base = np.array(settlement.disagreement)
    best = np.array(settlement.ideal if settlement.ideal is not None else base + 1.0)
    span = np.where(best - base > 0, best - base, 1.0)

    def lines(deals: Floats) -> Any:
        share = (deals - base) / span
        values = [
            {"party": columns[i], "share": float(share[d, i]), "deal": d}
            for d in range(len(deals))
            for i in range(len(columns))
        ]
        return alt.Chart(alt.Data(values=values))

    least = min([0.0, *(float(((np.array(u) - base) / span).min()) for _, u in named)])
    x = alt.X("party:N", sort=columns, axis=alt.Axis(title=None, labelAngle=-28, ticks=False, domain=False, grid=True))
    axis = alt.Axis(title="share of the way from no deal (0) to the best deal for all (1)", grid=False, tickCount=5)
    y = alt.Y("share:Q", scale=alt.Scale(domain=[least, 1.0], nice=False), axis=axis)
    grey = lines(_evenly(rows, MOST_LINES)).mark_line(color=MUTED, strokeWidth=0.5, opacity=0.35)
    layers = [grey.encode(x=x, y=y, detail="deal:N")]
    names = [name for name, _ in named]
    hue = alt.Color("name:N", scale=alt.Scale(domain=names, range=list(SERIES[: len(names)])), legend=_legend(alt))
    shape = alt.Shape("name:N", scale=alt.Scale(domain=names, range=list(SHAPES[: len(names)])), legend=_legend(alt))
    for n, (name, utilities) in enumerate(named):
        share = (np.array(utilities) - base) / span
        values = [{"party": c, "share": float(s), "name": name} for c, s in zip(columns, share, strict=True)]
        chart = alt.Chart(alt.Data(values=values))
        layers.append(chart.mark_line(strokeWidth=2.2, strokeDash=list(DASHES[n])).encode(x=x, y=y, color=hue))
        layers.append(chart.mark_point(size=60, filled=True, opacity=1).encode(x=x, y=y, color=hue, shape=shape))
    title = shortened(f"{settlement.wording.title}: what can be signed", 80)
    return alt.layer(*layers).properties(width=width, height=height, title=title)


def _legend(alt: Any) -> Any:
    return alt.Legend(title=None, orient="bottom", columns=1, labelLimit=500, symbolSize=80, labelFontSize=10)
