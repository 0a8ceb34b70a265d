"""Value of information as JSON: docs/reference/learn-json.md."""

from __future__ import annotations

from goodoffices.kit.plain import Json, by_view
from goodoffices.study.learn.answer import Information, ViewInformation


def to_json(answer: Information) -> Json:
    """The answer as plain data."""
    return by_view(answer, _view)


def _view(view: ViewInformation) -> Json:
    return {
        "best": view.best,
        "success": view.success,
        "perfect": {"rise": view.perfect, "se": view.perfect_se},
        "numbers": view.numbers,
        "claims": view.claims,
    }
