"""Files that the command line writes: refused before the long computation, never half there."""

from __future__ import annotations

import os
from pathlib import Path

from goodoffices.cli.stopping import undone_by
from goodoffices.cli.targets import is_read


def refusal(path: Path) -> str | None:
    """Why `path` cannot be written, in words; None if it can.  Tries by creating and removing a neighbour."""
    if why := is_read(path):
        return why
    target = path.resolve()
    if target.is_dir():
        return f"{path} is a folder; name a file"
    if _is_device(target):
        return None
    if not target.parent.is_dir():
        return f"cannot write {path}: there is no folder {path.parent}"
    if target.exists() and not os.access(target, os.W_OK):
        return f"cannot write {path}: the file may not be changed"
    beside = _beside(target)
    try:
        with undone_by(lambda: beside.unlink(missing_ok=True)):
            _create(beside, b"")
            beside.unlink()
    except OSError as error:
        return f"cannot write {path}: {error.strerror}"
    return None


def write_whole(path: Path, content: str | bytes) -> None:
    """Write `content` (text as UTF-8) beside `path` and rename it there, so that readers see the old file or the new one.

    Raises:
        OSError: if the folder cannot be written; nothing is left behind.
    """
    target = path.resolve()
    if _is_device(target):
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
        return
    beside = _beside(target)
    with undone_by(lambda: beside.unlink(missing_ok=True)):
        try:
            _create(beside, content)
            if target.exists():
                beside.chmod(target.stat().st_mode & 0o777)
            beside.replace(target)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise


def _is_device(target: Path) -> bool:
    return target.exists() and not target.is_file()


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name[:100]}.{os.getpid()}.part")


def _create(path: Path, content: str | bytes) -> None:
    path.unlink(missing_ok=True)
    with path.open("xb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())
        file.flush()
        os.fsync(file.fileno())
