"""What a run is of: case, seed, version, pilot and libraries; and how far it is to go.

One digest, the run id, stands for all but the last.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from importlib.metadata import version as installed
from typing import Any

from goodoffices.runs.errors import RunError

FORMAT = 3
"""Of run directories; in 2 every part names its run, in 3 columns are named by links and later months have places."""
MOST = 2**30
"""Draws that are numbered."""
FEWEST_IN_PART, MOST_IN_PART = 64, 1 << 20
"""Draws of a part."""
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
_NAME = re.compile(r"[^/\\\x00-\x1f]+")
"""A name of a perspective, which is part of the name of a folder."""


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
    except RecursionError:
        raise RunError("run.json cannot be read: it is nested too deep") from None
    except ValueError as error:
        raise RunError(f"run.json cannot be read: {error}") from error
    if not isinstance(given, dict):
        raise RunError("run.json cannot be read: it is no JSON object")
    form = given.get("format")
    if type(form) is int and form != FORMAT:
        raise RunError(f"run.json is of format {form}, this goodoffices reads {FORMAT}: make the run anew elsewhere")
    wrong = _ill_formed(given)
    if wrong is not None:
        raise RunError(f"run.json cannot be read: {wrong}")
    run = given.pop("run")
    manifest = Manifest(**given)
    if manifest.run != run:
        raise RunError("run.json does not fit its own run id: it was changed by hand or is damaged")
    return manifest


def _ill_formed(given: Mapping[str, Any]) -> str | None:
    """Which field of a manifest is not what it should be, and what would be right; None where all are."""
    known = {field.name for field in fields(Manifest)} | {"run"}
    if strange := sorted(given.keys() ^ known):
        name = strange[0]
        return f"{name!r} is missing" if name in known else f"{name[:40]!r} is no field of it"
    for name in ("run", "name", "case", "version"):
        if not isinstance(given[name], str):
            return f"{name!r} is to be a text"
    wholes = {
        "seed": (0, 2**63), "pilot": (1, MOST), "part": (FEWEST_IN_PART, MOST_IN_PART), "draws": (1, MOST),
        "format": (FORMAT, FORMAT),
    }  # fmt: skip
    for name, (low, high) in wholes.items():
        if type(given[name]) is not int or not low <= given[name] <= high:
            return f"{name!r} is to be a whole number from {low} to {high}"
    for name in ("perspectives", "libraries"):
        inside = given[name]
        if not isinstance(inside, dict) or not all(isinstance(value, str) for value in inside.values()):
            return f"{name!r} is to be a mapping of names to texts"
    if not given["perspectives"] or not all(map(_NAME.fullmatch, given["perspectives"])):
        return "'perspectives' is to name at least one, by its id"
    if given["draws"] % given["part"]:
        return "'draws' is to be a whole number of parts"
    return None


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
