"""Stability where some preferences are unknown (Li, Hipel, Kilgour & Fang 2004): four ways to take it.

    extension   would leave for what may be better   is deterred by what may be worse
    a           yes                                  no
    b           no                                   no
    c           yes                                  yes
    d           no                                   yes

So a implies b and c, and each of these d; where everything is known all four are the ordinary concepts.  Under SEQ
opponents reply, in all four, by moves that are or may be improvements: the focal decision maker cannot rule these out.
"""

from __future__ import annotations

import numpy as np

from goodoffices.engines.graph_model.matrices import higher, lasting, legal_reach, move_matrix, stays
from goodoffices.model.arrays import Bools
from goodoffices.model.conflict_graph import ConflictGraph

EXTENSIONS = ("a", "b", "c", "d")
UNKNOWN_CONCEPTS = ("nash", "gmr", "smr", "seq")


def unknown_stability(graph: ConflictGraph) -> dict[str, dict[str, Bools]]:
    """For each extension and concept where each decision maker stays, bool[n, S]; O(n^2 S^3) bit operations.

    Raises InfeasibleError for too many states.
    """
    moves, better = move_matrix(graph), higher(graph.preferences.rank)
    unknown = _unknown(graph)
    surely, maybe = better & ~unknown, better | unknown
    result: dict[str, dict[str, Bools]] = {}
    for extension in EXTENSIONS:
        wants = maybe if extension in "ac" else surely
        hurts = ~surely if extension in "cd" else ~maybe
        rows = [_one(moves, maybe, wants[i], hurts[i], i) for i in range(len(moves))]
        result[extension] = {concept: np.array([row[concept] for row in rows]) for concept in UNKNOWN_CONCEPTS}
    return result


def _unknown(graph: ConflictGraph) -> Bools:
    """Pairs whose order is unknown, bool[n, S, S], never a state and itself."""
    given = graph.preferences.unknown
    pairs = (
        np.zeros((len(graph.decision_makers), graph.states, graph.states), np.bool_)
        if given is None
        else np.array(given)
    )
    result: Bools = pairs & ~np.eye(graph.states, dtype=np.bool_)
    return result


def _one(moves: Bools, maybe: Bools, wants: Bools, hurts: Bools, i: int) -> dict[str, Bools]:
    leaves = moves[i] & wants
    replies = legal_reach(np.delete(moves, i, axis=0))
    gains = legal_reach(np.delete(moves & maybe, i, axis=0))
    return {
        "nash": ~leaves.any(axis=1),
        "gmr": stays(leaves, replies, hurts),
        "smr": stays(leaves, replies, lasting(hurts, moves[i])),
        "seq": stays(leaves, gains, hurts),
    }
