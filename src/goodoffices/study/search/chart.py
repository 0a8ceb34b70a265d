"""What success costs: Pareto sets of the plans searched, as the search saw them and on fresh draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodoffices.kit.names import shortened
from goodoffices.kit.theme import BLUE, INK, MUTED, altair, themed

if TYPE_CHECKING:
    from goodoffices.kit.theme import AnyChart
    from goodoffices.study.search.answer import SearchAnswer, SearchView

COLUMNS = 2


def chart(answer: SearchAnswer, width: int = 300, height: int = 150) -> AnyChart:
    """A panel per perspective: success on fresh draws (dots, bars of two standard errors) against the cost to the sponsor who
    pays most, the search's own estimates as a stair, and the plans of the case as a level line of their best.
    """
    alt = altair()
    views = list(answer.perspectives.values())
    panels = [_panel(alt, answer, view, width, height) for view in views]
    rows = [alt.hconcat(*panels[at : at + COLUMNS], spacing=24) for at in range(0, len(panels), COLUMNS)]
    return themed(alt.vconcat(*rows, spacing=14))


def _panel(alt: Any, answer: SearchAnswer, view: SearchView, width: int, height: int) -> Any:
    rows = [
        {
            "cost": t.dearest,
            "seen": t.success,
            "fresh": t.fresh,
            "low": max(0.0, t.fresh - 2 * t.fresh_se),
            "high": min(1.0, t.fresh + 2 * t.fresh_se),
        }
        for t in view.pareto
    ]
    own = max((view.compared[p].success for p in answer.case.plans), default=0.0)
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X(
            "cost:Q",
            axis=alt.Axis(title="most that one sponsor must be ready to pay, its points", grid=False, tickCount=6),
        )
    )
    axis = alt.Axis(title="success", format="%", tickCount=5)
    scale = alt.Scale(domain=[0, 1])

    def y(field: str) -> Any:
        return alt.Y(f"{field}:Q", scale=scale, axis=axis)

    stair = base.mark_line(interpolate="step-after", color=MUTED, strokeDash=[4, 3], strokeWidth=1.3).encode(
        y=y("seen")
    )
    bars = base.mark_rule(color=BLUE, strokeWidth=1.3).encode(y=y("low"), y2="high:Q")
    dots = base.mark_circle(color=BLUE, size=55, opacity=1).encode(y=y("fresh"))
    level = alt.Chart(alt.Data(values=[{"own": own}])).mark_rule(color=INK, strokeWidth=1, strokeDash=[1, 2])
    title = {
        "text": shortened(view.title, 48),
        "subtitle": "dots: fresh draws; dashes: as searched; dotted: best plan of the case",
        "color": INK,
        "subtitleColor": MUTED,
        "subtitleFontSize": 9,
    }
    layers = alt.layer(level.encode(y=y("own")), stair, bars, dots)
    return layers.properties(width=width, height=height, title=title)
