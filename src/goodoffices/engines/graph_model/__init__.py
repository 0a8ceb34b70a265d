"""The Graph Model for Conflict Resolution (Fang, Hipel & Kilgour 1993; Xu, Hipel, Kilgour & Fang 2018).

Where does a conflict come to rest?  `stability` answers for all states of a `ConflictGraph`, `explain` for one cell.
"""

from goodoffices.engines.graph_model.explanation import Deterrence, explain
from goodoffices.engines.graph_model.moves import improvements_from, listed, moves_from, reachable
from goodoffices.engines.graph_model.stability import CONCEPTS, Stability, stability

__all__ = [
    "CONCEPTS",
    "Deterrence",
    "Stability",
    "explain",
    "improvements_from",
    "listed",
    "moves_from",
    "reachable",
    "stability",
]
