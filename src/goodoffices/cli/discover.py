"""`goodoffices discover`: what you would have to believe for a plan to succeed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from goodoffices.cli.asking import open_case
from goodoffices.cli.charting import ChartFile, give, refuse_chart
from goodoffices.cli.options import (
    DEFAULT_DRAWS,
    DEFAULT_SEED,
    AsJson,
    CaseName,
    Draws,
    Perspectives,
    Plans,
    Seed,
    Workers,
)
from goodoffices.cli.stored import From, source_of
from goodoffices.cli.studying import put

if TYPE_CHECKING:
    from goodoffices.play.study import Study
    from goodoffices.study.discover.answer import Discovery

Coverage = Annotated[
    float,
    typer.Option(
        "--coverage", metavar="C", min=0.01, max=1.0, help="Least share of the successes that a box must hold."
    ),
]
Boxes = Annotated[int, typer.Option("--boxes", metavar="K", min=1, max=10, help="How many boxes to look for.")]
Fails = Annotated[bool, typer.Option("--fails", help="What you would have to believe for it to fail.")]


def discover(
    case: CaseName,
    draws: Draws = DEFAULT_DRAWS,
    seed: Seed = DEFAULT_SEED,
    perspective: Perspectives = None,
    plan: Plans = None,
    coverage: Coverage = 0.5,
    boxes: Boxes = 2,
    fails: Fails = False,
    workers: Workers = None,
    from_: From = None,
    chart: ChartFile = None,
    json: AsJson = False,
) -> None:
    """Show what you would have to believe for each plan to succeed: boxes of numbers in which it mostly does (PRIM)."""
    refuse_chart(chart)
    opened = open_case(case)
    asked: dict[str, Any] = {"plans": plan, "coverage": coverage, "boxes": boxes, "fails": fails}
    source, note = source_of(opened, from_, perspective), None
    if source is None:
        found = put(_ask, opened, draws, seed, perspective, workers, **asked)
    else:
        from goodoffices.runs.answers import discover as stored

        found, note = source.read(stored, draws, "success of every plan", **asked)
    from goodoffices.study.discover.export import discovery_text
    from goodoffices.study.discover.terminal import show

    give(found, chart, json, discovery_text, show, note)


def _ask(study: Study, **options: object) -> Discovery:
    from goodoffices.study.discover.question import discover as ask

    return ask(study, **options)  # type: ignore[arg-type]
