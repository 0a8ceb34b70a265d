"""Statements over options, as the field writes them: `2 & -4`, `3 IF 5`, `Insist IFF (Accept OR NOT Delay)`.

    statement  =  either [("IF" | "IFF") either]         p IF q: p whenever q;  p IFF q: both or neither
    either     =  both {("OR" | "|") both}
    both       =  part {("AND" | "&") part}
    part       =  ("NOT" | "-" | "!") part  |  "(" statement ")"  |  option
    option     =  number from 1  |  name  |  name in quotes, single or double

The words IF, IFF, AND, OR, NOT may be written in any case, and a name that is one of them goes in quotes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]

_TOKEN = re.compile(r"""\s*(?:(?P<quoted>"[^"]*"|'[^']*')|(?P<sign>[()&|!-])|(?P<word>\w+)|(?P<wrong>\S))""")
_SIGNS = {"&": "AND", "|": "OR", "!": "NOT", "-": "NOT"}
_WORDS = ("IF", "IFF", "AND", "OR", "NOT")
_BEGINS = "an option, NOT or '('"
MAX_DEPTH = 100
"""Brackets and NOTs within each other."""


class StatementError(ValueError):
    """A statement that cannot be read: where, what stands there and what would be right."""

    def __init__(self, text: str, column: int, found: str, expected: str) -> None:
        self.text, self.column, self.found, self.expected = text, column, found, expected
        super().__init__(f"column {column} of the statement {text!r}: found {found}, expected {expected}")


@dataclass(frozen=True)
class Statement:
    """An option (`operator` OPTION) or an operator with its one or two parts."""

    operator: str
    option: int = -1
    parts: tuple[Statement, ...] = ()

    def holds(self, taken: Bools) -> Bools:
        """Where it is true, bool[S], given which options each state takes, bool[O, S]; O(S) for each part."""
        if self.operator == "OPTION":
            return np.asarray(taken[self.option], np.bool_)
        inner = [part.holds(taken) for part in self.parts]
        return _MEANING[self.operator](*inner)


_MEANING: dict[str, Callable[..., Bools]] = {
    "NOT": np.logical_not,
    "AND": np.logical_and,
    "OR": np.logical_or,
    "IF": lambda then, when: then | ~when,
    "IFF": np.equal,
}


def parse_statement(text: str, options: Sequence[str]) -> Statement:
    """Read one statement over the named options; raises StatementError."""
    reader = _Reader(text, options)
    found = reader.statement(0)
    if reader.kind in ("IF", "IFF"):
        raise reader.error("AND, OR or the end (IF and IFF do not chain: put brackets around the first)")
    if reader.kind != "END":
        raise reader.error("AND, OR, IF, IFF or the end")
    return found


class _Reader:
    """Reads a statement from left to right, one token ahead."""

    def __init__(self, text: str, options: Sequence[str]) -> None:
        self.text, self.options, self.at = text, options, 0
        self.advance()

    def advance(self) -> None:
        match = _TOKEN.match(self.text, self.at)
        if match is None:
            self.kind, self.token, self.column = "END", "", len(self.text) + 1
            return
        self.token = match.group(match.lastgroup or 0)
        self.column = match.start(match.lastgroup or 0) + 1
        self.at = match.end()
        if match.lastgroup == "word":
            self.kind = self.token.upper() if self.token.upper() in _WORDS else "OPTION"
        elif match.lastgroup == "quoted":
            self.kind, self.token = "OPTION", self.token[1:-1]
        else:
            self.kind = _SIGNS.get(self.token, self.token)

    def error(self, expected: str) -> StatementError:
        found = "the end" if self.kind == "END" else repr(self.token)
        return StatementError(self.text, self.column, found, expected)

    def statement(self, depth: int) -> Statement:
        left = self.either(depth)
        if self.kind not in ("IF", "IFF"):
            return left
        operator = self.kind
        self.advance()
        return Statement(operator, parts=(left, self.either(depth)))

    def either(self, depth: int) -> Statement:
        left = self.both(depth)
        while self.kind == "OR":
            self.advance()
            left = Statement("OR", parts=(left, self.both(depth)))
        return left

    def both(self, depth: int) -> Statement:
        left = self.part(depth)
        while self.kind == "AND":
            self.advance()
            left = Statement("AND", parts=(left, self.part(depth)))
        return left

    def part(self, depth: int) -> Statement:
        if depth > MAX_DEPTH:
            raise self.error(f"at most {MAX_DEPTH} brackets and NOTs within each other")
        if self.kind == "NOT":
            self.advance()
            return Statement("NOT", parts=(self.part(depth + 1),))
        if self.kind == "(":
            opened = self.column
            self.advance()
            inside = self.statement(depth + 1)
            if self.kind != ")":
                raise self.error(f"')' for the '(' in column {opened}")
            self.advance()
            return inside
        if self.kind != "OPTION":
            raise self.error(_BEGINS)
        found = Statement("OPTION", self.option())
        self.advance()
        return found

    def option(self) -> int:
        named = [o for o, name in enumerate(self.options) if name == self.token]
        if len(named) == 1:
            return named[0]
        if named:
            raise self.error(f"one option: {' and '.join(str(o + 1) for o in named)} have this name, so use the number")
        if self.token.isdecimal() and 1 <= int(self.token) <= len(self.options):
            return int(self.token) - 1
        if len(self.options) > 12:
            raise self.error(f"an option: its name, or its number from 1 to {len(self.options)}")
        known = ", ".join(f"{o + 1} {name}" for o, name in enumerate(self.options))
        raise self.error(f"an option, by number or name ({known})")
