"""Run a command so that Ctrl-C ends it, and all that it started, without a traceback: `python tests/stoppable.py COMMAND`.

The terminal sends Ctrl-C to everybody at once, and the workers of a test run then each print what they were at.  So the
command runs in a session of its own, which does not hear the terminal, and is told to end from here.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

GRACE = 5.0
"""Seconds from being told to end to being ended."""


def main(command: list[str]) -> int:
    """The command's exit code; 130 where it was stopped by Ctrl-C, 143 by SIGTERM."""
    stopped: list[int] = []
    process = subprocess.Popen(command, start_new_session=True)

    def stop(number: int, _frame: FrameType | None) -> None:
        stopped.append(number)
        _tell(process, signal.SIGTERM)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    while True:
        try:
            code = process.wait(GRACE if stopped else 0.5)
            break
        except subprocess.TimeoutExpired:
            if stopped:
                _tell(process, signal.SIGKILL)
    if not stopped:
        return code if code >= 0 else 128 - code
    _tell(process, signal.SIGKILL)  # whatever of it is left
    print(f"\n{Path(command[0]).name}: stopped", file=sys.stderr)
    return 128 + stopped[0]


def _tell(process: subprocess.Popen[bytes], number: int) -> None:
    """Send a signal to the command and to all that it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
