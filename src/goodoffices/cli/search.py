"""`goodoffices plans --search`: the best plans that the parts of a case allow under a budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from goodoffices.cli.console import fail
from goodoffices.cli.stored import note_of

if TYPE_CHECKING:
    from goodoffices.cli.questions import Typed

SEARCH_DRAWS = 1024
"""`goodoffices.study.search.question.DRAWS`, repeated here because importing that takes long."""

Search = Annotated[
    bool, typer.Option("--search", help="Look for the best plans that the parts of the case allow, on fresh draws too.")
]
Budget = Annotated[
    list[str] | None,
    typer.Option(
        "--budget",
        metavar="[SPONSOR=]POINTS",
        help="--search: most that each sponsor (or this one) must be ready to pay, its points; may be given several times.",
    ),
]
Panel = Annotated[
    int | None, typer.Option("--panel", metavar="N", min=0, max=20, help="--search: most mediators in a plan (2).")
]
Effort = Annotated[
    int | None,
    typer.Option("--effort", metavar="N", min=1, help="--search: most plans looked at under a perspective (300)."),
]


def search_plans(typed: Typed, budget: list[str] | None, panel: int | None, effort: int | None) -> None:
    """Search, then print tables or JSON and draw the chart."""
    given = _budgets(budget)
    from goodoffices.study.search.question import EFFORT, PANEL, search

    limits = {**dict.fromkeys(typed.case.third_parties(), given[""]), **given} if "" in given else given
    limits.pop("", None)
    answer = replace(typed, draws=typed.draws or SEARCH_DRAWS).ask(
        search,
        budget=limits or None,
        panel=PANEL if panel is None else panel,
        effort=EFFORT if effort is None else effort,
    )
    typed.give(answer, note_of(typed.source, answer))


def _budgets(texts: Sequence[str] | None) -> dict[str, float]:
    """sponsor: points; the one for everybody else under an empty name."""
    limits: dict[str, float] = {}
    for text in texts or ():
        sponsor, _, points = text.rpartition("=")
        try:
            limits[sponsor.strip()] = float(points)
        except ValueError:
            fail(f"--budget {text}: write points, as in 10, or sponsor=points, as in united_states=10")
    return limits
