"""`goodoffices holding`: would a plan's deals hold, what tempts whom, and which guarantee would be enough?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from goodoffices.cli.questions import question

PlanName = Annotated[str, typer.Option("--plan", metavar="ID", help="The plan whose deals are looked at.")]
Confidence = Annotated[
    float,
    typer.Option("--confidence", metavar="SHARE", help="Share of the deals that guarantees are to hold up (0.9)."),
]


@question("holding", draws=4096)
def holding(plan: PlanName, confidence: Confidence = 0.9) -> Mapping[str, Any]:
    """Show whether a plan's deals hold, what tempts whom to break them, and the smallest guarantee that is enough."""
    return {"plan": plan, "confidence": confidence}
