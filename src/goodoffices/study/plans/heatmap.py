"""P(success) of every plan under every perspective, with the number in each cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from goodoffices.kit.names import Names, shortened
from goodoffices.kit.numbers import percent, terse
from goodoffices.kit.theme import DEEP, PALE, altair, distinct, themed
from goodoffices.study.plans.answer import PlanResult, leaders

if TYPE_CHECKING:
    from goodoffices.kit.theme import AnyChart


class Held(Protocol):
    """One perspective, as far as this chart is about it."""

    @property
    def title(self) -> str: ...
    @property
    def plans(self) -> Mapping[str, PlanResult]: ...


Views = Mapping[str, Held]
WIDTH = 400
"""Pixels for the cells; the names stand beside them."""


def heatmap_chart(views: Views, names: Names, plans: tuple[str, ...]) -> AnyChart:
    """Plans down, perspectives across; bold and underlined cells lead their perspective.

    Args:
        views: all perspectives.
        names: of their case.
        plans: the rows, top to bottom.
    """
    alt = altair()

    rows = distinct([shortened(names.plan(p), 36) for p in plans])
    columns = distinct([shortened(r.title, 30) for r in views.values()])
    cells = _cells(views, plans, rows, columns)
    top = max((c["share"] for c in cells), default=0.0)
    axis: dict[str, Any] = {"title": None, "ticks": False, "domain": False}
    base = alt.Chart(alt.Data(values=cells)).encode(
        x=alt.X("view:N", sort=columns, axis=alt.Axis(orient="top", labelAngle=-38, labelPadding=5, **axis)),
        y=alt.Y("plan:N", sort=rows, axis=alt.Axis(labelPadding=6, **axis)),
    )
    scale = alt.Scale(domain=[0, max(top, 0.1)], range=[PALE, DEEP], interpolate="lab")
    boxes = base.mark_rect(strokeWidth=1.5, stroke="white").encode(color=alt.Color("share:Q", scale=scale, legend=None))
    ink = alt.condition("datum.dark", alt.value("#ffffff"), alt.value("#1b2431"))
    plain = base.transform_filter("!datum.leads").mark_text(fontSize=10).encode(text="text:N", color=ink)
    bold = (
        base.transform_filter("datum.leads")
        .mark_text(fontSize=10.5, fontWeight="bold")
        .encode(text="text:N", color=ink)
    )
    width = min(46, max(24, WIDTH // max(1, len(columns))))
    chart = alt.layer(boxes, plain, bold).properties(width=width * max(1, len(columns)), height=alt.Step(13.5))
    return themed(chart)


def _cells(views: Views, plans: tuple[str, ...], rows: list[str], columns: list[str]) -> list[dict[str, Any]]:
    top = max((r.plans[p].success for r in views.values() for p in plans), default=0.0)
    cells = []
    for result, column in zip(views.values(), columns, strict=True):
        ahead = leaders(result.plans)
        for plan, row in zip(plans, rows, strict=True):
            share = result.plans[plan].success
            text = terse(share).removesuffix("%")
            dark = share > 0.5 * max(top, 0.1)
            leads = plan in ahead and share > 0
            cells.append({"plan": row, "view": column, "share": share, "text": text, "dark": dark, "leads": leads})
    return cells


def heatmap_caption(views: Views) -> str:
    """The highest and the lowest leading success over perspectives, in one sentence."""
    best = {n: max((p.success for p in r.plans.values()), default=0.0) for n, r in views.items()}
    head = "P(success) in per cent, plan by perspective; bold: the plans that lead their perspective within error."
    if len(best) == 1:
        return f"{head} The best plan reaches {percent(next(iter(best.values())))}."
    high, low = max(best, key=lambda n: best[n]), min(best, key=lambda n: best[n])
    if percent(best[high]) == percent(best[low]):
        return f"{head} The best plan reaches {percent(best[high])} under every perspective."
    return (
        f"{head} The best plan reaches {percent(best[high])} under “{views[high].title}” "
        f"and {percent(best[low])} under “{views[low].title}”."
    )
