"""The verbs `run`, `runs` and `query`, and `plans --from`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from goodoffices.cli.commands import app

SMALL = ["--draws", "256", "--part", "64", "--pilot", "64", "--workers", "1", "-p", "baseline"]


def said(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments], env={"COLUMNS": "80"})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run made by two shards, the second first."""
    made = tmp_path_factory.mktemp("runs") / "fence"
    for shard in ("2/2", "1/2"):
        ran = said("run", "fence", "--out", made, *SMALL, "--shard", shard)
        assert ran.exit_code == 0, ran.output
    return made


def test_shards_share_the_parts_between_them(tmp_path: Path, folder: Path) -> None:
    ran = said("run", "fence", "--out", tmp_path / "half", *SMALL, "--shard", "1/2", "--json")
    assert ran.exit_code == 0, ran.output
    half = json.loads(ran.stdout)
    assert half["finished"] == {"baseline": 2} and not half["complete"]
    whole = json.loads(said("runs", "status", folder, "--json").stdout)
    assert whole["finished"] == {"baseline": 4} and whole["complete"]
    assert whole["run"] == half["run"]


def test_a_run_is_whole_and_can_be_asked(folder: Path) -> None:
    assert said("runs", "verify", folder).exit_code == 0
    shares = json.loads(said("plans", "fence", "--from", folder, "--json").stdout)["perspectives"]["baseline"]
    found = said("query", folder, "select plan, avg(success) as s from plans group by plan order by plan", "--json")
    rows = json.loads(found.stdout)["rows"]
    assert [row[0] for row in rows] == ["centre", "friend", "no_mediation"]
    assert all(shares["plans"][plan]["success"] == pytest.approx(mean, abs=1e-5) for plan, mean in rows)
    assert shares["draws"] == 256
    shown = said("plans", "fence", "--from", folder)
    assert shown.exit_code == 0 and max(map(len, shown.stdout.splitlines())) <= 80


def test_compacting_leaves_the_answers_as_they_were(tmp_path: Path) -> None:
    made = tmp_path / "fence"
    assert said("run", "fence", "--out", made, *SMALL).exit_code == 0
    before = said("plans", "fence", "--from", made, "--json").stdout
    assert said("runs", "compact", made, "--together", "2").exit_code == 0
    assert said("plans", "fence", "--from", made, "--json").stdout == before
    assert json.loads(said("runs", "status", made, "--json").stdout)["files"] == {"baseline": 2}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "fence", "--out", "x", "--shard", "3/2"], "--shard 3/2: write i/n with i from 1 to n"),
        (["run", "fence", "--out", "x", "--shard", "two"], "--shard two: write i/n with i from 1 to n"),
        (["run", "fence", "--out", "x", "--draws", "many"], "is not a number"),
        (["run", "fence", "--out", "x", "-p", "nobody"], "no perspective 'nobody'"),
        (["runs", "status", "nowhere"], "holds no run"),
        (["query", "nowhere", "select 1"], "holds no run"),
    ],
)
def test_refusals(arguments: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = said(*arguments)
    assert ran.exit_code == 2
    assert words in " ".join(ran.stderr.split())
    assert "Traceback" not in ran.output
    assert not list(tmp_path.iterdir())


def test_a_run_of_something_else_is_refused(folder: Path) -> None:
    ran = said("run", "fence", "--out", folder, *SMALL, "--seed", "2")
    assert ran.exit_code == 2 and "another seed" in ran.stderr
    ran = said("query", folder, "select nonsense from plans")
    assert ran.exit_code == 2 and "DuckDB" in ran.stderr
