"""Stability concepts by name: the five of every table, and those one asks for by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from goodoffices.case.problem import did_you_mean
from goodoffices.engines.graph_model.limited_move import limited_move
from goodoffices.engines.graph_model.non_myopic import non_myopic
from goodoffices.engines.graph_model.simultaneous import simultaneous
from goodoffices.model.arrays import Bools
from goodoffices.model.conflict_graph import ConflictGraph

CONCEPTS: Mapping[str, str] = MappingProxyType(
    {"nash": "Nash", "gmr": "GMR", "smr": "SMR", "seq": "SEQ", "sseq": "SSEQ"}
)
"""Concepts by their short names, and what tables call them."""
FURTHER: Mapping[str, str] = MappingProxyType({"nm": "NM", "sim": "SIM"})
"""Non-myopic stability, and moves at once; beside them l1, l2 ..., limited-move stability."""
ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "r": "nash", "rational": "nash", "general": "gmr", "symmetric": "smr", "sequential": "seq",
        "symmetric_sequential": "sseq", "non_myopic": "nm", "simultaneous": "sim",
    }
)  # fmt: skip
"""Other names by which concepts go."""
FARTHEST = 100
"""Most moves that anybody looks ahead."""


def concept_named(word: str) -> str:
    """The concept of that name or alias, in any case; raises ValueError with a suggestion."""
    lower = word.casefold().replace("-", "_")
    name = ALIASES.get(lower, lower)
    if ahead := re.fullmatch(r"l_?(\d{1,9})", name):
        if not 1 <= int(ahead[1]) <= FARTHEST:
            raise ValueError(f"{word!r}: L1 to L{FARTHEST} look 1 to {FARTHEST} moves ahead")
        return f"l{int(ahead[1])}"
    if name not in CONCEPTS and name not in FURTHER:
        known = (*CONCEPTS, *FURTHER, *ALIASES)
        hint = did_you_mean(word, known) or f"known: {', '.join((*CONCEPTS, *FURTHER))}, and l1, l2 and so on"
        raise ValueError(f"{word!r} is not a stability concept; {hint}")
    return name


def title(concept: str) -> str:
    """What tables call a concept."""
    return CONCEPTS.get(concept, concept.upper())


def stable_further(graph: ConflictGraph, concept: str) -> Bools:
    """Where each stays under a concept that is none of the five, bool[n, S].

    O(n S^3) for each move ahead.  Raises ValueError where the graph does not fit: some preferences unknown; too many
    states; for `sim` other than two decision makers, or states not told by options.
    """
    if concept == "sim":
        return np.asarray(simultaneous(graph), np.bool_)
    return non_myopic(graph) if concept == "nm" else limited_move(graph, int(concept[1:]))
