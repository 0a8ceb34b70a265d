"""Answers and their faces: every answer type derives from `Answer`, and what it says it can show is found by name."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from goodoffices import study
from goodoffices.kit.answer import Answer, face

FOLDERS = sorted(path.parent.name for path in Path(study.__file__).parent.glob("*/answer.py"))


def kinds() -> list[type[Answer]]:
    """Answer types of all questions."""
    found = []
    for folder in FOLDERS:
        module = import_module(f"goodoffices.study.{folder}.answer")
        own = [kind for kind in vars(module).values() if isinstance(kind, type) and kind.__module__ == module.__name__]
        found += [kind for kind in own if issubclass(kind, Answer)]
    return found


KINDS = kinds()


def test_what_has_a_table_is_an_answer() -> None:
    for folder in FOLDERS:
        for kind in vars(import_module(f"goodoffices.study.{folder}.answer")).values():
            if isinstance(kind, type) and kind.__module__.endswith(f".{folder}.answer") and hasattr(kind, "table"):
                assert issubclass(kind, Answer), kind


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_table_and_json_are_there(kind: type[Answer]) -> None:
    assert kind.table is not Answer.table
    assert callable(face(bare(kind), "export", "to_json"))


@pytest.mark.parametrize("kind", [k for k in KINDS if not k.__module__.endswith((".robust.answer", ".divide.answer"))],
                         ids=lambda kind: kind.__name__)  # fmt: skip
def test_the_chart_is_there(kind: type[Answer]) -> None:
    assert callable(face(bare(kind), "chart"))


@pytest.mark.parametrize("kind", [k for k in KINDS if k.__module__.endswith((".robust.answer", ".divide.answer"))],
                         ids=lambda kind: kind.__name__)  # fmt: skip
def test_no_chart_is_said_in_words(kind: type[Answer]) -> None:
    with pytest.raises(NotImplementedError, match=f"{kind.__name__} has no chart"):
        bare(kind).chart()


def test_a_face_that_cannot_be_loaded_is_not_taken_for_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> None:
        raise ModuleNotFoundError("No module named 'altair'", name="altair")

    monkeypatch.setattr("goodoffices.kit.answer.import_module", broken)
    with pytest.raises(ModuleNotFoundError, match="altair"):
        face(bare(KINDS[0]), "chart")


def bare(kind: type[Answer]) -> Answer:
    """An answer of that type with nothing in it: faces are found by its type."""
    return object.__new__(kind)
