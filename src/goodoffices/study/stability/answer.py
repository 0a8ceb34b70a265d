"""What an analysis of a conflict graph answers: a frozen result that knows every number the faces show."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from goodoffices.engines.graph_model.cheapest_change import Change
from goodoffices.engines.graph_model.coalition import CoalitionStability, Jump
from goodoffices.engines.graph_model.evolution import Evolution, StatusQuo
from goodoffices.engines.graph_model.explanation import Deterrence
from goodoffices.engines.graph_model.hypergame import Hypergame
from goodoffices.engines.graph_model.inverse import RankingCount
from goodoffices.engines.graph_model.strength import StrengthStability
from goodoffices.kit.answer import Answer
from goodoffices.model.arrays import Bools
from goodoffices.model.conflict_graph import ConflictGraph
from goodoffices.model.graph_setting import Setting, state_name, state_patterns
from goodoffices.study.stability.concepts import title

if TYPE_CHECKING:
    import polars

    from goodoffices.study.stability.day_after import DayAfter


@dataclass(frozen=True)
class Way:
    """How the conflict may come from one state to another under each behaviour; None where it cannot."""

    start: int
    goal: int
    by: Mapping[str, Evolution | None]

    @property
    def best(self) -> Evolution | None:
        """The way that is likeliest to be gone: by improvements alone, else with fewest disimprovements."""
        return next((found for name in ("improvements", "cautious") if (found := self.by.get(name)) is not None), None)


@dataclass(frozen=True)
class Wish:
    """What would have to change for the wanted state to be an equilibrium under one concept."""

    change: Change | None
    """The fewest and smallest changes of preference; None where none will do, or the model is too large."""
    refused: str
    """Why there is none."""
    counts: tuple[RankingCount, ...]
    """For each decision maker how many rankings of all states would keep it there; empty where they were not counted."""


@dataclass(frozen=True)
class Why:
    """Why a state is stable, or is not: every improvement, and the answer that deters it."""

    state: int
    by: Mapping[str, tuple[tuple[Deterrence, ...], ...]]
    """By concept, then decision maker."""


@dataclass(frozen=True, eq=False)
class Coalitions:
    """Which states hold against coalitions, and which equilibria a coalition would leave for another."""

    stability: CoalitionStability
    jumps: Mapping[str, tuple[Jump, ...]]
    """By concept."""


@dataclass(frozen=True, eq=False)
class StabilityResult(Answer):
    """Where a conflict comes to rest, and how it may get there."""

    unrounded = True

    setting: Setting
    stable: Mapping[str, Bools]
    """For each concept bool[n, S]: would the decision maker stay?  Empty where preferences are partly unknown."""
    rational: Bools
    """Where each has nothing better to go to (Nash), asked or not, bool[n, S]; False where preferences are partly unknown."""
    reach: StatusQuo | None
    """What can come of the start under each behaviour; None where nothing says where the conflict stands."""
    way: Way | None
    wanted: int | None
    """The state that `wishes` are about."""
    wishes: Mapping[str, Wish]
    """By concept; empty where nobody asked."""
    why: Why | None
    coalitions: Coalitions | None
    strength: Mapping[str, StrengthStability]
    """By concept, where the graph says how strong preferences are; else empty."""
    unknown: Mapping[str, Mapping[str, Bools]]
    """By extension a to d and concept, bool[n, S], where preferences are partly unknown; else empty."""
    hypergames: Mapping[str, Hypergame]
    """By concept, where decision makers see the conflict differently; else empty."""
    remarks: tuple[str, ...]
    derived: DayAfter | None = None
    """The morning after signing that the graph is derived from; None for other graphs."""

    @property
    def graph(self) -> ConflictGraph:
        """The conflict."""
        return self.setting.graph

    @property
    def equilibria(self) -> Mapping[str, Bools]:
        """For each concept bool[S]: would all stay?"""
        return MappingProxyType({c: np.logical_and.reduce(cells, axis=0) for c, cells in self.stable.items()})

    def mark(self, concept: str, i: int, state: int) -> str:
        """`r` where i has nothing better to go to, `s` where others' answers deter it, `u` where it would leave."""
        if not self.stable[concept][i, state]:
            return "u"
        return "r" if self.rational[i, state] else "s"

    def name(self, state: int) -> str:
        """What people call a state."""
        return state_name(self.graph, state)

    def table(self) -> polars.DataFrame:
        """One row per state: name, options, then for every concept who stays and whether it is an equilibrium."""
        return state_table(self)

    def _repr_html_(self) -> str:
        return equilibria_html(self)


MOST_SHOWN = 200
"""States of the table in a notebook."""


def state_table(found: StabilityResult) -> polars.DataFrame:
    """One row per state: `state`, `options`, then per concept `CONCEPT.DECISION MAKER` (r, s or u) and `CONCEPT`."""
    import polars

    graph = found.graph
    columns: dict[str, Any] = {"state": list(graph.state_names) or [str(s + 1) for s in range(graph.states)]}
    if patterns := state_patterns(graph):
        columns["options"] = patterns
    for concept, cells in found.stable.items():
        for i, who in enumerate(graph.decision_makers):
            marks = np.where(cells[i], np.where(found.rational[i], "r", "s"), "u")
            columns[f"{concept}.{who}"] = marks.tolist()
        columns[concept] = found.equilibria[concept].tolist()
    return polars.DataFrame(columns)


def equilibria_html(found: StabilityResult) -> str:
    """States that are equilibria under some concept, as a table for a notebook."""
    graph, rest = found.graph, found.equilibria
    some = np.flatnonzero(np.logical_or.reduce(list(rest.values()), axis=0)) if rest else np.zeros(0, np.int64)
    patterns = state_patterns(graph) or [""] * graph.states
    head = "".join(f"<th>{html.escape(title(c))}</th>" for c in rest)
    rows = [
        f"<tr><th>{html.escape(found.name(s))}</th><td><code>{html.escape(patterns[s])}</code></td>"
        + "".join(f"<td>{'E' if yes[s] else ''}</td>" for yes in rest.values())
        + "</tr>"
        for s in some[:MOST_SHOWN].tolist()
    ]
    left = f"<p>and {len(some) - MOST_SHOWN} more</p>" if len(some) > MOST_SHOWN else ""
    caption = f"<caption>{html.escape(graph.name)}: {len(some)} of {graph.states} states are equilibria</caption>"
    body = f"<thead><tr><th>state</th><th>options</th>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
    return f"<table>{caption}{body}</table>{left}"
