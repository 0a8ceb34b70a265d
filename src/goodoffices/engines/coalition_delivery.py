"""Whether a coalition delivers what its deals ask of it and whether they hold, for one coalition after another.

The margins are those of `participation.engagement` and `holding.holding_margin`.  Levers are used only as far as the deal
needs them, the cheapest per point first; which is cheapest does not depend on the coalition, so it is sorted out once.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from goodoffices.engines.agreement import TOLERANCE
from goodoffices.engines.coalition_pressure import Levers, Pressed
from goodoffices.model.levers import CARROT, INFORM, STICK

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]
Singles = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]
GUARANTEE = 2


class Stakes(NamedTuple):
    """What taking part is worth to third parties, (D, K) points each."""

    sigma: Floats
    success: Floats
    failure: Floats
    effort: Floats


class Prices(NamedTuple):
    """Levers of each target by price per point, cheapest first."""

    relief: Floats
    """(D, V) points by which each lowers its target's reservation at full use."""
    pressing: Int32s
    """(D, n, L) levers that act before signing; -1 behind the last."""
    guarding: Int32s
    """(D, n, L) guarantees, likewise."""


class Items(NamedTuple):
    """What texts do after signing, item by item: those of signer i are start[i]..start[i + 1]."""

    start: Ints
    points: Floats
    """(D, items) points, sorted by signer."""
    pool: Bools
    """(X, items) whether a text of the pool meets the item's condition."""
    frontier: Bools
    """(F, items) the same for the points of all frontiers."""


class Morning(NamedTuple):
    """The morning after signing."""

    level: Items
    """Shifts at once, points."""
    rate: Items
    """Shifts by month, points."""
    breach: Items
    safeguard: Items
    guarded_pool: Bools
    """(X, V) whether a text of the pool meets a lever's condition."""
    guarded_frontier: Bools
    """(F, V)."""
    months: int


class Terms(NamedTuple):
    """On what terms one coalition works; (K,) each."""

    judged: Bools
    """Third parties whose engagement counts."""
    mediates: Bools
    optional: Bools
    """Members who may stay out."""
    offers: Floats
    """(D, K) offers received less offers made, points on signing."""


def prices(levers: Levers, optimism: Floats) -> Prices:
    """Sort levers by price in every draw.  O(D V log V).

    Args:
        levers: all of them.
        optimism: (D, n) points.
    """
    n = optimism.shape[1]
    informs = levers.kind == INFORM
    moves = informs | (levers.kind == CARROT) | (levers.kind == STICK)
    hope = np.maximum(optimism, 0.0)[:, levers.target]
    relief = np.where(moves, np.where(informs, levers.strength * hope, levers.strength), 0.0)
    pressing = _by_price(relief, levers, moves, n)
    return Prices(relief, pressing, _by_price(levers.strength, levers, levers.kind == GUARANTEE, n))


def _by_price(points: Floats, levers: Levers, wanted: Bools, n: int) -> Int32s:
    most = max((int((wanted & (levers.target == i)).sum()) for i in range(n)), default=0)
    order = np.full((len(points), n, most), -1, dtype=np.int32)
    for i in range(n):
        own = np.flatnonzero(wanted & (levers.target == i))
        per_point = np.full((len(points), len(own)), np.inf)
        np.divide(levers.cost[:, own], points[:, own], out=per_point, where=points[:, own] > 0.0)
        order[:, i, : len(own)] = own[np.argsort(per_point, axis=1, kind="stable")]
    return order


@njit(cache=True, nogil=True)
def _sum(start, points, met, i):  # type: ignore[no-untyped-def]
    total = 0.0
    for c in range(start[i], start[i + 1]):
        if met[c]:
            total += points[c]
    return total


