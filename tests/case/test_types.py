"""Any value of any type at any place of a case: it is checked, and what is wrong is said with its line, never a traceback."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from goodoffices.case.advice import advice
from goodoffices.case.document import Document, compose
from goodoffices.case.problem import Problem
from goodoffices.case.reading import _placed, _validated, check
from goodoffices.case.shipped import shipped_paths

VALUES: dict[str, tuple[str, Any]] = {
    "mapping": ("{a: 1}", {"a": 1}),
    "empty mapping": ("{}", {}),
    "list": ("[a]", ["a"]),
    "empty list": ("[]", []),
    "list of mappings": ("[{}]", [{}]),
    "list of lists": ("[[a, 1]]", [["a", 1]]),
    "nothing": ("null", None),
    "number": ("3", 3),
    "share": ("0.25", 0.25),
    "negative": ("-1", -1),
    "text": ("x", "x"),
    "empty text": ("''", ""),
    "boolean": ("true", True),
    "date": ("2024-05-01", "2024-05-01"),
    "huge": ("9" * 400, int("9" * 400)),
    "great": ("1e308", 1e308),
    "not a number": (".nan", float("nan")),
    "infinite": ("-.inf", float("-inf")),
}
"""What it is: as YAML, and as plain data."""
SHIPPED = sorted(shipped_paths())
Steps = tuple[Any, ...]


@cache
def document(name: str) -> Document:
    return compose(shipped_paths()[name].read_text(encoding="utf-8"), name)


def places(value: Any, steps: Steps = ()) -> Iterator[Steps]:
    """Every place of a tree below its top."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, found in inner:
        yield (*steps, key)
        yield from places(found, (*steps, key))


def replaced(value: Any, steps: Steps, new: Any) -> Any:
    """The tree with another value at a place; what is not on the way is shared."""
    if not steps:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[steps[0]] = replaced(value[steps[0]], steps[1:], new)
    return copy


def judged(name: str, steps: Steps, what: str) -> list[Problem]:
    """What is said of a shipped case with the value at the place; fails where it is no complete message."""
    raw, lines = document(name).raw, document(name).lines
    case, problems = _validated(replaced(raw, steps, VALUES[what][1]), "case.yaml")
    placed = [_placed(problem, lines) for problem in problems]
    for problem in placed:
        assert problem.line is not None and problem.message and str(problem).startswith("case.yaml:"), (steps, what)
    assert placed or case is not None, (steps, what)
    if case is not None and not placed:
        assert all(remark.message for remark in advice(case))
    return placed


def sample(name: str, count: int) -> list[tuple[Steps, str]]:
    """The same places and types every time, each type about as often."""
    chance = random.Random(name)
    every, kinds = list(places(document(name).raw)), list(VALUES)
    return [(chance.choice(every), kinds[turn % len(kinds)]) for turn in range(count)]


@pytest.mark.parametrize(("name", "count"), [("fence", 180), ("ukraine-2022", 8), ("yemen-2022", 8)])
def test_a_sample_of_places_and_types(name: str, count: int) -> None:
    refused = sum(bool(judged(name, steps, what)) for steps, what in sample(name, count))
    assert refused > count / 2


@pytest.mark.parametrize(
    "what", [what for what in VALUES if what not in ("text", "date", "number", "share", "boolean")]
)
def test_a_role_is_a_word(what: str) -> None:
    for party in document("fence").raw["parties"]:
        found = judged("fence", ("parties", party, "role"), what)
        assert any(p.path == f"parties.{party}.role" and "must be belligerent, signer" in p.message for p in found)


@pytest.mark.parametrize("what", VALUES)
def test_from_a_file_with_the_line_of_the_field(tmp_path: Path, what: str) -> None:
    text = shipped_paths()["fence"].read_text(encoding="utf-8")
    line = next(n for n, said in enumerate(text.splitlines(), 1) if said.startswith("horizon:"))
    path = tmp_path / "fence.yaml"
    lines = text.splitlines()
    lines[line - 1] = f"horizon: {VALUES[what][0]}"
    path.write_text("\n".join(lines), encoding="utf-8")
    found = check(path)
    if what != "number":
        assert found.case is None
        assert any(str(problem).startswith(f"{path}:{line}: horizon: ") for problem in found.errors), found.errors


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("name", SHIPPED)
def test_every_place_and_every_type(name: str, part: int) -> None:
    for turn, steps in enumerate(places(document(name).raw)):
        if turn % 4 == part:
            for what in VALUES:
                judged(name, steps, what)
