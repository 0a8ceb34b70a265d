"""`goodoffices plans`: how likely is each plan to succeed, and at which link does it break?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodoffices.cli.asking import open_case
from goodoffices.cli.charting import ChartFile, as_text, give, refuse_chart
from goodoffices.cli.console import fail, hand_over
from goodoffices.cli.options import (
    DEFAULT_DRAWS,
    DEFAULT_SEED,
    AsJson,
    CaseName,
    DrawsOrNone,
    Perspectives,
    Places,
    Seed,
    Workers,
)
from goodoffices.cli.search import Budget, Effort, Panel, Search, search_plans
from goodoffices.cli.stored import From, source_of
from goodoffices.cli.studying import put

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goodoffices.cli.stored import Source
    from goodoffices.runs.summary import RunShares


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
    places: Places = None,
    json: AsJson = False,
) -> None:
    """Compare the plans of a case: chance of success, and the link at which each breaks; or search for better ones."""
    opened = open_case(case)
    source = source_of(opened, from_, perspective)
    if search:
        search_plans(opened, draws, seed, perspective, workers, budget, panel, effort, chart, json, source)
        return
    _refuse_without_search({"--budget": budget, "--panel": panel, "--effort": effort})
    if source is not None:
        if chart is not None or places is not None:
            fail(
                "--chart and --places cannot stand beside --from: the shares of a run are read, and its places are its own"
            )
        _from_run(source, draws, json)
        return
    refuse_chart(chart)
    from goodoffices.study.plans.question import plans as question

    answer = put(question, opened, draws or DEFAULT_DRAWS, seed, perspective, workers, places=places)
    from goodoffices.study.plans.terminal import show

    give(answer, chart, json, as_text, show)


def _refuse_without_search(options: Mapping[str, object]) -> None:
    stray = [name for name, value in options.items() if value is not None]
    if stray:
        fail(f"{stray[0]} says how plans are searched: add --search, or leave it out")


def _from_run(source: Source, draws: int | None, json: bool) -> None:
    from goodoffices.study.plans.terminal import show

    answer, note = source.read_shares(draws, "every share")
    hand_over(answer, json, _stored_text, show, note)


def _stored_text(answer: RunShares) -> str:
    from goodoffices.kit.plain import json_text
    from goodoffices.runs.export import shares_json

    return json_text(shares_json(answer))
