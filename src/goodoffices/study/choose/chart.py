"""Every plan's chance of success over all perspectives: dots for perspectives, a bar from the worst to the best."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodoffices.kit.names import Names, listed, shortened
from goodoffices.kit.theme import BLUE, INK, MUTED, VERMILION, altair, distinct, share_ticks, themed
from goodoffices.study.choose.answer import RobustChoice

if TYPE_CHECKING:
    from goodoffices.kit.theme import AnyChart

SHORT = {
    "maximin": "best worst case",
    "minimax_regret": "least regret",
    "satisficing": "most often enough",
    "weighted": "best by the weights",
}


def chart(answer: RobustChoice) -> AnyChart:
    """Success (left) and largest regret (right) of every plan; the plans that a rule picks say so."""
    alt = altair()
    names = Names(answer.case)
    order = sorted(answer.plans, key=lambda plan: plan.regret)
    labels = distinct([shortened(names.plan(plan.plan), 40) for plan in order])
    dots, bars = [], []
    for plan, label in zip(order, labels, strict=True):
        values = plan.success.values()
        picked = [words for rule, words in SHORT.items() if plan.plan in answer.best.get(rule, ())]
        bars.append(
            {"plan": label, "low": min(values), "high": max(values), "regret": plan.regret, "picked": listed(picked)}
        )
        dots += [
            {"plan": label, "view": answer.titles[view], "success": success} for view, success in plan.success.items()
        ]
    axis = alt.Axis(title=None, ticks=False, domain=False, labelPadding=6)
    y = alt.Y("plan:N", sort=labels, axis=axis)
    x = alt.X(
        "low:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", title="success, by perspective", tickCount=5)
    )
    spans = (
        alt.Chart(alt.Data(values=bars))
        .mark_rule(strokeWidth=5, color=BLUE, opacity=0.25)
        .encode(y=y, x=x, x2="high:Q")
    )
    points = alt.Chart(alt.Data(values=dots)).mark_tick(thickness=2, size=11, color=BLUE).encode(y=y, x="success:Q")
    enough = (
        alt.Chart(alt.Data(values=[{"x": answer.threshold}])).mark_rule(color=MUTED, strokeDash=[3, 3]).encode(x="x:Q")
    )
    left = alt.layer(spans, enough, points).properties(width=300, height=alt.Step(18))
    base = alt.Chart(alt.Data(values=bars)).encode(y=alt.Y("plan:N", sort=labels, axis=None))
    end = max(2.2 * max(plan.regret for plan in order), 0.01)
    across = alt.Axis(format="%", title="largest shortfall from a perspective's best plan", values=share_ticks(end))
    regret = alt.X("regret:Q", axis=across, scale=alt.Scale(domain=[0, end]))
    bar = base.mark_bar(size=8, color=VERMILION).encode(x=regret)
    text = base.mark_text(align="left", dx=5, fontSize=9.5, color=INK).encode(x=regret, text="picked:N")
    right = alt.layer(bar, text).properties(width=300, height=alt.Step(18))
    title = "Which plan holds up whichever perspective is right?"
    return themed(alt.hconcat(left, right, spacing=14).properties(title=title))
