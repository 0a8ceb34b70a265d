"""Files that survive a kill at any moment: written beside, flushed to the disk, renamed."""

from __future__ import annotations

import contextlib
import itertools
import os
import socket
import threading
from pathlib import Path

from goodoffices.runs.errors import RunError

_BEGUN = ".begun-"
_number = itertools.count()


def put(path: Path, content: bytes, *, replace: bool = False) -> None:
    """Make `path` hold `content`, whole or not at all; a file that is there already stays unless `replace`.

    Raises:
        RunError: the disk is full, the directory may not be written ...; nothing is left behind and nothing else is touched.
    """
    if path.exists() and not replace:
        return
    beside = path.parent / f"{_BEGUN}{_host()}-{os.getpid()}-{threading.get_ident()}-{next(_number)}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with beside.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
    except FileNotFoundError as error:
        if not path.exists():  # else somebody finished the same file and cleaned up
            raise RunError(f"cannot write {path}: {error.strerror}") from error
    except OSError as error:
        raise RunError(f"cannot write {path}: {error.strerror}") from error


def put_first(path: Path, content: bytes) -> None:
    """Make `path` hold `content` unless somebody else was first: of several at once exactly one wins.

    Raises RunError as `put`.
    """
    beside = path.with_name(f"{path.name}.{_host()}-{os.getpid()}-{next(_number)}")
    begun = path.parent / (_BEGUN + beside.name)
    put(begun, content, replace=True)
    try:
        os.link(begun, path)
        _sync_folder(path.parent)
    except FileExistsError:
        pass
    except OSError:  # a file system without links: contents of contestants are equal, so the last may win
        put(path, content)
    finally:
        with contextlib.suppress(OSError):
            begun.unlink(missing_ok=True)


def clear(folder: Path, *, all_of_them: bool = False) -> None:
    """Remove what killed writers of this machine left behind; `all_of_them` whoever's, once nothing is left to write."""
    with contextlib.suppress(OSError):
        for begun in folder.rglob(f"{_BEGUN}*"):
            if all_of_them or _is_orphan(begun.name):
                with contextlib.suppress(OSError):
                    begun.unlink(missing_ok=True)


def _is_orphan(name: str) -> bool:
    host = f"-{_host()}-"
    if host not in name:
        return False
    process = name.rpartition(host)[2].split("-")[0]
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except (OSError, ValueError):
        return False
    return False


def _host() -> str:
    return socket.gethostname().replace("-", "_").replace("/", "_")[:40] or "host"


def _sync_folder(folder: Path) -> None:
    """Make a renaming last; where folders cannot be synced the system does it in its own time."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
