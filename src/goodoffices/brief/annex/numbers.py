"""Annex A: every number of the case with its basis; annex B: what each perspective sets instead."""

from __future__ import annotations

from itertools import groupby

from goodoffices.brief.blocks import Block, Columns, Heading, Inline, Para, Section, Table, joined, link
from goodoffices.brief.desk import Desk, group
from goodoffices.case.quantity import Quantity
from goodoffices.kit.names import capital, full_stop, listed, slug
from goodoffices.kit.numbers import MISSING, as_written


def ground(desk: Desk, quantity: Quantity) -> Inline:
    """Claims, source and place behind a number."""
    source = desk.case.sources.get(quantity.source) if quantity.source else None
    where = (
        link(f"source-{slug(quantity.source)}", quantity.source)
        if source and quantity.source
        else quantity.source or ""
    )
    parts = [*(desk.to_claim(c) for c in quantity.claims), joined((where, quantity.locator or ""))]
    return joined(parts, ", ")


def placed(desk: Desk, path: str) -> str:
    """The path of a number and the line of the case file where it stands, or where what it belongs to does."""
    line = desk.case.line_of(path)
    return path if line is None else f"{path}, line {line}"


def _row(desk: Desk, path: str, quantity: Quantity) -> tuple[Inline, ...]:
    return (
        placed(desk, path),
        as_written(quantity),
        quantity.basis or "not stated",
        ground(desk, quantity),
        quantity.note or "",
    )


HEAD = ("Number", "Value or range", "Basis", "Claims and source", "Note")


SHORT = ("Number", "Value or range", "Rests on")
PAIRED = 8
"""Rows from which a short table stands in two halves side by side."""


def _short_row(desk: Desk, path: str, quantity: Quantity) -> tuple[Inline, ...]:
    rests: list[Inline] = [quantity.basis or "not stated", ground(desk, quantity), quantity.note or ""]
    return placed(desk, path), as_written(quantity), joined((part for part in rests if part), ": ")


def _short(title: str, rows: list[tuple[Inline, ...]], anchors: list[str]) -> Block:
    """The same rows in three columns, and side by side where they are many: half the paper."""
    half = (len(rows) + 1) // 2 if len(rows) >= PAIRED else len(rows)
    first = Table(title, SHORT, tuple(rows[:half]), "small numbers short", tuple(anchors[:half]))
    if half == len(rows):
        return first
    rest = Table(f"{title}, continued", SHORT, tuple(rows[half:]), "small numbers short", tuple(anchors[half:]))
    return Columns((first,), (rest,), "pair")


def numbers_annex(desk: Desk, short: bool = False) -> Section:
    """One table per part of the case file, rows in file order; the first row of each group can be linked to.

    Args:
        short: in three columns on half the paper.
    """
    blocks: list[Block] = [
        Para(
            f"All {len(desk.numbers)} numbers of the case as written, each with its path and line in the case file "
            "(for a default that nobody wrote, the line of what it belongs to). Ranges: uniform low–high; pert low–most "
            f"likely–high; "
            "normal mean–standard deviation; lognormal median–standard deviation of the logarithm; beta a–b; "
            "choice value (weight)."
        )
    ]
    seen: set[str] = set()
    for top, items in groupby(desk.numbers.items(), key=lambda kv: kv[0].split(".")[0]):
        rows: list[tuple[Inline, ...]] = []
        anchors: list[str] = []
        for path, quantity in items:
            rows.append((_short_row if short else _row)(desk, path, quantity))
            anchors.append("" if group(path) in seen else f"n-{slug(group(path))}")
            seen.add(group(path))
        title = capital(top.replace("_", " "))
        full = Table(title, HEAD, tuple(rows), "small numbers", tuple(anchors))
        blocks.append(_short(title, rows, anchors) if short else full)
    return Section("annex-a", "Annex A. Every number and what it rests on", tuple(blocks))


def _override_rows(desk: Desk, name: str, overrides: dict[str, Quantity]) -> tuple[tuple[Inline, ...], ...]:
    rows = []
    for path, quantity in overrides.items():
        before = desk.numbers.get(path)
        line = desk.case.line_of(f"perspectives.{name}.set.{path}")
        rows.append(
            (
                path if line is None else f"{path}, line {line}",
                as_written(before) if before else MISSING,
                as_written(quantity),
                ground(desk, quantity),
                quantity.note or "",
            )
        )
    return tuple(rows)


def overrides_annex(desk: Desk) -> Section:
    """Each perspective: who holds it, what it concludes, and the numbers it sets instead."""
    blocks: list[Block] = []
    for result in desk.views:
        spec = desk.case.perspectives.get(result.name)
        blocks.append(Heading(result.title, f"view-{slug(result.name)}"))
        if spec is None:
            blocks.append(Para("The numbers of the case as they stand."))
            continue
        claims = joined((desk.to_claim(c) for c in spec.claims), ", ")
        about: list[Inline] = [
            f"Held by {full_stop(spec.who)}" if spec.who else "",
            full_stop(spec.summary) if spec.summary else "",
            f"Concludes: {full_stop(spec.conclusion)}" if spec.conclusion else "",
            f"Joined by {full_stop(listed(spec.joined_by))}" if spec.joined_by else "",
            joined(("Claims:", claims)) if claims else "",
        ]
        if any(about):
            blocks.append(Para(joined(about)))
        if spec.set:
            rows = _override_rows(desk, result.name, spec.set)
            blocks.append(
                Table(
                    f"{result.title}: numbers set",
                    ("Number", "In the case", "Here", "Claims and source", "Note"),
                    rows,
                    "small numbers overrides",
                )
            )
        else:
            blocks.append(Para("It sets no number: the case as it stands."))
    return Section("annex-b", "Annex B. Perspectives and what they set", tuple(blocks))
