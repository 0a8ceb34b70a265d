"""What one would have to believe, as JSON: docs/reference/discover-json.md."""

from __future__ import annotations

from goodoffices.kit.plain import Json, by_view
from goodoffices.study.discover.answer import Belief, Discovery, PlanDiscovery, ViewDiscovery


def to_json(answer: Discovery) -> Json:
    """The answer as plain data."""
    return by_view(answer, _view, fails=answer.fails, coverage=answer.coverage)


def _view(view: ViewDiscovery) -> Json:
    return {"uncertain": view.uncertain, "plans": {plan: _plan(found) for plan, found in view.plans.items()}}


def _plan(plan: PlanDiscovery) -> Json:
    step = ("coverage", "density", "mass", "limited")
    return {
        "mean": plan.mean,
        "boxes": [_belief(belief) for belief in plan.beliefs],
        "trajectory": [dict(zip(step, peeled, strict=True)) for peeled in plan.trajectory],
    }


def _belief(belief: Belief) -> Json:
    measures = ("coverage", "density", "mass")
    return {
        **{measure: getattr(belief, measure) for measure in measures},
        "held_back": {measure: getattr(belief, f"held_back_{measure}") for measure in measures},
        "limits": belief.limits,
    }
