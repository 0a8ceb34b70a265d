"""A table of candidates as rows of text: any usual encoding and delimiter, every cell with its line."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from goodoffices.case.problem import CaseError, Problem, did_you_mean
from goodoffices.case.syntax import control_character
from goodoffices.exchange.letters import cleaned
from goodoffices.exchange.refusal import bytes_of, number, refuse, repeated
from goodoffices.exchange.ties_numbers import MARKS, Cell, Decimal, plain

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
MISSING = frozenset(("", "na", "n/a", "nan", "null", "none", "-", "–", ".", "..", "..."))
YES, NO = frozenset(("1", "1.0", "yes", "true", "y")), frozenset(("0", "0.0", "no", "false", "n"))
MOST_ROWS = 20_000


@dataclass(frozen=True)
class Row:
    """One row: column: text."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A table as it was read."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    delimiter: str
    """What parts the cells."""
    remarks: tuple[str, ...]


def table_from(path: Path, *, delimiter: str | None = None, wanted: Collection[str] = ()) -> Table:
    """Read a table of comma-, semicolon-, tab- or bar-separated values.

    The heading is the first line that is not empty and no comment (#).  UTF-8 with or without a mark at its beginning,
    UTF-16 with one, and else Windows-1252, which is said.

    Args:
        path: the file.
        delimiter: what parts the cells, a key of `DELIMITERS`; found out if not given: from a line `sep=;` on top, as
            spreadsheets write it, else from the heading.
        wanted: columns that will be asked for: a delimiter by which the heading has them goes before others.

    Raises:
        CaseError: it cannot be read as a table, or two delimiters fit equally well; names the line.
    """
    text, remarks = _decoded(bytes_of(path), path)
    if control := control_character(text):
        refuse(path, control[0], "", f"the control character {control[1]} has no place in a table")
    text, told = _without_sep(text)
    sign = DELIMITERS[delimiter] if delimiter is not None else told or _delimiter(text, wanted, path)
    lines = _lines(text, sign, path)
    if not lines:
        refuse(path, None, "", "the table is empty")
    (top, heading), *rest = lines
    if twice := repeated(name for name in heading if name):
        refuse(path, top, twice, "two columns have this name; rename one")
    long = next((line for line, cells in rest if len(cells) > len(heading)), None)
    if long is not None:
        message = f"this row has more cells than the heading has columns ({len(heading)})"
        refuse(path, long, "", message, None, f"cells are parted by {_name(sign)}: what holds one goes in quotes")
    rows = tuple(Row(line, dict(zip(heading, cells, strict=False))) for line, cells in rest)
    return Table(str(path), tuple(heading), rows, sign, remarks)


