"""Ctrl-C and SIGTERM: stop at once, leave nothing half-written and print no traceback.

An exception raised from a signal handler may surface inside a destructor or a compiler callback, where it is printed
and lost.  So the handler never raises: it undoes what was begun (temporary files, a hidden cursor) and leaves.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from types import FrameType

_undo: list[Callable[[], object]] = []


def watch() -> None:
    """Install the handlers for SIGINT (exit code 130) and SIGTERM (143)."""
    owner = os.getpid()

    def stop(number: int, _frame: FrameType | None) -> None:
        if os.getpid() == owner:
            signal.signal(number, signal.SIG_IGN)
            _leave_tidy()
            os.write(2, b"goodoffices: stopped\n")
        os._exit(128 + number)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)


@contextlib.contextmanager
def undone_by(action: Callable[[], object]) -> Iterator[None]:
    """Within the block, a stop first calls `action`; its exceptions are swallowed."""
    _undo.append(action)
    try:
        yield
    finally:
        _undo.remove(action)


def _leave_tidy() -> None:
    for action in reversed(_undo):
        with contextlib.suppress(Exception):
            action()
    if "multiprocessing" in sys.modules:
        import multiprocessing

        for child in multiprocessing.active_children():
            child.kill()
