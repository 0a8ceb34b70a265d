"""Questions put to a case in one line: the study is made for this one question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from goodoffices.case.schema import Case
from goodoffices.play.study import Study, View

Answer = TypeVar("Answer")
OF_STUDY = ("draws", "seed", "perspectives", "workers", "places", "fixed", "thin")


def asked(question: Callable[..., Answer], case: Case, **options: Any) -> Answer:
    """A question put to a study of the case; options of the study and of the question."""
    study = {name: options.pop(name) for name in OF_STUDY if name in options}
    return question(Study(case, **study), **options)


def view_of(case: Case, perspective: str, **options: Any) -> View:
    """A case as one perspective has it."""
    return Study(case, **options).view(perspective)
