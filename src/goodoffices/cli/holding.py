"""`goodoffices holding`: would a plan's deals hold, what tempts whom, and which guarantee would be enough?"""

from __future__ import annotations

from typing import Annotated

import typer

from goodoffices.cli.asking import open_case
from goodoffices.cli.charting import ChartFile, as_text, give, refuse_chart
from goodoffices.cli.options import DEFAULT_SEED, AsJson, CaseName, Draws, Perspectives, Places, Seed, Workers
from goodoffices.cli.stored import From, note_of, source_of
from goodoffices.cli.studying import put

FEWER_DRAWS = 4096
"""`goodoffices.study.holding.question.DRAWS`, repeated here because importing that takes long."""

PlanName = Annotated[str, typer.Option("--plan", metavar="ID", help="The plan whose deals are looked at.")]
Confidence = Annotated[
    float,
    typer.Option("--confidence", metavar="SHARE", help="Share of the deals that guarantees are to hold up (0.9)."),
]


def holding(
    case: CaseName,
    plan: PlanName,
    confidence: Confidence = 0.9,
    draws: Draws = FEWER_DRAWS,
    seed: Seed = DEFAULT_SEED,
    perspective: Perspectives = None,
    workers: Workers = None,
    from_: From = None,
    places: Places = None,
    chart: ChartFile = None,
    json: AsJson = False,
) -> None:
    """Show whether a plan's deals hold, what tempts whom to break them, and the smallest guarantee that is enough."""
    refuse_chart(chart)
    opened = open_case(case)
    source = source_of(opened, from_, perspective)
    from goodoffices.study.holding.question import holding as question

    answer = put(
        question, opened, draws, seed, perspective, workers, source, plan=plan, confidence=confidence, places=places
    )
    from goodoffices.study.holding.terminal import show

    give(answer, chart, json, as_text, show, note_of(source, answer))
