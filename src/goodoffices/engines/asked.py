"""What many deals ask of third parties and whether they would hold, one deal after another in one pass.

The numbers are those of `participation.engagement` and `holding.holding_margin`, bit for bit, without what these write down
on the way for reports.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from goodoffices.model.arrays import Floats, Ints
from goodoffices.model.levers import GUARANTEE, INFORM, STICK


class When(NamedTuple):
    """Conditions on texts: condition c wants option[e] of issue[e] for e from start[c] to start[c + 1]."""

    start: Ints
    issue: Ints
    option: Ints


class Levers(NamedTuple):
    """Levers, all V of the case; those of the plan by index."""

    used: Ints
    """(L,) those that the plan counts on."""
    kind: Ints
    target: Ints
    holder: Ints
    cost: Floats
    """(D, V) holder's points at full use, as are the next two in the target's."""
    relief: Floats
    strength: Floats
    active: Floats
    """(D, V) 1 where a lever is in play."""
    when: When


class Parties(NamedTuple):
    """Third parties, all K of the case; those judged by index."""

    judged: Ints
    """(P,)."""
    sigma: Floats
    """(D, K), as are the next four."""
    success: Floats
    failure: Floats
    effort: Floats
    mediates: Floats


class Offers(NamedTuple):
    """Offers, all F of the case; those of the plan by index."""

    made: Ints
    giver: Ints
    receiver: Ints
    value: Floats
    """(D, F)."""
    cost: Floats


class Items(NamedTuple):
    """What texts do after signing, of one kind: shifts at once, shifts by month, breaches or safeguards."""

    party: Ints
    points: Floats
    """(D, items)."""
    when: When


class Morning(NamedTuple):
    """The mornings after signing."""

    level: Items
    rate: Items
    breach: Items
    safeguard: Items
    bare: Floats
    """(D, n) reservation with spoils alone."""
    fighting: Floats
    """(D, n) value of fighting on after signing, as believed."""
    months: int


@njit(cache=True, nogil=True)
def _cover(left, i, target, strength, cost, used):  # type: ignore[no-untyped-def]
    """Use levers on signer i, cheapest per point first, until what is left is covered; as `participation.lever_use`."""
    while left > 0.0:
        cheapest, price = -1, 1e300
        for v in range(target.shape[0]):
            if target[v] == i and strength[v] > 0.0 and used[v] == 0.0:
                per_point = cost[v] / strength[v]
                if per_point < price:
                    cheapest, price = v, per_point
        if cheapest < 0:
            break
        used[cheapest] = min(1.0, left / strength[cheapest])
        left -= used[cheapest] * strength[cheapest]


@njit(cache=True, nogil=True)
def _meets(text, start, issue, option, met):  # type: ignore[no-untyped-def]
    for c in range(met.shape[0]):
        met[c] = True
        for e in range(start[c], start[c + 1]):
            met[c] &= text[issue[e]] == option[e]


@njit(cache=True, nogil=True)
def _add_up(points, party, met, total):  # type: ignore[no-untyped-def]
    total[:] = 0.0
    for c in range(met.shape[0]):
        if met[c]:
            total[party[c]] += points[c]


@njit(cache=True, nogil=True)
def _mornings(  # type: ignore[no-untyped-def]
    draw, options, utility, fighting, months,
    level, rate, shift_party, shift_start, shift_issue, shift_option,
    gain, breach_party, breach_start, breach_issue, breach_option,
    points, safe_party, safe_start, safe_issue, safe_option, margin,
):  # fmt: skip
    """Margin of holding before guarantees, (R, n)."""
    n = utility.shape[1]
    shifted, breached = np.empty(len(shift_party), dtype=np.bool_), np.empty(len(breach_party), dtype=np.bool_)
    safe = np.empty(len(safe_party), dtype=np.bool_)
    at_once, monthly, tempting, guarded = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    for r in range(len(draw)):
        d = draw[r]
        _meets(options[r], shift_start, shift_issue, shift_option, shifted)
        _meets(options[r], breach_start, breach_issue, breach_option, breached)
        _meets(options[r], safe_start, safe_issue, safe_option, safe)
        _add_up(level[d], shift_party, shifted, at_once)
        _add_up(rate[d], shift_party, shifted, monthly)
        _add_up(gain[d], breach_party, breached, tempting)
        _add_up(points[d], safe_party, safe, guarded)
        for i in range(n):
            late = monthly[i] * months if monthly[i] > 0 else 0.0
            tempts = fighting[d, i] + at_once[i] + late + tempting[i]
            margin[r, i] = utility[r, i] + guarded[i] - tempts


@njit(cache=True, nogil=True)
def _spend(  # type: ignore[no-untyped-def]
    draw, options, utility, bare, levers, kind, target, cost, relief, strength, active, start, issue, option, holding,
    spent,
):  # fmt: skip
    """What levers cost in every deal, (R, L); guarantees are added to the margins of holding (R, n), in place."""
    count, n = len(levers), utility.shape[1]
    used, guarding, guards = np.empty(count), np.empty(count), np.empty(count)
    own, price, aim = np.empty(count), np.empty(count), target[levers]
    support, need = np.empty(n), np.empty(n)
    for r in range(len(draw)):
        d = draw[r]
        support[:] = 0.0
        short = False
        for at in range(count):
            v = levers[at]
            used[at], guarding[at], guards[at] = 0.0, 0.0, 0.0
            if kind[v] == GUARANTEE:
                met = True
                for e in range(start[v], start[v + 1]):
                    met &= options[r, issue[e]] == option[e]
                if met:
                    guards[at] = strength[d, v] * active[d, v]
                    support[aim[at]] += guards[at]
        for i in range(n):
            need[i] = max(bare[d, i] - utility[r, i], 0.0)
            short |= need[i] > 0.0 or (holding[r, i] < 0.0 and support[i] > 0.0)
        if short:
            for at in range(count):
                own[at], price[at] = relief[d, levers[at]], cost[d, levers[at]]
            for i in range(n):
                _cover(need[i], i, aim, own, price, used)
                _cover(max(-holding[r, i], 0.0), i, aim, guards, price, guarding)
        for at in range(count):
            spent[r, at] = (used[at] + guarding[at]) * price[at] if short else 0.0
        for i in range(n):
            holding[r, i] += support[i]


@njit(cache=True, nogil=True)
def _engage(  # type: ignore[no-untyped-def]
    draw, judged, sigma, success, failure, effort, mediates, levers, kind, holder, spent, made, giver, receiver, value,
    cost, found, alone, engagement,
):  # fmt: skip
    paid = np.zeros((3, sigma.shape[1]))  # on a deal, on refusal, always
    for r in range(len(draw)):
        d = draw[r]
        for at in range(len(levers)):
            if spent[r, at] > 0.0:
                v = levers[at]
                paid[1 if kind[v] == STICK else (2 if kind[v] == INFORM else 0), holder[v]] += spent[r, at]
        for p in range(len(judged)):
            h = judged[p]
            on_deal, on_failure, always = paid[0, h], paid[1, h], paid[2, h]
            gets, gives = 0.0, 0.0
            for f in made:
                if receiver[f] == h:
                    gets += value[d, f]
                if giver[f] == h:
                    gives += cost[d, f]
            part = mediates[d, h]
            engagement[r, p] = (
                found * sigma[d, h]
                + part * (found * success[d, h] - (1.0 - found) * failure[d, h])
                + -part * effort[d, h]
                + -(found * on_deal + (1.0 - found) * on_failure + always)
                + found * gets
                + -found * gives
                + -alone * sigma[d, h]
            )
        for at in range(len(levers)):
            paid[:, holder[levers[at]]] = 0.0


def ask(
    draw: Ints,
    options: npt.NDArray[np.int32],
    utility: Floats,
    levers: Levers,
    parties: Parties,
    offers: Offers,
    morning: Morning,
    found: float,
    alone: float,
) -> tuple[Floats, Floats]:
    """Margins of engagement (R, P) and of holding (R, n) of R deals, points.

    Args:
        draw: (R,) draw of each deal; a draw may come several times, or not at all.
        options: (R, J) the text.
        utility: (R, n) what it gives each signer.
        levers, parties, offers, morning: over all D draws; see there.
        found, alone: P and P0.

    O(R (L^2 + items + P L)) time, O(R L) memory beyond the answer.
    """
    deals = np.ascontiguousarray(draw), np.ascontiguousarray(options), np.ascontiguousarray(utility)
    holding, spent = np.empty(utility.shape), np.empty((len(draw), len(levers.used)))
    engagement = np.empty((len(draw), len(parties.judged)))
    level, rate, breach, safeguard = morning.level, morning.rate, morning.breach, morning.safeguard
    _mornings(
        *deals, morning.fighting, morning.months,
        level.points, rate.points, level.party, *level.when,
        breach.points, breach.party, *breach.when,
        safeguard.points, safeguard.party, *safeguard.when, holding,
    )  # fmt: skip
    _spend(
        *deals, morning.bare, levers.used, levers.kind, levers.target, levers.cost, levers.relief, levers.strength,
        levers.active, *levers.when, holding, spent,
    )  # fmt: skip
    _engage(
        deals[0], *parties, levers.used, levers.kind, levers.holder, spent, offers.made, offers.giver, offers.receiver,
        offers.value, offers.cost, float(found), float(alone), engagement,
    )  # fmt: skip
    return engagement, holding
