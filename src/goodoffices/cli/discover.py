"""`goodoffices discover`: what you would have to believe for a plan to succeed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

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
from goodoffices.cli.studying import open_case, put

if TYPE_CHECKING:
    from rich.console import Console

    from goodoffices.case.schema import Case
    from goodoffices.study.discovery_result import Discovery, PlanDiscovery

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
    from goodoffices.study.discovery_export import discovery_text

    give(found, chart, json, discovery_text, _print, note)


def _ask(case: Case, **options: object) -> Discovery:
    from goodoffices.study.discovery import discovery

    return discovery(case, **options)  # type: ignore[arg-type]


def _print(console: Console, found: Discovery) -> None:
    from goodoffices.cli.tables import footing, heading, perspective_heading

    verb = "fail" if found.fails else "succeed"
    heading(console, found, f"What would you have to believe for a plan to {verb}?")
    for view in found.perspectives.values():
        perspective_heading(console, view)
        for plan in view.plans.values():
            _plan(console, found, plan, view.uncertain)
    footing(
        console,
        found,
        f"of draws: share of draws in which the number is so, %. chance: how likely the box would {verb} as "
        "often by chance were that limit without meaning (quasi-p-value: Bryant & Lempert 2010).",
        "Boxes are found on the first half of the draws; in brackets: on the second half, which had no part in it.",
    )


def _plan(console: Console, found: Discovery, plan: PlanDiscovery, uncertain: int) -> None:
    from goodoffices.case.believing import believed
    from goodoffices.cli.tables import percent, plain_table

    verb = "fails" if found.fails else "succeeds"
    name = found.case.plans[plan.plan].name
    console.print(f"\n{name} ({plan.plan}): {verb} in {percent(plan.mean, 1)} % of draws")
    if not uncertain:
        console.print("No box: no number of the case is uncertain here.")
    elif not plan.beliefs:
        why = "hardly ever" if plan.mean < 0.5 else "nearly always"
        console.print(f"No box: it {verb} {why}, or about as often whatever you believe.")
    for number, box in enumerate(plan.beliefs, 1):
        where = "where all of this holds" if number == 1 else "elsewhere, where all of this holds"
        console.print(
            f"{percent(box.density)} ({percent(box.held_back_density)}) % {where}: {percent(box.mass)} % of the draws, "
            f"{percent(box.coverage)} ({percent(box.held_back_coverage)}) % of those in which it {verb}",
        )
        table = plain_table(("", "left"), ("of draws, %", "right"), ("chance", "right"))
        for limit in box.limits:
            chance = "<0.001" if limit.chance < 0.001 else f"{limit.chance:.3f}"
            table.add_row(believed(found.case, limit.path, limit.lower, limit.upper), percent(limit.share), chance)
        console.print(table)
