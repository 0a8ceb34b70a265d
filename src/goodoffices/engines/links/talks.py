"""Talks: which texts are tabled, which are taken, and how likely each is to be the one struck (section 6 of the model).

Each side knows its own draw and of the others only the distribution (private information: Fearon 1995; Powell 1999).
F_S(x) is the share of draws in which all signers in S would accept text x.

- Direct talks: each signer in turn makes the take-it-or-leave-it offer that maximises F_others(x) a_i(x).
- The signers in a circle confide in the mediator: it tables argmax F_rest(x) among texts that all of the circle accept (the
  larger least gain of the circle decides between equals).
- All confide: the mediator finds a deal whenever one exists.

Each pattern of candour tries its own text first, then what smaller circles of confidants would have tabled, then direct
talks; so more candour never finds less, and a mediator in whom nobody confides adds exactly nothing (Fey & Ramsay 2010).
With one divisible issue and costs uniform on [a, b] direct talks are the screening model (Powell 1999): demand p + t*,
t* = max(a, (b - c)/2), refused with probability (t* - a)/(b - a).

Sets of signers are bit masks: bit i is signer i.  A row is one set of reservations over the same draws.  Rows share the
utilities of the texts, which are read once for all of them, while they are in the cache.  Each signer's texts are kept in
blocks of falling acceptance by the others, so that in most draws two or three blocks of them can hold the best offer, and
the others are passed over: no text of a block is worth more than the block's most accepted text would be with the block's
highest utility.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.model.arrays import Bools, Floats, Int32s, Ints, Singles
from goodoffices.model.kernels import inner, kernel, merged

MOST_SIGNERS = 12
"""Acceptance is counted for every set of signers: 2^n counters per text."""
EXACT_SIGNERS = 6
"""Up to here every pattern of candour is summed; above, each draw samples one."""
BLOCKED = -1e30
"""Utility of a text that crosses a red line of the signer: below every reservation."""
BLOCK = 64
"""Texts that are looked at or passed over together."""


class Texts(NamedTuple):
    """A pool of texts, laid out for many rows."""

    utility: Singles
    """(D, n, X) points."""
    order: Int32s
    """(n, blocks, BLOCK) texts in falling order of how often the other signers accept them at the reservations it was laid
    out for; the last block is filled up with -1."""
    own: Singles
    """(D, n, blocks, BLOCK) each signer's utility in its own order."""
    tops: Singles
    """(D, n, blocks) the highest in each block."""


class Tabled(NamedTuple):
    """What was tabled, by row and draw; columns: circles 1, 2, ... 2^n - 2 (or the one sampled), then the n offers."""

    text: Int32s
    """(B, D, C) column of the pool, -1 where nothing is tabled."""
    taken: Bools
    """Whether those it is put to take it."""
    worth: Singles
    """(B, D, C, n) what it gives each signer; 0 where nothing is tabled."""

    def row(self, b: int) -> Tabled:
        """One row, without its axis."""
        return Tabled(self.text[b], self.taken[b], self.worth[b])


# Kernels index whole arrays by position instead of cutting slices: a slice inside a loop costs more than the work on it.


@inner
def _mark(utility, d, bars, b, mask):  # type: ignore[no-untyped-def]
    """Which signers accept each text, as bits."""
    for x in range(mask.shape[0]):
        mask[x] = 0
    for i in range(utility.shape[1]):
        bar = bars[b, d, i]
        for x in range(mask.shape[0]):
            mask[x] |= np.int32(utility[d, i, x] >= bar) << i


@kernel
def _count(utility, bars, counts, mask):  # type: ignore[no-untyped-def]
    """`mask` (X,) is room to work in, None for one or two signers."""
    draws, n, texts = utility.shape
    for d in range(draws):
        for b in range(bars.shape[0]):
            if mask is None:
                for i in range(n):
                    bar = bars[b, d, i]
                    for x in range(texts):
                        counts[b, 1 << i, x] += np.int32(utility[d, i, x] >= bar)
            else:
                _mark(utility, d, bars, b, mask)
                for members in range(1, (1 << n) - 1):
                    wanted = np.int32(members)
                    for x in range(texts):
                        counts[b, members, x] += np.int32((mask[x] & wanted) == wanted)