def _lines(text: str, delimiter: str, path: Path) -> list[tuple[int, list[str]]]:
    """Every line that is not empty, with its number; the first is the heading."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[tuple[int, list[str]]] = []
    try:
        before = 0
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not lines and cells and cells[0].lstrip().startswith("#"):
                continue
            if any(cell.strip() for cell in cells):
                lines.append((line, [cleaned(cell) for cell in cells]))
            if len(lines) > MOST_ROWS + 1:
                refuse(path, line, "", f"the table has more than {MOST_ROWS:,} rows")
    except csv.Error as error:
        refuse(path, max(1, reader.line_num), "", f"not readable as a table: {error}")
    return lines


def _decoded(data: bytes, path: Path) -> tuple[str, tuple[str, ...]]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16"), ()
        except UnicodeDecodeError:
            refuse(path, None, "", "the file begins like UTF-16 and is not", None, "save the file as UTF-8")
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    try:
        return data.decode("cp1252"), (f"{path}:{line}: not UTF-8, read as Windows-1252: look at the names",)
    except UnicodeDecodeError as error:
        refuse(path, line, "", f"byte {data[error.start]:#04x} is no text", None, "save the file as UTF-8")


def _without_sep(text: str) -> tuple[str, str | None]:
    """The text with a first line such as `sep=;` made empty, so that lines keep their numbers, and what it says."""
    first, end, rest = text.lstrip("\ufeff").partition("\n")
    found = re.fullmatch(r'"?sep=(.)"?\s*', first, re.IGNORECASE)
    return (end + rest, found[1]) if found and found[1] in DELIMITERS.values() else (text, None)


def _delimiter(text: str, wanted: Collection[str], path: Path) -> str:
    """What parts the cells: the one that gives the columns wanted, that fits every row, or that stands there most often."""
    fits: dict[str, tuple[bool, bool, int]] = {}
    for sign in DELIMITERS.values():
        try:
            lines = _lines(text, sign, path)
        except CaseError:
            continue
        if lines:
            heading = lines[0][1]
            even = all(len(cells) == len(heading) for _, cells in lines)
            has = bool(wanted) and set(map(cleaned, wanted)) <= set(heading)
            fits[sign] = (has, even and len(heading) > 1, len(heading))
    if not fits:
        return ","  # read once more, it says what is wrong
    best = max(fits, key=lambda sign: fits[sign])
    rivals = [sign for sign in fits if fits[sign] == fits[best]]
    if len(rivals) > 1 and fits[best][2] > 1:
        names = " and by ".join(map(_name, rivals))
        refuse(
            path,
            None,
            "",
            f"cells may be parted by {names}",
            None,
            "say which: `delimiter:` in the mapping, or --delimiter",
        )
    return best


def _name(sign: str) -> str:
    return next(f"{name}s" for name, delimiter in DELIMITERS.items() if delimiter == sign)


def wanted_columns(table: Table, names: Mapping[str, str], file: str) -> None:
    """Refuse a mapping that names columns which the table does not have.

    Args:
        table: the table.
        names: path in the mapping: name of a column.
        file: what the mapping is called.

    Raises:
        CaseError: names every one that is missing, with the nearest there is.
    """
    problems = [
        Problem(file, None, path, f"{table.file} has no column {name!r}", name, did_you_mean(name, list(table.columns)))
        for path, name in names.items()
        if cleaned(name) not in table.columns
    ]
    if problems:
        raise CaseError(problems)


def number_cells(table: Table, columns: Sequence[str]) -> list[Cell]:
    """What stands in the columns and is more than a word for nothing, yes or no; without per cent signs."""
    return list(_number_cells(table, columns))


def _number_cells(table: Table, columns: Sequence[str]) -> Iterator[Cell]:
    for row in table.rows:
        for column in dict.fromkeys(map(cleaned, columns)):
            text = row.cells.get(column, "")
            if text.lower() not in MISSING:
                yield Cell(row.line, column, text.removesuffix("%").strip())


def share_in(table: Table, row: Row, column: str, unit: str, total: float | None, decimal: Decimal) -> float | None:
    """The share in a cell, in [0, 1]; None where the cell is empty or says that nothing is known.

    A number with a per cent sign is one, whatever the unit.

    Raises:
        CaseError: the cell holds something else, or a share outside 0 to 1; names file, line and column.
    """
    text = row.cells.get(cleaned(column), "").strip()
    if text.lower() in MISSING:
        return None
    if unit == "flag" and text.lower() in YES | NO:
        return float(text.lower() in YES)
    per_cent = text.endswith("%")
    word = text.removesuffix("%").strip()
    found = plain(word, decimal)
    if found is None:
        message = f"this is no number with a decimal {decimal}"
        refuse(table.file, row.line, column, message, text, f"write it as in 1250{MARKS[decimal]}5")
    value = number(found, table.file, row.line, column)
    if unit == "flag":
        return float(value > 0)
    share = value / (100.0 if per_cent or unit == "percent" else 1.0 if unit == "share" else total or math.nan)
    if not 0 <= share <= 1:
        hint = "is the unit per cent?" if unit == "share" and 1 < value <= 100 else None
        if unit == "amount":
            hint = f"the total is given as {total:g}"
        refuse(table.file, row.line, column, f"a share must lie between 0 and 1; this is {share:g}", text, hint)
    return share
