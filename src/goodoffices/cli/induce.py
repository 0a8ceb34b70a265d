"""`goodoffices induce`: what would bring this mediator in - the cheapest offers and commitments, and what each step costs."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import Annotated

import typer

from goodoffices.cli.asking import open_case
from goodoffices.cli.charting import ChartFile, give, refuse_chart
from goodoffices.cli.console import fail
from goodoffices.cli.options import DEFAULT_SEED, AsJson, CaseName, Draws, Perspectives, Seed, Workers
from goodoffices.cli.stored import From, note_of, source_of
from goodoffices.cli.studying import put

FEWER_DRAWS = 2_048
"""`goodoffices.study.induce.question.DRAWS`, repeated here because importing that takes long."""


class Ways(StrEnum):
    """How promises may be made."""

    public = "public"
    private = "private"
    mixed = "mixed"


class Scales(StrEnum):
    """How points of different sponsors are added."""

    stakes = "stakes"
    points = "points"


Mediator = Annotated[str, typer.Option("--mediator", "-m", metavar="ID", help="The third party to be brought in.")]
PlanId = Annotated[
    str | None, typer.Option("--plan", metavar="ID", help="Within this plan of the case; alone if not said.")
]
Confidence = Annotated[
    float, typer.Option("--confidence", metavar="SHARE", help="In which share of draws all must be willing at once.")
]
Mode = Annotated[Ways | None, typer.Option("--mode", help="Only this way; all three if not said.")]
Commitments = Annotated[
    int | None,
    typer.Option(
        "--commitments", metavar="N", min=0, help="Most levers that others commit at once (1; 0 if divisible)."
    ),
]
Divisible = Annotated[bool, typer.Option("--divisible", help="Parts of an offer may be promised.")]
Budgets = Annotated[
    list[str] | None,
    typer.Option(
        "--budget", metavar="ID=POINTS", help="Most of its own points that a sponsor may promise; repeatable."
    ),
]
Weights = Annotated[
    list[str] | None,
    typer.Option("--weight", metavar="ID=W", help="How much a sponsor's points count (1 if not said); repeatable."),
]
Scale = Annotated[Scales, typer.Option("--scale", help="Add points per sponsor's stake, or as they are.")]


def induce(
    case: CaseName,
    mediator: Mediator,
    plan: PlanId = None,
    confidence: Confidence = 0.8,
    mode: Mode = None,
    commitments: Commitments = None,
    divisible: Divisible = False,
    budget: Budgets = None,
    weight: Weights = None,
    scale: Scale = Scales.stakes,
    draws: Draws = FEWER_DRAWS,
    seed: Seed = DEFAULT_SEED,
    perspective: Perspectives = None,
    workers: Workers = None,
    from_: From = None,
    chart: ChartFile = None,
    json: AsJson = False,
) -> None:
    """Find the cheapest offers and commitments that bring a mediator in, with every sponsor willing too."""
    refuse_chart(chart)
    budgets, weights = _numbers("--budget", budget), _numbers("--weight", weight)
    from goodoffices.study.induce.answer import WAYS
    from goodoffices.study.induce.question import COMMITMENTS, inducement

    opened = open_case(case)
    source = source_of(opened, from_, perspective)
    answer = put(
        inducement, opened, draws, seed, perspective, workers, source,
        mediator=mediator, plan=plan, confidence=confidence, ways=WAYS if mode is None else (mode.value,),
        commitments=(0 if divisible else COMMITMENTS) if commitments is None else commitments,
        divisible=divisible, budgets=budgets, weights=weights, scale=scale.value,
    )  # fmt: skip
    from goodoffices.study.induce.export import inducement_text
    from goodoffices.study.induce.terminal import show

    give(answer, chart, json, inducement_text, show, note_of(source, answer))


def _numbers(option: str, given: list[str] | None) -> dict[str, float]:
    """`ID=NUMBER`, each id once."""
    found: dict[str, float] = {}
    for text in given or ():
        name, equals, number = text.partition("=")
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not equals or not name or not math.isfinite(value) or name in found:
            fail(f"{option} {text}: write a third party and a number once each, as in {option} {name or 'friend'}=2.5")
        found[name] = value
    return found
