"""`goodoffices plans --search` from the command line, with few draws."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

FEW = ("plans", "fence", "--search", "--draws", "64", "--effort", "20", "-p", "baseline")


def test_tables_and_a_chart(goodoffices, tmp_path: Path) -> None:
    ran = goodoffices(*FEW, "--budget", "2", "--budget", "friend=0.5", "--chart", "plans.svg")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert max(map(len, ran.stdout.splitlines())) <= 80
    assert "winner's curse" in ran.stdout and "20 of 512 plans looked at" in ran.stdout
    assert (tmp_path / "plans.svg").read_text(encoding="utf-8").startswith("<svg")


def test_json(goodoffices) -> None:
    answer = json.loads(goodoffices(*FEW, "--budget", "friend=0.5", "--panel", "1", "--json").stdout)
    assert (answer["budget"], answer["panel"], answer["effort"]) == ({"friend": 0.5}, 1, 20)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--search", "--budget", "lots"], "--budget lots: write points"),
        (["--search", "--budget", "freind=2"], "no third party is called 'freind'; did you mean 'friend'?"),
        (["--search", "--budget", "-1"], "must be 0 points or more, not -1"),
        (["--search", "--chart", "a.txt"], "the ending says what is drawn"),
        (["--budget", "2"], "--budget says how plans are searched: add --search, or leave it out"),
        (["--effort", "2"], "--effort says how plans are searched"),
    ],
)
def test_mistakes_are_named(goodoffices, options: list[str], said: str) -> None:
    ran = goodoffices("plans", "fence", "--draws", "64", *options)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert said in ran.stderr
