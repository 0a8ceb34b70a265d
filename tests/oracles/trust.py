"""When trust is enough, and which mediator is believed (Kydd 2003; 2005; 2006).

The trust game gives each side R if both cooperate and P if neither does; else T to who exploits the other and S to the
exploited.
"""

from __future__ import annotations

import math


def trust_threshold(reward: float, exploited: float, exploiting: float, neither: float) -> float:
    """Least trust at which a trustworthy side cooperates: m = (P - S) / ((P - S) + (R - T)) (Kydd 2005).

    Args:
        reward: R; above `exploiting`, else the side is not trustworthy.
        exploited: S; below `neither`.
        exploiting: T.
        neither: P.
    """
    if not (reward > exploiting and neither > exploited):
        raise ValueError("a trustworthy side has R > T, and being exploited must be worse than nothing: P > S")
    return (neither - exploited) / ((neither - exploited) + (reward - exploiting))


def broker_is_honest(neither: float, first_exploits: float, second_exploits: float) -> bool:
    """Whether a mediator tells the truth about trustworthiness in one round (Kydd 2006).

    It does if it would rather see no cooperation at all than either side exploited: M_DD >= M_DC and M_DD >= M_CD.

    Args:
        neither: M_DD, the mediator's value of mutual non-cooperation.
        first_exploits: M_DC, of the first side exploiting the second.
        second_exploits: M_CD, of the second exploiting the first.
    """
    return neither >= first_exploits and neither >= second_exploits


def least_credible_bias(war_cost: float, tough: float, weak: float, error: float) -> float:
    """Least bias at which a mediator's word that the rival is weak is believed: e k / ((1 - e) c_weak - c_tough).

    Derived here in the spirit of Kydd (2003), whose result is that a mediator who only wants peace is not believed and
    one on the listener's side is; the formula is not his.  The mediator gains bias * (share of the side it advises)
    and loses k if there is war.  Having seen a sign that the rival is weak, wrong with chance e, saying so leads to
    the demand p + c_weak and to war if wrong; saying "tough" leads to p + c_tough and no war.  Saying so pays if the
    bias is at least this; infinite where the truth gains the advised side nothing.

    Args:
        war_cost: k, what war costs the mediator.
        tough: cost of war of a tough rival.
        weak: cost of war of a weak one, above `tough`.
        error: e, chance that a rival who seems weak is tough.
    """
    if not (war_cost >= 0.0 and 0.0 <= tough < weak and 0.0 <= error <= 1.0):
        raise ValueError(
            "want costs of 0 or more, a tough rival with lower costs than a weak one, and an error in [0, 1]"
        )
    gain = (1.0 - error) * weak - tough
    if gain <= 0.0:
        return math.inf
    return error * war_cost / gain
