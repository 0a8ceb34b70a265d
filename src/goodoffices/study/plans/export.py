"""Plans as JSON: docs/reference/json.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from goodoffices.kit.plain import Json, by_perspective, plain, told
from goodoffices.study.plans.answer import HoldingResult, NeedMap, PlanResult, PlansAnswer
from goodoffices.study.robust.export import package_json, shared

FORMAT = 2
"""Version of the shape; it rises when a documented key changes its meaning or goes."""


def to_json(answer: PlansAnswer) -> Json:
    """The answer as plain data, but for single draws."""
    return by_perspective(answer, FORMAT, lambda view: {"plans": plans_json(view.plans)})


def plans_json(plans: Mapping[str, PlanResult]) -> Json:
    """Plans of one perspective."""
    return {name: _plan(plan) for name, plan in plans.items()}


def _plan(plan: PlanResult) -> Json:
    parts = ("consent", "engagement", "holding", "levers", "spoilers", "text")
    plain_ones = told(plan, "plan", "success", "draws_se", "carried_by", *parts, "success_by_draw", "shifts")
    return {
        "success": plan.success,
        "se": plan.se,
        **{
            name: plain_ones[name]
            for name in ("funnel", "binding", "found", "direct", "mediators", "candour", "patterns")
        },
        "carried_by": shared(plan.carried_by),
        "consent": _by("party", plan.consent),
        "engagement": _by("party", plan.engagement),
        "holding": {signer.party: _holding(signer) for signer in plan.holding},
        "levers": _by("lever", plan.levers),
        "spoilers": _by("party", plan.spoilers),
        "text": None if plan.text is None else package_json(plan.text),
    }


def _by(key: str, results: Sequence[object]) -> Json:
    """Records under one of their fields, the others told."""
    return {getattr(result, key): told(result, key) for result in results}


def _holding(signer: HoldingResult) -> Json:
    tempting = [{"cause": cause, "points": points} for cause, points in signer.temptations]
    return {**told(signer, "party", "temptations"), "temptations": tempting}


def needs_json(needs: NeedMap | None) -> Json | None:
    """How far each side must be moved, without the points."""
    if needs is None:
        return None
    found: Json = plain({
        "parties": needs.parties,
        "frontier_points": len(needs.points),
        "capacity": {
            plan: dict(zip(needs.parties, shift, strict=True)) for plan, shift in needs.capacity.items()
        },
        "reach": needs.reach,
    })  # fmt: skip
    return found
