"""Running the command line in this process and in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def program() -> Path:
    """The installed `goodoffices` command."""
    path = Path(sysconfig.get_path("scripts")) / "goodoffices"
    if not path.exists():
        pytest.skip("the goodoffices command is not installed beside this Python")
    return path


@pytest.fixture
def goodoffices(program: Path, tmp_path: Path) -> Run:
    """Run `goodoffices ...` in an empty folder, output piped, 80 columns."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(program), *arguments],
            cwd=tmp_path,
            env={**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            text=True,
            timeout=300,
            stdin=subprocess.DEVNULL,
        )

    return run


@pytest.fixture
def python() -> Path:
    """This Python."""
    return Path(sys.executable)
