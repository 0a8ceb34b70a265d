"""Cruxes and the map of an argument as JSON: docs/reference/cruxes-json.md."""

from __future__ import annotations

from goodoffices.kit.plain import Json, told, whole
from goodoffices.study.cruxes.answer import ArgumentMap, Cruxes


def to_json(answer: Cruxes) -> Json:
    """A pair as plain data."""
    return whole(
        answer,
        plan=answer.plan,
        threshold=answer.threshold,
        between=[answer.a, answer.b],
        conclusion=answer.kind,
        mediator=answer.mediator,
        success=answer.success,
        concluded=answer.conclusion,
        flips=[{"start": flips.start, "proven": flips.proven, "sets": flips.sets} for flips in answer.flips],
        exact=answer.exact,
        claims=[
            {**told(part, "alone_from_a", "alone_from_b"), "alone": [part.alone_from_a, part.alone_from_b]}
            for part in answer.parts
        ],
        idle=answer.idle,
    )


def map_json(answer: ArgumentMap) -> Json:
    """The map as plain data."""
    return whole(
        answer,
        plan=answer.plan,
        threshold=answer.threshold,
        stress=answer.stress,
        stands={
            name: {**told(stand, "name", "x", "y"), "place": [stand.x, stand.y]}
            for name, stand in answer.stands.items()
        },
        pairs=[{"between": [edge.a, edge.b], **told(edge, "a", "b")} for edge in answer.edges],
        decisive=[{"claim": claim, "alone": alone, "in_smallest": within} for claim, alone, within in answer.decisive],
    )
