"""Must it be this mediator, as JSON and as a table: docs/reference/mediators-json.md."""

from __future__ import annotations

from goodoffices.kit.plain import Json, by_view, told
from goodoffices.study.mediators.answer import (
    ERRORS,
    LEAST,
    Candidate,
    CoalitionResult,
    Mediators,
    MediatorsView,
    PanelResult,
)


def to_json(answer: Mediators) -> Json:
    """The answer as plain data."""
    return by_view(
        answer,
        _view,
        rule=answer.rule,
        size=answer.size,
        thresholds={"errors": ERRORS, "least": LEAST},
        together={"how": answer.together, "orders": answer.orders},
        panel_rule=answer.panel_rule.text if answer.panel_rule is not None else None,
    )


def _view(view: MediatorsView) -> Json:
    return {
        "direct": _coalition(view.direct),
        "everybody": _coalition(view.everybody),
        "best": _coalition(view.best),
        "candidates": {name: _candidate(candidate) for name, candidate in view.candidates.items()},
        "coalitions": [_coalition(coalition) for coalition in view.coalitions],
        "panel": _panel(view.panel) if view.panel is not None else None,
    }


def _coalition(coalition: CoalitionResult) -> Json:
    stands = {stand.side: told(stand, "side", "agrees") for stand in coalition.stands}
    return {**told(coalition, "stands"), "consent": coalition.consent, "stands": stands}


def _candidate(candidate: Candidate) -> Json:
    compared = {name: _coalition(getattr(candidate, name)) for name in ("alone", "best_with", "best_without")}
    return {"verdict": candidate.verdict, **told(candidate, "party"), **compared}


def _panel(panel: PanelResult) -> Json:
    return {
        **told(panel),
        "best": _coalition(panel.best),
        "accepted": _coalition(panel.accepted) if panel.accepted is not None else None,
        "own_picks": _coalition(panel.own_picks),
        "liked": {side: _coalition(coalition) for side, coalition in panel.liked.items()},
        "top": [_coalition(coalition) for coalition in panel.top],
    }
