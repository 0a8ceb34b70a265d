"""The brief as Python has it: a page and numbers of one study, shown in a notebook, written whole or not at all."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

import goodoffices as go
from goodoffices.brief.desk import Desk
from goodoffices.brief.overview import overviews
from goodoffices.brief.report import Brief
from goodoffices.cli.commands import app
from goodoffices.play.study import Study


@pytest.fixture(scope="module")
def brief() -> Brief:
    return Brief(go.Study("fence", draws=64))


def test_it_is_what_the_verb_writes(brief: Brief, tmp_path: Path) -> None:
    page, numbers = tmp_path / "verb.html", tmp_path / "verb.json"
    told = CliRunner().invoke(app, ["brief", "fence", "--draws", "64", "--out", str(page), "--json", str(numbers)])
    assert told.exit_code == 0
    assert brief.html == page.read_text(encoding="utf-8")
    assert brief.json == numbers.read_text(encoding="utf-8")
    assert json.loads(brief.json)["draws"] == 64


def test_the_ending_says_what_is_written(brief: Brief, tmp_path: Path) -> None:
    assert brief.write(tmp_path / "a.html").read_text(encoding="utf-8") == brief.html
    assert brief.write(str(tmp_path / "a.JSON")).read_text(encoding="utf-8") == brief.json
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.JSON", "a.html"]


@pytest.mark.parametrize("name", ["brief", "brief.pdf", "brief.yaml"])
def test_other_endings_are_refused_before_anything_is_asked(name: str, tmp_path: Path) -> None:
    brief = Brief(go.Study("fence", draws=64))
    with pytest.raises(ValueError, match=r"ends in \.html or \.json, not"):
        brief.write(tmp_path / name)
    assert "overviews" not in vars(brief)
    assert not list(tmp_path.iterdir())


def test_what_stood_there_stands_where_writing_fails(
    brief: Brief, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "fence.json"
    file.write_text("before", encoding="utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        brief.write(file)
    assert file.read_text(encoding="utf-8") == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["fence.json"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    brief = Brief(go.Study("fence", draws=64))
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        brief.write(tmp_path / "none" / "fence.html")
    assert "overviews" not in vars(brief)


def test_a_notebook_shows_the_page_in_a_frame_without_scripts(brief: Brief) -> None:
    frames: list[dict[str, str | None]] = []

    class Frames(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            """Keeps what a frame is told."""
            frames.append({"tag": tag, **dict(attrs)})

    Frames().feed(brief._repr_html_())
    (frame,) = frames
    assert frame["tag"] == "iframe"
    assert frame["sandbox"] is None
    assert frame["srcdoc"] == brief.html


def test_what_if_reaches_the_brief() -> None:
    study = Study("fence", draws=64)
    other = study.what_if({"war.values.ash.level": 90})
    assert json.loads(Brief(other).json)["perspectives"] != json.loads(Brief(study).json)["perspectives"]


def test_further_questions_go_to_the_study_itself() -> None:
    other = Study("fence", draws=128, places=1).what_if({"war.values.ash.level": 60})
    desk = Desk(overviews(other), asked=other)
    part = desk._few(128)
    assert part.perspectives == (desk.base.name,)
    view = desk.base.name
    assert part.belief(view).columns.numbers is other.belief(view).columns.numbers, "the same draws"
    fewer = desk._few(64)
    assert (fewer.draws, fewer.places, fewer.seed) == (64, 1, 1)
    assert fewer.case == other.case
