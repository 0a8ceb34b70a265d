"""The tornado of one plan, and beside it how much of the variance every factor accounts for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodoffices.case.wording import described
from goodoffices.kit.names import Names, capital, shortened
from goodoffices.kit.numbers import short
from goodoffices.kit.theme import BLUE, INK, MUTED, VERMILION, altair, distinct, themed
from goodoffices.study.sensitivity.answer import PlanSensitivity, Sensitivity, ViewSensitivity
from goodoffices.study.sensitivity.words import factor_words

if TYPE_CHECKING:
    from goodoffices.kit.theme import AnyChart

ROWS = 14
"""Bars shown."""
LEAST = 0.005
"""Upper end of a factor's interval below which it is not worth a bar: share of the variance."""
WIDTH = 330
STEP = 17


def chart(answer: Sensitivity, perspective: str | None = None, plan: str | None = None) -> AnyChart:
    """Tornado of success (left) and Sobol indices (right) of one plan.

    Args:
        answer: of a case with plans.
        perspective: default the first asked.
        plan: default the one with the highest mean success there.
    """
    alt = altair()
    view = answer.perspectives[perspective] if perspective else next(iter(answer.perspectives.values()))
    shown = view.plans[plan] if plan else max(view.plans.values(), key=lambda p: p.mean["success"])
    title = f"{Names(answer.case).plan(shown.plan)}, {view.title}: what its success hangs on"
    panels = [_indices(alt, answer, shown)]
    if shown.swings:
        panels.insert(0, _tornado(alt, answer, view, shown))
    chart = alt.hconcat(*panels, spacing=24).resolve_scale(color="independent", shape="independent")
    chart = chart.resolve_legend(color="independent", shape="independent").properties(title=title)
    return themed(chart)


def _tornado(alt: Any, answer: Sensitivity, view: ViewSensitivity, plan: PlanSensitivity) -> Any:
    telling = [s for s in plan.swings if abs(s.when_high - s.when_low) > 2.0 * s.se]
    swings = telling[:ROWS] or plan.swings[:1]
    labels = distinct([shortened(capital(described(answer.case, s.path)), 58) for s in swings])
    rows = []
    for swing, label in zip(swings, labels, strict=True):
        ends = (("low", swing.low, swing.when_low), ("high", swing.high, swing.when_high))
        for end, value, success in ends:
            other = swing.when_high if end == "low" else swing.when_low
            left = success < other or (success == other and end == "low")
            rows.append(
                {"label": label, "end": f"number {end}", "success": success, "value": short(value), "left": left}
            )
    y = alt.Y("label:N", sort=labels, axis=alt.Axis(title=None, ticks=False, domain=False, labelPadding=6))
    # nothing is clamped: padding leaves room for words beyond the ends, and ticks beyond 0 and 100 % would be no shares
    means = [success for swing in swings for success in (swing.when_low, swing.when_high)]
    low, high = min(means), max(means)
    domain = [low, high] if low < high else [max(low - 0.05, 0.0), min(high + 0.05, 1.0)]
    axis = alt.Axis(
        format="%", tickCount=6, labelExpr="datum.value < -1e-9 || datum.value > 1 + 1e-9 ? '' : datum.label"
    )
    x = alt.X("success:Q", scale=alt.Scale(domain=domain, zero=False, nice=False, padding=26), axis=axis)
    base = alt.Chart(alt.Data(values=rows)).encode(y=y)
    line = base.mark_line(strokeWidth=6, opacity=0.35).encode(
        x=x.title("mean success where the number is low, and where it is high"),
        detail="label:N",
        color=alt.value(MUTED),
    )
    hue = alt.Scale(domain=["number low", "number high"], range=[BLUE, VERMILION])
    shape = alt.Scale(domain=["number low", "number high"], range=["circle", "diamond"])
    legend = alt.Legend(title=None, orient="top", direction="horizontal")
    dots = base.mark_point(filled=True, size=55, opacity=1).encode(
        x=x, color=alt.Color("end:N", scale=hue, legend=legend), shape=alt.Shape("end:N", scale=shape, legend=legend)
    )
    style = {"fontSize": 9, "baseline": "middle"}
    left = base.transform_filter("datum.left").mark_text(align="right", dx=-7, **style)
    right = base.transform_filter("!datum.left").mark_text(align="left", dx=7, **style)
    texts = [mark.encode(x=x, text="value:N", color=alt.value(INK)) for mark in (left, right)]
    mean = alt.Chart(alt.Data(values=[{"mean": plan.mean["success"]}])).mark_rule(strokeDash=[3, 3], color=MUTED)
    return alt.layer(line, mean.encode(x="mean:Q"), dots, *texts).properties(width=WIDTH, height=alt.Step(STEP))


def _indices(alt: Any, answer: Sensitivity, plan: PlanSensitivity) -> Any:
    ranked = [share for share in plan.ranked() if share.most >= LEAST][:ROWS]
    labels = distinct([shortened(capital(factor_words(answer, s.factor)), 58) for s in ranked])
    rows = [
        {
            "label": label,
            "kind": kind,
            "share": min(max(value, 0.0), 1.2),
            "low": min(max(low, 0.0), 1.2),
            "high": min(max(high, 0.0), 1.2),
        }
        for share, label in zip(ranked, labels, strict=True)
        for kind, value, (low, high) in (
            ("with all it combines with", share.total, share.total_range),
            ("alone", share.first, share.first_range),
        )
        if value == value
    ]
    axis = alt.Axis(title=None, ticks=False, domain=False, labelPadding=6)
    kinds = ["alone"] if answer.given else ["alone", "with all it combines with"]
    y = alt.Y("label:N", sort=labels, axis=axis)
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=y, yOffset=alt.YOffset("kind:N", sort=kinds, scale=alt.Scale(paddingOuter=0.2))
    )
    scale = alt.Scale(domain=[0, max((min(s.most, 1.2) for s in ranked), default=1.0)])
    x = alt.X("share:Q", scale=scale, axis=alt.Axis(format="%", title="share of the variance of success", tickCount=5))
    hue = alt.Scale(domain=kinds, range=[VERMILION, BLUE])
    legend = alt.Legend(title=None, orient="top", direction="horizontal")
    bars = base.mark_bar(size=5).encode(x=x, color=alt.Color("kind:N", scale=hue, legend=legend))
    spans = base.mark_rule(color=INK, strokeWidth=1).encode(x=alt.X("low:Q", scale=scale), x2="high:Q")
    return alt.layer(bars, spans).properties(width=220, height={"step": STEP, "for": "position"})
