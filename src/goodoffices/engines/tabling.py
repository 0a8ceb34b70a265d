"""What is tabled and taken at many reservations at once: the kernels of `finding` for a batch of rows.

A row is one set of reservations over the same draws (one coalition, say).  Rows share the utilities of the texts, which
are read once for all of them, while they are in the cache.  Each signer's texts are kept in blocks of falling acceptance
by the others, so that in most draws two or three blocks of them can hold the best offer, and the others are passed over:
no text of a block is worth more than the block's most accepted text would be with the block's highest utility.

Results are those of `finding.acceptance`, `finding.direct_offers` and `finding.mediated_text`, bit for bit.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from goodoffices.engines.agreement import TOLERANCE

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Int32s = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

BLOCK = 64
"""Texts that are looked at or passed over together."""


class Texts(NamedTuple):
    """A pool of texts, laid out for many rows."""

    utility: Singles
    """(D, n, X) points."""
    order: Int32s
    """(n, X) texts in falling order of how often the other signers accept them at the reservations it was laid out for."""
    sorted: Singles
    """(D, n, X) each signer's utility in its own order."""
    tops: Singles
    """(D, n, blocks) the highest in each block."""


class Tabled(NamedTuple):
    """What was tabled, by row and draw; columns: the n offers of direct talks, then circles 1, 2, ... 2^n - 2."""

    text: Int32s
    """(B, D, n + 2^n - 2) column of the pool, -1 where nothing is tabled."""
    taken: Bools
    """Whether those it is put to take it."""
    worth: Singles
    """(B, D, n + 2^n - 2, n) what it gives each signer; 0 where nothing is tabled."""

    def row(self, b: int) -> Tabled:
        """One row, without its axis."""
        return Tabled(self.text[b], self.taken[b], self.worth[b])


@njit(cache=True, nogil=True)
def _add_accepting(utility, bar, count):  # type: ignore[no-untyped-def]
    for x in range(utility.shape[0]):
        count[x] += np.int32(utility[x] >= bar)


@njit(cache=True, nogil=True)
def _mark(utility, bar, bit, mask):  # type: ignore[no-untyped-def]
    for x in range(utility.shape[0]):
        mask[x] |= np.int32(utility[x] >= bar) << bit


@njit(cache=True, nogil=True)
def _add_all(mask, members, count):  # type: ignore[no-untyped-def]
    for x in range(mask.shape[0]):
        count[x] += np.int32((mask[x] & members) == members)


@njit(cache=True, nogil=True)
def _count(utility, bars, counts):  # type: ignore[no-untyped-def]
    draws, n, texts = utility.shape
    everyone = (1 << n) - 1
    mask = np.empty(texts, dtype=np.int32)
    for d in range(draws):
        for b in range(bars.shape[0]):
            if n <= 2:
                for i in range(n):
                    _add_accepting(utility[d, i], bars[b, d, i], counts[b, 1 << i])
                continue
            mask[:] = 0
            for i in range(n):
                _mark(utility[d, i], bars[b, d, i], i, mask)
            for members in range(1, everyone):
                _add_all(mask, np.int32(members), counts[b, members])


@njit(cache=True, nogil=True)
def _fill_worth(belief, utility, least, row):  # type: ignore[no-untyped-def]
    for x in range(row.shape[0]):
        row[x] = belief[x] * (utility[x] - least)


@njit(cache=True, nogil=True)
def _fill_accepted(belief, utility, bar, row):  # type: ignore[no-untyped-def]
    for x in range(row.shape[0]):
        row[x] = belief[x] if utility[x] >= bar else np.float32(-1.0)


@njit(cache=True, nogil=True)
def _largest(bits):  # type: ignore[no-untyped-def]
    """The largest entry, at least -1.

    Floats from 0 upwards are ordered as their bits are when read as integers, and compilers find the largest integer
    several entries at a time, the largest float one by one.
    """
    best = np.int32(-1)
    for x in range(bits.shape[0]):
        best = max(best, bits[x])
    return best


