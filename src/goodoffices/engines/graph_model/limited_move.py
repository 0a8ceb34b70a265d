"""Limited-move stability L_h: looking h moves ahead (Zagare 1984; Kilgour 1985; Fang, Hipel & Kilgour 1993).

G_h(i, s) are the states that the conflict may end in when i has the move at s and h moves are to go.  Line by line, after
the definition for two decision makers in Fang, Hipel & Kilgour (1993), whose G_h(i, s) is one state:

    1. G_0(i, s) = {s}: with no move to go every state stands.
    2. Having moved from s to u, i expects A(u) = G_(h-1)(j, u), j being the other: the other has the next move.
    3. A move to u is worth to i the least that it has in A(u).
    4. i stays, G_h(i, s) = {s}, where it cannot move or where no move is worth more to it than s.
    5. Else i takes a move that is worth most to it, any one of those: G_h(i, s) is the union of A(u) over these.
    6. s is L_h stable for i where i stays.

Lines 3 and 5 settle what the definition leaves open where there are ties.  It has i take "the" best move, by what i has in
the one state that follows; where the mover is indifferent between several, that state is not unique (On some properties of
limited move stability ... in bilateral conflicts, Discrete Applied Mathematics 2024).  Whoever takes the first of equals
makes stability hang on how states are numbered; here any may be taken, and a mover is cautious about what it does not know.
Line 4 is the definition's own: i stays where s is worth at least as much to it as what moving leads to.  So

    - a move whose reply leads back to where it began is no reason to leave, and nor is one that ends in a state worth the
      same: a tie with staying is staying, for whoever has the move, or L_1 would not be Nash;
    - where i leaves, whatever may come is strictly better for it than s, so that i stays exactly where G_h(i, s) = {s}.

Where nobody is indifferent between two states all G_h(i, s) are single states and this is Kilgour's definition.

For more than two it is disputed who moves next and what a mover makes of not knowing it (Soares et al. 2026, doi
10.1007/s10726-026-09962-3, find both definitions in use wanting and propose two in which the opponents act as one
coalition).  Here, nobody being merged, line 2 reads

    2'. Any one of the others may move next that would leave u with h - 1 moves to go: A(u) is the union of their G_(h-1);
        where none would, u stands: A(u) = {u}.

This is line 2 for two.  L_1 is Nash, and L_2 implies SEQ.  What may come is kept as a set of states, so ties need no rule,
and neither do the numbers of states or the order of decision makers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.engines.graph_model.matrices import move_matrix, product
from goodoffices.engines.graph_model.stability import check
from goodoffices.model.arrays import Bools
from goodoffices.model.conflict_graph import ConflictGraph, Ranks


@dataclass(frozen=True, eq=False)
class Foresight:
    """What comes of each state when a decision maker has the move there, some number of moves ahead."""

    leaves: Bools
    """Where it would move, bool[n, S]."""
    outcomes: Bools
    """States that it may end in, bool[n, S, S]; [i, s] is s alone where i stays."""


def limited_move(graph: ConflictGraph, horizon: int) -> Bools:
    """Where each decision maker stays looking `horizon` moves ahead, bool[n, S].

    O(h n S^3) bit operations.  Raises ValueError for a horizon below 1, InfeasibleError for too many states.
    """
    return ~foresight(graph, horizon).leaves


def foresight(graph: ConflictGraph, horizon: int) -> Foresight:
    """The same with the states that may come of it."""
    if horizon < 1:
        raise ValueError(f"the horizon counts moves and is 1 or more, not {horizon}")
    moves, seen = move_matrix(graph), no_foresight(graph)
    for _ in range(horizon):
        seen = further(moves, graph.preferences.rank, seen)
    return seen


def no_foresight(graph: ConflictGraph) -> Foresight:
    """With no moves to go every state stands; raises ValueError where some preferences are unknown."""
    check(graph, ())
    n, states = graph.preferences.rank.shape
    return Foresight(np.zeros((n, states), np.bool_), np.repeat(np.eye(states, dtype=np.bool_)[np.newaxis], n, axis=0))


def further(moves: Bools, rank: Ranks, seen: Foresight) -> Foresight:
    """Foresight with one move more to go; O(n S^3)."""
    pairs = [_choice(moves[i], rank[i], _after(seen, i)) for i in range(len(moves))]
    return Foresight(np.array([leaves for leaves, _ in pairs]), np.array([outcomes for _, outcomes in pairs]))


def _after(seen: Foresight, i: int) -> Bools:
    """What may come, bool[S, S], of each state into which i has moved."""
    others = np.arange(len(seen.leaves)) != i
    leaving = seen.leaves[others]
    may: Bools = (seen.outcomes[others] & leaving[:, :, np.newaxis]).any(axis=0)
    stands = ~leaving.any(axis=0)
    return may | np.diag(stands)


def _choice(moves: Bools, rank: npt.NDArray[np.int32], after: Bools) -> tuple[Bools, Bools]:
    """Where one decision maker moves, bool[S], and what may come of its turn, bool[S, S]."""
    lowest = np.iinfo(np.int64).min
    worst = np.where(after, rank.astype(np.int64), np.iinfo(np.int64).max).min(axis=1)
    best = np.where(moves, worst, lowest).max(axis=1)
    leaves = best > rank
    taken = moves & (worst == best[:, np.newaxis]) & leaves[:, np.newaxis]
    return leaves, product(taken, after) | np.diag(~leaves)
