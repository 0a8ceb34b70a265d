"""Where compiled code is kept: decided when the package is imported, since numba looks at its setting only then.

numba keeps it beside the sources, or in the user's own cache.  Where it may write to neither (a package folder that is
read-only and no home, as in a locked-down container) its decorators end in an error; so here a private folder among
those for temporary files is named to it, and where there is none, code is compiled in memory, anew in every process.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

SETTING = "NUMBA_CACHE_DIR"
"""The variable in which numba is told of a folder."""
TEMPORARY = ("/tmp", "/var/tmp", "/dev/shm")
"""Where folders are tried after those that TMPDIR, TEMP and TMP name."""


class Kept(Enum):
    """Where compiled code stays."""

    AS_NUMBA_DOES = "beside the sources or in the user's cache"
    TEMPORARILY = "in a private folder for temporary files"
    NOWHERE = "in memory only"


kept = Kept.AS_NUMBA_DOES
"""Where this process keeps it."""


def settle(version: str) -> None:
    """Make sure that numba, imported later, finds a place for compiled code or does without; costs a millisecond."""
    global kept
    if os.name != "posix" or _told() or _beside_sources(Path(__file__).parent) or _may_be_made(_users_cache()):
        return
    folder = next(_private_folders(version), None)
    if folder is not None:
        os.environ[SETTING], kept = str(folder), Kept.TEMPORARILY
        return
    kept = Kept.NOWHERE
    _compile_in_memory()


def _told() -> bool:
    """Whether the user has named a folder that will do."""
    named = os.environ.get(SETTING)
    return bool(named) and _may_be_made(Path.cwd() / str(named))


def _beside_sources(package: Path) -> bool:
    """Whether every folder of the package takes a `__pycache__`, or has one that takes files."""
    for folder, below, _ in os.walk(package):
        inner = Path(folder, "__pycache__")
        if not os.access(inner if "__pycache__" in below else folder, os.W_OK | os.X_OK):
            return False
        below[:] = [name for name in below if name != "__pycache__"]
    return True


def _users_cache() -> Path:
    """The folder that numba would make in the user's own cache; not an absolute path where no home is known."""
    if sys.platform == "darwin":
        return Path(os.path.expanduser("~/Library/Caches/numba"))  # noqa: PTH111 - leaves an unknown home as it is
    return Path(os.getenv("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "numba")  # noqa: PTH111


def _may_be_made(folder: Path) -> bool:
    """Whether a folder is there and takes files, or could be made."""
    there = next((place for place in (folder, *folder.parents) if os.path.lexists(place)), None)
    return folder.is_absolute() and there is not None and there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def _private_folders(version: str) -> Iterator[Path]:
    """Folders that only this user may enter, made among those for temporary files, one for each version."""
    named = (os.environ.get(name, "") for name in ("TMPDIR", "TEMP", "TMP"))
    for place in map(Path, (*named, *TEMPORARY)):
        own = place / f"goodoffices-{os.geteuid()}"
        folder = own / f"{version}-python{sys.version_info.major}.{sys.version_info.minor}"
        if place.is_absolute() and _private(own) and _private(folder):
            yield folder


def _private(folder: Path) -> bool:
    """Make the folder if need be; whether it is a folder (no link) of this user that nobody else may enter.

    What lies in it is run as code, so a folder that somebody else has laid there is not used.
    """
    try:
        folder.mkdir(0o700)
    except FileExistsError:
        pass
    except OSError:
        return False
    try:
        found = folder.lstat()
    except OSError:
        return False
    own = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o077
    return own and os.access(folder, os.W_OK | os.X_OK)


def _compile_in_memory() -> None:
    """Let `cache=True` of numba's decorators ask for nothing."""
    from numba.core.dispatcher import Dispatcher

    Dispatcher.enable_caching = lambda self: None  # type: ignore[method-assign]
