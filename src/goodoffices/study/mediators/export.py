"""Must it be this mediator, as JSON and as a table: docs/reference/mediators-json.md."""

from __future__ import annotations

from goodoffices.kit.plain import Json, head, json_text, told
from goodoffices.study.mediators.answer import (
    ERRORS,
    LEAST,
    Candidate,
    CoalitionResult,
    Contribution,
    Estimate,
    Mediators,
    MediatorsView,
    PanelResult,
)

FORMAT = 1
"""Version of the shape; it rises when a documented key changes its meaning or goes."""


def mediators_text(answer: Mediators) -> str:
    """The answer as indented JSON; the same bytes for the same answer."""
    return json_text(to_json(answer))


def to_json(answer: Mediators) -> Json:
    """The answer as plain data."""
    rule = answer.rule
    return {
        **head(answer, FORMAT),
        "rule": {"mode": rule.mode, "members": rule.members, "offers": rule.offers, "month": rule.month},
        "size": answer.size,
        "thresholds": {"errors": ERRORS, "least": LEAST},
        "together": {"how": answer.together, "orders": answer.orders},
        "panel_rule": answer.panel_rule.text if answer.panel_rule is not None else None,
        "perspectives": {name: _view(view) for name, view in answer.perspectives.items()},
    }


def _view(view: MediatorsView) -> Json:
    return {
        "title": view.title,
        "direct": _coalition(view.direct),
        "everybody": _coalition(view.everybody),
        "best": _coalition(view.best),
        "candidates": {name: _candidate(candidate) for name, candidate in view.candidates.items()},
        "coalitions": [_coalition(coalition) for coalition in view.coalitions],
        "panel": _panel(view.panel) if view.panel is not None else None,
    }


def _estimate(estimate: Estimate | Contribution) -> Json:
    return {"value": estimate.value, "se": estimate.se}


def _coalition(coalition: CoalitionResult) -> Json:
    return {
        "members": list(coalition.members),
        "success": _estimate(coalition.success),
        "gain": _estimate(coalition.gain),
        "behind": _estimate(coalition.behind),
        "exists": coalition.exists,
        "found": coalition.found,
        "consent": coalition.consent,
        "stands": {stand.side: told(stand, "side", "agrees") for stand in coalition.stands},
    }


def _candidate(candidate: Candidate) -> Json:
    return {
        "verdict": candidate.verdict,
        "alone": _coalition(candidate.alone),
        "best_with": _coalition(candidate.best_with),
        "best_without": _coalition(candidate.best_without),
        "necessity": _estimate(candidate.necessity),
        "sufficiency": _estimate(candidate.sufficiency),
        "everybody": _estimate(candidate.everybody),
        "contribution": _estimate(candidate.contribution),
        "together": _estimate(candidate.together) if candidate.together is not None else None,
        "roles": {role: _estimate(share) for role, share in candidate.roles.items()},
        "presence": _estimate(candidate.presence),
        "loses": candidate.loses,
        "against": list(candidate.against),
    }


def _panel(panel: PanelResult) -> Json:
    return {
        "panels": panel.panels,
        "best": _coalition(panel.best),
        "accepted": _coalition(panel.accepted) if panel.accepted is not None else None,
        "own_picks": _coalition(panel.own_picks),
        "short": _estimate(panel.short),
        "liked": {side: _coalition(coalition) for side, coalition in panel.liked.items()},
        "top": [_coalition(coalition) for coalition in panel.top],
    }
