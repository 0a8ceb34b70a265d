"""From a path to an analysis: a graph file, a case that carries a graph, or the morning after signing of any case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from goodoffices.case.reading import load
from goodoffices.case.schema import Case
from goodoffices.case.shares import GRID, on_grid
from goodoffices.exchange.graphs import is_graph_file, load_graph
from goodoffices.model.graph_setting import Setting
from goodoffices.study.stability.answer import StabilityResult
from goodoffices.study.stability.concepts import CONCEPTS, concept_named
from goodoffices.study.stability.graph_of import graph_of
from goodoffices.study.stability.question import analyse, decision_maker_named, state_named

if TYPE_CHECKING:
    from goodoffices.study.stability.day_after import DayAfter, Drawn

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Asked:
    """What somebody asks about a file, in the words it was typed in."""

    concepts: tuple[str, ...] = ()
    """All if empty."""
    start: str | None = None
    goal: str | None = None
    inverse: str | None = None
    persuade: tuple[str, ...] = ()
    """Whose preferences may change for that; everybody's if empty."""
    why: str | None = None
    """The state of which every improvement, and what deters it, is wanted."""
    coalitions: bool = False
    plan: str | None = None
    """Of a case: the morning after signing under this plan, even where the case carries a graph."""
    perspective: str | None = None
    drawn: Drawn | None = None
    """Of the morning after: other draws than its own."""
    shares: int = GRID
    """Of the morning after: shares weighed of a divisible issue."""


def analyse_path(path: str, asked: Asked, progress: Progress | None = None) -> StabilityResult:
    """Answer what is asked of whatever is at a path.

    Raises:
        CaseError: something in the file is wrong.
        ValueError: no such concept, state, plan or perspective; InfeasibleError where the model is too large.
    """
    concepts = tuple(dict.fromkeys(concept_named(word) for word in asked.concepts)) or tuple(CONCEPTS)
    setting, derived = setting_at(path, asked.plan, asked.perspective, asked.drawn, asked.shares)
    graph = setting.graph
    words = (asked.start, asked.goal, asked.inverse, asked.why)
    start, goal, inverse, why = [None if word is None else state_named(graph, word) for word in words]
    if asked.persuade and inverse is None:
        raise ValueError("--persuade says whose preferences --inverse may change: name the state with --inverse")
    found = analyse(
        setting,
        concepts=concepts,
        start=start,
        goal=goal,
        inverse=inverse,
        who=[decision_maker_named(graph, name) for name in asked.persuade] or None,
        why=why,
        coalitions=asked.coalitions,
        progress=progress,
    )
    return replace(found, derived=derived)


def setting_at(
    path: str,
    plan: str | None = None,
    perspective: str | None = None,
    drawn: Drawn | None = None,
    shares: int = GRID,
) -> tuple[Setting, DayAfter | None]:
    """The graph at a path, and the morning after it is derived from, if it is; raises as `analyse_path`."""
    if is_graph_file(Path(path)):
        if plan is not None or perspective is not None:
            raise ValueError("a graph file has no plans and perspectives: leave --plan and --perspective out")
        return load_graph(Path(path)), None
    return setting_of(on_grid(load(path), shares), plan, perspective, drawn)


def setting_of(
    case: Case, plan: str | None = None, perspective: str | None = None, drawn: Drawn | None = None
) -> tuple[Setting, DayAfter | None]:
    """The graph that a case carries, or the morning after signing where it carries none or a plan is named."""
    if case.graph is not None and plan is None:
        if perspective is not None:
            raise ValueError("the graph of a case is the same under every perspective: leave --perspective out")
        return graph_of(case), None
    from goodoffices.study.stability.day_after import day_after

    after = day_after(case, plan, perspective, drawn=drawn)
    return after.setting, after
