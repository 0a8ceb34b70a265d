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
def _room(pending, size):  # type: ignore[no-untyped-def]
    """The array, or a longer copy where it holds fewer than `size`."""
    if pending.size >= size:
        return pending
    longer = np.empty(2 * size, np.int32)
    longer[: pending.size] = pending
    return longer


@_inner
def _raise_listed(c, height, bar, below_start, below, pending):  # type: ignore[no-untyped-def]
    """Raise the bar of a cell and of all listed under it; the cells to pass through, and how many."""
    bar[c] = height
    pending[0] = c
    waiting = 1
    if below.size:
        pending = _room(pending, below_start[c + 1] - below_start[c] + 1)
        for k in range(below_start[c], below_start[c + 1]):
            if bar[below[k]] < height:
                bar[below[k]] = height
                pending[waiting] = below[k]
                waiting += 1
    return pending, waiting


@_inner
def _settle(c, height, price, j, improving, rank, members, passed, start, least, queue, tail):  # type: ignore[no-untyped-def]
    """Settle the members of a cell ranked under the bar that were not passed before; the queue's new end."""
    at = passed[c]
    while at < start[c + 1] and not (improving and rank[members[at], j] >= height):
        if least[members[at]] < 0:
            least[members[at]] = price
            queue[tail] = members[at]
            tail += 1
        at += 1
    passed[c] = at
    return tail


@_outer
def spread_costs(cost, order, cell, rank, members, start, base, bits, below_start, below, movers, improving):  # type: ignore[no-untyped-def]
    """Least cost among a state and all that the movers reach from it, int32[S].

    Cheap states go first and hand their cost backwards, so that a state is settled once and for all when first met.
    A cell has a bar: members ranked under it (by its mover; all, for moves that need not improve) are settled.
    Members are in order of rank, so a cell is passed through once however often its bar is raised.

    Args:
        cost, order: int32[S]; order holds the states by ascending cost.
        cell, rank: int32[S, n], each state's cell and payoff for each mover; cells of all movers are numbered through.
        members, start: int32[n S] states by (cell, rank), and where each cell begins.
        base, bits: int64[n], a mover's first cell, and how many lowest bits of (cell - base) count options used up.
        below_start, below: what lies under each cell, where that is listed; empty `below` where no mover needs it.
        movers, improving: int64[m], and whether moves must improve on where they start.
    """
    least = np.full(cost.size, -1, np.int32)
    queue = np.empty(cost.size, np.int32)
    bar = np.full(start.size - 1, -1, np.int32)
    passed = start[:-1].copy()
    pending = np.empty(64, np.int32)
    unsettled = cost.size
    for seed in range(cost.size):
        if least[order[seed]] >= 0:
            continue
        price = cost[order[seed]]
        queue[0] = order[seed]
        least[queue[0]] = price
        head, tail = 0, 1
        while head < tail:
            if tail == unsettled:
                return least
            s = queue[head]
            head += 1
            for m in range(movers.size):
                j = movers[m]
                height = rank[s, j] if improving else np.int32(2147483647)
                if bar[cell[s, j]] >= height:
                    continue
                pending, waiting = _raise_listed(cell[s, j], height, bar, below_start, below, pending)
                while waiting:
                    waiting -= 1
                    c = pending[waiting]
                    tail = _settle(c, height, price, j, improving, rank, members, passed, start, least, queue, tail)
                    pending = _room(pending, waiting + bits[j])
                    for b in range(bits[j]):
                        d = c - (1 << b)
                        if (c - base[j]) >> b & 1 and bar[d] < height:
                            bar[d] = height
                            pending[waiting] = d
                            waiting += 1
        unsettled -= tail
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
