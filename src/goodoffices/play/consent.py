"""Whether the belligerents let the mediators in (section 8 of the model)."""

from __future__ import annotations

import numpy as np

from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.links.consent import consent
from goodoffices.model.arrays import Bools, Floats
from goodoffices.play import pressure
from goodoffices.play.belief import Belief
from goodoffices.play.expectations import Alone
from goodoffices.play.played import Played


def unasked(line: Played) -> Bools:
    """(D, n) who is not asked: signers that do not fight, and all where nobody mediates."""
    found: Bools = ~line.hand.shape.belligerent | ~np.asarray(line.part.any(axis=1))[:, None]
    return found


def ask(line: Played, belief: Belief | None = None) -> None:
    """Fill in mistrust, margin and consent.

    Args:
        line: as far as the talks.
        belief: one that agrees on all that was played so far; None: the line's own.
    """
    line.doubt = pressure.doubt(line, belief or line.ground.belief)
    line.consent = margin(line, line.expected, line.alone, slice(None))
    line.agrees = (line.consent >= -TOLERANCE) | unasked(line)


def margin(line: Played, expected: Alone, alone: Alone, draws: slice) -> Floats:
    """(d, n) margin of consent in some draws, with given expectations of the plan and of direct talks."""
    return consent(
        expected.found, expected.surplus, alone.found, alone.surplus, line.pressed.sticks[draws], line.doubt[draws]
    )
