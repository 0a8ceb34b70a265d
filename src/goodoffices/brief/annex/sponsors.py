"""The annex on what would bring the mediator in, and on who would spoil it."""

from __future__ import annotations

from goodoffices.brief.blocks import Block, Figure, Section
from goodoffices.brief.desk import Desk
from goodoffices.brief.sections import induce as bringing_in
from goodoffices.brief.sections import spoilers as spoiling

CURVE = (
    "Cheapest cost of every confidence, offers in public, in private, or each as is cheapest; a curve ends where no offers reach "
    "further."
)


def sponsors_annex(desk: Desk, letter: str) -> Section | None:
    """None where there is nothing to offer and nobody to spoil."""
    offered = bringing_in.blocks(desk)
    found: tuple[Block, ...] = (*offered, *((_price(desk),) if offered else ()), *spoiling.blocks(desk))
    if not found:
        return None
    return Section("annex-sponsors", f"Annex {letter}. What would bring it in, and who would spoil it", found)


def _price(desk: Desk) -> Figure:
    from markupsafe import Markup

    from goodoffices.kit.theme import svg
    from goodoffices.study.induce.chart import chart as inducement_chart

    assert desk.inducement is not None
    return Figure(Markup(svg(inducement_chart(desk.inducement, 300), "fig-price", CURVE)), CURVE, "price")
