"""The price of bringing a mediator in: cost against confidence, in public, in private, and mixed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodoffices.kit.names import Names, shortened
from goodoffices.kit.theme import DASHES, INK, MUTED, SERIES, altair, themed

if TYPE_CHECKING:
    from goodoffices.kit.theme import AnyChart
    from goodoffices.study.induce.answer import InducementAnswer, InducementView

ORDER = ("public", "private", "mixed")
COLUMNS = 3


def chart(answer: InducementAnswer, width: int = 210, height: int = 170) -> AnyChart:
    """A panel per perspective: confidence to the right, the cheapest cost upwards; a curve ends where nothing buys more."""
    alt = altair()
    views = list(answer.perspectives.values())
    top = max((cost for view in views for result in view.ways.values() for _, cost in result.curve), default=0.0)
    panels = [_panel(alt, answer, view, width, height, max(top, 1e-6) * 1.06) for view in views]
    rows = [alt.hconcat(*panels[at : at + COLUMNS], spacing=26) for at in range(0, len(panels), COLUMNS)]
    who = Names(answer.case).spoken(answer.mediator)
    chart = alt.vconcat(*rows, spacing=18).properties(title=f"What it costs to bring {who} in")
    return themed(chart.resolve_scale(color="shared", strokeDash="shared"))


def _panel(alt: Any, answer: InducementAnswer, view: InducementView, width: int, height: int, top: float) -> Any:
    factor, unit = (100.0, "cost, % of sponsors' stakes") if answer.scale == "stakes" else (1.0, "cost, points")
    x = alt.X(
        "confidence:Q",
        scale=alt.Scale(domain=[0, 1], nice=False),
        axis=alt.Axis(title="confidence: all willing, share of draws", format="%", grid=False, tickCount=5),
    )
    y = alt.Y(
        "cost:Q",
        scale=alt.Scale(domain=[0, factor * top], nice=False),
        axis=alt.Axis(title=unit, tickCount=4, grid=True),
    )
    shown = [way for way in ORDER if any(way in v.ways for v in answer.perspectives.values())]
    hue = alt.Color(
        "way:N", scale=alt.Scale(domain=shown, range=[SERIES[ORDER.index(w)] for w in shown]), legend=_legend(alt)
    )
    dash = alt.StrokeDash(
        "way:N", scale=alt.Scale(domain=shown, range=[list(DASHES[ORDER.index(w)]) for w in shown]), legend=_legend(alt)
    )
    lines, ends = [], []
    for way in shown:
        if way not in view.ways:
            continue
        curve = view.ways[way].curve  # type: ignore[index]
        steps = _stairs(curve) if not answer.divisible else list(curve)
        lines += [
            {"way": way, "confidence": share, "cost": factor * cost, "order": n}
            for n, (share, cost) in enumerate(steps)
        ]
        ends += [{"way": way, "confidence": share, "cost": factor * cost} for share, cost in curve[-1:]]
    wanted = alt.Chart(alt.Data(values=[{"confidence": answer.confidence}]))
    layers = [
        wanted.mark_rule(color=MUTED, strokeDash=[3, 3]).encode(x=x),
        wanted.mark_text(align="right", baseline="top", dx=-3, y=1, fontSize=9.5, color=MUTED, text="wanted").encode(x=x),
        alt.Chart(alt.Data(values=lines)).mark_line(strokeWidth=2).encode(
            x=x, y=y, color=hue, strokeDash=dash, order="order:Q"
        ),
        alt.Chart(alt.Data(values=ends)).mark_point(filled=True, size=45, opacity=1).encode(x=x, y=y, color=hue),
    ]  # fmt: skip
    title = {"text": shortened(view.title, 40), "fontSize": 11, "color": INK}
    return alt.layer(*layers).properties(width=width, height=height, title=title)


def _stairs(curve: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    """Corners of the steps: each cost buys every confidence up to its own."""
    corners, before = [], 0.0
    for share, cost in curve:
        corners += [(before, cost), (share, cost)]
        before = share
    return corners


def _legend(alt: Any) -> Any:
    return alt.Legend(title=None, orient="bottom", symbolStrokeWidth=2, labelFontSize=10)
