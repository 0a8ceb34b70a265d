"""The cases that ship with the program."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

_FIELD = re.compile(r"^(name|title):[ \t]*(.*?)[ \t]*(?:[ \t]#.*)?$", re.MULTILINE)
HEAD = 4_000
"""Characters of a file in which its name and title stand."""


def cases() -> list[tuple[str, str, Path]]:
    """Name, title and file of every shipped case, by name.  Reads the head of each file only; nothing is checked."""
    return [(name, _fields(path).get("title", name), path) for name, path in shipped_paths().items()]


def shipped_paths() -> dict[str, Path]:
    """Name: file of every shipped case, by name; the file of a case is called after it."""
    folder = Path(str(files("goodoffices") / "case" / "library"))
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def _fields(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8") as stream:
        head = stream.read(HEAD)
    return {name: _unquoted(text) for name, text in _FIELD.findall(head)}


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text
