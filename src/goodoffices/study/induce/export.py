"""What would bring a mediator in, as JSON: docs/reference/induce-json.md."""

from __future__ import annotations

from goodoffices.kit.plain import Json, by_view, told
from goodoffices.study.induce.answer import InducementAnswer, InducementView, Scheme, WayResult


def to_json(answer: InducementAnswer) -> Json:
    """The answer as plain data; what nothing can buy has no price (null)."""
    return by_view(
        answer,
        _view,
        mediator=answer.mediator,
        plan=answer.plan,
        confidence=answer.confidence,
        scale=answer.scale,
        divisible=answer.divisible,
        commitments=answer.most_commitments,
    )


def _view(view: InducementView) -> Json:
    return {
        "unasked": view.unasked,
        "direct_talks": view.alone,
        "sponsors": view.sponsors,
        "ways": {way: _way(result) for way, result in view.ways.items()},
    }


def _way(result: WayResult) -> Json:
    return {
        "cheapest": _scheme(result.cheapest) if result.cheapest else None,
        "prices": result.prices,
        "duals": result.duals,
        "lack": {**told(result.lack), "best": _scheme(result.lack.best)} if result.lack else None,
        "curve": [{"confidence": confidence, "cost": cost} for confidence, cost in result.curve],
    }


def _scheme(scheme: Scheme) -> Json:
    return {
        **told(scheme, "promises", "commitments", "stands", "sides"),
        "promises": scheme.promises,
        "commitments": scheme.commitments,
        "parties": {stand.party: told(stand, "party") for stand in scheme.stands},
        "sides": {side.side: told(side, "side") for side in scheme.sides},
    }