@inner
def _largest(bits, k, size):  # type: ignore[no-untyped-def]
    """The largest entry of a block, at least -1.

    Floats from 0 upwards are ordered as their bits are when read as integers, and compilers find the largest integer
    several entries at a time, the largest float one by one.
    """
    best = np.int32(-1)
    for j in range(size):
        best = max(best, bits[k, j])
    return best


@inner
def _offer(belief, highest, b, own, tops, d, i, least, order, row, bits, found, real, start):  # type: ignore[no-untyped-def]
    """The first text of the pool with the largest belief times gain, -1 where none gains anything; and its block.

    `start` is the block to begin with: any will do, the right one saves the others.  `real` reads `found` as floats.
    """
    blocks, size = row.shape
    best, worth, at, tied = np.int32(0), np.float32(0.0), -1, False
    for turn in range(-1, blocks):
        k = start if turn < 0 else turn
        if highest[b, i, k] * (tops[d, i, k] - least) < worth or turn == start:
            found[k] = found[k] if turn == start else np.int32(-1)
            continue
        for j in range(size):
            row[k, j] = belief[b, i, k, j] * (own[d, i, k, j] - least)
        value = _largest(bits, k, size)
        found[k] = value
        if value > best:
            best, at, tied = value, k, False
            found[blocks] = best
            worth = real[blocks]
        elif value == best:
            tied = True
    if at < 0:
        return -1, start
    text = -1
    for k in range(0 if tied else at, blocks if tied else at + 1):
        if found[k] == best:
            for j in range(size):
                if bits[k, j] == best and (text < 0 or order[i, k, j] < text):
                    text = order[i, k, j]
    return text, at


@inner
def _lone_text(belief, highest, b, own, tops, d, i, bar, least, order, row, bits, found, real):  # type: ignore[no-untyped-def]
    """Of the texts that a lone confidant accepts, the likeliest for the rest; its larger gain decides, then the first."""
    blocks, size = row.shape
    best, share, at, tied = np.int32(-1), np.float32(-1.0), -1, False
    for k in range(blocks):
        found[k] = -1
        if highest[b, i, k] < share or tops[d, i, k] < bar:
            continue
        for j in range(size):
            row[k, j] = belief[b, i, k, j] if own[d, i, k, j] >= bar else np.float32(-1.0)
        value = _largest(bits, k, size)
        found[k] = value
        if value > best:
            best, at, tied = value, k, False
            found[blocks] = best
            share = real[blocks]
        elif value == best:
            tied = True
    if at < 0:
        return -1
    text, most = -1, -1e300
    for k in range(at, blocks if tied else at + 1):
        if found[k] == best:
            for j in range(size):
                if bits[k, j] == best:
                    gain = own[d, i, k, j] - least
                    if gain > most or (gain == most and order[i, k, j] < text):
                        most, text = gain, order[i, k, j]
    return text


@inner
def _circle_text(shares, b, rest, mask, circle, utility, d, reservation, line):  # type: ignore[no-untyped-def]
    """The same for a circle of several, among all texts in the order of the pool."""
    texts = mask.shape[0]
    wanted, best = np.int32(circle), np.int32(-1)
    for x in range(texts):
        line[x] = shares[b, rest, x] if (mask[x] & wanted) == wanted else np.float32(-1.0)
    bits = line.view(np.int32)
    for x in range(texts):
        best = max(best, bits[x])
    tabled, most = -1, -1e300
    if best >= 0:
        for x in range(texts):
            if bits[x] == best:
                gain = 1e300
                for i in range(utility.shape[1]):
                    if circle >> i & 1:
                        gain = min(gain, utility[d, i, x] - reservation[b, d, i])
                if gain > most:
                    tabled, most = x, gain
    return tabled


@inner
def _taken(utility, d, x, bars, b, members):  # type: ignore[no-untyped-def]
    """Whether the members take a text; -1 is none."""
    if x < 0:
        return False
    accepted = True
    for i in range(utility.shape[1]):
        accepted &= not (members >> i & 1) or utility[d, i, x] >= bars[b, d, i]
    return accepted


