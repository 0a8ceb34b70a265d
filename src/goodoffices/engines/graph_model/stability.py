"""Stability of every state for every decision maker, and equilibria: Nash, GMR, SMR, SEQ and SSEQ."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from types import MappingProxyType

import numpy as np

from goodoffices.engines.graph_model.reach import Reach, reach_of, side_by_side
from goodoffices.model.arrays import Bools
from goodoffices.model.conflict_graph import ConflictGraph

MAX_CELLS = (1 << 31) - 1
"""Most states times decision makers: they are numbered in 32 bits."""
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Concept:
    """What deters a decision maker from an improvement."""

    title: str
    sanctioned: bool
    """Whether the others' answer counts at all."""
    credible: bool
    """Whether every move of the answer must improve on the state before for its mover."""
    symmetric: bool
    """Whether the answer must stand after the decision maker's best counter-move."""


CONCEPTS: Mapping[str, Concept] = MappingProxyType(
    {
        "nash": Concept("Nash stability (R)", sanctioned=False, credible=False, symmetric=False),
        "gmr": Concept("General metarationality", sanctioned=True, credible=False, symmetric=False),
        "smr": Concept("Symmetric metarationality", sanctioned=True, credible=False, symmetric=True),
        "seq": Concept("Sequential stability", sanctioned=True, credible=True, symmetric=False),
        "sseq": Concept("Symmetric sequential stability", sanctioned=True, credible=True, symmetric=True),
    }
)
"""The concepts by their short names, in the order of the literature's tables."""


@dataclass(frozen=True, eq=False)
class Stability:
    """What is stable for whom, concept by concept."""

    graph: ConflictGraph
    stable: Mapping[str, Bools]
    """For each concept bool[n, S]: is the state stable for the decision maker?"""

    @property
    def equilibria(self) -> Mapping[str, Bools]:
        """For each concept bool[S]: is the state stable for all?"""
        return MappingProxyType(
            {concept: np.logical_and.reduce(cells, axis=0) for concept, cells in self.stable.items()}
        )


def stability(
    graph: ConflictGraph, concepts: Sequence[str] = tuple(CONCEPTS), progress: Progress | None = None
) -> Stability:
    """Stability of all states for all decision makers (Fang, Hipel & Kilgour 1993; SSEQ: Rego & Vieira 2017).

    An improvement u of i is deterred from s iff m_i(u) <= p_i(s), where m_i(u) is the least cost to which legal
    sequences of the others lead from u; a state's cost is p_i there or, for symmetric concepts, the best i can make
    of it by one more move.  m_i does not depend on s, so one propagation serves all states; and s is stable iff no state
    within one move of i has min(p_i, m_i) above p_i(s).  Counting u itself among what the others reach changes nothing:
    its cost is at least p_i(u) > p_i(s).  Strengths of preference play no part.

    Args:
        graph: the conflict; all preferences known.
        concepts: names from `CONCEPTS`.
        progress: called with (decision maker and concept, pairs of these done, pairs in all), one call at a time.

    Cost for n decision makers, O options, C cells (at most 4 S + 4096 each, or non-empty): O(n S (n + O)) with every
    state passed once by each mover, plus raising bars at cells with irreversible options, whose number is n C O where
    moves need not improve and in practice a small multiple of it where they must.  Listed moves: O(n (n S + moves)).

    Raises:
        ValueError: unknown concepts, or preferences that are partly unknown.
    """
    check(graph, concepts)
    reach = reach_of(graph)
    lock, done = Lock(), 0
    pairs = [(i, concept) for i in range(len(graph.decision_makers)) for concept in concepts]

    def cells(pair: tuple[int, str]) -> Bools:
        nonlocal done
        found = _stable_for(reach, *pair)
        with lock:
            done += 1
            if progress is not None:
                progress(f"{graph.decision_makers[pair[0]]}, {pair[1].upper()}", done, len(pairs))
        return found

    rows = dict(zip(pairs, side_by_side(cells, pairs), strict=True))
    makers = range(len(graph.decision_makers))
    return Stability(graph, MappingProxyType({c: np.stack([rows[i, c] for i in makers]) for c in concepts}))


def _stable_for(reach: Reach, decision_maker: int, name: str) -> Bools:
    """Where the decision maker stays under one concept, bool[S]."""
    concept, own = CONCEPTS[name], np.ascontiguousarray(reach.payoff[:, decision_maker])
    if not concept.sanctioned:
        return np.asarray(reach.best(decision_maker, own) <= own)
    cost = reach.best(decision_maker, own) if concept.symmetric else own
    least = reach.least(decision_maker, cost, concept.credible)
    return np.asarray(reach.best(decision_maker, np.minimum(own, least)) <= own)


def check(graph: ConflictGraph, concepts: Sequence[str]) -> None:
    """Raise ValueError for a concept not in `CONCEPTS`, no states or too many, or partly unknown preferences."""
    for concept in concepts:
        if concept not in CONCEPTS:
            raise ValueError(f"unknown concept {concept!r}: want one of {', '.join(CONCEPTS)}")
    if not graph.states or graph.states * len(graph.decision_makers) > MAX_CELLS:
        raise ValueError(
            f"{graph.name}: want 1 to {MAX_CELLS} states times decision makers, found {graph.states} states"
        )
    if graph.preferences.unknown is not None:
        raise ValueError(f"{graph.name}: some preferences are unknown; the concepts here want all of them known")
