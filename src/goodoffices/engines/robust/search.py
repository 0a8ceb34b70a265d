"""Kernels of the robust package: tables of what each combo costs each signer, and the search through them.

Acceptance is rewritten so that it only ever gets lost: `room` is by how much the best that a signer could have of every
block exceeds its threshold, `loss` what a combo falls short of the best of its block.  A package is accepted in a draw
when no signer's losses exceed its room; a draw that is lost to part of a package is lost to every completion.  To the
signers a weighted sum of all of them is added, with weights of its own in each draw, as one more that never objects to
what all accept: draws in which opposed wishes leave nothing to agree on are lost much earlier (a Lagrangian bound;
Geoffrion 1974).

Tables are int32 in fixed point, losses rounded down and room up, so that sums are exact and bounds never too low.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

_KERNEL: dict[str, Any] = {
    "cache": True, "nogil": True, "error_model": "numpy", "fastmath": {"contract", "nsz", "reassoc"},
}  # fmt: skip
_INNER: dict[str, Any] = {**_KERNEL, "no_cpython_wrapper": True}
_inner, _outer = njit(**_INNER), njit(**_KERNEL)

TILE = 512
"""Draws counted at a time; after each, a count that can no longer matter is given up."""
_GROUP = 64
"""Draws laid out at a time: their combos stay in the nearest caches."""
REFUSED = 1 << 30
"""Loss of what is refused; room stays below half of it."""
SHRINK = 0.12
"""Tables are copied for a subtree once that makes them this much smaller."""
CANDIDATES = 1 << 14
"""Packages that may be kept for the exact count, per branch."""


@_inner
def _value(worth, bar, starts, weights, sums):  # type: ignore[no-untyped-def]
    """Most that the weighted sum of margins can be in a draw; fills in each signer's own margin at that package."""
    n = worth.shape[0]
    for i in range(n):
        sums[i] = -bar[i]
    for b in range(starts.size - 1):
        best, at = -np.inf, starts[b]
        for t in range(starts[b], starts[b + 1]):
            total = 0.0
            for i in range(n):
                total += weights[i] * worth[i, t]
            if total > best:
                best, at = total, t
        for i in range(n):
            sums[i] += worth[i, at]
    total = 0.0
    for i in range(n):
        total += weights[i] * sums[i]
    return total


@_outer
def weigh(worth, bar, starts, weights, steps):  # type: ignore[no-untyped-def]
    """Weights of the signers, adding up to 1 in each draw, with which the best weighted margin is small.

    Two signers by bisection, more by multiplicative weights; any weights are valid, good ones bound better.
    """
    draws, n = worth.shape[:2]
    sums, trial = np.empty(n), np.empty(n)
    for d in range(draws):
        best = np.inf
        low, high = 0.0, 1.0
        for i in range(n):
            trial[i] = 1.0 / n
            weights[d, i] = trial[i]
        for step in range(steps):
            total = _value(worth[d], bar[d], starts, trial, sums)
            if total < best:
                best = total
                for i in range(n):
                    weights[d, i] = trial[i]
            if n == 2:
                if sums[0] > sums[1]:
                    high = trial[0]
                else:
                    low = trial[0]
                trial[0] = 0.5 * (low + high)
                trial[1] = 1.0 - trial[0]
            else:
                whole = 0.0
                for i in range(n):
                    trial[i] *= np.exp(-max(min(sums[i], 50.0), -50.0) * 0.1 / (1.0 + step))
                    whole += trial[i]
                for i in range(n):
                    trial[i] /= whole


@_outer
def lay_out(worth, bar, starts, source, weights, unit, most, at, loss, room):  # type: ignore[no-untyped-def]
    """Fill loss[t, k, at + d] and room[k, at + d] from the draws of `worth` that keep any room; returns how many do.

    `source[t]` is the combo that stands at place t of the tables, `starts` the first place of each block, `unit` the
    number of steps in a point, `most` the room in points beyond which more makes no difference.
    """
    draws, places = len(worth), worth.shape[2]
    rows, blocks = loss.shape[1], starts.size - 1
    own = np.empty((_GROUP, rows, places), np.float64)
    best = np.empty((_GROUP, rows, blocks), np.float64)
    kept = 0
    for low in range(0, draws, _GROUP):
        size = 0
        for d in range(low, min(low + _GROUP, draws)):
            _judges(worth[d], source, weights[d], own[size])
            if _room(own[size], bar[d], starts, weights[d], unit, most, best[size], room[:, at + kept + size]):
                size += 1
        first = at + kept
        for b in range(blocks):
            for t in range(starts[b], starts[b + 1]):
                for k in range(rows):
                    row = loss[t, k, first : first + size]
                    for d in range(size):
                        row[d] = np.int32(min((best[d, k, b] - own[d, k, t]) * unit, np.float64(REFUSED)))
        kept += size
    return kept


