"""What a plan comes to in every draw, as plain columns: the chance of success, and the margin of every link.

Expectations of a plan and the pool of texts are formed once, on the draws of a pilot; the columns of any other draws then
depend on those draws alone, however they were made: numbered, exchanged between samples, or laid along a trajectory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from goodoffices.case.schema import Case
from goodoffices.engines.frontier.pool import Pool
from goodoffices.model.arrays import Floats
from goodoffices.model.numbers import Numbers
from goodoffices.model.structure import Structure
from goodoffices.play.belief import world
from goodoffices.play.evaluate import Evaluation, evaluate
from goodoffices.play.expectations import Expectations
from goodoffices.play.ground import Site, ground
from goodoffices.play.memo import Memo
from goodoffices.play.study import View

OUTPUTS: dict[str, str] = {
    "success": "chance of success",
    "agreement": "margin of agreement",
    "consent": "margin of consent",
    "engagement": "margin of engagement",
    "holding": "margin of holding",
}
"""Columns of a plan, with their names in words: a chance, then points of whoever has least to spare at each link."""

SITES = 4
"""Sets of frontiers kept: those of the sample that factors are exchanged in, and of some factors."""
WIDEST = 200.0
"""Points beyond which a margin is cut off: nothing at the table is worth more than 100, and a text that crosses a red line
has no finite margin."""


@dataclass(frozen=True, eq=False)
class Pilot:
    """What the parties expect of every plan, and the texts they think of, under one perspective."""

    shape: Structure
    case: Case
    """Resolved."""
    texts: Pool
    expected: Mapping[str, Expectations]
    columns: Mapping[str, Floats]
    """(D, outputs) of every plan on the draws of the pilot."""


def pilot(view: View, plans: Iterable[str]) -> Pilot:
    """Form the expectations of plans on the draws of a view."""
    shape, expected, found = view.ground.shape, {}, {}
    for name in plans:
        plan = view.case.plans[name]
        evaluation = evaluate(view.ground, plan, view.alone(plan.month))
        expected[name], found[name] = evaluation.expected, columns(shape, evaluation)
    return Pilot(shape, view.case, view.ground.pool, expected, found)


class Table:
    """Columns of the plans of a pilot on any draws; draws on which the signers want what they did on others share frontiers."""

    def __init__(self, pilot: Pilot) -> None:
        self._pilot = pilot
        self._sites: Memo[Site] = Memo(SITES)

    def __call__(self, numbers: Numbers) -> Floats:
        """(D, plans, outputs) in the order of the pilot's plans and of `OUTPUTS`."""
        shape, case = self._pilot.shape, self._pilot.case
        laid_out = ground(shape, world(shape, case, numbers), self._sites, self._pilot.texts)
        found = [
            columns(shape, evaluate(laid_out, case.plans[name], given=given))
            for name, given in self._pilot.expected.items()
        ]
        return np.stack(found, axis=1)


def columns(shape: Structure, evaluation: Evaluation) -> Floats:
    """(D, outputs) of one plan, as `OUTPUTS` names them.

    A link is as strong as whoever has least to spare: the belligerent least willing to let the mediator in, the third
    party least willing to do its part, the signer most tempted to leave.  Where a plan asks nobody the margin is `WIDEST`.
    Engagement and holding are those of the deal a fully informed mediator would strike, which exists in every draw.
    """
    best, crew = evaluation.best_delivery, evaluation.crew
    asked = evaluation.consent[:, shape.belligerent & crew.has_mediator]
    engagement = np.where(evaluation.needed, best.engagement.margin, WIDEST)
    margins = np.stack([evaluation.talks.margin, _least(asked), _least(engagement), _least(best.holding)], axis=1)
    return np.column_stack([evaluation.success, np.clip(margins, -WIDEST, WIDEST)])


def _least(margins: Floats) -> Floats:
    """(D,) least of each row of (D, who); `WIDEST` where nobody is asked."""
    least: Floats = margins.min(axis=1, initial=WIDEST)
    return least
