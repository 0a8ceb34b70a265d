"""Will a plan's deals hold, as JSON: docs/reference/holding-json.md."""

from __future__ import annotations

from goodoffices.kit.plain import Json, head, json_text
from goodoffices.study.holding.answer import Giver, HoldingAnswer, HoldingView, PartyHolding

FORMAT = 1
"""Version of the shape; it rises when a documented key changes its meaning or goes."""


def holding_text(answer: HoldingAnswer) -> str:
    """The answer as indented JSON; the same bytes for the same answer."""
    return json_text(to_json(answer))


def to_json(answer: HoldingAnswer) -> Json:
    """The answer as plain data."""
    return {
        **head(answer, FORMAT),
        "plan": answer.plan,
        "confidence": answer.confidence,
        "perspectives": {name: _view(view) for name, view in answer.perspectives.items()},
    }


def _view(view: HoldingView) -> Json:
    return {
        "title": view.title,
        "found": view.found,
        "holds": view.holds,
        "se": view.holds_se,
        "success": view.success,
        "signers": {signer: _party(party) for signer, party in view.parties.items()},
        "needed": dict(view.needed),
        "held_up": view.held_up,
        "success_with": view.success_with,
        "success_gain_se": view.success_gain_se,
        "guarantees": {giver.lever: _giver(giver) for giver in view.givers},
        "all_guarantees": None if view.every_giver is None else _giver(view.every_giver),
    }


def _party(party: PartyHolding) -> Json:
    return {
        "stays": party.stays,
        "alone": party.alone,
        "path": dict(vars(party.path)),
        "pulls": [dict(vars(pull)) for pull in party.pulls],
        "safeguards": [dict(vars(safeguard)) for safeguard in party.safeguards],
    }


def _giver(giver: Giver) -> Json:
    single = {"holder": giver.holder, "target": giver.target, "in_plan": giver.in_plan} if giver.lever else {}
    points = {"strength": giver.strength, "cost": giver.cost} if giver.lever else {}
    return {
        **single,
        "met": giver.met,
        **points,
        "willing": giver.willing,
        "covers": giver.covers,
        "success": giver.success,
        "change": giver.change,
        "change_se": giver.change_se,
    }
