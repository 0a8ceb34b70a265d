"""The annex on all third parties as mediators."""

from __future__ import annotations

from goodoffices.brief.blocks import Figure, Section
from goodoffices.brief.desk import Desk
from goodoffices.brief.sections.candidates import blocks


def candidates_annex(desk: Desk, letter: str) -> Section | None:
    """None where nobody could mediate, or where coalitions are not compared."""
    found = blocks(desk)
    if not found:
        return None
    return Section(
        "annex-candidates", f"Annex {letter}. Must it be this mediator?", (found[0], _picture(desk), *found[1:])
    )


def _picture(desk: Desk) -> Figure:
    from markupsafe import Markup

    from goodoffices.kit.theme import svg
    from goodoffices.study.mediators.chart import chart as mediators_chart
    from goodoffices.study.mediators.chart import mediators_caption

    assert desk.mediators is not None
    said = mediators_caption(desk.mediators)
    return Figure(Markup(svg(mediators_chart(desk.mediators, 430), "fig-candidates", said)), said, "candidates")
