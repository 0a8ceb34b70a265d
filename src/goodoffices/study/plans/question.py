"""The plans of a case compared: chance of success, the link at which each breaks, and who would do what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from goodoffices.case.schema import Case
from goodoffices.play.evaluate import many, row_of
from goodoffices.play.expectations import Expectations
from goodoffices.play.holding import signed
from goodoffices.play.places import Spot
from goodoffices.play.study import Step, Study, View, held, wanted_plans
from goodoffices.study.plans.answer import PlanResult, PlansAnswer, PlansView
from goodoffices.study.plans.needs import Helped, helped, need_map
from goodoffices.study.plans.pool import pool_report
from goodoffices.study.plans.summary import Whole, plan_result


def plans(what: Study | Case | str, *, plans: Sequence[str] | None = None) -> PlansAnswer:
    """Every plan under every perspective, at all places of the front in the month of the plan.

    Args:
        what: a study, or a case that is then studied.
        plans: ids of plans; default all of the case.

    Raises:
        ValueError: an unknown plan; else as the making of a study.
    """
    study = held(what)
    names = wanted_plans(study.case, plans) if plans else list(study.case.plans)
    found = study.ask(lambda view, step: view_of_plans(view, step, names), steps=len(names) + 1)
    return PlansAnswer(*study.head, found.perspectives)


def view_of_plans(view: View, step: Step, names: Sequence[str]) -> PlansView:
    """One perspective's answer; a step is reported for every plan, and one at the end."""
    results: dict[str, PlanResult] = {}
    help_: dict[str, Helped | None] = {}
    for name, whole in _played(view, names):
        results[name], help_[name] = plan_result(name, whole), helped(whole)
        step(name)
    found = PlansView(
        view.name, view.title, results, need_map(view.ground, help_), pool_report(view.ground, sweep=view.position == 0)
    )
    step("summary")
    return found


def _played(view: View, names: Sequence[str]) -> Iterator[tuple[str, Whole]]:
    """Plans played side by side; what was played is large, so each is given as soon as it is at hand."""
    spots = {name: view.spots(view.case.plans[name].month) for name in names}
    rows = (
        row_of(spot.ground, view.case.plans[name], given=_expects(view, name, spots[name], spot))
        for name in names
        for spot in spots[name]
    )
    lines = many(rows, "success", every_fall=True)
    for name in names:
        yield name, Whole(signed(spots[name], [next(lines) for _ in spots[name]]))


def _expects(view: View, name: str, spots: Sequence[Spot], spot: Spot) -> Expectations | None:
    """What is expected of a plan that is given; at places of the front it is formed on these draws."""
    return view.expects(name) if len(spots) == 1 and spot.ground is view.ground else None
