"""`goodoffices cruxes`: which claims decide between two perspectives, or the map of the whole argument."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from goodoffices.cli.console import fail
from goodoffices.cli.questions import Typed, verb
from goodoffices.cli.stored import note_of

if TYPE_CHECKING:
    from goodoffices.study.cruxes.answer import ArgumentMap, Cruxes

Between = Annotated[
    tuple[str, str] | None,
    typer.Option("--between", metavar="A B", help="Two perspectives; without it, the map of all of them."),
]
Conclusion = Annotated[
    str | None,
    typer.Option(
        "--conclusion",
        metavar="WHAT",
        help="best: the likeliest plan; success: whether a plan succeeds often enough; need: whether a mediator is needed.",
    ),
]
Plan = Annotated[
    str | None, typer.Option("--plan", metavar="ID", help="The plan whose chance of success is shared out.")
]
Threshold = Annotated[
    float, typer.Option("--threshold", metavar="T", min=0.0, max=1.0, help="Chance of success that is enough.")
]
Mediator = Annotated[str | None, typer.Option("--mediator", metavar="ID", help="With --conclusion need: whose need.")]
Exact = Annotated[
    bool, typer.Option("--exact", help="Exact shares for up to 20 claims that reach the plan; may take long.")
]


@verb(1024, without=["perspective"])
def cruxes(
    typed: Typed,
    between: Between = None,
    plan: Plan = None,
    conclusion: Conclusion = None,
    threshold: Threshold = 0.5,
    mediator: Mediator = None,
    exact: Exact = False,
) -> None:
    """Show which claims decide between two perspectives: the smallest sets whose exchange turns the conclusion."""
    if conclusion not in (None, "best", "success", "need"):
        fail(f"--conclusion {conclusion}: must be best, success or need")
    if between is None and (conclusion or mediator or exact):
        fail("--conclusion, --mediator and --exact are about two perspectives: name them with --between")
    if typed.source is not None:
        # the run must hold all that are compared; what is no perspective of the case is told by the question itself
        known = typed.case.perspectives
        typed = replace(typed, source=typed.source.only(*(name for name in between or known if name in known)))
    found: Cruxes | ArgumentMap
    if between is not None:
        about = {"kind": conclusion, "mediator": mediator, "exact": exact}
        found = typed.put("cruxes", a=between[0], b=between[1], plan=plan, threshold=threshold, **about)
    else:
        from goodoffices.study.cruxes.map import argument_map

        found = typed.ask(argument_map, plan=plan, threshold=threshold)
    typed.give(found, note_of(typed.source, found))
