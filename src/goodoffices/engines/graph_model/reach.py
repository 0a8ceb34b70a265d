"""What decision makers can reach, for all states of a graph at once: the one thing that stability has to know.

Both kinds of moves offer the same two questions: the best that i can get by one move of its own, and the least cost that
the others can bring about by legal sequences.  Payoffs are numbered 0..K-1 for each decision maker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from goodoffices.engines.graph_model.cells import Cells, cells_of
from goodoffices.engines.graph_model.kernels import (
    best_in_reach,
    best_listed,
    counting_order,
    reversed_moves,
    spread_costs,
    spread_listed,
)
from goodoffices.model.arrays import Int32s, Ints
from goodoffices.model.conflict_graph import ConflictGraph, ExplicitMoves, OptionMoves, Ranks

A = TypeVar("A")
T = TypeVar("T")
THREADS = 2
"""Decision makers looked at side by side; each holds about 30 bytes per state, and more for irreversible options."""


class Reach(Protocol):
    """The two questions, and the payoffs they are asked in."""

    @property
    def payoff(self) -> Int32s:
        """int32[S, n], from 0 without gaps for each decision maker."""

    def best(self, decision_maker: int, value: Int32s) -> Int32s:
        """Largest value >= 0 among each state and those one move of the decision maker leads to, int32[S]."""

    def least(self, decision_maker: int, cost: Int32s, improving: bool) -> Int32s:
        """Least cost >= 0 among each state and those that the others reach from it, int32[S]."""


def reach_of(graph: ConflictGraph) -> Reach:
    """Make the graph ready to be asked. O(S n) memory, besides listed moves."""
    payoff = np.stack(side_by_side(dense_ranks, graph.preferences.rank), axis=1)
    if isinstance(graph.moves, ExplicitMoves):
        return _listed(graph.moves, payoff)
    return _optional(graph.moves, payoff)


def side_by_side(work: Callable[[A], T], items: Iterable[A]) -> list[T]:
    """The work done for each item, on `THREADS` threads, results in the order of items."""
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(work, items))


def dense_ranks(rank: Ranks) -> Int32s:
    """Ranks numbered from 0 without gaps, ties kept, int32[S]. O(S), or O(S log S) for widely spread ranks."""
    low = int(rank.min(initial=0))
    spread = int(rank.max(initial=0)) - low + 1
    if spread > 4 * rank.size + 4096:
        return np.unique(rank, return_inverse=True)[1].astype(np.int32)
    shifted = rank - np.int32(low)
    taken = np.zeros(spread, np.int32)
    taken[shifted] = 1
    number: Int32s = (np.cumsum(taken, dtype=np.int32) - np.int32(1))[shifted]
    return number


def _ascending(value: Int32s) -> Int32s:
    """States by ascending value, then number, int32[S]."""
    everything = np.arange(value.size, dtype=np.int32)
    order: Int32s = counting_order(value, everything, int(value.max(initial=0)) + 1)
    return order


def _others(count: int, decision_maker: int) -> Ints:
    return np.array([j for j in range(count) if j != decision_maker], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class _ByOption:
    """Moves by option, through cells that are numbered through for all decision makers."""

    sight: Int32s
    """Cell and payoff of each state for each decision maker in turn, int32[S, 2 n]."""
    members: Int32s
    """States by cell and payoff, int32[n S]."""
    heights: Int32s
    """Their payoffs."""
    start: Int32s
    base: Ints
    """First cell of each decision maker, int64[n + 1]."""
    bits: Ints
    below_start: Ints
    below: Int32s

    @property
    def payoff(self) -> Int32s:
        return self.sight[:, 1::2]

    def best(self, decision_maker: int, value: Int32s) -> Int32s:
        first, last = self.base[decision_maker], self.base[decision_maker + 1]
        own = np.ascontiguousarray(self.sight[:, 2 * decision_maker]) - np.int32(first)
        lists = np.zeros(0, np.int64), np.zeros(0, np.int32)
        if self.below.size:
            rows = self.below_start[first : last + 1]
            lists = rows - rows[0], self.below[rows[0] : rows[-1]] - np.int32(first)
        best: Int32s = best_in_reach(value, own, int(last - first), int(self.bits[decision_maker]), *lists)
        return best

    def least(self, decision_maker: int, cost: Int32s, improving: bool) -> Int32s:
        order = _ascending(cost)
        movers = _others(self.bits.size, decision_maker)
        cells = (self.members, self.heights, self.start, self.base, self.bits, self.below_start, self.below)
        least: Int32s = spread_costs(cost, order, self.sight, *cells, movers, improving)
        return least


def _optional(moves: OptionMoves, payoff: Int32s) -> _ByOption:
    states, n = payoff.shape

    def cells(i: int) -> Cells:
        return cells_of(moves, i, _ascending(np.ascontiguousarray(payoff[:, i])))

    found = side_by_side(cells, range(n))
    ends = np.array([n * states], np.int32)
    base = np.concatenate(([0], np.cumsum([part.count for part in found])))
    lists = any(part.below.size for part in found)
    lengths = [_lengths(part) for part in found] if lists else []
    sight = np.empty((states, 2 * n), np.int32)
    for i, part in enumerate(found):
        np.add(part.cell, np.int32(base[i]), out=sight[:, 2 * i])
        sight[:, 2 * i + 1] = payoff[:, i]
    return _ByOption(
        sight=sight,
        members=np.concatenate([part.members for part in found]),
        heights=np.concatenate([payoff[part.members, i] for i, part in enumerate(found)]),
        start=np.concatenate([*(part.start[:-1] + np.int32(i * states) for i, part in enumerate(found)), ends]),
        base=base,
        bits=np.array([part.bits for part in found], dtype=np.int64),
        below_start=np.concatenate([[0], np.cumsum(np.concatenate(lengths))]) if lists else np.zeros(0, np.int64),
        below=np.concatenate([part.below + np.int32(base[i]) for i, part in enumerate(found)]),
    )


def _lengths(part: Cells) -> Ints:
    """Cells listed under each cell, int64[cells]."""
    return np.diff(part.below_start) if part.below.size else np.zeros(part.count, np.int64)


@dataclass(frozen=True, eq=False)
class _Listed:
    """Moves listed one by one, and the same backwards."""

    payoff: Int32s
    moves: ExplicitMoves
    back: Ints
    """Where the moves that lead to each state begin in `origin`, int64[n, S + 1]."""
    origin: Int32s

    def best(self, decision_maker: int, value: Int32s) -> Int32s:
        best: Int32s = best_listed(value, self.moves.start[decision_maker], self.moves.to[decision_maker])
        return best

    def least(self, decision_maker: int, cost: Int32s, improving: bool) -> Int32s:
        movers = _others(self.payoff.shape[1], decision_maker)
        rows = (self.back, self.origin, movers, improving)
        least: Int32s = spread_listed(cost, _ascending(cost), self.payoff, *rows)
        return least


def _listed(moves: ExplicitMoves, payoff: Int32s) -> _Listed:
    found = [reversed_moves(start, to) for start, to in zip(moves.start, moves.to, strict=True)]
    offset = np.concatenate(([0], np.cumsum([len(origin) for _, origin in found])))
    back = np.stack([start + offset[i] for i, (start, _) in enumerate(found)])
    return _Listed(payoff, moves, back, np.concatenate([origin for _, origin in found]))
