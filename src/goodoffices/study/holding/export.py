"""Will a plan's deals hold, as JSON: docs/reference/holding-json.md."""

from __future__ import annotations

from goodoffices.kit.plain import Json, by_view, told
from goodoffices.study.holding.answer import Giver, HoldingAnswer, HoldingView


def to_json(answer: HoldingAnswer) -> Json:
    """The answer as plain data."""
    return by_view(answer, _view, plan=answer.plan, confidence=answer.confidence)


def _view(view: HoldingView) -> Json:
    return {
        "found": view.found,
        "holds": view.holds,
        "se": view.holds_se,
        "success": view.success,
        "signers": {
            signer: {"stays": party.stays, "alone": party.alone, **told(party, "stays", "alone")}
            for signer, party in view.parties.items()
        },
        **{name: getattr(view, name) for name in ("needed", "held_up", "success_with", "success_gain_se")},
        "guarantees": {giver.lever: told(giver, "lever") for giver in view.givers},
        "all_guarantees": None if view.every_giver is None else _together(view.every_giver),
    }


def _together(every: Giver) -> Json:
    """Several guarantees: there is no one holder, target or price."""
    return told(every, "lever", "holder", "target", "in_plan", "strength", "cost")
