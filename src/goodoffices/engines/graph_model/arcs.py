"""Moves of one decision maker from many states at once, listed without storing any: for searches in large graphs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from goodoffices.engines.graph_model.moves import masks
from goodoffices.model.arrays import Ints
from goodoffices.model.conflict_graph import ExplicitMoves, OptionMoves

TABLE_OPTIONS = 26
"""With up to so many options the state of a code is looked up in a table of 2^options entries, else by bisection."""


class Arcs:
    """The moves of each decision maker from given states, for explicit and option moves alike."""

    def __init__(self, moves: OptionMoves | ExplicitMoves) -> None:
        self.moves = moves
        if isinstance(moves, OptionMoves):
            self._order = np.argsort(moves.codes)
            self._sorted = moves.codes[self._order]
            self._table: npt.NDArray[np.int32] | None = None
            if len(moves.owner) <= TABLE_OPTIONS:
                self._table = np.full(1 << len(moves.owner), -1, np.int32)
                self._table[moves.codes.astype(np.int64)] = np.arange(len(moves.codes), dtype=np.int32)

    def of(self, i: int, sources: Ints) -> Iterator[tuple[Ints, Ints]]:
        """Chunks (from, to) of all moves of decision maker i from the sources; O(sources x 2^own options) at most."""
        if isinstance(self.moves, ExplicitMoves):
            yield _listed(self.moves.start[i], self.moves.to[i], sources)
            return
        owned, yes_only, no_only = masks(self.moves, i)
        codes = self.moves.codes[sources]
        changeable = owned & ~(codes & yes_only) & ~(~codes & no_only)
        change = owned
        while change:
            able = (changeable & change) == change
            targets = self._states(codes[able] ^ change)
            exists = targets >= 0
            yield sources[able][exists], targets[exists]
            change = np.uint64((int(change) - 1) & int(owned))

    def _states(self, codes: npt.NDArray[np.uint64]) -> Ints:
        """State of each code, -1 where infeasible."""
        if self._table is not None:
            return self._table[codes.astype(np.int64)].astype(np.int64)
        at = np.minimum(np.searchsorted(self._sorted, codes), len(self._sorted) - 1)
        return np.where(self._sorted[at] == codes, self._order[at], -1).astype(np.int64)


def _listed(start: Ints, to: Ints, sources: Ints) -> tuple[Ints, Ints]:
    count = start[sources + 1] - start[sources]
    first = np.repeat(start[sources] - (np.cumsum(count) - count), count)
    return np.repeat(sources, count), to[first + np.arange(len(first))]
