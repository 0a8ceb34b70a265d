"""A large JSON file as plain data, and the questions a reader of graphs asks of every piece of it."""

from __future__ import annotations

import json
import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from goodoffices.case.problem import did_you_mean, shown
from goodoffices.exchange import refusal
from goodoffices.exchange.refusal import GREATEST, refuse

LARGEST = 400_000_000
"""Bytes of a graph file; one of a million states with their rankings has a tenth of it."""


@dataclass(frozen=True)
class Place:
    """A file and a place in it."""

    file: Path
    path: str = ""

    def __truediv__(self, step: object) -> Place:
        return Place(self.file, f"{self.path}.{step}" if self.path else str(step))

    def refuse(self, message: str, hint: str | None = None) -> NoReturn:
        """Raise a CaseError about this place."""
        refuse(self.file, None, self.path, message, None, hint)


def json_tree(path: Path) -> dict[Any, Any]:
    """The mapping in a JSON file; raises CaseError for anything else, for repeated keys and for NaN.  O(size)."""
    text = refusal.text_of(path, LARGEST)
    try:
        tree = json.loads(
            text,
            parse_constant=lambda word: refuse(path, None, "", "a finite number is wanted", word),
            object_pairs_hook=lambda pairs: _once(pairs, path),
        )
    except json.JSONDecodeError as error:
        refuse(path, error.lineno, "", f"not readable as JSON: {error.msg.lower()}")
    except (ValueError, RecursionError):
        refuse(path, None, "", "not readable as JSON: nested too deep, or a number too long")
    return mapping(tree, Place(path))


def _once(pairs: list[tuple[str, Any]], path: Path) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) < len(pairs):
        refuse(path, None, "", f"{shown(refusal.repeated(name for name, _ in pairs))} stands twice in one mapping")
    return entries


def mapping(value: Any, at: Place) -> dict[Any, Any]:
    """The value, a mapping."""
    if not isinstance(value, dict):
        at.refuse(f"a mapping is wanted here, not {shown(value)}")
    return value


def items(value: Any, at: Place) -> list[Any]:
    """The value, a list."""
    if not isinstance(value, list):
        at.refuse(f"a list is wanted here, not {shown(value)}")
    return value


def text(value: Any, at: Place) -> str:
    """The value, a text without control characters."""
    if not isinstance(value, str):
        at.refuse(f"a text is wanted here, not {shown(value)}")
    if not value.isprintable():
        at.refuse(f"a text without line breaks and control characters is wanted here, not {shown(value)}")
    return value


def number(value: Any, at: Place) -> float:
    """The value, a finite number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        at.refuse(f"a number is wanted here, not {shown(value)}")
    if not abs(value) <= GREATEST or not math.isfinite(value):
        at.refuse(f"a number of at most {GREATEST:g} is wanted here, not {shown(value)}")
    return float(value)


def whole(value: Any, at: Place, low: int, high: int) -> int:
    """The value, a whole number from `low` to `high`."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        at.refuse(f"a whole number from {low} to {high} is wanted here, not {shown(value)}")
    return value


def need(tree: dict[Any, Any], key: str, at: Place) -> Any:
    """The entry of that name."""
    if tree.get(key) is None:
        near = did_you_mean(key, [str(k) for k in tree])
        at.refuse(f"{key!r} is missing", near if near and near.startswith("did you") else None)
    return tree[key]


def among(value: Any, known: Sequence[str], what: str, at: Place) -> int:
    """Place of the value among known names."""
    if value not in known:
        at.refuse(f"{shown(value)} is not {what}", did_you_mean(str(value), list(known)))
    return known.index(value)


def distinct(names: Sequence[Hashable], what: str, at: Place) -> None:
    """Refuse a name that stands twice."""
    twice = refusal.repeated(names)
    if twice is not None:
        at.refuse(f"two {what} are called {shown(twice)}", "each needs a name of its own")


def only(tree: dict[Any, Any], known: Sequence[str], at: Place) -> None:
    """Refuse entries of other names."""
    for key in tree:
        if key not in known:
            at.refuse(f"{shown(key)} is not an entry here", did_you_mean(str(key), list(known)))
