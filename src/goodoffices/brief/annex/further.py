"""When to sign, whether it holds, and which plan: what the three questions rest on."""

from __future__ import annotations

from goodoffices.brief.blocks import Para, Section
from goodoffices.brief.desk import Desk
from goodoffices.brief.sections import lasting, timing
from goodoffices.brief.sections import search as found_plan


def outlook_annex(desk: Desk, letter: str) -> Section | None:
    """None where the case names no plan."""
    found = (*timing.blocks(desk), *lasting.blocks(desk), *found_plan.blocks(desk))
    if not found:
        return None
    said = (
        f"From the {desk.base.title} perspective, on fewer draws than the rest of the brief: {desk.timing_draws:,} for the "
        f"months, {desk.lasting_draws:,} for holding, {desk.search_draws:,} for plans searched."
    )
    title = f"Annex {letter}. When to sign, whether it holds, and other plans"
    return Section("annex-outlook", title, (Para(said, "fine"), *found))
