"""What is tabled and taken at many reservations at once: the kernels of `finding` for a batch of rows.

A row is one set of reservations over the same draws (one coalition, say).  Rows share the utilities of the texts, which
are read once for all of them; counts of a batch stay in the cache.  Maxima run over several texts at a time, and where a
maximum was attained is looked up in the one block of texts that holds it.

Results are those of `finding.acceptance`, `finding.direct_offers` and `finding.mediated_text`, bit for bit.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from goodoffices.engines.agreement import TOLERANCE

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Int32s = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

BLOCK = 128
"""Texts over which a maximum is taken before it is looked up where it was attained."""


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
def _fill_accepted_by(belief, mask, circle, row):  # type: ignore[no-untyped-def]
    for x in range(row.shape[0]):
        row[x] = belief[x] if (mask[x] & circle) == circle else np.float32(-1.0)


@njit(cache=True, nogil=True)
def _largest(bits):  # type: ignore[no-untyped-def]
    best = np.int32(-1)
    for x in range(bits.shape[0]):
        best = max(best, bits[x])
    return best


@njit(cache=True, nogil=True)
def _largest_by_block(bits, largest):  # type: ignore[no-untyped-def]
    """The largest entry, -1 where all are negative; `largest` gets that of every block.

    Floats from 0 upwards are ordered as their bits are when read as integers, and the largest integer is found several
    texts at a time where the largest float is not.
    """
    best = np.int32(-1)
    for k in range(largest.shape[0]):
        largest[k] = _largest(bits[k * BLOCK : (k + 1) * BLOCK])
        best = max(best, largest[k])
    return best


@njit(cache=True, nogil=True)
def _first(bits, largest, best):  # type: ignore[no-untyped-def]
    for k in range(largest.shape[0]):
        if largest[k] == best:
            for x in range(k * BLOCK, bits.shape[0]):
                if bits[x] == best:
                    return x
    return -1


@njit(cache=True, nogil=True)
def _least_gain(utility, reservation, circle, x):  # type: ignore[no-untyped-def]
    gain = 1e300
    for i in range(utility.shape[0]):
        if circle >> i & 1:
            gain = min(gain, utility[i, x] - reservation[i])
    return gain


@njit(cache=True, nogil=True)
def _roomiest(bits, largest, best, utility, reservation, circle):  # type: ignore[no-untyped-def]
    """Of the texts that attain the maximum, the first with the largest least gain of the circle."""
    tabled, best_gain = -1, -1e300
    for k in range(largest.shape[0]):
        if largest[k] == best:
            for x in range(k * BLOCK, min((k + 1) * BLOCK, bits.shape[0])):
                if bits[x] == best:
                    gain = _least_gain(utility, reservation, circle, x)
                    if gain > best_gain:
                        best_gain, tabled = gain, x
    return tabled


@njit(cache=True, nogil=True)
def _accepts(utility, bars, members, x):  # type: ignore[no-untyped-def]
    for i in range(utility.shape[0]):
        if members >> i & 1 and utility[i, x] < bars[i]:
            return False
    return True


@njit(cache=True, nogil=True)
def _play(utility, reservation, bars, shares, circles, text, taken):  # type: ignore[no-untyped-def]
    draws, n, texts = utility.shape
    everyone = (1 << n) - 1
    mask = np.empty(texts if n > 2 else 0, dtype=np.int32)
    row = np.empty(texts, dtype=np.float32)
    bits = row.view(np.int32)
    largest = np.empty((texts + BLOCK - 1) // BLOCK, dtype=np.int32)
    for d in range(draws):
        own = utility[d]
        for b in range(reservation.shape[0]):
            least, bar = reservation[b, d], bars[b, d]
            for i in range(n):
                others = everyone & ~(1 << i)
                _fill_worth(shares[b, others], own[i], np.float32(least[i]), row)
                best = _largest_by_block(bits, largest)
                x = _first(bits, largest, best) if best > 0 else -1
                text[b, d, i] = x
                taken[b, d, i] = x >= 0 and _accepts(own, bar, others, x)
            if not circles:
                continue
            if n > 2:
                mask[:] = 0
                for i in range(n):
                    _mark(own[i], bar[i], i, mask)
            for circle in range(1, everyone):
                rest = everyone & ~circle
                if n == 2:
                    _fill_accepted(shares[b, rest], own[circle - 1], bar[circle - 1], row)
                else:
                    _fill_accepted_by(shares[b, rest], mask, np.int32(circle), row)
                best = _largest_by_block(bits, largest)
                x = _roomiest(bits, largest, best, own, least, circle) if best >= 0 else -1
                text[b, d, n + circle - 1] = x
                taken[b, d, n + circle - 1] = x >= 0 and _accepts(own, bar, rest, x)


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


def play(
    utility: Singles, reservation: Floats, bars: Singles, shares: Singles, *, circles: bool
) -> tuple[Int32s, Bools]:
    """Texts tabled in every row and draw, and whether those they are put to take them; (B, D, n + 2^n - 2) each.

    The first n columns are the signers' offers in direct talks, the others the mediator's texts for every circle of
    confidants 1, 2, ... 2^n - 2 (only filled with `circles`); -1 where nothing is tabled.  O(B D X 2^n).

    Args:
        utility: (D, n, X).
        reservation: (B, D, n) points.
        bars: from `bars_of`.
        shares: from `beliefs`, of these rows; they may come from other draws than those played.
        circles: whether anybody may confide.
    """
    draws, n, _ = utility.shape
    columns = n + max((1 << n) - 2, 0)
    text = np.full((len(reservation), draws, columns), -1, dtype=np.int32)
    taken = np.zeros(text.shape, dtype=np.bool_)
    _play(utility, np.ascontiguousarray(reservation), bars, shares, circles, text, taken)
    return text, taken
