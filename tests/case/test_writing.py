"""The starter, new files, the shipped list and the JSON Schema."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from goodoffices.case import shipped
from goodoffices.case.document import compose
from goodoffices.case.problem import CaseError
from goodoffices.case.reading import check, find
from goodoffices.case.schema import Ranking
from goodoffices.case.writing import json_schema, starter, write_new

HERE = Path(__file__).parent


@pytest.mark.parametrize("name", ["mine", "my-case-2", "0x1f", "2024", "true", "1e5", "null", "2024-01-01", "a" * 60])
def test_a_new_case_is_sound_and_has_its_name(name: str, tmp_path: Path) -> None:
    path = write_new(name, tmp_path)
    checked = check(path)
    assert (checked.errors, checked.warnings) == ((), ())
    assert checked.case is not None
    assert checked.case.name == name
    assert list(tmp_path.iterdir()) == [path]


def test_the_starter_wants_rankings_only_and_is_short(tmp_path: Path) -> None:
    case = check(write_new("mine", tmp_path)).case
    assert case is not None
    for preferences in case.preferences.values():
        assert isinstance(preferences.weights, Ranking)
        assert all(isinstance(values, Ranking) for values in preferences.values.values())
    lines = starter("mine").splitlines()
    assert 100 <= len(lines) <= 135
    assert max(map(len, lines)) <= 120


@pytest.mark.parametrize("name", ["", "My Case", "../x", "a/b", "-x", "é", "a" * 61, "x.yaml", "a\n"])
def test_a_bad_name_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="cannot be the name of a case"):
        write_new(name, tmp_path)
    assert not list(tmp_path.iterdir())


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("precious")
    with pytest.raises(FileExistsError) as raised:
        write_new("mine", tmp_path)
    assert raised.value.filename == str(path)
    assert path.read_text() == "precious"
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_is_overwritten_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    path = write_new("mine", tmp_path)
    path.write_text("precious")
    with pytest.raises(FileExistsError):
        write_new("mine", tmp_path)
    assert path.read_text() == "precious"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_new("mine", tmp_path / "none")


def test_shipped_cases_are_listed_by_their_own_words() -> None:
    listed = {name: (title, path) for name, title, path in shipped.cases()}
    assert "fence" in listed
    for name, (title, path) in listed.items():
        case = check(path).case
        assert case is not None
        assert (case.name, case.title) == (name, title)


@pytest.fixture(scope="module")
def validator() -> Any:
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(json_schema())
    return jsonschema.Draft202012Validator(json_schema())


def raw(path: Path) -> Any:
    return compose(path.read_text("utf-8"), path.name).raw


@pytest.mark.parametrize("name", ["fence", "base.yaml", "mini.yaml"])
def test_sound_cases_fit_the_json_schema(name: str, validator: Any) -> None:
    path = HERE / name if name.endswith(".yaml") else find(name)
    assert [error.message for error in validator.iter_errors(raw(path))] == []


def test_the_starter_fits_the_json_schema(validator: Any) -> None:
    assert validator.is_valid(compose(starter("mine"), "mine").raw)


@pytest.mark.parametrize("name", ["schema_bad_role", "schema_misspelt_field", "schema_missing_top", "schema_bad_id"])
def test_the_json_schema_refuses_what_does_not_fit(name: str, validator: Any) -> None:
    assert not validator.is_valid(raw(HERE / "broken" / f"{name}.yaml"))


def test_the_json_schema_says_what_it_is() -> None:
    schema = json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"].startswith("urn:")
    assert schema["title"]
    kinds = [sorted(form) for form in schema["$defs"]["Quantity"]["anyOf"]] if "Quantity" in schema["$defs"] else []
    assert kinds or '"type": "number"' in json.dumps(schema)
