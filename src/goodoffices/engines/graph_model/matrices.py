"""Conflicts as matrices, for the engines that compare every state with every other: n S^2 bytes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.graph_model.arcs import Arcs
from goodoffices.engines.graph_model.stability import check
from goodoffices.model.arrays import Bools
from goodoffices.model.conflict_graph import ConflictGraph, Ranks

DENSE_STATES = 4096
"""Models with more states are not turned into matrices."""


def move_matrix(graph: ConflictGraph) -> Bools:
    """Moves as bool[n, S, S]: [i, s, t] where i can move from s to t; raises InfeasibleError above DENSE_STATES."""
    if graph.states > DENSE_STATES:
        raise InfeasibleError(
            f"this analysis compares all pairs of states: {graph.states} states, at most {DENSE_STATES}"
        )
    matrix = np.zeros((len(graph.decision_makers), graph.states, graph.states), np.bool_)
    arcs, everywhere = Arcs(graph.moves), np.arange(graph.states)
    for i in range(len(matrix)):
        for source, target in arcs.of(i, everywhere):
            matrix[i, source, target] = True
    return matrix


def better_matrix(graph: ConflictGraph) -> Bools:
    """Preference as bool[n, S, S]: [i, s, t] where i prefers t to s; raises ValueError where some is unknown."""
    check(graph, ())
    return higher(graph.preferences.rank)


def higher(value: Ranks) -> Bools:
    """From int32[n, S] to bool[n, S, S]: [i, s, t] where t has a higher value than s."""
    result: Bools = value[:, np.newaxis, :] > value[:, :, np.newaxis]
    return result


def legal_reach(steps: Sequence[Bools] | Bools) -> Bools:
    """States that movers bring about together: bool[S, S], [s, t] where a legal sequence leads from s to t.

    A sequence is legal when nobody moves twice in a row (Fang, Hipel & Kilgour 1993, ch. 4); it has one move or more,
    and j-k-j is allowed.  `steps` holds a bool[S, S] of moves for each mover.  O(k S) row operations of S bytes per
    round, at most k S rounds, in practice a few.
    """
    steps = np.asarray(steps)
    last = steps.copy()
    total = last.copy()
    while len(steps) > 1 and last.any():
        new = np.empty_like(total)
        for j in range(len(steps)):
            before = np.logical_or.reduce(np.delete(last, j, axis=0))
            new[j] = product(before, steps[j]) & ~total[j]
        total |= new
        last = new
    return np.asarray(np.logical_or.reduce(total), np.bool_)


def product(first: Bools, second: Bools) -> Bools:
    """Boolean matrix product, O(S^3) with a small constant."""
    result: Bools = (first.astype(np.float32) @ second.astype(np.float32)) > 0.5
    return result


def stays(leaves: Bools, replies: Bools, hurts: Bools) -> Bools:
    """Where every wish to leave is deterred, bool[S]: for each u that it would leave s for, some reply x to u hurts.

    All bool[S, S]: leaves[s, u], replies[u, x], hurts[s, x] where x deters from leaving s.  O(S^3).
    """
    undeterred = leaves & ~product(hurts, replies.T)
    return np.asarray(~undeterred.any(axis=1), np.bool_)


def lasting(hurts: Bools, moves: Bools) -> Bools:
    """Of the states that hurt, [s, x], those from which no move leads to one that does not: SMR's demand; O(S^3)."""
    result: Bools = hurts & ~product(~hurts, moves.T)
    return result
