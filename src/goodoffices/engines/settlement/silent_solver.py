"""Keep a compiled library from writing to standard output, where a program's own answer goes.

HiGHS prints a line of its own in rare cases whatever its options say, from C and so past `sys.stdout`; in the middle of
a JSON answer that line would make it unreadable.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_OUT = 1
_one_at_a_time = threading.RLock()


@contextmanager
def quiet() -> Iterator[None]:
    """What is written to file descriptor 1 inside is lost; does nothing where there is no such descriptor."""
    with _one_at_a_time:
        try:
            if sys.stdout is not None:
                sys.stdout.flush()
            _flush()
            kept = os.dup(_OUT)
        except (OSError, ValueError):  # no standard output, or a closed one: nothing to spoil
            yield
            return
        nothing = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nothing, _OUT)
            yield
        finally:
            _flush()
            os.dup2(kept, _OUT)
            os.close(kept)
            os.close(nothing)


def _flush() -> None:
    """Write out what the C library holds back: all streams, as far as this process's own C library goes."""
    try:
        ctypes.CDLL(None).fflush(None)
    except (OSError, AttributeError, TypeError):  # Windows has no library of that name; there HiGHS holds nothing back
        return
