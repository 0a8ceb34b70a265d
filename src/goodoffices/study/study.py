"""A study: every question of a case answered under every perspective, on common random numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from goodoffices.case.schema import Case, Plan
from goodoffices.study.asking import DRAWS, Progress, Step, View, ask
from goodoffices.study.evaluation import evaluate
from goodoffices.study.expectations import Fixed
from goodoffices.study.fighting import war_paths
from goodoffices.study.later_plans import Places, later_help, later_result
from goodoffices.study.needs import Helped, helped, need_map
from goodoffices.study.plans import plan_result
from goodoffices.study.pooled import pool_report
from goodoffices.study.results import PerspectiveResult, PlanResult, Study
from goodoffices.study.ripeness import ripeness
from goodoffices.study.spots import spots_at
from goodoffices.study.stretches import shifts, stretches, success_of
from goodoffices.study.texts import robust_package
from goodoffices.study.zone import zone


def run(
    case: Case,
    *,
    draws: int = DRAWS,
    seed: int = 1,
    perspectives: Sequence[str] | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    fixed: Mapping[str, Fixed] | None = None,
) -> Study:
    """Study a case: zone, war, ripeness, robust text and every plan, by perspective.

    Arguments and errors are those of `asking.ask`.
    """
    found = ask(
        case,
        _perspective,
        draws=draws,
        seed=seed,
        perspectives=perspectives,
        workers=workers,
        progress=progress,
        steps=len(case.plans) + 1,
        fixed=fixed,
    )
    return Study(case, found.draws, found.seed, found.version, found.digest, found.perspectives)


def _perspective(view: View, step: Step) -> PerspectiveResult:
    base = view.ground
    plans, needs = _plans(view, step)
    result = PerspectiveResult(
        name=view.name,
        title=view.title,
        zone=zone(base),
        war=war_paths(base, view.case),
        ripeness=ripeness(base),
        robust=robust_package(base),
        plans=plans,
        needs=need_map(base, needs),
        pool=pool_report(base, sweep=view.position == 0),
    )
    step("summary")
    return result


def _plans(view: View, step: Step) -> tuple[dict[str, PlanResult], dict[str, Helped | None]]:
    """Results of all plans; evaluations are large, so each is summed up before the next is made."""
    results, needs = {}, {}
    parts = () if view.given else stretches(view)
    for name, plan in view.case.plans.items():
        if _walks(view, plan):
            places = _places(view, plan)
            result, needs[name] = later_result(name, places), later_help(places)
        else:
            evaluation = evaluate(view.ground, plan, view.alone(plan.month), view.given.get(name))
            result, needs[name] = plan_result(view.ground, name, evaluation), helped(evaluation)
        results[name] = replace(result, shifts=_shifts(view, plan, parts, result))
        step(name)
    return results, needs


def _shifts(view: View, plan: Plan, parts: tuple[View, ...], result: PlanResult) -> npt.NDArray[np.float64]:
    """Error of expectations: of those given, or of those formed here; without a mediator nobody's consent turns on them."""
    if result.plan in view.given:
        return view.given[result.plan].shifts
    return shifts(result.success_by_draw, plan, parts, _success) if result.mediators else np.zeros(1)


def _walks(view: View, plan: Plan) -> bool:
    """Whether the front may have moved by the month of the plan."""
    return plan.month > 0 and view.ground.world.front is not None


def _success(view: View, plan: Plan) -> npt.NDArray[np.floating]:
    """(D,) chance of success, with expectations formed on these draws."""
    if _walks(view, plan):
        return _places(view, plan).by_draw(lambda evaluation: evaluation.success)
    return success_of(view, plan)


def _places(view: View, plan: Plan) -> Places:
    """The plan at every place of the front in its month."""
    spots = spots_at(view.ground, plan.month, view.alone)
    return Places(spots, [evaluate(spot.ground, plan, spot.alone) for spot in spots])
