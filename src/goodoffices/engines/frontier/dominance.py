"""Maximal points under Pareto dominance, of one set and of sums of sets; all kernels behind `frontier`.

A point dominates another when it is at least as large in every coordinate and larger in one.  Points are kept in
descending lexicographic order; of equal points the one with the smallest code stays.

    n = 2   sweep of the sorted points; a sum of fronts merges its shifted lists on the fly (Nemhauser & Ullmann 1969)
    n = 3   sweep with a staircase of the other two coordinates (Kung, Luccio & Preparata 1975)
    n >= 4  divide and conquer on the sorted points, then on each further coordinate (same authors)

The kernels are kept in one file because a cached kernel is compiled anew only when its own file changes.
"""

from __future__ import annotations

import numpy as np

from goodoffices.model.arrays import Floats, Ints
from goodoffices.model.kernels import inner, kernel, merged

MAX_CANDIDATES = 1 << 24
"""Largest number of sums that one join may have to look through."""
MAX_EFFORT = 1 << 22
"""Largest effort for one draw with four coordinates and more, in sums of four: each further one doubles that of a sum."""
_FEWEST = 16
"""Draws after which what all of them would take is told from what these took."""
_ALONE = 32
"""Runs up to this length are sorted by insertion and filtered by comparing all pairs."""
_PAIRS = 2048
"""Two sets with no more pairs than this are compared pair by pair."""


@inner
def _grown(array, size):  # type: ignore[no-untyped-def]
    """The array, or a longer copy when it has fewer than `size` rows."""
    if len(array) >= size:
        return array
    longer = np.empty((max(size, 2 * len(array)), array.shape[1]), array.dtype)
    for at in range(len(array)):
        for c in range(array.shape[1]):
            longer[at, c] = array[at, c]
    return longer


@inner
def _before(points, p, q):  # type: ignore[no-untyped-def]
    """True when point p comes strictly before q in descending lexicographic order."""
    for i in range(points.shape[1]):
        if points[p, i] != points[q, i]:
            return points[p, i] > points[q, i]
    return False


@merged
def _smaller(codes, p, q):  # type: ignore[no-untyped-def]
    for w in range(codes.shape[1]):
        if codes[p, w] != codes[q, w]:
            return codes[p, w] < codes[q, w]
    return False


@merged
def _sort(points, order, spare, count, width):  # type: ignore[no-untyped-def]
    """Merge sort of order[:count], in which runs of `width` are sorted already; returns the array that holds it."""
    if width == 1:
        width = _ALONE
        for at in range(count):
            here, to = order[at], at
            while to % width != 0 and _before(points, here, order[to - 1]):
                order[to] = order[to - 1]
                to -= 1
            order[to] = here
    while width < count:
        for start in range(0, count, 2 * width):
            left, right = start, min(start + width, count)
            middle, end = right, min(start + 2 * width, count)
            for to in range(start, end):
                if left < middle and (right >= end or not _before(points, order[right], order[left])):
                    spare[to] = order[left]
                    left += 1
                else:
                    spare[to] = order[right]
                    right += 1
        order, spare = spare, order
        width *= 2
    return order


@merged
def _distinct(points, codes, order, count):  # type: ignore[no-untyped-def]
    """Keep one of equal neighbours in sorted order[:count], the one with the smallest code; returns how many stay."""
    kept = 0
    for at in range(count):
        here = order[at]
        if kept > 0 and not _before(points, order[kept - 1], here):
            if _smaller(codes, here, order[kept - 1]):
                order[kept - 1] = here
        else:
            order[kept] = here
            kept += 1
    return kept


@inner
def _staircase(points, order, count):  # type: ignore[no-untyped-def]
    """Maxima of distinct sorted points in three coordinates; O(count log count) and the moves inside the staircase."""
    stair = np.empty((count, 2))
    steps, kept = 0, 0
    for at in range(count):
        y, z = points[order[at], 1], points[order[at], 2]
        low, high = 0, steps
        while low < high:
            middle = (low + high) // 2
            if stair[middle, 0] >= y:
                low = middle + 1
            else:
                high = middle
        if low > 0 and stair[low - 1, 1] >= z:
            continue
        after = low
        while after < steps and stair[after, 1] <= z:
            after += 1
        if after == low:
            for to in range(steps, low, -1):
                stair[to, 0], stair[to, 1] = stair[to - 1, 0], stair[to - 1, 1]
            steps += 1
        elif after > low + 1:
            for to in range(after, steps):
                stair[low + 1 + to - after, 0], stair[low + 1 + to - after, 1] = stair[to, 0], stair[to, 1]
            steps -= after - low - 1
        stair[low, 0], stair[low, 1] = y, z
        order[kept] = order[at]
        kept += 1
    return kept


