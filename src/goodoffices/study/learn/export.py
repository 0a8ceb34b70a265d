"""Value of information as JSON: docs/reference/learn-json.md."""

from __future__ import annotations

from goodoffices.kit.plain import Json, head
from goodoffices.study.learn.answer import Information, Lesson, ViewInformation

FORMAT = 1
"""Version of the shape; it rises when a documented key changes its meaning or goes."""


def to_json(answer: Information) -> Json:
    """The answer as plain data."""
    return {
        **head(answer, FORMAT),
        "perspectives": {name: _view(view) for name, view in answer.perspectives.items()},
    }


def _view(view: ViewInformation) -> Json:
    return {
        "title": view.title,
        "best": view.best,
        "success": view.success,
        "perfect": {"rise": view.perfect, "se": view.perfect_se},
        "numbers": [_lesson(lesson) for lesson in view.numbers],
        "claims": [_lesson(lesson) for lesson in view.claims],
    }


def _lesson(lesson: Lesson) -> Json:
    return {
        "what": lesson.what,
        "paths": list(lesson.paths),
        "lower": lesson.lower,
        "upper": lesson.upper,
        "se": lesson.se,
        "switches": lesson.switches,
    }
