"""What deals ask of third parties and whether they hold, one deal after another (sections 7 and 9 of the model).

    E_h = P (sigma_h + success_h) - (1 - P) failure_h - effort_h
          - P (its carrots and guarantees) - (1 - P) (its sticks) - (its inform levers)
          + P (offers received - offers made) - P0 sigma_h
    H_i(x) = min over tau of  u_i(x) + guarantees_i + safeguards_i(x) - [ W'_i(tau, x) + breach_i(x) ]
    W'_i(tau, x) = fighting value at signing + sum over shifts met of (level + per_month tau)

P is the plan's found share, P0 that of direct talks without help.  Reputation and effort fall on those who mediate.  Levers
are used only as far as the deal needs them, the cheapest per point first, guarantees as far as holding does; which is
cheapest does not depend on the deal, so it is sorted out once.

The commitment problem (Fearon 1995; Powell 2006): what was worth signing need not be worth keeping once the text has moved
strength.  Carrots paid on signing and sticks for refusing are bygones, so they do not count in H: a deal that only pressure
made acceptable must be held up by guarantees (Beardsley 2011 finds the same of heavy-handed mediation).  W' is linear in
tau, so it is largest at one of the two ends of the months looked at.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.links.pressure import Levers, Pressed
from goodoffices.model.arrays import Bools, Floats, Int32s, Ints, Singles
from goodoffices.model.kernels import inner, kernel, merged
from goodoffices.model.levers import HOLDING, OPTIMISM, RESERVATION

PARTS = ("settlement", "reputation", "effort", "levers", "offers_received", "offers_made", "without_it")
"""What a margin of engagement is made up of, in the order in which it is summed."""


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
    """(D, items) points, sorted by signer; of rates points per month."""


class Morning(NamedTuple):
    """The morning after signing."""

    level: Items
    rate: Items
    breach: Items
    safeguard: Items
    months: int


class Stock(NamedTuple):
    """Texts that may be struck, by what their provisions meet; items sorted by signer as in `Morning`."""

    shifts: Bools
    """(X, shifts)."""
    breaches: Bools
    safeguards: Bools
    guarded: Bools
    """(X, V) whether a text meets a lever's condition."""


class Terms(NamedTuple):
    """On what terms third parties work; (K,) each."""

    judged: Bools
    """Third parties whose engagement counts."""
    mediates: Bools
    optional: Bools
    """Members who may stay out."""
    received: Floats
    """(D, K) net worth of offers received, points on signing."""
    made: Floats
    """(D, K) cost of offers made."""


class Deals(NamedTuple):
    """Deals to look at, each in a draw."""

    draw: Ints
    """(R,)."""
    text: Ints
    """(R,) row of the stock; -1 is its last."""
    gives: Floats
    """(R, n) points."""


class Asked(NamedTuple):
    """What deals ask."""

    holds: Bools
    """(R,) whether nobody would go back on it."""
    margins: Floats
    """(R, K) of engagement, of those judged."""
    used: Floats
    """(R or 0, V) share of each lever that the deal needs, as are the next three where all was wanted."""
    parts: Floats
    """(R or 0, K, 7) what the margins are made up of, see `PARTS`."""
    holding: Floats
    """(R or 0, n) margins, guarantees included."""
    late: Bools
    """(R or 0, n) whether the temptation is largest in the last month."""


def prices(levers: Levers, optimism: Floats) -> Prices:
    """Sort levers by price in every draw.  O(D V log V).

    Args:
        levers: all of them.
        optimism: (D, n) points.
    """
    n = optimism.shape[1]
    informs = levers.moves == OPTIMISM
    moves = informs | (levers.moves == RESERVATION)
    hope = np.maximum(optimism, 0.0)[:, levers.target]
    relief = np.where(moves, np.where(informs, levers.strength * hope, levers.strength), 0.0)
    pressing = _by_price(relief, levers, moves, n)
    return Prices(relief, pressing, _by_price(levers.strength, levers, levers.moves == HOLDING, n))


def _by_price(points: Floats, levers: Levers, wanted: Bools, n: int) -> Int32s:
    most = max((int((wanted & (levers.target == i)).sum()) for i in range(n)), default=0)
    order = np.full((len(points), n, most), -1, dtype=np.int32)
    for i in range(n):
        own = np.flatnonzero(wanted & (levers.target == i))
        per_point = np.full((len(points), len(own)), np.inf)
        np.divide(levers.cost[:, own], points[:, own], out=per_point, where=points[:, own] > 0.0)
        order[:, i, : len(own)] = own[np.argsort(per_point, axis=1, kind="stable")]
    return order


def offer_value(value: Floats, credibility: Floats, receiver_audience: Floats, exposure: Floats) -> Floats:
    """Net worth of an offer to its receiver, points: believed value less what being seen to take it costs at home.

    Args:
        value, credibility, receiver_audience: (D,) each.
        exposure: 1 in public; in private the chance of a leak.
    """
    net: Floats = credibility * value - exposure * receiver_audience
    return net


