"""The funnel: for every plan, the share of draws that pass each link and all before it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from goodoffices.kit.names import Names, capital, shortened
from goodoffices.kit.numbers import terse
from goodoffices.kit.theme import BLUE, INK, MUTED, VERMILION, altair, distinct, themed
from goodoffices.play.outcome import LINKS, Link
from goodoffices.study.plans.answer import PlanResult, PlansAnswer, best_first

if TYPE_CHECKING:
    from goodoffices.kit.theme import AnyChart

STAGES: dict[Link, str] = {
    "consent": "sides consent",
    "exists": "a deal exists",
    "found": "it is found",
    "delivers": "others deliver",
    "holds": "it holds",
}
"""What each link is called in charts and tables."""


def chart(answer: PlansAnswer) -> AnyChart:
    """The funnel of every perspective, one below the other."""
    names, several = Names(answer.case), len(answer.perspectives) > 1
    rows = [funnel_panels(view.plans, names, view.title if several else "") for view in answer.perspectives.values()]
    return themed(altair().vconcat(*rows, spacing=18))


def funnel_chart(plans: Mapping[str, PlanResult], names: Names) -> AnyChart:
    """The funnel of one perspective."""
    return themed(funnel_panels(plans, names))


def funnel_panels(plans: Mapping[str, PlanResult], names: Names, title: str = "") -> Any:
    """One row per plan, best first, one panel per link; the binding link is the darker bar with the ring of another hue.

    Args:
        plans: of one perspective.
        names: of its case.
        title: above all panels.
    """
    alt = altair()
    shown = best_first(plans)
    labels = distinct([shortened(names.plan(p), 36) for p in shown])
    panels = [_panel(alt, link, _rows(plans, shown, labels, link), labels, first=link == LINKS[0]) for link in LINKS]
    row = alt.hconcat(*panels, spacing=4)
    return row.properties(title=title) if title else row


def _rows(
    plans: Mapping[str, PlanResult], shown: tuple[str, ...], labels: list[str], link: Link
) -> list[dict[str, Any]]:
    rows = []
    for plan, label in zip(shown, labels, strict=True):
        r = plans[plan]
        share = float(getattr(r.funnel, link))
        rows.append({"plan": label, "share": share, "text": terse(share), "binding": r.binding == link})
    return rows


def _panel(alt: Any, link: Link, rows: list[dict[str, Any]], labels: list[str], first: bool) -> Any:
    y = alt.Y(
        "plan:N",
        sort=labels,
        axis=alt.Axis(title=None, ticks=False, domain=False, labelPadding=6, labels=first) if first else None,
    )
    base = alt.Chart(alt.Data(values=rows)).encode(y=y)
    x = alt.X("share:Q", scale=alt.Scale(domain=[0, 1.42]), axis=None)
    colour = alt.condition("datum.binding", alt.value(VERMILION), alt.value(BLUE))
    bars = base.mark_bar(height={"band": 0.62}).encode(x=x, color=colour)
    text = base.mark_text(align="left", dx=3, fontSize=9.5).encode(x=x, text="text:N", color=alt.value(INK))
    star = base.transform_filter("datum.binding").mark_text(align="left", fontSize=9.5, dx=29, text="◂", color=INK)
    title = {"text": capital(STAGES[link]), "color": MUTED, "fontSize": 10, "fontWeight": "normal", "frame": "group"}
    return alt.layer(bars, text, star.encode(x=x)).properties(width=88, height=alt.Step(13), title=title)


def funnel_caption(plans: Mapping[str, PlanResult], title: str) -> str:
    """Which link breaks most plans of a perspective of that title, in one sentence."""
    count = {link: sum(r.binding == link for r in plans.values()) for link in LINKS}
    most = max(LINKS, key=lambda link: count[link])
    total = len(plans)
    if count[most] == total:
        where = "the only plan" if total == 1 else f"all {total} plans"
    else:
        where = f"{count[most]} of {total} plans"
    verb = "loses" if total == 1 or count[most] == 1 else "lose"
    return f"The funnel, {title}: {where} {verb} the largest part at the link “{STAGES[most]}” (marked ◂)."
