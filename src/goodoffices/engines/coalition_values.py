"""Who is needed, who is enough, and how a gain is shared out: values of coalitions (Shapley 1953).

A game is a value v(S) for every set S of n players, as a table of 2^n entries: bit k of an index says that player k is in.
The Shapley value is the mean of what a player adds over all orders in which the players may come:

    phi_k = sum over S without k of  |S|! (n - |S| - 1)! / n!  (v(S + k) - v(S))

It is the only rule that hands out v(all) - v(nobody) in full, treats equals alike, gives nothing to a player who never adds
anything, and adds up over games (Shapley 1953).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from goodoffices.model.arrays import Floats, Ints

MOST_EXACT = 16
"""Players up to which all 2^n coalitions are played."""
MOST_SUMMED = 24
"""Players up to which a table of 2^n values is summed."""


def sizes(players: int) -> Ints:
    """(2^n,) number of members of every coalition."""
    size = np.zeros(1, dtype=np.int64)
    for _ in range(players):
        size = np.concatenate([size, size + 1])
    return size


def weights(players: int) -> Floats:
    """(n,) weight of a coalition of s others in the Shapley value: s! (n - s - 1)! / n!."""
    n = players
    return np.array([1.0 / (n * math.comb(n - 1, s)) for s in range(n)])


def shares(players: int) -> Floats:
    """(n, 2^n) what one unit of v(S) contributes to each player's Shapley value; rows sum to 0.  O(n 2^n) memory."""
    size, weight = sizes(players), weights(players)
    member = (np.arange(1 << players)[None, :] >> np.arange(players)[:, None] & 1).astype(bool)
    return np.where(
        member, weight[np.maximum(size - 1, 0)][None, :], -weight[np.minimum(size, players - 1)][None, :]
    )  # fmt: skip


def shapley(table: Floats) -> Floats:
    """Shapley value of every player, (n,); table (2^n,).  O(n 2^n) time, O(2^n) memory.

    Raises:
        ValueError: the table has not 2^n entries with n from 1 to MOST_SUMMED.
    """
    n = _players(table)
    weight, size = weights(n), sizes(n)
    result = np.empty(n)
    for k in range(n):
        # (higher bits, bit k, lower bits): those without k and the same with it
        halves = table.reshape(-1, 2, 1 << k)
        others = size.reshape(-1, 2, 1 << k)[:, 0]
        result[k] = float((weight[others] * (halves[:, 1] - halves[:, 0])).sum())
    return result


def _players(table: Floats) -> int:
    n = len(table).bit_length() - 1
    if len(table) != 1 << n or not 1 <= n <= MOST_SUMMED:
        raise ValueError(f"a game of 1 to {MOST_SUMMED} players has 2^n values, not {len(table)}")
    return n


def best_within(table: Floats) -> tuple[Floats, Ints]:
    """The game in which each set of players may leave members at home: max over T in S of v(T).  O(n 2^n).

    Args:
        table: (2^n,) values; -inf for coalitions that cannot be formed.

    Returns:
        (2^n,) the largest value within each set, and (2^n,) the coalition that attains it; of equals the one with the
        fewest members, then the smallest index.
    """
    n = len(table).bit_length() - 1
    best, at = table.astype(np.float64).copy(), np.arange(len(table))
    rank = sizes(n) * (1 << n) + np.arange(1 << n)
    for k in range(n):
        value, who = best.reshape(-1, 2, 1 << k), at.reshape(-1, 2, 1 << k)
        better = (value[:, 0] > value[:, 1]) | (
            (value[:, 0] == value[:, 1]) & (rank[who[:, 0]] < rank[who[:, 1]])
        )  # fmt: skip
        value[:, 1] = np.where(better, value[:, 0], value[:, 1])
        who[:, 1] = np.where(better, who[:, 0], who[:, 1])
    return best, at


@dataclass(frozen=True)
class Sampled:
    """Shapley values from random orders."""

    value: Floats
    """(n,)."""
    error: Floats
    """(n,) standard error over orders: how far the value for all orders may be; not the error of the game itself."""
    orders: int


def orders(players: int, count: int, seed: int) -> Ints:
    """(count, n) random orders in pairs, each with its reverse: what comes early in one comes late in the other."""
    generator = np.random.default_rng(np.random.SeedSequence([seed, players]))
    half = np.array([generator.permutation(players) for _ in range((count + 1) // 2)]).reshape(-1, players)
    return np.stack([half, half[:, ::-1]], axis=1).reshape(-1, players)[:count].astype(np.int64)


def sampled(value: Callable[[int], float], players: int, count: int, seed: int = 1) -> Sampled:
    """Shapley values as means over random orders (Castro, Gomez & Tejada 2009).  O(count n) values asked for.

    Orders come in pairs with their reverses, and the error is that of the means of pairs, so that what a pair takes away
    from the spread is counted.  Values sum to v(all) - v(nobody) exactly, for every order does.

    Args:
        value: v(S) of a bit mask; asked again for the same mask, so it should remember.
        players: n.
        count: orders, rounded up to an even number of at least 4.
        seed: of the orders.
    """
    count = max(4, count + count % 2)
    gains = np.zeros((count, players))
    for row, order in enumerate(orders(players, count, seed)):
        mask, before = 0, value(0)
        for k in order.tolist():
            mask |= 1 << k
            after = value(mask)
            gains[row, k] = after - before
            before = after
    pairs = gains.reshape(-1, 2, players).mean(axis=1)
    return Sampled(pairs.mean(axis=0), pairs.std(axis=0, ddof=1) / np.sqrt(len(pairs)), count)


def chain_shares(players: int, count: int, seed: int = 1) -> dict[int, Floats]:
    """Coalition: (n,) what one unit of its value contributes to the sampled Shapley values, over the orders of `sampled`.

    With these the values of every draw of common random numbers can be had from those of its coalitions.
    """
    count = max(4, count + count % 2)
    found: dict[int, Floats] = {}
    for order in orders(players, count, seed):
        mask = 0
        for k in order.tolist():
            found.setdefault(mask, np.zeros(players))[k] -= 1.0 / count
            mask |= 1 << k
            found.setdefault(mask, np.zeros(players))[k] += 1.0 / count
    return found


def necessity(table: Floats) -> Floats:
    """(n,) v(all) - v(all without k)."""
    n = _players(table)
    return np.array([table[-1] - table[len(table) - 1 - (1 << k)] for k in range(n)])


def sufficiency(table: Floats) -> Floats:
    """(n,) v({k}) - v(nobody)."""
    n = _players(table)
    return np.array([table[1 << k] - table[0] for k in range(n)])
