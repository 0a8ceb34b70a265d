"""Compiled code finds a place, private to the user, wherever the program is installed; or none is needed."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from goodoffices import __version__, compiling
from goodoffices.cli import first_run

posix = pytest.mark.skipif(os.name != "posix", reason="other systems have a cache of the user's own")

KERNEL = """
import os, sys, tempfile
allowed, really, file = sys.argv[1], os.access, tempfile.TemporaryFile

def access(path, *rest, **more):
    return bool(allowed) and str(path).startswith(allowed) and really(path, *rest, **more)

def temporary(*rest, dir=None, **more):
    if not (allowed and str(dir).startswith(allowed)):
        raise PermissionError(13, "nothing may be written here")
    return file(*rest, dir=dir, **more)

os.access, tempfile.TemporaryFile = access, temporary
import goodoffices
from goodoffices.engines.settlement import individually_rational as rational
from goodoffices import compiling
print(compiling.kept.name, os.environ.get("NUMBA_CACHE_DIR", "-"))
"""
"""Imports compiled functions where only `allowed` may be written, if that, by our own questions and by those of numba."""


def kept(allowed: str, folder: Path, **more: str) -> list[str]:
    environment = {name: value for name, value in os.environ.items() if name != compiling.SETTING} | more
    asked = [sys.executable, "-c", textwrap.dedent(KERNEL), allowed]
    ran = subprocess.run(asked, capture_output=True, text=True, env=environment, cwd=folder, timeout=120)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.split()


@posix
def test_a_locked_down_container_keeps_code_in_a_private_folder(tmp_path: Path) -> None:
    where, folder = kept(str(tmp_path), tmp_path, TMPDIR=str(tmp_path), HOME="/nonexistent", XDG_CACHE_HOME="/none")
    own = tmp_path / f"goodoffices-{os.geteuid()}"
    assert (where, Path(folder).parent) == ("TEMPORARILY", own)
    assert Path(folder).name.startswith(f"{__version__}-python")
    assert [path.stat().st_mode & 0o777 for path in (own, Path(folder))] == [0o700, 0o700]


@posix
def test_where_nothing_can_be_written_code_is_compiled_in_memory(tmp_path: Path) -> None:
    assert kept("", tmp_path, TMPDIR=str(tmp_path), HOME="/nonexistent") == ["NOWHERE", "-"]


@posix
def test_a_folder_that_the_user_names_is_left_to_numba(tmp_path: Path) -> None:
    named = str(tmp_path / "mine")
    assert kept(str(tmp_path), tmp_path, NUMBA_CACHE_DIR=named) == ["AS_NUMBA_DOES", named]


@posix
def test_folders_that_others_could_fill_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "TEMPORARY", ())
    for place in ("open", "link", "file", "own"):
        (tmp_path / place).mkdir()
    name = f"goodoffices-{os.geteuid()}"
    (tmp_path / "open" / name).mkdir()
    (tmp_path / "open" / name).chmod(0o777)
    (tmp_path / "link" / name).symlink_to(tmp_path / "own")
    (tmp_path / "file" / name).write_text("", encoding="utf-8")
    for variable, place in (("TMPDIR", "open"), ("TEMP", "link"), ("TMP", "file")):
        monkeypatch.setenv(variable, str(tmp_path / place))
    assert [*compiling._private_folders("1")] == []
    monkeypatch.setenv("TMP", str(tmp_path / "own"))
    found = [*compiling._private_folders("1")]
    assert [path.parent for path in found] == [tmp_path / "own" / name]


@posix
def test_a_folder_of_somebody_else_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert compiling._private(tmp_path / "mine")
    monkeypatch.setattr(compiling.os, "geteuid", lambda: os.getuid() + 1)
    assert not compiling._private(tmp_path / "mine")


def test_an_unknown_home_is_no_folder_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert not compiling._may_be_made(Path("~/.cache/numba"))
    assert compiling._may_be_made(tmp_path / "a" / "b")
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert not compiling._may_be_made(tmp_path / "file" / "b")


@pytest.mark.parametrize(
    ("terminal", "kept", "seconds", "said"),
    [
        (True, compiling.Kept.AS_NUMBA_DOES, 0.0, f"{first_run.ONCE}\n"),
        (False, compiling.Kept.AS_NUMBA_DOES, 0.5, ""),
        (False, compiling.Kept.AS_NUMBA_DOES, 1.5, f"{first_run.ONCE}\n"),
        (False, compiling.Kept.NOWHERE, 0.0, f"{first_run.EVERY_TIME}\n"),
    ],
)
def test_the_first_run_says_once_that_it_compiles(
    terminal: bool, kept: compiling.Kept, seconds: float, said: str,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Two functions after each other, the second with a third inside; time between them does not count."""
    now = [0.0]
    monkeypatch.setattr(first_run.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(compiling, "kept", kept)
    monkeypatch.setattr(first_run.sys.stderr, "isatty", lambda: terminal)
    notice = first_run.Notice()
    for step in (notice.begins, notice.ends, None, notice.begins, notice.begins, notice.ends, notice.ends):
        if step is None:
            now[0] += 100.0
        else:
            step()
            now[0] += seconds if step == notice.begins else 0.0
    assert capsys.readouterr().err == said


def test_numba_tells_of_what_it_compiles(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from numba import njit
    from numba.core import event

    # a verb that ran in this process before may be listening already
    monkeypatch.setitem(event._registered, "numba:compile", [])
    monkeypatch.setattr(first_run, "_listening", False)
    monkeypatch.setattr(compiling, "kept", compiling.Kept.NOWHERE)
    first_run.watch()
    first_run.watch()
    assert capsys.readouterr().err == ""
    assert njit(lambda x: x + 1)(1) == 2
    assert capsys.readouterr().err == f"{first_run.EVERY_TIME}\n"