@merged
def _put(out, b, d, column, x, utility, bars, members):  # type: ignore[no-untyped-def]
    out.text[b, d, column] = x
    out.taken[b, d, column] = _taken(utility, d, x, bars, b, members)
    if x >= 0:
        for i in range(utility.shape[1]):
            out.worth[b, d, column, i] = utility[d, i, x]


@kernel
def _play(  # type: ignore[no-untyped-def]
    pool, reservation, bars, shares, belief, highest, possible, circles, sampled, out, row, bits, found, real, start, mask,
    line,
):  # fmt: skip
    """`sampled` is None where every circle is tabled for, `mask` and `line` where no circle of several is."""
    utility, order, own, tops = pool
    draws, n = utility.shape[:2]
    everyone = (1 << n) - 1
    many = out.text.shape[2] - n
    for d in range(draws):
        for b in range(reservation.shape[0]):
            if not possible[b, d]:
                continue
            for i in range(n):
                others, least, bar = everyone & ~(1 << i), reservation[b, d, i], bars[b, d, i]
                x, start[i] = _offer(
                    belief, highest, b, own, tops, d, i, np.float32(least), order, row, bits, found, real, start[i]
                )
                _put(out, b, d, many + i, x, utility, bars, others)
                if sampled is None:  # noqa: SIM102 - alone, so that the compiler can leave it out
                    if circles and n > 1:
                        x = _lone_text(belief, highest, b, own, tops, d, i, bar, least, order, row, bits, found, real)
                        _put(out, b, d, (1 << i) - 1, x, utility, bars, others)
            if mask is not None:
                first, last, column = 1, everyone - 1 if circles else 0, -1
                if sampled is not None:
                    first, last = sampled[b, d], sampled[b, d] if circles and sampled[b, d] < everyone else 0
                    column = 0
                if 0 < first <= last:
                    _mark(utility, d, bars, b, mask)
                for circle in range(max(first, 1), last + 1):
                    if column == 0 or circle & (circle - 1):
                        rest = everyone & ~circle
                        x = _circle_text(shares, b, rest, mask, circle, utility, d, reservation, line)
                        _put(out, b, d, 0 if column == 0 else circle - 1, x, utility, bars, rest)


@inner
def _by_pattern(n, candour, b, d, full, drafts, drafted):  # type: ignore[no-untyped-def]
    """Chance that those confide with whom a deal is struck: all where `full`, or some circle whose text is taken."""
    everyone, chance = (1 << n) - 1, 0.0
    for pattern in range(1, everyone + 1):
        left = 1.0
        for i in range(n):
            left *= candour[b, d, i] if pattern >> i & 1 else 1.0 - candour[b, d, i]
        struck = pattern == everyone and full
        for circle in range(1, everyone if drafts else 1):
            struck |= circle & ~pattern == 0 and drafted[circle]
        if struck:
            chance += left
    return chance


@kernel
def _struck(  # type: ignore[no-untyped-def]
    pool, reservation, bars, shares, belief, highest, possible, candour, there, carries, drafts, chance, drafted, row, bits,
    found, real, start, mask, line,
):  # fmt: skip
    """`mask` and `line` are None where no circle of several drafts."""
    utility, order, own, tops = pool
    draws, n = utility.shape[:2]
    everyone = (1 << n) - 1
    for d in range(draws):
        for b in range(reservation.shape[0]):
            chance[b, d] = 0.0
            if not possible[b, d]:
                continue
            offered = False
            for i in range(n):
                x, start[i] = _offer(
                    belief, highest, b, own, tops, d, i, np.float32(reservation[b, d, i]), order, row, bits, found, real,
                    start[i],
                )  # fmt: skip
                offered = _taken(utility, d, x, bars, b, everyone & ~(1 << i))
                if offered:
                    break
            if offered:  # whoever confides, at worst they talk to each other
                chance[b, d] = 1.0
                continue
            if drafts[b]:
                for i in range(n if n > 1 else 0):
                    x = _lone_text(
                        belief, highest, b, own, tops, d, i, bars[b, d, i], reservation[b, d, i], order, row, bits, found,
                        real,
                    )  # fmt: skip
                    drafted[1 << i] = _taken(utility, d, x, bars, b, everyone & ~(1 << i))
                if mask is not None:
                    _mark(utility, d, bars, b, mask)
                    for circle in range(1, everyone):
                        if circle & (circle - 1):
                            rest = everyone & ~circle
                            x = _circle_text(shares, b, rest, mask, circle, utility, d, reservation, line)
                            drafted[circle] = _taken(utility, d, x, bars, b, rest)
            chance[b, d] = _by_pattern(n, candour, b, d, carries[b] and there[b, d], drafts[b], drafted)


