"""Spoilers as JSON: docs/reference/spoilers-json.md."""

from __future__ import annotations

import math

from goodoffices.kit.plain import Json, head
from goodoffices.study.spoilers.answer import PlanSpoilers, Spoiler, Spoilers, Turn, Unwilling

FORMAT = 1
"""Version of the shape; it rises when a documented key changes its meaning or goes."""


def to_json(answer: Spoilers) -> Json:
    """The answer as plain data."""
    return {
        **head(answer, FORMAT),
        "confidence": answer.confidence,
        "perspectives": {
            name: {"title": view.title, "plans": {plan: _plan(found) for plan, found in view.plans.items()}}
            for name, view in answer.perspectives.items()
        },
    }


def _plan(plan: PlanSpoilers) -> Json:
    return {
        "success": plan.success,
        "se": plan.se,
        "unspoilt": plan.unspoilt,
        "together": {"damage": plan.together, "se": plan.together_se},
        "third_parties": {spoiler.party: _spoiler(spoiler) for spoiler in plan.third_parties},
        "signers": {signer.party: _signer(signer) for signer in plan.signers},
    }


def _spoiler(spoiler: Spoiler) -> Json:
    return {
        "loses": spoiler.loses,
        "sigma": dict(vars(spoiler.sigma)),
        "levers": list(spoiler.levers),
        "acts": spoiler.acts,
        "damage": spoiler.damage,
        "se": spoiler.damage_se,
        "stance": spoiler.stance,
        "offers": list(spoiler.offers),
        "price": spoiler.price if math.isfinite(spoiler.price) else None,
        "deterrent": spoiler.deterrent,
        "turn": _turn(spoiler.turn) if spoiler.turn else None,
        "at_worst": {"damage": spoiler.at_worst, "se": spoiler.at_worst_se},
        "socialised": spoiler.socialised,
        "outweighed_by": [dict(vars(help_)) for help_ in spoiler.outweighed],
        "counter": dict(vars(spoiler.counter)) if spoiler.counter else None,
    }


def _turn(turn: Turn) -> Json:
    return {**vars(turn), "promises": [dict(vars(promise)) for promise in turn.promises], "givers": dict(turn.givers)}


def _signer(signer: Unwilling) -> Json:
    return {
        "refuses_mediator": signer.refuses_mediator,
        "refuses_to_sign": signer.refuses_to_sign,
        "short": dict(vars(signer.short)),
        "breaks": signer.breaks,
        "consent_costs": signer.consent_costs,
        "consent_se": signer.consent_se,
        "signing_costs": signer.signing_costs,
        "signing_se": signer.signing_se,
        "breaking_costs": signer.breaking_costs,
        "breaking_se": signer.breaking_se,
    }
