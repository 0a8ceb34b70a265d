"""Beside a run an answer shows the run's own levels: how likely the plans of the case are to succeed on the same draws.

A question that a run cannot answer by itself is evaluated on its draws.  What parties expect is then formed on these draws,
in the run on those of its pilot; where the two are not the same, chances of success of the same plan would come out a little
different, and two numbers for one thing help nobody.  So levels are read from the run, and the differences that the question
is about, found on common draws with common expectations, stand beside them unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from goodoffices.case.schema import Case
from goodoffices.runs.summary import PlanShares, RunShares
from goodoffices.study.cruxes_result import ArgumentMap, Cruxes
from goodoffices.study.holding_result import Giver, HoldingAnswer
from goodoffices.study.spoilers_result import PlanSpoilers, Spoilers
from goodoffices.study.timing_result import Moment, TimingAnswer

Answer = TypeVar("Answer")


def levelled(answer: Answer, shares: RunShares) -> Answer:
    """The answer with the levels of the run in it; as it is where it shows none.

    Plans for a later month of a war with a front are left as they are: an answer may look at every place of the front, which a
    run does not.
    """
    level = LEVELS.get(type(answer))
    found: Answer = answer if level is None else level(answer, shares)
    return found


def reads_levels(kind: type) -> bool:
    """Whether answers of a kind show levels that a run holds."""
    return kind in LEVELS


def has_gap(kind: type) -> bool:
    """Whether answers of a kind show chances of success that a run holds."""
    return kind in EVALUATED


def gap(answer: object, shares: RunShares) -> float:
    """Furthest that a chance of success in an answer, as it was evaluated, lies from the run's on the same draws."""
    apart = [
        abs(success - own.success)
        for view, plan, success in EVALUATED[type(answer)](answer)
        if (own := _own(shares.case, shares, view, plan)) is not None
    ]
    return max(apart, default=0.0)


def _spoilers(answer: Spoilers, shares: RunShares) -> Spoilers:
    def plan(view: str, name: str, found: PlanSpoilers) -> PlanSpoilers:
        own = _own(answer.case, shares, view, name)
        if own is None:
            return found
        unspoilt = _moved(found.unspoilt, own.success - found.success)
        return replace(found, success=own.success, se=own.se, unspoilt=unspoilt)

    views = {
        name: replace(view, plans={key: plan(name, key, found) for key, found in view.plans.items()})
        for name, view in answer.perspectives.items()
    }
    return replace(answer, perspectives=views)


def _holding(answer: HoldingAnswer, shares: RunShares) -> HoldingAnswer:
    def moved(giver: Giver, by: float) -> Giver:
        return replace(giver, success=_moved(giver.success, by))

    views = {}
    for name, view in answer.perspectives.items():
        own = _own(answer.case, shares, name, answer.plan)
        if own is not None:
            by = own.success - view.success
            view = replace(
                view,
                found=own.found,
                success=own.success,
                success_with=_moved(view.success_with, by),
                givers=tuple(moved(giver, by) for giver in view.givers),
                every_giver=None if view.every_giver is None else moved(view.every_giver, by),
            )
        views[name] = view
    return replace(answer, perspectives=views)


def _timing(answer: TimingAnswer, shares: RunShares) -> TimingAnswer:
    def plan(view: str, name: str, moments: tuple[Moment, ...]) -> tuple[Moment, ...]:
        own = _own(answer.case, shares, view, name)
        if own is None:
            return moments
        by = own.success - moments[0].success
        found = []
        for moment in moments:
            success = _moved(moment.success, by)
            on = moment.success / moment.among_on if moment.success > 0 else 1.0
            among_on = success / on if on > 0 else moment.among_on
            # where the level leaves no room for all of a change it is the smaller for it
            found.append(replace(moment, success=success, change=success - own.success, among_on=among_on))
        return (replace(found[0], se=own.se), *found[1:])

    views = {
        name: replace(view, plans={key: plan(name, key, found) for key, found in view.plans.items()})
        for name, view in answer.perspectives.items()
    }
    return replace(answer, perspectives=views)


def _own(case: Case, shares: RunShares, view: str, plan: str) -> PlanShares | None:
    """What the run holds of a plan; None where another month than today's is asked."""
    return shares.perspectives[view].plans[plan] if case.plans[plan].month == 0 else None


def _moved(share: float, by: float) -> float:
    return min(max(share + by, 0.0), 1.0)


LEVELS: Mapping[type, Callable[[Any, RunShares], Any]] = {
    Spoilers: _spoilers,
    HoldingAnswer: _holding,
    TimingAnswer: _timing,
}
"""Kind of answer: how the levels of a run come into it."""

EVALUATED: Mapping[type, Callable[[Any], Iterable[tuple[str, str, float]]]] = {
    Spoilers: lambda a: ((v, p, x.success) for v, view in a.perspectives.items() for p, x in view.plans.items()),
    HoldingAnswer: lambda a: ((v, a.plan, view.success) for v, view in a.perspectives.items()),
    TimingAnswer: lambda a: ((v, p, x[0].success) for v, view in a.perspectives.items() for p, x in view.plans.items()),
    Cruxes: lambda a: ((v, a.plan, success) for v, success in zip((a.a, a.b), a.success, strict=True)),
    ArgumentMap: lambda a: ((v, a.plan, stand.success) for v, stand in a.stands.items()),
}
"""Kind of answer: (perspective, plan, chance of success) for all in it that a run holds, too."""
