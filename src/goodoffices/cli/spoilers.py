"""`goodoffices spoilers`: who would rather see no settlement, what it costs, and what would stop them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from goodoffices.cli.options import Plans
from goodoffices.cli.questions import question

Confidence = Annotated[
    float,
    typer.Option("--confidence", metavar="C", min=0.0, max=1.0, help="Share of draws in which a remedy must work."),
]


@question("spoilers", draws=4096)
def spoilers(plan: Plans = None, confidence: Confidence = 0.8) -> Mapping[str, Any]:
    """Show who would spoil each plan, what that costs its chance of success, and what would turn or outweigh them."""
    return {"plans": plan, "confidence": confidence, "levers": bool(plan)}
