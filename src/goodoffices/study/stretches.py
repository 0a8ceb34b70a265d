"""How far off P(success) may be because what the parties expect was formed on finitely many draws.

P, P0 and the surpluses are means over the draws, and consent, engagement, spoilers and `if_willing` members turn on them.
Where many draws stand near a threshold a small error of such a mean moves many draws at once, which the spread of success
over draws cannot show.  So a plan is worked out again on a few short stretches of the same draws, each with expectations of
its own.  What a stretch then says, less what the same draws say under the expectations of all, is the error of expectations
at the length of a stretch; it falls with the root of the draws.  This is the method of random groups (Wolter 2007, ch. 2)
applied to the part of the error that the draws' own spread leaves out.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from goodoffices.case.schema import Plan
from goodoffices.study.asking import View
from goodoffices.study.evaluation import evaluate
from goodoffices.study.ground import ground
from goodoffices.study.world import world

Floats = npt.NDArray[np.float64]

STRETCHES = 8
"""So many that their spread is known to a quarter."""
SHORTEST, PART = 512, 32
"""A stretch has a 32nd of the draws, for speed, but no fewer than 512, on which expectations are not yet wild."""
Success = Callable[[View, Plan], npt.NDArray[np.floating]]
"""Chance of success of a plan in every draw of a view, (D,)."""


def stretches(view: View) -> tuple[View, ...]:
    """The same perspective on short stretches of its draws, with the texts of all of them; each forms its own expectations."""
    draws = view.ground.draws
    length = min(draws // STRETCHES, max(SHORTEST, draws // PART))
    found = []
    for at in range(STRETCHES):
        numbers = view.numbers.part(at * length, length)
        laid_out = ground(view.ground.shape, world(view.ground.shape, view.case, numbers), texts=view.ground.pool)
        found.append(View(view.name, view.title, view.case, numbers, laid_out, view.position))
    return tuple(found)


def shifts(
    under_all: npt.NDArray[np.floating], plan: Plan, parts: tuple[View, ...], success: Success
) -> npt.NDArray[np.float64]:
    """What P(success) may be off by, (stretches,): a sample whose standard deviation is that error at all draws.

    Args:
        under_all: (D,) chance of success with the expectations of all draws.
        plan: the plan.
        parts: from `stretches`, of the same perspective.
        success: works the plan out anew, expectations included.
    """
    length = parts[0].ground.draws
    there = under_all[: len(parts) * length].reshape(len(parts), length).mean(axis=1, dtype=np.float64)
    apart: Floats = np.array([success(part, plan).mean() for part in parts]) - there
    scaled: Floats = apart * np.sqrt(length / len(under_all))
    return scaled


def success_of(view: View, plan: Plan) -> npt.NDArray[np.floating]:
    """(D,) chance of success of a plan for today, with expectations formed on the draws of the view."""
    return evaluate(view.ground, plan, view.alone(plan.month)).success
