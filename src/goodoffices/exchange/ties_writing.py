"""The `ties` section as text, alone or put into a case file that stays as it is everywhere else, comments and all."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from goodoffices.case.document import compose
from goodoffices.exchange.refusal import refuse, text_of

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_RESERVED = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))


def section(ties: dict[str, Any], comment: str) -> str:
    """The section as YAML, a line per pair, under one line of comment."""
    lines = [f"# {' '.join(comment.split())}", "ties:"]
    lines += [f"  {name}: {flow(value)}" for name, value in ties.items() if name != "pairs"]
    lines += ["  pairs:", *(f"    - {flow(pair)}" for pair in ties["pairs"])]
    return "\n".join(lines) + "\n"


def flow(value: object) -> str:
    """A value as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(str(k))}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(v) for v in value) + "]"
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) is not None and value.lower() not in _RESERVED
        return value if plain else json.dumps(value, ensure_ascii=False)
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return json.dumps(value)


def inserted(path: Path, text: str, *, replace: bool) -> str:
    """The case file with the section put in, before `levers` or at its end; all other lines as they were.

    Raises:
        CaseError: the file cannot be read, or has ties already and `replace` is false.
    """
    before = text_of(path, 2_000_000)
    document = compose(before, str(path))
    lines = before.splitlines(keepends=True)
    tops = sorted((line, name) for name, line in document.lines.items() if "." not in name)
    there = document.lines.get("ties")
    if there is not None and not replace:
        refuse(path, there, "ties", "the case has ties already", None, "--replace puts the new ones in their place")
    if there is not None:
        after = next((line for line, _ in tops if line > there), len(lines) + 1)
        end = _above(lines, after) if after <= len(lines) else len(lines) + 1
        bare = text.partition("\n")[2]  # comments above the old section are its own and stay
        return "".join([*lines[: there - 1], bare, *lines[end - 1 :]])
    if "levers" in document.lines:
        at = _above(lines, document.lines["levers"])
        return "".join([*lines[: at - 1], text, "\n", *lines[at - 1 :]])
    gap = "" if not lines or lines[-1].endswith("\n") else "\n"
    return before + gap + "\n" + text


def _above(lines: list[str], line: int) -> int:
    """The first of the comments and blank lines right above a line, from 1."""
    while line > 1 and (not lines[line - 2].strip() or lines[line - 2].startswith("#")):
        line -= 1
    return line
