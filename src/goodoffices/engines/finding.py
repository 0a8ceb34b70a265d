"""Finding the deal: that one exists is not that it is struck (section 6 of the model).

Each side knows its own draw and of the others only the distribution (private information: Fearon 1995; Powell 1999).
F_S(x) is the share of draws in which all signers in S would accept text x.

- Direct talks: each signer in turn makes the take-it-or-leave-it offer that maximises F_others(x) a_i(x); T: one is accepted.
- The signers in R confide in the mediator: it tables argmax F_rest(x) among texts that all of R accept (the larger
  least gain of R decides between equals).
- All confide: the mediator finds a deal whenever one exists.

Each pattern of candour tries its own text first, then what smaller circles of confidants would have tabled, then direct
talks; so more candour never finds less, and a mediator in whom nobody confides adds exactly nothing (Fey & Ramsay 2010).
With one divisible issue and costs uniform on [a, b] direct talks are the screening model (Powell 1999): demand p + t*,
t* = max(a, (b - c)/2), refused with probability (t* - a)/(b - a).

Sets of signers are bit masks: bit i is signer i.  Texts are columns of the pool.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numba import njit

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.model.arrays import Bools, Floats, Int32s, Ints, Singles

MOST_SIGNERS = 12
"""Acceptance is counted for every set of signers: 2^n counters per text."""
BLOCK = 64
"""Texts looked at together."""
BLOCKED = -1e30
"""Utility of a text that crosses a red line of the signer: below every reservation."""
EXACT_SIGNERS = 6
"""Up to here every pattern of candour is summed; above, each draw samples one."""


@njit(cache=True, nogil=True)
def _count_pair(utility, reservation, first, second, both):  # type: ignore[no-untyped-def]
    for d in range(utility.shape[0]):
        u, v = utility[d, 0], utility[d, 1]
        r = np.float32(reservation[d, 0] - TOLERANCE)
        s = np.float32(reservation[d, 1] - TOLERANCE)
        for x in range(u.shape[0]):
            a = np.int32(u[x] >= r)
            b = np.int32(v[x] >= s)
            first[x] += a
            second[x] += b
            both[x] += a & b


@njit(cache=True, nogil=True)
def _count_masks(utility, reservation, histogram):  # type: ignore[no-untyped-def]
    draws, n, texts = utility.shape
    for d in range(draws):
        for x in range(texts):
            mask = 0
            for i in range(n):
                if utility[d, i, x] >= np.float32(reservation[d, i] - TOLERANCE):
                    mask |= 1 << i
            histogram[x, mask] += 1


def acceptance(utility: Singles, reservation: Floats) -> Singles:
    """F_S(x) for every set of signers: shares of draws, shape (2^n, X); the empty set accepts everything.

    Args:
        utility: (D, n, X) points of each signer, very low where the text crosses one of its red lines.
        reservation: (D, n) points.

    O(D n X) time, O(2^n X) memory.

    Raises:
        InfeasibleError: more than MOST_SIGNERS signers.
    """
    draws, n, texts = utility.shape
    if n > MOST_SIGNERS:
        raise InfeasibleError(f"{n} signers: finding a deal is computed for at most {MOST_SIGNERS} signers")
    if n == 2:
        counts = np.zeros((3, texts), dtype=np.int32)
        _count_pair(utility, reservation, counts[0], counts[1], counts[2])
        return np.concatenate([np.ones((1, texts)), counts / draws]).astype(np.float32)
    histogram = np.zeros((texts, 1 << n), dtype=np.int64)
    _count_masks(utility, reservation, histogram)
    for i in range(n):  # superset sums: add the count with bit i to the one without
        view = histogram.reshape(texts, -1, 2, 1 << i)
        view[:, :, 0, :] += view[:, :, 1, :]
    return np.ascontiguousarray(histogram.T / draws, dtype=np.float32)


@njit(cache=True, nogil=True)
def _all_accept(utility, reservation, d, x, members):  # type: ignore[no-untyped-def]
    for i in range(utility.shape[1]):
        if members >> i & 1 and utility[d, i, x] < np.float32(reservation[d, i] - TOLERANCE):
            return False
    return True


@njit(cache=True, nogil=True, fastmath={"nnan", "nsz", "reassoc"})
def _values(belief, utility, reservation, value):  # type: ignore[no-untyped-def]
    for x in range(value.shape[0]):
        value[x] = belief[x] * (utility[x] - reservation)


@njit(cache=True, nogil=True)
def _largest(bits):  # type: ignore[no-untyped-def]
    """(largest, its first place) of floats by their bits; (0, -1) where none is above zero.

    Floats above zero are in the order of their bits as whole numbers, whose maximum runs several texts at a time; what
    attains it first is looked up in its block.
    """
    most, block = np.int32(0), -1
    for start in range(0, bits.shape[0], BLOCK):
        part = bits[start : start + BLOCK]
        largest = np.int32(0)
        for x in range(part.shape[0]):
            largest = max(largest, part[x])
        if largest > most:
            most, block = largest, start
    if block < 0:
        return most, block
    while bits[block] != most:
        block += 1
    return most, block


@njit(cache=True, nogil=True)
def _offers(utility, reservation, belief, possible, text, accepted):  # type: ignore[no-untyped-def]
    draws, n, texts = utility.shape
    everyone = (1 << n) - 1
    value = np.empty(texts, dtype=np.float32)
    bits = value.view(np.int32)
    for d in range(draws):
        for i in range(n):
            text[d, i], accepted[d, i] = -1, False
            if not possible[d]:
                continue
            _values(belief[i], utility[d, i], np.float32(reservation[d, i]), value)
            offer = _largest(bits)[1]
            text[d, i] = offer
            accepted[d, i] = offer >= 0 and _all_accept(utility, reservation, d, offer, everyone & ~(1 << i))


def direct_offers(
    utility: Singles, reservation: Floats, shares: Singles, possible: Bools | None = None
) -> tuple[Ints, Bools]:
    """Each signer's take-it-or-leave-it offer, and whether all others accept it; both (D, n).

    A signer with no text that could gain it anything makes no offer (-1).  A sole signer simply takes its best text.
    The first text of the pool wins ties.

    Args:
        utility: (D, n, X) as in `acceptance`.
        reservation: (D, n).
        shares: F_S(x) from `acceptance`.
        possible: (D,) False where it is known that nothing would be accepted by all; no offer is looked for there.

    O(D n X).
    """
    draws, n, _ = utility.shape
    everyone = (1 << n) - 1
    possible = np.ones(draws, dtype=np.bool_) if possible is None else possible
    belief = np.ascontiguousarray(shares[[everyone & ~(1 << i) for i in range(n)]])
    text, accepted = np.empty((draws, n), dtype=np.int64), np.empty((draws, n), dtype=np.bool_)
    _offers(utility, reservation, belief, possible, text, accepted)
    return text, accepted


@njit(cache=True, nogil=True)
def _refuse(own, bar, value):  # type: ignore[no-untyped-def]
    """Strike out the texts that a signer would not accept."""
    for x in range(value.shape[0]):
        value[x] = value[x] if own[x] >= bar else np.float32(-1.0)


@njit(cache=True, nogil=True)
def _holds(bits, wanted):  # type: ignore[no-untyped-def]
    found = np.int32(0)
    for x in range(bits.shape[0]):
        found |= np.int32(bits[x] == wanted)
    return found != 0


@njit(cache=True, nogil=True)
def _table(utility, reservation, shares, members, possible, text, accepted):  # type: ignore[no-untyped-def]
    draws, n, texts = utility.shape
    everyone = (1 << n) - 1
    value = np.empty(texts, dtype=np.float32)
    bits = value.view(np.int32)
    for d in range(draws):
        circle = members[d]
        rest = everyone & ~circle
        text[d], accepted[d] = -1, False
        if circle == 0 or rest == 0 or not possible[d]:
            continue
        share = shares[rest]
        for x in range(texts):
            value[x] = share[x]
        for i in range(n):
            if circle >> i & 1:
                _refuse(utility[d, i], np.float32(reservation[d, i] - TOLERANCE), value)
        most, first = _largest(bits)
        if first < 0:  # texts that no draw's rest would accept are alike, if the circle accepts any
            most, first = np.int32(0), 0
        tabled, best_gain = -1, -1e300
        for start in range(first, texts, BLOCK):
            if not _holds(bits[start : start + BLOCK], most):
                continue
            for x in range(start, min(start + BLOCK, texts)):
                if bits[x] == most:
                    gain = 1e300
                    for i in range(n):
                        if circle >> i & 1:
                            gain = min(gain, utility[d, i, x] - reservation[d, i])
                    if gain > best_gain:
                        tabled, best_gain = x, gain
        text[d] = tabled
        accepted[d] = tabled >= 0 and _all_accept(utility, reservation, d, tabled, rest)


def mediated_text(
    utility: Singles, reservation: Floats, shares: Singles, members: Ints, possible: Bools | None = None
) -> tuple[Ints, Bools]:
    """The text a mediator tables who knows the signers in `members` (D,) (bit masks), and whether the rest accept it.

    Args:
        utility: (D, n, X).
        reservation: (D, n).
        shares: (2^n, X) F_S(x).
        members: (D,) sets of confidants, neither empty nor everyone (then -1, False).
        possible: (D,) False where it is known that nothing would be accepted by all (then -1, False).

    Of texts that are alike the first of the pool is tabled.  O(D X n), a block of texts at a time.
    """
    text, accepted = np.empty(len(members), dtype=np.int64), np.empty(len(members), dtype=np.bool_)
    possible = np.ones(len(members), dtype=np.bool_) if possible is None else possible
    _table(utility, reservation, shares, members, possible, text, accepted)
    return text, accepted


@dataclass(frozen=True)
class Candidate:
    """One way of striking a deal, with how likely it is the one that happens in each draw."""

    weight: Floats
    """(D,) chance that this is what is struck; over all candidates they sum to the draw's chance of finding a deal."""
    text: Int32s | None
    """(D,) column of the pool, -1 where none; None for the deal of the full pattern (on the draw's own frontier)."""


