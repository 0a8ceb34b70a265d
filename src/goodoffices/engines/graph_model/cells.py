"""Moves by option as cells: the states among which a decision maker moves freely, and which cells lie under which.

No move is stored.  Two states share a *group* of i when they differ in i's options only, and a cell when they also agree
in i's irreversible options.  From a cell i reaches all of it and the cells of its group that lie above.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.engines.graph_model.kernels import cell_starts, counting_order, gathered
from goodoffices.engines.graph_model.moves import masks
from goodoffices.model.arrays import Int32s, Ints
from goodoffices.model.conflict_graph import FREE, OptionMoves

ROOMY = 4
"""Cells are numbered by their bits, empty ones included, while there are at most this many times the states."""
SPARE = 4096
"""Empty cells that are always allowed."""


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of one decision maker."""

    cell: Int32s
    """Cell of each state, int32[S]."""
    count: int
    bits: int
    """Irreversible options, where they are the lowest bits of a cell's number; 0 where `below` lists what lies under."""
    below_start: Ints
    below: Int32s
    members: Int32s
    """States by cell, then by the decision maker's payoff, then by number, int32[S]."""
    start: Int32s
    """Where each cell begins in `members`, int32[cells + 1]."""


def cells_of(moves: OptionMoves, decision_maker: int, by_rank: Int32s) -> Cells:
    """The cells of one decision maker; `by_rank` holds the states by ascending payoff to it, int32[S].

    O(S O) where cells can be numbered by their bits, O(S log S) else; with lists, plus the pairs of cells one above
    the other, which is at most the square of the non-empty cells of a group.
    """
    used, fixed = _used_up(moves, decision_maker), _rest(moves, decision_maker)
    states = len(moves.codes)
    room = ROOMY * states + SPARE
    group, groups = _groups(moves.codes, fixed, room)
    none = np.zeros(1, np.int64), np.zeros(0, np.int32)
    if groups << used.size <= room:
        turned = moves.codes ^ masks(moves, decision_maker)[2]  # given up counts as used up
        key = group << used.size | gathered(turned, used)
        return _filled(key.astype(np.int32), groups << used.size, used.size, none, by_rank)
    turned = moves.codes ^ masks(moves, decision_maker)[2]
    pattern = turned & np.bitwise_or.reduce(np.left_shift(np.uint64(1), used))
    pairs, cell = np.unique(np.stack((group.astype(np.uint64), pattern)), axis=1, return_inverse=True)
    below = _lists(pairs[0], pairs[1])
    return _filled(cell.astype(np.int32).ravel(), pairs.shape[1], 0, below, by_rank)


def _filled(cell: Int32s, count: int, bits: int, below: tuple[Ints, Int32s], by_rank: Int32s) -> Cells:
    return Cells(cell, count, bits, *below, counting_order(cell, by_rank, count), cell_starts(cell, count))


def _used_up(moves: OptionMoves, decision_maker: int) -> npt.NDArray[np.uint64]:
    """The decision maker's irreversible options."""
    return np.flatnonzero((moves.owner == decision_maker) & (moves.direction != FREE)).astype(np.uint64)


def _rest(moves: OptionMoves, decision_maker: int) -> npt.NDArray[np.uint64]:
    """Options that the decision maker cannot change, as far as states differ in them."""
    others = np.flatnonzero(moves.owner != decision_maker).astype(np.uint64)
    differ = np.bitwise_or.reduce(moves.codes ^ moves.codes[0])
    varied: npt.NDArray[np.uint64] = others[(differ >> others & np.uint64(1)) == 1]
    return varied


def _groups(codes: npt.NDArray[np.uint64], fixed: npt.NDArray[np.uint64], room: int) -> tuple[Ints, int]:
    """Number of each state's group, and how many numbers there are: the fixed bits themselves where that is not many."""
    if fixed.size < 40 and 1 << fixed.size <= room:
        return gathered(codes, fixed), 1 << fixed.size
    mask = np.bitwise_or.reduce(np.left_shift(np.uint64(1), fixed))
    found, group = np.unique(codes & mask, return_inverse=True)
    return group.astype(np.int64), len(found)


def _lists(group: npt.NDArray[np.uint64], pattern: npt.NDArray[np.uint64]) -> tuple[Ints, Int32s]:
    """For each cell those of its group that have used up less; cells are in order of group."""
    edges = np.flatnonzero(np.diff(group)) + 1
    rows: list[Ints] = []
    for here in np.split(np.arange(len(group)), edges):
        own = pattern[here]
        rows += [here[((own & ~used) == 0) & (own != used)] for used in own]
    lengths = np.array([len(row) for row in rows])
    return np.concatenate(([0], np.cumsum(lengths))), np.concatenate(rows).astype(np.int32)
