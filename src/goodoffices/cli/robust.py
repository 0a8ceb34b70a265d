"""`goodoffices robust`: the texts that all signers accept in the most draws, proven, and what stands in their way."""

from __future__ import annotations

from typing import Annotated

import typer

from goodoffices.cli.asking import open_case
from goodoffices.cli.charting import as_text
from goodoffices.cli.console import hand_over
from goodoffices.cli.options import DEFAULT_DRAWS, DEFAULT_SEED, AsJson, CaseName, Draws, Perspectives, Seed, Workers
from goodoffices.cli.stored import From, note_of, source_of
from goodoffices.cli.studying import put

Top = Annotated[
    int, typer.Option("--top", metavar="K", min=1, max=1000, help="How many packages: the best and its runners-up.")
]


def robust(
    case: CaseName,
    draws: Draws = DEFAULT_DRAWS,
    seed: Seed = DEFAULT_SEED,
    perspective: Perspectives = None,
    top: Top = 6,
    workers: Workers = None,
    from_: From = None,
    json: AsJson = False,
) -> None:
    """Find the texts most often acceptable to all, with proof, and the single changes that help most."""
    opened = open_case(case)
    source = source_of(opened, from_, perspective)
    from goodoffices.study.robust.question import robust as question

    answer = put(question, opened, draws, seed, perspective, workers, source, top=top)
    from goodoffices.study.robust.terminal import show

    hand_over(answer, json, as_text, show, note_of(source, answer, forms=False))
