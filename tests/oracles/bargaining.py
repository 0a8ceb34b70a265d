"""Bargaining over a pie of size 1 in the shadow of war: closed forms that stand beside the engines.

a and b split 1; war gives a the whole with chance p and costs each side (Fearon 1995).  All amounts are shares of the
pie, so 0.15 reads "15 % of what is at stake".  Each function raises ValueError for arguments outside what its formula
means; a bargaining range that is empty is an answer (`Range.exists`), not an error.
"""

from __future__ import annotations

from typing import NamedTuple

from goodoffices.case.problem import InfeasibleError


class Range(NamedTuple):
    """Shares of a that both sides prefer to war."""

    low: float
    """Least share that a takes."""
    high: float
    """Largest share that b leaves to a."""

    @property
    def width(self) -> float:
        """Length of the range; below 0 by as much as the two are apart."""
        return self.high - self.low

    @property
    def exists(self) -> bool:
        """True where some split beats war for both."""
        return self.high >= self.low


def bargaining_range(chance_a: float, chance_b: float, cost_a: float, cost_b: float) -> Range:
    """[p_a - c_a, p_b + c_b] within [0, 1] (Fearon 1995).

    Args:
        chance_a: chance of a's victory, as a believes.
        chance_b: chance of *a's* victory, as b believes; equal to `chance_a` where they agree.
        cost_a: what war costs a, a share of the pie.
        cost_b: what war costs b.
    """
    _shares(chance_a=chance_a, chance_b=chance_b)
    _costs(cost_a=cost_a, cost_b=cost_b)
    return Range(max(0.0, chance_a - cost_a), min(1.0, chance_b + cost_b))


def optimism_gap(chance_a: float, chance_b: float, cost_a: float, cost_b: float) -> float:
    """By how much mutual optimism exceeds the costs of war: max(0, p_a - p_b - c_a - c_b) (Blainey 1973; Wittman 1979).

    Also the least leverage in total - carrots and sticks, on either side - that makes the bargaining range exist, since
    each share of the pie of carrot or stick widens the range by as much.  Arguments as in `bargaining_range`.
    """
    _shares(chance_a=chance_a, chance_b=chance_b)
    _costs(cost_a=cost_a, cost_b=cost_b)
    return max(0.0, chance_a - chance_b - cost_a - cost_b)


def leveraged_range(
    chance_a: float, chance_b: float, cost_a: float, cost_b: float, moved_a: float, moved_b: float
) -> Range:
    """[p_a - c_a - m_a, p_b + c_b + m_b], m_i the carrots (paid on signing) plus sticks (on refusing) that move i.

    An extension of Fearon (1995) by levers, derived here.  Not cut to [0, 1], so that a shortfall shows in full.
    """
    _shares(chance_a=chance_a, chance_b=chance_b)
    _costs(cost_a=cost_a, cost_b=cost_b, moved_a=moved_a, moved_b=moved_b)
    return Range(chance_a - cost_a - moved_a, chance_b + cost_b + moved_b)


def nash_split(disagreement_a: float, disagreement_b: float, weight_a: float = 0.5) -> float:
    """Share of a in the asymmetric Nash solution on a line: d_a + w (1 - d_a - d_b) (Nash 1950; Kalai 1977).

    It maximises (x - d_a)^w (1 - x - d_b)^(1 - w); with war as the disagreement, d_a = p - c_a and d_b = 1 - p - c_b,
    it is p - c_a + w (c_a + c_b).

    Raises:
        ValueError: for a weight outside [0, 1].
        InfeasibleError: where no split gives both their disagreement value.
    """
    _shares(weight_a=weight_a)
    surplus = 1.0 - disagreement_a - disagreement_b
    if surplus < 0.0:
        raise InfeasibleError(f"no split gives both their disagreement value: it falls short by {-surplus:.6g}")
    return disagreement_a + weight_a * surplus


def rubinstein_share(discount_first: float, discount_second: float) -> float:
    """Share of who offers first in endless alternating offers: (1 - d2) / (1 - d1 d2) (Rubinstein 1982)."""
    _shares(discount_first=discount_first, discount_second=discount_second)
    if discount_first * discount_second >= 1.0:
        raise ValueError("at least one of the two must be impatient: both discount factors are 1")
    return (1.0 - discount_second) / (1.0 - discount_first * discount_second)


def _shares(**given: float) -> None:
    for name, value in given.items():
        if not 0.0 <= value <= 1.0:
            raise ValueError(f"{name} must lie in [0, 1], not {value}")


def _costs(**given: float) -> None:
    for name, value in given.items():
        if not value >= 0.0:
            raise ValueError(f"{name} must be 0 or more, not {value}")
