"""Status quo analysis against an exhaustive search, and against the Elmira conflict."""

from __future__ import annotations

import time
from itertools import count

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.graph_model.small_models import explicit_models, improving, option_models, published, reach_of

from goodoffices.engines.graph_model.arcs import Arcs
from goodoffices.engines.graph_model.evolution import (
    BEHAVIOURS,
    CAUTIOUS,
    IMPROVEMENTS,
    MOVES,
    Evolution,
    evolution,
    status_quo,
)
from goodoffices.engines.graph_model.matrices import move_matrix
from goodoffices.model.conflict_graph import ConflictGraph, OptionMoves, Preferences


def layers(graph: ConflictGraph, start: int, behaviour: str) -> dict[int, tuple[int, int]]:
    """Least (disimprovements, moves) to each state, or (0, moves) where falls do not count: relaxed until nothing changes."""
    rank = graph.preferences.rank
    reach = reach_of(graph)
    steps = improving(reach, rank) if behaviour == IMPROVEMENTS else reach
    best = {(start, -1): (0, 0)}
    for _ in count():
        before = dict(best)
        for (s, last), (falls, moves) in before.items():
            for j in range(len(steps)):
                for t in steps[j][s] if j != last else ():
                    fall = int(behaviour == CAUTIOUS and rank[j, t] < rank[j, s])
                    found = (falls + fall, moves + 1)
                    best[t, j] = min(best.get((t, j), found), found)
        if best == before:
            break
    least: dict[int, tuple[int, int]] = {}
    for (s, _), found in best.items():
        least[s] = min(least.get(s, found), found)
    return least


def assert_legal(graph: ConflictGraph, path: Evolution) -> None:
    reach, rank, at, last = reach_of(graph), graph.preferences.rank, path.start, -1
    for step in path.steps:
        assert step.source == at and step.mover != last and step.target in reach[step.mover][at]
        assert step.gain == np.sign(rank[step.mover, step.target] - rank[step.mover, at])
        assert step.gain > 0 or path.behaviour != IMPROVEMENTS
        at, last = step.target, step.mover
    assert at == path.wanted


@settings(max_examples=60, deadline=None)
@given(st.one_of(explicit_models(), option_models()), st.data())
def test_shortest_evolutions_are_found(graph: ConflictGraph, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, graph.states - 1))
    told = status_quo(graph, start)
    for behaviour in BEHAVIOURS:
        least = layers(graph, start, behaviour)
        assert set(np.flatnonzero(told.reachable(behaviour))) == set(least)
        for wanted in range(graph.states):
            path = evolution(graph, start, wanted, behaviour)
            if wanted not in least:
                assert path is None
                continue
            assert path is not None
            assert_legal(graph, path)
            assert len(path.steps) == least[wanted][1] == told.length[behaviour][wanted]
            if behaviour == CAUTIOUS:
                assert path.disimprovements == least[wanted][0] == told.disimprovements[wanted]


@settings(max_examples=60, deadline=None)
@given(st.one_of(explicit_models(), option_models()))
def test_moves_are_those_of_the_definition(graph: ConflictGraph) -> None:
    matrix, reach = move_matrix(graph), reach_of(graph)
    for i, rows in enumerate(reach):
        assert [set(np.flatnonzero(matrix[i, s])) for s in range(graph.states)] == rows


def test_bisection_finds_the_states_of_many_options() -> None:
    """More options than a table of codes would fit, with the same moves as two options alone."""
    codes = np.array([0, 1, 1 << 39, 1 | 1 << 39], np.uint64)
    owner = np.array([0] + [-1] * 38 + [1], np.int64)
    arcs = Arcs(OptionMoves(owner, np.zeros(40, np.int64), codes))
    everywhere = np.arange(4)
    for i, expected in ((0, [1, 0, 3, 2]), (1, [2, 3, 0, 1])):
        ((source, target),) = arcs.of(i, everywhere)
        assert source.tolist() == [0, 1, 2, 3] and target.tolist() == expected


def test_elmira_from_the_status_quo() -> None:
    """From 1 the local government insists, to 5, and there it stays; 8 takes a disimprovement on the way."""
    graph, _ = published("elmira_9state_xu2007")
    told = status_quo(graph, 0)
    assert np.flatnonzero(told.reachable(IMPROVEMENTS)).tolist() == [0, 4]
    assert told.reachable(MOVES).all()
    path = evolution(graph, 0, 7, CAUTIOUS)
    assert path is not None and path.disimprovements == 1 and len(path.steps) == 3


def test_a_state_that_does_not_exist() -> None:
    graph, _ = published("chicken_2x2")
    with pytest.raises(ValueError, match="no state 4: states are numbered 0 to 3"):
        evolution(graph, 0, 4)
    with pytest.raises(ValueError, match="no behaviour 'rash'"):
        evolution(graph, 0, 1, "rash")


@pytest.mark.slow
def test_a_million_states() -> None:
    """2^20 states of five decision makers with four options each: the far corner is one move of each away."""
    owner = np.repeat(np.arange(5), 4)
    rank = np.random.default_rng(1).integers(0, 1000, (5, 1 << 20)).astype(np.int32)
    moves = OptionMoves(owner, np.zeros(20, np.int64), np.arange(1 << 20, dtype=np.uint64))
    graph = ConflictGraph("large", tuple("ABCDE"), tuple(map(str, range(20))), (), moves, Preferences(rank))
    began = time.perf_counter()
    path = evolution(graph, 0, (1 << 20) - 1)
    assert path is not None and len(path.steps) == 5
    assert time.perf_counter() - began < 60
