"""Leverage from dependence: who needs whom more (Hirschman 1945; Keohane & Nye 1977).

A tie between two parties is of one kind (trade, arms, finance ...) and has two shares: how much of the first one's
total of that kind runs through the second, and the other way round.  Dependence of i on k is the weighted mean of i's
shares over the kinds that the case knows, a pair without a tie of some kind counting 0.  What gives k a lever over i is
not that i depends on k but that it does so *more* than k on i: both would lose from a break, and the difference is what
k can threaten or offer (Hirschman 1945, ch. 2; Keohane & Nye 1977, ch. 1).

How many points of margin a share of dependence is worth is no result of that literature; `points_per_share` is a
judgement of the case.
"""

from __future__ import annotations

import numpy as np

from goodoffices.model.arrays import Bools, Floats, Ints
from goodoffices.model.kernels import kernel


def dependence(shares: Floats, first: Ints, second: Ints, kind: Ints, kind_weight: Floats, parties: int) -> Floats:
    """Dependence of every party on every other, all kinds of tie taken together.  O(D (P + parties^2)).

    Args:
        shares: shape (D, P, 2), in [0, 1]; `shares[d, p, 0]` is the dependence of `first[p]` on `second[p]`,
            `shares[d, p, 1]` that of `second[p]` on `first[p]`.
        first: index of the first party of each tie, shape (P,).
        second: index of the second party, shape (P,).
        kind: index of the kind of each tie, shape (P,).
        kind_weight: weight of each kind, shape (K,) or (D, K), 0 or more.  Kinds without any tie do not count.
        parties: number of parties.

    Several ties of one kind between the same two parties are parts of one share: they add up, to 1 at most.

    Returns:
        `dep` of shape (D, parties, parties): `dep[d, i, k]` in [0, 1] is the dependence of i on k; 0 on the diagonal,
        and everywhere in a draw in which all kinds weigh nothing.

    Raises:
        ValueError: for a tie of a party with itself, indices out of range, or shares outside [0, 1].
    """
    pairs, between = by_pair(shares, first, second, kind, kind_weight, parties)
    total = np.zeros((shares.shape[0], parties, parties))
    total[:, pairs[:, 0], pairs[:, 1]] = between[:, :, 0]
    total[:, pairs[:, 1], pairs[:, 0]] = between[:, :, 1]
    return total


def by_pair(
    shares: Floats, first: Ints, second: Ints, kind: Ints, kind_weight: Floats, parties: int
) -> tuple[Ints, Floats]:
    """`dependence` of the pairs that have a tie, and of no others: most parties have none.  O(D P).

    Returns:
        Pairs (U, 2) of parties, the lower one first, and their dependence (D, U, 2): `[d, u, 0]` is that of the first of
        pair u on the second, `[d, u, 1]` that of the second on the first.

    Raises:
        ValueError: as `dependence`.
    """
    draws = shares.shape[0]
    weight = np.atleast_2d(kind_weight)
    weight = np.broadcast_to(weight, (draws, weight.shape[1]))
    _check_ties(shares, first, second, kind, weight, parties)
    order = np.argsort(kind, kind="stable")
    low, high = np.minimum(first, second)[order], np.maximum(first, second)[order]
    pairs, place = np.unique(np.stack([low, high], axis=1).reshape(-1, 2), axis=0, return_inverse=True)
    between = np.empty((draws, len(pairs), 2))
    _by_pair(shares, order, place.reshape(-1), (first[order] != low).astype(np.int64), kind[order], weight, between)
    return pairs, between


@kernel
def _by_pair(shares, order, place, turned, kind, weight, between):  # type: ignore[no-untyped-def]
    """Ties in `order` are sorted by kind; those `turned` name the higher party first."""
    of_kind = np.zeros((between.shape[1], 2))
    for d in range(len(shares)):
        for u in range(between.shape[1]):
            between[d, u, 0] = between[d, u, 1] = 0.0
        weight_sum, start = 0.0, 0
        while start < len(kind):
            end = start
            while end < len(kind) and kind[end] == kind[start]:
                of_kind[place[end], 0] += shares[d, order[end], turned[end]]
                of_kind[place[end], 1] += shares[d, order[end], 1 - turned[end]]
                end += 1
            heavy = weight[d, kind[start]]
            weight_sum += heavy
            for p in range(start, end):
                for side in range(2):
                    between[d, place[p], side] += heavy * min(of_kind[place[p], side], 1.0)
                    of_kind[place[p], side] = 0.0  # counted, whatever other ties of this kind the two have
            start = end
        if weight_sum > 0.0:
            for u in range(between.shape[1]):
                for side in range(2):
                    between[d, u, side] /= weight_sum


def asymmetric(dep: Floats) -> Floats:
    """What k can use against or for i: max(0, dep(i on k) - dep(k on i)).

    Args:
        dep: shape (D, parties, parties), as `dependence` gives it.

    Returns:
        `lever` of the same shape and order: `lever[d, i, k]` is the leverage of k *on* i; at most one of
        `lever[d, i, k]` and `lever[d, k, i]` is above 0.
    """
    return np.maximum(0.0, dep - np.swapaxes(dep, -1, -2))


def default_strength(dep: Floats, points_per_share: Floats, named: Bools) -> Floats:
    """Strength of the carrot, and likewise of the stick, that k has over i where the case names no lever.

    Args:
        dep: shape (D, parties, parties), as `dependence` gives it.
        points_per_share: points that i would feel if all of its dependence were used, shape (D,).
        named: `named[i, k]` is true where the case itself names a lever of k on i, shape (parties, parties); there a
            named lever overrides and the default is 0.

    Returns:
        Shape (D, parties, parties), the *target's* points: `strength[d, i, k]` is that of k on i.
    """
    return np.where(named, 0.0, points_per_share[:, None, None] * asymmetric(dep))


def _check_ties(shares: Floats, first: Ints, second: Ints, kind: Ints, weight: Floats, parties: int) -> None:
    ties = shares.shape[1]
    if not (first.shape == second.shape == kind.shape == (ties,)) or shares.shape[2] != 2:
        raise ValueError("shares must have shape (D, P, 2), and first, second and kind shape (P,)")
    if ties == 0:
        return
    if np.any(first == second):
        raise ValueError("a party has no tie with itself")
    if min(first.min(), second.min(), kind.min()) < 0 or max(first.max(), second.max()) >= parties:
        raise ValueError(f"a tie names a party that is not among the {parties}")
    if kind.max() >= weight.shape[1]:
        raise ValueError(f"a tie is of kind {kind.max()}, but only {weight.shape[1]} kinds have a weight")
    if not (shares.min(initial=0.0) >= 0 and shares.max(initial=0.0) <= 1 and weight.min(initial=0.0) >= 0):
        raise ValueError("shares must lie in [0, 1] and weights must be 0 or more")
