"""Which sign of a table's numbers begins the decimals: stated, or shown by the numbers themselves, and never guessed.

`1,250` is one thousand two hundred and fifty or one and a quarter.  Other numbers of the same table can tell: `12,5` and
`0,125` have a decimal comma for certain, `1,234,567` and `12.5` a decimal point.  Where none does, a number that could
be either is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from goodoffices.exchange.refusal import refuse

Decimal = Literal["point", "comma"]
MARKS: dict[Decimal, str] = {"point": ".", "comma": ","}
OTHER: dict[Decimal, Decimal] = {"point": "comma", "comma": "point"}
REMEDY = "say `decimal: point` or `decimal: comma` in the mapping, or --decimal"

_SHAPE = re.compile(r"[-+]?[0-9]*(?:[.,][0-9]*)+(?:[eE][-+]?[0-9]+)?")
_GROUPS = {sign: re.compile(rf"[-+]?[1-9][0-9]{{0,2}}(?:\{sign}[0-9]{{3}})+") for sign in ".,"}


@dataclass(frozen=True)
class Cell:
    """A number as it stands in a table, without a per cent sign."""

    line: int
    column: str
    word: str


def shown_by(word: str) -> Decimal | None:
    """The decimal sign that a number has for certain; None where it has no sign, could have either, or is no number."""
    if not _SHAPE.fullmatch(word):
        return None
    points, commas = word.count("."), word.count(",")
    if points and commas:
        last: Decimal = "point" if word.rfind(".") > word.rfind(",") else "comma"
        return last if plain(word, last) else None
    sign: Decimal = "point" if points else "comma"
    if points + commas > 1:  # a sign that stands there twice parts thousands
        return OTHER[sign] if _GROUPS[MARKS[sign]].fullmatch(word) else None
    return None if _GROUPS[MARKS[sign]].fullmatch(word) else sign


def plain(word: str, decimal: Decimal) -> str | None:
    """The number with a decimal point and no thousands signs; None where it cannot be read with that decimal sign."""
    mark, group = MARKS[decimal], MARKS[OTHER[decimal]]
    whole, sign, rest = word.partition(mark)
    if group in rest or (group in whole and not _GROUPS[group].fullmatch(whole)):
        return None
    return whole.replace(group, "") + ("." if sign else "") + rest


def decimal_of(cells: Iterable[Cell], file: str, stated: Decimal | None, *, commas_part: bool) -> Decimal:
    """The decimal sign of a table.

    Args:
        cells: every number that will be read.
        file: what the table is called.
        stated: what the user says.
        commas_part: whether commas part the cells: then the sign is the point if nothing is stated.

    Raises:
        CaseError: two numbers show different signs, or none shows any and one could have either; or nothing is stated
            and a number between commas has a comma.
    """
    if stated is not None:
        return stated
    shown: dict[Decimal, Cell] = {}
    doubtful: Cell | None = None
    for cell in cells:
        if commas_part and "," in cell.word and _SHAPE.fullmatch(cell.word):
            message = "a number with a comma, in a table whose cells are parted by commas"
            refuse(file, cell.line, cell.column, message, cell.word, REMEDY)
        if found := shown_by(cell.word):
            shown.setdefault(found, cell)
        elif doubtful is None and any(form.fullmatch(cell.word) for form in _GROUPS.values()):
            doubtful = cell
    if commas_part:
        return "point"
    if len(shown) > 1:
        first, second = shown.values()
        message = f"{second.word} has a decimal {_kind(second)}, and {first.word} on line {first.line} a {_kind(first)}"
        refuse(file, second.line, second.column, message, None, REMEDY)
    if shown:
        return next(iter(shown))
    if doubtful is not None:
        bare = doubtful.word.replace(".", "").replace(",", "")
        message = (
            f"{doubtful.word} may be {bare} or {doubtful.word.replace(',', '.')}, and no other number here tells which"
        )
        refuse(file, doubtful.line, doubtful.column, message, None, REMEDY)
    return "point"


def _kind(cell: Cell) -> str:
    return str(shown_by(cell.word))
