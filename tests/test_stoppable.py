"""Ctrl-C on the tests ends them and all that they started, with one line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
STOPPABLE = [sys.executable, str(ROOT / "tests" / "stoppable.py")]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="sessions are of POSIX")


@pytest.mark.parametrize("code", [0, 3])
def test_the_exit_code_is_that_of_the_command(code: int) -> None:
    assert (
        subprocess.run([*STOPPABLE, sys.executable, "-c", f"raise SystemExit({code})"], timeout=60).returncode == code
    )


@pytest.mark.parametrize("stubborn", [False, True])
def test_ctrl_c_ends_workers_too_without_a_traceback(tmp_path: Path, stubborn: bool) -> None:
    """A run of pytest with workers, in a test that waits; and a test that does not want to end."""
    ignored = "    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" if stubborn else ""
    (tmp_path / "test_wait.py").write_text(
        "import os, pathlib, signal, time\n\n\ndef test_wait():\n"
        f"{ignored}    pathlib.Path('begun').write_text(str(os.getpid()))\n    time.sleep(600)\n",
        encoding="utf-8",
    )
    pytest_ = [sys.executable, "-m", "pytest", "-n", "2", "-p", "no:cacheprovider", "test_wait.py"]
    process = subprocess.Popen(
        [*STOPPABLE, *pytest_], cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    deadline = time.monotonic() + 60
    while not (begun := tmp_path / "begun").exists() or not begun.read_text(encoding="utf-8"):
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in out + err and b"KeyboardInterrupt" not in out + err
    assert err.strip().splitlines()[-1].endswith(b": stopped")
    while runs(int(begun.read_text(encoding="utf-8"))):
        assert time.monotonic() < deadline, "a worker lives on"
        time.sleep(0.1)


def runs(process: int) -> bool:
    """Whether a process is there and has not ended; one that nobody has asked after yet has."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, timeout=60)
    return state.stdout.strip()[:1] not in ("", "Z")