class _Room(NamedTuple):
    """Arrays in which every row and draw is worked out; `bits` and `real` read `row` and `found` as the other type."""

    row: Singles
    bits: Int32s
    found: Int32s
    real: Singles
    start: Ints
    mask: Int32s | None
    line: Singles | None


def _room(pool: Texts, circles: bool) -> _Room:
    """Room for texts of single signers, and of circles of several where asked for."""
    n, count = pool.utility.shape[1:]
    row = np.empty(pool.own.shape[2:], dtype=np.float32)
    found = np.empty(len(row) + 1, dtype=np.int32)
    mask, line = (np.empty(count, np.int32), np.empty(count, np.float32)) if circles else (None, None)
    return _Room(row, row.view(np.int32), found, found.view(np.float32), np.zeros(n, dtype=np.int64), mask, line)


def bars_of(reservation: Floats) -> Singles:
    """Utility from which a text is accepted, to tolerance, in the precision of the pool."""
    bars: Singles = (reservation - TOLERANCE).astype(np.float32)
    return bars


@kernel
def _count_masks(utility, bars, b, histogram):  # type: ignore[no-untyped-def]
    draws, n, texts = utility.shape
    for d in range(draws):
        for x in range(texts):
            mask = 0
            for i in range(n):
                if utility[d, i, x] >= bars[b, d, i]:
                    mask |= 1 << i
            histogram[x, mask] += 1


def beliefs(utility: Singles, bars: Singles) -> Singles:
    """F_S(x) of every set of signers S but the full one, by row: (B, 2^n, X) shares of draws; the empty set accepts all.

    Args:
        utility: (D, n, X) points of every text.
        bars: (B, D, n) from `bars_of`.

    O(B D X 2^n) for few signers; for more than four O(B D X n + B X n 2^n), by superset sums over sets.

    Raises:
        InfeasibleError: more than MOST_SIGNERS signers.
    """
    draws, n, texts = utility.shape
    if n > MOST_SIGNERS:
        raise InfeasibleError(f"{n} signers: finding a deal is computed for at most {MOST_SIGNERS} signers")
    bars = np.ascontiguousarray(bars)
    if n <= 4:
        counts = np.zeros((len(bars), 1 << n, texts), dtype=np.int32)
        counts[:, 0] = draws
        _count(utility, bars, counts, np.empty(texts, dtype=np.int32) if n > 2 else None)
        few: Singles = (counts / draws).astype(np.float32)
        return few
    shares = np.empty((len(bars), 1 << n, texts), dtype=np.float32)
    for b in range(len(bars)):
        histogram = np.zeros((texts, 1 << n), dtype=np.int64)
        _count_masks(utility, bars, b, histogram)
        for i in range(n):  # superset sums: add the count with bit i to the one without
            view = histogram.reshape(texts, -1, 2, 1 << i)
            view[:, :, 0, :] += view[:, :, 1, :]
        shares[b] = histogram.T / draws
    return shares


def _others(n: int) -> list[int]:
    return [((1 << n) - 1) & ~(1 << i) for i in range(n)]


NOBODY = -1e30
"""Utility of the places that fill up the last block: below every reservation."""


def _in_blocks(table: npt.NDArray[Any], filler: float) -> npt.NDArray[Any]:
    """The last axis cut into blocks, the last of them filled up."""
    count = table.shape[-1]
    short = -count % BLOCK
    padded = np.pad(table, [(0, 0)] * (table.ndim - 1) + [(0, short)], constant_values=filler)
    return np.ascontiguousarray(padded.reshape(*table.shape[:-1], -1, BLOCK))


