"""Best plans found as JSON: docs/reference/plan-search-json.md."""

from __future__ import annotations

from goodoffices.case.schema import Plan
from goodoffices.kit.plain import Json, head
from goodoffices.study.search.answer import SearchAnswer, SearchView, Trial

FORMAT = 1
"""Version of the shape; it rises when a documented key changes its meaning or goes."""


def to_json(answer: SearchAnswer) -> Json:
    """The answer as plain data."""
    return {
        **head(answer, FORMAT),
        "fresh_seed": answer.fresh_seed,
        "budget": dict(answer.budget),
        "panel": answer.panel,
        "effort": answer.effort,
        "found": {
            name: {"found_by": list(answer.found_by[name]), "plan": _plan(plan)} for name, plan in answer.found.items()
        },
        "regret": answer.regret,
        "least_regret": answer.least_regret,
        "perspectives": {name: _view(view) for name, view in answer.perspectives.items()},
    }


def _plan(plan: Plan) -> Json:
    return {
        "mediators": list(plan.mediators),
        "levers": list(plan.levers),
        "offers": list(plan.offers),
        "mode": plan.mode,
        "package": plan.package,
    }


def _view(view: SearchView) -> Json:
    return {
        "title": view.title,
        "plans_possible": view.plans_possible,
        "evaluated": view.evaluated,
        "exact": view.exact,
        "finished": view.finished,
        "best": _trial(view.best),
        "lead": view.lead,
        "lead_se": view.lead_se,
        "pareto": [_trial(trial) for trial in view.pareto],
        "compared": {plan: dict(vars(there)) for plan, there in view.compared.items()},
    }


def _trial(trial: Trial) -> Json:
    return {
        "plan": _plan(trial.plan),
        "cost": dict(trial.cost),
        "dearest": trial.dearest,
        "expected_cost": dict(trial.expected_cost),
        "success": trial.success,
        "se": trial.se,
        "fresh": trial.fresh,
        "fresh_se": trial.fresh_se,
        "curse": trial.curse,
        "curse_se": trial.curse_se,
    }