@inner
def _covers(points, p, q, last):  # type: ignore[no-untyped-def]
    """True when p is at least q in coordinates 1 to last."""
    for i in range(1, last + 1):  # noqa: SIM110 - numba has no all() over generators
        if points[p, i] < points[q, i]:
            return False
    return True


@inner
def _split(points, work, start, end, last, pivot):  # type: ignore[no-untyped-def]
    """Move to the front of work[start:end] what is at least the pivot in coordinate `last`; returns where it ends."""
    for at in range(start, end):
        if points[work[at], last] >= pivot:
            work[start], work[at] = work[at], work[start]
            start += 1
    return start


@inner
def _median(points, work, h0, h1, l0, l1, last):  # type: ignore[no-untyped-def]
    """Median of up to 15 evenly spaced members of two sets in coordinate `last`."""
    total = (h1 - h0) + (l1 - l0)
    size = min(15, total)
    sample = np.empty(size)
    for s in range(size):
        at, to = s * total // size, s
        value = points[work[h0 + at] if at < h1 - h0 else work[l0 + at - (h1 - h0)], last]
        while to > 0 and sample[to - 1] < value:
            sample[to] = sample[to - 1]
            to -= 1
        sample[to] = value
    return sample[size // 2]


@inner
def _push(stack, top, h0, h1, l0, l1, last):  # type: ignore[no-untyped-def]
    stack[top, 0], stack[top, 1], stack[top, 2], stack[top, 3], stack[top, 4] = h0, h1, l0, l1, last
    return top + 1


@inner
def _marry(points, work, alive, stack, h0, h1, l0, l1):  # type: ignore[no-untyped-def]
    """Strike from work[l0:l1] what a member of work[h0:h1] covers in coordinates 1 onwards; permutes both ranges."""
    top = _push(stack, np.int64(0), h0, h1, l0, l1, points.shape[1] - 1)
    while top > 0:
        top -= 1
        h0, h1, l0, l1, last = stack[top, 0], stack[top, 1], stack[top, 2], stack[top, 3], stack[top, 4]
        rest = l0
        for at in range(l0, l1):
            if alive[work[at]]:
                work[rest], work[at] = work[at], work[rest]
                rest += 1
        l1 = rest
        if h0 == h1 or l0 == l1:
            continue
        if last == 1 or (h1 - h0) * (l1 - l0) <= _PAIRS:
            best = h0
            for h in range(h0, h1):
                if points[work[h], 1] > points[work[best], 1]:
                    best = h
            for low in range(l0, l1):
                for h in range(best if last == 1 else h0, best + 1 if last == 1 else h1):
                    if _covers(points, work[h], work[low], last):
                        alive[work[low]] = False
                        break
            continue
        pivot = _median(points, work, h0, h1, l0, l1, last)
        hm = _split(points, work, h0, h1, last, pivot)
        lm = _split(points, work, l0, l1, last, pivot)
        if hm == h1 and lm == l1:
            pivot = np.nextafter(pivot, np.inf)
            hm = _split(points, work, h0, h1, last, pivot)
            lm = _split(points, work, l0, l1, last, pivot)
            if hm == h0 and lm == l0:
                top = _push(stack, top, h0, h1, l0, l1, last - 1)
                continue
        if top + 3 > len(stack):
            stack = _grown(stack, top + 3)
        top = _push(stack, top, h0, hm, l0, lm, last)
        top = _push(stack, top, hm, h1, lm, l1, last)
        top = _push(stack, top, h0, hm, lm, l1, last - 1)
    return stack


@inner
def _conquer(points, order, count):  # type: ignore[no-untyped-def]
    """Maxima of distinct sorted points in four or more coordinates; O(count log^(n - 1) count)."""
    work = order[:count].copy()
    alive = np.ones(len(points), np.bool_)
    stack = np.empty((256, 5), np.int64)
    lengths = np.empty(count // _ALONE + 1, np.int64)
    runs, end = 0, 0
    for start in range(0, count, _ALONE):
        length = 0
        for at in range(start, min(start + _ALONE, count)):
            here, free = work[at], True
            for p in range(end, end + length):
                if _covers(points, work[p], here, points.shape[1] - 1):
                    free = False
                    break
            alive[here] = free
            if free:
                work[end + length] = here
                length += 1
        lengths[runs] = length
        runs += 1
        end += length
    while runs > 1:
        begin, put, pairs = np.int64(0), np.int64(0), 0
        for run in range(0, runs, 2):
            middle = begin + lengths[run]
            stop = middle
            if run + 1 < runs:
                stop = middle + lengths[run + 1]
                stack = _marry(points, work, alive, stack, begin, middle, middle, stop)
            length = 0
            for at in range(begin, stop):
                if alive[work[at]]:
                    work[put + length] = work[at]
                    length += 1
            lengths[pairs] = length
            pairs += 1
            put += length
            begin = stop
        runs = pairs
    kept = 0
    for at in range(count):
        if alive[order[at]]:
            order[kept] = order[at]
            kept += 1
    return kept


@inner
def _maxima(points, codes, order, spare, count, width, three, more):  # type: ignore[no-untyped-def]
    """Maxima of points[:count] (runs of `width` in order); returns (array of their numbers in order, how many).

    `three` is None for points of two coordinates, `more` for those of two or three: what others need is not compiled then.
    """
    for at in range(count):
        order[at] = at
    order = _sort(points, order, spare, count, width)
    count = _distinct(points, codes, order, count)
    kept = np.int64(0)
    if more is not None:
        kept = _conquer(points, order, count)
    elif three is not None:
        kept = _staircase(points, order, count)
    else:
        for at in range(count):
            if kept == 0 or points[order[at], 1] > points[order[kept - 1], 1]:
                order[kept] = order[at]
                kept += 1
    return order, kept


@inner
def _merge(a_points, a_codes, a, b_points, b_codes, b, points, codes):  # type: ignore[no-untyped-def]
    """Front of all sums of two fronts in two coordinates: b shifted lists merged and swept; O(a b + b |front|).

    Only the head of each list that can still join the front is looked at; what the last step dominates is skipped.
    """
    head = np.zeros(b, np.int64)
    x = np.empty(b)
    y = np.empty(b)
    for j in range(b):
        x[j], y[j] = a_points[0, 0] + b_points[j, 0], a_points[0, 1] + b_points[j, 1]
    kept = 0
    while True:
        best = 0
        for j in range(1, b):
            if x[j] > x[best] or (x[j] == x[best] and y[j] > y[best]):
                best = j
            elif x[j] == x[best] and y[j] == y[best] and head[j] < a:
                for w in range(codes.shape[1]):
                    mine = a_codes[head[j], w] + b_codes[j, w]
                    other = a_codes[head[best], w] + b_codes[best, w]
                    if mine != other:
                        best = j if mine < other else best
                        break
        if head[best] >= a:
            return kept
        top = y[best]
        points[kept, 0], points[kept, 1] = x[best], top
        for w in range(codes.shape[1]):
            codes[kept, w] = a_codes[head[best], w] + b_codes[best, w]
        kept += 1
        for j in range(b):
            if y[j] <= top:
                at, shift = head[j] + 1, b_points[j, 1]
                while at < a and a_points[at, 1] + shift <= top:
                    at += 1
                head[j] = at
                if at < a:
                    x[j], y[j] = a_points[at, 0] + b_points[j, 0], a_points[at, 1] + shift
                else:
                    x[j], y[j] = -np.inf, np.inf


@inner
def _sums(a_points, a_codes, a, b_points, b_codes, b, points, codes):  # type: ignore[no-untyped-def]
    """All sums of two sets, list by list."""
    at = 0
    for j in range(b):
        for i in range(a):
            for c in range(points.shape[1]):
                points[at, c] = a_points[i, c] + b_points[j, c]
            for w in range(codes.shape[1]):
                codes[at, w] = a_codes[i, w] + b_codes[j, w]
            at += 1


@merged
def _take(points, codes, order, count, to_points, to_codes):  # type: ignore[no-untyped-def]
    for at in range(count):
        for c in range(points.shape[1]):
            to_points[at, c] = points[order[at], c]
        for w in range(codes.shape[1]):
            to_codes[at, w] = codes[order[at], w]


@merged
def _copy(points, codes, count, to_points, to_codes):  # type: ignore[no-untyped-def]
    for at in range(count):
        for c in range(points.shape[1]):
            to_points[at, c] = points[at, c]
        for w in range(codes.shape[1]):
            to_codes[at, w] = codes[at, w]


@merged
def _longest_first(length, turn):  # type: ignore[no-untyped-def]
    for b in range(len(length)):
        to = b
        while to > 0 and length[turn[to - 1]] < length[b]:
            turn[to] = turn[to - 1]
            to -= 1
        turn[to] = b


@inner
def _thinned(points, codes, count, most):  # type: ignore[no-untyped-def]
    """Keep `most` of some points, in their order: half of them spread evenly, half with the largest least share of the span."""
    n = points.shape[1]
    low, high = np.empty(n), np.empty(n)
    for c in range(n):
        low[c] = high[c] = points[0, c]
        for at in range(count):
            low[c], high[c] = min(low[c], points[at, c]), max(high[c], points[at, c])
    score = np.empty((count, 1))
    for at in range(count):
        least = 1.0
        for c in range(n):
            if high[c] > low[c]:
                least = min(least, (points[at, c] - low[c]) / (high[c] - low[c]))
        score[at, 0] = least
    keep = np.zeros(count, np.bool_)
    for k in range(most // 2):
        keep[k * (count - 1) // max(most // 2 - 1, 1)] = True
    left, order, spare = most, np.empty(count, np.int64), np.empty(count, np.int64)
    for at in range(count):
        order[at] = at
        left -= np.int64(keep[at])
    order = _sort(score, order, spare, count, np.int64(1))
    for at in range(count):
        if left > 0 and not keep[order[at]]:
            keep[order[at]] = True
            left -= 1
    kept = 0
    for at in range(count):
        if keep[at]:
            for c in range(n):
                points[kept, c] = points[at, c]
            for w in range(codes.shape[1]):
                codes[kept, w] = codes[at, w]
            kept += 1
    return kept


@merged
def _own(  # type: ignore[no-untyped-def]
    worth, d, blocked, block_start, stride, word, three, more, raw, raw_codes, order, spare, own, own_codes, length
):
    """Front of every block on its own in one draw; returns the length of the shortest, at most 1."""
    shortest = np.int64(1)
    for b in range(len(length)):
        first, count = block_start[b], np.int64(0)
        for t in range(first, block_start[b + 1]):
            if worth[d, t, 0] != blocked:
                for c in range(worth.shape[2]):
                    raw[count, c] = worth[d, t, c]
                for w in range(raw_codes.shape[1]):
                    raw_codes[count, w] = 0
                raw_codes[count, word[b]] = (t - first) * stride[b]
                count += 1
        kept_order, length[b] = _maxima(raw, raw_codes, order, spare, count, np.int64(1), three, more)
        _take(raw, raw_codes, kept_order, length[b], own[first:], own_codes[first:])
        shortest = min(shortest, length[b])
    return shortest


@kernel
def _fronts(worth, blocked, block_start, stride, word, words, most, mean, three, more):  # type: ignore[no-untyped-def]
    """See `fronts_of_sums`; `most` is None where no front is thinned, `three` and `more` as in `_maxima`."""
    draws, total, n = worth.shape
    blocks = len(block_start) - 1
    offsets = np.empty(draws + 1, np.int64)
    offsets[0] = 0
    points, codes = np.empty((1024, n)), np.empty((1024, words), np.int64)
    raw, raw_codes = np.empty((total, n)), np.empty((total, words), np.int64)
    own, own_codes = np.empty((total, n)), np.empty((total, words), np.int64)
    front, front_codes = np.empty((1024, n)), np.empty((1024, words), np.int64)
    sums, sum_codes = np.empty((1024, n)), np.empty((1024, words), np.int64)
    order, spare = np.empty(total, np.int64), np.empty(total, np.int64)
    length, turn = np.empty(blocks, np.int64), np.empty(blocks, np.int64)
    spent, weight = 0.0, 2.0 ** (n - 4) if n >= 4 else 0.0
    for d in range(draws):
        before, start = spent, offsets[d]
        if d >= _FEWEST and spent > mean * d:
            return offsets, points, codes, d
        a = _own(
            worth, d, blocked, block_start, stride, word, three, more, raw, raw_codes, order, spare, own, own_codes, length
        )  # fmt: skip
        if a > 0:
            _longest_first(length, turn)
            first, a = block_start[turn[0]], length[turn[0]]
            front, front_codes = _grown(front, a), _grown(front_codes, a)
            _copy(own[first:], own_codes[first:], a, front, front_codes)
            for place in range(1, blocks):
                first, k = block_start[turn[place]], length[turn[place]]
                spent += weight * a * k
                if a * k > MAX_CANDIDATES or spent - before > MAX_EFFORT:
                    return offsets, points, codes, d
                sums, sum_codes = _grown(sums, a * k), _grown(sum_codes, a * k)
                if three is None:
                    a = _merge(front, front_codes, a, own[first:], own_codes[first:], k, sums, sum_codes)
                    front, sums, front_codes, sum_codes = sums, front, sum_codes, front_codes
                else:
                    _sums(front, front_codes, a, own[first:], own_codes[first:], k, sums, sum_codes)
                    if len(order) < a * k:
                        order, spare = np.empty(2 * a * k, np.int64), np.empty(2 * a * k, np.int64)
                    kept_order, kept = _maxima(sums, sum_codes, order, spare, a * k, a, three, more)
                    front, front_codes = _grown(front, kept), _grown(front_codes, kept)
                    _take(sums, sum_codes, kept_order, kept, front, front_codes)
                    a = kept
                if most is not None:  # noqa: SIM102 - alone, so that the compiler can leave it out
                    if most < a:
                        a = _thinned(front, front_codes, a, most)
        points, codes = _grown(points, start + a), _grown(codes, start + a)
        _copy(front, front_codes, a, points[start:], codes[start:])
        offsets[d + 1] = start + a
    return offsets, points, codes, -1


def fronts_of_sums(
    worth: Floats, blocked: float, block_start: Ints, stride: Ints, word: Ints, words: int, most: int, mean: float
) -> tuple[Ints, Floats, Ints, int]:
    """Front of the sums of one combo per block, in each draw.

    worth[d, t] is the point of combo t, a float64[D, T, n] with n >= 2; a combo whose first coordinate is `blocked` is
    not there.  Blocks' own fronts come first and are joined from the longest to the shortest, so that the long
    intermediate fronts meet short ones.  Fronts longer than `most` are thinned to it after every join (0: none is), and
    `mean` is the effort that draws may take on average, from four coordinates on; see `MAX_EFFORT`.  Returns
    (offsets[D + 1], points[F, n], codes[F, W], draw that failed or -1); with one that failed nothing else counts.
    """
    offsets, points, codes, failed = _fronts(
        worth, blocked, block_start, stride, word, words, most or None, mean, *_apart(worth.shape[2])
    )
    count = offsets[-1] if failed < 0 else 0
    return offsets, points[:count], codes[:count], failed


def maxima(points: Floats, codes: Ints) -> tuple[Floats, Ints]:
    """Maximal points of float64[N, n >= 2] in descending lexicographic order, and their codes int64[N, W]."""
    best: tuple[Floats, Ints] = _best(points, codes, *_apart(points.shape[1]))
    return best


@kernel
def _best(points, codes, three, more):  # type: ignore[no-untyped-def]
    order, spare = np.empty(len(points), np.int64), np.empty(len(points), np.int64)
    order, kept = _maxima(points, codes, order, spare, len(points), np.int64(1), three, more)
    best, best_codes = np.empty((kept, points.shape[1])), np.empty((kept, codes.shape[1]), np.int64)
    _take(points, codes, order, kept, best, best_codes)
    return best, best_codes


def maxima_of_sums(a_points: Floats, a_codes: Ints, b_points: Floats, b_codes: Ints) -> tuple[Floats, Ints]:
    """Front of the sums of two fronts, each in descending lexicographic order, the second one the shorter."""
    best: tuple[Floats, Ints] = _best_sums(a_points, a_codes, b_points, b_codes, *_apart(a_points.shape[1]))
    return best


@kernel
def _best_sums(a_points, a_codes, b_points, b_codes, three, more):  # type: ignore[no-untyped-def]
    a, b, n = len(a_points), len(b_points), a_points.shape[1]
    sums, sum_codes = np.empty((a * b, n)), np.empty((a * b, a_codes.shape[1]), np.int64)
    if three is None:
        kept = _merge(a_points, a_codes, a, b_points, b_codes, b, sums, sum_codes)
        return sums[:kept].copy(), sum_codes[:kept].copy()
    else:
        _sums(a_points, a_codes, a, b_points, b_codes, b, sums, sum_codes)
        order, spare = np.empty(a * b, np.int64), np.empty(a * b, np.int64)
        order, kept = _maxima(sums, sum_codes, order, spare, a * b, a, three, more)
        best, best_codes = np.empty((kept, n)), np.empty((kept, a_codes.shape[1]), np.int64)
        _take(sums, sum_codes, order, kept, best, best_codes)
        return best, best_codes


def _apart(n: int) -> tuple[int | None, int | None]:
    """What `_maxima` takes for `three` and `more` with n coordinates."""
    return 3 if n > 2 else None, 4 if n > 3 else None
