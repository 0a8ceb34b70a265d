"""A table of candidates and a mapping as the `ties` of a case: one entry per pair and kind, with years and sources."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from goodoffices.case.problem import CaseError, Problem
from goodoffices.case.schema import Ties
from goodoffices.exchange.refusal import refuse
from goodoffices.exchange.ties_mapping import CANDIDATE, Column, Reading
from goodoffices.exchange.ties_table import Row, Table, share_in, wanted_columns

DIGITS = 6
"""Decimals kept of a share."""
Names = Mapping[str, str]


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


def ties_from(table: Table, reading: Reading, *, file: str, known: Names | None = None) -> Imported:
    """Turn a table into ties.  O(rows times columns).

    Args:
        table: as read.
        reading: the mapping.
        file: what the mapping is called in messages.
        known: normalised name or id: id of the parties of a case; candidates that are not among them are left out.

    Raises:
        CaseError: a column that the table does not have, a cell that is no share, a candidate named twice, a party that
            would be tied to itself, or nothing left to import.
    """
    paths = {f"columns.{at}.column": column.column for at, column in enumerate(reading.columns)}
    wanted_columns(table, {"candidate": reading.candidate, **paths}, file)
    _parties_there(reading, known, file)
    found: dict[tuple[str, str, str], _Entry] = {}
    left_out: list[str] = []
    empty: list[str] = []
    seen: dict[str, int] = {}
    for row in table.rows:
        name = row.cells.get(reading.candidate, "")
        party = _party(name, reading, known)
        if party is None:
            left_out.append(name or f"line {row.line}")
            continue
        if party in seen:
            refuse(table.file, row.line, reading.candidate, f"{party} stands on line {seen[party]} already", name)
        seen[party] = row.line
        _take(table, row, reading, party, found, empty)
    if not found:
        refuse(table.file, None, "", "no share was found", None, "look at the columns and at the names of the parties")
    ties = _section(reading, found)
    _check(ties, file)
    remarks = [*table.remarks, *_said(left_out, empty, found)]
    named = dict.fromkeys(p for a, b, _ in found for p in (a, b))
    return Imported(ties, tuple(remarks), tuple(named))


def slug(name: str) -> str:
    """An id from a name: `Türkiye` gives turkiye, `United States` united_states."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    found = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:60]
    return found if found[:1].isalpha() else f"p_{found}" if found else ""


def _parties_there(reading: Reading, known: Names | None, file: str) -> None:
    if known is None:
        return
    ids = sorted(set(known.values()))
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


def _party(name: str, reading: Reading, known: Names | None) -> str | None:
    if name in reading.parties:
        return reading.parties[name]
    if reading.only_parties or not slug(name):
        return None
    return slug(name) if known is None else known.get(slug(name))


def _take(
    table: Table, row: Row, reading: Reading, party: str, found: dict[tuple[str, str, str], _Entry], empty: list[str]
) -> None:
    for column in reading.columns:
        if column.party == party:
            continue
        share = share_in(table, row, column.column, column.unit or reading.unit, column.total)
        if share is None:
            empty.append(f"{party}: {column.column}")
            continue
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


def _said(left_out: Sequence[str], empty: Sequence[str], found: Mapping[tuple[str, str, str], _Entry]) -> list[str]:
    said = []
    if left_out:
        said.append(f"left out, for they are no parties of the case or of `parties`: {', '.join(left_out)}")
    if empty:
        said.append(f"{len(empty)} empty cells skipped: {', '.join(empty[:12])}{' ...' if len(empty) > 12 else ''}")
    halves = [f"{a} and {b} ({kind})" for (a, b, kind), entry in found.items() if len(entry.sides) == 1]
    if halves:
        said.append(
            f"{len(halves)} ties have a share one way only, and 0 the other: {', '.join(halves[:6])}"
            f"{' ...' if len(halves) > 6 else ''}"
        )
    return said
