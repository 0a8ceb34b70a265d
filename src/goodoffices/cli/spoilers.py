"""`goodoffices spoilers`: who would rather see no settlement, what it costs, and what would stop them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from goodoffices.cli.charting import ChartFile, refuse_chart, write_chart
from goodoffices.cli.console import answers
from goodoffices.cli.options import DEFAULT_SEED, AsJson, CaseName, Perspectives, Plans, Seed, Workers
from goodoffices.cli.studying import open_case, put

if TYPE_CHECKING:
    from rich.console import Console

    from goodoffices.case.schema import Case
    from goodoffices.study.spoilers_result import PlanSpoilers, Spoiler, Spoilers

DEFAULT_DRAWS = 4096

Pool = Annotated[
    int, typer.Option("--draws", metavar="N", min=64, max=131_072, help="Draws; rounded up to a power of two.")
]
Confidence = Annotated[
    float,
    typer.Option("--confidence", metavar="C", min=0.0, max=1.0, help="Share of draws in which a remedy must work."),
]


def spoilers(
    case: CaseName,
    draws: Pool = DEFAULT_DRAWS,
    seed: Seed = DEFAULT_SEED,
    perspective: Perspectives = None,
    plan: Plans = None,
    confidence: Confidence = 0.8,
    workers: Workers = None,
    chart: ChartFile = None,
    json: AsJson = False,
) -> None:
    """Show who would spoil each plan, what that costs its chance of success, and what would turn or outweigh them."""
    refuse_chart(chart)
    found = put(_ask, open_case(case), draws, seed, perspective, workers, plans=plan, confidence=confidence)
    written = write_chart(chart, found)
    if json:
        from goodoffices.study.spoilers_export import spoilers_text

        typer.echo(spoilers_text(found), nl=False)
        return
    console = answers()
    _print(console, found)
    if written:
        console.print(written, markup=False, soft_wrap=True)


def _ask(case: Case, **options: object) -> Spoilers:
    from goodoffices.study.spoilers import spoilers as ask

    return ask(case, **options)  # type: ignore[arg-type]


def _print(console: Console, found: Spoilers) -> None:
    from goodoffices.cli.tables import footing, heading, percent, perspective_heading

    heading(console, found, "Who would spoil it, at what cost, and what would stop them?")
    for view in found.perspectives.values():
        perspective_heading(console, view)
        for plan in view.plans.values():
            _plan(console, found, plan)
    footing(
        console,
        found,
        "loses: share of draws, %, in which a settlement costs it points. acts: in which it pulls a spoil lever. falls: fall "
        "of the chance of success because of it, percentage points, ± two standard errors; below 0 where spoiling hurts "
        "direct talks more, which makes the sides readier to let a mediator in.",
        f"price: its own points on signing with which it stays quiet in {percent(found.confidence)} % of draws. deter: what "
        "pulling a lever would have to cost it more. A dash: it does not act.",
        "no mediator, will not sign: share of draws, %, in which it alone refuses. leaves: share of the deals struck that it "
        "would leave. In brackets: rise of the chance of success if it did not, percentage points.",
    )


def _plan(console: Console, found: Spoilers, plan: PlanSpoilers) -> None:
    from goodoffices.cli.tables import party_name, percent, plain_table, points, share_with_error

    name = found.case.plans[plan.plan].name
    console.print(f"\n{name} ({plan.plan}): {share_with_error(plan.success, plan.se)} %", markup=False)
    if plan.third_parties:
        columns = (
            ("third party", "left"),
            ("loses", "right"),
            ("acts", "right"),
            ("falls", "right"),
            ("price", "right"),
            ("deter", "right"),
        )
        table = plain_table(*columns)  # type: ignore[arg-type]
        for spoiler in plan.third_parties:
            acting = spoiler.acts > 0
            table.add_row(
                party_name(found, spoiler.party),
                percent(spoiler.loses),
                percent(spoiler.acts),
                share_with_error(spoiler.damage, spoiler.damage_se) if acting else "-",
                points(spoiler.price) if acting else "-",
                points(spoiler.deterrent) if acting else "-",
            )
        console.print(table)
    for spoiler in plan.third_parties:
        if spoiler.acts > 0:
            console.print(_remedy(found, spoiler), markup=False)
    table = plain_table(("signer", "left"), ("no mediator", "right"), ("will not sign", "right"), ("leaves", "right"))
    for signer in plan.signers:
        table.add_row(
            party_name(found, signer.party),
            f"{percent(signer.refuses_mediator)} (+{percent(signer.consent_costs, 1)})",
            percent(signer.refuses_to_sign),
            f"{percent(signer.breaks)} (+{percent(signer.breaking_costs, 1)})",
        )
    console.print(table)


def _remedy(found: Spoilers, spoiler: Spoiler) -> str:
    from goodoffices.cli.tables import party_name, points
    from goodoffices.study.spoilers_result import STANCES

    said = f"{party_name(found, spoiler.party)}: {STANCES[spoiler.stance]}"
    if spoiler.offer:
        said += f" ({spoiler.offer})"
    if spoiler.outweighed:
        helps = ", ".join(
            f"{x.lever} ({party_name(found, x.holder)}, {points(x.cost)} points)" for x in spoiler.outweighed[:3]
        )
        return f"{said}; outweighed by {helps}."
    return f"{said}; no lever that the plan does not use already outweighs it."
