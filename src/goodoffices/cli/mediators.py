"""`goodoffices mediators`: must it be this mediator - who is needed, who is enough, and who does what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import typer

from goodoffices.cli.console import fail
from goodoffices.cli.questions import Typed, question

Size = Annotated[int, typer.Option("--size", metavar="S", min=1, help="Most members of the coalitions compared.")]
Mode = Annotated[Literal["public", "private"], typer.Option("--mode", help="Whether they mediate in public.")]
Members = Annotated[
    Literal["bound", "willing"],
    typer.Option(
        "--members",
        help="bound: all members must do their part; willing: each takes part only in draws where it would rather.",
    ),
]
Offers = Annotated[
    Literal["none", "members", "all"],
    typer.Option("--offers", help="Offers made: none, those from member to member, or all to members."),
]
Month = Annotated[int, typer.Option("--month", metavar="M", min=0, help="Month of signing.")]
Panel = Annotated[
    str | None,
    typer.Option("--panel", metavar="RULE", help="Search panels, as in 'united_nations + 2 by russia + 2 by ukraine'."),
]
Together = Annotated[
    Literal["auto", "exact", "sampled", "none"],
    typer.Option(
        "--together", help="Shapley values of everybody mediating together: all coalitions, or sampled orders."
    ),
]
FEWER = "How many draws; if not said 2,048, or fewer where there is much to compare."


@question("mediators", draws=None, help_=FEWER)
def mediators(
    typed: Typed,
    size: Size = 2,
    mode: Mode = "public",
    members: Members = "bound",
    offers: Offers = "none",
    month: Month = 0,
    panel: Panel = None,
    together: Together = "auto",
) -> Mapping[str, Any]:
    """Compare third parties as mediators, alone and in coalitions: who is needed, who is enough, who does what."""
    if month > typed.case.horizon:
        fail(f"--month {month}: {typed.case.name} looks {typed.case.horizon} months ahead")
    from goodoffices.study.coalitions import Rule

    fewer = typed.draws is None and typed.source is None
    rule = Rule(mode, members, offers, month)
    return {"size": size, "rule": rule, "panel": panel, "together": together, "fewer": fewer}