@dataclass(frozen=True)
class Found:
    """How the talks end."""

    chance: Floats
    """(D,) chance that a deal is found, over patterns of candour."""
    direct: Floats
    """(D,) 1 where direct talks alone find one (T)."""
    candidates: tuple[Candidate, ...]
    patterns: dict[int, float]
    """Set of confidants: share of draws in which talks succeed under that pattern (for up to EXACT_SIGNERS signers)."""
    beliefs: Singles
    """(2^n, X) F_S(x) on which offers rest."""


@dataclass(frozen=True)
class Table:
    """What would be tabled and taken at given reservations, whoever confides: no candour enters."""

    shares: Singles
    """(2^n, X) F_S(x)."""
    offers: Int32s
    """(D, n) each signer's offer in direct talks, -1 where it makes none."""
    taken: Bools
    """(D, n) whether all others accept it."""
    circles: Mapping[int, tuple[Int32s, Bools]]
    """Set of confidants, neither empty nor everyone: the text tabled (D,), -1 where none, and whether the rest accept
    it (D,).  Empty where it was not asked for, and for more than EXACT_SIGNERS signers."""


def table(
    utility: Singles, reservation: Floats, beliefs: Singles | None = None, possible: Bools | None = None
) -> Table:
    """Offers of direct talks at given reservations; utility (D, n, X), reservation (D, n).  O(D n X).

    `beliefs` F_S(x), (2^n, X), where they are not to be formed on these draws; `possible` as in `direct_offers`.
    """
    shares = acceptance(utility, reservation) if beliefs is None else beliefs
    offers, taken = direct_offers(utility, reservation, shares, possible)
    return Table(shares, offers.astype(np.int32), taken, {})


