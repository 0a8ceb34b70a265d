"""Loops of PRIM over binned points: the best slice to take off a box, and the best to give back."""

from __future__ import annotations

import numpy as np

from goodoffices.model.kernels import inner, kernel


@inner
def _histogram(code, points, interest, count, total):  # type: ignore[no-untyped-def]
    count[:] = 0
    total[:] = 0.0
    for p in points:
        count[code[p]] += 1
        total[code[p]] += interest[p]


@kernel
def best_slice(codes, alive, interest, low, high, alpha, least):  # type: ignore[no-untyped-def]
    """(column, side 0 low or 1 high, new edge) of the slice that does most for the mean per point lost.

    The best slice may lower the mean, as where the middle of an input holds nothing (Friedman & Fisher 1999).  Column -1
    when no slice leaves `least` points.  A slice takes bins for as long as they hold at
    most alpha of the points left, and one bin in any case.  One pass over the points per column: O(n k).
    """
    n = len(alive)
    best = np.array([-1, 0, 0], dtype=np.int64)
    if n == 0:
        return best
    whole = 0.0
    for p in alive:
        whole += interest[p]
    mean, score = whole / n, -1e300
    widest = 0
    for k in range(len(low)):
        widest = max(widest, high[k] + 1)
    count, total = np.empty(widest, dtype=np.int64), np.empty(widest)
    for k in range(codes.shape[0]):
        if high[k] == low[k]:
            continue
        _histogram(codes[k], alive, interest, count[: high[k] + 1], total[: high[k] + 1])
        for side in range(2):
            taken, lost = 0, 0.0
            edge = low[k] if side == 0 else high[k]
            step = 1 if side == 0 else -1
            while low[k] <= edge <= high[k] and (taken == 0 or taken + count[edge] <= alpha * n):
                taken += count[edge]
                lost += total[edge]
                edge += step
            left = n - taken
            if left < least or left == 0 or not low[k] <= edge <= high[k]:
                continue
            gain = ((whole - lost) / left - mean) / taken
            if gain > score + 1e-9 * abs(score):
                score = gain
                best[0], best[1], best[2] = k, side, edge
    return best


@kernel
def best_paste(codes, points, interest, low, high, bins, alpha):  # type: ignore[no-untyped-def]
    """(column, side, new edge) of the slice outside one face whose gain raises the mean most; column -1 if none does.

    A slice takes bins until it holds at least alpha of the points inside, or all there are.  O(n k).
    """
    columns = codes.shape[0]
    widest = bins.max()
    count = np.zeros((columns, widest), dtype=np.int64)
    total = np.zeros((columns, widest))
    held, whole = 0, 0.0
    for p in points:
        outside, where = 0, -1
        for k in range(columns):
            if codes[k, p] < low[k] or codes[k, p] > high[k]:
                outside += 1
                where = k
                if outside > 1:
                    break
        if outside == 0:
            held += 1
            whole += interest[p]
        elif outside == 1:
            count[where, codes[where, p]] += 1
            total[where, codes[where, p]] += interest[p]
    best = np.array([-1, 0, 0], dtype=np.int64)
    if held == 0:
        return best
    mean, highest = whole / held, whole / held
    for k in range(columns):
        for side in range(2):
            got, found = 0, 0.0
            edge = low[k] if side == 0 else high[k]
            step = -1 if side == 0 else 1
            while 0 <= edge + step < bins[k] and got < alpha * held:
                edge += step
                got += count[k, edge]
                found += total[k, edge]
            if got == 0:
                continue
            raised = (whole + found) / (held + got)
            if raised >= mean - 1e-12 and (best[0] < 0 or raised > highest * (1.0 + 1e-12)):
                highest = raised
                best[0], best[1], best[2] = k, side, edge
    return best
