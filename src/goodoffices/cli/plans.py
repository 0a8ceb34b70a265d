"""`goodoffices plans`: how likely is each plan to succeed, and at which link does it break?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodoffices.cli.asking import open_case
from goodoffices.cli.charting import ChartFile
from goodoffices.cli.console import fail, hand_over
from goodoffices.cli.options import (
    DEFAULT_DRAWS,
    DEFAULT_SEED,
    AsJson,
    CaseName,
    DrawsOrNone,
    Perspectives,
    Seed,
    Workers,
)
from goodoffices.cli.search import Budget, Effort, Panel, Search, search_plans
from goodoffices.cli.stored import From, source_of
from goodoffices.cli.studying import run_study

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from goodoffices.cli.stored import Source
    from goodoffices.runs.summary import PlanShares, RunShares, ViewShares
    from goodoffices.study.results import PerspectiveResult, PlanResult, Study

COLUMNS = ("consent", "exists", "found", "delivers", "holds")
"""Headings of the links consent, exists, found, engagement, holding."""


def plans(
    case: CaseName,
    draws: DrawsOrNone = None,
    seed: Seed = DEFAULT_SEED,
    perspective: Perspectives = None,
    workers: Workers = None,
    search: Search = False,
    budget: Budget = None,
    panel: Panel = None,
    effort: Effort = None,
    chart: ChartFile = None,
    from_: From = None,
    json: AsJson = False,
) -> None:
    """Compare the plans of a case: chance of success, and the link at which each breaks; or search for better ones."""
    opened = open_case(case)
    source = source_of(opened, from_, perspective)
    if search:
        search_plans(opened, draws, seed, perspective, workers, budget, panel, effort, chart, json, source)
        return
    _refuse_without_search({"--budget": budget, "--panel": panel, "--effort": effort, "--chart": chart})
    if source is not None:
        _from_run(source, draws, json)
        return
    study = run_study(opened, draws or DEFAULT_DRAWS, seed, perspective, workers)
    hand_over(study, json, _text, _print)


def _text(study: Study) -> str:
    from goodoffices.kit.plain import json_text
    from goodoffices.study.export import plans_json

    return json_text(plans_json(study))


def _refuse_without_search(options: Mapping[str, object]) -> None:
    stray = [name for name, value in options.items() if value is not None]
    if stray:
        fail(f"{stray[0]} says how plans are searched: add --search, or leave it out")


def _from_run(source: Source, draws: int | None, json: bool) -> None:
    answer, note = source.read_shares(draws, "every share")
    hand_over(answer, json, _stored_text, _print, note)


def _stored_text(answer: RunShares) -> str:
    from goodoffices.kit.plain import json_text
    from goodoffices.runs.export import shares_json

    return json_text(shares_json(answer))


def _print(console: Console, study: Study | RunShares) -> None:
    from goodoffices.kit.tables import footing, heading, perspective_heading

    heading(console, study, "Which plan is likeliest to succeed, and where does each one break?")
    for result in study.perspectives.values():
        perspective_heading(console, result)
        _table(console, result)
    if len(study.perspectives) > 1:
        _overview(console, study)
    footing(
        console,
        study,
        "success: share of draws, %, ± two standard errors (Monte Carlo).",
        "Links: share of draws, %, that pass the link and all before it; * marks the link that breaks most often "
        "among the draws that reach it.",
    )


def _table(console: Console, result: PerspectiveResult | ViewShares) -> None:
    from goodoffices.kit.tables import plain_table, share_with_error

    if not result.plans:
        console.print("the case holds no plans")
        return
    table = plain_table(("plan", "left"), ("success", "right"), *((name, "right") for name in COLUMNS))
    for name in result.best_plans():
        plan = result.plans[name]
        table.add_row(name, share_with_error(plan.success, plan.se), *_links(plan))
    console.print(table)


def _links(plan: PlanResult | PlanShares) -> list[str]:
    from goodoffices.kit.tables import percent
    from goodoffices.study.results import LINKS

    cells = ((percent(getattr(plan.funnel, link)), link == plan.binding) for link in LINKS)
    return [f"{cell}*" if binding else f"{cell} " for cell, binding in cells]


def _overview(console: Console, study: Study | RunShares) -> None:
    """Least and most success of every plan, and by whose belief; equals go to the perspective that comes first."""
    from goodoffices.kit.tables import headline, percent, plain_table

    console.print()
    headline(console, f"Over {len(study.perspectives)} perspectives")
    table = plain_table(("plan", "left"), ("least", "right"), ("by", "left"), ("most", "right"), ("by", "left"))
    for plan in study.case.plans:
        success = {name: result.plans[plan].success for name, result in study.perspectives.items()}
        least, most = min(success, key=lambda name: success[name]), max(success, key=lambda name: success[name])
        by = ("all", "all") if least == most else (least, most)
        table.add_row(plan, percent(success[least], 1), by[0], percent(success[most], 1), by[1])
    console.print(table)