def texts(utility: Singles, reservation: Floats) -> Texts:
    """Lay out a pool for rows near the given reservations (any are right, near ones are fast).  O(D n X) time and memory.

    Args:
        utility: (D, n, X) points.
        reservation: (D, n) points.
    """
    n = utility.shape[1]
    shares = beliefs(utility, bars_of(reservation)[None])[0]
    order = np.argsort(-shares[_others(n)], axis=1, kind="stable").astype(np.int32)
    blocks = _in_blocks(order, -1)
    own = np.empty((len(utility), *blocks.shape), dtype=np.float32)
    tops = np.empty(own.shape[:3], dtype=np.float32)
    _lay_out(utility, blocks, own, tops)
    return Texts(utility, blocks, own, tops)


@kernel
def _lay_out(utility, order, own, tops):  # type: ignore[no-untyped-def]
    """Utilities in each signer's own order, and the largest of every block; places that fill up a block are nobody's."""
    draws, n, blocks, size = own.shape
    for d in range(draws):
        for i in range(n):
            for k in range(blocks):
                most = np.float32(NOBODY)
                for j in range(size):
                    x = order[i, k, j]
                    value = utility[d, i, x] if x >= 0 else np.float32(NOBODY)
                    own[d, i, k, j] = value
                    most = max(most, value)
                tops[d, i, k] = most


def play(
    pool: Texts,
    reservation: Floats,
    possible: Bools,
    *,
    circles: bool = True,
    shares: Singles | None = None,
    sampled: Int32s | None = None,
) -> Tabled:
    """Texts tabled in every row and draw, and whether those they are put to take them.  O(B D X 2^n) at worst.

    Args:
        pool: from `texts`, of the draws played.
        reservation: (B, D, n) points.
        possible: (B, D) False where it is known that no text would be taken by all; none is looked for there.
        circles: False where nobody confides, so that nothing but the offers of direct talks is wanted.
        shares: (B, 2^n, X) F_S(x), where beliefs are not to be formed on these draws.
        sampled: (B, D) the circle that confides in each draw, where only that one is to be tabled for.
    """
    n = pool.utility.shape[1]
    bars = bars_of(reservation)
    shares, belief = _believed(pool, bars, shares)
    width = n + (max((1 << n) - 2, 0) if sampled is None else 1)
    shape = len(reservation), len(pool.utility), width
    out = Tabled(
        np.full(shape, -1, dtype=np.int32), np.zeros(shape, dtype=np.bool_), np.zeros((*shape, n), dtype=np.float32)
    )
    _play(
        pool, np.ascontiguousarray(reservation), bars, shares, belief, belief.max(axis=3), possible, circles, sampled, out,
        *_room(pool, n > 2 or sampled is not None),
    )  # fmt: skip
    return out


def struck(
    pool: Texts,
    reservation: Floats,
    possible: Bools,
    candour: Floats,
    there: Bools,
    carries: Bools,
    drafts: Bools,
) -> Floats:
    """Chance that a deal is struck, (B, D): what `weigh` makes of `play`, to rounding, for less work.

    Where an offer of direct talks is taken a deal is struck whoever confides, so texts are looked for one by one and the
    rest left out once one of those is found.  O(B D X 2^n) at worst.

    Args:
        pool, reservation, possible: as `play`.
        candour: (B, D, n) chance that each signer confides.
        there: (B, D) whether a deal exists.
        carries: (B,) whether what all confide reaches the others.
        drafts: (B,) whether the mediator tables texts of its own.
    """
    bars = bars_of(reservation)
    shares, belief = _believed(pool, bars)
    chance = np.empty(reservation.shape[:2])
    n = pool.utility.shape[1]
    _struck(
        pool, np.ascontiguousarray(reservation), bars, shares, belief, belief.max(axis=3), possible,
        np.ascontiguousarray(candour), there, carries, drafts, chance, np.zeros(1 << n, dtype=np.bool_), *_room(pool, n > 2),
    )  # fmt: skip
    return chance


