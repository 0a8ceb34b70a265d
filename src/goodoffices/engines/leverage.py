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
import numpy.typing as npt
from numba import njit

from goodoffices.model.levers import CARROT, GUARANTEE, INFORM, SPOIL, STICK

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def dependence(
    shares: Floats, first: Integers, second: Integers, kind: Integers, kind_weight: Floats, parties: int
) -> Floats:
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
    draws = shares.shape[0]
    weight = np.atleast_2d(kind_weight)
    weight = np.broadcast_to(weight, (draws, weight.shape[1]))
    _check_ties(shares, first, second, kind, weight, parties)
    total = np.empty((draws, parties, parties))
    order = np.argsort(kind, kind="stable")
    _dependence(
        np.ascontiguousarray(shares[:, order]), first[order], second[order], kind[order], np.ascontiguousarray(weight),
        total,
    )  # fmt: skip
    return total


@njit(cache=True, nogil=True)
def _dependence(shares, first, second, kind, weight, total):  # type: ignore[no-untyped-def]
    """Ties come sorted by kind."""
    parties = total.shape[1]
    of_kind = np.zeros((parties, parties))
    for d in range(len(shares)):
        total[d] = 0.0
        weight_sum, start = 0.0, 0
        while start < len(kind):
            end = start
            while end < len(kind) and kind[end] == kind[start]:
                of_kind[first[end], second[end]] += shares[d, end, 0]
                of_kind[second[end], first[end]] += shares[d, end, 1]
                end += 1
            heavy = weight[d, kind[start]]
            weight_sum += heavy
            for p in range(start, end):
                for i, k in ((first[p], second[p]), (second[p], first[p])):
                    total[d, i, k] += heavy * min(of_kind[i, k], 1.0)
                    of_kind[i, k] = 0.0  # counted, whatever other ties of this kind the two have
            start = end
        if weight_sum > 0.0:
            for i in range(parties):
                for k in range(parties):
                    total[d, i, k] /= weight_sum


def asymmetric(dep: Floats) -> Floats:
    """What k can use against or for i: max(0, dep(i on k) - dep(k on i)).

    Args:
        dep: shape (D, parties, parties), as `dependence` gives it.

    Returns:
        `lever` of the same shape and order: `lever[d, i, k]` is the leverage of k *on* i; at most one of
        `lever[d, i, k]` and `lever[d, k, i]` is above 0.
    """
    return np.maximum(0.0, dep - np.swapaxes(dep, -1, -2))


def default_strength(dep: Floats, points_per_share: Floats, named: Flags) -> Floats:
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


def _check_ties(
    shares: Floats, first: Integers, second: Integers, kind: Integers, weight: Floats, parties: int
) -> None:
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
    if np.any((shares < 0) | (shares > 1)) or np.any(weight < 0):
        raise ValueError("shares must lie in [0, 1] and weights must be 0 or more")


@njit(cache=True, nogil=True)
def add_up(which, kind, target, strength, active, optimism, sums, kept, relief):  # type: ignore[no-untyped-def]
    """Sum levers up by signer, in place.

    Args:
        which: (L,) levers that count.
        kind, target: (V,) of all levers; kinds by `model.levers`.
        strength: (D, V) points at full use; of inform levers the share of optimism that they take away.
        active: (D, V) 1 where a lever is in play.
        optimism: (D, n) points.
        sums: (3, D, n) zeros; carrots, sticks and spoils are added.
        kept: (D, n) ones; multiplied by what each inform lever leaves of the optimism.
        relief: (D, V) zeros; points by which each lever lowers its target's reservation.
    """
    for d in range(len(strength)):
        for v in which:
            i, power = target[v], strength[d, v] * active[d, v]
            if kind[v] == INFORM:
                kept[d, i] *= 1.0 - power
                relief[d, v] = power * max(optimism[d, i], 0.0)
            elif kind[v] != GUARANTEE:
                row = 0 if kind[v] == CARROT else (1 if kind[v] == STICK else 2)
                sums[row, d, i] += power
                if kind[v] != SPOIL:
                    relief[d, v] = power
