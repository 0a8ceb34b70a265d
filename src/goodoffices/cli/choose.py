"""`goodoffices choose`: which plan holds up whichever perspective is right."""

from __future__ import annotations

from typing import Annotated

import typer

from goodoffices.cli.asking import awaited
from goodoffices.cli.console import fail
from goodoffices.cli.options import DEFAULT_DRAWS
from goodoffices.cli.questions import Typed, verb

Threshold = Annotated[
    float, typer.Option("--threshold", metavar="T", min=0.0, max=1.0, help="Chance of success that counts as enough.")
]
Weights = Annotated[
    list[str] | None,
    typer.Option("--weight", metavar="ID=W", help="Weight of a perspective, for a weighted view; may be repeated."),
]


@verb(DEFAULT_DRAWS)
def choose(typed: Typed, threshold: Threshold = 0.5, weight: Weights = None) -> None:
    """Show which plan holds up under all perspectives: worst case, regret, how often it is enough."""
    weights = _weights(weight)
    if typed.source is None:
        typed.give(typed.put("choose", threshold=threshold, weights=weights))
        return
    typed.refuse_places()
    from goodoffices.study.choose.question import robust_choice

    shares, note = typed.source.read_shares(typed.draws, "success of every plan")
    typed.give(awaited(lambda _: robust_choice(shares, threshold=threshold, weights=weights)), note)


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
