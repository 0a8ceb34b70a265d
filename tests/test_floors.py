"""The house: which floor may import which, no circles, and answers that know nothing of their faces.

Read from the syntax trees, imports for types and inside functions included; nothing is run.  What `kit.answer.face` finds by
name is no import: a face knows its answer, an answer only that it has faces.
"""

from __future__ import annotations

import ast
from functools import cache
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src"

FLOORS = (
    "case",  # a file
    "model",  # its numbers
    "engines",  # formulas
    "kit",  # what all faces share; knows no question
    "exchange",  # other programs' files
    "play",  # the links of a plan, put together
    "study",  # questions, a folder each, named as the verb
    "runs",
    "brief",
    "cli",
)
"""From the ground up: a module imports its own floor and those below."""

UPWARD: set[tuple[str, str]] = set()
"""Imports upward that are still there; the list only gets shorter."""

FACES = ("chart", "terminal")
MEDIA = ("kit.chart_files", "kit.tables", "kit.theme")
"""What draws or prints."""
ARRAYS = ("Floats", "Ints", "Bools", "Int32s", "Singles")


@cache
def modules() -> dict[str, Path]:
    """Name without `goodoffices.`: file; packages by their folder's name."""
    found = {}
    for path in sorted((SRC / "goodoffices").rglob("*.py")):
        parts = path.relative_to(SRC / "goodoffices").with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text(encoding="utf-8"))


@cache
def imports(module: str, *, at_run_time: bool = False) -> frozenset[str]:
    """Modules of the package that a module imports; `at_run_time`: those for types alone left out."""
    found = set()
    for node in walk(tree(module), at_run_time):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module} imports relatively"
            names = [node.module or ""] + [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        known = [name.removeprefix("goodoffices.") for name in names if name.startswith("goodoffices.")]
        exact = [name for name in known if name in modules()]
        inner = [name for name in exact if modules()[name].name != "__init__.py"]
        found |= set(inner or exact)
    return frozenset(found)


def walk(node: ast.AST, at_run_time: bool) -> list[ast.AST]:
    if at_run_time and isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return []
    return [node, *chain.from_iterable(walk(child, at_run_time) for child in ast.iter_child_nodes(node))]


def floor(module: str) -> int:
    """Height of a module; what stands in no question's folder of `study` puts the links together, as `play` does.

    A module in no room at all, which settles things before any other is loaded, stands below all.
    """
    parts = module.split(".")
    package = modules()[module].name == "__init__.py"
    if len(parts) == 1 and not package:
        return -1
    room = "play" if parts[0] == "study" and len(parts) == 2 and not package else parts[0]
    assert room in FLOORS, f"{module} stands on no floor that is known"
    return FLOORS.index(room)


def inside() -> list[str]:
    return [module for module in modules() if module]


def questions() -> list[str]:
    return sorted({m.split(".")[1] for m in modules() if m.startswith("study.") and m.count(".") == 2})


def test_nothing_imports_upward() -> None:
    upward = {(a, b) for a in inside() for b in imports(a) if floor(b) > floor(a)}
    assert upward - UPWARD == set(), "these import a floor above their own"
    assert UPWARD - upward == set(), "these are gone: take them off the list"


def test_no_circles() -> None:
    circle: list[str] = []
    try:
        TopologicalSorter({module: imports(module) for module in inside()}).prepare()
    except CycleError as error:
        circle = error.args[1]
    assert circle == []


@pytest.mark.parametrize("question", questions())
def test_answers_know_no_face_and_faces_no_question(question: str) -> None:
    room = f"study.{question}."
    for module in (m for m in modules() if m.startswith(room)):
        is_face = module.removeprefix(room) in FACES
        for other in imports(module):
            assert other != f"{room}question" or not is_face, f"{module} works with what the answer does not tell"
            assert other.removeprefix(room) not in FACES, f"{module} imports the face {other}"


@pytest.mark.parametrize("question", questions())
def test_work_and_answers_load_nothing_that_draws_or_prints(question: str) -> None:
    for name in ("question", "answer", "export"):
        module = f"study.{question}.{name}"
        if module in modules():
            assert not imports(module, at_run_time=True) & set(MEDIA)


def test_array_names_are_defined_once() -> None:
    defined = {
        (target.id, module)
        for module in inside()
        if not module.startswith("case.")
        for node in tree(module).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id in ARRAYS
    }
    assert defined == {(name, "model.arrays") for name in ARRAYS}
