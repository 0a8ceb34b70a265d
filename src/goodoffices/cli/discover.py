"""`goodoffices discover`: what you would have to believe for a plan to succeed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from goodoffices.cli.options import DEFAULT_DRAWS, Plans
from goodoffices.cli.questions import question

Coverage = Annotated[
    float,
    typer.Option(
        "--coverage", metavar="C", min=0.01, max=1.0, help="Least share of the successes that a box must hold."
    ),
]
Boxes = Annotated[int, typer.Option("--boxes", metavar="K", min=1, max=10, help="How many boxes to look for.")]
Fails = Annotated[bool, typer.Option("--fails", help="What you would have to believe for it to fail.")]


@question("discover", DEFAULT_DRAWS, stored="success of every plan")
def discover(plan: Plans = None, coverage: Coverage = 0.5, boxes: Boxes = 2, fails: Fails = False) -> Mapping[str, Any]:
    """Show what you would have to believe for each plan to succeed: boxes of numbers in which it mostly does (PRIM)."""
    return {"plans": plan, "coverage": coverage, "boxes": boxes, "fails": fails}
