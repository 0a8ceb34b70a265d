"""YAML that every reader takes the same way, old ones of YAML 1.1 too: text in quotes, numbers with a point."""

from __future__ import annotations

import math

LONGEST_KEY = 500
"""Longer names are written in the long form, which has no limit."""


def text(tree: object) -> str:
    """A tree of dicts, lists, texts, whole numbers and floats as YAML."""
    return "\n".join(_lines(tree)) + "\n"


def _lines(tree: object) -> list[str]:
    if isinstance(tree, dict) and tree:
        return [line for key, value in tree.items() for line in _entry(key, value)]
    if isinstance(tree, list) and tree:
        return [line for value in tree for line in _under("-", _lines(value))]
    return [_scalar(tree)]


def _entry(key: object, value: object) -> list[str]:
    name, below = _key(key), _lines(value)
    if len(name) > LONGEST_KEY:
        return [f"? {name}", *_under(":", below)]
    if isinstance(value, (dict, list)) and value:
        return [f"{name}:", *(f"  {line}" for line in below)]
    return [f"{name}: {below[0]}"]


def _under(sign: str, lines: list[str]) -> list[str]:
    return [f"{sign} {lines[0]}", *(f"  {line}" for line in lines[1:])]


def _key(key: object) -> str:
    return str(key) if isinstance(key, int) or key in KNOWN else quoted(str(key))


KNOWN = (
    *("name", "type", "issues", "values", "mapping", "weights", "slope", "bias", "reserved_value"),
    *("outcome_ranges", "utilities"),
)
"""Names of fields, which stand without quotes."""


def _scalar(value: object) -> str:
    if isinstance(value, float):
        return number(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        return "{}"
    return "[]" if isinstance(value, list) else quoted(str(value))


def number(value: float) -> str:
    """A float that reads back as itself; YAML 1.1 takes `1e-05` for text, so a point goes in."""
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    digits, sign, power = repr(float(value)).partition("e")
    return digits + (".0" if sign and "." not in digits else "") + sign + power


def quoted(value: str) -> str:
    """Text in double quotes; what is not plain printable is written as its code."""
    return '"' + "".join(_character(c) for c in value) + '"'


def _character(c: str) -> str:
    if c in '"\\':
        return "\\" + c
    if c.isprintable() and c != "\ufeff":
        return c
    return f"\\x{ord(c):02X}" if ord(c) < 256 else f"\\u{ord(c):04X}" if ord(c) < 65536 else f"\\U{ord(c):08X}"
