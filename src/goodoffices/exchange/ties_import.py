"""A table of candidates and a mapping as the `ties` of a case: one entry per pair and kind, with years and sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from goodoffices.case.problem import CaseError, Problem
from goodoffices.case.schema import Ties
from goodoffices.exchange.letters import cleaned, key, slug
from goodoffices.exchange.refusal import refuse
from goodoffices.exchange.ties_mapping import CANDIDATE, Column, Reading
from goodoffices.exchange.ties_names import Known
from goodoffices.exchange.ties_numbers import decimal_of
from goodoffices.exchange.ties_table import Row, Table, number_cells, share_in, wanted_columns

DIGITS = 6
"""Decimals kept of a share."""


@dataclass(frozen=True)
class Imported:
    """What came of a table."""

    ties: dict[str, Any]
    """The section, as plain data that fits the schema."""
    remarks: tuple[str, ...]
    """What was left out, in words."""
    parties: tuple[str, ...]
    """Ids that the ties name."""


@dataclass
class _Entry:
    """One pair and kind while it is being filled: from side (0 the party, 1 the candidate) to (share, column)."""

    line: int
    sides: dict[int, tuple[float, Column]] = field(default_factory=dict)


def ties_from(table: Table, reading: Reading, *, file: str, known: Known | None = None) -> Imported:
    """Turn a table into ties.  O(rows times columns).

    Args:
        table: as read.
        reading: the mapping.
        file: what the mapping is called in messages.
        known: the parties of a case; candidates that are not among them are left out.

    Raises:
        CaseError: a column that the table does not have, a cell that is no share, numbers whose decimal sign is in doubt,
            a name that two parties have, a candidate named twice, a party that would be tied to itself, or nothing left
            to import.
    """
    paths = {f"columns.{at}.column": column.column for at, column in enumerate(reading.columns)}
    wanted_columns(table, {"candidate": reading.candidate, **paths}, file)
    _parties_there(reading, known, file)
    cells = number_cells(table, [column.column for column in reading.columns])
    decimal = decimal_of(cells, table.file, reading.decimal, commas_part=table.delimiter == ",")
    rows, said = _candidates(table, reading, known)
    found: dict[tuple[str, str, str], _Entry] = {}
    empty: list[str] = []
    for party, row in rows.items():
        for column in reading.columns:
            if column.party != party:
                share = share_in(table, row, column.column, column.unit or reading.unit, column.total, decimal)
                _take(row, column, party, share, found, empty)
    if not found:
        refuse(table.file, None, "", "no share was found", None, "look at the columns and at the names of the parties")
    ties = _section(reading, found)
    _check(ties, file)
    parted = next((c for c in cells if "," in c.word or c.word.count(".") > 1), None)
    if parted is not None and reading.decimal is None:
        said.append(f"numbers are read with a decimal {decimal}: {parted.word} on line {parted.line}")
    named = dict.fromkeys(p for a, b, _ in found for p in (a, b))
    return Imported(ties, (*table.remarks, *said, *_said(empty, found)), tuple(named))


def _candidates(table: Table, reading: Reading, known: Known | None) -> tuple[dict[str, Row], list[str]]:
    """Each candidate's row, by id, and what is to be said about names."""
    whose = _Whose(table.file, reading, known)
    rows: dict[str, Row] = {}
    for row in table.rows:
        name = cleaned(row.cells.get(reading.candidate, ""))
        party = whose.party(name, row.line)
        if party is None:
            continue
        if party in rows:
            before = rows[party]
            message = f"{party} stands on line {before.line} already, as {cleaned(before.cells[reading.candidate])!r}"
            refuse(table.file, row.line, reading.candidate, message, name, "tell them apart under `parties`")
        rows[party] = row
    return rows, whose.said()


class _Whose:
    """Whom the names of a table mean, and what has to be said about it in the end."""

    def __init__(self, file: str, reading: Reading, known: Known | None) -> None:
        self.file, self.reading, self.known = file, reading, known
        self.exact = {cleaned(name): party for name, party in reading.parties.items()}
        self.loose: dict[str, set[str]] = {}
        for name, party in self.exact.items():
            self.loose.setdefault(key(name), set()).add(party)
        self.met: set[str] = set()
        self.left_out: list[str] = []
        self.by_part: list[str] = []

    def party(self, name: str, line: int) -> str | None:
        """Id of the party of that name; None where the row is left out.  Raises CaseError where it may be several."""
        stated = {self.exact[name]} if name in self.exact else self.loose.get(key(name), set()) if key(name) else set()
        self.met |= stated
        if len(stated) > 1:
            message = f"`parties` has this name in other letters for {' and '.join(sorted(stated))}"
            refuse(self.file, line, self.reading.candidate, message, name, "write it there as it stands in the table")
        if stated:
            return next(iter(stated))
        found = self._guessed(name, line) if not self.reading.only_parties else None
        if found is None:
            self.left_out.append(name or f"line {line}")
        return found

    def _guessed(self, name: str, line: int) -> str | None:
        if self.known is None:
            return slug(name) or None
        match = self.known.match(name)
        if len(match.ids) > 1:
            message = f"{len(match.ids)} parties of the case are called so ({', '.join(match.ids)})"
            hint = f"write the whole name, or say which in a mapping (--map): `parties: {{{name}: {match.ids[0]}}}`"
            refuse(self.file, line, self.reading.candidate, message, name, hint)
        if match.by_part:
            self.by_part.append(f"{name} as {match.ids[0]}")
        return match.ids[0] if match.ids else None

    def said(self) -> list[str]:
        """Remarks: whom nobody knows, who was found by a part of the name, and whom `parties` names in vain."""
        idle = [name for name, party in self.exact.items() if party not in self.met]
        lines = (
            ("left out, for they are no parties of the case or of `parties`", self.left_out),
            ("taken by the part of a party's name before its bracket", self.by_part),
            ("named under `parties`, and not in the table", idle),
        )
        return [f"{words}: {', '.join(names)}" for words, names in lines if names]