def with_circles(offers: Table, utility: Singles, reservation: Floats, possible: Bools | None = None) -> Table:
    """The same with what a mediator would table in whom some confide, for every such set.  O(2^n D X) at worst."""
    draws, n, _ = utility.shape
    if n > EXACT_SIGNERS:
        return offers
    circles = {}
    for circle in range(1, (1 << n) - 1):
        text, accepted = mediated_text(utility, reservation, offers.shares, np.full(draws, circle), possible)
        circles[circle] = text.astype(np.int32), accepted
    return replace(offers, circles=circles)


def find(
    utility: Singles,
    reservation: Floats,
    exists: Bools,
    candour: Floats,
    coins: Floats | None = None,
    prepared: Table | None = None,
) -> Found:
    """Chance of finding a deal in every draw.

    Args:
        utility: (D, n, X) points, pool of texts.
        reservation: (D, n) points.
        exists: (D,) whether A >= 0 over all packages (not only the pool).
        candour: (D, n) chance that each signer confides; all 0 without a mediator.
        coins: (D, n) uniforms that sample the pattern above EXACT_SIGNERS signers; unused below.
        prepared: what is tabled at these reservations, where it is known already; with circles if anybody confides.

    With up to EXACT_SIGNERS signers the 2^n patterns are summed, each weighted by the product of c or 1 - c.  Above, each
    draw samples one pattern and falls back from its circle straight to direct talks.
    """
    draws, n, _ = utility.shape
    tabled = prepared or table(utility, reservation)
    shares, offers, taken = tabled.shares, tabled.offers, tabled.taken
    direct = taken.any(axis=1)
    everyone = (1 << n) - 1
    if not candour.any():
        return Found(
            direct.astype(float),
            direct.astype(float),
            _direct_candidates(offers, taken, np.ones(draws)),
            {0: float(direct.mean())},
            shares,
        )
    if n > EXACT_SIGNERS:
        if coins is None:
            raise ValueError("coins are needed to sample patterns of candour")
        circle = ((coins < candour) << np.arange(n)).sum(axis=1)
        return _sampled(utility, reservation, shares, exists, offers, taken, circle)
    texts = (tabled if tabled.circles else with_circles(tabled, utility, reservation)).circles
    weight = {circle: np.zeros(draws) for circle in range(1, everyone)}
    full, at_table = np.zeros(draws), np.zeros(draws)
    patterns: dict[int, float] = {}
    for pattern in range(everyone + 1):
        members = np.array([pattern >> i & 1 for i in range(n)], dtype=bool)
        left = np.prod(np.where(members, candour, 1.0 - candour), axis=1)
        succeeded = np.zeros(draws)
        if pattern == everyone:
            full += left * exists
            succeeded += exists
            left = left * ~exists
        for size in range(pattern.bit_count(), 0, -1):
            circles = [c for c in texts if c & ~pattern == 0 and c.bit_count() == size]
            accepted = np.array([texts[c][1] for c in circles]).reshape(len(circles), draws)
            how_many = accepted.sum(axis=0)
            struck = how_many > 0
            for c, yes in zip(circles, accepted, strict=True):
                weight[c] += np.where(yes, left / np.maximum(how_many, 1), 0.0)
            succeeded = np.maximum(succeeded, struck)
            left = np.where(struck, 0.0, left)
        at_table += left
        patterns[pattern] = float(np.maximum(succeeded, direct).mean())
    candidates = [Candidate(full, None)]
    candidates += [Candidate(weight[c], texts[c][0]) for c in texts]
    candidates += _direct_candidates(offers, taken, at_table)
    chance = np.sum([candidate.weight for candidate in candidates], axis=0)
    return Found(chance, direct.astype(float), tuple(candidates), patterns, shares)


