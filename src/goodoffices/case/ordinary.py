"""Opening the files that are read: ordinary ones alone.

A named pipe, a terminal or a device would be waited for, or never end.
"""

from __future__ import annotations

import os
import stat
from io import BufferedReader
from pathlib import Path

NOT_ORDINARY = "this is not an ordinary file"


def open_ordinary(path: Path) -> BufferedReader:
    """An ordinary file, or a link to one, open for reading.

    Raises:
        OSError: it is not there, may not be read, or is no ordinary file (`strerror` says which); ValueError for a path that
            cannot be one.
    """
    _refuse_others(path.stat())  # before opening: to open some devices does something to them
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        _refuse_others(os.fstat(descriptor))  # and after, should another have taken its place
    except OSError:
        os.close(descriptor)
        raise
    return os.fdopen(descriptor, "rb")


def _refuse_others(found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(0, "this is a folder")
    if not stat.S_ISREG(found.st_mode):
        raise OSError(0, NOT_ORDINARY)
