"""The network of dependence: who has leverage over whom, as wide as the dependence is asymmetric.

Whatever a hue says is said otherwise too: lines run into the signer whose hue they have, a full line is leverage over the
signer, a dashed one leverage of the signer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from goodoffices.kit.names import shortened
from goodoffices.kit.theme import INK, MUTED, PAPER, SERIES, altair, themed
from goodoffices.study.leverage.answer import LeverageAnswer, LeverageView
from goodoffices.study.leverage.network_places import Point, inner_places, outer_turns

if TYPE_CHECKING:
    from goodoffices.kit.theme import AnyChart

OUTER, INNER = 205.0, 88.0
"""Pixels from the middle."""
NODE, HUB = 7.0, 24.0
"""Radii of third parties and of signers."""
WIDEST = 13.0
"""Pixels of a line for the widest gap shown."""
LEAST = 0.004
"""Gaps below this share are not drawn."""
LABELLED = 0.03
"""Gaps from here on have their number written beside them."""
BENDS = (-0.06, 0.06, -0.16, 0.16, -0.28, 0.28, -0.42, 0.42)
"""How far a line may be bent, tried in this order."""
PIECES = 49
Row = dict[str, Any]


@dataclass(frozen=True)
class _Line:
    signer: int
    """Place among the signers, for the hue."""
    start: Point
    end: Point
    gap: float
    """Asymmetric dependence; above 0 the outer party has the leverage."""
    clear: tuple[float, float]


def chart(answer: LeverageAnswer, perspective: str | None = None) -> AnyChart:
    """Signers in the middle, third parties around, a line for every gap between them.

    Args:
        answer: of `study.leverage.question`.
        perspective: whose belief; the first one's if not said.
    """
    alt = altair()
    view = answer.view(perspective)
    signers = list(answer.case.signers())
    outer = _outer(answer, view)
    inside = inner_places(len(signers), INNER)
    pull = np.array([[_weight(view, s, k) for s in signers] for k in outer]).reshape(len(outer), len(signers))
    turns = outer_turns(pull, inside)
    place: dict[str, Point] = dict(zip(signers, inside, strict=True))
    place |= {k: (OUTER * math.cos(t), OUTER * math.sin(t)) for k, t in zip(outer, turns, strict=True)}
    lines = _lines(view, signers, place)
    names = {p: _plain(answer.case.parties[p].name) for p in (*signers, *outer)}
    side = OUTER + 24 + 6.4 * max((len(names[k]) for k in outer), default=0)
    tall = OUTER + 34
    x = alt.X("x:Q", scale=alt.Scale(domain=[-side, side], nice=False), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[-tall, tall], nice=False), axis=None)
    paths = [_path(line, inside) for line in lines]
    widest = max((abs(line.gap) for line in lines), default=1.0)
    layers = [
        *_strokes(alt, lines, paths, widest, x, y),
        _dots(alt, outer, place, x, y),
        *_hubs(alt, signers, place, names, x, y),
        *_labels(alt, outer, turns, names, x, y),
        *_numbers(alt, lines, paths, x, y),
    ]
    graph = alt.layer(*layers).properties(width=2 * side, height=2 * tall)
    said = alt.Title(
        _title(answer, view), subtitle=_reading(signers, names, widest), subtitleColor=MUTED, subtitleFontSize=10
    )
    return themed(graph.properties(title=said))


def _plain(name: str) -> str:
    """A name short enough for the picture; a long bracket at its end goes first."""
    head = name.partition(" (")[0]
    return shortened(name if len(name) <= 24 else head, 26)


def _outer(answer: LeverageAnswer, view: LeverageView) -> list[str]:
    """Third parties with any tie or lever, in file order."""
    there = {pair.other for pair in view.pairs} | {pair.party for pair in view.pairs}
    return [k for k in answer.case.third_parties() if k in there]


def _weight(view: LeverageView, signer: str, third: str) -> float:
    pair = view.pair(signer, third)
    return abs(pair.asymmetry.mean) if pair is not None else 0.0


def _lines(view: LeverageView, signers: Sequence[str], place: dict[str, Point]) -> list[_Line]:
    found = []
    for pair in view.pairs:
        gap = pair.asymmetry.mean
        if abs(gap) < LEAST or pair.party not in place or pair.other not in place:
            continue
        both = pair.party in signers and pair.other in signers
        at = signers.index(pair.party) if pair.party in signers else len(signers)
        clear = (HUB if both else NODE, HUB if pair.party in signers else NODE)
        found.append(_Line(at, place[pair.other], place[pair.party], gap, clear))
    return sorted(found, key=lambda line: -abs(line.gap))


def _bent(line: tuple[Point, Point], bend: float) -> list[Point]:
    """A quadratic curve from start to end in fine pieces, its middle moved aside by `bend` of its length."""
    (x0, y0), (x1, y1) = line
    middle = ((x0 + x1) / 2 - (y1 - y0) * bend, (y0 + y1) / 2 + (x1 - x0) * bend)
    t = np.linspace(0.0, 1.0, PIECES)[:, None]
    points = (1 - t) ** 2 * np.array(line[0]) + 2 * t * (1 - t) * np.array(middle) + t**2 * np.array(line[1])
    return [(float(x), float(y)) for x, y in points]


def _path(line: _Line, hubs: Sequence[Point]) -> list[Point]:
    """From the outer party to the signer, bent just enough to pass other signers, ending short of both discs."""
    others = [hub for hub in hubs if hub not in (line.start, line.end)]
    paths = [_bent((line.start, line.end), bend) for bend in BENDS]
    room = [min((math.dist(p, hub) for p in path for hub in others), default=math.inf) for path in paths]
    best = next((k for k, free in enumerate(room) if free >= HUB + 9), int(np.argmax(room)))
    near, far = line.clear
    kept = [p for p in paths[best] if math.dist(p, line.start) >= near + 1 and math.dist(p, line.end) >= far + 1]
    return kept if len(kept) > 1 else paths[best]


def _hue(at: int) -> str:
    return SERIES[at % len(SERIES)]


def _strokes(alt: Any, lines: list[_Line], paths: list[list[Point]], widest: float, x: Any, y: Any) -> list[Any]:
    layers = []
    for full in (True, False):
        rows: list[Row] = []
        for k, line in enumerate(lines):
            if (line.gap > 0) is full:
                width = max(0.8, WIDEST * abs(line.gap) / widest)
                at = {"line": k, "hue": _hue(line.signer), "width": width}
                rows += [{**at, "x": px, "y": py, "step": n} for n, (px, py) in enumerate(paths[k])]
        if rows:
            mark = alt.Chart(alt.Data(values=rows)).mark_line(opacity=0.62, strokeDash=[1, 0] if full else [5, 4])
            layers.append(
                mark.encode(
                    x=x,
                    y=y,
                    detail="line:N",
                    order="step:Q",
                    color=alt.Color("hue:N", scale=None),
                    strokeWidth=alt.StrokeWidth("width:Q", scale=None),
                )
            )
    return layers


def _dots(alt: Any, outer: list[str], place: dict[str, Point], x: Any, y: Any) -> Any:
    rows = [{"x": place[k][0], "y": place[k][1]} for k in outer]
    mark = alt.Chart(alt.Data(values=rows)).mark_point(
        shape="circle", filled=True, size=math.pi * NODE**2, color=PAPER, stroke=INK, strokeWidth=1.4, opacity=1
    )
    return mark.encode(x=x, y=y)


def _hubs(
    alt: Any, signers: Sequence[str], place: dict[str, Point], names: dict[str, str], x: Any, y: Any
) -> list[Any]:
    rows = [
        {"x": place[s][0], "y": place[s][1], "hue": _hue(i), "name": _stacked(names[s])} for i, s in enumerate(signers)
    ]
    data = alt.Chart(alt.Data(values=rows))
    disc = data.mark_point(shape="circle", filled=True, size=math.pi * HUB**2, opacity=1, stroke=INK, strokeWidth=1.2)
    under = disc.encode(x=x, y=y, color=alt.Color("hue:N", scale=None))
    halo = {
        "fontSize": 11,
        "fontWeight": "bold",
        "lineBreak": "\n",
        "align": "center",
        "baseline": "top",
        "dy": HUB + 3,
    }
    back = data.mark_text(stroke=PAPER, strokeWidth=4, color=PAPER, **halo).encode(x=x, y=y, text="name:N")
    front = data.mark_text(color=INK, **halo).encode(x=x, y=y, text="name:N")
    return [under, back, front]


def _stacked(name: str) -> str:
    """A long name on two lines."""
    if len(name) < 15 or " " not in name:
        return name
    cuts = [i for i, c in enumerate(name) if c == " "]
    at = min(cuts, key=lambda i: abs(i - len(name) / 2))
    return f"{name[:at]}\n{name[at + 1 :]}"


def _labels(alt: Any, outer: list[str], turns: Any, names: dict[str, str], x: Any, y: Any) -> list[Any]:
    layers = []
    for align in ("left", "center", "right"):
        rows = []
        for k, turn in zip(outer, turns, strict=True):
            across, up = math.cos(turn), math.sin(turn)
            if _side(across) == align:
                far = OUTER + NODE + (5 if align != "center" else 11)
                rows.append({"x": far * across, "y": far * up, "name": names[k]})
        if rows:
            mark = alt.Chart(alt.Data(values=rows)).mark_text(fontSize=10.5, color=INK, align=align, baseline="middle")
            layers.append(mark.encode(x=x, y=y, text="name:N"))
    return layers


def _side(across: float) -> str:
    if abs(across) < 0.12:
        return "center"
    return "left" if across > 0 else "right"


def _numbers(alt: Any, lines: list[_Line], paths: list[list[Point]], x: Any, y: Any) -> list[Any]:
    """The gap in per cent on lines wide enough, a third of the way in from the outer party."""
    rows = []
    for line, path in zip(lines, paths, strict=True):
        if abs(line.gap) >= LABELLED:
            px, py = path[int(len(path) * (0.24 + 0.13 * (line.signer % 3)))]
            rows.append({"x": px, "y": py, "text": f"{100 * abs(line.gap):.0f}"})
    if not rows:
        return []
    data = alt.Chart(alt.Data(values=rows))
    style: Row = {"fontSize": 10, "fontWeight": "bold"}
    return [
        data.mark_text(stroke=PAPER, strokeWidth=3.5, color=PAPER, **style).encode(x=x, y=y, text="text:N"),
        data.mark_text(color=INK, **style).encode(x=x, y=y, text="text:N"),
    ]


def _title(answer: LeverageAnswer, view: LeverageView) -> str:
    return f"{shortened(answer.case.title, 60)}: who depends on whom more than the other way round ({view.name})"


def _reading(signers: Sequence[str], names: dict[str, str], widest: float) -> list[str]:
    return [
        f"A line is as wide as dependence is uneven (widest: {100 * widest:.0f} % of all ties as weighed); the number is the "
        "gap in per cent.",
        "Full: the outer party has leverage over the signer that the line runs into; dashed: the signer has it over the other.",
    ]


def network_caption(answer: LeverageAnswer, perspective: str | None = None) -> str:
    """What the network shows, in a sentence or two, with the widest gap."""
    view = answer.view(perspective)
    widest = max((p for p in view.pairs if p.evidence), key=lambda p: abs(p.asymmetry.mean), default=None)
    head = "Who depends on whom more than the other way round: full lines are leverage over a signer, dashed lines a signer's."
    if widest is None or widest.holder is None:
        return head
    weak = widest.party if widest.holder == widest.other else widest.other
    name = {p: answer.case.parties[p].name for p in (widest.holder, weak)}
    gap = 100 * abs(widest.asymmetry.mean)
    return f"{head} The widest gap is that of {name[weak]} with {name[widest.holder]}: {gap:.0f} percentage points."
