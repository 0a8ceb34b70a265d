"""Kills, full disks and folders that may not be written: nothing that was finished is lost, and the end is the same."""

from __future__ import annotations

import errno
import os
import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.runs.small import PARTS, begun, contents, finished, kill, parts_in, start, workers_of

from goodoffices.runs import writing
from goodoffices.runs.errors import RunError
from goodoffices.runs.pool import in_processes
from goodoffices.runs.running import Means, carry_on

PATIENCE = 300.0


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return finished(tmp_path_factory.mktemp("whole") / "run").path


def until(true: object, process: subprocess.Popen[bytes]) -> bool:
    """Wait until something holds; False if the process ended before."""
    assert callable(true)
    last = time.monotonic() + PATIENCE
    while not true():
        if process.poll() is not None:
            return False
        assert time.monotonic() < last
        time.sleep(0.005)
    return True


def test_a_killed_run_goes_on(tmp_path: Path, whole: Path) -> None:
    folder = tmp_path / "run"
    process = start(folder, PARTS, "--workers", "1")
    assert until(lambda: parts_in(folder) >= 3, process)
    kill(process.pid)
    process.communicate()
    (folder / f".begun-{writing._host()}-{process.pid}-1-1").write_bytes(
        b"half"
    )  # as if killed in the middle of a part
    carry_on(begun(folder), Means())
    assert contents(folder) == contents(whole)


def test_a_killed_worker_is_replaced(tmp_path: Path, whole: Path) -> None:
    folder = tmp_path / "run"
    run = begun(folder)
    made = in_processes(folder, run.missing(), 1)
    seen = [next(made)]
    assert [kill(process) for process in workers_of(os.getpid())] == [True]
    seen += list(made)
    assert sorted(seen) == list(range(PARTS))
    assert workers_of(os.getpid()) == []
    assert contents(folder) == contents(whole)


def killed_until_done(folder: Path, parts: int, rng: random.Random, kills: int, *more: str, parent: bool) -> int:
    """Carry a run on under `kills` kills of workers (and of the parent); returns how many struck."""
    struck = 0
    while True:
        process = start(folder, parts, *more)
        try:
            while struck < kills:
                known = parts_in(folder)
                if not until(lambda known=known: parts_in(folder) > known, process):  # type: ignore[misc]
                    break
                time.sleep(rng.random() * 0.2)
                crew = workers_of(process.pid)
                victim = process.pid if parent and rng.random() < 0.4 else rng.choice(crew or [process.pid])
                if not parent and victim == process.pid:
                    continue
                struck += kill(victim)
                if victim == process.pid:
                    break
            _, said = process.communicate(timeout=PATIENCE)
        finally:
            if process.poll() is None:
                process.kill()
        if process.returncode == 0:
            return struck
        assert process.returncode == -9, said.decode()


@pytest.mark.slow
def test_twenty_kills_of_workers_and_parents_change_nothing(tmp_path: Path) -> None:
    parts = 240
    whole = finished(tmp_path / "whole", parts).path
    struck = killed_until_done(tmp_path / "run", parts, random.Random(5), 20, "--workers", "2", parent=True)
    assert struck == 20
    assert contents(tmp_path / "run") == contents(whole)


@pytest.mark.slow
def test_twenty_kills_of_dask_workers_change_nothing(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    parts = 240
    whole = finished(tmp_path / "whole", parts).path
    more = ("--dask", "local", "--workers", "2")
    struck = killed_until_done(tmp_path / "run", parts, random.Random(6), 20, *more, parent=False)
    assert struck == 20
    assert contents(tmp_path / "run") == contents(whole)


@pytest.mark.slow
def test_dask_makes_the_same_bytes(tmp_path: Path, whole: Path) -> None:
    pytest.importorskip("distributed")
    carry_on(begun(tmp_path / "run"), Means(workers=2, dask="local"))
    assert contents(tmp_path / "run") == contents(whole)


def test_a_full_disk_is_one_message_and_loses_nothing(
    tmp_path: Path, whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = begun(tmp_path / "run")
    syncs = iter(range(1000))

    def sync(descriptor: int) -> None:
        if next(syncs) == 10:  # files and folders alternate: the sixth file
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(writing.os, "fsync", sync)
    with pytest.raises(RunError, match="No space left on device"):
        carry_on(run, Means())
    kept = contents(run.path)
    assert 0 < parts_in(run.path) < 2 * PARTS
    assert not [name for name in kept if ".begun" in name]
    assert all(contents(whole)[name] == content for name, content in kept.items())
    carry_on(run, Means())
    assert contents(run.path) == contents(whole)


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Path]:
    """A file system of 300 kB of its own."""
    place = tmp_path / "small"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(place)], capture_output=True, check=False
    )
    if made.returncode != 0:
        pytest.skip("mounting a file system takes rights that are not given here")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_a_disk_that_is_really_full(mounted: Path, tmp_path: Path) -> None:
    parts = 20
    run = begun(mounted / "run", parts)
    with pytest.raises(RunError, match="No space left on device"):
        carry_on(run, Means())
    assert 0 < parts_in(run.path) < 2 * parts
    whole = contents(finished(tmp_path / "whole", parts).path)
    assert all(whole[name] == content for name, content in contents(run.path).items())
    subprocess.run(["mount", "-o", "remount,size=20m", str(mounted)], check=True)
    carry_on(run, Means())
    assert contents(run.path) == whole


def test_a_read_only_folder(mounted: Path) -> None:
    run = begun(mounted / "run", 3)
    carry_on(run, Means(shard=(1, 3)))
    before = contents(run.path)
    subprocess.run(["mount", "-o", "remount,ro", str(mounted)], check=True)
    with pytest.raises(RunError, match="Read-only file system"):
        carry_on(run, Means())
    with pytest.raises(RunError, match="Read-only file system"):
        begun(mounted / "new", 3)
    assert contents(run.path) == before
    subprocess.run(["mount", "-o", "remount,rw", str(mounted)], check=True)
    assert carry_on(run, Means()) == 2
