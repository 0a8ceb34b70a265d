"""Verbs about case files: cases, new, check, schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from goodoffices.case import shipped


def fence() -> str:
    path = next(path for name, _, path in shipped.cases() if name == "fence")
    return Path(path).read_text(encoding="utf-8")


def test_cases_lists_what_ships(goodoffices) -> None:
    ran = goodoffices("cases")
    assert ran.returncode == 0
    listed = json.loads(goodoffices("cases", "--json").stdout)["cases"]
    assert {"fence", "ukraine-2022"} <= {case["name"] for case in listed}
    for case in listed:
        assert case["name"] in ran.stdout
        assert Path(case["path"]).is_file()


@pytest.mark.parametrize("name", [name for name, _, _ in shipped.cases()])
def test_shipped_cases_have_no_errors(goodoffices, name: str) -> None:
    ran = goodoffices("check", name)
    assert ran.returncode == 0, ran.stdout


def test_new_case_checks_and_runs(goodoffices, tmp_path: Path) -> None:
    ran = goodoffices("new", "harbour")
    assert ran.returncode == 0
    assert "harbour.yaml" in ran.stdout
    assert goodoffices("check", "harbour.yaml", "--strict").returncode == 0
    assert goodoffices("plans", "harbour.yaml", "--draws", "64").returncode == 0
    assert [p.name for p in tmp_path.iterdir()] == ["harbour.yaml"]


def test_new_overwrites_nothing(goodoffices, tmp_path: Path) -> None:
    (tmp_path / "harbour.yaml").write_text("mine", encoding="utf-8")
    ran = goodoffices("new", "harbour")
    assert ran.returncode == 2
    assert "harbour.yaml" in ran.stderr and "Traceback" not in ran.stderr
    assert (tmp_path / "harbour.yaml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("arguments", [["Not a name!"], ["harbour", "--folder", "nowhere/below"]])
def test_new_refuses_bad_names_and_says_why(goodoffices, tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "nowhere").write_text("a file, no folder", encoding="utf-8")
    ran = goodoffices("new", *arguments)
    assert ran.returncode == 2
    assert ran.stderr.count("\n") == 1 and ".yaml." not in ran.stderr


def test_check_names_every_error_with_its_line(goodoffices, tmp_path: Path) -> None:
    lines = fence().splitlines()
    weights = next(n for n, line in enumerate(lines) if "weights: {position: 50" in line)
    lines[weights] = lines[weights].replace("position", "positon")
    drift = next(n for n, line in enumerate(lines) if "drift: -0.4" in line)
    lines[drift] = lines[drift].replace("-0.4", "a little")
    (tmp_path / "broken.yaml").write_text("\n".join(lines), encoding="utf-8")

    ran = goodoffices("check", "broken.yaml")
    assert ran.returncode == 2
    assert f"broken.yaml:{weights + 1}: " in ran.stdout
    assert "did you mean 'position'?" in ran.stdout
    assert f"broken.yaml:{drift + 1}: " in ran.stdout
    assert "error" in ran.stdout.splitlines()[-1]

    rows = json.loads(goodoffices("check", "broken.yaml", "--json").stdout)
    assert rows["ok"] is False
    assert {weights + 1, drift + 1} <= {row["line"] for row in rows["errors"]}

    study = goodoffices("plans", "broken.yaml", "--draws", "64")
    assert (study.returncode, study.stdout) == (2, "")
    assert f"broken.yaml:{weights + 1}: " in study.stderr and f"broken.yaml:{drift + 1}: " in study.stderr


def test_strict_makes_warnings_count(goodoffices, tmp_path: Path) -> None:
    text = fence().replace("    basis: judgement\n    note: Asked over tea.\n", "")
    (tmp_path / "bare.yaml").write_text(text, encoding="utf-8")
    easy, strict = goodoffices("check", "bare.yaml"), goodoffices("check", "bare.yaml", "--strict")
    assert "warning: " in easy.stdout
    assert (easy.returncode, strict.returncode) == (0, 1)
    assert goodoffices("check", "fence", "--strict").returncode == 0


def test_check_of_a_missing_file(goodoffices) -> None:
    ran = goodoffices("check", "nothing.yaml")
    assert ran.returncode == 2
    assert "nothing.yaml" in ran.stderr


def test_schema_is_json_and_can_be_written(goodoffices, tmp_path: Path) -> None:
    printed = json.loads(goodoffices("schema").stdout)
    assert {"parties", "issues", "preferences", "war"} <= set(printed["properties"])
    assert goodoffices("schema", "--out", "case.schema.json").returncode == 0
    assert json.loads((tmp_path / "case.schema.json").read_text(encoding="utf-8")) == printed
    assert goodoffices("schema", "--out", "no/case.schema.json").returncode == 2


def test_a_case_whose_role_is_a_mapping_is_refused_by_the_program(goodoffices, tmp_path: Path) -> None:
    path = tmp_path / "role.yaml"
    path.write_text(
        "goodoffices: 1\nparties:\n  ann: {name: Ann, role: {a: 1}}\npreferences: {ann: {}}\n", encoding="utf-8"
    )
    ran = goodoffices("check", str(path))
    assert ran.returncode == 2 and "role.yaml:3: parties.ann.role: must be belligerent" in ran.stderr + ran.stdout
