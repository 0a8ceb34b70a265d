"""Tables of a made-up study: they fit 80 columns, carry the numbers, and have no colour codes when piped."""

from __future__ import annotations

import json

import pytest
from tests.factories import parts_of, synthetic_case, synthetic_study
from typer.testing import CliRunner

from goodoffices.cli.commands import app

VERBS = dict(zip(("plans", "zone", "war"), parts_of(synthetic_study()), strict=True))


@pytest.fixture(params=VERBS)
def verb(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A verb whose study is the made-up one."""
    monkeypatch.setattr("goodoffices.cli.questions.open_case", lambda name: synthetic_case())
    monkeypatch.setattr("goodoffices.cli.questions.put", lambda *arguments, **more: VERBS[request.param])
    return str(request.param)


def shown(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "80"})
    assert result.exit_code == 0, result.output
    return result.stdout


def test_fits_eighty_columns_without_colour_codes(verb: str) -> None:
    text = shown(verb, "hedge")
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text


def test_says_what_the_numbers_rest_on(verb: str) -> None:
    assert shown(verb, "hedge").splitlines()[-1].startswith("64 draws, seed 1, case 0123456789abcdef, goodoffices ")


def test_names_the_case_and_every_perspective(verb: str) -> None:
    text = shown(verb, "hedge")
    assert "The hedge [between] two gardens, 2024-05-01" in text
    assert "As it is (plain)" in text and "A gloomy view (gloomy)" in text


def test_json_is_that_of_the_export(verb: str) -> None:
    assert json.loads(shown(verb, "hedge", "--json")) == VERBS[verb].to_json()


def row(text: str, first: str) -> list[str]:
    return next(line for line in text.splitlines() if line.startswith(first)).split()


@pytest.mark.parametrize("verb", ["plans"], indirect=True)
def test_plans_come_best_first_with_error_and_broken_link(verb: str) -> None:
    text = shown(verb, "hedge")
    assert row(text, "helped") == ["helped", "33.3", "±", "0.7", "90", "80", "40*", "35", "33"]
    assert text.index("helped") < text.index("direct")
    assert "helped    12.5   gloomy   33.3   plain" in text.split("Over 2 perspectives")[1]


@pytest.mark.parametrize("verb", ["zone"], indirect=True)
def test_zone_shows_floor_reach_and_text(verb: str) -> None:
    text = shown(verb, "hedge")
    assert "A deal exists in 62.1 ± 0.8 % of draws." in text
    assert row(text, "Ash")[-5:] == ["60.0", "(51.0", "to", "69.0)", "70"]
    assert row(text, "Birch & sons")[-2:] == ["-", "30"]
    assert row(text, "The tree") == ["The", "tree", "Felled", "22.5"]


@pytest.mark.parametrize("verb", ["war"], indirect=True)
def test_war_shows_months_ends_and_ripeness(verb: str) -> None:
    text = shown(verb, "hedge")
    assert " ".join(row(text, "Ash")) == "Ash 40.0 (35 to 45) 36.0 (31 to 41) 32.0 (27 to 37) 48.0"
    assert "Birch & sons: wins outright 25 %, is defeated 12 %, the war freezes 62 %." in text
    assert "hurts: share of draws in which fighting on is worth less than the front frozen where it stands" in " ".join(
        text.split()
    )
    assert "falls in value" not in text
    assert "A way out for all in 62 % of draws: ripening." in text


def test_nought_has_no_sign() -> None:
    from goodoffices.kit.tables import percent, points

    assert (points(-0.04), percent(-0.0004, 1), percent(-0.004)) == ("0.0", "0.0", "0")
    assert (points(-0.06), percent(-0.006, 1)) == ("-0.1", "-0.6")
