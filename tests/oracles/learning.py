"""What battles teach: beliefs about strength after wins and losses.

War ends when the two sides have learned enough from the field to agree on how it would end (Filson & Werner 2002;
Slantchev 2003; Smith & Stam 2004).
"""

from __future__ import annotations


def strong_after(prior: float, strong: float, weak: float, wins: int, losses: int) -> float:
    """Belief that a rival is strong after it won and lost so many battles (Bayes' rule).

    b s^w (1 - s)^l / (b s^w (1 - s)^l + (1 - b) k^w (1 - k)^l); Filson & Werner (2002), Slantchev (2003).

    Args:
        prior: b, belief before.
        strong: s, chance that a strong rival wins a battle, in (0, 1).
        weak: k, chance that a weak one does, in (0, 1).
        wins: w, battles that the rival won.
        losses: l, battles that it lost.
    """
    if not (0.0 <= prior <= 1.0 and 0.0 < strong < 1.0 and 0.0 < weak < 1.0 and wins >= 0 and losses >= 0):
        raise ValueError("want a prior in [0, 1], chances strictly between 0 and 1 and counts of 0 or more")
    if_strong = prior * strong**wins * (1.0 - strong) ** losses
    if_weak = (1.0 - prior) * weak**wins * (1.0 - weak) ** losses
    return if_strong / (if_strong + if_weak)


def chance_after(prior_wins: float, prior_losses: float, wins: int, losses: int) -> float:
    """Believed chance to win a battle, from a Beta(a, b) prior: (a + w) / (a + b + w + l) (Smith & Stam 2004).

    Args:
        prior_wins: a, above 0: as if so many battles had been won before.
        prior_losses: b, above 0.
        wins: w, battles won.
        losses: l, battles lost.
    """
    if not (prior_wins > 0.0 and prior_losses > 0.0 and wins >= 0 and losses >= 0):
        raise ValueError("want prior counts above 0 and counts of 0 or more")
    return (prior_wins + wins) / (prior_wins + prior_losses + wins + losses)


def belief_gap(first: tuple[float, float], second: tuple[float, float], wins: int, losses: int) -> float:
    """How far two sides still disagree about the same chance after watching the same battles (Smith & Stam 2004).

    For priors of equal weight a + b = s the gap is (a1 - a2) / (s + n): it closes with the number of battles n, whoever
    wins them.

    Args:
        first: Beta(a, b) prior of the first side.
        second: Beta(a, b) prior of the second side, about the same event.
        wins: battles in which the event came true.
        losses: battles in which it did not.

    Returns:
        The first side's mean minus the second's.
    """
    return chance_after(*first, wins, losses) - chance_after(*second, wins, losses)