def offer_cost(cost: Floats, audience: Floats, exposure: Floats) -> Floats:
    """Cost of an offer to its giver, points, audience cost included (Fearon 1994): public offers are dearer."""
    total: Floats = cost + exposure * audience
    return total


# Kernels take flat arrays and index them by position: to hand records of arrays from one function to the next for every deal,
# or to cut a slice, costs more than the work on it; and as parameters of a kernel records take twice as long to compile.


@inner
def _engage(  # type: ignore[no-untyped-def]
    r, d, h, on_deal, on_refusal, always, sigma, success, failure, effort, mediates, received, made, part, found, alone,
    margins, parts,
):  # fmt: skip
    """Margin of engagement of one third party, and what it is made up of where that is wanted."""
    settlement, without = found * sigma[d, h], -alone * sigma[d, h]
    reputation, costs = 0.0, 0.0
    if mediates[h] and part[d, h]:
        reputation, costs = found * success[d, h] - (1.0 - found) * failure[d, h], -effort[d, h]
    paid = -(found * on_deal + (1.0 - found) * on_refusal + always)
    gets, gives = found * received[d, h], -found * made[d, h]
    margins[r, h] = settlement + reputation + costs + paid + gets + gives + without
    if parts.shape[0]:
        parts[r, h, 0], parts[r, h, 1], parts[r, h, 2], parts[r, h, 3] = settlement, reputation, costs, paid
        parts[r, h, 4], parts[r, h, 5], parts[r, h, 6] = gets, gives, without


@merged
def _tempted(  # type: ignore[no-untyped-def]
    d, x, i, fighting, level_start, level, rate_start, rate, breach_start, breach, safe_start, safe, months, shifts, breaches,
    safeguards,
):  # fmt: skip
    """What going back on a text gives a signer when it tempts most, what it gains a month, and what safeguards it has."""
    monthly, at_once, tempting, guards = 0.0, 0.0, 0.0, 0.0
    for c in range(rate_start[i], rate_start[i + 1]):
        if shifts[x, c]:
            monthly += rate[d, c]
    for c in range(level_start[i], level_start[i + 1]):
        if shifts[x, c]:
            at_once += level[d, c]
    for c in range(breach_start[i], breach_start[i + 1]):
        if breaches[x, c]:
            tempting += breach[d, c]
    for c in range(safe_start[i], safe_start[i + 1]):
        if safeguards[x, c]:
            guards += safe[d, c]
    temptation = fighting[d, i] + at_once
    temptation = temptation + (monthly * months if monthly > 0 else 0.0)
    temptation = temptation + tempting
    return temptation, monthly, guards


@kernel
def _ask(  # type: ignore[no-untyped-def]
    draw, text, gives, everything, bare, fighting, relief, pressing, guarding, paid, holder, strength, cost, used, absent,
    part, level_start, level, rate_start, rate, breach_start, breach, safe_start, safe, months, shifts, breaches, safeguards,
    guarded, sigma, success, failure, effort, judged, mediates, optional, received, made, found, alone, holds, margins, use,
    parts, holding, late, spent,
):  # fmt: skip
    """`spent` (3, K) is room to work in: on a deal, on refusal, always."""
    third = part.shape[1]
    for r in range(len(draw)):
        d, x, good = draw[r], text[r], True
        for h in range(third):
            spent[0, h] = spent[1, h] = spent[2, h] = 0.0
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
                    spent[paid[v], h] += share * cost[d, v]
                    if everything:
                        use[r, v] = share
            temptation, monthly, guards = _tempted(
                d, x, i, fighting, level_start, level, rate_start, rate, breach_start, breach, safe_start, safe, months,
                shifts, breaches, safeguards,
            )  # fmt: skip
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
                        spent[paid[v], h] += share * cost[d, v]
                        if everything:
                            use[r, v] = share
            good &= margin >= -TOLERANCE
            if everything:
                holding[r, i], late[r, i] = margin, monthly > 0
        holds[r] = good
        for h in range(third):
            if judged[h]:
                _engage(
                    r, d, h, spent[0, h], spent[1, h], spent[2, h], sigma, success, failure, effort, mediates, received,
                    made, part, found, alone, margins, parts,
                )  # fmt: skip


