"""`goodoffices plans`: how likely is each plan to succeed, and at which link does it break?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from goodoffices.cli.console import fail, hand_over
from goodoffices.cli.options import DEFAULT_DRAWS
from goodoffices.cli.questions import Typed, verb
from goodoffices.cli.search import SEARCH_DRAWS, Budget, Effort, Panel, Search, search_plans

if TYPE_CHECKING:
    from goodoffices.cli.stored import Source


@verb(None, help_=f"How many draws; rounded up to a power of two ({DEFAULT_DRAWS:,}; with --search {SEARCH_DRAWS:,}).")
def plans(
    typed: Typed, search: Search = False, budget: Budget = None, panel: Panel = None, effort: Effort = None
) -> None:
    """Compare the plans of a case: chance of success, and the link at which each breaks; or search for better ones."""
    if search:
        search_plans(typed, budget, panel, effort)
        return
    for name, value in {"--budget": budget, "--panel": panel, "--effort": effort}.items():
        if value is not None:
            fail(f"{name} says how plans are searched: add --search, or leave it out")
    if typed.source is None:
        typed.give(replace(typed, draws=typed.draws or DEFAULT_DRAWS).put("plans"))
    elif typed.chart is not None or typed.places is not None:
        fail(
            "--chart and --places cannot stand beside --from: the shares of a run are read, and its places are its own"
        )
    else:
        _read(typed.source, typed.draws, typed.json)


def _read(source: Source, draws: int | None, json: bool) -> None:
    """Show what a run keeps of the plans."""
    from goodoffices.kit.plain import json_text
    from goodoffices.runs.export import shares_json
    from goodoffices.study.plans.terminal import show

    shares, note = source.read_shares(draws, "every share")
    hand_over((lambda: json_text(shares_json(shares))) if json else None, lambda console: show(console, shares), note)
