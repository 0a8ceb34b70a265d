"""Verbs are made of their questions: all have the same options but for what a question cannot use."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner, Result

from goodoffices.cli.commands import app
from goodoffices.study import QUESTIONS

SHARED = {"draws", "seed", "perspective", "workers", "from_", "places", "chart", "json"}
WITHOUT = {
    "zone": {"places"},  # of today alone, as are the next three
    "war": {"places"},
    "leverage": {"places"},
    "robust": {"places", "chart"},  # no picture of its own
    "cruxes": {"perspective"},  # named by --between
}
DRAWN = [name for name in QUESTIONS if name not in ("stability", "settle", "divide")]


def said(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments], env={"COLUMNS": "80"})


@pytest.mark.parametrize("name", DRAWN)
def test_every_verb_has_what_all_share(name: str) -> None:
    options = {option.name for option in get_command(app).commands[name].params}  # type: ignore[attr-defined]
    assert {"case", "grid"} <= options
    assert SHARED - options == WITHOUT.get(name, set())


@pytest.mark.parametrize("name", QUESTIONS)
def test_what_answers_a_question_is_found_by_name(name: str) -> None:
    assert callable(getattr(import_module(f"goodoffices.study.{name}.question"), QUESTIONS[name].asks))
    if name != "stability":
        assert callable(import_module(f"goodoffices.study.{name}.terminal").show)


@pytest.mark.parametrize(
    ("name", "draws"),
    [("timing", 1024), ("holding", 4096), ("induce", 2048), ("cruxes", 1024), ("sensitivity", 2048)],
)
def test_a_verb_draws_by_itself_as_its_question_does(name: str, draws: int) -> None:
    found = {option.name: option.default for option in get_command(app).commands[name].params}  # type: ignore[attr-defined]
    assert found["draws"] == draws == import_module(f"goodoffices.study.{name}.question").DRAWS


@pytest.mark.parametrize("name", [name for name in DRAWN if "places" not in WITHOUT.get(name, ())])
def test_places_reach_the_study(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def made(study: Any, case: Any, **more: Any) -> None:
        seen.append(more["places"])
        raise ValueError("enough is seen")

    monkeypatch.setattr("goodoffices.play.study.Study.__init__", made)
    more = {"holding": ("--plan", "centre"), "induce": ("-m", "friend")}.get(name, ())
    ran = said(name, "fence", *more, "--places", 2)
    assert (ran.exit_code, seen) == (2, [2]) and "enough is seen" in ran.stderr


def test_places_reach_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}
    monkeypatch.setattr("goodoffices.play.study.Study.__init__", lambda study, case, **more: seen.update(more))
    assert said("plans", "fence", "--search", "--places", 3).exit_code != 0
    assert seen["places"] == 3


@pytest.mark.parametrize("name", ["choose", "discover", "learn", "sensitivity"])
def test_places_of_what_a_run_keeps_are_its_own(name: str, tmp_path: Path) -> None:
    run = tmp_path / "run"
    size = ("--draws", 64, "--part", 64, "--pilot", 64, "--workers", 1, "-p", "baseline")
    assert said("run", "fence", "--out", run, *size).exit_code == 0
    refused = said(name, "fence", "--from", run, "--places", 2)
    assert refused.exit_code == 2 and "--places cannot stand beside --from" in refused.stderr and not refused.stdout


@pytest.mark.parametrize("name", ["zone", "war"])
def test_what_can_be_drawn_is_drawn(name: str, tmp_path: Path) -> None:
    picture = tmp_path / "drawn.svg"
    ran = said(name, "fence", "--draws", 64, "-p", "baseline", "--chart", picture)
    assert ran.exit_code == 0 and f"chart written to {picture}" in ran.stdout
    assert picture.read_text(encoding="utf-8").startswith("<svg")
