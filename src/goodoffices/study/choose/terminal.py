"""What `goodoffices choose` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodoffices.kit.tables import footing, heading, percent, plain_table
from goodoffices.study.choose.answer import RULES, rule_words

if TYPE_CHECKING:
    from rich.console import Console

    from goodoffices.study.choose.answer import RobustChoice


def show(console: Console, found: RobustChoice) -> None:
    heading(console, found, "Which plan holds up whichever perspective is right?")
    console.print()
    weighted = found.weights is not None
    columns = [("plan", "left"), ("worst", "right"), ("regret", "right"), ("enough", "right")]
    table = plain_table(*columns, *([("weighted", "right")] if weighted else []))  # type: ignore[arg-type]
    for plan in sorted(found.plans, key=lambda plan: plan.regret):
        row = [
            plan.plan,
            f"{percent(plan.worst)} ({plan.worst_in})",
            f"{percent(plan.regret)} ({plan.regret_in})",
            percent(plan.enough),
        ]
        table.add_row(*row, *([percent(plan.weighted)] if plan.weighted is not None else []))
    console.print(table)
    console.print()
    for rule in found.best:
        console.print(f"{RULES[rule]}: {rule_words(found, rule)}", markup=False)
    footing(
        console,
        found,
        "worst: least chance of success over perspectives, %. regret: largest shortfall from the best plan of a "
        "perspective, percentage points. In brackets: the perspective in which. enough: share of perspectives, %, in "
        f"which success is at least {percent(found.threshold)} %.",
        "Perspectives are not weighed unless --weight does so; the rules stand side by side.",
    )
