"""Files written whole or not at all: readers see the old file or the new one."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, content: str) -> None:
    """Write `content` as UTF-8 beside `path` and rename it there.

    Raises:
        OSError: the folder cannot be written, or `path` is a folder; what stood there stands, and nothing is left behind.
    """
    target = path.resolve()
    beside = target.with_name(f".{target.name[:100]}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            file.write(content.encode())
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            beside.chmod(target.stat().st_mode & 0o777)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
