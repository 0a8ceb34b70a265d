"""Promises that need not be kept: shifting power, guarantees, and threats made in public.

A deal that both prefer to war today may not last, because the side that grows stronger cannot promise not to use
its strength tomorrow (Fearon 1995; Powell 2004, 2006); and a threat is believed if backing down would cost more than
carrying it out (Fearon 1994, 1997).  Each period's pie is 1, a period's discount factor is delta < 1, and costs of war
are paid once.
"""

from __future__ import annotations


def preventive_margin(chance_now: float, chance_later: float, cost: float, discount: float) -> float:
    """How far the declining side b prefers war now: delta p2 - p1 - c_b (1 - delta)^2; above 0 it attacks.

    Fearon (1995, pp. 404-408).  b compares fighting now, (1 - p1) / (1 - delta) - c_b, with the best it can be
    offered, the whole pie today and its value of fighting from tomorrow on, 1 + delta [(1 - p2) / (1 - delta) - c_b];
    the margin is their difference times (1 - delta).

    Args:
        chance_now: p1, chance that the rising side a wins a war fought now.
        chance_later: p2, the same once a has grown stronger.
        cost: b's cost of war, in pies of one period.
        discount: delta, in [0, 1).
    """
    _check(chance_now, chance_later, cost, discount)
    return discount * chance_later - chance_now - cost * (1.0 - discount) ** 2


def deterring_guarantee(chance_now: float, chance_later: float, cost: float, discount: float) -> float:
    """Least penalty on fighting, now or later, that deters b: max(0, (delta p2 - p1) / (1 - delta)^2 - c_b).

    Derived from `preventive_margin`: a guarantor's penalty adds to b's cost of war.  A penalty on an attack *today*
    alone need only be (1 - delta) times as large; that is the guarantee of `holding.py`.
    """
    _check(chance_now, chance_later, cost, discount)
    return max(0.0, (discount * chance_later - chance_now) / (1.0 - discount) ** 2 - cost)


def breakdown_margin(fight_now: float, rival_fight_next: float, discount: float) -> float:
    """Powell's inefficiency condition: M2(t) + delta m1(t + 1) - 1 / (1 - delta); above 0 bargaining breaks down.

    What 2 gets from fighting now and what 1 can be sure of tomorrow, by fighting, are then together more than all there
    is (Powell 2004; 2006).

    Args:
        fight_now: M2(t), value to 2 of fighting now, in pies of one period.
        rival_fight_next: m1(t + 1), value that 1 can secure from the next period on.
        discount: delta, in [0, 1).
    """
    if not 0.0 <= discount < 1.0:
        raise ValueError(f"discount must lie in [0, 1), not {discount}")
    return fight_now + discount * rival_fight_next - 1.0 / (1.0 - discount)


def tying_hands(chance: float, prize: float, cost: float) -> float:
    """Least audience cost that makes a threat to fight credible: max(0, c - p v) (Fearon 1994; 1997).

    Fighting gives p v - c, backing down costs the audience cost.

    Args:
        chance: p, chance to win the fight.
        prize: v, value of winning.
        cost: c, cost of fighting.
    """
    if not (0.0 <= chance <= 1.0 and prize >= 0.0 and cost >= 0.0):
        raise ValueError("want a chance in [0, 1], and a prize and a cost of 0 or more")
    return max(0.0, cost - chance * prize)


def _check(chance_now: float, chance_later: float, cost: float, discount: float) -> None:
    if not (0.0 <= chance_now <= 1.0 and 0.0 <= chance_later <= 1.0 and cost >= 0.0 and 0.0 <= discount < 1.0):
        raise ValueError("want chances in [0, 1], a cost of 0 or more and a discount factor in [0, 1)")
