"""What a run is of: case, seed, version, pilot and libraries; and how far it is to go.

One digest, the run id, stands for all but the last.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version as installed
from typing import Any

from goodoffices.runs.errors import RunError

FORMAT = 1
LIBRARIES = ("numpy", "scipy", "numba", "polars")
"""Libraries whose versions may move the last bits of a number or the bytes of a part."""
WORDS = {
    "case": "another case",
    "seed": "another seed",
    "version": "another version of goodoffices",
    "perspectives": "other perspectives, or other expectations of its plans",
    "part": "parts of another size",
    "pilot": "a pilot of another size",
    "libraries": "other versions of its libraries",
    "format": "another format of run directories",
}
"""What differs, as a message says it."""


@dataclass(frozen=True)
class Manifest:
    """Content of `run.json`."""

    name: str
    """Of the case."""
    case: str
    """SHA-256 of the case's content."""
    seed: int
    version: str
    """Of goodoffices."""
    pilot: int
    """Draws on which the expectations rest."""
    part: int
    """Draws of a part."""
    perspectives: Mapping[str, str]
    """perspective: digest of its pilot."""
    libraries: Mapping[str, str]
    draws: int
    """How far the run is to go: a whole number of parts."""
    format: int = FORMAT

    @property
    def identity(self) -> dict[str, Any]:
        """All that must agree for two runs to be one."""
        parts = asdict(self)
        del parts["draws"], parts["name"]
        return parts

    @property
    def run(self) -> str:
        """Run id: first 16 hex digits of the SHA-256 of the identity."""
        return hashlib.sha256(json.dumps(self.identity, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def parts(self) -> int:
        """How many parts each perspective has when the run is done."""
        return self.draws // self.part

    def text(self) -> str:
        """As written: JSON, two spaces, keys in order of the fields."""
        return json.dumps({"run": self.run, **asdict(self)}, indent=2, ensure_ascii=False) + "\n"

    def at_least(self, draws: int) -> Manifest:
        """The same, going as far as `draws` if that is farther."""
        return replace(self, draws=max(self.draws, draws))


def read_manifest(text: str) -> Manifest:
    """Manifest from its text; RunError where it is none, or was changed by hand."""
    try:
        given = json.loads(text)
        run = given.pop("run")
        manifest = Manifest(**given)
        fits = manifest.run == run and manifest.draws % manifest.part == 0
    except (ValueError, TypeError, KeyError, AttributeError, ZeroDivisionError) as error:
        raise RunError(f"run.json cannot be read: {error}") from error
    if not fits:
        raise RunError("run.json does not fit its own run id: it was changed by hand or is damaged")
    return manifest


def difference(there: Manifest, wanted: Manifest) -> str | None:
    """What tells two runs apart, in words; None if they are one run."""
    mine, other = wanted.identity, there.identity
    differing = [key for key in WORDS if mine[key] != other[key]]
    if not differing:
        return None
    key = differing[0]
    values = "" if isinstance(mine[key], dict) else f" ({_short(other[key])} there, {_short(mine[key])} here)"
    if key == "libraries":
        moved = [
            f"{n} {other[key].get(n)} there, {mine[key].get(n)} here"
            for n in mine[key]
            if mine[key][n] != other[key].get(n)
        ]
        values = f" ({'; '.join(moved)})"
    elif key == "perspectives" and set(mine[key]) != set(other[key]):
        values = f" ({', '.join(other[key])} there, {', '.join(mine[key])} here)"
    return WORDS[key] + values


def _short(value: object) -> str:
    text = str(value)
    return text[:12] if len(text) == 64 else text


def libraries() -> dict[str, str]:
    """Versions of the libraries at work."""
    return {name: installed(name) for name in LIBRARIES}
