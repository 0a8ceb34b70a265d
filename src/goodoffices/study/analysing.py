"""From a path to an analysis: a graph file, a case that carries a graph, or the morning after signing of any case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from goodoffices.case.reading import load
from goodoffices.case.schema import Case
from goodoffices.exchange.graphs import is_graph_file, load_graph
from goodoffices.model.graph_setting import Setting
from goodoffices.study.graph_of import graph_of
from goodoffices.study.stability import analyse, concept_named, state_named
from goodoffices.study.stability_result import CONCEPTS, StabilityResult

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Asked:
    """What somebody asks about a file, in the words it was typed in."""

    concepts: tuple[str, ...] = ()
    """All if empty."""
    start: str | None = None
    goal: str | None = None
    inverse: str | None = None
    coalitions: bool = False
    plan: str | None = None
    """Of a case: the morning after signing under this plan, even where the case carries a graph."""
    perspective: str | None = None


def analyse_path(path: str, asked: Asked, progress: Progress | None = None) -> StabilityResult:
    """Answer what is asked of whatever is at a path.

    Raises:
        CaseError: something in the file is wrong.
        ValueError: no such concept, state, plan or perspective; InfeasibleError where the model is too large.
    """
    concepts = tuple(dict.fromkeys(concept_named(word) for word in asked.concepts)) or tuple(CONCEPTS)
    setting = setting_at(path, asked.plan, asked.perspective)
    graph = setting.graph
    named = [None if word is None else state_named(graph, word) for word in (asked.start, asked.goal, asked.inverse)]
    start, goal, inverse = named
    return analyse(
        setting,
        concepts=concepts,
        start=start,
        goal=goal,
        inverse=inverse,
        coalitions=asked.coalitions,
        progress=progress,
    )


def setting_at(path: str, plan: str | None = None, perspective: str | None = None) -> Setting:
    """The graph at a path; raises as `analyse_path`."""
    if is_graph_file(Path(path)):
        if plan is not None or perspective is not None:
            raise ValueError("a graph file has no plans and perspectives: leave --plan and --perspective out")
        return load_graph(Path(path))
    return setting_of(load(path), plan, perspective)


def setting_of(case: Case, plan: str | None = None, perspective: str | None = None) -> Setting:
    """The graph that a case carries, or the morning after signing where it carries none or a plan is named."""
    if case.graph is not None and plan is None:
        if perspective is not None:
            raise ValueError("the graph of a case is the same under every perspective: leave --perspective out")
        return graph_of(case)
    from goodoffices.study.day_after import day_after

    return day_after(case, plan, perspective).setting
