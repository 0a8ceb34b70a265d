"""What would bring a mediator in, as JSON: docs/reference/induce-json.md."""

from __future__ import annotations

import math

from goodoffices.kit.plain import Json, head
from goodoffices.study.induce.answer import (
    Duals,
    InducementAnswer,
    InducementView,
    Lack,
    Prices,
    Scheme,
    WayResult,
)

FORMAT = 1
"""Version of the shape; it rises when a documented key changes its meaning or goes."""


def to_json(answer: InducementAnswer) -> Json:
    """The answer as plain data."""
    return {
        **head(answer, FORMAT),
        "mediator": answer.mediator,
        "plan": answer.plan,
        "confidence": answer.confidence,
        "scale": answer.scale,
        "divisible": answer.divisible,
        "commitments": answer.most_commitments,
        "perspectives": {name: _view(view) for name, view in answer.perspectives.items()},
    }


def _view(view: InducementView) -> Json:
    return {
        "title": view.title,
        "unasked": dict(view.unasked),
        "direct_talks": view.alone,
        "sponsors": {party: dict(vars(sponsor)) for party, sponsor in view.sponsors.items()},
        "ways": {way: _way(result) for way, result in view.ways.items()},
    }


def _way(result: WayResult) -> Json:
    return {
        "cheapest": _scheme(result.cheapest) if result.cheapest else None,
        "prices": _prices(result.prices) if result.prices else None,
        "duals": _duals(result.duals) if result.duals else None,
        "lack": _lack(result.lack) if result.lack else None,
        "curve": [{"confidence": confidence, "cost": cost} for confidence, cost in result.curve],
    }


def _scheme(scheme: Scheme) -> Json:
    return {
        "talks": scheme.talks,
        "cost": scheme.cost,
        "confidence": scheme.confidence,
        "se": scheme.se,
        "found": scheme.found,
        "promises": [dict(vars(promise)) for promise in scheme.promises],
        "commitments": [dict(vars(commitment)) for commitment in scheme.commitments],
        "parties": {stand.party: {k: v for k, v in vars(stand).items() if k != "party"} for stand in scheme.stands},
        "sides": {side.side: {k: v for k, v in vars(side).items() if k != "side"} for side in scheme.sides},
    }


def _prices(prices: Prices) -> Json:
    """What nothing can buy becomes null."""
    return {name: value if math.isfinite(value) else None for name, value in vars(prices).items()}


def _duals(duals: Duals) -> Json:
    return {"stake": dict(duals.stake), "budget": dict(duals.budget), "believed": dict(duals.believed)}


def _lack(lack: Lack) -> Json:
    return {
        "best": _scheme(lack.best),
        "most": lack.most,
        "mediator_alone": lack.mediator_alone,
        "missing": lack.missing,
        "without": dict(lack.without),
        "binding": lack.binding,
    }
