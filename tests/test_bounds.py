"""The lowest versions that pyproject.toml allows, as constraints."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bounds import BoundError, constraints, lowest

PYPROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("typer>=0.19,<1", "typer==0.19"),
        ("a-b>=1.9,>=1.10,!=1.11", "a-b==1.10"),
        ("x[extra]~=2.3 ; python_version > '3'", "x==2.3"),
    ],
)
def test_lowest(asked: str, found: str) -> None:
    assert lowest(asked) == found


def test_a_dependency_without_a_lowest_version_is_refused() -> None:
    with pytest.raises(BoundError, match=r"numpy<3: no lowest version; write numpy>="):
        lowest("numpy<3")


def test_every_dependency_of_the_project_has_one() -> None:
    found = constraints(PYPROJECT.read_text(encoding="utf-8"))
    assert {"pydantic", "typer", "vl-convert-python", "duckdb", "distributed"} < {line.split("==")[0] for line in found}


def test_bounds_below_which_the_program_is_known_to_fail() -> None:
    """Typer reads no choices, duckdb no relative folders, vl-convert no charts of ours, pydantic no schema."""
    found = dict(line.split("==") for line in constraints(PYPROJECT.read_text(encoding="utf-8")))
    known = {"typer": "0.19", "duckdb": "1.2.1", "vl-convert-python": "1.8", "pydantic": "2.11.4"}
    assert {name: found[name] for name in known} == known