def _believed(pool: Texts, bars: Singles, shares: Singles | None = None) -> tuple[Singles, Singles]:
    """Beliefs by set of signers, (B, 2^n, X), and in each signer's own order those about the others, in blocks."""
    n, count = pool.utility.shape[1:]
    shares = beliefs(pool.utility, bars) if shares is None else np.ascontiguousarray(shares)
    order = pool.order.reshape(n, -1)[:, :count]
    mine = np.stack([shares[:, others][:, order[i]] for i, others in enumerate(_others(n))], axis=1)
    return shares, _in_blocks(mine, 0.0)


@kernel
def _exists(offsets, utilities, reservation, stairs, found):  # type: ignore[no-untyped-def]
    draws, n = reservation.shape
    for d in range(draws):
        start, end = offsets[d], offsets[d + 1]
        found[d] = False
        if stairs:
            # the first signer's utility rises and the second's falls along the frontier: of the points the first
            # accepts, the one it likes least is the second's best
            low, high = start, end
            while low < high:
                middle = (low + high) // 2
                if utilities[middle, 0] - reservation[d, 0] >= -TOLERANCE:
                    high = middle
                else:
                    low = middle + 1
            found[d] = low < end and utilities[low, 1] - reservation[d, 1] >= -TOLERANCE
            continue
        for f in range(start, end):
            good = True
            for i in range(n):
                if utilities[f, i] - reservation[d, i] < -TOLERANCE:
                    good = False
                    break
            if good:
                found[d] = True
                break


def stairs(offsets: Ints, utilities: Floats) -> tuple[Floats, bool]:
    """The frontiers of two signers with the first one's utility rising, (F, 2), and True; others as they are, and False."""
    if utilities.shape[1] != 2:
        return utilities, False
    counts = np.diff(offsets)
    draw = np.repeat(np.arange(len(counts)), counts)
    falling = utilities[1:, 0] < utilities[:-1, 0]
    if falling[draw[1:] == draw[:-1]].all():  # as frontiers come
        return np.ascontiguousarray(
            utilities[np.repeat(offsets[:-1] + offsets[1:] - 1, counts) - np.arange(len(draw))]
        ), True
    return np.ascontiguousarray(utilities[np.lexsort((-utilities[:, 1], utilities[:, 0], draw))]), True


def exists(offsets: Ints, utilities: Floats, reservation: Floats, in_stairs: bool) -> Bools:
    """Whether some package satisfies all, (D,), for frontiers from `stairs`.  O(D log F) for two signers, else O(F n)."""
    found = np.empty(len(reservation), dtype=np.bool_)
    _exists(offsets, utilities, np.ascontiguousarray(reservation), in_stairs, found)
    return found


@inner
def _size(mask):  # type: ignore[no-untyped-def]
    size = 0
    while mask:
        size += mask & 1
        mask >>= 1
    return size


@kernel
def _weigh(candour, there, taken, carries, drafts, weight, chance):  # type: ignore[no-untyped-def]
    draws, n = candour.shape
    everyone = (1 << n) - 1
    for d in range(draws):
        for c in range(weight.shape[1]):
            weight[d, c] = 0.0
        offered = 0
        for i in range(n):
            offered += taken[d, everyone - 1 + i]
        at_table = 0.0
        for pattern in range(everyone + 1):
            left = 1.0
            for i in range(n):
                left *= candour[d, i] if pattern >> i & 1 else 1.0 - candour[d, i]
            if left == 0.0:
                continue
            if pattern == everyone and carries and there[d] and pattern:
                weight[d, 0] += left
                continue
            struck = False
            for size in range(_size(pattern) if drafts else 0, 0, -1):
                many = 0
                for circle in range(1, everyone):
                    if circle & ~pattern == 0 and _size(circle) == size and taken[d, circle - 1]:
                        many += 1
                if many:
                    for circle in range(1, everyone):
                        if circle & ~pattern == 0 and _size(circle) == size and taken[d, circle - 1]:
                            weight[d, circle] += left / many
                    struck = True
                    break
            if not struck:
                at_table += left
        for i in range(n):
            if taken[d, everyone - 1 + i]:
                weight[d, everyone + i] = at_table / offered
        total = 0.0
        for c in range(weight.shape[1]):
            total += weight[d, c]
        chance[d] = total


