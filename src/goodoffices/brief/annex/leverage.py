"""Annex H: leverage by owner, and the ties behind it."""

from __future__ import annotations

from goodoffices.brief.blocks import Section
from goodoffices.brief.desk import Desk
from goodoffices.brief.sections.leverage import blocks


def leverage_annex(desk: Desk) -> Section | None:
    """None where the case names neither ties nor levers."""
    found = blocks(desk)
    return Section("annex-h", "Annex H. Leverage by owner", found) if found else None