@njit(cache=True, nogil=True)
def _spend(  # type: ignore[no-untyped-def]
    d, utility, i, level, rate, breach, safeguard, guarded, pressed, levers, order, used, absent, part, morning, spent
):
    """Costs of one signer's levers, added to `spent` (3, K): on a deal, on refusal, always; True where the deal holds."""
    left = max(pressed.bare[d, i] - utility, 0.0)
    for at in range(order.pressing.shape[2]):
        v = order.pressing[d, i, at]
        if v < 0 or left <= 0.0:
            break
        strength, h = order.relief[d, v], levers.holder[v]
        if used[v] and strength > 0.0 and not (absent[v] and not part[d, h]):
            share = min(1.0, left / strength)
            left -= share * strength
            kind = levers.kind[v]
            row = 0 if kind == CARROT else (1 if kind == STICK else 2)
            spent[row, h] += share * levers.cost[d, v]
    monthly = _sum(morning.rate.start, morning.rate.points[d], rate, i)
    temptation = pressed.fighting[d, i] + _sum(morning.level.start, morning.level.points[d], level, i)
    temptation = temptation + (monthly * morning.months if monthly > 0 else 0.0)
    temptation = temptation + _sum(morning.breach.start, morning.breach.points[d], breach, i)
    margin = utility + _sum(morning.safeguard.start, morning.safeguard.points[d], safeguard, i) - temptation
    left = max(-margin, 0.0)
    for at in range(order.guarding.shape[2]):
        v = order.guarding[d, i, at]
        if v < 0:
            break
        strength, h = levers.strength[d, v], levers.holder[v]
        if used[v] and strength > 0.0 and not (absent[v] and not part[d, h]) and guarded[v]:
            margin += strength
            if left > 0.0:
                share = min(1.0, left / strength)
                left -= share * strength
                spent[0, h] += share * levers.cost[d, v]
    return margin >= -TOLERANCE


@njit(cache=True, nogil=True)
def _asks_of_frontier(d, f, worth, pressed, levers, order, used, absent, part, morning, spent):  # type: ignore[no-untyped-def]
    spent[:] = 0.0
    holds = True
    for i in range(len(worth)):
        holds &= _spend(
            d, worth[i], i, morning.level.frontier[f], morning.rate.frontier[f], morning.breach.frontier[f],
            morning.safeguard.frontier[f], morning.guarded_frontier[f], pressed, levers, order, used, absent, part,
            morning, spent,
        )  # fmt: skip
    return holds


@njit(cache=True, nogil=True)
def _asks_of_pool(d, x, worth, pressed, levers, order, used, absent, part, morning, spent):  # type: ignore[no-untyped-def]
    spent[:] = 0.0
    holds = True
    for i in range(len(worth)):
        holds &= _spend(
            d, np.float64(worth[i]), i, morning.level.pool[x], morning.rate.pool[x], morning.breach.pool[x],
            morning.safeguard.pool[x], morning.guarded_pool[x], pressed, levers, order, used, absent, part, morning,
            spent,
        )  # fmt: skip
    return holds


@njit(cache=True, nogil=True)
def _margin(d, h, found, alone, stakes, terms, takes_part, spent):  # type: ignore[no-untyped-def]
    sigma = stakes.sigma[d, h]
    total = found * sigma - alone * sigma + found * terms.offers[d, h]
    if takes_part:
        total += found * stakes.success[d, h] - (1.0 - found) * stakes.failure[d, h] - stakes.effort[d, h]
    return total - (found * spent[0, h] + (1.0 - found) * spent[1, h] + spent[2, h])


@njit(cache=True, nogil=True)
def _willing(  # type: ignore[no-untyped-def]
    chosen, struck, pressed, levers, order, used, absent, part, morning, stakes, terms, found, alone, joins
):
    nothing, spent = np.zeros((3, part.shape[1])), np.empty((3, part.shape[1]))
    for d in range(len(chosen)):
        f, anybody = chosen[d], False
        for h in range(part.shape[1]):
            if terms.optional[h]:
                # levers only ever cost: whoever would stay out for nothing stays out
                joins[d, h] = f >= 0 and _margin(d, h, found, alone, stakes, terms, True, nothing) >= -TOLERANCE
                anybody |= joins[d, h]
        if not anybody:
            continue
        _asks_of_frontier(d, f, struck[d], pressed, levers, order, used, absent, part, morning, spent)
        for h in range(part.shape[1]):
            if terms.optional[h] and joins[d, h]:
                joins[d, h] = _margin(d, h, found, alone, stakes, terms, True, spent) >= -TOLERANCE


