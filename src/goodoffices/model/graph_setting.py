"""A conflict graph with the questions its source asks of it, and the parts from which any source builds one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from goodoffices.case.graph_states import pattern_of
from goodoffices.model.arrays import Bools, Ints
from goodoffices.model.conflict_graph import ConflictGraph, ExplicitMoves, OptionMoves, Preferences, Ranks


@dataclass(frozen=True, eq=False)
class Setting:
    """A conflict graph, where the conflict stands in it, and where somebody wants it to go."""

    graph: ConflictGraph
    status_quo: int | None = None
    wanted: tuple[int, ...] = ()
    beliefs: tuple[Ranks, ...] | None = None
    """What each decision maker takes everybody to prefer, int32[n, S] each, where somebody is mistaken (a hypergame)."""
    unseen: tuple[Bools, ...] | None = None
    """States that each decision maker does not know of, bool[S] each, where there are such."""
    owner: tuple[int, ...] | None = None
    """Decision maker of each option where moves are explicit, which say nothing of it."""
    remarks: tuple[str, ...] = ()
    """What a reader must know beside the graph, in sentences."""

    @property
    def views(self) -> tuple[ConflictGraph, ...] | None:
        """The conflict as each decision maker sees it; None where all see it as it is."""
        if self.beliefs is None and self.unseen is None:
            return None
        seen = []
        for i in range(len(self.graph.decision_makers)):
            rank = self.graph.preferences.rank if self.beliefs is None else self.beliefs[i]
            view = replace(self.graph, preferences=Preferences(rank))
            seen.append(view if self.unseen is None else without_states(view, self.unseen[i]))
        return tuple(seen)


def ranked_by_groups(groups: Sequence[Sequence[int]], states: int) -> Ranks:
    """Ranks from groups of equally preferred states, best first; int32[S], 0 for the least preferred."""
    rank = np.zeros(states, np.int32)
    for height, group in enumerate(reversed(groups)):
        rank[list(group)] = height
    return rank


def ranked_by_payoffs(payoffs: npt.ArrayLike, tolerance: float = 0.0) -> Ranks:
    """Ranks of payoffs, higher is better; neighbours no more than `tolerance` apart are equal."""
    worth = np.asarray(payoffs, np.float64)
    order = np.argsort(worth, kind="stable")
    rises = np.diff(worth[order]) > tolerance
    rank = np.empty(len(worth), np.int32)
    rank[order] = np.concatenate([[0], np.cumsum(rises)])[: len(worth)]
    return rank


def ranked_by_truths(truths: Sequence[Bools], states: int) -> Ranks:
    """Ranks by statements in order of priority, each told as where it is true (Fang, Hipel, Kilgour & Peng 2003)."""
    rank = np.zeros(states, np.int64)
    for holds in truths:
        rank = np.unique(2 * rank + holds, return_inverse=True)[1]
    return rank.astype(np.int32)


def bands_below(rank: Ranks, gaps: Iterable[int]) -> Ranks:
    """Strength: whatever ranks below a state named in `gaps` is strongly less preferred than it; int32[S]."""
    edges = np.unique(rank[list(gaps)])
    return np.searchsorted(edges, rank, side="right").astype(np.int32)


def unknown_pairs(pairs: Iterable[tuple[int, int]], states: int) -> Bools:
    """Symmetric bool[S, S], True at the pairs."""
    table = np.zeros((states, states), np.bool_)
    for a, b in pairs:
        table[a, b] = table[b, a] = True
    return table


def explicit_moves(moves: Sequence[Iterable[tuple[int, int]]], states: int) -> ExplicitMoves:
    """Moves from pairs of states, one list for each decision maker; a pair named twice counts once."""
    rows = [_rows(list(pairs), states) for pairs in moves]
    return ExplicitMoves(tuple(start for start, _ in rows), tuple(to for _, to in rows))


def _rows(pairs: list[tuple[int, int]], states: int) -> tuple[Ints, Ints]:
    table = np.unique(np.array(pairs, np.int64).reshape(-1, 2), axis=0)
    start = np.searchsorted(table[:, 0], np.arange(states + 1))
    return start.astype(np.int64), np.ascontiguousarray(table[:, 1])


def state_pattern(graph: ConflictGraph, state: int) -> str:
    """A state as Y/N letters over the options; empty where the graph has none."""
    if graph.patterns is not None:
        return graph.patterns[state]
    codes = getattr(graph.moves, "codes", None)
    return "" if codes is None else pattern_of(int(codes[state]), len(graph.options))


def state_patterns(graph: ConflictGraph) -> list[str]:
    """Every state as Y/N letters, in order; empty where the graph has no options.  O(S O)."""
    if graph.patterns is not None:
        return list(graph.patterns)
    codes = getattr(graph.moves, "codes", None)
    options = len(graph.options)
    if codes is None or not options:
        return []
    bits = (codes[:, None] >> np.arange(options, dtype=np.uint64)) & np.uint64(1)
    letters = np.where(bits.astype(np.bool_), b"Y", b"N")
    return [word.decode() for word in np.ascontiguousarray(letters).view(f"S{options}").ravel().tolist()]


def state_name(graph: ConflictGraph, state: int) -> str:
    """What a person calls a state: its name, else its number from 1."""
    return graph.state_names[state] if graph.state_names else str(state + 1)


def owners(setting: Setting) -> tuple[int, ...]:
    """Decision maker of each option, -1 where nobody can change it."""
    if setting.owner is not None:
        return setting.owner
    owner = getattr(setting.graph.moves, "owner", None)
    return tuple(int(i) for i in owner) if owner is not None else (-1,) * len(setting.graph.options)


def without_states(graph: ConflictGraph, removed: Bools) -> ConflictGraph:
    """The graph as somebody sees it who does not see some states, nor any move from or to them."""
    kept = np.flatnonzero(~removed)
    number = np.full(graph.states, -1, np.int64)
    number[kept] = np.arange(len(kept))
    preferences = graph.preferences
    return replace(
        graph,
        state_names=tuple(graph.state_names[s] for s in kept) if graph.state_names else (),
        moves=_moves_within(graph.moves, kept, number),
        preferences=Preferences(
            np.ascontiguousarray(preferences.rank[:, kept]),
            None if preferences.band is None else np.ascontiguousarray(preferences.band[:, kept]),
            None if preferences.unknown is None else tuple(table[np.ix_(kept, kept)] for table in preferences.unknown),
        ),
        patterns=None if graph.patterns is None else tuple(graph.patterns[s] for s in kept),
    )


def _moves_within(moves: OptionMoves | ExplicitMoves, kept: Ints, number: Ints) -> OptionMoves | ExplicitMoves:
    if isinstance(moves, OptionMoves):
        return replace(moves, codes=moves.codes[kept])
    pairs = []
    for start, to in zip(moves.start, moves.to, strict=True):
        source = number[np.repeat(np.arange(len(start) - 1), np.diff(start))]
        target = number[to]
        both = (source >= 0) & (target >= 0)
        pairs.append(list(zip(source[both].tolist(), target[both].tolist(), strict=True)))
    return explicit_moves(pairs, len(kept))
