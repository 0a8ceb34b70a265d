"""From one reader's chance of success to another's, claim by claim: a waterfall of Shapley shares, cruxes marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodoffices.kit.names import Names, shortened
from goodoffices.kit.numbers import percent
from goodoffices.kit.theme import BLUE, INK, MUTED, VERMILION, altair, distinct, share_ticks, themed
from goodoffices.study.cruxes.answer import Cruxes
from goodoffices.study.cruxes.words import part_words, view_title

if TYPE_CHECKING:
    from goodoffices.kit.theme import AnyChart

ROWS = 14
"""Claims with a bar of their own; the others are one bar."""
CRUX = "►"


def chart(answer: Cruxes) -> AnyChart:
    """The waterfall of a pair."""
    alt = altair()
    titles = [view_title(answer, name) for name in (answer.a, answer.b)]
    plan = Names(answer.case).plan(answer.plan)
    title = [f"What lies between “{titles[0]}” and “{titles[1]}”", f"Chance of success of “{plan}”, claim by claim"]
    if any(flips.sets for flips in answer.flips):
        title.append(f"{CRUX} is part of a smallest set of claims whose exchange turns the conclusion")
    rows = _rows(answer, titles)
    order = [row["label"] for row in rows]
    axis = alt.Axis(title=None, ticks=False, domain=False, labelPadding=6, labelLimit=520)
    base = alt.Chart(alt.Data(values=rows)).encode(y=alt.Y("label:N", sort=order, axis=axis))
    top = max(max(row["from"], row["to"]) for row in rows)
    end = max(1.18 * top, 0.05)
    scale = alt.Scale(domain=[0, end])
    x = alt.X("from:Q", scale=scale, axis=alt.Axis(format="%", title="chance of success", values=share_ticks(end)))
    hue = alt.Color(
        "kind:N", scale=alt.Scale(domain=["stands", "rise", "fall"], range=[MUTED, BLUE, VERMILION]), legend=None
    )
    bars = base.mark_bar(size=11).encode(x=x, x2="to:Q", color=hue)
    spans = (
        base.transform_filter("datum.se > 0").mark_rule(color=INK).encode(x=alt.X("low:Q", scale=scale), x2="high:Q")
    )
    text = base.mark_text(align="left", dx=6, fontSize=9.5, color=INK).encode(
        x=alt.X("end:Q", scale=scale), text="text:N"
    )
    return themed(alt.layer(bars, spans, text).properties(width=420, height=alt.Step(17), title=title))


def _rows(answer: Cruxes, titles: list[str]) -> list[dict[str, Any]]:
    start, end = answer.success
    crucial = {name for flips in answer.flips for names in flips.sets for name in names}
    shown = [part for part in answer.parts if abs(part.share) > 1e-4 or part.name in crucial]
    rest = sum(part.share for part in answer.parts) - sum(part.share for part in shown[:ROWS])
    bars = [
        (f"{CRUX + ' ' if p.name in crucial else ''}{shortened(part_words(answer, p.name), 84)}", p.share, p.se)
        for p in shown[:ROWS]
    ]
    if len(shown) > ROWS or abs(rest) > 1e-3:
        bars.append(("all others", rest, 0.0))
    rows = [_row(titles[0], 0.0, start, "stands", percent(start), 0.0)]
    at = start
    for label, share, se in bars:
        rows.append(_row(label, at, at + share, "rise" if share >= 0 else "fall", f"{100 * share:+.1f}", se))
        at += share
    rows.append(_row(titles[1], 0.0, end, "stands", percent(end), 0.0))
    for row, label in zip(rows, distinct([row["label"] for row in rows]), strict=True):
        row["label"] = label
    return rows


def _row(label: str, start: float, end: float, kind: str, text: str, se: float) -> dict[str, Any]:
    return {
        "label": label, "from": start, "to": end, "kind": kind, "text": text, "se": se,
        "low": end - 2 * se, "high": end + 2 * se, "end": max(start, end) + 2 * se,
    }  # fmt: skip
