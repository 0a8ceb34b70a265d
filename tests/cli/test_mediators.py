"""`goodoffices mediators` from the outside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from goodoffices.cli.commands import app

FEW = ["--draws", "64"]


def call(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["mediators", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_it_answers_in_tables_and_json() -> None:
    code, out, _ = call("fence", *FEW, "--panel", "centre + 1 by ash")
    assert code == 0
    assert "Needed:" in out and "Better alone than direct talks:" in out and "the sides' own picks" in out
    assert all(len(line) <= 80 for line in out.splitlines())
    code, out, _ = call("fence", *FEW, "--json", "--mode", "private", "--members", "willing", "--offers", "all")
    found = json.loads(out)
    assert code == 0
    assert found["rule"] == {"mode": "private", "members": "willing", "offers": "all", "month": 0}
    view = found["perspectives"]["baseline"]
    assert set(view["candidates"]) == {"friend", "centre"}
    assert view["coalitions"][0] == view["best"]


def test_it_draws(tmp_path: Path) -> None:
    file = tmp_path / "who.svg"
    code, out, _ = call("fence", *FEW, "--chart", str(file))
    assert code == 0 and f"chart written to {file}" in out.replace("\n", "")
    assert "<svg" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--panel", "centre + 2 by ash"], "only 1 can be named"),
        (["--panel", "center"], "did you mean 'centre'"),
        (["--month", "600"], "months ahead"),
        (["--mode", "secret"], "'secret'"),
        (["--size", "0"], "'--size'"),
        (["--chart", "who.gif"], "must be one of"),
        (["-p", "nobody"], "no perspective 'nobody'"),
    ],
)
def test_bad_options_end_with_one_message(arguments: list[str], said: str) -> None:
    code, out, err = call("fence", *FEW, *arguments)
    assert code == 2 and not out
    assert said in err and "Traceback" not in err
