"""`goodoffices mediators`: must it be this mediator - who is needed, who is enough, and who does what."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from goodoffices.cli.asking import open_case
from goodoffices.cli.charting import ChartFile, give, refuse_chart
from goodoffices.cli.options import (
    DEFAULT_SEED,
    FEWEST_DRAWS,
    MOST_DRAWS,
    AsJson,
    CaseName,
    Perspectives,
    Seed,
    Workers,
)
from goodoffices.cli.stored import From, note_of, source_of
from goodoffices.cli.studying import put

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
FewDraws = Annotated[
    int | None,
    typer.Option(
        "--draws",
        metavar="N",
        min=FEWEST_DRAWS,
        max=MOST_DRAWS,
        help="How many draws; if not said 2,048, or fewer where there is much to compare.",
    ),
]


def mediators(
    case: CaseName,
    size: Size = 2,
    mode: Mode = "public",
    members: Members = "bound",
    offers: Offers = "none",
    month: Month = 0,
    panel: Panel = None,
    together: Together = "auto",
    draws: FewDraws = None,
    seed: Seed = DEFAULT_SEED,
    perspective: Perspectives = None,
    workers: Workers = None,
    from_: From = None,
    chart: ChartFile = None,
    json: AsJson = False,
) -> None:
    """Compare third parties as mediators, alone and in coalitions: who is needed, who is enough, who does what."""
    refuse_chart(chart)
    opened = open_case(case)
    if month > opened.horizon:
        from goodoffices.cli.console import fail

        fail(f"--month {month}: {opened.name} looks {opened.horizon} months ahead")
    source = source_of(opened, from_, perspective)
    from goodoffices.study.coalitions import Rule
    from goodoffices.study.mediators.question import mediators as question

    answer = put(
        question, opened, draws, seed, perspective, workers, source,
        size=size, rule=Rule(mode, members, offers, month), panel=panel, together=together,
        fewer=draws is None and source is None,
    )  # fmt: skip
    from goodoffices.study.mediators.export import mediators_text
    from goodoffices.study.mediators.terminal import show

    give(answer, chart, json, mediators_text, show, note_of(source, answer))
