"""`goodoffices robust`: the texts that all signers accept in the most draws, proven, and what stands in their way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from goodoffices.cli.options import DEFAULT_DRAWS
from goodoffices.cli.questions import question

Top = Annotated[
    int, typer.Option("--top", metavar="K", min=1, max=1000, help="How many packages: the best and its runners-up.")
]


@question("robust", DEFAULT_DRAWS, expects="nothing", without=["places", "chart"])
def robust(top: Top = 6) -> Mapping[str, Any]:
    """Find the texts most often acceptable to all, with proof, and the single changes that help most."""
    return {"top": top}
