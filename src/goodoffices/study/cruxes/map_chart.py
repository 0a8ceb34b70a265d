"""The map of an argument: who stands where, and which claim lies between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from goodoffices.kit.names import Names, shortened
from goodoffices.kit.numbers import percent
from goodoffices.kit.theme import BLUE, INK, MUTED, PAPER, RULE, VERMILION, altair, themed
from goodoffices.model.arrays import Floats
from goodoffices.study.cruxes.answer import ArgumentMap

if TYPE_CHECKING:
    from goodoffices.kit.theme import AnyChart


WIDTH = 760
MARGIN = 0.1
"""Room around the outermost names, share of the width."""
ROOM = 0.24
"""Least distance between two perspectives on the page, share of its width."""
STEPS = 400
TELLING = 0.005
"""Least change of the chance of success that a claim between two who conclude alike is named for."""


def map_chart(answer: ArgumentMap) -> AnyChart:
    """Perspectives as dots, neighbours joined; on each line the crux, or the claim that moves success most.

    Places follow the distances between conclusions; perspectives that conclude alike would lie on one another and are moved
    apart until their names can be read.
    """
    alt = altair()
    names = list(answer.stands)
    spots = _apart(np.array([[s.x, s.y] for s in answer.stands.values()]))
    at = dict(zip(names, spots, strict=True))
    dots = [
        {
            "x": float(at[name][0]),
            "y": float(at[name][1]),
            "name": f"{shortened(stand.title, 30)} {percent(stand.success)}",
            "enough": "enough" if stand.yes else "not enough",
        }
        for name, stand in answer.stands.items()
    ]
    lines, marks = [], []
    for edge in answer.edges:
        if not edge.tree:
            continue
        (x, y), (x2, y2) = at[edge.a], at[edge.b]
        kind = "conclude differently" if edge.differ else "conclude alike"
        lines.append({"x": float(x), "y": float(y), "x2": float(x2), "y2": float(y2), "kind": kind})
        words = " + ".join(edge.flips[0]) if edge.flips else edge.strongest if abs(edge.effect) >= TELLING else ""
        text = f"{'► ' if edge.flips else ''}{words}"
        marks.append({"x": float(x + x2) / 2, "y": float(y + y2) / 2, "text": text, "crux": bool(edge.flips)})
    low, high = float(spots[:, 1].min()) - 0.5 * MARGIN, float(spots[:, 1].max()) + MARGIN
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-MARGIN, 1.0 + MARGIN], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[low, high], nice=False))
    height = max(160.0, WIDTH * (high - low) / (1.0 + 2.0 * MARGIN))
    kinds = ["conclude alike", "conclude differently"]
    rules = (
        alt.Chart(alt.Data(values=lines))
        .mark_rule(strokeWidth=1.6)
        .encode(
            x=x, y=y, x2="x2:Q", y2="y2:Q",
            color=alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=[RULE, VERMILION]), legend=_legend(alt)),
            strokeDash=alt.StrokeDash("kind:N", scale=alt.Scale(domain=kinds, range=[[1, 0], [5, 3]]), legend=_legend(alt)),
        )
    )  # fmt: skip
    enough = ["enough", "not enough"]
    points = (
        alt.Chart(alt.Data(values=dots))
        .mark_point(filled=True, size=120, opacity=1)
        .encode(
            x=x, y=y,
            color=alt.Color("enough:N", scale=alt.Scale(domain=enough, range=[BLUE, MUTED]), legend=_legend(alt)),
            shape=alt.Shape("enough:N", scale=alt.Scale(domain=enough, range=["circle", "square"]), legend=None),
        )
    )  # fmt: skip
    halo = {"stroke": PAPER, "strokeWidth": 4, "strokeJoin": "round"}
    named = alt.Chart(alt.Data(values=dots)).encode(x=x, y=y, text="name:N")
    labels = [named.mark_text(fontSize=10, dy=-13, fontWeight="bold", color=INK, **more) for more in (halo, {})]
    between = alt.Chart(alt.Data(values=marks)).encode(x=x, y=y, text="text:N")
    ink = alt.condition("datum.crux", alt.value(VERMILION), alt.value(MUTED))
    style = {"fontSize": 9.5, "fontStyle": "italic", "dy": 9}
    claims = [between.mark_text(**style, **halo), between.mark_text(**style).encode(color=ink)]
    chart = alt.layer(rules, points, *claims, *labels).resolve_scale(color="independent", strokeDash="independent")
    return themed(chart.properties(width=WIDTH, height=height, title=_title(answer)))


def _legend(alt: Any) -> Any:
    return alt.Legend(title=None, orient="bottom", direction="horizontal")


def _title(answer: ArgumentMap) -> list[str]:
    plan = Names(answer.case).plan(answer.plan)
    lines = [
        "The map of the argument: near each other, who concludes alike about all plans",
        f"Beside each name the chance that “{plan}” succeeds; {percent(answer.threshold)} counts as enough",
    ]
    lead = answer.decisive[0][0] if answer.decisive else ""
    if lead:
        lines.append(f"► turns one conclusion into the other; “{lead}” does so for most pairs")
    return lines


def _apart(places: Floats) -> Floats:
    """Places in the unit square, no two nearer than `ROOM`: those that are too near push each other away, step by step."""
    span = float(np.ptp(places, axis=0).max()) or 1.0
    spots = (places - places.min(axis=0)) / span
    spots += 0.5 * (1.0 - np.ptp(spots, axis=0))
    # things at one place need a direction to part in: the golden angle, by their number
    turn = 2.399963 * np.arange(len(spots))
    spots = spots + 1e-3 * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    for _ in range(STEPS):
        gap = spots[:, None] - spots[None]
        # names are wider than high
        distance = np.sqrt((gap[..., 0]) ** 2 + (1.8 * gap[..., 1]) ** 2)
        np.fill_diagonal(distance, np.inf)
        push = np.maximum(ROOM - distance, 0.0) / np.maximum(distance, 1e-6)
        spots = np.clip(spots + 0.25 * (push[..., None] * gap).sum(axis=1), 0.0, 1.0)
    placed: Floats = spots
    return placed
