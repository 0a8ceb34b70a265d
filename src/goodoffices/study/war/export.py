"""What fighting on is worth as JSON: docs/reference/json.md."""

from __future__ import annotations

from collections.abc import Mapping

from goodoffices.kit.plain import FORMAT, Json, by_perspective, told
from goodoffices.study.war.answer import Ripeness, WarAnswer, WarPath


def to_json(answer: WarAnswer) -> Json:
    """The answer as plain data."""
    return by_perspective(
        answer, FORMAT, lambda view: {"war": war_json(view.war), "ripeness": ripeness_json(view.ripeness)}
    )


def war_json(paths: Mapping[str, WarPath]) -> Json:
    """Signer by signer."""
    ends = ("kind", "victory", "defeat", "frozen")
    return {
        signer: {
            "kind": path.kind,
            **told(path, *ends),
            **{end: getattr(path, end) for end in ends[1:]},
        }
        for signer, path in paths.items()
    }


def ripeness_json(ripeness: Ripeness) -> Json:
    """Whether the moment is ripe."""
    order = ("verdict", "way_out", "hurting_objective", "hurting_perceived", "waiting_cost", "exists_by_month")
    return {name: getattr(ripeness, name) for name in order}
