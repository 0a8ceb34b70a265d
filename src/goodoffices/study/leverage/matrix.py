"""The dependence matrix: for every signer a panel, third parties down, all kinds of tie together and each kind across."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goodoffices.kit.names import shortened
from goodoffices.kit.theme import BLUE, INK, MUTED, VERMILION, altair, distinct, themed
from goodoffices.study.leverage.answer import LeverageAnswer, LeverageView, PairLeverage

if TYPE_CHECKING:
    from goodoffices.kit.theme import AnyChart

CELL = 62
"""Pixels across a cell."""
STEP = 17
STRONG = 0.35
"""Gap from which a cell has its full hue."""
ALL = "all, as weighed"
Row = dict[str, Any]


def matrix(answer: LeverageAnswer, perspective: str | None = None) -> AnyChart:
    """`there / back` in per cent in every cell, its hue the gap: blue where the third party has the leverage.

    Args:
        answer: of `study.leverage.question`.
        perspective: whose belief; the first one's if not said.
    """
    alt = altair()
    view = answer.view(perspective)
    panels = []
    for party in dict.fromkeys(pair.party for pair in view.pairs if pair.evidence):
        pairs = [pair for pair in view.pairs if pair.party == party and pair.evidence]
        panels.append(_panel(alt, answer, view, party, pairs))
    if not panels:
        empty = alt.Chart(alt.Data(values=[{"text": "The case names no ties."}])).mark_text(color=INK)
        return themed(empty.encode(text="text:N").properties(width=240, height=40))
    said = alt.Title(
        f"{shortened(answer.case.title, 60)}: dependence, per cent ({view.name})",
        subtitle=[
            "first number: the signer's share that runs through the row; second: the other way round. Blue: the row has the",
            "leverage, orange: the signer has it. In brackets the weight of the kind; weight 0 never becomes points.",
        ],
        subtitleColor=MUTED,
        subtitleFontSize=10,
    )
    return themed(alt.vconcat(*panels, spacing=18).properties(title=said))


def _panel(alt: Any, answer: LeverageAnswer, view: LeverageView, party: str, pairs: list[PairLeverage]) -> Any:
    ordered = sorted(pairs, key=lambda pair: -pair.asymmetry.mean)
    rows = distinct([shortened(answer.case.parties[pair.other].name, 26) for pair in ordered])
    kinds = [kind for kind in view.weights if any(share.kind == kind for pair in pairs for share in pair.kinds)]
    heads = {ALL: ALL, **{kind: f"{kind} ({view.weights[kind]:g})" for kind in kinds}}
    cells: list[Row] = []
    for pair, row in zip(ordered, rows, strict=True):
        shares = {ALL: (pair.dependence.mean, pair.back.mean)}
        shares |= {share.kind: (share.dependence.mean, share.back.mean) for share in pair.kinds}
        for kind, (there, back) in shares.items():
            weighs = kind == ALL or view.weights[kind] > 0
            gap = there - back if weighs else 0.0
            cells.append(
                {
                    "who": row,
                    "kind": heads[kind],
                    "gap": max(-STRONG, min(STRONG, gap)),
                    "text": f"{_terse(there)} / {_terse(back)}",
                    "ink": "#ffffff" if abs(gap) > 0.6 * STRONG else INK if weighs else MUTED,
                }
            )
    axis: Row = {"title": None, "ticks": False, "domain": False}
    base = alt.Chart(alt.Data(values=cells)).encode(
        x=alt.X(
            "kind:N", sort=list(heads.values()), axis=alt.Axis(orient="top", labelAngle=0, labelFontSize=9.5, **axis)
        ),
        y=alt.Y("who:N", sort=rows, axis=alt.Axis(labelPadding=6, **axis)),
    )
    scale = alt.Scale(domain=[-STRONG, 0, STRONG], range=[VERMILION, "#f3f4f6", BLUE], interpolate="lab")
    boxes = base.mark_rect(stroke="white", strokeWidth=1.5).encode(color=alt.Color("gap:Q", scale=scale, legend=None))
    text = base.mark_text(fontSize=9.5).encode(text="text:N", color=alt.Color("ink:N", scale=None))
    title = f"{answer.case.parties[party].name} and those it is tied to"
    return (
        alt.layer(boxes, text)
        .resolve_scale(color="independent")
        .properties(width=CELL * len(heads) + 20, height=alt.Step(STEP), title=title)
    )


def _terse(share: float) -> str:
    """Per cent, one digit below ten."""
    value = 100 * share
    if 0 < value < 0.05:
        return "<0.1"
    return f"{value:.1f}" if 0 < value < 9.95 else f"{value:.0f}"
