"""How far an answer evaluated on the draws of a run lies from what the run holds of the same plans on the same draws.

A question that a run cannot answer by itself is evaluated on its draws.  What parties expect is then formed on these draws, in
the run on those of its pilot; where the two are not the same, chances of success of the same plan come out a little
different.  Nothing is changed for it: the answer stays of one piece, and the gap is stated beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from goodoffices.runs.summary import RunShares
from goodoffices.study.cruxes.answer import ArgumentMap, Cruxes
from goodoffices.study.holding.answer import HoldingAnswer
from goodoffices.study.spoilers.answer import Spoilers
from goodoffices.study.timing.answer import TimingAnswer


def has_gap(kind: type) -> bool:
    """Whether answers of a kind show chances of success that a run holds."""
    return kind in SHOWN


def gap(answer: object, shares: RunShares) -> float:
    """Furthest that a chance of success in an answer lies from the run's on the same draws.

    `timing` says first what a plan comes to today: of plans for a later month the run says something else.
    """
    plans, today = shares.case.plans, isinstance(answer, TimingAnswer)
    apart = [
        abs(success - shares.perspectives[view].plans[plan].success)
        for view, plan, success in SHOWN[type(answer)](answer)
        if not (today and plans[plan].month)
    ]
    return max(apart, default=0.0)


SHOWN: Mapping[type, Callable[[Any], Iterable[tuple[str, str, float]]]] = {
    Spoilers: lambda a: ((v, p, x.success) for v, view in a.perspectives.items() for p, x in view.plans.items()),
    HoldingAnswer: lambda a: ((v, a.plan, view.success) for v, view in a.perspectives.items()),
    TimingAnswer: lambda a: ((v, p, x[0].success) for v, view in a.perspectives.items() for p, x in view.plans.items()),
    Cruxes: lambda a: ((v, a.plan, success) for v, success in zip((a.a, a.b), a.success, strict=True)),
    ArgumentMap: lambda a: ((v, a.plan, stand.success) for v, stand in a.stands.items()),
}
"""Kind of answer: (perspective, plan, chance of success) for all in it that a run holds, too."""
