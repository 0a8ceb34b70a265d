"""The verbs `discover`, `learn` and `choose`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from goodoffices.cli.commands import app

FAST = ["fence", "--draws", "512"]


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("discover", "going on without a deal is worth to"),
        ("learn", "Knowing every number"),
        ("choose", "least to regret in any perspective (Savage 1951): centre"),
    ],
)
def test_tables_chart_and_json(verb: str, said: str, tmp_path: Path) -> None:
    chart = tmp_path / "c.svg"
    ran = CliRunner().invoke(app, [verb, *FAST, "--chart", str(chart)], env={"COLUMNS": "80"})
    assert ran.exit_code == 0, ran.output
    assert said in ran.output
    assert max(map(len, ran.stdout.splitlines()[:-1])) <= 80
    assert chart.read_text().startswith("<svg")
    found = json.loads(CliRunner().invoke(app, [verb, *FAST, "--json"]).stdout)
    assert found["case"] == "fence" and found["draws"] == 512 and found["format"] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["discover", *FAST, "--plan", "x"], "no plan 'x'"),
        (["discover", *FAST, "--chart", "x.txt"], "the ending says what is drawn"),
        (["learn", *FAST, "-p", "x"], "no perspective 'x'"),
        (["choose", *FAST, "--weight", "baseline"], "must be a perspective and a number"),
        (["choose", *FAST, "--weight", "baseline=-1"], "must be a perspective and a number"),
        (["choose", *FAST, "--weight", "x=1"], "a weight is given to 'x'"),
        (["choose", *FAST, "--threshold", "0"], "the threshold is a chance above 0"),
    ],
)
def test_refusals(arguments: list[str], said: str) -> None:
    ran = CliRunner().invoke(app, arguments)
    assert ran.exit_code == 2
    assert said in ran.stderr
    assert "Traceback" not in ran.output


def test_cruxes_between_two_and_the_map(tmp_path: Path) -> None:
    pair, whole = tmp_path / "pair.svg", tmp_path / "map.svg"
    ran = CliRunner().invoke(
        app, ["cruxes", "fence", "--between", "baseline", "ash_view", "--draws", "128", "--chart", str(pair)],
        env={"COLUMNS": "80"},
    )  # fmt: skip
    assert ran.exit_code == 0, ran.output
    assert "would conclude as the other on taking over one claim:\n  map_wins" in ran.output
    assert max(map(len, ran.stdout.splitlines()[:-1])) <= 80
    ran = CliRunner().invoke(app, ["cruxes", "fence", "--draws", "128", "--chart", str(whole)], env={"COLUMNS": "80"})
    assert ran.exit_code == 0, ran.output
    assert "2 of 3 pairs conclude differently" in ran.output
    assert pair.read_text().startswith("<svg") and "map_wins" in whole.read_text()
    found = json.loads(CliRunner().invoke(app, ["cruxes", "fence", "--draws", "128", "--json"]).stdout)
    assert found["decisive"][0]["claim"] == "map_wins"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--between", "baseline", "x"], "no perspective is called 'x'"),
        (["--conclusion", "best"], "name them with --between"),
        (["--between", "baseline", "ash_view", "--conclusion", "moon"], "must be best, success or need"),
    ],
)
def test_refusals_of_cruxes(more: list[str], said: str) -> None:
    ran = CliRunner().invoke(app, ["cruxes", "fence", *more])
    assert ran.exit_code == 2
    assert said in ran.stderr
    assert "Traceback" not in ran.output
