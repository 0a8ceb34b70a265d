"""Sensitivity as JSON: docs/reference/sensitivity-json.md."""

from __future__ import annotations

from goodoffices.kit.plain import Json, by_view
from goodoffices.study.sensitivity.answer import FactorShare, PlanSensitivity, Sensitivity, ViewSensitivity

FORMAT = 2
"""Version of the shape; it rises when a documented key changes its meaning or goes."""


def to_json(answer: Sensitivity) -> Json:
    """The answer as plain data."""
    return by_view(answer, _view, FORMAT, by=answer.by, given=answer.given)


def _view(view: ViewSensitivity) -> Json:
    screening = view.screening
    return {
        "factors": view.factors,
        "screening": None
        if screening is None
        else {
            "factors": screening.factors,
            "walks": screening.walks,
            "effects": [
                {"factor": name, "on_success": success, "on_margins": margins}
                for name, success, margins in screening.effects
            ],
        },
        "plans": {name: _plan(plan) for name, plan in view.plans.items()},
    }


def _plan(plan: PlanSensitivity) -> Json:
    return {
        "outputs": {
            output: {
                "mean": plan.mean[output],
                "sd": plan.spread[output],
                "factors": [_share(share) for share in shares],
            }
            for output, shares in plan.shares.items()
        },
        "tornado": [
            {
                "path": swing.path,
                "low": swing.low,
                "high": swing.high,
                "success_when_low": swing.when_low,
                "success_when_high": swing.when_high,
                "se": swing.se,
            }
            for swing in plan.swings
        ],
    }


def _share(share: FactorShare) -> Json:
    return {
        "factor": share.factor,
        "first": share.first,
        "first_range": share.first_range,
        "total": share.total,
        "total_range": share.total_range,
    }
