"""Who refuses the mediators, by how much, and what would turn it (section 8 of the model).

A margin of consent falls point by point with mistrust, and nothing else about a plan hangs on mistrust.  So a side whose
margin is -m in the middling draw would let the mediators in in half of the draws if its mistrust were m points lower in each:
the smallest change of mind that turns it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from goodoffices.model.arrays import Floats
from goodoffices.play import consent, threshold
from goodoffices.play.whole import Whole

HALF = 0.5
"""Share of draws below which a side is said to refuse."""
FIRM = 0.05
"""Share of draws up to which a side that is not at its threshold refuses whatever the others do."""


@dataclass(frozen=True)
class Stand:
    """How a side stands to those who would mediate; among draws and paths in which it is asked."""

    side: str
    agrees: float
    """Share in which it lets them in; 1 where it is never asked."""
    margin: float
    """Margin of consent, own points, that it reaches in half of the draws."""
    mistrust: float
    """Mean mistrust, own points."""
    near: float = 0.0
    """Share so near to the threshold that other draws may turn it, see `threshold.near`."""

    @property
    def on_threshold(self) -> bool:
        """Whether other draws may turn it, and the plan with it."""
        return self.near >= threshold.MANY

    @property
    def refuses(self) -> bool:
        """Whether it says no more often than yes."""
        return self.agrees < HALF


def may_turn(sides: Iterable[Stand]) -> tuple[Stand, ...]:
    """Sides at the threshold of consent whose turning would turn the plan: none where another refuses firmly anyway."""
    asked = tuple(sides)
    if any(side.agrees <= FIRM and not side.on_threshold for side in asked):
        return ()
    return tuple(side for side in asked if side.on_threshold)


def stands(whole: Whole) -> tuple[Stand, ...]:
    """How every side that fights stands to a plan, O(D log D) a side and place."""
    places = zip(whole.chances, whole.lines, strict=True)
    played = [(chance, line, consent.unasked(line)) for chance, line in places]
    shape = played[0][1].hand.shape
    found, close = [], threshold.near(whole.chances, whole.lines)
    for i in np.flatnonzero(shape.belligerent):
        weight = np.concatenate([np.where(unasked[:, i], 0.0, chance) for chance, _, unasked in played])
        if not weight.any():
            found.append(Stand(shape.signers[i], 1.0, 0.0, 0.0))
            continue
        margin, doubt, agrees = (
            np.concatenate([getattr(line, name)[:, i] for _, line, _ in played])
            for name in ("consent", "doubt", "agrees")
        )
        found.append(
            Stand(
                shape.signers[i],
                float((weight * agrees).sum() / weight.sum()),
                _reached(margin, weight),
                float((weight * doubt).sum() / weight.sum()),
                float(close[i]),
            )
        )
    return tuple(found)


def _reached(margin: Floats, weight: Floats) -> float:
    """The largest margin that is reached in at least half of the weight."""
    if ((weight == 0.0) | (weight == 1.0)).all():
        known = margin[weight > 0.0]
        place = len(known) - int(np.ceil(HALF * len(known)))
        return float(np.partition(known, place)[place])
    order = np.argsort(-margin, kind="stable")
    reached = np.cumsum(weight[order]) >= HALF * weight.sum() - 1e-12
    return float(margin[order][np.argmax(reached)])