def ask(
    deals: Deals, stock: Stock, pressed: Pressed, levers: Levers, order: Prices, used: Bools, part: Bools,
    morning: Morning, stakes: Stakes, terms: Terms, found: float, alone: float, *, everything: bool = True,
) -> Asked:  # fmt: skip
    """What deals ask of third parties, and whether they hold.  O(R (V + items + K)).

    Args:
        deals: R deals, each a row of the stock in a draw.
        stock: the texts they are of.
        pressed: levers summed up, by draw.
        levers, order, morning, stakes, terms: see there.
        used: (V,) levers in hand.
        part: (D, K) who takes part.
        found, alone: P and P0.
        everything: also what margins are made up of, how far levers are used, and the margins of holding.
    """
    count, n = deals.gives.shape
    whole = count if everything else 0
    third = part.shape[1]
    out = Asked(
        np.empty(count, dtype=np.bool_), np.zeros((count, third)), np.zeros((whole, len(used))),
        np.zeros((whole, third, len(PARTS))), np.empty((whole, n)), np.empty((whole, n), dtype=np.bool_),
    )  # fmt: skip
    items = [array for item in morning[:4] for array in item]
    rows = (*deals, everything, pressed.bare, pressed.fighting, *order)
    acts = (levers.paid, levers.holder, levers.strength, levers.cost, used, terms.optional[levers.holder], part)
    worth = (*stakes, *terms, found, alone)
    arguments: tuple[Any, ...] = (*rows, *acts, *items, morning.months, *stock, *worth, *out, np.empty((3, third)))
    _ask(*arguments)
    return out


@kernel
def _for_nothing(  # type: ignore[no-untyped-def]
    sigma,
    success,
    failure,
    effort,
    judged,
    mediates,
    optional,
    received,
    made,
    part,
    found,
    alone,
    margins,
    joined,
    parts,
):
    for d in range(part.shape[0]):
        if not joined[d]:
            continue
        for h in range(part.shape[1]):
            if judged[h]:
                _engage(
                    d, d, h, 0.0, 0.0, 0.0, sigma, success, failure, effort, mediates, received, made, part, found, alone,
                    margins, parts,
                )  # fmt: skip
                joined[d] &= margins[d, h] >= -TOLERANCE or (optional[h] and not part[d, h])


def if_free(
    stakes: Stakes, terms: Terms, part: Bools, found: float, alone: float, where: Bools | None = None
) -> tuple[Floats, Bools]:
    """Margins of engagement if no lever had to be used (D, K), and whether all who are needed would join then (D,).

    Levers only ever cost: whoever would not join for nothing would not join.  Draws outside `where` are not looked at: margins
    are 0 there, and nobody joins.
    """
    margins = np.zeros(part.shape)
    joined = np.ones(len(part), dtype=np.bool_) if where is None else where.copy()
    _for_nothing(*stakes, *terms, part, found, alone, margins, joined, np.zeros((0, 0, 0)))
    return margins, joined


@kernel
def _deals(weight, text, worth, wanted, draw, column, gives, place):  # type: ignore[no-untyped-def]
    """Deals to look at: rows for the texts of the pool; `place` (D, C) says which row is whose."""
    rows, n = 0, gives.shape[1]
    for d in range(weight.shape[0]):
        for c in range(weight.shape[1]):
            place[d, c] = -1
            if not wanted[d] or c == 0 or weight[d, c] <= 0.0:
                continue
            for e in range(1, c):
                if place[d, e] >= 0 and text[d, e - 1] == text[d, c - 1]:
                    place[d, c] = place[d, e]
                    break
            if place[d, c] < 0:
                place[d, c], draw[rows], column[rows] = rows, d, text[d, c - 1]
                for i in range(n):
                    gives[rows, i] = worth[d, c - 1, i]
                rows += 1
    return rows


def pooled(weight: Floats, text: Int32s, worth: Singles, wanted: Bools) -> tuple[Deals, Int32s]:
    """The deals in texts of the pool that may be struck in the draws wanted, each text once in a draw.

    Args:
        weight: (D, C) chance of every way to strike a deal; the first is not of the pool.
        text, worth: (D, C - 1) texts tabled, and (D, C - 1, n) what they give.
        wanted: (D,).

    Returns:
        The deals, and (D, C) the row of each way of striking one, -1 where it is none of them.
    """
    draws, ways = weight.shape
    most = draws * (ways - 1)
    draw, column = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64)
    gives, place = np.empty((most, worth.shape[2])), np.empty(weight.shape, dtype=np.int32)
    rows = _deals(weight, text, worth, wanted, draw, column, gives, place)
    return Deals(draw[:rows], column[:rows], gives[:rows]), place


def sum_up(weight: Floats, wanted: Bools, place: Int32s, of_pool: Bools, of_best: Bools) -> Floats:
    """Chance in every draw that a deal is struck that passes, (D,).

    Args:
        weight: (D, C).
        wanted: (D,); 0 elsewhere.
        place: (D, C) from `pooled`.
        of_pool: (R,) whether each of those deals passes.
        of_best: (D,) whether the deal of the first way does.
    """
    passes = np.append(of_pool, False)  # the last is where no row is
    total: Floats = np.where(of_best, weight[:, 0], 0.0)
    for c in range(1, weight.shape[1]):
        total += np.where(passes[place[:, c]], weight[:, c], 0.0)
    total[~wanted] = 0.0
    return total
