"""Rows that were played before: where a what-if does not reach what a row reads, its results are found again.

A row is known again by its site, by what is in the hand, and by where the columns that it reads come from
(`Columns.source`): arrays of equal sources are the same objects, so nothing has to be compared.  Rows with anything given
(expectations, spoiling, direct talks, arrays in place of columns) are always played.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from goodoffices.play.hand import DIRECT_TALKS, hand_of
from goodoffices.play.memo import Kept
from goodoffices.play.played import Played, Row

FEW_DRAWS = 4096
"""Up to here whole rows are kept; with more draws the memory is better spent on what links have worked out."""


def at_hand(row: Row, how: Hashable) -> Played | None:
    """The row as it was played before, in the same way; None where it was not."""
    key = _key(row, how)
    fields = None if key is None else row.ground.site.played.kept("row", *key)
    return None if fields is None else Played(row, **_own(fields))


def keep(line: Played, how: Hashable) -> None:
    """Put down a row that was played."""
    key = _key(line.row, how)
    if key is not None:
        fields = {name: value for name, value in vars(line).items() if name != "row"}
        kept: Kept = line.ground.site.played
        kept.keep("row", *key, _own(fields))


def _own(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields with tables of their own, so that whoever adds to one changes no other row."""
    return {name: dict(value) if isinstance(value, dict) else value for name, value in fields.items()}


def _key(row: Row, how: Hashable) -> tuple[tuple[object, ...], Hashable] | None:
    if row.expects is not None or row.spoiling or row.alone is not None or row.ground.draws > FEW_DRAWS:
        return None
    hand, belief = row.hand, row.ground.belief
    hands, sources = [hand.content], [belief.source(hand.reads)]
    if not hand.direct:
        direct = row.ground.once(
            ("direct hand", hand.month), lambda: hand_of(belief, DIRECT_TALKS.model_copy(update={"month": hand.month}))
        )
        hands.append(direct.content)
        sources.append(belief.source(direct.reads))
    arrays, masks = [], []
    for source in sources:
        if source is None:
            return None
        arrays.append(source[0])
        masks.append(source[1])
    return tuple(arrays), (how, tuple(hands), tuple(masks))
