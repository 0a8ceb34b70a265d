"""Whatever file a verb is given: no named pipe is waited for, and no nesting is too deep for a message."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from goodoffices.cli.commands import app

PATIENCE = 20
VERBS = {
    "check": ["check", "FILE"],
    "plans": ["plans", "FILE"],
    "settle": ["settle", "FILE"],
    "given": ["settle", "fence", "--given", "FILE"],
    "profile": ["settle", "FILE", "--profile", "FILE", "--profile", "FILE"],
    "divide": ["divide", "FILE"],
    "stability": ["stability", "FILE"],
    "convert": ["convert", "FILE", "there", "--to", "negmas"],
    "run": ["run", "FILE", "--out", "there"],
    "table": ["ties", "import", "FILE", "--out", "there.yaml"],
    "map": ["ties", "import", "table.csv", "--map", "FILE", "--out", "there.yaml"],
    "query": ["query", "FILE", "select 1"],
    "from": ["plans", "fence", "--from", "FILE"],
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder, and an alarm for verbs that wait."""

    def late(*_: object) -> None:
        raise AssertionError("still waiting")

    monkeypatch.chdir(tmp_path)
    (tmp_path / "table.csv").write_text("a,b,c\nx,y,1\n", encoding="utf-8")
    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(PATIENCE)
    yield tmp_path
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def refused(words: list[str], name: str) -> None:
    ran = CliRunner().invoke(app, [name if word == "FILE" else word for word in words], catch_exceptions=False)
    assert ran.exit_code == 2, ran.output
    assert "Traceback" not in ran.output and "recursion" not in ran.output and len(ran.stderr) < 2000
    assert not list(Path().glob("there*"))


@pytest.mark.parametrize("verb", VERBS)
def test_a_named_pipe_is_not_waited_for(verb: str, here: Path) -> None:
    (here / "folder").mkdir()
    for name in ("x.yaml", "x.yml", "x.json", "x.xml", "x.csv", "folder/x.json", "folder/config.txt"):
        os.mkfifo(here / name)
    for name in ("x.yaml", "x.yml", "x.json", "x.xml", "x.csv", "folder"):
        refused(VERBS[verb], name)


@pytest.mark.parametrize("verb", VERBS)
def test_no_nesting_ends_in_a_traceback(verb: str, here: Path) -> None:
    for depth in (500, 990, 100_000):
        texts = {
            "x.json": "[" * depth + "]" * depth, "y.json": '{"a":' * depth + "1" + "}" * depth,
            "z.json": '{"format": 1, "issues": ' + "[" * depth + "]" * depth + "}", "x.yaml": "[" * depth + "]" * depth,
            "y.yaml": "goodoffices: 1\nname: " + "{a: " * depth + "1" + "}" * depth, "x.xml": "<a>" * depth,
        }  # fmt: skip
        for name, text in texts.items():
            (here / name).write_text(text, encoding="utf-8")
            refused(VERBS[verb], name)
