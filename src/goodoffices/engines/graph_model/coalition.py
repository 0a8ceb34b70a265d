"""Stability against coalitions (Kilgour, Hipel, Fang & Peng 2001; Inohara & Hipel 2008).

A coalition H, of one member or more, moves by legal sequences of its members' own moves; it would leave s for u if u
suits every member better.  Merging members into one player would lose the states on the way that a member reaches alone,
and would let one move follow another without a pause; so nobody is merged.  H is deterred from u by a reply x of the
others, a legal sequence of their moves, that leaves at least one member no better off than at s:

    Nash    nothing deters
    GMR     any reply does
    SMR     any reply x after which H cannot reach a state that suits every member better than s
    SEQ     a reply in which every move is an improvement for the one who makes it
    CSEQ    a reply by coalitions of the others, each moving to a state that suits all its members better than the one
            it started from, and none twice in a row

SEQ has single opponents reply, so that a coalition of one is stable exactly where its member is and stability against
all coalitions implies it.  CSEQ is Inohara & Hipel's own, where opponents may combine as well: more deters, and a state
stable for all coalitions under CSEQ need not be SEQ stable for each member alone.  A state is an equilibrium where no
coalition would leave.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.graph_model.matrices import better_matrix, lasting, legal_reach, move_matrix, stays
from goodoffices.model.arrays import Bools
from goodoffices.model.conflict_graph import ConflictGraph

COALITION_CONCEPTS = ("nash", "gmr", "smr", "seq", "cseq")
MAX_PLAYERS = 8
"""2^n coalitions are examined."""
Coalition = tuple[int, ...]
"""Members in ascending order."""


@dataclass(frozen=True, eq=False)
class CoalitionStability:
    """Where each coalition would stay."""

    coalitions: tuple[Coalition, ...]
    """All that there are: smaller ones first, then in the order of their members."""
    stable: dict[str, Bools]
    """For each concept bool[coalitions, S]."""

    def equilibria(self, concept: str) -> Bools:
        """States that no coalition would leave, bool[S]."""
        return np.asarray(self.stable[concept].all(axis=0), np.bool_)


@dataclass(frozen=True)
class Jump:
    """A coalition's way from one equilibrium to another that suits every member better."""

    coalition: Coalition
    source: int
    target: int


def all_coalitions(n: int) -> tuple[Coalition, ...]:
    """Every set of one to n decision makers; raises InfeasibleError above MAX_PLAYERS."""
    if n > MAX_PLAYERS:
        raise InfeasibleError(f"coalitions are examined among up to {MAX_PLAYERS} decision makers, not {n}")
    return tuple(members for size in range(1, n + 1) for members in combinations(range(n), size))


def coalition_stability(graph: ConflictGraph) -> CoalitionStability:
    """All five concepts for all coalitions; O(4^n S^3) bit operations at worst, S up to a few hundred in practice.

    Raises InfeasibleError for too many states or decision makers.
    """
    moves, better = move_matrix(graph), better_matrix(graph)
    coalitions = all_coalitions(len(moves))
    suits = {h: np.logical_and.reduce(better[list(h)]) for h in coalitions}
    reach = {h: legal_reach(moves[list(h)]) for h in coalitions}
    nobody = np.zeros(moves.shape[1:], np.bool_)
    stable: dict[str, list[Bools]] = {concept: [] for concept in COALITION_CONCEPTS}
    for h in coalitions:
        others = [j for j in range(len(moves)) if j not in h]
        leaves, hurts = reach[h] & suits[h], ~suits[h]
        any_reply = reach[tuple(others)] if others else nobody
        own_gain = legal_reach((moves & better)[others]) if others else nobody
        joint_gain = _joint_gain(reach, suits, frozenset(others)) if others else nobody
        final = lasting(hurts, reach[h])
        stable["nash"].append(~leaves.any(axis=1))
        for concept, reply, hurt in (
            ("gmr", any_reply, hurts), ("smr", any_reply, final), ("seq", own_gain, hurts), ("cseq", joint_gain, hurts)
        ):  # fmt: skip
            stable[concept].append(stays(leaves, reply, hurt))
    return CoalitionStability(coalitions, {concept: np.array(rows) for concept, rows in stable.items()})


def _joint_gain(reach: dict[Coalition, Bools], suits: dict[Coalition, Bools], others: frozenset[int]) -> Bools:
    """Reached by coalitions of the others, each to its members' common gain, none twice in a row."""
    return legal_reach([reach[h] & suits[h] for h in reach if others.issuperset(h)])


def equilibrium_jumps(graph: ConflictGraph, equilibria: Iterable[int]) -> tuple[Jump, ...]:
    """Ways in which coalitions of two or more upset one of these equilibria for another (Kilgour et al. 2001).

    In the order of source, target and coalition.  O(2^n S^3) bit operations.
    """
    moves, better = move_matrix(graph), better_matrix(graph)
    places = sorted(set(equilibria))
    jumps = []
    for h in all_coalitions(len(moves)):
        if len(h) > 1:
            way = legal_reach(moves[list(h)]) & np.logical_and.reduce(better[list(h)])
            jumps += [Jump(h, s, t) for s in places for t in places if way[s, t]]
    return tuple(sorted(jumps, key=lambda jump: (jump.source, jump.target, jump.coalition)))
