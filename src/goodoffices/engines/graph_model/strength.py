"""Stability where preference has strength, strong or mild (Hamouda, Kilgour & Hipel 2004, 2006).

A state that is stable in the ordinary sense is *strongly* stable where every improvement, strong or mild, is deterred by
a state strongly less preferred than s (and, under SMR, everything reachable from there is so too); else it is *weakly*
stable.  Improvements by which opponents reply under SEQ are strong or mild.  Where there is no improvement, stability
is strong; Nash knows no strength.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goodoffices.engines.graph_model.matrices import better_matrix, higher, lasting, legal_reach, move_matrix, stays
from goodoffices.model.arrays import Bools
from goodoffices.model.conflict_graph import ConflictGraph

STRENGTH_CONCEPTS = ("gmr", "smr", "seq")


@dataclass(frozen=True, eq=False)
class StrengthStability:
    """Where each decision maker stays under one concept, bool[n, S] each."""

    general: Bools
    strong: Bools

    @property
    def weak(self) -> Bools:
        """Stable, though only by threats of what is mildly worse or no worse."""
        result: Bools = self.general & ~self.strong
        return result


def strength_stability(graph: ConflictGraph) -> dict[str, StrengthStability]:
    """GMR, SMR and SEQ with strength; O(n^2 S^3) bit operations.

    Raises ValueError where the graph says nothing of strength, InfeasibleError for too many states.
    """
    band = graph.preferences.band
    if band is None:
        raise ValueError("no strength of preference is given")
    moves, better = move_matrix(graph), better_matrix(graph)
    improves = moves & better
    far_worse = higher(-band)
    found: dict[str, list[list[Bools]]] = {concept: [[], []] for concept in STRENGTH_CONCEPTS}
    for i in range(len(moves)):
        replies = legal_reach(np.delete(moves, i, axis=0))
        gains = legal_reach(np.delete(improves, i, axis=0))
        for at, hurts in enumerate((~better[i], far_worse[i])):
            found["gmr"][at].append(stays(improves[i], replies, hurts))
            found["smr"][at].append(stays(improves[i], replies, lasting(hurts, moves[i])))
            found["seq"][at].append(stays(improves[i], gains, hurts))
    return {
        concept: StrengthStability(np.array(general), np.array(strong)) for concept, (general, strong) in found.items()
    }
