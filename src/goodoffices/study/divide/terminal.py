"""A division as tables for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from goodoffices.kit.numbers import decimals, part_percent
from goodoffices.kit.tables import headline, know, plain_table
from goodoffices.study.divide.answer import TITLES, Divided, EstateShared, GoodsSold, GoodsSplit

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

SPLIT = (
    "Adjusted Winner: each good goes to who gives it more points; then who is ahead hands over what costs it least per "
    "point of the other, until both have as many. No division gives both more, neither would rather have the other's "
    "part, and at most one good is split (Brams & Taylor 1996)."
)
SOLD = (
    "Sealed bids: each good goes to the highest bid. Fair share: an equal part of all one's own bids. Who takes more pays "
    "the difference, who takes less is paid, and what is left over is spread evenly (Knaster 1945)."
)
SHARED = {
    "proportional": "proportional: the same part of every claim.",
    "constrained_equal_awards": "equal awards: the same to all, but nobody more than its claim.",
    "constrained_equal_losses": "equal losses: all forgo the same, but nobody gets less than nothing.",
    "talmud": "Talmud: every pair divides what the two have as in the contested garment (Aumann & Maschler 1985).",
    "random_arrival": "random arrival: first come first served, the mean over all orders (O'Neill 1982).",
}
SMALLEST_PART = 1000
"""Parts are written as fractions up to this denominator, below as per cent."""


def show(console: Console, divided: Divided) -> None:
    """Title, tables, and what the words mean."""
    goods = () if isinstance(divided, EstateShared) else divided.given.goods
    know(console, (divided.given.name, *divided.given.parties, *goods))
    headline(console, divided.given.name)
    if isinstance(divided, GoodsSplit):
        tables, said = _split(divided), [SPLIT]
    elif isinstance(divided, GoodsSold):
        tables, said = _sold(divided), [SOLD]
    else:
        tables, said = [_shared(divided)], [SHARED[rule] for rule in divided.awards]
    for table in tables:
        console.print()
        console.print(table)
    console.print()
    for sentence in (*divided.remarks, *said):
        console.print("\n".join(textwrap.wrap(sentence, min(console.width, 80))))


def _split(divided: GoodsSplit) -> list[str | Table]:
    given, found = divided.given, divided.found
    number = amounts([*(float(p) for row in given.points for p in row), *map(float, (*found.initial, *found.points))])
    table = plain_table(("points for", "left"), *((p, "right") for p in given.parties), ("goes to", "left"))
    for g, (good, share) in enumerate(zip(given.goods, found.shares, strict=True)):
        cells = [number(float(row[g])) for row in given.points]
        table.add_row(good, *cells, _holders(given.parties, share))
    ends = plain_table(("points of", "left"), ("to begin with", "right"), ("in the end", "right"))
    for i, party in enumerate(given.parties):
        ends.add_row(party, number(float(found.initial[i])), number(float(found.points[i])))
    return [table, ends]


def _holders(parties: tuple[str, str], share: Fraction) -> str:
    """Who has a good, or which part of it."""
    if share in (0, 1):
        return parties[0] if share else parties[1]
    parts = [(party, part) for party, part in zip(parties, (share, 1 - share), strict=True)]
    exact = share.denominator <= SMALLEST_PART
    return "\n".join(f"{party} {part if exact else part_percent(float(part))}" for party, part in parts)


def _sold(divided: GoodsSold) -> list[str | Table]:
    given, found = divided.given, divided.found
    each = found.surplus / len(given.parties)
    money = (*found.fair_share, *found.cash, *found.worth, found.surplus, each)
    number = amounts(map(float, money))
    table = plain_table(
        ("party", "left"), ("takes", "left"), ("fair share", "right"), ("money", "right"), ("ends with", "right")
    )
    for i, party in enumerate(given.parties):
        cells = [number(float(found.fair_share[i])), number(float(found.cash[i])), number(float(found.worth[i]))]
        table.add_row(party, ", ".join(divided.goods_of(i)) or "-", *cells)
    line = (
        f"Left over: {number(found.surplus)}, so everybody ends {number(each)} above its fair share, by its own bids."
    )
    return [table, "\n".join(textwrap.wrap(line, 80))]


def _shared(divided: EstateShared) -> Table:
    given = divided.given
    number = amounts([given.estate, *given.claims, *(float(a) for row in divided.awards.values() for a in row)])
    headings = [TITLES[rule].replace(" ", "\n") for rule in divided.awards]
    table = plain_table(
        ("estate " + number(given.estate), "left"), ("claim", "right"), *((h, "right") for h in headings)
    )
    for i, (party, claim) in enumerate(zip(given.parties, given.claims, strict=True)):
        table.add_row(party, number(claim), *(number(float(row[i])) for row in divided.awards.values()))
    return table


def amounts(values: Iterable[float]) -> Callable[[float], str]:
    """How amounts of one table are written: whole ones without decimals, others with two, or with more where it takes them.

    Thousands apart; small amounts keep three significant digits.
    """
    known = list(values)
    digits = 3 if max(map(abs, known), default=0.0) < 1.0 else 1
    after = decimals(known, 2, digits)

    def number(value: float) -> str:
        rounded = round(value, after) + 0.0
        text = f"{rounded:,.{after}f}"
        return text.rstrip("0").rstrip(".") if after > 2 or rounded == round(rounded) else text

    return number
