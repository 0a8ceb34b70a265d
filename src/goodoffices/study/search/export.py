"""Best plans found as JSON: docs/reference/plan-search-json.md."""

from __future__ import annotations

from goodoffices.case.schema import Plan
from goodoffices.kit.plain import Json, by_view, told
from goodoffices.study.search.answer import SearchAnswer, SearchView, Trial


def to_json(answer: SearchAnswer) -> Json:
    """The answer as plain data."""
    return by_view(
        answer,
        _view,
        fresh_seed=answer.fresh_seed,
        budget=answer.budget,
        panel=answer.panel,
        effort=answer.effort,
        found={name: {"found_by": answer.found_by[name], "plan": _plan(plan)} for name, plan in answer.found.items()},
        regret=answer.regret,
        least_regret=answer.least_regret,
    )


def _plan(plan: Plan) -> Json:
    return {
        "mediators": list(plan.mediators),
        "levers": list(plan.levers),
        "offers": list(plan.offers),
        "mode": plan.mode,
        "package": plan.package,
    }


def _view(view: SearchView) -> Json:
    return {**told(view, "name"), "best": _trial(view.best), "pareto": [_trial(trial) for trial in view.pareto]}


def _trial(trial: Trial) -> Json:
    return {
        "plan": _plan(trial.plan),
        "cost": trial.cost,
        "dearest": trial.dearest,
        **told(trial, "plan", "cost"),
        "curse": trial.curse,
        "curse_se": trial.curse_se,
    }
