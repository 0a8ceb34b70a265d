"""What each third party that spoils, and each signer that will not, costs a plan's chance of success."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodoffices.kit.names import Names, shortened
from goodoffices.kit.numbers import percent
from goodoffices.kit.theme import BLUE, INK, VERMILION, altair, distinct, themed
from goodoffices.study.spoilers.answer import PlanSpoilers, Spoilers

if TYPE_CHECKING:
    from goodoffices.kit.theme import AnyChart

PLANS = 4
"""Plans shown: the likeliest of the first perspective."""
KINDS = ("spoils", "refuses the mediator", "does not sign", "leaves the deal")


def chart(answer: Spoilers, perspective: str | None = None) -> AnyChart:
    """One panel per plan; default the first perspective asked."""
    alt = altair()
    view = answer.perspectives[perspective] if perspective else next(iter(answer.perspectives.values()))
    shown = sorted(view.plans.values(), key=lambda plan: -plan.success)[:PLANS]
    names = Names(answer.case)
    panels = [_panel(alt, plan, names, first=at == 0) for at, plan in enumerate(shown)]
    chart = alt.vconcat(*panels, spacing=12).resolve_scale(x="shared")
    return themed(chart.properties(title=f"Who stands in the way, and what it costs ({view.title})"))


def _panel(alt: Any, plan: PlanSpoilers, names: Names, first: bool) -> Any:
    rows = [
        {"label": f"{names.party(s.party)} spoils", "cost": s.damage, "kind": KINDS[0]}
        for s in plan.third_parties
        if s.acts > 0
    ]
    for signer in plan.signers:
        who = names.party(signer.party)
        rows.append({"label": f"{who} refuses the mediator", "cost": signer.consent_costs, "kind": KINDS[1]})
        rows.append({"label": f"{who} does not sign", "cost": signer.signing_costs, "kind": KINDS[2]})
        rows.append({"label": f"{who} leaves the deal", "cost": signer.breaking_costs, "kind": KINDS[3]})
    rows = [row for row in rows if abs(row["cost"]) >= 5e-4] or rows[:1]  # type: ignore[arg-type]
    for row, label in zip(rows, distinct([str(r["label"]) for r in rows]), strict=True):
        row["label"], row["text"] = shortened(label, 60), f"{100 * float(row['cost']):+.1f}"  # type: ignore[arg-type]
        row["end"] = max(0.0, float(row["cost"]))  # type: ignore[arg-type]
    axis = alt.Axis(title=None, ticks=False, domain=False, labelPadding=6)
    base = alt.Chart(alt.Data(values=rows)).encode(y=alt.Y("label:N", sort=[r["label"] for r in rows], axis=axis))
    said = "fall of the chance of success because of it, percentage points"
    across = alt.Axis(labelExpr="format(100 * datum.value, '~g')", title=said, tickCount=5)
    x = alt.X("cost:Q", axis=across, scale=alt.Scale(padding=30))
    legend = alt.Legend(title=None, orient="top", direction="horizontal") if first else None
    hue = alt.Color(
        "kind:N", scale=alt.Scale(domain=list(KINDS), range=[VERMILION, BLUE, "#E69F00", "#009E73"]), legend=legend
    )
    bars = base.mark_bar(size=10).encode(x=x, color=hue)
    text = base.mark_text(align="left", dx=5, fontSize=9.5, color=INK).encode(x=alt.X("end:Q"), text="text:N")
    title = f"{names.plan(plan.plan)}: {percent(plan.success)}"
    return alt.layer(bars, text).properties(width=340, height=alt.Step(16), title=title)
