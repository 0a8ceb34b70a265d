"""The choice among plans as JSON: docs/reference/choose-json.md."""

from __future__ import annotations

from dataclasses import fields

from goodoffices.kit.plain import Json, head
from goodoffices.study.choose.answer import RobustChoice

FORMAT = 1
"""Version of the shape; it rises when a documented key changes its meaning or goes."""


def to_json(answer: RobustChoice) -> Json:
    """The answer as plain data."""
    return {
        **head(answer, FORMAT),
        "threshold": answer.threshold,
        "weights": None if answer.weights is None else dict(answer.weights),
        "best": {rule: list(plans) for rule, plans in answer.best.items()},
        "plans": {
            plan.plan: {field.name: getattr(plan, field.name) for field in fields(plan) if field.name != "plan"}
            for plan in answer.plans
        },
    }
