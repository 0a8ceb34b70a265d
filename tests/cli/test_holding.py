"""`goodoffices holding` from the command line, with few draws."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

FEW = ("holding", "fence", "--draws", "64", "-p", "baseline")


def test_tables_and_a_chart(goodoffices, tmp_path: Path) -> None:
    ran = goodoffices(*FEW, "--plan", "centre", "--chart", "holds.svg")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert max(map(len, ran.stdout.splitlines())) <= 80
    assert "Birch: Forgets to prune" in ran.stdout
    assert (tmp_path / "holds.svg").read_text(encoding="utf-8").startswith("<svg")


def test_json(goodoffices) -> None:
    answer = json.loads(goodoffices(*FEW, "--plan", "friend", "--confidence", "0.5", "--json").stdout)
    assert (answer["plan"], answer["confidence"]) == ("friend", 0.5)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "Missing option"),
        (["--plan", "frend"], "fence has no plan 'frend'; did you mean 'friend'?"),
        (["--plan", "friend", "--confidence", "0"], "confidence must lie above 0 and up to 1, not 0"),
        (["--plan", "friend", "--chart", "a.txt"], "the ending says what is drawn"),
    ],
)
def test_mistakes_are_named(goodoffices, options: list[str], said: str) -> None:
    ran = goodoffices(*FEW, *options)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert said in ran.stderr


def test_guarantees_stand_under_whom_they_are_given_to(goodoffices) -> None:
    ran = goodoffices("holding", "ukraine-2022", "--draws", "64", "-p", "baseline", "--plan", "turkey")
    assert max(map(len, ran.stdout.splitlines())) <= 80
    assert "\nto Russia " in ran.stdout and "\n  china_guarantee_watched " in ran.stdout
    assert "Russia: Russia rearms" in ran.stdout and "Russia, deters: Treaty binds Russia" in ran.stdout
