"""Whether a coalition delivers what its deals ask of it and whether they hold, for one coalition after another.

The margins are those of `participation.engagement` and `holding.holding_margin`.  Levers are used only as far as the deal
needs them, the cheapest per point first; which is cheapest does not depend on the coalition, so it is sorted out once.
"""

from __future__ import annotations

from typing import Any, NamedTuple

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


# Kernels take flat arrays and index them by position: to hand records of arrays from one function to the next for every deal,
# or to cut a slice, costs more than the work on it.


@njit(cache=True, nogil=True)
def _ask(  # type: ignore[no-untyped-def]
    draw, text, gives, always, bare, fighting, relief, pressing, guarding, kind, holder, strength, cost, used, absent, part,
    level_start, level, level_met, rate_start, rate, rate_met, breach_start, breach, breach_met,
    safe_start, safe, safe_met, guarded, months, sigma, success, failure, effort, judged, mediates, offers, found, alone,
    holds, margins,
):  # fmt: skip
    """Whether each deal r, a text in a draw, holds, and margins of engagement (of those that do not hold only if `always`)."""
    third = part.shape[1]
    spent = np.zeros((3, third))  # on a deal, on refusal, always
    for r in range(len(draw)):
        d, x, good = draw[r], text[r], True
        spent[:] = 0.0
        for i in range(gives.shape[1]):
            utility = gives[r, i]
            left = max(bare[d, i] - utility, 0.0)
            for at in range(pressing.shape[2]):
                v = pressing[d, i, at]
                if v < 0 or left <= 0.0:
                    break
                power, h = relief[d, v], holder[v]
                if used[v] and power > 0.0 and not (absent[v] and not part[d, h]):
                    share = min(1.0, left / power)
                    left -= share * power
                    row = 0 if kind[v] == CARROT else (1 if kind[v] == STICK else 2)
                    spent[row, h] += share * cost[d, v]
            monthly, at_once, tempting, guards = 0.0, 0.0, 0.0, 0.0
            for c in range(rate_start[i], rate_start[i + 1]):
                if rate_met[x, c]:
                    monthly += rate[d, c]
            for c in range(level_start[i], level_start[i + 1]):
                if level_met[x, c]:
                    at_once += level[d, c]
            for c in range(breach_start[i], breach_start[i + 1]):
                if breach_met[x, c]:
                    tempting += breach[d, c]
            for c in range(safe_start[i], safe_start[i + 1]):
                if safe_met[x, c]:
                    guards += safe[d, c]
            temptation = fighting[d, i] + at_once
            temptation = temptation + (monthly * months if monthly > 0 else 0.0)
            temptation = temptation + tempting
            margin = utility + guards - temptation
            left = max(-margin, 0.0)
            for at in range(guarding.shape[2]):
                v = guarding[d, i, at]
                if v < 0:
                    break
                power, h = strength[d, v], holder[v]
                if used[v] and power > 0.0 and not (absent[v] and not part[d, h]) and guarded[x, v]:
                    margin += power
                    if left > 0.0:
                        share = min(1.0, left / power)
                        left -= share * power
                        spent[0, h] += share * cost[d, v]
            good &= margin >= -TOLERANCE
        holds[r] = good
        if good or always:
            for h in range(third):
                if judged[h]:
                    total = found * sigma[d, h] - alone * sigma[d, h] + found * offers[d, h]
                    if mediates[h] and part[d, h]:
                        total += found * success[d, h] - (1.0 - found) * failure[d, h] - effort[d, h]
                    paid = found * spent[0, h] + (1.0 - found) * spent[1, h] + spent[2, h]
                    margins[r, h] = total - paid


def _asked(
    draw: Ints, text: Ints, gives: Floats, on_frontier: bool, always: bool, pressed: Pressed, levers: Levers,
    order: Prices, used: Bools, part: Bools, morning: Morning, stakes: Stakes, terms: Terms, found: float, alone: float,
) -> tuple[Bools, Floats]:  # fmt: skip
    """Whether deals hold (R,), and margins of engagement (R, K)."""
    holds, margins = np.empty(len(draw), dtype=np.bool_), np.zeros((len(draw), part.shape[1]))
    items = [
        array
        for item in (morning.level, morning.rate, morning.breach, morning.safeguard)
        for array in (item.start, item.points, item.frontier if on_frontier else item.pool)
    ]
    guarded = morning.guarded_frontier if on_frontier else morning.guarded_pool
    rows = (draw, text, gives, always, pressed.bare, pressed.fighting, *order)
    acts = (levers.kind, levers.holder, levers.strength, levers.cost, used, terms.optional[levers.holder], part)
    wants = (*stakes, terms.judged, terms.mediates, terms.offers, found, alone)
    arguments: tuple[Any, ...] = (*rows, *acts, *items, guarded, morning.months, *wants, holds, margins)
    _ask(*arguments)
    return holds, margins


