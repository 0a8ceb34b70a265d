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
from goodoffices.engines.coalition_pressure import CARROT, INFORM, STICK, Levers, Pressed

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Int32s = npt.NDArray[np.int32]
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
    """Shifts, breaches or safeguards: what each is worth where the text meets its condition."""

    start: Ints
    issue: Ints
    option: Ints
    party: Ints
    points: Floats
    """(D, items)."""


class Morning(NamedTuple):
    """The morning after signing."""

    level: Items
    rate: Items
    breach: Items
    safeguard: Items
    lever: Items
    """Conditions of guarantees; no points of their own."""
    months: int


class Deals(NamedTuple):
    """Texts that may be struck, and what they give."""

    pool: npt.NDArray[np.float32]
    """(D, n, X) points."""
    options: Int32s
    """(X, J)."""
    frontier: Floats
    """(F, n) points."""
    frontier_options: Int32s
    """(F, J)."""


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
    draws, n = optimism.shape
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
def _met(items, c, options):  # type: ignore[no-untyped-def]
    for e in range(items.start[c], items.start[c + 1]):
        if options[items.issue[e]] != items.option[e]:
            return False
    return True


@njit(cache=True, nogil=True)
def _sum(items, d, i, options):  # type: ignore[no-untyped-def]
    total = 0.0
    for c in range(len(items.party)):
        if items.party[c] == i and _met(items, c, options):
            total += items.points[d, c]
    return total


@njit(cache=True, nogil=True)
def _spend(d, utility, options, i, pressed, levers, order, used, absent, part, morning, spent):  # type: ignore[no-untyped-def]
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
    rate = _sum(morning.rate, d, i, options)
    temptation = pressed.fighting[d, i] + _sum(morning.level, d, i, options)
    temptation = temptation + (rate * morning.months if rate > 0 else 0.0) + _sum(morning.breach, d, i, options)
    margin = utility + _sum(morning.safeguard, d, i, options) - temptation
    left = max(-margin, 0.0)
    for at in range(order.guarding.shape[2]):
        v = order.guarding[d, i, at]
        if v < 0:
            break
        strength, h = levers.strength[d, v], levers.holder[v]
        if used[v] and strength > 0.0 and not (absent[v] and not part[d, h]) and _met(morning.lever, v, options):
            margin += strength
            if left > 0.0:
                share = min(1.0, left / strength)
                left -= share * strength
                spent[0, h] += share * levers.cost[d, v]
    return margin >= -TOLERANCE


@njit(cache=True, nogil=True)
def _margin(d, h, found, alone, stakes, terms, takes_part, spent):  # type: ignore[no-untyped-def]
    sigma = stakes.sigma[d, h]
    total = found * sigma - alone * sigma + found * terms.offers[d, h]
    if takes_part:
        total += found * stakes.success[d, h] - (1.0 - found) * stakes.failure[d, h] - stakes.effort[d, h]
    return total - (found * spent[0, h] + (1.0 - found) * spent[1, h] + spent[2, h])


@njit(cache=True, nogil=True)
def _willing(  # type: ignore[no-untyped-def]
    chosen, deals, pressed, levers, order, used, absent, part, morning, stakes, terms, found, alone, joins
):
    draws, n = pressed.bare.shape
    spent = np.empty((3, part.shape[1]))
    for d in range(draws):
        f = chosen[d]
        spent[:] = 0.0
        for i in range(n):
            if f >= 0:
                _spend(
                    d, deals.frontier[f, i], deals.frontier_options[f], i, pressed, levers, order, used, absent, part,
                    morning, spent,
                )  # fmt: skip
        for h in range(part.shape[1]):
            if terms.optional[h]:
                joins[d, h] = f >= 0 and _margin(d, h, found, alone, stakes, terms, True, spent) >= -TOLERANCE


def willing(
    chosen: Ints, deals: Deals, pressed: Pressed, levers: Levers, order: Prices, used: Bools, part: Bools,
    morning: Morning, stakes: Stakes, terms: Terms, found: float, alone: float,
) -> Bools:  # fmt: skip
    """Who takes part in each draw, (D, K): of those who may stay out, the ones who would rather not; others as in `part`.

    Args:
        chosen: (D,) frontier point of the deal that all weigh, -1 where there is none.
        deals, pressed, levers, order, morning, stakes, terms: see there.
        used: (V,) levers in hand.
        part: (D, K) all who may take part.
        found, alone: P and P0.
    """
    joins = part.copy()
    absent = terms.optional[levers.holder]
    _willing(
        chosen, deals, pressed, levers, order, used, absent, part, morning, stakes, terms, found, alone, joins
    )  # fmt: skip
    return joins


@njit(cache=True, nogil=True)
def _deliver(  # type: ignore[no-untyped-def]
    weight, text, chosen, consents, deals, pressed, levers, order, used, absent, part, morning, stakes, terms, found,
    alone, success,
):  # fmt: skip
    draws, n = pressed.bare.shape
    everyone = (1 << n) - 1
    third = part.shape[1]
    nothing, spent = np.zeros((3, third)), np.empty((3, third))
    for d in range(draws):
        success[d] = 0.0
        if not consents[d]:
            continue
        # levers only ever cost: whoever would not join for nothing stops every deal of this draw
        if not _all_join(d, found, alone, stakes, terms, part, nothing):
            continue
        for c in range(weight.shape[1]):
            if weight[d, c] <= 0.0:
                continue
            spent[:] = 0.0
            holds = True
            if c == 0:
                for i in range(n):
                    holds &= _spend(
                        d, deals.frontier[chosen[d], i], deals.frontier_options[chosen[d]], i, pressed, levers, order,
                        used, absent, part, morning, spent,
                    )  # fmt: skip
            else:
                x = text[d, c - everyone] if c >= everyone else text[d, n + c - 1]
                for i in range(n):
                    holds &= _spend(
                        d, np.float64(deals.pool[d, i, x]), deals.options[x], i, pressed, levers, order, used, absent,
                        part, morning, spent,
                    )  # fmt: skip
            if holds and _all_join(d, found, alone, stakes, terms, part, spent):
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
    weight: Floats, text: Int32s, chosen: Ints, consents: Bools, deals: Deals, pressed: Pressed, levers: Levers,
    order: Prices, used: Bools, part: Bools, morning: Morning, stakes: Stakes, terms: Terms, found: float, alone: float,
) -> Floats:  # fmt: skip
    """Chance of success in every draw, (D,): consent, a deal found, everybody engaged, and it holds.

    Args:
        weight: (D, C) from `coalition_talks.weigh`.
        text: (D, n + 2^n - 2) from `tabling.play`.
        chosen: (D,) frontier point struck under full candour.
        consents: (D,).
        part: (D, K) who takes part.

    The others are those of `willing`.
    """
    success = np.empty(len(consents))
    absent = terms.optional[levers.holder]
    _deliver(
        weight, text, chosen, consents, deals, pressed, levers, order, used, absent, part, morning, stakes, terms,
        found, alone, success,
    )  # fmt: skip
    return success
