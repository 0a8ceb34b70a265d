"""Private information: how much to demand of a rival whose costs of war one does not know (Fearon 1995; Powell 1999).

a makes one demand x of a pie of size 1; b accepts it if 1 - x >= 1 - p - c_b, that is c_b >= x - p, else there is
war.  A higher demand wins more if accepted and is refused more often (the risk-return trade-off).  `finding.py` plays
the same game on the packages of a case, with the draws as the types of b.
"""

from __future__ import annotations

from typing import NamedTuple


class Demand(NamedTuple):
    """The best demand of the uninformed side and what it risks."""

    share: float
    """What a demands for itself, p + t*."""
    margin: float
    """t*: how far beyond its chance of victory."""
    war: float
    """Chance that b refuses."""


def uniform_costs(chance: float, cost: float, low: float, high: float) -> Demand:
    """Best demand where b's cost of war is uniform on [low, high] (Fearon 1995; Powell 1999, ch. 3).

    t* = max(low, (high - cost) / 2), at most 1 - chance, since nobody can demand more than the pie; the chance of war
    is (t* - low) / (high - low).

    Args:
        chance: a's chance of victory p.
        cost: a's own cost of war.
        low: b's lowest cost, 0 or more.
        high: b's highest cost.
    """
    if not (0.0 <= chance <= 1.0 and cost >= 0.0 and 0.0 <= low <= high):
        raise ValueError("want a chance in [0, 1], costs of 0 or more and low <= high")
    margin = min(max(low, (high - cost) / 2.0), 1.0 - chance)
    war = (margin - low) / (high - low) if margin > low else 0.0
    return Demand(chance + margin, margin, war)


def two_types_threshold(cost: float, tough: float, weak: float) -> float:
    """Chance of a tough b below which a takes the risk: h* = (c_weak - c_tough) / (c_weak + cost) (Fearon 1995).

    Below h* a demands p + c_weak and there is war with the tough; from h* on it demands p + c_tough, which both accept.

    Args:
        cost: a's own cost of war.
        tough: cost of war of the tough type.
        weak: cost of war of the weak type, above `tough`.
    """
    if not (cost >= 0.0 and 0.0 <= tough < weak):
        raise ValueError("want costs of 0 or more and a tough type with lower costs than the weak")
    return (weak - tough) / (weak + cost)


def two_types(chance: float, cost: float, tough: float, weak: float, tough_share: float) -> Demand:
    """Best demand against a tough type with chance `tough_share`, else a weak one; see `two_types_threshold`."""
    if not (0.0 <= tough_share <= 1.0 and 0.0 <= chance <= 1.0 - weak):
        raise ValueError("want a share in [0, 1] and a chance in [0, 1 - weak]")
    if tough_share < two_types_threshold(cost, tough, weak):
        return Demand(chance + weak, weak, tough_share)
    return Demand(chance + tough, tough, 0.0)
