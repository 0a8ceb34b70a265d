"""A study: every question of a case answered under every perspective, on common random numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from goodoffices.case.schema import Case, Plan
from goodoffices.play.evaluate import evaluate
from goodoffices.play.expectations import Fixed
from goodoffices.play.study import DRAWS, Progress, Step, View, ask
from goodoffices.study.later_plans import Places, later_help, later_result
from goodoffices.study.needs import Helped, helped, need_map
from goodoffices.study.plans import plan_result
from goodoffices.study.pooled import pool_report
from goodoffices.study.results import PerspectiveResult, PlanResult, Study
from goodoffices.study.spots import spots_at
from goodoffices.study.stretches import gains_alone, shifts
from goodoffices.study.texts import robust_package
from goodoffices.study.war.question import war_paths
from goodoffices.study.war.ripeness import ripeness
from goodoffices.study.zone.question import zone


def run(
    case: Case,
    *,
    draws: int = DRAWS,
    seed: int = 1,
    perspectives: Sequence[str] | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    fixed: Mapping[str, Fixed] | None = None,
    thin: int = 0,
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
        thin=thin,
    )
    return Study(case, found.draws, found.seed, found.version, found.digest, found.perspectives, thin)


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
    alone = gains_alone(view.ground)
    for name, plan in view.case.plans.items():
        if _walks(view, plan):
            places = _places(view, plan)
            results[name], needs[name] = later_result(name, places), later_help(places)
        else:
            evaluation = evaluate(view.ground, plan, view.alone(plan.month), view.given.get(name))
            off = view.given[name].shifts if name in view.given else shifts(view.ground, evaluation, alone)
            results[name] = replace(plan_result(view.ground, name, evaluation), shifts=off)
            needs[name] = helped(evaluation)
        step(name)
    return results, needs


def _walks(view: View, plan: Plan) -> bool:
    """Whether the front may have moved by the month of the plan."""
    return plan.month > 0 and view.ground.world.front is not None


def _places(view: View, plan: Plan) -> Places:
    """The plan at every place of the front in its month."""
    spots = spots_at(view.ground, plan.month, view.alone)
    return Places(spots, [evaluate(spot.ground, plan, spot.alone) for spot in spots])