@_inner
def _judges(worth, source, weights, own):  # type: ignore[no-untyped-def]
    """What the combos are worth to each signer and, last, to the weighted sum of all, in one draw."""
    n = worth.shape[0]
    for i in range(n):
        for t in range(source.size):
            own[i, t] = worth[i, source[t]]
    if own.shape[0] > n:
        for t in range(source.size):
            total = 0.0
            for i in range(n):
                total += weights[i] * own[i, t]
            own[n, t] = total


@_inner
def _room(own, bar, starts, weights, unit, most, best, room):  # type: ignore[no-untyped-def]
    """Fill in the best of each block and the room of each judge in one draw; whether nobody is out of reach."""
    n, keep = bar.size, True
    for k in range(own.shape[0]):
        spare = 0.0
        if k < n:
            spare = -bar[k]
        else:
            for i in range(n):
                spare -= weights[i] * bar[i]
        for b in range(starts.size - 1):
            high = own[k, starts[b]]
            for t in range(starts[b] + 1, starts[b + 1]):
                high = max(high, own[k, t])
            best[k, b] = high
            spare += high
        spare = max(min(spare, most), -1.0) * unit
        room[k] = np.int32(np.floor(spare)) + 2  # up, and a step for rounding of float64 sums
        keep &= room[k] >= 0
    return keep