def _direct_candidates(offers: Int32s, taken: Bools, weight: Floats) -> tuple[Candidate, ...]:
    """Accepted offers of direct talks share the weight of a draw alike: no signer is privileged by moving first."""
    how_many = np.maximum(taken.sum(axis=1), 1)
    return tuple(Candidate(np.where(taken[:, i], weight / how_many, 0.0), offers[:, i]) for i in range(offers.shape[1]))


def _sampled(
    utility: Singles,
    reservation: Floats,
    shares: Singles,
    exists: Bools,
    offers: Int32s,
    taken: Bools,
    circle: Ints,
) -> Found:
    """One sampled circle of confidants per draw: its own text, else direct talks."""
    everyone = (1 << utility.shape[1]) - 1
    text, accepted = mediated_text(utility, reservation, shares, circle)
    full = (circle == everyone) & exists
    tabled = accepted & ~full
    direct = taken.any(axis=1)
    candidates = (
        Candidate(full.astype(float), None),
        Candidate(tabled.astype(float), text.astype(np.int32)),
        *_direct_candidates(offers, taken, (~full & ~tabled).astype(float)),
    )
    chance = np.sum([candidate.weight for candidate in candidates], axis=0)
    return Found(chance, direct.astype(float), candidates, {0: float(direct.mean())}, shares)


def find_text(accepted: Bools) -> Floats:
    """Chance that a tabled text is signed: 1 where every signer accepts it; accepted (D, n) -> (D,)."""
    return np.asarray(accepted.all(axis=1), dtype=np.float64)
