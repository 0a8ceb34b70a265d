"""Spoilers as JSON: docs/reference/spoilers-json.md."""

from __future__ import annotations

from goodoffices.kit.plain import Json, by_view, told
from goodoffices.study.spoilers.answer import PlanSpoilers, Spoiler, Spoilers


def to_json(answer: Spoilers) -> Json:
    """The answer as plain data."""
    return by_view(
        answer,
        lambda view: {"plans": {plan: _plan(found) for plan, found in view.plans.items()}},
        confidence=answer.confidence,
    )


def _plan(plan: PlanSpoilers) -> Json:
    return {
        "success": plan.success,
        "se": plan.se,
        "unspoilt": plan.unspoilt,
        "together": {"damage": plan.together, "se": plan.together_se},
        "third_parties": {spoiler.party: _spoiler(spoiler) for spoiler in plan.third_parties},
        "signers": {signer.party: told(signer, "party") for signer in plan.signers},
    }


def _spoiler(spoiler: Spoiler) -> Json:
    return {
        "loses": spoiler.loses,
        "sigma": spoiler.sigma,
        "levers": spoiler.levers,
        "acts": spoiler.acts,
        "damage": spoiler.damage,
        "se": spoiler.damage_se,
        "stance": spoiler.stance,
        "offers": spoiler.offers,
        "price": spoiler.price,
        "deterrent": spoiler.deterrent,
        "turn": spoiler.turn,
        "at_worst": {"damage": spoiler.at_worst, "se": spoiler.at_worst_se},
        "socialised": spoiler.socialised,
        "outweighed_by": spoiler.outweighed,
        "counter": spoiler.counter,
    }
