"""What `goodoffices discover` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodoffices.case.believing import believed
from goodoffices.kit.tables import footing, heading, percent, perspective_heading, plain_table

if TYPE_CHECKING:
    from rich.console import Console

    from goodoffices.study.discover.answer import Discovery, PlanDiscovery


def show(console: Console, found: Discovery) -> None:
    verb = "fail" if found.fails else "succeed"
    heading(console, found, f"What would you have to believe for a plan to {verb}?")
    for view in found.perspectives.values():
        perspective_heading(console, view)
        for plan in view.plans.values():
            _plan(console, found, plan, view.uncertain)
    footing(
        console,
        found,
        f"of draws: share of draws in which the number is so, %. chance: how likely the box would {verb} as "
        "often by chance were that limit without meaning (quasi-p-value: Bryant & Lempert 2010).",
        "Boxes are found on the first half of the draws; in brackets: on the second half, which had no part in it.",
    )


def _plan(console: Console, found: Discovery, plan: PlanDiscovery, uncertain: int) -> None:
    verb = "fails" if found.fails else "succeeds"
    name = found.case.plans[plan.plan].name
    console.print(f"\n{name} ({plan.plan}): {verb} in {percent(plan.mean, 1)} % of draws")
    if not uncertain:
        console.print("No box: no number of the case is uncertain here.")
    elif not plan.beliefs:
        why = "hardly ever" if plan.mean < 0.5 else "nearly always"
        console.print(f"No box: it {verb} {why}, or about as often whatever you believe.")
    for number, box in enumerate(plan.beliefs, 1):
        where = "where all of this holds" if number == 1 else "elsewhere, where all of this holds"
        console.print(
            f"{percent(box.density)} ({percent(box.held_back_density)}) % {where}: {percent(box.mass)} % of the draws, "
            f"{percent(box.coverage)} ({percent(box.held_back_coverage)}) % of those in which it {verb}",
        )
        table = plain_table(("", "left"), ("of draws, %", "right"), ("chance", "right"))
        for limit in box.limits:
            chance = "<0.001" if limit.chance < 0.001 else f"{limit.chance:.3f}"
            table.add_row(believed(found.case, limit.path, limit.lower, limit.upper), percent(limit.share), chance)
        console.print(table)
