"""How far off P(success) may be because what the parties expect was formed on finitely many draws.

P, P0 and the surpluses are means over the draws, and consent turns on them.  Where many draws stand near its threshold a
small error of such a mean moves many draws at once, which the spread of success over draws cannot show.  So consent is asked
again on stretches of the draws, each with expectations of its own.  What a stretch then says, less what the same draws say
under the expectations of all, is the error of expectations at the length of a stretch; it falls with the root of the draws.
This is the method of random groups (Wolter 2007, ch. 2) applied to the part of the error that the spread leaves out.

Engagement, spoilers and `if_willing` members turn on P, too; what they add is left out, for it would need every plan to be
worked out again.  It is small but for `if_willing` members, where the error is told too small by half.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.spread import share_error
from goodoffices.model.arrays import Bools, Floats
from goodoffices.play import consent, outcome, talks
from goodoffices.play.expectations import Alone, deviation
from goodoffices.play.played import Played

STRETCHES = 8
"""So many that their spread is known to a quarter."""


def parts(draws: int) -> list[slice]:
    """The stretches of so many draws, a power of two of at least as many as there are stretches."""
    length = draws // STRETCHES
    return [slice(at * length, (at + 1) * length) for at in range(STRETCHES)]


def by_stretch(line: Played) -> list[Alone]:
    """What talks bring, formed on every stretch alone."""
    stretches = parts(line.ground.draws)
    gained = talks.surpluses(line, stretches)
    return [Alone(float(line.found[rows].mean()), own) for rows, own in zip(stretches, gained, strict=True)]


def consents_again(line: Played, direct: Sequence[Alone]) -> Bools:
    """(D,) whether all who are asked would let the mediators in, with what each stretch by itself expects.

    `direct` is what direct talks bring by stretch.
    """
    again = np.zeros(line.ground.draws, dtype=bool)
    unasked = consent.unasked(line)
    for rows, own, alone in zip(parts(line.ground.draws), by_stretch(line), direct, strict=True):
        margin = consent.margin(line, own, alone, rows)
        again[rows] = ((margin >= -TOLERANCE) | unasked[rows]).all(axis=1)
    return again


def shifts(line: Played, again: Bools) -> Floats:
    """What P(success) may be off by, (stretches,): a sample whose standard deviation is that error.

    `again` is `consents_again`, and what is delivered must be known there, too.
    """
    gap = outcome.success(again, line.delivered) - outcome.success(line.consents, line.delivered)
    at_all: Floats = gap.reshape(STRETCHES, -1).mean(axis=1) / np.sqrt(STRETCHES)
    return at_all


def over_places(parts: Iterable[tuple[float, Floats]]) -> Floats:
    """`shifts` of a plan over places of the front: the sum of (mean chance of the place, shifts there)."""
    total: Floats = np.zeros(1)
    for chance, off in parts:
        total = total + chance * off
    return total


def mean_and_error(row: Floats) -> tuple[float, float]:
    """Mean and standard error of what is linear in chances of success: (D + stretches,) by draw, then the same of `shifts`."""
    by_draw, off = row[:-STRETCHES], row[-STRETCHES:]
    return float(by_draw.mean()), float(np.hypot(share_error(by_draw), deviation(off)))
