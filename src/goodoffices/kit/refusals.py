"""Who refuses a mediator, in words: by how much, and the smallest change of mind that turns it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Refuses(Protocol):
    """How a side stands to those who would mediate, see `play.refusal.Stand`."""

    @property
    def agrees(self) -> float: ...
    @property
    def margin(self) -> float: ...
    @property
    def mistrust(self) -> float: ...


def refusal_words(who: str, stand: Refuses) -> str:
    """`Ash refuses in 87 % of draws: it lacks 1.2 points in half of them, and would let them in in half with its mistrust, 5.0
    points, lower by 1.2`.

    `who` is the side's name as it begins or continues a sentence.
    """
    lack, mistrust = -stand.margin, stand.mistrust
    if stand.agrees >= 0.5:
        return f"{who} lets them in in {100 * stand.agrees:.0f} % of draws"
    said = (
        f"{who} refuses in {100 * (1 - stand.agrees):.0f} % of draws and lacks {_tenths(lack)} points or more in half"
    )
    if lack <= mistrust:
        return f"{said}: were its mistrust, {_tenths(mistrust)} points, lower by {_tenths(lack)}, it would let them in in half"
    more = _tenths(lack - mistrust)
    return f"{said}: even without any mistrust, now {_tenths(mistrust)} points, it would have to gain {more} more"


def threshold_words(who: Sequence[str]) -> str:
    """`Ash stands at the threshold of consent: ...`; `who`, at least one, by names as they begin a sentence."""
    from goodoffices.kit.names import listed

    stand, say = ("stands", "it") if len(who) == 1 else ("stand", "they")
    return (
        f"{listed(who)} {stand} at the threshold of consent: on other draws {say} may say the opposite, and the chance of "
        "success change by more than its ± says"
    )


def _tenths(points: float) -> str:
    """Points with one digit, rounded up, so that what is said to be enough is."""
    from math import ceil

    return f"{ceil(10 * points - 1e-6) / 10:.1f}"
