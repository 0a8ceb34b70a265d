"""Gambler's ruin: the war of attrition without freeze, discount or growing cost, in closed form (Smith & Stam 2003).

Each battle moves the front one step up with chance p, else one step down, between 0 and N.  `war.py` walks the same
front with months without a battle, growing costs, discounting and a freeze.
"""

from __future__ import annotations

import math
from typing import NamedTuple

EVEN = 1e-8
"""|p - 1/2| below which the duration is that of even battles: the closed form for p != 1/2 loses its digits there."""


class Ruin(NamedTuple):
    """How the war ends and how long it takes."""

    victory: float
    """Chance that position N is reached before 0."""
    duration: float
    """Mean number of battles until either is."""


def gamblers_ruin(chance: float, start: int, positions: int) -> Ruin:
    """Chance of victory W and mean duration from `start` (Feller 1968, ch. XIV; Smith & Stam 2003).

    With r = (1 - p) / p: W = (1 - r^n) / (1 - r^N), duration (n - N W) / (1 - 2p); for p = 1/2, n / N and n (N - n).

    Args:
        chance: p, chance to win a battle, in [0, 1].
        start: n, position now.
        positions: N.
    """
    if not 0.0 <= chance <= 1.0 or not 0 <= start <= positions or positions < 1:
        raise ValueError("want a chance in [0, 1] and a start between 0 and positions")
    if chance > 0.5:  # the other side's view, in which no power below can overflow
        mirror = gamblers_ruin(1.0 - chance, positions - start, positions)
        return Ruin(1.0 - mirror.victory, mirror.duration)
    if chance == 0.0:
        return Ruin(float(start == positions), float(start % positions))
    odds = math.log(chance) - math.log1p(-chance)  # -log r
    if odds < 0.0:
        victory = math.exp((positions - start) * odds) * math.expm1(start * odds) / math.expm1(positions * odds)
    else:
        victory = start / positions
    fall = 1.0 - 2.0 * chance
    even = fall < 2.0 * EVEN
    return Ruin(victory, float(start * (positions - start)) if even else (start - positions * victory) / fall)


class CostlyRuin(NamedTuple):
    """What a war decided by attrition is worth to each side (Smith & Stam 2003)."""

    value_a: float
    value_b: float


def war_values(chance: float, start: int, positions: int, prize: float, cost_a: float, cost_b: float) -> CostlyRuin:
    """V W - k_a D and V (1 - W) - k_b D: the prize times the chance to win it, less the cost of every battle.

    With one belief for both the bargaining range is (k_a + k_b) D wide.

    Args:
        chance: p, chance that a wins a battle.
        start: n, position now.
        positions: N.
        prize: V, value of victory, the same for both; defeat is worth 0.
        cost_a: k_a, cost of a battle to a.
        cost_b: k_b, cost of a battle to b.
    """
    victory, duration = gamblers_ruin(chance, start, positions)
    return CostlyRuin(prize * victory - cost_a * duration, prize * (1.0 - victory) - cost_b * duration)
