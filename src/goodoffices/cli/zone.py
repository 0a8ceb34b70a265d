"""`goodoffices zone`: is there a deal that all prefer to fighting on, and which text comes closest?"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Annotated

import typer

from goodoffices.cli.console import fail, hand_over
from goodoffices.cli.options import DEFAULT_DRAWS, DEFAULT_SEED, AsJson, CaseName, Draws, Perspectives, Seed, Workers
from goodoffices.cli.stored import From, note_of, source_of
from goodoffices.cli.studying import open_case, run_study

if TYPE_CHECKING:
    from rich.console import Console

    from goodoffices.study.results import PerspectiveResult, Study

FEWEST_KEPT = 16
Thin = Annotated[
    int,
    typer.Option(
        "--thin",
        metavar="N",
        min=0,
        help="An approximation for many signers: keep N deals (16 or more) of the frontier of each draw; "
        "shares of draws with a deal are then from below. 0 keeps all of them.",
    ),
]


def zone(
    case: CaseName,
    draws: Draws = DEFAULT_DRAWS,
    seed: Seed = DEFAULT_SEED,
    perspective: Perspectives = None,
    workers: Workers = None,
    from_: From = None,
    thin: Thin = 0,
    json: AsJson = False,
) -> None:
    """Show the zone of agreement: does a deal exist, how wide, and which text is most often acceptable."""
    if 0 < thin < FEWEST_KEPT:
        fail(f"--thin keeps {FEWEST_KEPT} deals of a frontier or more (or all of them: 0), not {thin}")
    opened = open_case(case)
    source = source_of(opened, from_, perspective)
    study = run_study(opened, draws, seed, perspective, workers, source, thin)
    hand_over(study, json, _as_json, _print, note_of(source, study))


def _as_json(study: Study) -> str:
    from goodoffices.study.export import json_text, zone_json

    return json_text(zone_json(study))


def _print(console: Console, study: Study) -> None:
    from goodoffices.case.vocabulary import words_of
    from goodoffices.cli.tables import footing, heading, perspective_heading

    heading(console, study, f"Is there a deal that all prefer to {words_of(study.case).go_on}, with nobody's help?")
    if study.thin:
        said = (
            f"Approximation: of the frontier of each draw {study.thin:,} deals were kept. Where one of them suits all, a deal "
            "exists; where none does, one may exist all the same. Shares with a deal, margins and what each can get are "
            "from below."
        )
        console.print(textwrap.fill(said, min(console.width, 80)) + "\n", markup=False)
    for result in study.perspectives.values():
        perspective_heading(console, result)
        _zone(console, study, result)
        _text(console, study, result)
    footing(
        console,
        study,
        "Points are each party's own: 100 is its best option on every issue, 0 its worst. short: share of the draws "
        "without a deal in which it is the one left with least. apart: points between the signers' wishes.",
        "Spreads are the median and, in brackets, the range of nine draws in ten; ± is two standard errors.",
    )


def _zone(console: Console, study: Study, result: PerspectiveResult) -> None:
    from goodoffices.cli.tables import party_name, percent, plain_table, share_with_error, spread

    zone = result.zone
    console.print(f"A deal exists in {share_with_error(zone.exists, zone.exists_se)} % of draws.")
    console.print(f"Widest margin that all can have at once: {spread(zone.margin)} points.\n")
    table = plain_table(("signer", "left"), ("wants at least", "right"), ("can get", "right"), ("short, %", "right"))
    for signer in zone.floor:
        short = percent(zone.shortest_party.get(signer, 0.0))
        reach = spread(zone.reach[signer]) if signer in zone.reach else "-"
        table.add_row(party_name(study, signer), spread(zone.floor[signer]), reach, short)
    console.print(table)


def _text(console: Console, study: Study, result: PerspectiveResult) -> None:
    from goodoffices.cli.tables import plain_table, points, share_with_error

    robust = result.robust
    share = share_with_error(robust.share, robust.se)
    console.print(f"\nThe text most often acceptable to all: {share} % of draws.\n")
    apart = dict(result.zone.blocking_issues)
    table = plain_table(("issue", "left"), ("option", "left"), ("apart", "right"))
    for issue, option in robust.package.options.items():
        asked = study.case.issues[issue]
        table.add_row(asked.name, asked.options[option].name, points(apart[issue]) if issue in apart else "-")
    console.print(table)
