"""What `goodoffices learn` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodoffices.case.wording import described
from goodoffices.kit.tables import footing, heading, percent, perspective_heading, plain_table, share_with_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from goodoffices.study.learn.answer import Information, Lesson, ViewInformation

LONGEST = 10
"""Rows of a table."""


def show(console: Console, found: Information) -> None:
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
    plan = found.case.plans[view.best].name
    console.print(
        f"Without learning anything: {plan}, {percent(view.success, 1)} %. Knowing every number: "
        f"{share_with_error(view.perfect, view.perfect_se)} points more.",
    )
    _table(console, "number", view.numbers, lambda path: described(found.case, path))
    _table(console, "claim", view.claims, lambda claim: f"{claim}: {found.case.claims[claim].text}")


def _table(console: Console, kind: str, lessons: tuple[Lesson, ...], words: Callable[[str], str]) -> None:
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
