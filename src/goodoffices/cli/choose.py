"""`goodoffices choose`: which plan holds up whichever perspective is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from goodoffices.cli.asking import awaited, open_case
from goodoffices.cli.charting import ChartFile, give, refuse_chart
from goodoffices.cli.console import fail
from goodoffices.cli.options import DEFAULT_DRAWS, DEFAULT_SEED, AsJson, CaseName, Draws, Perspectives, Seed, Workers
from goodoffices.cli.stored import From, source_of
from goodoffices.cli.studying import put

if TYPE_CHECKING:
    from goodoffices.play.study import Study
    from goodoffices.runs.summary import RunShares
    from goodoffices.study.choose.answer import RobustChoice

Threshold = Annotated[
    float, typer.Option("--threshold", metavar="T", min=0.0, max=1.0, help="Chance of success that counts as enough.")
]
Weights = Annotated[
    list[str] | None,
    typer.Option("--weight", metavar="ID=W", help="Weight of a perspective, for a weighted view; may be repeated."),
]


def choose(
    case: CaseName,
    draws: Draws = DEFAULT_DRAWS,
    seed: Seed = DEFAULT_SEED,
    perspective: Perspectives = None,
    threshold: Threshold = 0.5,
    weight: Weights = None,
    workers: Workers = None,
    from_: From = None,
    chart: ChartFile = None,
    json: AsJson = False,
) -> None:
    """Show which plan holds up under all perspectives: worst case, regret, how often it is enough."""
    refuse_chart(chart)
    opened, weights = open_case(case), _weights(weight)
    source, note = source_of(opened, from_, perspective), None
    if source is None:
        found = put(_ask, opened, draws, seed, perspective, workers, threshold=threshold, weights=weights)
    else:
        shares, note = source.read_shares(draws, "success of every plan")
        found = awaited(lambda _: _read(shares, threshold, weights))
    from goodoffices.study.choose.export import choice_text
    from goodoffices.study.choose.terminal import show

    give(found, chart, json, choice_text, show, note)


def _weights(given: list[str] | None) -> dict[str, float] | None:
    if not given:
        return None
    weights: dict[str, float] = {}
    for text in given:
        name, equals, number = text.partition("=")
        try:
            weights[name] = float(number)
        except ValueError:
            equals = ""
        if not equals or not 0.0 <= weights[name] < float("inf"):
            fail(f"--weight {text}: must be a perspective and a number that is 0 or more, as in op_ed=2")
    return weights


def _ask(study: Study, threshold: float, weights: dict[str, float] | None) -> RobustChoice:
    from goodoffices.study.choose.question import choose as ask

    return ask(study, threshold=threshold, weights=weights)


def _read(shares: RunShares, threshold: float, weights: dict[str, float] | None) -> RobustChoice:
    from goodoffices.study.choose.question import robust_choice

    return robust_choice(shares, threshold=threshold, weights=weights)