def weigh(candour: Floats, there: Bools, taken: Bools, *, carries: bool, drafts: bool) -> tuple[Floats, Floats]:
    """How likely each text is to be the one struck, and the chance that one is.

    Two parts of a mediator's work can be left out, so that what they are worth can be told apart: it *carries*, so that
    where all confide a deal that exists is found; it *drafts* texts of its own where only some confide.

    Args:
        candour: (D, n) chance that each signer confides.
        there: (D,) whether a deal exists.
        taken: (D, 2^n - 2 + n) from `play`: circles, then offers.
        carries, drafts: parts of the mediator's work.

    Returns:
        (D, 2^n - 1 + n) weights: the deal of full candour, the circles' texts, the offers; and (D,) their sum.
    """
    draws, n = candour.shape
    weight, chance = np.empty((draws, (1 << n) - 1 + n)), np.empty(draws)
    _weigh(candour, there, taken, carries, drafts, weight, chance)
    return weight, chance


@kernel
def _surplus(weight, worth, struck, carrots, believed, total, gained):  # type: ignore[no-untyped-def]
    draws, n = carrots.shape
    chance = 0.0
    for c in range(weight.shape[1]):
        for i in range(n):
            total[i] = 0.0
        for d in range(draws):
            w = weight[d, c]
            if w > 0.0:
                chance += w
                for i in range(n):
                    gives = struck[d, i] if c == 0 else np.float64(worth[d, c - 1, i])
                    total[i] += w * (gives + carrots[d, i] - believed[d, i])
        for i in range(n):
            gained[i] += total[i]
    if chance > 0.0:
        for i in range(n):
            gained[i] /= chance


def surplus(weight: Floats, worth: Singles, struck: Floats, carrots: Floats, believed: Floats) -> Floats:
    """E[s_i | deal], (n,) points; 0 where none is ever found.

    Args:
        weight: (D, C) from `weigh`.
        worth: (D, C - 1, n) what the texts tabled give, from `play`.
        struck: (D, n) what the deal of full candour gives.
        carrots, believed: (D, n) points; `believed` is the value of fighting on as each believes it.
    """
    gained = np.zeros(carrots.shape[1])
    _surplus(weight, worth, struck, carrots, believed, np.empty_like(gained), gained)
    return gained


def weigh_sampled(circle: Int32s, there: Bools, taken: Bools, *, carries: bool, drafts: bool) -> tuple[Floats, Floats]:
    """The same where each draw has one sampled circle of confidants: its own text, else direct talks.

    Args:
        circle: (D,) who confides.
        taken: (D, 1 + n) from `play`: the circle's text, then offers.

    Returns:
        (D, 2 + n) weights: the deal of full candour, the circle's text, the offers; and (D,) their sum.
    """
    n = taken.shape[1] - 1
    full = (circle == (1 << n) - 1) & there & carries
    drafted = taken[:, 0] & ~full & drafts
    offers = taken[:, 1:] & ~(full | drafted)[:, None]
    weight = np.column_stack([full, drafted, offers / np.maximum(offers.sum(axis=1), 1)[:, None]]).astype(np.float64)
    return weight, np.asarray(weight.sum(axis=1))


def patterns(there: Bools, taken: Bools, signers: int, chance: Floats | None = None) -> dict[int, float]:
    """Set of confidants: share of draws in which talks succeed if those and no others confide; arrays as `weigh`.

    `chance` (D,) is what each draw counts, 1 by itself.
    """
    everyone, found = (1 << signers) - 1, {}
    direct = taken[:, everyone - 1 :].any(axis=1)
    for pattern in range(everyone + 1):
        circles = [circle - 1 for circle in range(1, everyone) if circle & ~pattern == 0]
        struck = direct | taken[:, circles].any(axis=1) | (there & (pattern == everyone))
        found[pattern] = float((struck if chance is None else chance * struck).mean())
    return found
