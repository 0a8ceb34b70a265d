"""`goodoffices zone`: is there a deal that all prefer to fighting on, and which text comes closest?"""

from __future__ import annotations

from typing import Annotated

import typer

from goodoffices.cli.asking import open_case
from goodoffices.cli.charting import as_text
from goodoffices.cli.console import fail, hand_over
from goodoffices.cli.options import DEFAULT_DRAWS, DEFAULT_SEED, AsJson, CaseName, Draws, Perspectives, Seed, Workers
from goodoffices.cli.stored import From, fixed_by, note_of, source_of
from goodoffices.cli.studying import put

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
    from goodoffices.study.zone.question import zone as question

    answer = put(question, opened, draws, seed, perspective, workers, source, thin=thin, **fixed_by(source))
    from goodoffices.study.zone.terminal import show

    hand_over(answer, json, as_text, show, note_of(source, answer, fixed=True))
