"""Answers and their faces: every answer type derives from `Answer`, and what it says it can show is found by name."""

from __future__ import annotations

import json
import re
import shlex
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import goodoffices as go
from goodoffices import study
from goodoffices.case.reading import load
from goodoffices.cli.commands import app
from goodoffices.kit.answer import Answer, face
from goodoffices.kit.plain import json_text
from goodoffices.play.study import Study
from goodoffices.study import QUESTIONS
from goodoffices.study.sensitivity.question import PILOT

FOLDERS = sorted(path.parent.name for path in Path(study.__file__).parent.glob("*/answer.py"))
DOCS = Path(__file__).parents[1] / "docs" / "reference"
ASKED = [name for name, question in QUESTIONS.items() if question.example]
"""Questions that a case can be asked."""
FEW = 64
OPTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "induce": ({"mediator": "friend"}, "--mediator friend"),
    "holding": ({"plan": "centre"}, "--plan centre"),
    "cruxes": ({"a": "baseline", "b": "ash_view"}, "--between baseline ash_view"),
    "sensitivity": ({"plans": ["centre"], "samples": FEW}, "--plan centre"),
}
"""What else has to be said, in Python and to the verb; sensitivity has two samples of its own beside the draws of the study."""
WITHOUT_DRAWS = ("stability", "settle")
"""Verbs that have no option `--draws`."""


def printed(command: str) -> str:
    """What a command prints; it ends with exit code 0."""
    result = CliRunner().invoke(app, shlex.split(command)[1:])
    assert result.exit_code == 0, result.output
    return result.stdout


def asked(name: str, what: Study | str | Any) -> Any:
    """The answer of a question by its name in Python."""
    return getattr(go, name)(what, **OPTIONS.get(name, ({}, ""))[0])


def as_the_verb(name: str) -> Study | str:
    """What a verb asks with `--draws 64`; `sensitivity` looks at the first perspective alone, beside draws of its own."""
    if name == "sensitivity":
        return Study("fence", draws=PILOT, perspectives=["baseline"])
    return "fence" if name in WITHOUT_DRAWS else Study("fence", draws=FEW)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_a_folder_with_its_faces_and_a_page(name: str) -> None:
    folder = Path(study.__file__).parent / name
    assert {"question.py", "answer.py", "export.py", "terminal.py"} <= {file.name for file in folder.iterdir()}
    assert callable(getattr(go, name))
    page = (DOCS / f"{QUESTIONS[name].page}.md").read_text(encoding="utf-8")
    assert re.search(rf"`(goodoffices )?{name}\b", page)


def test_every_folder_is_a_question() -> None:
    assert {*FOLDERS} == {*QUESTIONS, "search"}, "search is `plans --search`"


@pytest.mark.parametrize("name", ASKED)
def test_the_example_answers_and_its_json_comes_back_the_same(name: str) -> None:
    example = QUESTIONS[name].example
    assert example.startswith(f"goodoffices {name} ")
    assert printed(example).strip()
    text = printed(f"{example} --json")
    again = json.loads(text, parse_constant=pytest.fail)
    assert text in {json.dumps(again, indent=indent, ensure_ascii=False) + "\n" for indent in (1, 2)}


@pytest.mark.parametrize("name", ASKED)
def test_python_answers_what_the_verb_prints(name: str) -> None:
    draws = "" if name in WITHOUT_DRAWS else f" --draws {FEW}"
    answer = asked(name, as_the_verb(name))
    verb = f"goodoffices {name} fence {OPTIONS.get(name, ({}, ''))[1]}{draws} --json"
    assert json.loads(json.dumps(answer.to_json(), allow_nan=False)) == json.loads(printed(verb))


def test_search_answers_what_plans_search_prints() -> None:
    answer = go.search(Study("fence", draws=FEW), effort=40)
    told = printed(f"goodoffices plans fence --search --effort 40 --draws {FEW} --json")
    assert json.loads(json.dumps(answer.to_json(), allow_nan=False)) == json.loads(told)


@pytest.mark.parametrize("name", [*ASKED, "search"])
def test_a_study_a_name_and_a_case_are_asked_alike(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make = Study.__init__
    monkeypatch.setattr(Study, "__init__", lambda self, case, **more: make(self, case, **{**more, "draws": FEW}))
    answer = asked(name, Study("fence"))
    told = json_text(answer.to_json())
    assert json_text(asked(name, "fence").to_json()) == told
    assert json_text(asked(name, load("fence")).to_json()) == told
    assert answer.table().columns
    assert re.match(r"\s*<(div|svg|style|table|p|pre)", answer._repr_html_())


@pytest.mark.parametrize("name", [*ASKED, "search"])
def test_an_answer_has_a_picture_or_says_that_it_has_none(name: str) -> None:
    answer = asked(name, Study("fence", draws=FEW))
    if name == "robust":
        with pytest.raises(NotImplementedError, match=r"RobustAnswer has no chart"):
            answer.chart()
    else:
        assert answer.chart().to_dict()


def test_division_reads_files_too(tmp_path: Path) -> None:
    file = tmp_path / "estate.yaml"
    file.write_text("estate: 200\nclaims: {first: 100, second: 200, third: 300}\n", encoding="utf-8")
    assert go.divide(file).table().equals(go.divide(str(file)).table())


def test_names_are_listed_and_strangers_refused() -> None:
    assert {"Study", "Brief", "load", "search", *QUESTIONS} <= {*dir(go)}
    with pytest.raises(AttributeError, match="no attribute 'plan'"):
        _ = go.plan


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
