"""`goodoffices sensitivity`: which uncertain numbers a plan's success hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from goodoffices.cli.asking import open_case
from goodoffices.cli.charting import ChartFile, give, refuse_chart
from goodoffices.cli.console import fail, remark
from goodoffices.cli.options import (
    DEFAULT_SEED,
    AsJson,
    CaseName,
    Perspectives,
    Plans,
    Seed,
    Workers,
    power_of_two,
)
from goodoffices.cli.stored import From, source_of
from goodoffices.cli.studying import put

if TYPE_CHECKING:
    from goodoffices.case.schema import Case
    from goodoffices.play.study import Study
    from goodoffices.study.sensitivity.answer import Sensitivity

DEFAULT_DRAWS = 2048

Samples = Annotated[
    int,
    typer.Option("--draws", metavar="N", min=64, max=131_072, help="Draws of each of the two samples, a power of two."),
]
By = Annotated[
    str,
    typer.Option("--by", metavar="WHAT", help="number: by uncertain number; claim: by the claim that numbers rest on."),
]
Most = Annotated[
    int, typer.Option("--most", metavar="F", min=1, max=1000, help="Factors up to which all get indices of their own.")
]
Output = Annotated[
    str,
    typer.Option(
        "--output", metavar="NAME", help="success, or the margin of a link: consent, exists, delivers, holds."
    ),
]


def sensitivity(
    case: CaseName,
    draws: Samples = DEFAULT_DRAWS,
    seed: Seed = DEFAULT_SEED,
    perspective: Perspectives = None,
    plan: Plans = None,
    by: By = "number",
    output: Output = "success",
    most: Most = 40,
    workers: Workers = None,
    from_: From = None,
    chart: ChartFile = None,
    json: AsJson = False,
) -> None:
    """Show which uncertain numbers, or claims, each plan's success hangs on: shares of variance (Sobol), a tornado.

    One perspective at a time: the first of the case unless --perspective names others.
    """
    if by not in ("number", "claim"):
        fail(f"--by {by}: must be number or claim")
    if output not in ("success", "consent", "exists", "delivers", "holds"):
        fail(f"--output {output}: must be success, consent, exists, delivers or holds")
    refuse_chart(chart)
    opened, note = open_case(case), None
    source = source_of(opened, from_, perspective)
    if source is None:
        samples = power_of_two(draws)
        if samples != draws:
            remark(f"{draws:,} draws rounded up to {samples:,}, a power of two")
        views = perspective or _first(opened)
        found = put(_ask, opened, None, seed, views, workers, samples=samples, plans=plan, by=by, most=most)
    else:
        if by == "claim" or source.named.typed("most"):
            stray = "--by claim" if by == "claim" else "--most"
            fail(f"{stray} needs draws made for the purpose, in which numbers are exchanged: leave it or --from out")
        from goodoffices.runs.answers import sensitivity as stored

        own = source if perspective else source.only(source.perspectives[0])
        found, note = own.read(stored, draws, "success and margins", plans=plan)
    from goodoffices.study.sensitivity.export import sensitivity_text
    from goodoffices.study.sensitivity.terminal import show

    give(found, chart, json, sensitivity_text, lambda console, answer: show(console, answer, output), note)


def _ask(study: Study, **options: object) -> Sensitivity:
    from goodoffices.study.sensitivity.question import sensitivity as ask

    return ask(study, **options)  # type: ignore[arg-type]


def _first(case: Case) -> list[str] | None:
    return [next(iter(case.perspectives))] if case.perspectives else None
