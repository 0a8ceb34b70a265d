"""How the talks of a coalition end, for one coalition after another: what exists, what is found, who lets it in.

The counterpart of `finding.find` for texts that `tabling.play` has tabled, with two parts of a mediator's work that can be
left out, so that what they are worth can be told apart:

- it *carries*: where all confide, what each would really sign reaches the others, and a deal that exists is found;
- it *drafts*: where only some confide, it tables a text of its own making.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from goodoffices.engines.agreement import TOLERANCE

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]
Singles = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]


@njit(cache=True, nogil=True)
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
    draw = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    return np.ascontiguousarray(utilities[np.lexsort((-utilities[:, 1], utilities[:, 0], draw))]), True


def exists(offsets: Ints, utilities: Floats, reservation: Floats, in_stairs: bool) -> Bools:
    """Whether some package satisfies all, (D,), for frontiers from `stairs`.  O(D log F) for two signers, else O(F n)."""
    found = np.empty(len(reservation), dtype=np.bool_)
    _exists(offsets, utilities, np.ascontiguousarray(reservation), in_stairs, found)
    return found


@njit(cache=True, nogil=True)
def _size(mask):  # type: ignore[no-untyped-def]
    size = 0
    while mask:
        size += mask & 1
        mask >>= 1
    return size


@njit(cache=True, nogil=True)
def _weigh(candour, there, taken, carries, drafts, weight, chance):  # type: ignore[no-untyped-def]
    draws, n = candour.shape
    everyone = (1 << n) - 1
    for d in range(draws):
        for c in range(weight.shape[1]):
            weight[d, c] = 0.0
        offered = 0
        for i in range(n):
            offered += taken[d, i]
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
                    if circle & ~pattern == 0 and _size(circle) == size and taken[d, n + circle - 1]:
                        many += 1
                if many:
                    for circle in range(1, everyone):
                        if circle & ~pattern == 0 and _size(circle) == size and taken[d, n + circle - 1]:
                            weight[d, circle] += left / many
                    struck = True
                    break
            if not struck:
                at_table += left
        for i in range(n):
            if taken[d, i]:
                weight[d, everyone + i] = at_table / offered
        total = 0.0
        for c in range(weight.shape[1]):
            total += weight[d, c]
        chance[d] = total


def weigh(candour: Floats, there: Bools, taken: Bools, *, carries: bool, drafts: bool) -> tuple[Floats, Floats]:
    """How likely each text is to be the one struck, and the chance that one is.

    Args:
        candour: (D, n) chance that each signer confides.
        there: (D,) whether a deal exists.
        taken: (D, n + 2^n - 2) from `tabling.play`: offers, then circles.
        carries, drafts: parts of the mediator's work, see above.

    Returns:
        (D, 2^n - 1 + n) weights: the deal of full candour, the circles' texts, the offers; and (D,) their sum.
    """
    draws, n = candour.shape
    weight, chance = np.empty((draws, (1 << n) - 1 + n)), np.empty(draws)
    _weigh(candour, there, taken, carries, drafts, weight, chance)
    return weight, chance


@njit(cache=True, nogil=True)
def _surplus(weight, worth, struck, carrots, believed, gained):  # type: ignore[no-untyped-def]
    draws, n = carrots.shape
    everyone = (1 << n) - 1
    chance = 0.0
    total = np.empty(n)
    for c in range(weight.shape[1]):
        column = c - everyone if c >= everyone else n + c - 1
        total[:] = 0.0
        for d in range(draws):
            w = weight[d, c]
            if w > 0.0:
                chance += w
                for i in range(n):
                    gives = struck[d, i] if c == 0 else np.float64(worth[d, column, i])
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
        worth: (D, n + 2^n - 2, n) what the texts tabled give, from `tabling.play`.
        struck: (D, n) what the deal of full candour gives.
        carrots, believed: (D, n) points; `believed` is the value of fighting on as each believes it.
    """
    gained = np.zeros(carrots.shape[1])
    _surplus(weight, worth, struck, carrots, believed, gained)
    return gained
