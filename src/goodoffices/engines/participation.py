"""Participation of third parties and consent of belligerents (sections 7 and 8 of the model).

    E_h = P (sigma_h + success_h) - (1 - P) failure_h - effort_h
          - P (its carrots and guarantees) - (1 - P) (its sticks) - (its inform levers)
          + P (offers received - offers made) - P0 sigma_h
    C_i = P E[s_i | deal] - (1 - P) sticks_i - P0 E[s_i | deal without mediator] - mistrust_i

P is the plan's found share, P0 that of direct talks without help, both within the perspective.  Reputation and effort
fall on those who mediate.  A lever is used only as far as the deal needs it, the cheapest per point first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@njit(cache=True, nogil=True)
def _use(need, strength, cost, target, used):  # type: ignore[no-untyped-def]
    draws, levers = strength.shape
    for d in range(draws):
        for i in range(need.shape[1]):
            left = need[d, i]
            for v in range(levers):
                if target[v] == i:
                    used[d, v] = 0.0
            while left > 0.0:
                cheapest, price = -1, 1e300
                for v in range(levers):
                    if target[v] == i and strength[d, v] > 0.0 and used[d, v] == 0.0:
                        per_point = cost[d, v] / strength[d, v]
                        if per_point < price:
                            cheapest, price = v, per_point
                if cheapest < 0:
                    break
                used[d, cheapest] = min(1.0, left / strength[d, cheapest])
                left -= used[d, cheapest] * strength[d, cheapest]


def lever_use(need: Floats, strength: Floats, cost: Floats, target: Ints) -> Floats:
    """Share of each lever that covers the need, cheapest per point first; (D, V) in [0, 1].  O(D V^2).

    Args:
        need: (D, n) points each signer still lacks.
        strength: (D, V) points at full use; 0 where the lever is not in play.
        cost: (D, V) holder's points at full use.
        target: (V,) signer each lever acts on.

    Levers of equal price are used in file order.
    """
    used = np.zeros(strength.shape)
    _use(np.ascontiguousarray(need), np.ascontiguousarray(strength), np.ascontiguousarray(cost), target, used)
    return used


def by_holder(cost: Floats, holder: Ints, third_parties: int) -> Floats:
    """Sum of costs (D, V) over each third party's levers or offers: (D, K)."""
    total = np.zeros((len(cost), third_parties))
    for v, h in enumerate(holder):
        total[:, h] += cost[:, v]
    return total


@dataclass(frozen=True)
class EngagementParts:
    """Engagement margin of every third party, (D, K) each, holder's points; the margin is their sum."""

    settlement: Floats
    reputation: Floats
    effort: Floats
    levers: Floats
    offers_received: Floats
    offers_made: Floats
    without_it: Floats

    @property
    def margin(self) -> Floats:
        """E_h, (D, K)."""
        return (
            self.settlement
            + self.reputation
            + self.effort
            + self.levers
            + self.offers_received
            + self.offers_made
            + self.without_it
        )


def engagement(
    found: float,
    found_alone: float,
    sigma: Floats,
    success: Floats,
    failure: Floats,
    effort: Floats,
    mediates: Floats,
    on_deal: Floats,
    on_failure: Floats,
    always: Floats,
    received: Floats,
    made: Floats,
) -> EngagementParts:
    """Would each third party rather do its part than leave the sides to themselves?

    Args:
        found: P, share of draws in which the plan finds a deal.
        found_alone: P0, the same for direct talks.
        sigma, success, failure, effort: (D, K) stakes, own points.
        mediates: (D, K) 1 where it mediates.
        on_deal, on_failure, always: (D, K) cost of the levers used when a deal is signed (carrots, guarantees), when it is
            refused (sticks), and in any case (inform).
        received, made: (D, K) net value of offers received and cost of offers made, both on signing.
    """
    return EngagementParts(
        settlement=found * sigma,
        reputation=mediates * (found * success - (1.0 - found) * failure),
        effort=-mediates * effort,
        levers=-(found * on_deal + (1.0 - found) * on_failure + always),
        offers_received=found * received,
        offers_made=-found * made,
        without_it=-found_alone * sigma,
    )


def offer_value(value: Floats, credibility: Floats, receiver_audience: Floats, exposure: Floats) -> Floats:
    """Net worth of an offer to its receiver, points: believed value less what being seen to take it costs at home.

    Args:
        exposure: 1 in public; in private the chance of a leak.  All (D, F).
    """
    net: Floats = credibility * value - exposure * receiver_audience
    return net


def offer_cost(cost: Floats, audience: Floats, exposure: Floats) -> Floats:
    """Cost of an offer to its giver, points, audience cost included (Fearon 1994): public offers are dearer."""
    total: Floats = cost + exposure * audience
    return total


def consent(
    found: float, surplus: Floats, found_alone: float, surplus_alone: Floats, sticks: Floats, mistrust: Floats
) -> Floats:
    """Does each belligerent expect more from mediated talks than from direct ones (Greig & Regan 2008)?  (D, n) points.

    Args:
        found, found_alone: P and P0.
        surplus, surplus_alone: (n,) mean gain over fighting on in the deals found with and without the mediator.
        sticks, mistrust: (D, n) points.
    """
    margin: Floats = found * surplus - (1.0 - found) * sticks - found_alone * surplus_alone - mistrust
    return margin
