"""Candidates side by side: alone against direct talks, best with against best without, and what they add by perspective."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodoffices.kit.names import Names, shortened
from goodoffices.kit.theme import BLUE, DEEP, INK, PALE, SIDES, VERMILION, altair, distinct, themed

if TYPE_CHECKING:
    from goodoffices.kit.theme import AnyChart
    from goodoffices.study.mediators.answer import Contribution, Estimate, Mediators, MediatorsView

STEP = 24
"""Pixels from one candidate to the next."""
MEASURES = (
    "alone, against direct talks",
    "best group with it, against best without",
    "adds to the best group (Shapley value)",
)
PLACES = (-5.0, 0.0, 5.0)
"""Pixels below the middle of a row."""
GREEN = SIDES[2]
MARKS = {"needed": "N", "enough": "E", "both": "NE", "neither": ""}


def chart(answer: Mediators, width: int = 300) -> AnyChart:
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
    both = alt.hconcat(left, _contributions(alt, answer, labels), spacing=18)
    return themed(both.resolve_scale(color="independent", shape="independent"))


def _differences(alt: Any, view: MediatorsView, labels: dict[str, str], width: int) -> Any:
    values = []
    for party, label in labels.items():
        candidate = view.candidates[party]
        measured: tuple[Estimate | Contribution, ...] = (
            candidate.sufficiency,
            candidate.necessity,
            candidate.contribution,
        )
        for measure, estimate in zip(MEASURES, measured, strict=True):
            middle, error = 100 * estimate.value, 200 * estimate.se
            values.append({
                "who": label, "what": measure, "value": middle, "low": middle - error, "high": middle + error,
            })  # fmt: skip
    rows = list(labels.values())
    axis = alt.Axis(title=None, ticks=False, domain=False, labelPadding=6, labelLimit=220)
    x_axis = alt.Axis(title="change of P(success), percentage points", grid=True, tickCount=6)
    legend = alt.Legend(title=None, orient="bottom", direction="vertical", labelLimit=320, symbolSize=70)
    look = alt.Scale(domain=list(MEASURES), range=[BLUE, VERMILION, GREEN])
    shape = alt.Scale(domain=list(MEASURES), range=["circle", "diamond", "square"])
    layers = [alt.Chart(alt.Data(values=[{"zero": 0}])).mark_rule(color=INK, strokeWidth=1.2).encode(x=alt.X("zero:Q"))]
    for measure, shift in zip(MEASURES, PLACES, strict=True):
        base = alt.Chart(alt.Data(values=[v for v in values if v["what"] == measure])).encode(
            y=alt.Y("who:N", sort=rows, axis=axis), color=alt.Color("what:N", scale=look, legend=legend)
        )
        layers.append(
            base.mark_rule(strokeWidth=1.4, yOffset=shift).encode(x=alt.X("low:Q", axis=x_axis), x2=alt.X2("high:Q"))
        )
        layers.append(
            base.mark_point(filled=True, opacity=1, size=40, yOffset=shift).encode(
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
    title = {
        "text": ["Adds to the best group,", "by perspective", "(N needed, E enough)"],
        "color": INK,
        "anchor": "start",
        "fontSize": 10,
    }
    return alt.layer(boxes, words).properties(width=32 * len(columns), height=alt.Step(STEP), title=title)


def mediators_caption(answer: Mediators) -> str:
    """What the picture shows, in one sentence."""
    return (
        "Change of P(success) by each candidate, with two standard errors: alone against direct talks, and the best group "
        f"of up to {answer.size} with it against the best without."
    )
