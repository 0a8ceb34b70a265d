"""Strategic stability: where does a conflict graph come to rest, how does it get there, and what would change that?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from goodoffices.case.problem import did_you_mean
from goodoffices.engines.graph_model import stability
from goodoffices.engines.graph_model.cheapest_change import cheapest_change
from goodoffices.engines.graph_model.coalition import coalition_stability, equilibrium_jumps
from goodoffices.engines.graph_model.evolution import BEHAVIOURS, evolution
from goodoffices.engines.graph_model.hypergame import Hypergame, first_level
from goodoffices.engines.graph_model.inverse import RankingCount, ranking_counts
from goodoffices.engines.graph_model.strength import strength_stability
from goodoffices.engines.graph_model.unknown import unknown_stability
from goodoffices.model.conflict_graph import Bools, ConflictGraph
from goodoffices.model.errors import InfeasibleError
from goodoffices.model.graph_setting import Setting, state_patterns
from goodoffices.study.stability_result import ALIASES, CONCEPTS, Coalitions, StabilityResult, Way, Wish

Progress = Callable[[str, int, int], None]
MOST_COUNTED = 60
"""Above so many states rankings are not counted: their number has no meaning to anybody."""
MOST_COMPARED = 1024
"""Above so many states strength and views are passed over, since they compare all pairs of states."""


def concept_named(word: str) -> str:
    """The concept of that name or alias, in any case; raises ValueError with a suggestion."""
    name = ALIASES.get(word.casefold(), word.casefold())
    if name not in CONCEPTS:
        hint = did_you_mean(word, (*CONCEPTS, *ALIASES)) or f"known: {', '.join(CONCEPTS)}"
        raise ValueError(f"{word!r} is not a stability concept; {hint}")
    return name


def state_named(graph: ConflictGraph, word: str) -> int:
    """The state of that name, or of that pattern of Y and N; raises ValueError with a suggestion.  O(S)."""
    names = graph.state_names or None
    if names is not None and word in names:
        return names.index(word)
    if names is None and word.isdecimal() and 1 <= int(word) <= graph.states:
        return int(word) - 1
    patterns = state_patterns(graph) if len(word) == len(graph.options) and not set(word.upper()) - set("YN-") else []
    if word.upper() in patterns:
        return patterns.index(word.upper())
    hint = did_you_mean(word, list(names[:5000])) if names is not None else f"states are 1 to {graph.states:,}"
    raise ValueError(f"{word!r} is not a state of {graph.name}; {hint or 'name it, or write its options as in YNN'}")


def analyse(
    setting: Setting,
    *,
    concepts: Sequence[str] = tuple(CONCEPTS),
    start: int | None = None,
    goal: int | None = None,
    inverse: int | None = None,
    coalitions: bool = False,
    progress: Progress | None = None,
) -> StabilityResult:
    """Analyse a conflict graph.

    Args:
        setting: the graph, and what its source asks of it.
        concepts: short names, of `CONCEPTS`.
        start: where an evolution begins; the status quo if not said.
        goal: where it should lead; the first wanted state if not said.
        inverse: the state that should become an equilibrium; nobody asks if None.
        coalitions: whether coalitions are examined.
        progress: told how far the work has come.

    Raises:
        InfeasibleError: coalitions of too many decision makers or states.
    """
    graph = setting.graph
    known = graph.preferences.unknown is None
    start = setting.status_quo if start is None else start
    goal = (setting.wanted[0] if setting.wanted else None) if goal is None else goal
    worked_out = stability(graph, tuple(dict.fromkeys((*concepts, "nash"))), progress).stable if known else {}
    stable = {concept: worked_out[concept] for concept in concepts} if known else {}
    small = graph.states <= MOST_COMPARED
    return StabilityResult(
        setting=setting,
        stable=stable,
        rational=worked_out["nash"] if known else np.zeros(graph.preferences.rank.shape, np.bool_),
        way=None if start is None or goal is None or start == goal else way(graph, start, goal),
        wanted=inverse,
        wishes={} if inverse is None or not known else {c: wish(graph, inverse, c) for c in concepts},
        coalitions=_coalitions(graph, stable) if coalitions else None,
        strength=strength_stability(graph) if graph.preferences.band is not None and small else {},
        unknown={} if known else unknown_stability(graph),
        hypergames=_hypergames(setting, concepts) if setting.views is not None and small else {},
        remarks=(*setting.remarks, *_remarks(setting, known, small, inverse)),
    )


def way(graph: ConflictGraph, start: int, goal: int) -> Way:
    """Evolutions from one state to another, one for each behaviour."""
    return Way(start, goal, {behaviour: evolution(graph, start, goal, behaviour) for behaviour in BEHAVIOURS})


def wish(graph: ConflictGraph, wanted: int, concept: str) -> Wish:
    """What would make the wanted state an equilibrium; what is too large to be found is told in `refused`."""
    change, refused = None, ""
    try:
        change = cheapest_change(graph, wanted, concept)
    except InfeasibleError as error:
        refused = str(error)
    counts: tuple[RankingCount, ...] = ()
    if graph.states <= MOST_COUNTED:
        try:
            counts = ranking_counts(graph, wanted, concept)
        except InfeasibleError:
            counts = ()
    return Wish(change, refused, counts)


def _coalitions(graph: ConflictGraph, stable: Mapping[str, Bools]) -> Coalitions:
    found = coalition_stability(graph)
    rest = {c: np.flatnonzero(np.logical_and.reduce(cells, axis=0)).tolist() for c, cells in stable.items()}
    return Coalitions(found, {c: equilibrium_jumps(graph, states) for c, states in rest.items()})


def _hypergames(setting: Setting, concepts: Sequence[str]) -> dict[str, Hypergame]:
    views = setting.views
    assert views is not None
    return {c: first_level(setting.graph.decision_makers, views, c) for c in concepts}


def _remarks(setting: Setting, known: bool, small: bool, inverse: int | None) -> list[str]:
    said = []
    if not known:
        said.append("Some preferences are unknown: stability is told four ways, and no single answer is given.")
        if inverse is not None:
            said.append("What would have to change is not asked of preferences that are partly unknown.")
    if not small and (setting.views is not None or setting.graph.preferences.band is not None):
        said.append(f"Strength of preference and views are compared up to {MOST_COMPARED:,} states.")
    return said
