"""A table of candidates as rows of text: any usual encoding and delimiter, every cell with its line."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from goodoffices.case.problem import CaseError, Problem, did_you_mean
from goodoffices.case.syntax import control_character
from goodoffices.exchange.refusal import bytes_of, number, refuse, repeated

DELIMITERS = ",;\t|"
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
    comma: bool
    """Whether numbers may have a decimal comma: never where commas part the cells."""
    remarks: tuple[str, ...]


def table_from(path: Path) -> Table:
    """Read a table of comma-, semicolon-, tab- or bar-separated values.

    The heading is the first line that is not empty and no comment (#).  UTF-8 with or without a mark at its beginning,
    UTF-16 with one, and else Windows-1252, which is said.

    Raises:
        CaseError: it cannot be read as a table; names the line.
    """
    text, remarks = _decoded(bytes_of(path), path)
    if control := control_character(text):
        refuse(path, control[0], "", f"the control character {control[1]} has no place in a table")
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[tuple[int, list[str]]] = []
    try:
        before = 0
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not lines and cells and cells[0].lstrip().startswith("#"):
                continue
            if any(cell.strip() for cell in cells):
                lines.append((line, [cell.strip() for cell in cells]))
            if len(lines) > MOST_ROWS + 1:
                refuse(path, line, "", f"the table has more than {MOST_ROWS:,} rows")
    except csv.Error as error:
        refuse(path, max(1, reader.line_num), "", f"not readable as a table: {error}")
    if not lines:
        refuse(path, None, "", "the table is empty")
    (top, heading), *rest = lines
    if twice := repeated(name for name in heading if name):
        refuse(path, top, twice, "two columns have this name; rename one")
    long = next((line for line, cells in rest if len(cells) > len(heading)), None)
    if long is not None:
        refuse(path, long, "", f"this row has more cells than the heading has columns ({len(heading)})")
    rows = tuple(Row(line, dict(zip(heading, cells, strict=False))) for line, cells in rest)
    return Table(str(path), tuple(heading), rows, delimiter != ",", remarks)


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


def _delimiter(text: str) -> str:
    """The candidate that stands most often in the heading, outside quotation marks."""
    heading = next((line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")), "")
    bare = "".join(heading.split('"')[::2])
    return max(DELIMITERS, key=bare.count)


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
        if name not in table.columns
    ]
    if problems:
        raise CaseError(problems)


def share_in(table: Table, row: Row, column: str, unit: str, total: float | None) -> float | None:
    """The share in a cell, in [0, 1]; None where the cell is empty or says that nothing is known.

    A number with a per cent sign is one, whatever the unit.

    Raises:
        CaseError: the cell holds something else, or a share outside 0 to 1; names file, line and column.
    """
    text = row.cells.get(column, "").strip()
    if text.lower() in MISSING:
        return None
    if unit == "flag" and text.lower() in YES | NO:
        return float(text.lower() in YES)
    per_cent = text.endswith("%")
    word = text.removesuffix("%").strip()
    if table.comma and word.count(",") == 1 and "." not in word:
        word = word.replace(",", ".")
    value = number(word, table.file, row.line, column)
    if unit == "flag":
        return float(value > 0)
    share = value / (100.0 if per_cent or unit == "percent" else 1.0 if unit == "share" else total or math.nan)
    if not 0 <= share <= 1:
        hint = "is the unit per cent?" if unit == "share" and 1 < value <= 100 else None
        if unit == "amount":
            hint = f"the total is given as {total:g}"
        refuse(table.file, row.line, column, f"a share must lie between 0 and 1; this is {share:g}", text, hint)
    return share