@njit(cache=True, nogil=True)
def _for_nothing(  # type: ignore[no-untyped-def]
    sigma, success, failure, effort, judged, mediates, optional, offers, part, found, alone, margins, joined
):
    """Margins of engagement if no lever had to be used, and whether all who are needed would join then."""
    for d in range(part.shape[0]):
        joined[d] = True
        for h in range(part.shape[1]):
            if judged[h]:
                total = found * sigma[d, h] - alone * sigma[d, h] + found * offers[d, h]
                if mediates[h] and part[d, h]:
                    total += found * success[d, h] - (1.0 - found) * failure[d, h] - effort[d, h]
                margins[d, h] = total
                joined[d] &= total >= -TOLERANCE or (optional[h] and not part[d, h])


def _if_free(stakes: Stakes, terms: Terms, part: Bools, found: float, alone: float) -> tuple[Floats, Bools]:
    margins, joined = np.zeros(part.shape), np.empty(len(part), dtype=np.bool_)
    _for_nothing(*stakes, *terms, part, found, alone, margins, joined)
    return margins, joined


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
    # levers only ever cost: whoever would stay out for nothing stays out
    free, _ = _if_free(stakes, terms, part, found, alone)
    joins = np.where(terms.optional, (free >= -TOLERANCE) & (chosen >= 0)[:, None], part)
    draw = np.flatnonzero((joins & terms.optional).any(axis=1))
    _, margins = _asked(
        draw, chosen[draw], struck[draw], True, True, pressed, levers, order, used, part, morning, stakes, terms, found,
        alone,
    )  # fmt: skip
    joins[draw] &= (margins >= -TOLERANCE) | ~terms.optional
    return joins


@njit(cache=True, nogil=True)
def _deals(weight, text, worth, wanted, n, draw, column, gives, place):  # type: ignore[no-untyped-def]
    """Deals to look at: rows for the texts of the pool, draws for the frontier's; `place` (D, C) says which row is whose."""
    everyone = (1 << n) - 1
    rows = 0
    for d in range(weight.shape[0]):
        for c in range(weight.shape[1]):
            place[d, c] = -1
            if not wanted[d] or c == 0 or weight[d, c] <= 0.0:
                continue
            at = c - everyone if c >= everyone else n + c - 1
            for e in range(1, c):
                if place[d, e] >= 0 and text[d, e - everyone if e >= everyone else n + e - 1] == text[d, at]:
                    place[d, c] = place[d, e]
                    break
            if place[d, c] < 0:
                place[d, c], draw[rows], column[rows] = rows, d, text[d, at]
                for i in range(n):
                    gives[rows, i] = worth[d, at, i]
                rows += 1
    return rows


@njit(cache=True, nogil=True)
def _sum_up(weight, wanted, place, of_pool, of_frontier, success):  # type: ignore[no-untyped-def]
    for d in range(weight.shape[0]):
        success[d] = 0.0
        if wanted[d]:
            if weight[d, 0] > 0.0 and of_frontier[d]:
                success[d] += weight[d, 0]
            for c in range(1, weight.shape[1]):
                if place[d, c] >= 0 and of_pool[place[d, c]]:
                    success[d] += weight[d, c]


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
    draws, n = pressed.bare.shape
    # levers only ever cost: whoever would not join for nothing stops every deal of this draw
    wanted = consents & _if_free(stakes, terms, part, found, alone)[1]
    most = draws * (weight.shape[1] - 1)
    draw, column, gives = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64), np.empty((most, n))
    place = np.empty(weight.shape, dtype=np.int32)
    rows = _deals(weight, text, worth, wanted, n, draw, column, gives, place)

    def passes(draw: Ints, text: Ints, gives: Floats, on_frontier: bool) -> Bools:
        holds, margins = _asked(
            draw,
            text,
            gives,
            on_frontier,
            False,
            pressed,
            levers,
            order,
            used,
            part,
            morning,
            stakes,
            terms,
            found,
            alone,
        )
        staying_out = terms.optional & ~part[draw]
        yes: Bools = holds & ((margins >= -TOLERANCE) | ~terms.judged | staying_out).all(axis=1)
        return yes

    full = np.flatnonzero(wanted & (weight[:, 0] > 0.0))
    of_frontier = np.zeros(draws, dtype=np.bool_)
    of_frontier[full] = passes(full, chosen[full], struck[full], True)
    success = np.empty(draws)
    _sum_up(weight, wanted, place, passes(draw[:rows], column[:rows], gives[:rows], False), of_frontier, success)
    return success
