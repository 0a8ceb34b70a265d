"""What fighting on is worth to each signer over the months, against the text to put on the table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from goodoffices.kit.names import Names, listed, shortened
from goodoffices.kit.numbers import months, number
from goodoffices.kit.theme import INK, MUTED, SIDES, altair, themed
from goodoffices.study.robust.answer import PackageText
from goodoffices.study.war.answer import WarAnswer, WarPath

if TYPE_CHECKING:
    from goodoffices.kit.theme import AnyChart


def chart(answer: WarAnswer) -> AnyChart:
    """A row per perspective: the value of fighting on, signer by signer."""
    names, several = Names(answer.case), len(answer.perspectives) > 1
    rows = []
    for view in answer.perspectives.values():
        row = war_panels(view.war, None, names)
        rows.append(row.properties(title=view.title) if several else row)
    return themed(altair().vconcat(*rows, spacing=18))


def war_chart(war: Mapping[str, WarPath], text: PackageText, names: Names, width: int = 300) -> AnyChart:
    """One perspective, against a text; arguments as of `war_panels`."""
    return themed(war_panels(war, text, names, width))


def war_panels(war: Mapping[str, WarPath], text: PackageText | None, names: Names, width: int = 300) -> Any:
    """One panel per signer: bands 5-95 and 25-75 per cent of draws, mean, what it believes, and the robust package.

    Args:
        war: per signer, arrays over months.
        text: the package to compare with; its mean utility is the level line; None for no line.
        names: of the case.
        width: of all panels together, pixels.
    """
    alt = altair()

    levels = {s: text.utilities[s].mean for s in war} if text else {}
    lowest = [min(float(np.min(p.q05)), float(np.min(p.believed_mean))) for p in war.values()]
    highest = [max(float(np.max(p.q95)), float(np.max(p.believed_mean))) for p in war.values()]
    low, high = min(*lowest, *levels.values()), max(*highest, *levels.values())
    pad = max(2.0, 0.06 * (high - low))
    scale = alt.Scale(domain=[low - pad, high + 2.5 * pad], nice=False)
    each = max(90, width // max(1, len(war)) - 28)
    panels = [
        _panel(alt, names.party(s), war[s], levels.get(s), SIDES[n % len(SIDES)], scale, each, first=n == 0)
        for n, s in enumerate(war)
    ]
    return alt.hconcat(*panels)


def _panel(
    alt: Any, title: str, path: WarPath, level: float | None, colour: str, scale: Any, width: int, first: bool
) -> Any:
    rows = [
        {"m": int(m), "a": float(a), "b": float(b), "c": float(c), "d": float(d), "mean": float(e), "belief": float(f)}
        for m, a, b, c, d, e, f in zip(
            path.months, path.q05, path.q25, path.q75, path.q95, path.mean, path.believed_mean, strict=True
        )
    ]
    x = alt.X("m:Q", axis=alt.Axis(title="months from now", grid=False, tickMinStep=1, tickCount=5))
    y_title = "points of the party" if first else None
    axis = alt.Axis(title=y_title, tickCount=5, labels=first, ticks=first, domain=first)

    def y(field: str) -> Any:
        return alt.Y(f"{field}:Q", scale=scale, axis=axis)

    base = alt.Chart(alt.Data(values=rows)).encode(x=x)
    wide = base.mark_area(opacity=0.16, color=colour).encode(y=y("a"), y2="d:Q")
    middle = base.mark_area(opacity=0.30, color=colour).encode(y=y("b"), y2="c:Q")
    mean = base.mark_line(color=colour, strokeWidth=2).encode(y=y("mean"))
    belief = base.mark_line(color=colour, strokeWidth=1.5, strokeDash=[5, 3]).encode(y=y("belief"))
    layers = [wide, middle, mean, belief]
    if level is not None:
        deal = alt.Chart(alt.Data(values=[{"level": level, "m": 0}]))
        layers.append(deal.mark_rule(color=INK, strokeWidth=1.4, strokeDash=[1, 2]).encode(y=y("level")))
        label = deal.mark_text(
            align="left", baseline="bottom", dx=3, dy=-2, fontSize=9.5, color=INK, text=f"text: {number(level)}"
        )
        layers.append(label.encode(x=x, y=y("level")))
    return alt.layer(*layers).properties(
        width=width,
        height=118,
        title={"text": shortened(title, max(12, width // 7)), "color": INK, "fontSize": 10.5, "subtitleColor": MUTED},
    )


def war_caption(war: Mapping[str, WarPath], text: PackageText, names: Names) -> str:
    """For whom the text beats fighting on, on average and as each believes, in one sentence."""
    real = [s for s in war if text.utilities[s].mean >= float(war[s].mean[0])]
    believed = [s for s in war if text.utilities[s].mean >= float(war[s].believed_mean[0])]
    last = int(next(iter(war.values())).months[-1])
    if len(war) == 1:
        whom = "the only signer" if real else "nobody"
    else:
        whom = names.both() if len(real) == len(war) else names.parties(real) if real else "nobody"
    if believed == real:
        belief = "and all see it so" if len(real) == len(war) else "and belief changes nothing in that"
    else:
        thinks = [s for s in real if s not in believed]
        more = [s for s in believed if s not in real]
        parts = (
            [
                f"{names.parties(thinks)} believes otherwise"
                if len(thinks) == 1
                else f"{names.parties(thinks)} believe otherwise"
            ]
            if thinks
            else []
        )
        if more:
            parts.append(
                f"{names.parties(more)} {'thinks' if len(more) == 1 else 'think'} it does for itself"
                if len(more) == 1
                else f"{names.parties(more)} think it does for them"
            )
        belief = "but " + listed(parts)
    return (
        f"Value of {names.words.go_on} over {months(last)} (line: mean; dashes: what the party believes; bands: "
        f"25–75% and 5–95% of "
        f"draws) and the robust text (dots): on average the text beats {names.words.go_on} from today for {whom}, {belief}."
    )
