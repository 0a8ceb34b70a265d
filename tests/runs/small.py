"""Small runs of the fence case, and ways of disturbing them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path

from goodoffices import __version__
from goodoffices.case.reading import load
from goodoffices.case.schema import Case
from goodoffices.play.pilot import Pilot, pilots
from goodoffices.runs.directory import RunDirectory, begin
from goodoffices.runs.running import Means, carry_on

PILOT, PART, PARTS = 128, 64, 8
VIEWS = ("baseline", "ash_view")


@cache
def fence() -> Case:
    return load("fence")


@cache
def fence_pilots() -> dict[str, Pilot]:
    return pilots(fence(), VIEWS, draws=PILOT)


def begun(folder: Path, parts: int = PARTS, seed: int = 1, part: int = PART, case: Case | None = None) -> RunDirectory:
    return begin(
        folder, case or fence(), dict.fromkeys(VIEWS), draws=parts * part, seed=seed, version=__version__, pilot=PILOT,
        part=part,
    )  # fmt: skip


def finished(folder: Path, parts: int = PARTS) -> RunDirectory:
    run = begun(folder, parts)
    carry_on(run, Means())
    return run


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def command(folder: Path, parts: int, *more: str) -> list[str]:
    """The command line that makes the same run in a process of its own."""
    views = [word for name in VIEWS for word in ("-p", name)]
    size = ["--draws", str(parts * PART), "--part", str(PART), "--pilot", str(PILOT)]
    return [sys.executable, "-m", "goodoffices.cli.app", "run", "fence", "--out", str(folder), *size, *views, *more]


def start(folder: Path, parts: int, *more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command(folder, parts, *more), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )


def workers_of(parent: int) -> list[int]:
    """Worker processes below a process."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            above = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            if above == parent and b"spawn_main" in (process / "cmdline").read_bytes():
                found.append(int(process.name))
        except (OSError, ValueError, IndexError):
            continue
    return found


def kill(process: int) -> bool:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def parts_in(folder: Path) -> int:
    return len(list(folder.glob("perspective=*/part-*.parquet")))
