"""From the `graph:` section of a case to a conflict graph."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from goodoffices.case.graph import option_ids, states_of
from goodoffices.case.graph_states import Codes, pattern_bits
from goodoffices.case.schema import Case, Graph, GraphPreferences
from goodoffices.engines.graph_model.prioritisation import options_taken, prioritised_rank, weighted_rank
from goodoffices.exchange.graph_states import DIRECTIONS
from goodoffices.model.arrays import Bools
from goodoffices.model.conflict_graph import ConflictGraph, OptionMoves, Preferences, Ranks
from goodoffices.model.graph_setting import (
    Setting,
    bands_below,
    explicit_moves,
    ranked_by_groups,
    ranked_by_payoffs,
    unknown_pairs,
)


def graph_of(case: Case) -> Setting:
    """The graph that a case carries, states in the order of `case.graph.states_of`.

    Raises ValueError where the case has none; the case itself is taken to be checked.
    """
    graph = case.graph
    if graph is None:
        raise ValueError(f"the case {case.name} has no `graph:` section")
    states = states_of(graph)
    place = {state: s for s, state in enumerate(states)}
    codes = np.array([pattern_bits(state)[1] for state in states], np.uint64)
    makers = tuple(graph.decision_makers)
    options = [option for who in graph.decision_makers.values() for option in who.options.values()]
    owner = [i for i, who in enumerate(graph.decision_makers.values()) for _ in who.options]
    direction = np.array([DIRECTIONS[option.change] for option in options], np.int64)
    listed = graph.moves
    built = ConflictGraph(
        name=case.title,
        decision_makers=tuple(_name(case, graph, name) for name in makers),
        options=tuple(option.name for option in options),
        state_names=tuple(graph.names.get(state, str(s + 1)) for s, state in enumerate(states)),
        moves=OptionMoves(np.array(owner, np.int64), direction, codes)
        if listed is None
        else explicit_moves([[(place[a], place[b]) for a, b in listed.get(name, ())] for name in makers], len(states)),
        preferences=_preferences(graph, place, codes),
        patterns=None if listed is None else tuple(states),
    )
    quo = graph.status_quo
    return Setting(
        built,
        None if quo is None else place[quo],
        tuple(place[state] for state in graph.wanted),
        _beliefs(graph, built.preferences.rank, place, codes),
        _unseen(graph, codes),
        tuple(owner),
    )


def _name(case: Case, graph: Graph, name: str) -> str:
    who = graph.decision_makers[name]
    if who.name is not None:
        return who.name
    return case.parties[who.party].name if who.party is not None else name


def rank_of(told: GraphPreferences, graph: Graph, place: Mapping[str, int], codes: Codes) -> Ranks:
    """Ranks of the states from whatever form the preferences have; int32[S], higher is better."""
    ids = option_ids(graph)
    if told.ranking is not None:
        groups = [[place[s] for s in ([entry] if isinstance(entry, str) else entry)] for entry in told.ranking]
        return ranked_by_groups(groups, len(place))
    if told.payoffs is not None:
        return ranked_by_payoffs([told.payoffs[state] for state in place])
    taken = options_taken(codes, len(ids))
    if told.statements is not None:
        return prioritised_rank(told.statements, ids, taken)
    weights = told.weights or {}
    return weighted_rank([weights.get(option, 0.0) for option in ids], taken)


def _preferences(graph: Graph, place: Mapping[str, int], codes: Codes) -> Preferences:
    makers = graph.decision_makers.values()
    rank = np.array([rank_of(who, graph, place, codes) for who in makers], np.int32)
    band = unknown = None
    if any(who.strong_below for who in makers):
        gaps = [[place[state] for state in who.strong_below] for who in makers]
        band = np.array([bands_below(row, edges) for row, edges in zip(rank, gaps, strict=True)], np.int32)
    if any(who.unknown for who in makers):
        pairs = [[(place[a], place[b]) for a, b in who.unknown] for who in makers]
        unknown = tuple(unknown_pairs(own, len(place)) for own in pairs)
    return Preferences(rank, band, unknown)


def _beliefs(graph: Graph, rank: Ranks, place: Mapping[str, int], codes: Codes) -> tuple[Ranks, ...] | None:
    makers = list(graph.decision_makers)
    if not any(who.believes for who in graph.decision_makers.values()):
        return None
    found = []
    for who in graph.decision_makers.values():
        believed = rank.copy()
        for other, told in who.believes.items():
            believed[makers.index(other)] = rank_of(told, graph, place, codes)
        found.append(believed)
    return tuple(found)


def _unseen(graph: Graph, codes: Codes) -> tuple[Bools, ...] | None:
    if not any(who.unseen for who in graph.decision_makers.values()):
        return None
    found = []
    for who in graph.decision_makers.values():
        hidden = np.zeros(len(codes), np.bool_)
        for spoken, taken in map(pattern_bits, who.unseen):
            hidden |= (codes & np.uint64(spoken)) == np.uint64(taken)
        found.append(hidden)
    return tuple(found)
