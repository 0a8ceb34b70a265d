"""All compiled loops of the graph model.  They are kept in one file because a cached kernel follows its own file only.

Moves by option are seen through *cells*: the states that agree in everything a decision maker cannot freely undo.
Within a cell it goes from any state to any other; it leaves a cell only for those *above*, in which it has used
up more of its irreversible options.  Cells are numbered per decision maker; `below` says which cells lie under a cell
either by `dense` bits (cell = group << bits | options used up, all cells numbered, the empty ones too) or by lists.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

_KERNEL: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy"}
_INNER: dict[str, Any] = {**_KERNEL, "no_cpython_wrapper": True}
_inner, _outer = njit(**_INNER), njit(**_KERNEL)
BAR, PASSED, END = 0, 1, 2
"""What is kept of a cell while costs spread."""
MOST_PENDING = 64 * 64
"""Cells that wait at most where bits say what lies under one: each pass down leaves fewer than 64 and clears a bit."""


@_outer
def counting_order(key, first, keys):  # type: ignore[no-untyped-def]
    """Indices `first`, int32[S], re-ordered by key[index] in 0..keys - 1, equal keys staying as they are. O(S + keys)."""
    place = np.zeros(keys + 1, np.int32)
    for s in range(key.size):
        place[key[s] + 1] += 1
    for k in range(keys):
        place[k + 1] += place[k]
    order = np.empty(key.size, np.int32)
    for at in range(first.size):
        s = first[at]
        order[place[key[s]]] = s
        place[key[s]] += 1
    return order


@_outer
def cell_starts(cell, cells):  # type: ignore[no-untyped-def]
    """Where each cell begins in states ordered by cell, int32[cells + 1]."""
    start = np.zeros(cells + 1, np.int32)
    for s in range(cell.size):
        start[cell[s] + 1] += 1
    for c in range(cells):
        start[c + 1] += start[c]
    return start


@_outer
def gathered(codes, bits):  # type: ignore[no-untyped-def]
    """The given bits of each code, packed in their order into an int64."""
    out = np.zeros(codes.size, np.int64)
    for b in range(bits.size):
        for s in range(codes.size):
            out[s] |= np.int64((codes[s] >> bits[b]) & np.uint64(1)) << b
    return out


@_outer
def best_in_reach(value, cell, cells, bits, below_start, below):  # type: ignore[no-untyped-def]
    """Largest value among a state and those its owner moves to from it, int32[S]. O(S + cells x bits), or + lists."""
    best = np.full(cells, -1, np.int32)
    for s in range(cell.size):
        best[cell[s]] = max(best[cell[s]], value[s])
    for b in range(bits):  # cells reach those above: hand maxima down, one option at a time
        for c in range(cells):
            if c >> b & 1:
                best[c ^ (1 << b)] = max(best[c ^ (1 << b)], best[c])
    if below.size:
        own = best.copy()
        for c in range(cells):
            for at in range(below_start[c], below_start[c + 1]):
                best[below[at]] = max(best[below[at]], own[c])
    out = np.empty(cell.size, np.int32)
    for s in range(cell.size):
        out[s] = best[cell[s]]
    return out


@_inner
def _settle(c, height, cells, members, heights, settled, queue, tail):  # type: ignore[no-untyped-def]
    """Settle the members of a cell ranked under the bar that were not passed before; the queue's new end."""
    at, end = cells[c, PASSED], cells[c, END]
    while at < end and heights[at] < height:
        s = members[at]
        if not settled[s]:
            settled[s] = True
            queue[tail] = s
            tail += 1
        at += 1
    cells[c, PASSED] = at
    return tail


@_inner
def _raise_listed(c, height, cells, below_start, below, pending):  # type: ignore[no-untyped-def]
    """Raise the bar of all cells listed under one that was raised; how many they are."""
    waiting = 0
    for k in range(below_start[c], below_start[c + 1]):
        if cells[below[k], BAR] < height:
            cells[below[k], BAR] = height
            pending[waiting] = below[k]
            waiting += 1
    return waiting


@_inner
def _raise_bits(c, height, number, bits, cells, pending, waiting):  # type: ignore[no-untyped-def]
    """Raise the bar of the cells that are one irreversible option under a cell of that number; how many now wait."""
    for b in range(bits):
        d = c - (1 << b)
        if number >> b & 1 and cells[d, BAR] < height:
            cells[d, BAR] = height
            pending[waiting] = d
            waiting += 1
    return waiting


@_inner
def _fresh_cells(start):  # type: ignore[no-untyped-def]
    """For each cell its bar, the first member not passed and the end of its members, int32[cells, 3]."""
    cells = np.empty((start.size - 1, 3), np.int32)
    for c in range(start.size - 1):
        cells[c, BAR] = -1
        cells[c, PASSED] = start[c]
        cells[c, END] = start[c + 1]
    return cells


@_inner
def _longest(below_start):  # type: ignore[no-untyped-def]
    longest = 0
    for c in range(below_start.size - 1):
        longest = max(longest, below_start[c + 1] - below_start[c])
    return longest


