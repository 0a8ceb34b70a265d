"""What is written reads back as it was."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodoffices.case.problem import CaseError
from goodoffices.exchange.reading import load_scenario
from goodoffices.exchange.writing import write_scenario
from goodoffices.exchange.yaml_text import number
from goodoffices.model.scenario import Issue, Rectangle, Scenario

from .packages import same, scenarios

SAMPLES = Path(__file__).parent / "samples"


@settings(max_examples=60, deadline=None)
@given(scenarios(full=True))
def test_json_keeps_everything(scenario: Scenario) -> None:
    with tempfile.TemporaryDirectory() as folder:
        again = load_scenario(write_scenario(scenario, Path(folder) / "x.json", "json"))
    same(scenario, again)
    assert again.issues == scenario.issues
    assert np.array_equal(again.tables, scenario.tables)
    assert (again.linkages, again.rectangles) == (scenario.linkages, scenario.rectangles)
    assert (again.forbidden, again.discount) == (scenario.forbidden, scenario.discount)


@settings(max_examples=60, deadline=None)
@given(scenarios(full=False))
def test_negmas_keeps_every_utility(scenario: Scenario) -> None:
    with tempfile.TemporaryDirectory() as folder:
        again = load_scenario(write_scenario(scenario, Path(folder) / "x", "negmas"))
    same(scenario, again)


@pytest.mark.parametrize("name", ["negolog", "deliberation", "negmas"])
def test_samples_pass_through_both(tmp_path: Path, name: str) -> None:
    scenario = load_scenario(SAMPLES / name)
    same(scenario, load_scenario(write_scenario(scenario, tmp_path / "x.json", "json")))
    same(scenario, load_scenario(write_scenario(scenario, tmp_path / "x", "negmas")))


def test_rectangles_pass_through_negmas(tmp_path: Path) -> None:
    issues = (Issue("one", ("a", "b", "c")), Issue("two", ("-1", "0", "1", "2")))
    boxes = (
        Rectangle(0, {0: (1, 2)}, 3.5),
        Rectangle(0, {0: (0, 1), 1: (1, 1)}, -1.25),
        Rectangle(1, {1: (0, 0)}, 2.0),
    )
    scenario = Scenario("boxes", ("A", "B"), issues, np.zeros((2, 7)), (None, 1.0), rectangles=boxes)
    again = load_scenario(write_scenario(scenario, tmp_path / "x", "negmas"))
    same(scenario, again)
    assert again.rectangles == boxes


@pytest.mark.parametrize("what", ["linkages", "rules", "discounting"])
def test_what_negmas_cannot_say_is_refused_and_nothing_is_left(tmp_path: Path, what: str) -> None:
    with pytest.raises(CaseError, match=what):
        write_scenario(load_scenario(SAMPLES / "plain"), tmp_path / "x", "negmas")
    assert not list(tmp_path.iterdir())


def test_red_lines_are_not_called_rules(tmp_path: Path) -> None:
    plain = load_scenario(SAMPLES / "negolog")
    line, rule = {0: 0}, {1: 0}
    for forbidden, red, words in (
        ((line,), 1, "no words for red lines;"),
        ((rule,), 0, "no words for rules;"),
        ((rule, line), 1, "no words for rules, red lines;"),
    ):
        scenario = replace(plain, forbidden=forbidden, red_lines=red)
        with pytest.raises(CaseError, match=words):
            write_scenario(scenario, tmp_path / "x", "negmas")
    with pytest.raises(ValueError, match="2 red lines among 1"):
        replace(plain, forbidden=(line,), red_lines=2)


def test_refusals_leave_things_as_they_were(tmp_path: Path) -> None:
    scenario = load_scenario(SAMPLES / "negolog")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note").write_text("mine")
    for path, format in (("full", "negmas"), ("full", "json"), ("no/where.json", "json"), ("x", "xml")):
        with pytest.raises(CaseError):
            write_scenario(scenario, tmp_path / path, format)
    assert [p.name for p in tmp_path.iterdir()] == ["full"]
    assert (tmp_path / "full" / "note").read_text() == "mine"
    write_scenario(scenario, tmp_path / "y.json", "json")
    write_scenario(scenario, tmp_path / "y.json", "json")


@given(st.floats(allow_nan=False))
def test_numbers_of_yaml_have_a_point_and_read_back(value: float) -> None:
    text = number(value)
    assert "." in text
    assert float(text.replace(".inf", "inf")) == pytest.approx(value, rel=0, abs=0)


def test_a_set_of_options_that_are_no_neighbours_is_no_box(tmp_path: Path) -> None:
    issues = (Issue("one", ("a", "b", "c")),)
    scenario = Scenario("x", ("A",), issues, np.zeros((1, 3)), (None,), rectangles=(Rectangle(0, {0: (0, 2)}, 1.0),))
    folder = write_scenario(scenario, tmp_path / "x", "negmas")
    file = folder / "party1_A.yml"
    file.write_text(file.read_text().replace('      - "b"\n', ""))
    with pytest.raises(CaseError, match="not neighbours"):
        load_scenario(folder)