def willing(
    chosen: Ints, struck: Floats, pressed: Pressed, levers: Levers, order: Prices, used: Bools, part: Bools,
    morning: Morning, stakes: Stakes, terms: Terms, found: float, alone: float,
) -> Bools:  # fmt: skip
    """Who takes part in each draw, (D, K): of those who may stay out, the ones who would rather not; others as in `part`.

    Args:
        chosen: (D,) frontier point of the deal that all weigh, -1 where there is none.
        struck: (D, n) what it gives.
        pressed, levers, order, morning, stakes, terms: see there.
        used: (V,) levers in hand.
        part: (D, K) all who may take part.
        found, alone: P and P0.
    """
    joins = part.copy()
    absent = terms.optional[levers.holder]
    _willing(chosen, struck, pressed, levers, order, used, absent, part, morning, stakes, terms, found, alone, joins)
    return joins


@njit(cache=True, nogil=True)
def _deliver(  # type: ignore[no-untyped-def]
    weight, text, worth, chosen, struck, consents, pressed, levers, order, used, absent, part, morning, stakes, terms,
    found, alone, success,
):  # fmt: skip
    draws, n = pressed.bare.shape
    everyone = (1 << n) - 1
    third, columns = part.shape[1], weight.shape[1]
    nothing, spent = np.zeros((3, third)), np.empty((3, third))
    passes = np.empty(columns, dtype=np.bool_)
    for d in range(draws):
        success[d] = 0.0
        if not consents[d]:
            continue
        # levers only ever cost: whoever would not join for nothing stops every deal of this draw
        if not _all_join(d, found, alone, stakes, terms, part, nothing):
            continue
        for c in range(columns):
            if weight[d, c] <= 0.0:
                continue
            column = c - everyone if c >= everyone else n + c - 1
            if c == 0:
                holds = _asks_of_frontier(
                    d, chosen[d], struck[d], pressed, levers, order, used, absent, part, morning, spent
                )  # fmt: skip
                passes[c] = holds and _all_join(d, found, alone, stakes, terms, part, spent)
            else:
                x, twin = text[d, column], -1
                for e in range(1, c):
                    if weight[d, e] > 0.0 and text[d, e - everyone if e >= everyone else n + e - 1] == x:
                        twin = e
                        break
                if twin >= 0:
                    passes[c] = passes[twin]
                else:
                    holds = _asks_of_pool(
                        d, x, worth[d, column], pressed, levers, order, used, absent, part, morning, spent
                    )  # fmt: skip
                    passes[c] = holds and _all_join(d, found, alone, stakes, terms, part, spent)
            if passes[c]:
                success[d] += weight[d, c]


@njit(cache=True, nogil=True)
def _all_join(d, found, alone, stakes, terms, part, spent):  # type: ignore[no-untyped-def]
    for h in range(part.shape[1]):
        if not terms.judged[h] or (terms.optional[h] and not part[d, h]):
            continue
        takes_part = terms.mediates[h] and part[d, h]
        if _margin(d, h, found, alone, stakes, terms, takes_part, spent) < -TOLERANCE:
            return False
    return True


def deliver(
    weight: Floats, text: Int32s, worth: Singles, chosen: Ints, struck: Floats, consents: Bools, pressed: Pressed,
    levers: Levers, order: Prices, used: Bools, part: Bools, morning: Morning, stakes: Stakes, terms: Terms,
    found: float, alone: float,
) -> Floats:  # fmt: skip
    """Chance of success in every draw, (D,): consent, a deal found, everybody engaged, and it holds.

    Args:
        weight: (D, C) from `coalition_talks.weigh`.
        text, worth: (D, n + 2^n - 2) texts tabled, and (D, n + 2^n - 2, n) what they give, from `tabling.play`.
        chosen, struck: (D,) frontier point struck under full candour, and (D, n) what it gives.
        consents: (D,).
        part: (D, K) who takes part.

    The others are those of `willing`.
    """
    success = np.empty(len(consents))
    absent = terms.optional[levers.holder]
    _deliver(
        weight, text, worth, chosen, struck, consents, pressed, levers, order, used, absent, part, morning, stakes,
        terms, found, alone, success,
    )  # fmt: skip
    return success
