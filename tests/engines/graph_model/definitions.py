"""The stability concepts word for word, on dictionaries and sets: the slow second way to everything.

Nothing here is shared with the engine but the type `ConflictGraph`.  Fang, Hipel & Kilgour (1993), sections 3.2 to 3.4;
symmetric sequential stability for many decision makers: Rego & Vieira (2017).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from goodoffices.model.conflict_graph import ConflictGraph, ExplicitMoves, OptionMoves, Preferences

Moves = dict[tuple[int, int], frozenset[int]]
"""For (decision maker, state) the states it can move to."""


class Definitions:
    """One conflict, its moves and improvements written down."""

    def __init__(self, graph: ConflictGraph) -> None:
        self.people, self.states = range(len(graph.decision_makers)), range(graph.states)
        self.payoff = graph.preferences.rank.tolist()
        by_option = isinstance(graph.moves, OptionMoves)
        allowed: Callable[[ConflictGraph, int, int, int], bool] = _by_option if by_option else _by_list
        self.moves: Moves = {
            (i, s): frozenset(t for t in self.states if t != s and allowed(graph, i, s, t))
            for i in self.people
            for s in self.states
        }
        self.improvements: Moves = {
            (i, s): frozenset(t for t in reached if self.payoff[i][t] > self.payoff[i][s])
            for (i, s), reached in self.moves.items()
        }
        self._reach: dict[tuple[int, int, bool], frozenset[int]] = {}

    def stable(self, concept: str, i: int, s: int) -> bool:
        """Whether state s is stable for i."""
        return all(self.deterred(concept, i, s, u) for u in self.improvements[i, s])

    def deterred(self, concept: str, i: int, s: int, u: int) -> bool:
        """Whether some answer of the others to the improvement u leaves i no better than in s."""
        if concept == "nash":
            return False
        answers = self.answers(i, u, credible=concept in ("seq", "sseq"))
        return any(self.sanctions(x, i, s, symmetric=concept in ("smr", "sseq")) for x in answers)

    def sanctions(self, x: int, i: int, s: int, symmetric: bool) -> bool:
        """Whether x is no better than s for i, and if need be all that i can make of x."""
        no_better = {t for t in self.states if self.payoff[i][t] <= self.payoff[i][s]}
        return x in no_better and (not symmetric or self.moves[i, x] <= no_better)

    def answers(self, i: int, u: int, credible: bool) -> frozenset[int]:
        """R_{N-i}(u), or R^+_{N-i}(u): ends of sequences in which nobody moves twice in a row."""
        if (i, u, credible) not in self._reach:
            step = self.improvements if credible else self.moves
            ends: set[tuple[int, int]] = set()
            fresh = [(j, t) for j in self.people if j != i for t in step[j, u]]
            while fresh:
                ends.update(fresh)
                follow = {(k, v) for j, t in fresh for k in self.people if k not in (i, j) for v in step[k, t]}
                fresh = sorted(follow - ends)
            self._reach[i, u, credible] = frozenset(t for _, t in ends)
        return self._reach[i, u, credible]


def _by_option(graph: ConflictGraph, i: int, s: int, t: int) -> bool:
    """Whether s and t differ in i's options only, each changed the way it may be (1 = to yes only, 2 = to no only)."""
    moves = graph.moves
    assert isinstance(moves, OptionMoves)
    for o, (owner, way) in enumerate(zip(moves.owner.tolist(), moves.direction.tolist(), strict=True)):
        before, after = (int(moves.codes[x]) >> o & 1 for x in (s, t))
        if before != after and (owner != i or way == (2 if after else 1)):
            return False
    return True


def _by_list(graph: ConflictGraph, i: int, s: int, t: int) -> bool:
    moves = graph.moves
    assert isinstance(moves, ExplicitMoves)
    return t in moves.to[i][moves.start[i][s] : moves.start[i][s + 1]].tolist()


def random_graph(
    rng: np.random.Generator, by_option: bool, states: int = 16, people: int | None = None
) -> ConflictGraph:
    """2 to 5 decision makers or as many as asked, few payoffs so that ties abound, and moves of either kind.

    By option with infeasible states, irreversible options and options of nobody; listed at random, so not transitive.
    """
    n = people or int(rng.integers(2, 6))
    options = int(rng.integers(n, 8)) if by_option else 0
    moves: OptionMoves | ExplicitMoves
    if by_option:
        all_codes = rng.permutation(1 << options)
        codes = all_codes[: max(2, min(states, int(rng.integers(len(all_codes) // 3, len(all_codes) + 1))))]
        owner = np.where(rng.random(options) < 0.05, -1, rng.integers(0, n, options))
        way = rng.choice(3, options, p=rng.choice([[1.0, 0.0, 0.0], [0.5, 0.25, 0.25], [0.0, 0.5, 0.5]]))
        shift = np.uint64(rng.choice([0, 0, 37]))  # far-apart bits must do as well as the lowest
        pad = int(shift)
        moves = OptionMoves(
            np.concatenate((np.full(pad, -1), owner)),
            np.concatenate((np.zeros(pad, np.int64), way)),
            np.left_shift(codes.astype(np.uint64), shift),
        )
        states, options = len(codes), options + pad
    else:
        moves = random_moves(rng, n, states)
    rank = rng.integers(0, rng.choice([3, 6, 40]), (n, states)).astype(np.int32)
    return conflict(rank, moves, options)


def random_moves(rng: np.random.Generator, n: int, states: int) -> ExplicitMoves:
    """Each decision maker's moves at random, thin or dense."""
    start, to = [], []
    for _ in range(n):
        arcs = rng.random((states, states)) < rng.choice([0.03, 0.1, 0.25])
        np.fill_diagonal(arcs, False)
        start.append(np.concatenate(([0], np.cumsum(arcs.sum(axis=1)))).astype(np.int64))
        to.append(np.nonzero(arcs)[1].astype(np.int64))
    return ExplicitMoves(tuple(start), tuple(to))


def conflict(rank: np.ndarray, moves: OptionMoves | ExplicitMoves, options: int) -> ConflictGraph:
    """A conflict without a story."""
    people = tuple(f"P{i}" for i in range(len(rank)))
    return ConflictGraph("random", people, tuple(f"o{o}" for o in range(options)), (), moves, Preferences(rank))
