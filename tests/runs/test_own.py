"""A run answers with its own parts alone: whatever else lies in it is refused by every reader with one message, and mended."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.runs.small import PART, PARTS, VIEWS, begun, contents, finished
from typer.testing import CliRunner, Result

from goodoffices.cli.commands import app
from goodoffices.runs import part
from goodoffices.runs.checking import repair, verify
from goodoffices.runs.directory import RunDirectory, open_run
from goodoffices.runs.errors import RunError
from goodoffices.runs.manifest import read_manifest
from goodoffices.runs.running import Means, carry_on

FEW = 3
MESSAGE = "is no part of this run"


def said(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments], env={"COLUMNS": "80"}, catch_exceptions=False)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return finished(tmp_path_factory.mktemp("own") / "run", FEW).path


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the same case from another seed."""
    run = begun(tmp_path_factory.mktemp("own") / "run", FEW, seed=2)
    carry_on(run, Means())
    return run.path


@pytest.fixture
def run(whole: Path, tmp_path: Path) -> RunDirectory:
    return open_run(Path(shutil.copytree(whole, tmp_path / "run")))


def of_another_seed(run: RunDirectory, other: Path) -> None:
    """A part is replaced by that of another seed."""
    run.files("baseline")[1].path.unlink()
    shutil.copy(open_run(other).files("baseline")[1].path, run.folder("baseline"))


def merged(run: RunDirectory, other: Path) -> None:
    """All parts of another run are laid beside its own."""
    for file in open_run(other).files("ash_view"):
        shutil.copy(file.path, run.folder("ash_view"))


def flipped(run: RunDirectory, other: Path) -> None:
    path = run.files("ash_view")[2].path
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)


def cut_short(run: RunDirectory, other: Path) -> None:
    path = run.files("baseline")[0].path
    path.write_bytes(path.read_bytes()[:-100])


def of_another_perspective(run: RunDirectory, other: Path) -> None:
    run.files("baseline")[1].path.unlink()
    shutil.copy(run.files("ash_view")[1].path, run.folder("baseline"))


def of_another_number(run: RunDirectory, other: Path) -> None:
    first, second, _ = (file.path for file in run.files("baseline"))
    first.rename(second.with_name(first.name.replace("0000000", "0000001")))
    second.rename(second.with_name(second.name.replace("0000001", "0000000")))


def unlabelled(run: RunDirectory, other: Path) -> None:
    """A part as other programs write it."""
    file = run.files("baseline")[1]
    content = part.written(file.frame(), PART, {})
    file.path.unlink()
    (file.path.parent / part.name_of(content, 1)).write_bytes(content)


def twice(run: RunDirectory, other: Path) -> None:
    file = run.files("baseline")[1]
    content = part.written(file.frame().reverse(), PART, file.origin.label(1, 1))
    (file.path.parent / part.name_of(content, 1)).write_bytes(content)


WRONGS = [
    of_another_seed, merged, flipped, cut_short, of_another_perspective, of_another_number, unlabelled, twice,
]  # fmt: skip
SIZE = ("--draws", FEW * PART, "--part", PART, "--pilot", 128, "--workers", 1, *(w for v in VIEWS for w in ("-p", v)))
READERS: dict[str, tuple[object, ...]] = {
    "run": ("run", "fence", "--out", "DIR", *SIZE),
    "query": ("query", "DIR", "select count(*) from draws"),
    "plans": ("plans", "fence", "--from", "DIR"),
    "learn": ("learn", "fence", "--from", "DIR"),
    "compact": ("runs", "compact", "DIR"),
}


@pytest.mark.parametrize("wrong", WRONGS)
def test_what_is_not_its_own_is_refused_by_all_and_mended(
    wrong: Callable[[RunDirectory, Path], None], run: RunDirectory, whole: Path, other: Path
) -> None:
    wrong(run, other)
    before = contents(run.path)
    for name, words in READERS.items():
        ran = said(*(run.path if word == "DIR" else word for word in words))
        assert ran.exit_code == 2, (name, ran.output)
        assert MESSAGE in ran.stderr and "--repair" in ran.stderr, name
        assert len(ran.stderr.splitlines()) == 1 and not ran.stdout, name
    assert contents(run.path) == before
    assert repair(verify(run, 0))
    assert verify(run, 0).sound
    carry_on(run, Means())
    assert contents(run.path) == contents(whole)


