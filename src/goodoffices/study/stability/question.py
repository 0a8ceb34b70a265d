"""Strategic stability: where does a conflict graph come to rest, how does it get there, and what would change that?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from goodoffices.case.problem import InfeasibleError, did_you_mean
from goodoffices.case.reading import load
from goodoffices.case.schema import Case
from goodoffices.engines.graph_model import explain
from goodoffices.engines.graph_model import stability as judged
from goodoffices.engines.graph_model.cheapest_change import cheapest_change
from goodoffices.engines.graph_model.coalition import coalition_stability, equilibrium_jumps
from goodoffices.engines.graph_model.evolution import BEHAVIOURS, evolution, status_quo
from goodoffices.engines.graph_model.hypergame import Hypergame, first_level
from goodoffices.engines.graph_model.inverse import RankingCount, ranking_counts
from goodoffices.engines.graph_model.strength import strength_stability
from goodoffices.engines.graph_model.unknown import unknown_stability
from goodoffices.model.arrays import Bools
from goodoffices.model.conflict_graph import ConflictGraph
from goodoffices.model.graph_setting import Setting, state_patterns
from goodoffices.study.stability.answer import Coalitions, StabilityResult, Way, Why, Wish
from goodoffices.study.stability.concepts import CONCEPTS, stable_further
from goodoffices.study.stability.graph_of import graph_of

if TYPE_CHECKING:
    from goodoffices.play.study import Study
    from goodoffices.study.stability.day_after import DayAfter

Progress = Callable[[str, int, int], None]
MOST_COUNTED = 60
"""Above so many states rankings are not counted: their number has no meaning to anybody."""
MOST_SEARCHED = 1 << 20
"""Above so many states one way is sought, not all that may be reached."""
MOST_EXPLAINED = 4096
"""Above so many states no cell is explained."""
MOST_COMPARED = 1024
"""Above so many states strength and views are passed over, since they compare all pairs of states."""


def stability(
    what: Study | Case | str,
    *,
    plan: str | None = None,
    perspective: str | None = None,
    concepts: Sequence[str] = tuple(CONCEPTS),
    coalitions: bool = False,
) -> StabilityResult:
    """Analyse the graph that a case carries, or the morning after signing where it carries none or a plan is named.

    Args:
        what: the case.
        plan: the plan signed under; the one that succeeds most often if None.
        perspective: whose belief; the first if None.
        concepts, coalitions: as `analyse`.

    Raises:
        ValueError: no such plan or perspective; else as `analyse`.
    """
    setting, derived = setting_of(what, plan, perspective)
    return replace(analyse(setting, concepts=concepts, coalitions=coalitions), derived=derived)


def setting_of(
    what: Study | Case | str, plan: str | None = None, perspective: str | None = None
) -> tuple[Setting, DayAfter | None]:
    """The graph that a case carries, or the morning after signing where it carries none or a plan is named."""
    from goodoffices.study.stability.day_after import day_after

    case = what if isinstance(what, Case) else load(what) if isinstance(what, str) else what.case
    if case.graph is not None and plan is None:
        if perspective is not None:
            raise ValueError("the graph of a case is the same under every perspective: leave --perspective out")
        return graph_of(case), None
    after = day_after(case if isinstance(what, str) else what, plan, perspective)
    return after.setting, after


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


def decision_maker_named(graph: ConflictGraph, word: str) -> int:
    """The decision maker of that name, or its number from 1; raises ValueError with a suggestion."""
    makers = graph.decision_makers
    if word in makers:
        return makers.index(word)
    if word.isdecimal() and 1 <= int(word) <= len(makers):
        return int(word) - 1
    hint = did_you_mean(word, list(makers)) or f"there are {', '.join(makers)}"
    raise ValueError(f"{word!r} is not a decision maker of {graph.name}; {hint}")


def analyse(
    setting: Setting,
    *,
    concepts: Sequence[str] = tuple(CONCEPTS),
    start: int | None = None,
    goal: int | None = None,
    inverse: int | None = None,
    who: Collection[int] | None = None,
    why: int | None = None,
    coalitions: bool = False,
    progress: Progress | None = None,
) -> StabilityResult:
    """Analyse a conflict graph.

    Args:
        setting: the graph, and what its source asks of it.
        concepts: short names, of `CONCEPTS`, and of those that are judged when asked for: l1, l2 ..., nm, sim.
        start: where an evolution begins; the status quo if not said.
        goal: where it should lead; the first wanted state if not said.
        inverse: the state that should become an equilibrium; nobody asks if None.
        who: whose preferences may change for that; everybody's if None.
        why: the state of which every improvement, and what deters it, is told.
        coalitions: whether coalitions are examined.
        progress: told how far the work has come.

    Raises:
        InfeasibleError: coalitions of too many decision makers or states; too many states for some concept.
        ValueError: a concept that does not fit the graph.
    """
    graph = setting.graph
    known = graph.preferences.unknown is None
    start = setting.status_quo if start is None else start
    goal = (setting.wanted[0] if setting.wanted else None) if goal is None else goal
    classic = [concept for concept in concepts if concept in CONCEPTS]
    worked_out = dict(judged(graph, tuple(dict.fromkeys((*classic, "nash"))), progress).stable) if known else {}
    worked_out |= {c: stable_further(graph, c) for c in concepts if c not in CONCEPTS and known}
    stable = {concept: worked_out[concept] for concept in concepts} if known else {}
    small = graph.states <= MOST_COMPARED
    return StabilityResult(
        setting=setting,
        stable=stable,
        rational=worked_out["nash"] if known else np.zeros(graph.preferences.rank.shape, np.bool_),
        reach=None if start is None or not known or graph.states > MOST_SEARCHED else status_quo(graph, start),
        way=None if start is None or goal is None or start == goal or not known else way(graph, start, goal),
        wanted=inverse,
        wishes={} if inverse is None or not known else {c: wish(graph, inverse, c, who) for c in classic},
        why=None if why is None or not known else _why(graph, why, classic),
        coalitions=_coalitions(graph, stable) if coalitions else None,
        strength=strength_stability(graph) if graph.preferences.band is not None and small else {},
        unknown={} if known else unknown_stability(graph),
        hypergames=_hypergames(setting, classic) if setting.views is not None and small else {},
        remarks=(*setting.remarks, *_remarks(setting, known, small, inverse, why, len(classic) < len(concepts))),
    )


def way(graph: ConflictGraph, start: int, goal: int) -> Way:
    """Evolutions from one state to another, one for each behaviour."""
    return Way(start, goal, {behaviour: evolution(graph, start, goal, behaviour) for behaviour in BEHAVIOURS})


def wish(graph: ConflictGraph, wanted: int, concept: str, who: Collection[int] | None = None) -> Wish:
    """What would make the wanted state an equilibrium; what is too large to be found is told in `refused`."""
    change, refused = None, ""
    try:
        change = cheapest_change(graph, wanted, concept, who)
    except InfeasibleError as error:
        refused = str(error)
    counts: tuple[RankingCount, ...] = ()
    if graph.states <= MOST_COUNTED:
        try:
            counts = ranking_counts(graph, wanted, concept)
        except InfeasibleError:
            counts = ()
    return Wish(change, refused, counts)


def _why(graph: ConflictGraph, state: int, concepts: Sequence[str]) -> Why:
    if graph.states > MOST_EXPLAINED:
        raise InfeasibleError(
            f"states are explained in graphs of up to {MOST_EXPLAINED:,} states, not {graph.states:,}"
        )
    makers = range(len(graph.decision_makers))
    return Why(state, {c: tuple(explain(graph, state, i, c) for i in makers) for c in concepts})


def _coalitions(graph: ConflictGraph, stable: Mapping[str, Bools]) -> Coalitions:
    found = coalition_stability(graph)
    rest = {c: np.flatnonzero(np.logical_and.reduce(cells, axis=0)).tolist() for c, cells in stable.items()}
    return Coalitions(found, {c: equilibrium_jumps(graph, states) for c, states in rest.items()})


def _hypergames(setting: Setting, concepts: Sequence[str]) -> dict[str, Hypergame]:
    views = setting.views
    assert views is not None
    return {c: first_level(setting.graph.decision_makers, views, c) for c in concepts}


def _remarks(
    setting: Setting, known: bool, small: bool, inverse: int | None, why: int | None, further: bool
) -> list[str]:
    said = []
    if not known:
        said.append("Some preferences are unknown: stability is told four ways, and no single answer is given.")
        if inverse is not None or why is not None:
            said.append("What would have to change, and why, is not asked of preferences that are partly unknown.")
    elif further and (inverse is not None or why is not None):
        said.append("What would have to change, and why, is told of Nash, GMR, SMR, SEQ and SSEQ.")
    if not small and (setting.views is not None or setting.graph.preferences.band is not None):
        said.append(f"Strength of preference and views are compared up to {MOST_COMPARED:,} states.")
    return said
