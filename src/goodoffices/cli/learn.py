"""`goodoffices learn`: what it would be worth to know something before a plan is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodoffices.cli.charting import ChartFile, give, refuse_chart
from goodoffices.cli.options import DEFAULT_DRAWS, DEFAULT_SEED, AsJson, CaseName, Draws, Perspectives, Seed, Workers
from goodoffices.cli.stored import From, source_of
from goodoffices.cli.studying import open_case, put

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from goodoffices.case.schema import Case
    from goodoffices.study.information_result import Information, Lesson, ViewInformation

LONGEST = 10
"""Rows of a table."""


def learn(
    case: CaseName,
    draws: Draws = DEFAULT_DRAWS,
    seed: Seed = DEFAULT_SEED,
    perspective: Perspectives = None,
    workers: Workers = None,
    from_: From = None,
    chart: ChartFile = None,
    json: AsJson = False,
) -> None:
    """Show how far the best plan's chance of success would rise if a number, or what a claim is about, were known first."""
    refuse_chart(chart)
    opened = open_case(case)
    source, note = source_of(opened, from_, perspective), None
    if source is None:
        found = put(_ask, opened, draws, seed, perspective, workers)
    else:
        from goodoffices.runs.answers import learn as stored

        found, note = source.read(stored, draws, "success of every plan")
    from goodoffices.study.information_export import information_text

    give(found, chart, json, information_text, _print, note)


def _ask(case: Case, **options: object) -> Information:
    from goodoffices.study.information import information

    return information(case, **options)  # type: ignore[arg-type]


def _print(console: Console, found: Information) -> None:
    from goodoffices.cli.tables import footing, heading, perspective_heading

    heading(console, found, "What would it be worth to learn something before choosing a plan?")
    for view in found.perspectives.values():
        perspective_heading(console, view)
        _view(console, found, view)
    footing(
        console,
        found,
        "rise: percentage points of success. The first figure, ± two standard errors, is of choices checked on draws "
        "they were not fitted to, and too low if anything; up to: of fitted values, and too high if anything.",
        "switches: share of draws, %, in which another plan would be chosen.",
    )


def _view(console: Console, found: Information, view: ViewInformation) -> None:
    from goodoffices.case.wording import described
    from goodoffices.cli.tables import percent, share_with_error

    plan = found.case.plans[view.best].name
    console.print(
        f"Without learning anything: {plan}, {percent(view.success, 1)} %. Knowing every number: "
        f"{share_with_error(view.perfect, view.perfect_se)} points more.",
    )
    _table(console, "number", view.numbers, lambda path: described(found.case, path))
    _table(console, "claim", view.claims, lambda claim: f"{claim}: {found.case.claims[claim].text}")


def _table(console: Console, kind: str, lessons: tuple[Lesson, ...], words: Callable[[str], str]) -> None:
    from goodoffices.cli.tables import percent, plain_table, share_with_error

    telling = [lesson for lesson in lessons if lesson.lower > 2.0 * lesson.se][:LONGEST]
    if not telling:
        console.print(f"\nNo single {kind} is shown to be worth learning.")
        return
    table = plain_table((kind, "left"), ("rise", "right"), ("up to", "right"), ("switches", "right"))
    for lesson in telling:
        rise = share_with_error(lesson.lower, lesson.se)
        table.add_row(words(lesson.what), rise, percent(lesson.upper, 1), percent(lesson.switches))
    console.print()
    console.print(table)
