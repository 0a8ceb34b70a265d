"""Cruxes and the map of an argument as JSON: docs/reference/cruxes-json.md."""

from __future__ import annotations

from goodoffices.kit.plain import Json, head
from goodoffices.study.cruxes.answer import ArgumentMap, Cruxes

FORMAT = 1
"""Version of the shape; it rises when a documented key changes its meaning or goes."""


def _head(answer: Cruxes | ArgumentMap) -> Json:
    return {
        **head(answer, FORMAT),
        "plan": answer.plan,
        "threshold": answer.threshold,
    }


def to_json(answer: Cruxes) -> Json:
    """A pair as plain data."""
    return {
        **_head(answer),
        "between": [answer.a, answer.b],
        "conclusion": answer.kind,
        "mediator": answer.mediator,
        "success": list(answer.success),
        "concluded": list(answer.conclusion),
        "flips": [{"start": flips.start, "proven": flips.proven, "sets": flips.sets} for flips in answer.flips],
        "exact": answer.exact,
        "claims": [
            {
                "name": part.name,
                "paths": list(part.paths),
                "share": part.share,
                "se": part.se,
                "alone": [part.alone_from_a, part.alone_from_b],
            }
            for part in answer.parts
        ],
        "idle": list(answer.idle),
    }


def map_json(answer: ArgumentMap) -> Json:
    """The map as plain data."""
    return {
        **_head(answer),
        "stress": answer.stress,
        "stands": {
            name: {
                "title": stand.title,
                "success": stand.success,
                "yes": stand.yes,
                "best": stand.best,
                "place": [stand.x, stand.y],
            }
            for name, stand in answer.stands.items()
        },
        "pairs": [
            {
                "between": [edge.a, edge.b],
                "differ": edge.differ,
                "distance": edge.distance,
                "flips": [list(names) for names in edge.flips],
                "strongest": edge.strongest,
                "effect": edge.effect,
                "tree": edge.tree,
            }
            for edge in answer.edges
        ],
        "decisive": [
            {"claim": claim, "alone": alone, "in_smallest": within} for claim, alone, within in answer.decisive
        ],
    }