@_outer
def spread_costs(cost, order, sight, members, heights, start, base, bits, below_start, below, movers, improving):  # type: ignore[no-untyped-def]
    """Least cost among a state and all that the movers reach from it, int32[S].

    Cheap states go first and hand their cost backwards, so that a state is settled once and for all when first met.
    A cell has a bar: members ranked under it (by its mover; all, for moves that need not improve) are settled.
    Members are in order of rank, so a cell is passed through once however often its bar is raised.  What is read of one
    state or one cell lies side by side: in large graphs nearly all the time goes into waiting for memory.

    Args:
        cost, order: int32[S]; order holds the states by ascending cost.
        sight: int32[S, 2 n], each state's cell and payoff for each mover in turn; cells of all movers are numbered through.
        members, heights, start: int32[n S] states by (cell, payoff), their payoffs, and where each cell begins.
        base, bits: int64[n], a mover's first cell, and how many lowest bits of (cell - base) count options used up.
        below_start, below: what lies under each cell, where that is listed; empty `below` where no mover needs it.
        movers, improving: int64[m], and whether moves must improve on where they start.
    """
    settled, queue = np.zeros(cost.size, np.bool_), np.empty(cost.size, np.int32)
    least = np.empty(cost.size, np.int32)
    cells = _fresh_cells(start)
    pending = np.empty(max(MOST_PENDING, _longest(below_start)), np.int32)
    listed = below.size > 0
    tail, head = 0, 0
    for seed in range(cost.size):
        if settled[order[seed]]:
            continue
        price = cost[order[seed]]
        queue[tail] = order[seed]
        settled[queue[tail]] = True
        tail += 1
        while head < tail:
            s = queue[head]
            least[s] = price
            head += 1
            if tail == cost.size:
                continue
            for m in range(movers.size):
                j = movers[m]
                c = sight[s, 2 * j]
                height = sight[s, 2 * j + 1] if improving else np.int32(2147483647)
                if cells[c, BAR] >= height:
                    continue
                cells[c, BAR] = height
                tail = _settle(c, height, cells, members, heights, settled, queue, tail)
                waiting = 0
                if listed:
                    waiting = _raise_listed(c, height, cells, below_start, below, pending)
                if bits[j]:
                    waiting = _raise_bits(c, height, c - base[j], bits[j], cells, pending, waiting)
                while waiting:
                    waiting -= 1
                    d = pending[waiting]
                    tail = _settle(d, height, cells, members, heights, settled, queue, tail)
                    if bits[j]:
                        waiting = _raise_bits(d, height, d - base[j], bits[j], cells, pending, waiting)
    return least


@_outer
def best_listed(value, start, to):  # type: ignore[no-untyped-def]
    """Largest value among a state and those that its listed moves lead to, int32[S]. O(S + moves)."""
    out = value.copy()
    for s in range(value.size):
        for at in range(start[s], start[s + 1]):
            out[s] = max(out[s], value[to[at]])
    return out


@_outer
def reversed_moves(start, to):  # type: ignore[no-untyped-def]
    """Compressed rows of the moves that lead to each state. O(S + moves)."""
    states = start.size - 1
    back = np.zeros(states + 2, np.int64)
    for at in range(to.size):
        back[to[at] + 2] += 1
    for s in range(states):
        back[s + 2] += back[s + 1]
    origin = np.empty(to.size, np.int32)
    for s in range(states):
        for at in range(start[s], start[s + 1]):
            origin[back[to[at] + 1]] = s
            back[to[at] + 1] += 1
    return back[:-1], origin


@_inner
def _step_back(s, j, price, back, origin, rank, improving, least, done, queue, tail):  # type: ignore[no-untyped-def]
    """Settle (t, j) for all moves t -> s of j; once for each (s, j), as the first price is the least."""
    if done[s, j]:
        return tail
    done[s, j] = True
    for at in range(back[j, s], back[j, s + 1]):
        t = origin[at]
        if least[t, j] < 0 and (not improving or rank[s, j] > rank[t, j]):
            least[t, j] = price
            queue[tail, 0], queue[tail, 1] = t, j
            tail += 1
    return tail


@_outer
def spread_listed(cost, order, rank, back, origin, movers, improving):  # type: ignore[no-untyped-def]
    """Least cost among a state and all that legal sequences of the movers lead to from it, int32[S]. O(S n + moves).

    Moves need not be transitive, so what is settled is (state, who moves first from it); nobody moves twice in a row.
    """
    states, n = rank.shape
    least = np.full((states, n), -1, np.int32)
    done = np.zeros((states, n), np.bool_)
    queue = np.empty((states * max(movers.size, 1) + 1, 2), np.int32)
    for seed in range(states):
        s = order[seed]
        price = cost[s]
        head, tail = 0, 0
        for m in range(movers.size):
            tail = _step_back(s, movers[m], price, back, origin, rank, improving, least, done, queue, tail)
        while head < tail:
            t, first = queue[head, 0], queue[head, 1]
            head += 1
            for m in range(movers.size):
                if movers[m] != first:
                    tail = _step_back(t, movers[m], price, back, origin, rank, improving, least, done, queue, tail)
    out = cost.copy()
    for s in range(states):
        for m in range(movers.size):
            if least[s, movers[m]] >= 0:
                out[s] = min(out[s], least[s, movers[m]])
    return out
