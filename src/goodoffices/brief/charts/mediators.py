"""Candidates side by side: alone against direct talks, best with against best without, and what they add by perspective."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodoffices.brief.charts.theme import BLUE, DEEP, INK, MUTED, PALE, VERMILION, altair, distinct, themed
from goodoffices.brief.names import Names, shortened

if TYPE_CHECKING:
    from goodoffices.brief.charts.theme import AnyChart
    from goodoffices.study.mediators_result import Mediators, MediatorsView

STEP = 19
"""Pixels from one candidate to the next."""
MEASURES = ("alone, against direct talks", "best group with it, against best without")
MARKS = {"needed": "N", "enough": "E", "both": "NE", "neither": ""}


def mediators_chart(answer: Mediators, width: int = 300) -> AnyChart:
    """Left: the first perspective, differences of P(success) with two standard errors; right: contributions by perspective.

    Args:
        answer: the result.
        width: of the left panel, pixels.
    """
    alt = altair()
    names = Names(answer.case)
    first = next(iter(answer.perspectives.values()))
    ranked = sorted(first.candidates.values(), key=lambda c: (-c.contribution.value, -c.sufficiency.value))
    order = [candidate.party for candidate in ranked]
    labels = dict(zip(order, distinct([shortened(names.party(p), 34) for p in order]), strict=True))
    left = _differences(alt, first, labels, width)
    if len(answer.perspectives) == 1:
        return themed(left)
    return themed(alt.hconcat(left, _contributions(alt, answer, labels), spacing=18))


def _differences(alt: Any, view: MediatorsView, labels: dict[str, str], width: int) -> Any:
    values = []
    for party, label in labels.items():
        candidate = view.candidates[party]
        for measure, estimate, shift in (
            (MEASURES[0], candidate.sufficiency, -3.5),
            (MEASURES[1], candidate.necessity, 3.5),
        ):
            values.append({
                "who": label, "what": measure, "value": 100 * estimate.value, "shift": shift,
                "low": 100 * (estimate.value - 2 * estimate.se), "high": 100 * (estimate.value + 2 * estimate.se),
            })  # fmt: skip
    rows = list(labels.values())
    axis = alt.Axis(title=None, ticks=False, domain=False, labelPadding=6, labelLimit=220)
    x_axis = alt.Axis(title="change of P(success), percentage points", grid=True, tickCount=6)
    legend = alt.Legend(title=None, orient="bottom", direction="vertical", labelLimit=320, symbolSize=70)
    look = alt.Scale(domain=list(MEASURES), range=[BLUE, VERMILION])
    shape = alt.Scale(domain=list(MEASURES), range=["circle", "diamond"])
    layers = [alt.Chart(alt.Data(values=[{"zero": 0}])).mark_rule(color=INK, strokeWidth=1.2).encode(x=alt.X("zero:Q"))]
    for measure, shift in zip(MEASURES, (-3.5, 3.5), strict=True):
        base = alt.Chart(alt.Data(values=[v for v in values if v["what"] == measure])).encode(
            y=alt.Y("who:N", sort=rows, axis=axis), color=alt.Color("what:N", scale=look, legend=legend)
        )
        layers.append(
            base.mark_rule(strokeWidth=1.4, yOffset=shift).encode(x=alt.X("low:Q", axis=x_axis), x2=alt.X2("high:Q"))
        )
        layers.append(
            base.mark_point(filled=True, opacity=1, size=46, yOffset=shift).encode(
                x=alt.X("value:Q"), shape=alt.Shape("what:N", scale=shape, legend=legend)
            )
        )
    title = {"text": shortened(f"{view.title}: does it make a difference?", 60), "color": INK, "anchor": "start"}
    return alt.layer(*layers).properties(width=width, height=alt.Step(STEP), title=title)


def _contributions(alt: Any, answer: Mediators, labels: dict[str, str]) -> Any:
    views = list(answer.perspectives.values())
    columns = distinct([shortened(view.title, 28) for view in views])
    top = max((c.contribution.value for view in views for c in view.candidates.values()), default=0.0)
    cells = []
    for view, column in zip(views, columns, strict=True):
        for party, label in labels.items():
            candidate = view.candidates[party]
            value = candidate.contribution.value
            mark = MARKS[candidate.verdict]
            number = f"{100 * value:.0f}" if value >= 0.005 else ""
            cells.append({
                "who": label, "view": column, "value": value, "text": " ".join(t for t in (number, mark) if t),
                "dark": value > 0.5 * max(top, 0.1),
            })  # fmt: skip
    axis: dict[str, Any] = {"title": None, "ticks": False, "domain": False}
    base = alt.Chart(alt.Data(values=cells)).encode(
        x=alt.X("view:N", sort=columns, axis=alt.Axis(orient="top", labelAngle=-38, labelPadding=5, **axis)),
        y=alt.Y("who:N", sort=list(labels.values()), axis=alt.Axis(labels=False, **axis)),
    )
    scale = alt.Scale(domain=[0, max(top, 0.1)], range=[PALE, DEEP], interpolate="lab")
    boxes = base.mark_rect(stroke="white", strokeWidth=1.5).encode(color=alt.Color("value:Q", scale=scale, legend=None))
    ink = alt.condition("datum.dark", alt.value("#ffffff"), alt.value("#1b2431"))
    words = base.mark_text(fontSize=9.5).encode(text="text:N", color=ink)
    said = "contribution to the best group, points; N needed, E enough"
    note = alt.Chart(alt.Data(values=[{"text": said}])).mark_text(
        align="left", baseline="top", fontSize=10, color=MUTED
    )  # fmt: skip
    grid = alt.layer(boxes, words).properties(width=30 * len(columns), height=alt.Step(STEP))
    return alt.vconcat(
        grid, note.encode(x=alt.value(0), y=alt.value(0), text="text:N").properties(width=30 * len(columns), height=14),
        spacing=6,
    ).resolve_scale(color="independent")  # fmt: skip


def mediators_caption(answer: Mediators) -> str:
    """What the picture shows, in one sentence."""
    return (
        "Change of P(success) by each candidate, with two standard errors: alone against direct talks, and the best group "
        f"of up to {answer.size} with it against the best without."
    )