@njit(cache=True, nogil=True)
def _offer(belief, highest, own, tops, least, order, row, found):  # type: ignore[no-untyped-def]
    """The first text of the pool with the largest belief times gain; -1 where none gains anything."""
    blocks, texts = tops.shape[0], own.shape[0]
    bits = row.view(np.int32)
    start, bound = 0, np.float32(-1.0)
    for k in range(blocks):
        found[k] = -1
        value = highest[k] * (tops[k] - least)
        if value > bound:
            start, bound = k, value
    if bound <= 0.0:
        return -1
    best, worth = np.int32(0), np.float32(0.0)
    for turn in range(-1, blocks):
        k = start if turn < 0 else turn
        if turn == start or highest[k] * (tops[k] - least) < worth:
            continue
        low, high = k * BLOCK, min((k + 1) * BLOCK, texts)
        _fill_worth(belief[low:high], own[low:high], least, row[low:high])
        found[k] = _largest(bits[low:high])
        if found[k] > best:
            best = found[k]
            for x in range(low, high):
                if bits[x] == best:
                    worth = row[x]
                    break
    if best <= 0:
        return -1
    text = -1
    for k in range(blocks):
        if found[k] == best:
            for x in range(k * BLOCK, min((k + 1) * BLOCK, texts)):
                if bits[x] == best and (text < 0 or order[x] < text):
                    text = order[x]
    return text


@njit(cache=True, nogil=True)
def _lone_text(belief, highest, own, tops, bar, least, order, row, found):  # type: ignore[no-untyped-def]
    """Of the texts that a lone confidant accepts, the likeliest for the rest; its larger gain decides, then the first."""
    blocks, texts = tops.shape[0], own.shape[0]
    bits = row.view(np.int32)
    best = np.float32(-1.0)
    for k in range(blocks):
        found[k] = -1
        if tops[k] < bar or highest[k] < best:
            continue
        low, high = k * BLOCK, min((k + 1) * BLOCK, texts)
        _fill_accepted(belief[low:high], own[low:high], bar, row[low:high])
        found[k] = _largest(bits[low:high])
        for x in range(low, high):
            if bits[x] == found[k]:
                best = max(best, row[x])
                break
    if best < 0.0:
        return -1
    text, most = -1, -1e300
    for k in range(blocks):
        if found[k] < 0:
            continue
        for x in range(k * BLOCK, min((k + 1) * BLOCK, texts)):
            if row[x] == best:
                gain = own[x] - least
                if gain > most or (gain == most and order[x] < text):
                    most, text = gain, order[x]
            elif bits[x] == found[k]:
                break
    return text


@njit(cache=True, nogil=True)
def _fill_accepted_by(belief, mask, circle, row):  # type: ignore[no-untyped-def]
    for x in range(row.shape[0]):
        row[x] = belief[x] if (mask[x] & circle) == circle else np.float32(-1.0)


@njit(cache=True, nogil=True)
def _circle_text(belief, mask, circle, utility, reservation, row, found):  # type: ignore[no-untyped-def]
    """The same for a circle of several, among all texts in the order of the pool."""
    count = belief.shape[0]
    bits = row.view(np.int32)
    _fill_accepted_by(belief, mask, circle, row)
    best = np.int32(-1)
    for k in range(found.shape[0]):
        found[k] = _largest(bits[k * BLOCK : min((k + 1) * BLOCK, count)])
        best = max(best, found[k])
    tabled, most = -1, -1e300
    if best < 0:
        return tabled
    for k in range(found.shape[0]):
        if found[k] == best:
            for x in range(k * BLOCK, min((k + 1) * BLOCK, count)):
                if bits[x] == best:
                    gain = 1e300
                    for i in range(utility.shape[0]):
                        if circle >> i & 1:
                            gain = min(gain, utility[i, x] - reservation[i])
                    if gain > most:
                        tabled, most = x, gain
    return tabled


@njit(cache=True, nogil=True)
def _accepts(utility, bars, members, x):  # type: ignore[no-untyped-def]
    for i in range(utility.shape[0]):
        if members >> i & 1 and utility[i, x] < bars[i]:
            return False
    return True


@njit(cache=True, nogil=True)
def _put(out, b, d, column, x, utility, bars, members):  # type: ignore[no-untyped-def]
    out.text[b, d, column] = x
    if x >= 0:
        out.taken[b, d, column] = _accepts(utility, bars, members, x)
        for i in range(utility.shape[0]):
            out.worth[b, d, column, i] = utility[i, x]


