"""The choice among plans as JSON: docs/reference/choose-json.md."""

from __future__ import annotations

from goodoffices.kit.plain import Json, told, whole
from goodoffices.study.choose.answer import RobustChoice


def to_json(answer: RobustChoice) -> Json:
    """The answer as plain data."""
    plans = {plan.plan: told(plan, "plan") for plan in answer.plans}
    return whole(answer, threshold=answer.threshold, weights=answer.weights, best=answer.best, plans=plans)
