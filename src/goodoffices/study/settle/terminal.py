"""A settlement as tables for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from goodoffices.kit.numbers import together
from goodoffices.kit.tables import headline, know, plain_table
from goodoffices.study.settle.answer import Settlement

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from goodoffices.study.settle.answer import Settlement

HEADINGS = {"nash": "Nash", "kalai_smorodinsky": "Kalai-S.", "egalitarian": "egalit.", "utilitarian": "utilit."}
"""Concepts that get a column."""
MOST_ROWS = 10
"""Improvements that are listed; the JSON has all."""
LARGE = 10.0
"""Utilities of a party from here on are shown with one digit, below with four, and with more where they look alike."""


def points_table(found: Settlement) -> Table:
    """A row per party: what it has without a deal, and at each point."""
    there = [concept for concept in HEADINGS if found.points.get(concept) is not None]
    columns = [("no deal", "right"), *((HEADINGS[c], "right") for c in there)]
    table = plain_table(("utility of", "left"), *columns)  # type: ignore[arg-type]
    points = [found.points[concept] for concept in there]
    for i, party in enumerate(found.wording.parties):
        show = _digits([found.disagreement[i], *(p.utilities[i] for p in points if p is not None)])
        deals = [show(point.utilities[i]) for point in points if point is not None]
        table.add_row(party, show(found.disagreement[i]), *deals)
    return table


def frontier_line(found: Settlement) -> str:
    """How many outcomes there are, how many suit everybody, and how many are on the frontier; a line each."""
    outcomes = "infinitely many" if found.outcomes is None else _many(found.outcomes)
    parts = [f"outcomes: {outcomes}"]
    if found.rational_outcomes is not None:
        parts.append(f"acceptable to all: {_many(found.rational_outcomes)}")
    if found.frontier_size is not None:
        what = " corners" if found.segments else " packages" if found.ties == "keep" else ""
        parts.append(f"on the frontier: {_many(found.frontier_size)}{what}")
    return "\n".join(parts)


def packages_table(found: Settlement) -> Table:
    """A row per issue, and a column per deal that some concept picks."""
    columns: dict[tuple[tuple[str, object], ...], list[str]] = {}
    for concept, heading in HEADINGS.items():
        point = found.points.get(concept)
        if point is not None:
            columns.setdefault(tuple(point.package.items()), []).append(heading)
    headings = [",\n".join(names) for names in columns.values()] if len(columns) > 1 else ["every point above"]
    table = plain_table(("issue", "left"), *((heading, "left") for heading in headings))
    deals = [dict(package) for package in columns]
    for issue, shown in zip(found.scenario.issues, found.wording.issues, strict=True):
        cells = [found.wording.option(found.scenario, issue.name, deal[issue.name]) for deal in deals]  # type: ignore[arg-type]
        table.add_row(shown.name, *cells)
    return table


def improvement_table(found: Settlement) -> tuple[str | Table, ...]:
    """What beats the deal in hand."""
    assert found.improvement is not None
    better = found.improvement.better
    if better is None:
        better = () if found.improvement.best is None else (found.improvement.best,)
    if not better:
        return ("Nothing beats the deal in hand for somebody without a loss for another.",)
    as_good = found.improvement.as_good
    whole = [] if as_good is None else [_as_good(as_good, len(better))]
    given, listed = found.improvement.given, better[:MOST_ROWS]
    show = [_digits(mine) for mine in zip(given.utilities, *(deal.utilities for deal in listed), strict=True)]
    table = plain_table(("better for all or some", "left"), *((p, "right") for p in found.wording.parties))
    table.add_row("the deal in hand", *(told(u) for told, u in zip(show, given.utilities, strict=True)))
    for deal in listed:
        changed = [
            found.wording.option(found.scenario, issue, chosen)
            for issue, chosen in deal.package.items()
            if chosen != found.improvement.given.package[issue]
        ]
        table.add_row("; ".join(changed), *(told(u) for told, u in zip(show, deal.utilities, strict=True)))
    more = len(better) - MOST_ROWS
    return (table, *([f"and {more:,} more"] if more > 0 else []), *whole)


def _as_good(outcomes: int, better: int) -> str:
    """How many outcomes would do, and how many of them are worth a look."""
    return f"leave nobody worse off: {_many(outcomes)}, this deal among them; beaten by none of them: {better:,}"


def remarks(console: Console, found: Settlement) -> None:
    """What a reader must know beside the numbers."""
    picked = any(point is not None for point in found.points.values())
    marks = [
        "no deal: the reservation value, or the worst outcome where that is better or none is stated. "
        "Acceptable to all: worth at least that to everybody. Points are each party's own."
    ]
    if picked:
        marks.append(
            "Nash: greatest product of gains over no deal. Kalai-S. (Kalai-Smorodinsky): greatest least share of the way "
            "to the best. egalit.: greatest least gain. utilit.: greatest sum, as the source scales utilities."
        )
    console.print()
    for sentence in (*found.remarks, *marks):
        console.print("\n".join(textwrap.wrap(sentence, min(console.width, 80))))


def _many(count: int) -> str:
    return f"{count:,}" if count < 10**15 else f"{count:.3e}".replace("e+", " x 10^")


def _digits(utilities: Sequence[float]) -> Callable[[float], str]:
    """How one party's utilities are written; every party's points are its own."""
    return together(utilities, 1 if max(map(abs, utilities)) >= LARGE else 4)


def show(console: Console, found: Settlement) -> None:
    wording = found.wording
    known = (wording.title, *wording.parties)
    know(console, (*known, *(text for issue in wording.issues for text in (issue.name, *issue.options))))
    headline(console, wording.title)
    console.print("What could be signed, and which deals do solution concepts pick?")
    if found.perspective is not None:
        console.print(f"Numbers at their central values, perspective {found.perspective}.")
    console.print()
    console.print(points_table(found))
    console.print(frontier_line(found))
    if any(point is not None for point in found.points.values()):
        console.print()
        console.print(packages_table(found))
    if found.improvement is not None:
        console.print()
        console.print(*improvement_table(found), sep="\n")
    remarks(console, found)
