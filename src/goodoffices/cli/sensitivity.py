"""`goodoffices sensitivity`: which uncertain numbers a plan's success hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from goodoffices.cli.charting import ChartFile, give, refuse_chart
from goodoffices.cli.console import fail
from goodoffices.cli.options import DEFAULT_SEED, AsJson, CaseName, Perspectives, Plans, Seed, Workers
from goodoffices.cli.stored import From, source_of
from goodoffices.cli.studying import open_case, put

if TYPE_CHECKING:
    from rich.console import Console

    from goodoffices.case.schema import Case
    from goodoffices.study.sensitivity_result import PlanSensitivity, Sensitivity, ViewSensitivity

DEFAULT_DRAWS = 2048
LONGEST = 12
"""Rows of a table."""
OVER = (
    "No share is above 100 % in truth: where an estimate is, it exceeds 100 by its error, which the interval beside it "
    "shows; more --draws make it smaller."
)

Samples = Annotated[
    int,
    typer.Option("--draws", metavar="N", min=64, max=131_072, help="Draws of each of the two samples, a power of two."),
]
By = Annotated[
    str,
    typer.Option("--by", metavar="WHAT", help="number: by uncertain number; claim: by the claim that numbers rest on."),
]
Most = Annotated[
    int, typer.Option("--most", metavar="F", min=1, max=1000, help="Factors up to which all get indices of their own.")
]
Output = Annotated[
    str,
    typer.Option("--output", metavar="NAME", help="success, or the margin of agreement, consent, engagement, holding."),
]


def sensitivity(
    case: CaseName,
    draws: Samples = DEFAULT_DRAWS,
    seed: Seed = DEFAULT_SEED,
    perspective: Perspectives = None,
    plan: Plans = None,
    by: By = "number",
    output: Output = "success",
    most: Most = 40,
    workers: Workers = None,
    from_: From = None,
    chart: ChartFile = None,
    json: AsJson = False,
) -> None:
    """Show which uncertain numbers, or claims, each plan's success hangs on: shares of variance (Sobol), a tornado.

    One perspective at a time: the first of the case unless --perspective names others.
    """
    if by not in ("number", "claim"):
        fail(f"--by {by}: must be number or claim")
    if output not in ("success", "agreement", "consent", "engagement", "holding"):
        fail(f"--output {output}: must be success, agreement, consent, engagement or holding")
    refuse_chart(chart)
    opened, note = open_case(case), None
    source = source_of(opened, from_, perspective)
    if source is None:
        found = put(_ask, opened, draws, seed, perspective or _first(opened), workers, plans=plan, by=by, most=most)
    else:
        if by == "claim" or source.named.typed("most"):
            stray = "--by claim" if by == "claim" else "--most"
            fail(f"{stray} needs draws made for the purpose, in which numbers are exchanged: leave it or --from out")
        from goodoffices.runs.answers import sensitivity as stored

        own = source if perspective else source.only(source.perspectives[0])
        found, note = own.read(stored, draws, "success and margins", plans=plan)
    from goodoffices.study.sensitivity_export import sensitivity_text

    give(found, chart, json, sensitivity_text, lambda console, answer: _print(console, answer, output), note)


def _ask(case: Case, **options: object) -> Sensitivity:
    from goodoffices.study.sensitivity import sensitivity as ask

    return ask(case, **options)  # type: ignore[arg-type]


def _first(case: Case) -> list[str] | None:
    return [next(iter(case.perspectives))] if case.perspectives else None


def _print(console: Console, found: Sensitivity, output: str) -> None:
    from goodoffices.cli.tables import footing, heading, perspective_heading

    what = "chance of success" if output == "success" else f"margin of {output}"
    whose = "claims" if found.by == "claim" else "uncertain numbers"
    heading(console, found, f"Which {whose} does a plan's {what} hang on?")
    for view in found.perspectives.values():
        perspective_heading(console, view)
        _screening(console, view)
        for plan in view.plans.values():
            _plan(console, found, plan, output)
    alone = "alone: share of the variance, %, that would go if this alone were known. "
    footing(
        console,
        found,
        alone + "In brackets: 95 % interval. Estimated from given data; what a number does together with others (total "
        "indices) needs draws made for the purpose: leave --from out."
        if found.given
        else alone
        + "in all: share that would stay if all but this were known; the difference is what it does together with "
        "others. In brackets: 95 % interval.",
        *(
            ("low, high: mean success, %, where the number is in its lowest and its highest tenth of draws.",)
            if output == "success" and found.by == "number"
            else ()
        ),
    )


def _ranged(share: float, interval: tuple[float, float]) -> str:
    from goodoffices.cli.tables import percent

    low, high = interval
    return f"{percent(max(share, 0.0))} ({percent(max(low, 0.0))} to {percent(high)})"


def _over(share: float) -> bool:
    """Whether a share is printed as more than all there is."""
    return share >= 1.005


def _screening(console: Console, view: ViewSensitivity) -> None:
    if view.screening is not None:
        console.print(
            f"Of {view.screening.factors} factors the {len(view.factors) - 1} with the largest elementary effects have "
            "indices of their own; the others are exchanged together.",
        )


def _plan(console: Console, found: Sensitivity, plan: PlanSensitivity, output: str) -> None:
    from goodoffices.brief.charts.sensitivity import factor_words
    from goodoffices.cli.tables import percent, plain_table, points

    mean, sd = plan.mean[output], plan.spread[output]
    level = f"mean {percent(mean, 1)} %" if output == "success" else f"mean {points(mean)}, sd {points(sd)} points"
    console.print(f"\n{found.case.plans[plan.plan].name} ({plan.plan}): {level}")
    ranked = [share for share in plan.ranked(output) if share.most >= 0.005][:LONGEST]
    if not ranked:
        console.print("Nothing that is uncertain moves it.")
        return
    swings = {s.path: s for s in plan.swings} if output == "success" and found.by == "number" else {}
    ends = (("low", "right"), ("high", "right")) if swings else ()
    in_all = () if found.given else (("in all, %", "right"),)
    table = plain_table(("it hangs on", "left"), ("alone, %", "right"), *in_all, *ends)
    for share in ranked:
        row = [factor_words(found, share.factor)]
        if found.given:
            row.append(_ranged(share.first, share.first_range))
        else:
            alone = _ranged(share.first, share.first_range) if _over(share.first) else percent(max(share.first, 0.0))
            row += [alone, _ranged(share.total, share.total_range)]
        if swings:
            swing = swings.get(share.factor)
            row += [percent(swing.when_low), percent(swing.when_high)] if swing else ["-", "-"]
        table.add_row(*row)
    console.print(table)
    if any(_over(share.first) or _over(share.total) for share in ranked):
        console.print(OVER)
