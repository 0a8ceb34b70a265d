"""Margins of holding by month after signing: how far each signer is from going back to war."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodoffices.kit.names import Names, shortened
from goodoffices.kit.numbers import number
from goodoffices.kit.theme import INK, MUTED, SIDES, altair, themed

if TYPE_CHECKING:
    from goodoffices.kit.theme import AnyChart
    from goodoffices.study.holding.answer import HoldingAnswer, HoldingView, PartyHolding


def chart(answer: HoldingAnswer, width: int = 250, height: int = 150) -> AnyChart:
    """A row per perspective, a panel per signer: mean, the bands 25-75 and 5-95 per cent of deals, and the line of 0."""
    alt = altair()
    names = Names(answer.case)
    views = [v for v in answer.perspectives.values() if v.found > 0]
    shown = [p.path for v in views for p in v.parties.values()]
    low = min((float(path.q05.min()) for path in shown), default=-1.0)
    high = max((float(path.q95.max()) for path in shown), default=1.0)
    pad = 0.06 * max(high - low, 1.0)
    scale = alt.Scale(domain=[min(low, 0.0) - pad, max(high, 0.0) + pad], nice=False)
    rows = []
    for view in views:
        panels = [
            _panel(alt, names.party(s), party, view.needed[s], SIDES[i % len(SIDES)], scale, width, height, i == 0)
            for i, (s, party) in enumerate(view.parties.items())
        ]
        rows.append(alt.hconcat(*panels, spacing=16, title={"text": _title(view), "color": INK}))
    nothing = alt.Chart(alt.Data(values=[{}])).mark_text(text="the plan finds no deal", color=MUTED)
    return themed(alt.vconcat(*rows, spacing=14) if rows else alt.layer(nothing))


def _title(view: HoldingView) -> str:
    return f"{shortened(view.title, 60)}: {100 * view.holds:.0f}% of the deals found hold"


def _panel(
    alt: Any,
    name: str,
    party: PartyHolding,
    needed: float,
    colour: str,
    scale: Any,
    width: int,
    height: int,
    first: bool,
) -> Any:
    path = party.path
    rows = [
        {"m": m, "a": float(a), "b": float(b), "c": float(c), "d": float(d), "mean": float(e)}
        for m, (a, b, c, d, e) in enumerate(zip(path.q05, path.q25, path.q75, path.q95, path.mean, strict=True))
    ]
    x = alt.X("m:Q", axis=alt.Axis(title="months after signing", grid=False, tickMinStep=1, tickCount=6))
    axis = alt.Axis(title="margin, points of the party" if first else None, tickCount=5, labels=first, ticks=first)

    def y(field: str) -> Any:
        return alt.Y(f"{field}:Q", scale=scale, axis=axis)

    base = alt.Chart(alt.Data(values=rows)).encode(x=x)
    wide = base.mark_area(opacity=0.16, color=colour).encode(y=y("a"), y2="d:Q")
    middle = base.mark_area(opacity=0.30, color=colour).encode(y=y("b"), y2="c:Q")
    mean = base.mark_line(color=colour, strokeWidth=2).encode(y=y("mean"))
    line = alt.Chart(alt.Data(values=[{"zero": 0.0}])).mark_rule(color=INK, strokeWidth=1.2, strokeDash=[4, 3])
    lacks = f"; lacks {number(needed)}" if needed >= 0.05 else ""
    title = {
        "text": f"{shortened(name, 26)}: stays with {100 * party.stays:.0f}%{lacks}",
        "color": INK,
        "fontSize": 10.5,
    }
    return alt.layer(wide, middle, line.encode(y=y("zero")), mean).properties(width=width, height=height, title=title)
