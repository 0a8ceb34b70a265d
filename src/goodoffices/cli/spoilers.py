"""`goodoffices spoilers`: who would rather see no settlement, what it costs, and what would stop them."""

from __future__ import annotations

from typing import Annotated

import typer

from goodoffices.cli.asking import open_case
from goodoffices.cli.charting import ChartFile, give, refuse_chart
from goodoffices.cli.options import DEFAULT_SEED, AsJson, CaseName, Perspectives, Plans, Seed, Workers
from goodoffices.cli.stored import From, note_of, source_of
from goodoffices.cli.studying import put

DEFAULT_DRAWS = 4096

Pool = Annotated[
    int, typer.Option("--draws", metavar="N", min=64, max=131_072, help="Draws; rounded up to a power of two.")
]
Confidence = Annotated[
    float,
    typer.Option("--confidence", metavar="C", min=0.0, max=1.0, help="Share of draws in which a remedy must work."),
]


def spoilers(
    case: CaseName,
    draws: Pool = DEFAULT_DRAWS,
    seed: Seed = DEFAULT_SEED,
    perspective: Perspectives = None,
    plan: Plans = None,
    confidence: Confidence = 0.8,
    workers: Workers = None,
    from_: From = None,
    chart: ChartFile = None,
    json: AsJson = False,
) -> None:
    """Show who would spoil each plan, what that costs its chance of success, and what would turn or outweigh them."""
    refuse_chart(chart)
    opened = open_case(case)
    source = source_of(opened, from_, perspective)
    from goodoffices.study.spoilers.question import spoilers as ask

    found = put(
        ask, opened, draws, seed, perspective, workers, source, plans=plan, confidence=confidence, levers=bool(plan)
    )
    from goodoffices.study.spoilers.export import spoilers_text
    from goodoffices.study.spoilers.terminal import show

    give(found, chart, json, spoilers_text, show, note_of(source, found))
