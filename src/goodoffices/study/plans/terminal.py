"""What `goodoffices plans` prints."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from goodoffices.kit.tables import (
    footing,
    heading,
    headline,
    percent,
    perspective_heading,
    plain_table,
    share_with_error,
)
from goodoffices.play.outcome import LINKS

if TYPE_CHECKING:
    from rich.console import Console


def show(console: Console, answer: Any) -> None:
    """Of a `PlansAnswer`, or of shares read from a run, which have the same names."""
    heading(console, answer, "Which plan is likeliest to succeed, and where does each one break?")
    for view in answer.perspectives.values():
        perspective_heading(console, view)
        _table(console, answer, view)
    if len(answer.perspectives) > 1:
        _overview(console, answer)
    footing(
        console,
        answer,
        "success: share of draws, %, ± two standard errors (Monte Carlo).",
        "Links: share of draws, %, that pass the link and all before it; * marks the link that breaks most often "
        "among the draws that reach it.",
    )


def _table(console: Console, answer: Any, view: Any) -> None:
    if not view.plans:
        console.print("the case holds no plans")
        return
    table = plain_table(("plan", "left"), ("success", "right"), *((name, "right") for name in LINKS))
    for name in view.best_plans():
        plan = view.plans[name]
        table.add_row(name, share_with_error(plan.success, plan.se), *_links(plan))
    console.print(table)
    for name in view.best_plans():
        for said in _sides(answer, view.plans[name]):
            console.print("\n".join(textwrap.wrap(f"{name}: {said}.", console.width)))


def _sides(answer: Any, plan: Any) -> list[str]:
    """Who refuses a plan most and what would turn it, and who may be turned by other draws; shares of a run do not tell."""
    from goodoffices.kit.refusals import refusal_words, threshold_words
    from goodoffices.kit.tables import party_name

    asked = getattr(plan, "consent", ())
    close = [party_name(answer, side) for side in plan.may_turn] if asked else []
    said = [threshold_words(close)] if close else []
    least = min(asked, key=lambda side: (side.share, side.margin.q50), default=None)
    if least is not None and least.stand.refuses:
        said.insert(0, refusal_words(party_name(answer, least.party), least.stand))
    return said


def _links(plan: Any) -> list[str]:
    cells = ((percent(getattr(plan.funnel, link)), link == plan.binding) for link in LINKS)
    return [f"{cell}*" if binding else f"{cell} " for cell, binding in cells]


def _overview(console: Console, answer: Any) -> None:
    """Least and most success of every plan, and by whose belief; equals go to the perspective that comes first."""
    console.print()
    headline(console, f"Over {len(answer.perspectives)} perspectives")
    table = plain_table(("plan", "left"), ("least", "right"), ("by", "left"), ("most", "right"), ("by", "left"))
    for plan in answer.case.plans:
        success = {name: view.plans[plan].success for name, view in answer.perspectives.items()}
        least, most = min(success, key=lambda name: success[name]), max(success, key=lambda name: success[name])
        by = ("all", "all") if least == most else (least, most)
        table.add_row(plan, percent(success[least], 1), by[0], percent(success[most], 1), by[1])
    console.print(table)
