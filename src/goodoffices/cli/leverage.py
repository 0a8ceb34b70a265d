"""`goodoffices leverage`: who depends on whom, whose leverage that is, and what levers come of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from goodoffices.cli.console import fail
from goodoffices.cli.options import DEFAULT_DRAWS
from goodoffices.cli.questions import question

MatrixFile = Annotated[
    Path | None,
    typer.Option("--matrix", metavar="FILE", help="Draw the dependence matrix; the ending says how: svg, png or html."),
]
Worth = Annotated[
    str | None,
    typer.Option(
        "--points-per-share",
        metavar="P[,Q]",
        help="Points that all of a party's dependence is worth: a number, or low,high; instead of that of the case.",
    ),
]
Weights = Annotated[
    list[str] | None,
    typer.Option(
        "--weight", metavar="KIND=W", help="Weight of a kind of tie, instead of that of the case; repeatable."
    ),
]
Sources = Annotated[bool, typer.Option("--sources", help="List every share with its year, source and line.")]


@question("leverage", DEFAULT_DRAWS, expects="nothing", shown=["sources"], pictures=["matrix"], without=["places"])
def leverage(
    points_per_share: Worth = None, weight: Weights = None, sources: Sources = False, matrix: MatrixFile = None
) -> Mapping[str, Any]:
    """Show who depends on whom, whose leverage that is, and how much the levers are worth."""
    stated = {"points_per_share": _points(points_per_share), "weights": _weights(weight)}
    return {**stated, "sources": sources, "matrix": matrix}


def _number(text: str, option: str) -> float:
    import math

    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found) or found < 0:
        fail(f"{option}: {text!r} is not a number of 0 or more")
    return found


def _points(text: str | None) -> float | tuple[float, float] | None:
    if text is None:
        return None
    parts = [_number(part, "--points-per-share") for part in text.split(",")]
    if len(parts) > 2 or (len(parts) == 2 and parts[0] > parts[1]):
        fail(f"--points-per-share {text}: give one number, or low,high")
    return parts[0] if len(parts) == 1 else (parts[0], parts[1])


def _weights(given: list[str] | None) -> dict[str, float]:
    found = {}
    for text in given or ():
        kind, sign, number = text.partition("=")
        if not sign or not kind.strip():
            fail(f"--weight {text}: write KIND=W, as in arms=0.5")
        found[kind.strip()] = _number(number.strip(), f"--weight {text}")
    return found
