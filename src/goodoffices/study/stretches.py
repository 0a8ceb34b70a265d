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

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from goodoffices.engines import participation
from goodoffices.engines.agreement import TOLERANCE
from goodoffices.study.evaluation import DIRECT_TALKS, Evaluation, Talked, gains_by_strike, talk
from goodoffices.study.expectations import deviation
from goodoffices.study.ground import Ground
from goodoffices.study.memo import Memo
from goodoffices.study.spread import share_error

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Expected = tuple[float, Floats]
"""P, and E[s_i | deal] (n,) points."""

STRETCHES = 8
"""So many that their spread is known to a quarter."""


@dataclass(frozen=True, eq=False)
class Gains:
    """What talks bring, draw by draw."""

    found: Floats
    """(D,) chance that a deal is found."""
    surplus: Floats
    """(D, n) the same times what each signer then gains over fighting on, points."""

    def expected(self, rows: slice) -> Expected:
        """P, and E[s_i | deal] (n,), formed on some draws."""
        found, gained = float(self.found[rows].mean()), self.surplus[rows].mean(axis=0)
        return found, np.asarray(gained / found if found > 0 else np.zeros_like(gained))

    @cached_property
    def by_stretch(self) -> tuple[Expected, ...]:
        """The same for every stretch."""
        return tuple(self.expected(rows) for rows in parts(len(self.found)))


def gains(ground: Ground, talked: Talked) -> Gains:
    """What the talks of a plan bring in every draw; see `evaluation.Expectations` for their means."""
    surplus = np.zeros((ground.draws, len(ground.shape.signers)))
    for gain in gains_by_strike(ground, talked.plan, talked.press, talked.talks.strikes):
        surplus += gain
    return Gains(np.asarray(talked.talks.found, dtype=np.float64), surplus)


def gains_alone(ground: Ground) -> Callable[[int], Gains]:
    """What direct talks bring in a month, draw by draw; found once per month."""
    found: Memo[Gains] = Memo(64)
    return lambda month: found(
        month, lambda: gains(ground, talk(ground, DIRECT_TALKS.model_copy(update={"month": month})))
    )


def shifts(ground: Ground, evaluation: Evaluation, alone: Callable[[int], Gains]) -> Floats:
    """What P(success) may be off by, (stretches,): a sample whose standard deviation is that error; a single 0 where nobody asks.

    Args:
        ground: of all draws.
        evaluation: of a plan on them.
        alone: from `gains_alone` of the same ground.
    """
    asked: Bools = ground.shape.belligerent
    absent = ~np.asarray(evaluation.takes_part.any(axis=1))
    if absent.all() or not asked.any():
        return np.zeros(1)
    again = consents_again(
        gains(ground, evaluation).by_stretch, alone(evaluation.plan.month), evaluation.press.sticks, evaluation.mistrust,
        ~asked | absent[:, None],
    )  # fmt: skip
    return apart(again, evaluation.consents, evaluation.delivered)


def consents_again(own: Iterable[Expected], direct: Gains, sticks: Floats, mistrust: Floats, unasked: Bools) -> Bools:
    """(D,) whether all who are asked would let the mediators in, with what each stretch by itself expects.

    Args:
        own: P and E[s_i | deal] of the plan by stretch.
        direct: of direct talks.
        sticks, mistrust: (D, n) points.
        unasked: (D, n).
    """
    again = np.zeros(len(sticks), dtype=bool)
    for rows, expected, alone in zip(parts(len(sticks)), own, direct.by_stretch, strict=True):
        margin = participation.consent(*expected, *alone, sticks[rows], mistrust[rows])
        again[rows] = ((margin >= -TOLERANCE) | unasked[rows]).all(axis=1)
    return again


def parts(draws: int) -> list[slice]:
    """The stretches of so many draws, a power of two of at least as many as there are stretches."""
    length = draws // STRETCHES
    return [slice(at * length, (at + 1) * length) for at in range(STRETCHES)]


def apart(again: Bools, consents: Bools, delivered: Floats) -> Floats:
    """`shifts` from consent as stretches and as all draws have it, and what then succeeds, (D,) each."""
    by_stretch = ((again * 1.0 - consents) * delivered).reshape(STRETCHES, -1).mean(axis=1)
    at_all: Floats = by_stretch / np.sqrt(STRETCHES)
    return at_all


def mean_and_error(row: Floats) -> tuple[float, float]:
    """Mean and standard error of what is linear in chances of success: (D + stretches,) by draw, then the same of `shifts`."""
    by_draw, off = row[:-STRETCHES], row[-STRETCHES:]
    return float(by_draw.mean()), float(np.hypot(share_error(by_draw), deviation(off)))
