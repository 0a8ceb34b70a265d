"""Non-myopic stability: staying however far one looks ahead, from some horizon on (Brams & Wittman 1981; Kilgour 1984).

Kilgour's form, for any graph: s is stable for i where some t exists with s L_h stable for i at every h >= t.  Brams &
Wittman's own speaks of two players with two strategies each who never come back to where they began.  For more than two
the definition inherits what `limited_move.py` says of L_h.  Foresight at h + 1 follows from foresight at h alone, so it
must repeat itself in the end; what holds all through the repeating part holds for ever.
"""

from __future__ import annotations

import numpy as np

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.graph_model.limited_move import further, no_foresight
from goodoffices.engines.graph_model.matrices import move_matrix
from goodoffices.model.arrays import Bools
from goodoffices.model.conflict_graph import ConflictGraph

MAX_HORIZON = 10_000
"""Moves ahead within which foresight must begin to repeat itself."""


def non_myopic(graph: ConflictGraph) -> Bools:
    """Where each decision maker stays however far it looks, bool[n, S].

    O(n S^3) for each horizon until foresight repeats itself; raises InfeasibleError where MAX_HORIZON moves do not do.
    """
    moves, rank, seen = move_matrix(graph), graph.preferences.rank, no_foresight(graph)
    first: dict[bytes, int] = {}
    stays: list[Bools] = []
    for horizon in range(MAX_HORIZON):
        key = np.packbits(seen.outcomes).tobytes()
        if key in first:
            result: Bools = np.logical_and.reduce(stays[first[key] :])
            return result
        first[key] = horizon
        stays.append(~seen.leaves)
        seen = further(moves, rank, seen)
    raise InfeasibleError(f"looking up to {MAX_HORIZON} moves ahead does not settle into a cycle")
