"""From a path to an analysis: a graph file, a case that carries a graph, or the morning after signing of any case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from goodoffices.study.stability.question import analyse, decision_maker_named, setting_of, state_named

if TYPE_CHECKING:
    from goodoffices.play.expectations import Fixed
    from goodoffices.play.study import Study
    from goodoffices.study.stability.day_after import DayAfter

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, eq=False)
class Drawn:
    """Draws of which the morning after is told, where it is not to make its own."""

    seed: int
    draws: int
    fixed: Mapping[str, Fixed]
    """perspective: what is expected of the plans of the case, formed on other draws."""

    def study(self, case: Case, perspective: str | None) -> Study:
        """The case on these draws."""
        from goodoffices.play.study import Study

        known = None if perspective is None else [perspective]
        return Study(case, draws=self.draws, seed=self.seed, perspectives=known, fixed=self.fixed)


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
    case = on_grid(load(path), shares)
    return setting_of(case if drawn is None else drawn.study(case, perspective), plan, perspective)
