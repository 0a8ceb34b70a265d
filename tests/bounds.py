"""The lowest versions that pyproject.toml allows, as constraints for pip: one `name==version` a line.

    python tests/bounds.py [PYPROJECT] > lowest.txt
    pip install --constraint lowest.txt --editable '.[dev]'

Only what the project itself asks for is held low (its dependencies and those of the extras `EXTRAS`); what those ask for
in turn is the installer's to choose.  `make test-bounds` runs the quick tests in such an environment, and in one with
the newest versions allowed.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

EXTRAS = ("dask", "query")
"""Extras whose lower bounds users meet; tools for development are taken as new as they come."""


class BoundError(ValueError):
    """A requirement that names no lowest version."""


def lowest(requirement: str) -> str:
    """`typer>=0.15.4,<1` as `typer==0.15.4`; of several lower bounds the highest counts.

    Raises:
        BoundError: if the requirement has no lower bound (`>=`, `~=` or `==`).
    """
    asked = Requirement(requirement)
    bounds = [Version(part.version) for part in asked.specifier if part.operator in (">=", "~=", "==")]
    if not bounds:
        raise BoundError(f"{requirement}: no lowest version; write {asked.name}>=...")
    return f"{asked.name}=={max(bounds)}"


def constraints(pyproject: str, extras: Iterable[str] = EXTRAS) -> list[str]:
    """The lowest versions that the text of a pyproject.toml allows, in order of name."""
    project = tomllib.loads(pyproject)["project"]
    asked = [*project["dependencies"], *(line for name in extras for line in project["optional-dependencies"][name])]
    return sorted({lowest(line) for line in asked})


def main() -> None:
    """Print the constraints of the pyproject.toml that is named, or of the one beside the tests."""
    named = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[1] / "pyproject.toml"
    print("\n".join(constraints(named.read_text(encoding="utf-8"))))


if __name__ == "__main__":
    main()
