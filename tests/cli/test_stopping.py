"""Ctrl-C at any time: exit code 130, no traceback, nothing half-written."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from goodoffices.cli.first_run import ONCE

MANY = ("--draws", "131072", "--workers", "1")
PATIENCE = 60.0


def start(program: Path, folder: Path, *arguments: str, **streams: int) -> subprocess.Popen[bytes]:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
    return subprocess.Popen([program, *arguments], cwd=folder, start_new_session=True, **pipes)


@pytest.mark.parametrize(
    ("number", "after"), [(signal.SIGINT, 0.6), (signal.SIGINT, 1.5), (signal.SIGINT, 3.0), (signal.SIGTERM, 2.0)]
)
def test_stops_with_nothing_left_behind(program: Path, tmp_path: Path, number: signal.Signals, after: float) -> None:
    process = start(program, tmp_path, "brief", "fence", *MANY, "--json", "numbers.json")
    time.sleep(after)
    assert process.poll() is None, "the study was too short to be stopped"
    os.killpg(process.pid, number)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 128 + number
    assert (out, err.removeprefix(f"{ONCE}\n".encode())) == (b"", b"goodoffices: stopped\n")
    assert list(tmp_path.iterdir()) == []


def test_stops_with_a_progress_bar_on_show(program: Path, tmp_path: Path) -> None:
    """The terminal gets its cursor back."""
    ours, theirs = pty.openpty()
    process = start(program, tmp_path, "brief", "fence", *MANY, stderr=theirs)
    os.close(theirs)
    shown = b""
    while b"\x1b[?25l" not in shown:
        shown += os.read(ours, 4096)
    os.killpg(process.pid, signal.SIGINT)
    while True:
        try:
            more = os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        if not more:
            break
        shown += more
    assert process.wait(timeout=PATIENCE) == 130
    assert process.stdout is not None and process.stdout.read() == b""
    process.stdout.close()
    os.close(ours)
    assert shown.rindex(b"\x1b[?25h") > shown.rindex(b"\x1b[?25l")
    assert b"Traceback" not in shown
    assert list(tmp_path.iterdir()) == []


def test_stops_in_the_middle_of_writing(tmp_path: Path) -> None:
    """Even between the first byte of the new file and its renaming, the old file stays."""
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from goodoffices.cli import output, stopping\n"
        "stopping.watch()\n"
        "def sync(descriptor):\n"
        "    print(*os.listdir(), flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "output.os.fsync = sync\n"
        "output.write_whole(Path('page.html'), 'new')\n"
    )
    (tmp_path / "page.html").write_text("old", encoding="utf-8")
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 130
    assert ".part" in ran.stdout
    assert ran.stderr.removeprefix(f"{ONCE}\n") == "goodoffices: stopped\n"
    assert [p.name for p in tmp_path.iterdir()] == ["page.html"]
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == "old"
