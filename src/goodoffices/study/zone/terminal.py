"""What `goodoffices zone` prints."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from goodoffices.case.vocabulary import words_of
from goodoffices.kit.tables import (
    footing,
    heading,
    party_name,
    percent,
    perspective_heading,
    plain_table,
    points,
    share_with_error,
    spread,
)

if TYPE_CHECKING:
    from rich.console import Console

    from goodoffices.study.zone.answer import ZoneAnswer, ZoneView


def show(console: Console, answer: ZoneAnswer) -> None:
    heading(console, answer, f"Is there a deal that all prefer to {words_of(answer.case).go_on}, with nobody's help?")
    if answer.thin:
        said = (
            f"Approximation: of the frontier of each draw {answer.thin:,} deals were kept. Where one of them suits all, a deal "
            "exists; where none does, one may exist all the same. Shares with a deal, margins and what each can get are "
            "from below."
        )
        console.print(textwrap.fill(said, min(console.width, 80)) + "\n", markup=False)
    for view in answer.perspectives.values():
        perspective_heading(console, view)
        _zone(console, answer, view)
        _text(console, answer, view)
    footing(
        console,
        answer,
        "Points are each party's own: 100 is its best option on every issue, 0 its worst. short: share of the draws "
        "without a deal in which it is the one left with least. apart: points between the signers' wishes.",
        "Spreads are the median and, in brackets, the range of nine draws in ten; ± is two standard errors.",
    )


def _zone(console: Console, answer: ZoneAnswer, view: ZoneView) -> None:
    zone = view.zone
    console.print(f"A deal exists in {share_with_error(zone.exists, zone.exists_se)} % of draws.")
    console.print(f"Widest margin that all can have at once: {spread(zone.margin)} points.\n")
    table = plain_table(("signer", "left"), ("wants at least", "right"), ("can get", "right"), ("short, %", "right"))
    for signer in zone.floor:
        short = percent(zone.shortest_party.get(signer, 0.0))
        reach = spread(zone.reach[signer]) if signer in zone.reach else "-"
        table.add_row(party_name(answer, signer), spread(zone.floor[signer]), reach, short)
    console.print(table)


def _text(console: Console, answer: ZoneAnswer, view: ZoneView) -> None:
    robust = view.robust
    share = share_with_error(robust.share, robust.se)
    console.print(f"\nThe text most often acceptable to all: {share} % of draws.\n")
    apart = dict(view.zone.blocking_issues)
    table = plain_table(("issue", "left"), ("option", "left"), ("apart", "right"))
    for issue, option in robust.package.options.items():
        asked = answer.case.issues[issue]
        table.add_row(asked.name, asked.options[option].name, points(apart[issue]) if issue in apart else "-")
    console.print(table)
