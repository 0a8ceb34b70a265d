"""Simultaneous sanctioning between two decision makers (Fraser & Hipel 1979, 1984).

Both may improve on s, and both move at once: i to u, j to v, and the options that either changes are all changed.  i's
improvement u is deterred where some improvement v of j makes this a feasible state that i does not prefer to s; s is
SIM stable for i where all its improvements are.  It needs to know what both moves come to together, so it needs options.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from goodoffices.engines.graph_model.matrices import better_matrix, move_matrix
from goodoffices.model.arrays import Bools
from goodoffices.model.conflict_graph import ConflictGraph, OptionMoves


def simultaneous(graph: ConflictGraph) -> Bools:
    """Where each of the two stays, bool[2, S]; O(S d^2) for d improvements from one state.

    Raises ValueError where there are not two decision makers or states do not tell their options.
    """
    if len(graph.decision_makers) != 2:
        raise ValueError(f"moves at once are judged between two decision makers, not {len(graph.decision_makers)}")
    codes, rank = _codes(graph), graph.preferences.rank
    state = {int(code): s for s, code in enumerate(codes)}
    improves = move_matrix(graph) & better_matrix(graph)
    stable = np.empty((2, graph.states), np.bool_)
    for s in range(graph.states):
        own = [[int(codes[u] ^ codes[s]) for u in np.flatnonzero(improves[i, s])] for i in (0, 1)]
        for i in (0, 1):
            stable[i, s] = all(
                any((w := state.get(int(codes[s]) ^ a ^ b, -1)) >= 0 and rank[i, w] <= rank[i, s] for b in own[1 - i])
                for a in own[i]
            )
    return stable


def _codes(graph: ConflictGraph) -> npt.NDArray[np.uint64]:
    if isinstance(graph.moves, OptionMoves):
        return graph.moves.codes
    if graph.patterns is None or any(set(pattern) - set("YN") for pattern in graph.patterns):
        raise ValueError("moves at once need states told by their options, all Y or N")
    return np.array([sum(1 << o for o, taken in enumerate(p) if taken == "Y") for p in graph.patterns], np.uint64)
