"""`goodoffices zone`: is there a deal that all prefer to fighting on, and which text comes closest?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from goodoffices.cli.console import fail
from goodoffices.cli.options import DEFAULT_DRAWS
from goodoffices.cli.questions import question

FEWEST_KEPT = 16
Thin = Annotated[
    int,
    typer.Option(
        "--thin",
        metavar="N",
        min=0,
        help="An approximation for many signers: keep N deals (16 or more) of the frontier of each draw; "
        "shares of draws with a deal are then from below. 0 keeps all of them.",
    ),
]


@question("zone", DEFAULT_DRAWS, expects="run", without=["places"])
def zone(thin: Thin = 0) -> Mapping[str, Any]:
    """Show the zone of agreement: does a deal exist, how wide, and which text is most often acceptable."""
    if 0 < thin < FEWEST_KEPT:
        fail(f"--thin keeps {FEWEST_KEPT} deals of a frontier or more (or all of them: 0), not {thin}")
    return {"thin": thin}
