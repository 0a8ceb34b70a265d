"""`goodoffices timing` from the command line, with few draws."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

FEW = ("timing", "fence", "--draws", "64", "-p", "baseline", "--plan", "centre")


def test_tables_and_a_chart(goodoffices, tmp_path: Path) -> None:
    ran = goodoffices(*FEW, "--months", "0,6", "--chart", "when.svg")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert max(map(len, ran.stdout.splitlines())) <= 80
    assert ran.stdout.endswith("chart written to when.svg\n")
    assert (tmp_path / "when.svg").read_text(encoding="utf-8").startswith("<svg")


def test_json(goodoffices) -> None:
    ran = goodoffices(*FEW, "--months", "6", "--json")
    answer = json.loads(ran.stdout)
    assert answer["months"] == [0, 6]
    assert list(answer["perspectives"]["baseline"]["plans"]) == ["centre"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--months", "0,soon"], "'soon' is no month"),
        (["--months", "99"], "month 99 lies outside the months that the case looks ahead: 0 to 12"),
        (["--plan", "frend"], "fence has no plan 'frend'; did you mean 'friend'?"),
        (["--chart", "when.doc"], "the ending says what is drawn"),
    ],
)
def test_mistakes_are_named(goodoffices, tmp_path: Path, options: list[str], said: str) -> None:
    ran = goodoffices(*FEW, *options)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert said in ran.stderr
    assert list(tmp_path.iterdir()) == []