def test_a_query_says_that_parts_are_missing(run: RunDirectory) -> None:
    run.files("ash_view")[1].path.unlink()
    ran = said("query", run.path, "select count(*) as n from draws", "--json")
    assert ran.exit_code == 2 and "1 of 3 of ash_view" in ran.stderr and not ran.stdout
    ran = said("query", run.path, "select count(*) as n from draws", "--json", "--partial")
    assert ran.exit_code == 0 and json.loads(ran.stdout)["rows"] == [[5 * PART]]
    assert "1 of 3 parts" in ran.stderr
    shares = json.loads(said("plans", "fence", "--from", run.path, "--json").stdout)
    assert not shares["complete"]  # of draws that are there under all perspectives, and says so
    assert {view["draws"] for view in shares["perspectives"].values()} == {2 * PART}


def test_repair_mends_all_that_it_sees(run: RunDirectory, whole: Path, other: Path) -> None:
    (run.folder("baseline") / "pilot.npz").write_bytes((other / "perspective=baseline" / "pilot.npz").read_bytes())
    (run.path / "case.json").write_bytes(b"[" * 100_000)
    shutil.copytree(other / "perspective=baseline", run.path / "perspective=stranger")
    stray = run.folder("ash_view") / "part-1.parquet"
    stray.write_bytes(b"")
    assert {d.path.name for d in verify(run, 0).damaged} >= {"case.json", "part-1.parquet"}
    ran = said("runs", "verify", run.path, "--parts", 0, "--repair")
    assert ran.exit_code == 2 and "removed" in ran.stderr
    assert said("run", "fence", "--out", run.path, *SIZE).exit_code == 0
    assert (
        said("runs", "verify", run.path, "--parts", 0, "--repair").exit_code == 2
    )  # the pilot, now that there is a case
    assert verify(run, 1).sound
    left = {name: content for name, content in contents(run.path).items() if "stranger" not in name}
    assert left == contents(whole)


def test_a_digest_is_taken_once(run: RunDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[object] = []
    real = part.hashlib.file_digest
    monkeypatch.setattr(part.hashlib, "file_digest", lambda file, name: taken.append(file) or real(file, name))
    monkeypatch.setattr(part, "_SETTLED", -60.0)
    run.check()
    assert len(taken) == FEW * len(VIEWS)
    run.check()
    assert len(taken) == FEW * len(VIEWS)
    flipped(run, run.path)
    with pytest.raises(RunError, match="damaged"):
        run.check()


def test_manifests_of_any_content_are_refused_at_once(whole: Path) -> None:
    text = (whole / "run.json").read_text(encoding="utf-8")
    given = json.loads(text)
    wrong = [
        given | {"draws": 10**15 // PART * PART}, given | {"draws": 1e15}, given | {"draws": True}, given | {"part": 0},
        given | {"perspectives": {"../x": "0"}}, given | {"perspectives": []}, given | {"format": 1},
        given | {"seed": "1"}, given | {"more": 1}, {}, [given], None,
    ]  # fmt: skip
    for tree in wrong:
        with pytest.raises(RunError, match=r"run\.json"):
            read_manifest(json.dumps(tree))
    for deep in ("[" * 200_000, '{"run":' * 100_000, "[" * 900 + "]" * 900):
        with pytest.raises(RunError, match=r"run\.json"):
            read_manifest(deep)
    assert read_manifest(text).parts == FEW < PARTS


@pytest.mark.parametrize("name", ["run.json", "case.json", "part"])
def test_a_named_pipe_in_a_run_is_not_waited_for(run: RunDirectory, name: str) -> None:
    path = run.files("baseline")[0].path if name == "part" else run.path / name
    path.unlink()
    os.mkfifo(path)
    ran = said("query", run.path, "select 1")
    assert ran.exit_code == 2 and "not an ordinary file" in ran.stderr
