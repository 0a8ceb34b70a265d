"""The text most often acceptable to all under each perspective, and what it gives each signer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodoffices.kit.names import Names
from goodoffices.kit.theme import altair, themed
from goodoffices.study.robust.chart import package_panels

if TYPE_CHECKING:
    from goodoffices.kit.theme import AnyChart
    from goodoffices.study.zone.answer import ZoneAnswer


def chart(answer: ZoneAnswer) -> AnyChart:
    """A row per perspective: mean points per issue of the text most often acceptable to all."""
    alt, names, several = altair(), Names(answer.case), len(answer.perspectives) > 1
    rows = []
    for view in answer.perspectives.values():
        row = package_panels(view.robust.package, names)
        rows.append(row.properties(title=view.title) if several else row)
    return themed(alt.vconcat(*rows, spacing=18))
