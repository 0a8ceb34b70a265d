"""`goodoffices timing`: when to sign - success by month, what waiting costs, and when the zone opens or closes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from goodoffices.cli.console import fail
from goodoffices.cli.options import Plans
from goodoffices.cli.questions import question

Months = Annotated[
    str | None,
    typer.Option("--months", metavar="M,M,...", help="Months of signing (default 0,3,6,12,24 within the horizon)."),
]


@question("timing", draws=1024)
def timing(plan: Plans = None, months: Months = None) -> Mapping[str, Any]:
    """Show when to sign: success of plans by month, cost of waiting, ripeness, and when the zone opens or closes."""
    return {"plans": plan, "months": _months(months)}


def _months(text: str | None) -> list[int] | None:
    if text is None:
        return None
    parts = [part.strip() for part in text.split(",")]
    wrong = [part for part in parts if not part.isdecimal()]
    if wrong:
        fail(f"--months {text}: {wrong[0]!r} is no month; write whole numbers with commas between, as in 0,6,12")
    return [int(part) for part in parts]
