"""Holding: would anybody rather go back to war on some morning after signing (section 9 of the model)?

    H_i(x) = min over tau of  u_i(x) + guarantees_i + safeguards_i(x) - [ W'_i(tau, x) + breach_i(x) ]
    W'_i(tau, x) = fighting value at signing + sum over shifts met of (level + per_month tau)

The commitment problem (Fearon 1995; Powell 2006): what was worth signing need not be worth keeping once the text has
moved strength.  Carrots paid on signing and sticks for refusing are bygones, so they do not count here: a deal that
only pressure made acceptable must be held up by guarantees (Beardsley 2011 finds the same of heavy-handed mediation).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goodoffices.model.arrays import Bools, Floats, Ints


@dataclass(frozen=True)
class HoldingPath:
    """Margin of holding before guarantees, and where it is least."""

    margin: Floats
    """(D, n) points, without the guarantees of third parties."""
    worst_month: Ints
    """(D, n) month after signing in which the temptation is largest."""


def by_party(amount: Floats, met: Bools | None, party: Ints, signers: int) -> Floats:
    """Sum of the items met, by the party they belong to.  O(D items).

    Args:
        amount: (D, items) points.
        met: (D, items) whether the text meets the item's condition; None where amounts are already 0 if it does not.
        party: (items,) signer of each item.
        signers: n.

    Returns:
        (D, n) points.
    """
    total = np.zeros((len(amount), signers))
    for item, i in enumerate(party):
        total[:, i] += amount[:, item] if met is None else amount[:, item] * met[:, item]
    return total


def holding_margin(
    utility: Floats, fighting: Floats, level: Floats, rate: Floats, breach: Floats, safeguard: Floats, months: int
) -> HoldingPath:
    """Least margin over the months after signing; all arrays (D, n), points (rate: points per month).

    W' is linear in tau, so it is largest at one of the two ends.
    """
    late = rate > 0
    temptation = fighting + level + np.where(late, rate * months, 0.0) + breach
    margin: Floats = utility + safeguard - temptation
    return HoldingPath(margin, np.where(late, months, 0).astype(np.int64))
