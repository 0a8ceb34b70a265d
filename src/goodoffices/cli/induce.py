"""`goodoffices induce`: what would bring this mediator in - the cheapest offers and commitments, and what each step costs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

import typer

from goodoffices.cli.console import fail
from goodoffices.cli.questions import question


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


@question("induce", draws=2048)
def induce(
    mediator: Mediator,
    plan: PlanId = None,
    confidence: Confidence = 0.8,
    mode: Mode = None,
    commitments: Commitments = None,
    divisible: Divisible = False,
    budget: Budgets = None,
    weight: Weights = None,
    scale: Scale = Scales.stakes,
) -> Mapping[str, Any]:
    """Find the cheapest offers and commitments that bring a mediator in, with every sponsor willing too."""
    budgets, weights = _numbers("--budget", budget), _numbers("--weight", weight)
    from goodoffices.study.induce.answer import WAYS
    from goodoffices.study.induce.question import COMMITMENTS

    return {
        "mediator": mediator,
        "plan": plan,
        "confidence": confidence,
        "ways": WAYS if mode is None else (mode.value,),
        "commitments": (0 if divisible else COMMITMENTS) if commitments is None else commitments,
        "divisible": divisible,
        "budgets": budgets,
        "weights": weights,
        "scale": scale.value,
    }


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