@njit(cache=True, nogil=True)
def _play(texts, reservation, bars, shares, belief, highest, out):  # type: ignore[no-untyped-def]
    draws, n, count = texts.utility.shape
    everyone = (1 << n) - 1
    mask = np.empty(count if n > 2 else 0, dtype=np.int32)
    row = np.empty(count, dtype=np.float32)
    found = np.empty(texts.tops.shape[2], dtype=np.int32)
    for d in range(draws):
        utility = texts.utility[d]
        for b in range(reservation.shape[0]):
            least, bar = reservation[b, d], bars[b, d]
            for i in range(n):
                own, tops, order = texts.sorted[d, i], texts.tops[d, i], texts.order[i]
                others = everyone & ~(1 << i)
                x = _offer(belief[b, i], highest[b, i], own, tops, np.float32(least[i]), order, row, found)
                _put(out, b, d, i, x, utility, bar, others)
                if n > 1:
                    x = _lone_text(belief[b, i], highest[b, i], own, tops, bar[i], least[i], order, row, found)
                    _put(out, b, d, n + (1 << i) - 1, x, utility, bar, others)
            if n > 2:
                mask[:] = 0
                for i in range(n):
                    _mark(utility[i], bar[i], i, mask)
                for circle in range(1, everyone):
                    if circle & (circle - 1):
                        rest = everyone & ~circle
                        x = _circle_text(shares[b, rest], mask, np.int32(circle), utility, least, row, found)
                        _put(out, b, d, n + circle - 1, x, utility, bar, rest)


def bars_of(reservation: Floats) -> Singles:
    """Utility from which a text is accepted, to tolerance, in the precision of the pool."""
    bars: Singles = (reservation - TOLERANCE).astype(np.float32)
    return bars


def beliefs(utility: Singles, bars: Singles) -> Singles:
    """F_S(x) of every set of signers S but the full one, by row: (B, 2^n, X) shares of draws.  O(B D X 2^n).

    Args:
        utility: (D, n, X) points of every text.
        bars: (B, D, n) from `bars_of`.
    """
    draws, n, texts = utility.shape
    counts = np.zeros((len(bars), 1 << n, texts), dtype=np.int32)
    counts[:, 0] = draws
    _count(utility, np.ascontiguousarray(bars), counts)
    shares: Singles = (counts / draws).astype(np.float32)
    return shares


def _others(n: int) -> list[int]:
    return [((1 << n) - 1) & ~(1 << i) for i in range(n)]


def texts(utility: Singles, reservation: Floats) -> Texts:
    """Lay out a pool for rows near the given reservations (any are right, near ones are fast).  O(D n X) time and memory.

    Args:
        utility: (D, n, X) points.
        reservation: (D, n) points.
    """
    draws, n, count = utility.shape
    shares = beliefs(utility, bars_of(reservation)[None])[0]
    order = np.argsort(-shares[_others(n)], axis=1, kind="stable").astype(np.int32)
    in_order = np.stack([utility[:, i, order[i]] for i in range(n)], axis=1)
    starts = np.arange(0, count, BLOCK)
    return Texts(utility, order, np.ascontiguousarray(in_order), np.maximum.reduceat(in_order, starts, axis=2))


def play(pool: Texts, reservation: Floats) -> Tabled:
    """Texts tabled in every row and draw, and whether those they are put to take them.  O(B D X 2^n) at worst.

    Args:
        pool: from `texts`, of the draws played.
        reservation: (B, D, n) points.
    """
    draws, n, count = pool.utility.shape
    bars = bars_of(reservation)
    shares = beliefs(pool.utility, bars)
    belief = np.stack([shares[:, others][:, pool.order[i]] for i, others in enumerate(_others(n))], axis=1)
    highest = np.maximum.reduceat(belief, np.arange(0, count, BLOCK), axis=2)
    shape = len(reservation), draws, n + max((1 << n) - 2, 0)
    out = Tabled(
        np.full(shape, -1, dtype=np.int32), np.zeros(shape, dtype=np.bool_), np.zeros((*shape, n), dtype=np.float32)
    )
    _play(pool, np.ascontiguousarray(reservation), bars, shares, np.ascontiguousarray(belief), highest, out)
    return out
