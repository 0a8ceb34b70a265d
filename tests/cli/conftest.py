"""Running the command line: in this process, which is fast, and in one of its own, which is real."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from goodoffices.cli import first_run

Ran = subprocess.CompletedProcess[str]
Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def program() -> Path:
    """The installed `goodoffices` command."""
    path = Path(sysconfig.get_path("scripts")) / "goodoffices"
    assert path.exists(), "install the package beside this Python first: make test does"
    return path


@pytest.fixture(autouse=True)
def compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Say nothing of the first run, so that standard error does not depend on what was compiled before."""
    monkeypatch.setattr(first_run, "_listening", True)


@pytest.fixture
def fresh(program: Path, tmp_path: Path) -> Run:
    """Run `goodoffices ...` in a process of its own, in an empty folder, output piped, 80 columns."""

    def run(*arguments: str) -> Ran:
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
def goodoffices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `goodoffices ...` in this process, in an empty folder, 80 columns; exceptions that escape fail the test."""
    from goodoffices.cli.commands import app

    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Ran:
        result = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "80"}, catch_exceptions=False)
        return subprocess.CompletedProcess(list(arguments), result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def python() -> Path:
    """This Python."""
    return Path(sys.executable)
