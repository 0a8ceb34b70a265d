"""A reader that goes away ends the program quietly; a full disk is said once, with exit code 2."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from goodoffices.cli.verbs import NAMES

DIVISION = Path(__file__).parents[1] / "instances" / "fair_division" / "three_wives.yaml"
FULL = Path("/dev/full")
QUICK = [
    ("cases",),
    ("check", "fence"),
    ("schema",),
    ("new", "garden"),
    ("divide", str(DIVISION)),
    ("divide", str(DIVISION), "--json"),
    ("settle", "fence"),
    ("plans", "fence", "--draws", "64", "--perspective", "baseline"),
    ("plans", "fence", "--draws", "64", "--perspective", "baseline", "--json"),
]

needs_full = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")


def ended(program: Path, folder: Path, output: int, *arguments: str) -> tuple[int, str]:
    """Exit code and standard error of a call whose standard output is `output`."""
    ran = subprocess.run(
        [program, *arguments], cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE, timeout=300
    )
    return ran.returncode, ran.stderr.decode()


def unread() -> int:
    """The writing end of a pipe that nobody reads."""
    ours, theirs = os.pipe()
    os.close(ours)
    return theirs


@pytest.mark.parametrize("arguments", QUICK, ids=" ".join)
def test_a_reader_that_has_gone_is_no_error(program: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    pipe = unread()
    assert ended(program, tmp_path, pipe, *arguments) == (141, "")
    os.close(pipe)


@needs_full
@pytest.mark.parametrize("arguments", QUICK, ids=" ".join)
def test_a_full_disk_is_said_once(program: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    with FULL.open("wb") as full:
        code, said = ended(program, tmp_path, full.fileno(), *arguments)
    assert (code, said) == (2, "error: cannot write to standard output: No space left on device\n")


@needs_full
@pytest.mark.parametrize("verb", NAMES)
def test_help_of_every_verb_ends_as_quietly(program: Path, tmp_path: Path, verb: str) -> None:
    with FULL.open("wb") as full:
        code, said = ended(program, tmp_path, full.fileno(), verb, "--help")
    assert (code, said) == (2, "error: cannot write to standard output: No space left on device\n")


@needs_full
def test_standard_error_that_is_full_changes_no_code(program: Path, tmp_path: Path) -> None:
    with FULL.open("wb") as full:
        ran = subprocess.run(
            [program, "check", "nowhere"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=full, timeout=60
        )
    assert (ran.returncode, ran.stdout) == (2, b"")


def test_closed_standard_output_is_no_accident(program: Path, tmp_path: Path) -> None:
    ran = subprocess.run(f"'{program}' cases >&-", shell=True, cwd=tmp_path, capture_output=True, timeout=60)
    assert (ran.returncode, ran.stderr) == (0, b"")
