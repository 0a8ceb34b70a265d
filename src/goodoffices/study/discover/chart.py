"""A box of beliefs: for each number the part of its range that one would have to believe in, and the peeling behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodoffices.case.believing import believed
from goodoffices.kit.names import Names, capital, shortened
from goodoffices.kit.numbers import percent
from goodoffices.kit.theme import BLUE, INK, MUTED, RULE, VERMILION, altair, distinct, themed
from goodoffices.study.discover.answer import Belief, Discovery, PlanDiscovery

if TYPE_CHECKING:
    from goodoffices.kit.theme import AnyChart


def chart(answer: Discovery, perspective: str | None = None, plan: str | None = None) -> AnyChart:
    """The first box of one plan (left) and the trajectory it was picked from (right).

    Args:
        answer: of a case with plans.
        perspective: default the first asked.
        plan: default the one with the highest mean that has a box.
    """
    alt = altair()
    view = answer.perspectives[perspective] if perspective else next(iter(answer.perspectives.values()))
    able = [p for p in view.plans.values() if p.beliefs] or list(view.plans.values())
    shown = view.plans[plan] if plan else max(able, key=lambda p: p.mean)
    verb = "fail" if answer.fails else "succeed"
    title = [f"What you would have to believe for “{Names(answer.case).plan(shown.plan)}” to {verb} ({view.title})"]
    panels = [_way(alt, answer, shown)]
    if shown.beliefs:
        first = shown.beliefs[0]
        title.append(
            f"There it would {verb} in {percent(first.density)} of draws (of all: {percent(shown.mean)}); "
            f"{percent(first.coverage)} of all draws in which it does are there"
        )
        panels.insert(0, _limits(alt, answer, first))
    return themed(alt.hconcat(*panels, spacing=30).properties(title=title))


def _limits(alt: Any, answer: Discovery, belief: Belief) -> Any:
    labels = distinct([shortened(capital(believed(answer.case, x.path, x.lower, x.upper)), 76) for x in belief.limits])
    rows = []
    for limit, label in zip(belief.limits, labels, strict=True):
        width = (limit.most - limit.least) or 1.0
        low = 0.0 if limit.lower is None else (limit.lower - limit.least) / width
        high = 1.0 if limit.upper is None else (limit.upper - limit.least) / width
        rows.append(
            {"label": label, "low": low, "high": high, "from": 0, "to": 1, "share": f"{percent(limit.share)} of draws"}
        )
    y = alt.Y(
        "label:N", sort=labels, axis=alt.Axis(title=None, ticks=False, domain=False, labelPadding=6, labelLimit=520)
    )
    scale = alt.Scale(domain=[0, 1.32], nice=False)
    axis = alt.Axis(
        title="range of the number, from its least to its greatest draw", labels=False, ticks=False, values=[0, 1]
    )
    base = alt.Chart(alt.Data(values=rows)).encode(y=y)
    whole = base.mark_bar(size=10, color=RULE).encode(x=alt.X("from:Q", scale=scale, axis=axis), x2="to:Q")
    part = base.mark_bar(size=10, color=BLUE).encode(x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q")
    text = base.mark_text(align="left", dx=6, fontSize=9.5, color=INK).encode(
        x=alt.X("to:Q", scale=scale), text="share:N"
    )
    return alt.layer(whole, part, text).properties(width=260, height=alt.Step(22))


def _way(alt: Any, answer: Discovery, plan: PlanDiscovery) -> Any:
    rows = [{"coverage": coverage, "density": density} for coverage, density, _, _ in plan.trajectory]
    across = alt.Axis(format="%", title="coverage: share of all such draws in the box", tickCount=5)
    upwards = alt.Axis(format="%", title="density: mean in the box", tickCount=5)
    place = {
        "x": alt.X("coverage:Q", scale=alt.Scale(domain=[0, 1]), axis=across),
        "y": alt.Y("density:Q", scale=alt.Scale(zero=True), axis=upwards),
    }
    base = alt.Chart(alt.Data(values=rows)).encode(**place)
    layers = [base.mark_line(color=MUTED, strokeWidth=1), base.mark_point(filled=True, size=22, color=MUTED)]
    if plan.beliefs:
        first, kinds = plan.beliefs[0], ["picked", "on draws held back"]
        picked = [
            {"coverage": first.coverage, "density": first.density, "what": kinds[0]},
            {"coverage": first.held_back_coverage, "density": first.held_back_density, "what": kinds[1]},
        ]
        legend = alt.Legend(title=None, orient="top", direction="horizontal")
        hue = alt.Color("what:N", scale=alt.Scale(domain=kinds, range=[BLUE, VERMILION]), legend=legend)
        shape = alt.Shape("what:N", scale=alt.Scale(domain=kinds, range=["circle", "diamond"]), legend=legend)
        dots = alt.Chart(alt.Data(values=picked)).mark_point(filled=True, size=110, opacity=1)
        layers.append(dots.encode(**place, color=hue, shape=shape))
    return alt.layer(*layers).properties(width=230, height=170)
