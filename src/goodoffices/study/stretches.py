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
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from goodoffices.case.schema import Plan
from goodoffices.study.asking import View
from goodoffices.study.ground import ground
from goodoffices.study.results import PlanResult
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


def with_errors(result: PlanResult, plan: Plan, parts: tuple[View, ...], success: Success) -> PlanResult:
    """The result with the error of expectations in it.

    Args:
        result: of all draws.
        plan: the plan.
        parts: from `stretches`, of the same perspective.
        success: works the plan out anew, expectations included.
    """
    length = parts[0].ground.draws
    under_all = result.success_by_draw[: len(parts) * length].reshape(len(parts), length).mean(axis=1, dtype=np.float64)
    shifts: Floats = np.array([success(part, plan).mean() for part in parts]) - under_all
    return replace(result, shifts=shifts * np.sqrt(length / len(result.success_by_draw)))