@_inner
def _count(slack, flat, at, width, rows, need, alive, mask):  # type: ignore[no-untyped-def]
    """Draws in which slack[k, d] >= flat[at + k width + d] for the first `rows` k, or -1 once below `need`.

    alive[j] bounds the draws that tiles j and later can add.  Compared without arithmetic, which would widen int32.
    """
    total = 0
    for tile in range((width + TILE - 1) // TILE):
        if total + alive[tile] < need:
            return -1
        low = tile * TILE
        high = min(low + TILE, width)
        part = np.int32(0)
        if rows == 2:
            one, two = flat[at + low : at + high], flat[at + width + low : at + width + high]
            first, second = slack[0, low:high], slack[1, low:high]
            for d in range(high - low):
                part += np.int32((first[d] >= one[d]) & (second[d] >= two[d]))
        elif rows == 3:
            one, two = flat[at + low : at + high], flat[at + width + low : at + width + high]
            three = flat[at + 2 * width + low : at + 2 * width + high]
            first, second, third = slack[0, low:high], slack[1, low:high], slack[2, low:high]
            for d in range(high - low):
                part += np.int32((first[d] >= one[d]) & (second[d] >= two[d]) & (third[d] >= three[d]))
        else:
            mask[:] = 1
            for k in range(rows):
                row, own = flat[at + k * width + low : at + k * width + high], slack[k, low:high]
                for d in range(high - low):
                    mask[d] &= np.int32(own[d] >= row[d])
            for d in range(high - low):
                part += mask[d]
        total += int(part)
    return total if total >= need else -1


@_inner
def _sure(slack, flat, at, width, signers, floor):  # type: ignore[no-untyped-def]
    """Draws in which every signer has at least `floor` left: won however the rounding went."""
    total = 0
    for d in range(width):
        ok = True
        for k in range(signers):
            ok &= slack[k, d] - flat[at + k * width + d] >= floor
        total += ok
    return total


@_inner
def _take(slack, flat, at, width, new, alive, mask):  # type: ignore[no-untyped-def]
    """New = slack less the losses, -1 where none is left; alive[j] = draws with room left from tile j on.

    Returns the draws with room left.
    """
    for k in range(slack.shape[0]):
        row, old, left = flat[at + k * width : at + (k + 1) * width], slack[k], new[k]
        for d in range(width):
            left[d] = np.int32(old[d] - row[d]) if old[d] >= row[d] else np.int32(-1)
    return _tally(new, width, alive, mask)


@_inner
def _tally(slack, width, alive, mask):  # type: ignore[no-untyped-def]
    """Fill in alive[j], draws with room left from tile j on; returns all of them."""
    tiles = (width + TILE - 1) // TILE
    alive[tiles] = 0
    for tile in range(tiles - 1, -1, -1):
        low = tile * TILE
        high = min(low + TILE, width)
        mask[:] = 1
        for k in range(slack.shape[0]):
            for d in range(high - low):
                mask[d] &= np.int32(slack[k, low + d] >= 0)
        part = np.int32(0)
        for d in range(high - low):
            part += mask[d]
        alive[tile] = alive[tile + 1] + part
    return alive[0]


@_inner
def _squeeze(slack, width, source, at, local, live, free, starts, flat, new_at, kept, least):  # type: ignore[no-untyped-def]
    """Copy the tables of the combos and draws still in play; what every combo of a block loses goes off the room.

    Changes `slack` and `local`, where each place stands in the tables; returns the number of draws.
    """
    rows, size, place = slack.shape[0], 0, 0
    for d in range(width):
        ok = True
        for k in range(rows):
            ok &= slack[k, d] >= 0
        if ok:
            kept[size] = d
            size += 1
    for k in range(rows):
        for d in range(size):
            slack[k, d] = slack[k, kept[d]]
    for b in range(free.size):
        if not free[b]:
            continue
        first = place
        for t in range(starts[b], starts[b + 1]):
            if live[t] == 1:
                for k in range(rows):
                    row = source[at + (local[t] * rows + k) * width : at + (local[t] * rows + k + 1) * width]
                    new = flat[new_at + (place * rows + k) * size : new_at + (place * rows + k + 1) * size]
                    for d in range(size):
                        new[d] = row[kept[d]]
                local[t] = place
                place += 1
        _settle(slack, flat, new_at, first, place, rows, size, least)
    return size


@_inner
def _settle(slack, flat, at, first, last, rows, size, least):  # type: ignore[no-untyped-def]
    """Take off the room, and off the losses of the combos from first to last, what all of them lose."""
    for k in range(rows):
        own = slack[k]
        least[:size] = flat[at + (first * rows + k) * size : at + (first * rows + k + 1) * size]
        for place in range(first + 1, last):
            row = flat[at + (place * rows + k) * size : at + (place * rows + k + 1) * size]
            for d in range(size):
                least[d] = min(least[d], row[d])
        for place in range(first, last):
            row = flat[at + (place * rows + k) * size : at + (place * rows + k + 1) * size]
            for d in range(size):
                row[d] = np.int32(row[d] - least[d])
        for d in range(size):
            own[d] = np.int32(own[d] - least[d]) if own[d] >= least[d] else np.int32(-1)


@_inner
def _later(text, other):  # type: ignore[no-untyped-def]
    """Whether `text` comes after `other`, or is the same, in the order of codes."""
    for b in range(text.size):
        if text[b] != other[b]:
            return text[b] > other[b]
    return True


@_inner
def _same(text, other):  # type: ignore[no-untyped-def]
    for b in range(text.size):  # noqa: SIM110 - compiled code has no all()
        if text[b] != other[b]:
            return False
    return True


@_inner
def _keep(count, text, counts, texts):  # type: ignore[no-untyped-def]
    """Put a package among the best known, by falling count and rising code."""
    last = counts.size - 1
    for r in range(counts.size):
        if _same(text, texts[r]):
            if counts[r] >= count:
                return
            counts[r:last] = counts[r + 1 :]
            for q in range(r, last):
                texts[q] = texts[q + 1]
            counts[last] = -1
            break
    if count < counts[last] or (count == counts[last] and _later(text, texts[last])):
        return
    at = last
    while at > 0 and (count > counts[at - 1] or (count == counts[at - 1] and not _later(text, texts[at - 1]))):
        counts[at] = counts[at - 1]
        texts[at] = texts[at - 1]
        at -= 1
    counts[at] = count
    texts[at] = text


@_outer
def prefix_bounds(loss, room, starts, prefixes, bounds):  # type: ignore[no-untyped-def]
    """Draws with room left after the first blocks are settled as each of the prefixes says."""
    rows, width = room.shape
    flat = loss.reshape(-1)
    slack, alive, mask = room.copy(), np.empty(width // TILE + 2, np.int64), np.empty(TILE, np.int32)
    for p in range(len(prefixes)):
        slack[:] = room
        for j in range(prefixes.shape[1]):
            at = (starts[j] + prefixes[p, j]) * rows * width
            bounds[p] = _take(slack, flat, at, width, slack, alive, mask)


@_outer
def climb(loss, room, signers, starts, order, floor, text, counts, texts):  # type: ignore[no-untyped-def]
    """Change one block of `text` at a time while that wins draws; every text seen may join the best known.

    Counted with a `floor` for rounding, so never too high.  O(steps B (B + C_b)) passes over the draws.
    """
    rows, width = room.shape
    flat = loss.reshape(-1)
    blocks = starts.size - 1
    slack, alive, mask = room.copy(), np.empty(width // TILE + 2, np.int64), np.empty(TILE, np.int32)
    best, changed = -1, True
    while changed:
        changed = False
        for j in range(blocks):
            slack[:] = room
            _tally(slack, width, alive, mask)
            for other in range(blocks):
                if other != j:
                    _take(slack, flat, (starts[other] + text[order[other]]) * rows * width, width, slack, alive, mask)
            before, chosen = text[order[j]], text[order[j]]
            for c in range(starts[j + 1] - starts[j]):
                text[order[j]] = c
                count = _sure(slack, flat, (starts[j] + c) * rows * width, width, signers, floor)
                _keep(count, text, counts, texts)
                if count > best:
                    best, chosen = count, c
            text[order[j]] = chosen
            changed |= chosen != before


@_outer
def search(  # type: ignore[no-untyped-def]
    loss, room, signers, starts, order, prefix, floor, most_work, counts, texts, flat, slack, found, upper
):
    """Depth first through all packages that begin with `prefix`, children with the most room first.

    At every node all combos still in play are tried; those that leave room in fewer draws than the worst of the best
    known packages wins go out of play in the whole subtree.  The block that then leaves least to hope for is settled
    next.  Of packages that can win just as many draws as that worst one only those earlier in the order of codes count.
    counts[k], texts[k, B] are the best known, with sure counts; `found` and `upper` receive every package that may be one
    of the best, with the most draws it can win.  `flat` and `slack` are scratch: room for the copied tables of a path,
    at most `loss` SHRINK / (1 - SHRINK) times, and one `room` for each block and one more.

    Returns the number found, the draws compared, and the most draws a package not looked at can win (-1: none is left).
    """
    rows, width = room.shape
    base, blocks, places = loss.reshape(-1), starts.size - 1, starts[-1]
    levels, tiles, size, work = blocks - prefix.size + 1, width // TILE + 2, 0, 0
    alive, mask, kept = np.empty((levels, tiles), np.int64), np.empty(TILE, np.int32), np.empty(width, np.int32)
    least_lost = np.empty(width, np.int32)
    at, wide, tall, top = (
        np.zeros(levels, np.int64), np.zeros(levels, np.int64), np.zeros(levels, np.int64), np.zeros(levels, np.int64)
    )  # fmt: skip
    copied, block = np.zeros(levels, np.bool_), np.full(levels, -1, np.int64)
    live, local = np.zeros((levels, places), np.int8), np.zeros((levels, places), np.int64)
    free, bound = np.zeros((levels, blocks), np.bool_), np.full((levels, places), -1, np.int64)
    text, last, level = np.zeros(blocks, np.int32), counts.size - 1, 0
    slack[0, :, :width] = room
    _tally(slack[0], width, alive[0], mask)
    wide[0], tall[0], local[0], live[0], free[0] = width, places, np.arange(places), 1, True
    for j in range(prefix.size):
        row = (starts[j] + prefix[j]) * rows * width
        _take(slack[0], base, row, width, slack[0], alive[0], mask)
        free[0, j] = False
        live[0, starts[j] : starts[j + 1]] = 0
        text[order[j]] = prefix[j]
    while True:
        source = flat if copied[level] else base
        if block[level] == -1:  # a node not yet looked at
            need, leaf = max(counts[last], 0), free[level].sum() == 1
            judges, least, dead = signers if leaf else rows, np.inf, False
            for j in range(blocks):
                if not free[level, j]:
                    continue
                hope = 0.0
                for t in range(starts[j], starts[j + 1]):
                    if live[level, t] == 1:
                        row = at[level] + local[level, t] * rows * wide[level]
                        count = _count(slack[level], source, row, wide[level], judges, need, alive[level], mask)
                        work += wide[level]
                        bound[level, t] = count
                        if count < 0:
                            live[level, t] = 0
                        else:
                            hope += count - need + 1.0
                dead |= hope == 0.0
                if dead:
                    break
                if hope < least:
                    least, block[level] = hope, j
            if dead:
                block[level] = -1
        if block[level] >= 0:
            j = block[level]
            chosen = -1
            for t in range(starts[j], starts[j + 1]):
                if live[level, t] == 1 and (chosen < 0 or bound[level, t] > bound[level, chosen]):
                    chosen = t
            if chosen >= 0:
                count = bound[level, chosen]
                if work > most_work:
                    return size, work, _open(bound, live, block, starts, level)
                live[level, chosen] = 2
                text[order[j]] = chosen - starts[j]
                if count < counts[last] or (count == counts[last] and _later(text, texts[last])):
                    continue
                row = at[level] + local[level, chosen] * rows * wide[level]
                if level == levels - 2:
                    if size == len(found):
                        size = _cull(found, upper, size, counts[last])
                    if size == len(found):
                        live[level, chosen] = 1
                        return size, work, _open(bound, live, block, starts, level)
                    found[size] = text
                    upper[size] = count
                    size += 1
                    sure = _sure(slack[level], source, row, wide[level], signers, floor)
                    _keep(sure, text, counts, texts)
                    continue
                step = level + 1
                left = _take(slack[level], source, row, wide[level], slack[step], alive[step], mask)
                at[step], wide[step], tall[step], top[step] = at[level], wide[level], tall[level], top[level]
                copied[step], block[step], live[step], local[step] = copied[level], -1, live[level], local[level]
                free[step] = free[level]
                free[step, j] = False
                live[step, starts[j] : starts[j + 1]] = 0
                playing = 0
                for t in range(places):
                    playing += live[step, t] == 1
                if playing * left <= SHRINK * tall[level] * wide[level]:
                    wide[step] = _squeeze(
                        slack[step], wide[level], source, at[level], local[step], live[step], free[step], starts,
                        flat, top[level], kept, least_lost,
                    )  # fmt: skip
                    at[step], tall[step], copied[step] = top[level], playing, True
                    top[step] = top[level] + playing * rows * wide[step]
                    _tally(slack[step], wide[step], alive[step], mask)
                level = step
                continue
        # nothing left here
        if block[level] >= 0:
            text[order[block[level]]] = 0
        block[level] = -1
        if level == 0:
            return size, work, -1
        level -= 1


@_inner
def _cull(found, upper, size, least):  # type: ignore[no-untyped-def]
    """Forget packages found that cannot be among the best any more."""
    kept = 0
    for x in range(size):
        if upper[x] >= least:
            found[kept] = found[x]
            upper[kept] = upper[x]
            kept += 1
    return kept


@_inner
def _open(bound, live, block, starts, level):  # type: ignore[no-untyped-def]
    """The largest bound of the children not yet looked into, at the nodes from the root to `level`."""
    most = -1
    for at in range(level + 1):
        for t in range(starts[block[at]], starts[block[at] + 1]):
            if live[at, t] == 1:
                most = max(most, bound[at, t])
    return most


@_outer
def takes(worth, bar, used, out):  # type: ignore[no-untyped-def]
    """out[x, i, d] = whether signer i reaches its bar with the package of combos used[x], in float64."""
    draws, n = worth.shape[:2]
    for d in range(draws):
        for x in range(len(used)):
            for i in range(n):
                total = 0.0
                for b in range(used.shape[1]):
                    total += worth[d, i, used[x, b]]
                out[x, i, d] = total >= bar[d, i]
