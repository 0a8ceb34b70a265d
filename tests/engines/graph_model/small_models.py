"""Small conflicts for the tests: random ones for hypothesis, and the published ones.

The published models are read from `shared` where it is at hand; tests that need them skip elsewhere.
"""

from __future__ import annotations

import json
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from goodoffices.model.conflict_graph import ConflictGraph, ExplicitMoves, OptionMoves, Preferences

SHARED = Path(__file__).resolve().parents[4] / "shared" / "oracles" / "graph_model"
Reach = list[list[set[int]]]
"""For each decision maker and state the states it can move to."""


def explicit(reach: Reach) -> ExplicitMoves:
    start = tuple(np.cumsum([0, *(len(row) for row in rows)]).astype(np.int64) for rows in reach)
    to = tuple(np.array([t for row in rows for t in sorted(row)], np.int64) for rows in reach)
    return ExplicitMoves(start, to)


def model(reach: Reach, rank: Any, **extra: Any) -> ConflictGraph:
    rank = np.asarray(rank, np.int32)
    n, states = rank.shape
    names = tuple("ABCDE"[:n])
    numbers = tuple(str(s + 1) for s in range(states))
    return ConflictGraph("test", names, (), numbers, explicit(reach), Preferences(rank, **extra))


@st.composite
def explicit_models(draw: st.DrawFn, max_states: int = 6, max_players: int = 4, strict: bool = False) -> ConflictGraph:
    """Any graph, transitive or not, reversible or not; payoffs with ties unless `strict`."""
    n = draw(st.integers(2, max_players))
    states = draw(st.integers(2, max_states))
    reach = [[draw(st.sets(st.integers(0, states - 1), max_size=3)) - {s} for s in range(states)] for _ in range(n)]
    ranking = (
        st.permutations(range(states)) if strict else st.lists(st.integers(0, 3), min_size=states, max_size=states)
    )
    return model(reach, [draw(ranking) for _ in range(n)])


@st.composite
def option_models(draw: st.DrawFn) -> ConflictGraph:
    """Up to four options of up to three decision makers, some irreversible or nobody's, some states infeasible."""
    n, options = draw(st.integers(2, 3)), draw(st.integers(2, 4))
    owner = np.array(draw(st.lists(st.integers(-1, n - 1), min_size=options, max_size=options)), np.int64)
    direction = np.array(draw(st.lists(st.integers(0, 2), min_size=options, max_size=options)), np.int64)
    every = range(1 << options)
    codes = np.array(draw(st.lists(st.sampled_from(every), min_size=2, unique=True)), np.uint64)
    rank = [draw(st.lists(st.integers(0, 3), min_size=len(codes), max_size=len(codes))) for _ in range(n)]
    moves = OptionMoves(owner, direction, codes)
    names = tuple("ABC"[:n])
    return ConflictGraph("test", names, tuple("opqr"[:options]), (), moves, Preferences(np.array(rank, np.int32)))


def reach_of(graph: ConflictGraph) -> Reach:
    """Moves straight from the definitions, by comparing all pairs of states."""
    n = len(graph.decision_makers)
    if isinstance(graph.moves, ExplicitMoves):
        return [
            [set(to[start[s] : start[s + 1]].tolist()) for s in range(graph.states)]
            for start, to in zip(graph.moves.start, graph.moves.to, strict=True)
        ]
    return [
        [{t for t in range(graph.states) if _can(graph.moves, i, s, t)} for s in range(graph.states)] for i in range(n)
    ]


def _can(moves: OptionMoves, i: int, s: int, t: int) -> bool:
    before, after = int(moves.codes[s]), int(moves.codes[t])
    if before == after:
        return False
    for option, (owner, direction) in enumerate(zip(moves.owner, moves.direction, strict=True)):
        was, becomes = before >> option & 1, after >> option & 1
        if was != becomes and (owner != i or (direction == 1 and was) or (direction == 2 and not was)):
            return False
    return True


def walks(steps: list[list[set[int]]], members: tuple[int, ...], source: int) -> set[int]:
    """States at the end of some legal sequence of the members, by exhaustive search over (state, last mover)."""
    found: set[tuple[int, int]] = set()
    todo = [(source, -1)]
    while todo:
        state, last = todo.pop()
        for j in members:
            for t in steps[j][state] if j != last else ():
                if (t, j) not in found:
                    found.add((t, j))
                    todo.append((t, j))
    return {t for t, _ in found}


def improving(reach: Reach, rank: Any) -> Reach:
    return [
        [{t for t in rows[s] if r[t] > r[s]} for s in range(len(rows))] for rows, r in zip(reach, rank, strict=True)
    ]


@cache
def published(name: str) -> tuple[ConflictGraph, dict[str, Any]]:
    """A model of the shared oracles and what is said of it."""
    path = SHARED / f"{name}.json"
    if not path.exists():
        pytest.skip(f"needs {path.name} of the shared oracles")
    given = json.loads(path.read_text(encoding="utf-8"))
    ids = {number: at for at, number in enumerate(given["state_ids"])}
    names = tuple(player["name"] for player in given["decision_makers"])
    rank = np.zeros((len(names), len(ids)), np.int32)
    for i, player in enumerate(names):
        for place, group in enumerate(reversed(given["preferences"][player])):
            for number in group if isinstance(group, list) else [group]:
                rank[i, ids[number]] = place
    options = [(i, option) for i, player in enumerate(given["decision_makers"]) for option in player["options"]]
    moves: OptionMoves | ExplicitMoves
    if "moves" in given:
        reach: Reach = [[set() for _ in ids] for _ in names]
        for i, player in enumerate(names):
            for a, b in given["moves"][player]:
                reach[i][ids[a]].add(ids[b])
        moves = explicit(reach)
    else:
        codes = [sum(1 << o for o, taken in enumerate(state) if taken == "Y") for state in given["states"]]
        owner = np.array([i for i, _ in options], np.int64)
        moves = OptionMoves(owner, np.zeros(len(options), np.int64), np.array(codes, np.uint64))
    graph = ConflictGraph(
        given["name"], names, tuple(o for _, o in options), tuple(map(str, ids)), moves, Preferences(rank)
    )
    return graph, given


def rankings(states: int) -> list[tuple[int, ...]]:
    """All rankings with ties, as ranks without gaps."""
    return [r for r in product(range(states), repeat=states) if set(r) == set(range(max(r) + 1))]