def _parties_there(reading: Reading, known: Known | None, file: str) -> None:
    if known is None:
        return
    ids = sorted(known.ids)
    problems = [
        Problem(
            file,
            None,
            f"columns.{at}",
            f"the case has no party {column.party!r}",
            column.party,
            f"it has {', '.join(ids)}",
        )
        for at, column in enumerate(reading.columns)
        if column.party not in ids
    ]
    problems += [
        Problem(file, None, f"parties.{name}", f"the case has no party {party!r}", party, f"it has {', '.join(ids)}")
        for name, party in reading.parties.items()
        if party not in ids
    ]
    if problems:
        raise CaseError(problems)


def _take(
    row: Row,
    column: Column,
    party: str,
    share: float | None,
    found: dict[tuple[str, str, str], _Entry],
    empty: list[str],
) -> None:
    if share is None:
        empty.append(f"{party}: {column.column}")
        return
    entry = found.setdefault((column.party, party, column.kind), _Entry(row.line))
    for side in (0, 1) if column.both else (1,) if column.of == CANDIDATE else (0,):
        entry.sides.setdefault(side, (round(share, DIGITS), column))


def _section(reading: Reading, found: Mapping[tuple[str, str, str], _Entry]) -> dict[str, Any]:
    head: dict[str, Any] = {
        "basis": reading.basis or ("data" if reading.source or _any_source(reading) else "judgement")
    }
    for name in ("source", "locator"):
        if getattr(reading, name) is not None:
            head[name] = getattr(reading, name)
    if reading.points_per_share is not None:
        head["points_per_share"] = reading.points_per_share
    if reading.weights:
        head["weights"] = dict(reading.weights)
    order = {column.party: at for at, column in reversed(list(enumerate(reading.columns)))}
    kinds = {column.kind: at for at, column in reversed(list(enumerate(reading.columns)))}
    keys = sorted(found, key=lambda key: (kinds[key[2]], order[key[0]], found[key].line))
    return {**head, "pairs": [_pair(reading, key, found[key]) for key in keys]}


def _any_source(reading: Reading) -> bool:
    return any(column.source for column in reading.columns)


def _pair(reading: Reading, key: tuple[str, str, str], entry: _Entry) -> dict[str, Any]:
    party, candidate, kind = key
    pair: dict[str, Any] = {"between": [party, candidate], "kind": kind}
    if year := _year(reading, entry):
        pair["year"] = year
    sources = {side: column.source for side, (_, column) in entry.sides.items() if column.source}
    shared = len(set(sources.values())) == 1 and len(sources) == len(entry.sides)
    if shared:
        pair["source"] = next(iter(sources.values()))
    locators = [column.locator for _, column in entry.sides.values() if column.locator]
    if locators:
        pair["locator"] = "; ".join(dict.fromkeys(locators))
    pair["shares"] = [_side(reading, entry, side, plain=shared or not sources) for side in (0, 1)]
    if len(entry.sides) == 1:
        missing = party if 0 not in entry.sides else candidate
        pair["note"] = f"How far {missing} depends on the other is not in the table and stands as 0."
    return pair


def _side(reading: Reading, entry: _Entry, side: int, *, plain: bool) -> Any:
    if side not in entry.sides:
        return 0
    share, column = entry.sides[side]
    if plain or column.source is None:
        return share
    return {"value": share, "basis": reading.basis or "data", "source": column.source}


def _year(reading: Reading, entry: _Entry) -> str | None:
    years = {side: column.year or reading.year for side, (_, column) in entry.sides.items()}
    there, back = years.get(0), years.get(1)
    if there == back or back is None:
        return there
    return back if there is None else f"{there}; the other way {back}"


def _check(ties: dict[str, Any], file: str) -> None:
    try:
        Ties.model_validate(ties)
    except ValidationError as error:
        raise CaseError(
            Problem(file, None, ".".join(map(str, found["loc"])), str(found["msg"])) for found in error.errors()
        ) from None


def _said(empty: Sequence[str], found: Mapping[tuple[str, str, str], _Entry]) -> list[str]:
    said = []
    if empty:
        said.append(f"{len(empty)} empty cells skipped: {', '.join(empty[:12])}{' ...' if len(empty) > 12 else ''}")
    halves = [f"{a} and {b} ({kind})" for (a, b, kind), entry in found.items() if len(entry.sides) == 1]
    if halves:
        said.append(
            f"{len(halves)} ties have a share one way only, and 0 the other: {', '.join(halves[:6])}"
            f"{' ...' if len(halves) > 6 else ''}"
        )
    return said
