"""`goodoffices leverage`: who depends on whom, whose leverage that is, and what levers come of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from goodoffices.cli.asking import open_case
from goodoffices.cli.charting import ChartFile, refuse_chart, write_chart
from goodoffices.cli.console import fail, hand_over
from goodoffices.cli.options import DEFAULT_DRAWS, DEFAULT_SEED, AsJson, CaseName, Draws, Perspectives, Seed, Workers
from goodoffices.cli.stored import From, note_of, source_of
from goodoffices.cli.studying import put

if TYPE_CHECKING:
    from goodoffices.kit.theme import AnyChart
    from goodoffices.study.leverage.answer import LeverageAnswer

MatrixFile = Annotated[
    Path | None,
    typer.Option("--matrix", metavar="FILE", help="Draw the dependence matrix; the ending says how: svg, png or html."),
]
Mapping = Annotated[
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


def leverage(
    case: CaseName,
    points_per_share: Mapping = None,
    weight: Weights = None,
    sources: Sources = False,
    draws: Draws = DEFAULT_DRAWS,
    seed: Seed = DEFAULT_SEED,
    perspective: Perspectives = None,
    workers: Workers = None,
    from_: From = None,
    chart: ChartFile = None,
    matrix: MatrixFile = None,
    json: AsJson = False,
) -> None:
    """Show who depends on whom, whose leverage that is, and how much the levers are worth."""
    for file in (chart, matrix):
        refuse_chart(file)
    stated = {"points_per_share": _points(points_per_share), "weights": _weights(weight)}

    opened = open_case(case)
    source = source_of(opened, from_, perspective)
    from goodoffices.study.leverage.question import leverage as question

    answer = put(question, opened, draws, seed, perspective, workers, source, **stated)
    note = note_of(source, answer, forms=False)
    said = [line for line in (write_chart(chart, answer), write_chart(matrix, _Matrix(answer))) if line]
    from goodoffices.study.leverage.export import leverage_text
    from goodoffices.study.leverage.terminal import show

    hand_over(answer, json, leverage_text, lambda console, found: show(console, found, sources=sources), note, said)


class _Matrix:
    """The matrix picture of an answer, as something that can be drawn."""

    def __init__(self, answer: LeverageAnswer) -> None:
        self._answer = answer

    def chart(self) -> AnyChart:
        """The dependence matrix."""
        return self._answer.matrix()


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
