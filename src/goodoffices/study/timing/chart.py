"""Success of plans by month of signing, and how the war stands by then: zone open, zone closed, war over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodoffices.kit.names import Names, shortened
from goodoffices.kit.theme import DASHES, INK, MUTED, RULE, SERIES, altair, distinct, themed

if TYPE_CHECKING:
    from goodoffices.kit.theme import AnyChart
    from goodoffices.study.timing.answer import TimingAnswer, TimingView

STATES = {"deal": "#b9d4e8", "none": "#f0e3d8", "over": RULE}
"""State of the conflict in a month: its colour."""
SHOWN = len(SERIES)
"""Most plans drawn: those that succeed most in any month."""


def chart(answer: TimingAnswer, width: int = 300, height: int = 170) -> AnyChart:
    """A row per perspective: the state of the war by month, and the success of plans by month of signing.

    Bars of two standard errors stand at every month looked at; at most eight plans, those that succeed most.
    """
    alt = altair()
    names = Names(answer.case)
    plans = _shown(answer)
    labels = dict(zip(plans, distinct([shortened(names.plan(p), 34) for p in plans]), strict=True))
    top = max(
        (m.success + 2 * m.se for v in answer.perspectives.values() for p in plans for m in v.plans[p]), default=0.1
    )
    rows = []
    for row, view in enumerate(answer.perspectives.values()):
        panels = [_state(alt, view, names.words.quarrel, width, height, first=row == 0)]
        if plans:
            panels.append(_success(alt, view, labels, width, height, top, first=row == 0))
        pair = alt.hconcat(*panels, spacing=22)
        rows.append(pair.resolve_scale(color="independent", strokeDash="independent"))
    return themed(alt.vconcat(*rows, spacing=14))


def _shown(answer: TimingAnswer) -> list[str]:
    views = list(answer.perspectives.values())
    best = {p: max(m.success for v in views for m in v.plans[p]) for p in views[0].plans}
    leading = sorted(best, key=lambda p: -best[p])[:SHOWN]
    return [p for p in best if p in leading]


def _x(alt: Any) -> Any:
    return alt.X("month:Q", axis=alt.Axis(title="month of signing", grid=False, tickMinStep=1, tickCount=6))


def _state(alt: Any, view: TimingView, quarrel: str, width: int, height: int, *, first: bool) -> Any:
    zone = view.zone
    called = {"deal": "a deal exists", "none": "no deal exists", "over": f"{quarrel} is over"}
    values = [
        {"month": month, "state": called[key], "share": float(share), "order": order}
        for month, (deal, over) in enumerate(zip(zone.exists, zone.over, strict=True))
        for order, (key, share) in enumerate((("deal", deal), ("none", 1.0 - deal - over), ("over", over)))
    ]
    colour = alt.Color(
        "state:N",
        scale=alt.Scale(domain=[called[key] for key in STATES], range=list(STATES.values())),
        legend=alt.Legend(title=None, orient="top", labelFontSize=10, symbolType="square") if first else None,
    )
    y = alt.Y(
        "share:Q",
        stack="zero",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(title="share of draws", format="%", tickCount=5),
    )
    areas = alt.Chart(alt.Data(values=values)).mark_area().encode(x=_x(alt), y=y, color=colour, order="order:Q")
    half = alt.Chart(alt.Data(values=[{"y": 0.5}])).mark_rule(color=MUTED, strokeDash=[3, 3]).encode(y=alt.Y("y:Q"))
    title = {"text": shortened(view.title, 52), "color": INK}
    return alt.layer(areas, half).properties(width=width, height=height, title=title)


def _success(
    alt: Any, view: TimingView, labels: dict[str, str], width: int, height: int, top: float, *, first: bool
) -> Any:
    values = [
        {
            "month": m.month,
            "plan": label,
            "share": m.success,
            "low": max(0.0, m.success - 2 * m.se),
            "high": m.success + 2 * m.se,
        }
        for plan, label in labels.items()
        for m in view.plans[plan]
    ]
    domain = list(labels.values())
    legend = (
        alt.Legend(title=None, orient="right", labelFontSize=10, labelLimit=230, symbolType="stroke") if first else None
    )
    colour = alt.Color("plan:N", scale=alt.Scale(domain=domain, range=list(SERIES[: len(domain)])), legend=legend)
    dash = alt.StrokeDash(
        "plan:N", scale=alt.Scale(domain=domain, range=[list(d) for d in DASHES[: len(domain)]]), legend=legend
    )
    axis = alt.Axis(title="success if signed then", format="%", tickCount=5)
    y = alt.Y("share:Q", scale=alt.Scale(domain=[0, min(1.0, 1.05 * top)], nice=False), axis=axis)
    base = alt.Chart(alt.Data(values=values)).encode(x=_x(alt), color=colour, strokeDash=dash)
    line = base.mark_line(strokeWidth=1.8).encode(y=y)
    bars = base.mark_rule(strokeWidth=1.2).encode(y=alt.Y("low:Q"), y2="high:Q")
    return alt.layer(line, bars).properties(width=width, height=height)
