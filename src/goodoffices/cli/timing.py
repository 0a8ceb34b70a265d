"""`goodoffices timing`: when to sign - success by month, what waiting costs, and when the zone opens or closes."""

from __future__ import annotations

from typing import Annotated

import typer

from goodoffices.cli.asking import open_case
from goodoffices.cli.charting import ChartFile, as_text, give, refuse_chart
from goodoffices.cli.console import fail
from goodoffices.cli.options import DEFAULT_SEED, AsJson, CaseName, Draws, Perspectives, Places, Plans, Seed, Workers
from goodoffices.cli.stored import From, note_of, source_of
from goodoffices.cli.studying import put

FEWER_DRAWS = 1024
"""`goodoffices.study.timing.question.DRAWS`, repeated here because importing that takes long."""

Months = Annotated[
    str | None,
    typer.Option("--months", metavar="M,M,...", help="Months of signing (default 0,3,6,12,24 within the horizon)."),
]


def timing(
    case: CaseName,
    plan: Plans = None,
    months: Months = None,
    draws: Draws = FEWER_DRAWS,
    seed: Seed = DEFAULT_SEED,
    perspective: Perspectives = None,
    workers: Workers = None,
    from_: From = None,
    places: Places = None,
    chart: ChartFile = None,
    json: AsJson = False,
) -> None:
    """Show when to sign: success of plans by month, cost of waiting, ripeness, and when the zone opens or closes."""
    refuse_chart(chart)
    wanted = _months(months)
    from goodoffices.study.timing.question import timing as question

    opened = open_case(case)
    source = source_of(opened, from_, perspective)
    answer = put(question, opened, draws, seed, perspective, workers, source, plans=plan, months=wanted, places=places)
    from goodoffices.study.timing.terminal import show

    give(answer, chart, json, as_text, show, note_of(source, answer))


def _months(text: str | None) -> list[int] | None:
    if text is None:
        return None
    parts = [part.strip() for part in text.split(",")]
    wrong = [part for part in parts if not part.isdecimal()]
    if wrong:
        fail(f"--months {text}: {wrong[0]!r} is no month; write whole numbers with commas between, as in 0,6,12")
    return [int(part) for part in parts]
