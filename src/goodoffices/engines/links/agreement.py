"""Margins of agreement: what each signer gains over fighting on, and whether some package satisfies all.

    a_i(x) = u_i(x) - r_i,   r_i = face_i + W_i + max(o_i, 0) (1 - informed_i) + min(o_i, 0) - sticks_i - carrots_i + spoils_i
    A      = max over x of min over i of a_i(x)

A >= 0 says that some deal beats fighting on for all (Fearon 1995).  Both the maximin margin and existence are attained
on the Pareto frontier, so neither needs any other package.
"""

from __future__ import annotations

import numpy as np

from goodoffices.model.arrays import Floats, Ints
from goodoffices.model.kernels import kernel

TOLERANCE = 1e-3
"""Points.  A margin counts as met when it is at least -TOLERANCE: far below anything a case can mean, far above rounding."""

NO_DEAL = -1e30
"""Margin where no package can be signed at all."""

MAXMIN, NASH, SCORE = 0, 1, 2
"""Rules by which one deal is struck among several (section 5 of the model)."""


def reservations(
    face: Floats, war: Floats, optimism: Floats, informed: Floats, sticks: Floats, carrots: Floats, spoils: Floats
) -> Floats:
    """Utility below which each signer would rather fight on; all (D, n), points, `informed` a share in [0, 1].

    Informing takes away optimism (Blainey 1973; Fearon 1995); a party that underrates its prospects is left alone,
    since no mediator who wants a deal would tell it so.
    """
    believed = np.minimum(optimism, 0.0) + np.maximum(optimism, 0.0) * (1.0 - informed)
    total: Floats = face + war + believed - sticks - carrots + spoils
    return total


@kernel
def _best(offsets, utilities, reservation, score, rule, margin, chosen):  # type: ignore[no-untyped-def]
    draws, n = reservation.shape
    for d in range(draws):
        best_margin, widest = NO_DEAL, -1
        best_value, preferred = NO_DEAL, -1
        for f in range(offsets[d], offsets[d + 1]):
            least, product = 1e300, 1.0
            for i in range(n):
                gain = utilities[f, i] - reservation[d, i]
                least = min(least, gain)
                product *= max(gain, 0.0)
            if least > best_margin:
                best_margin, widest = least, f
            if rule != MAXMIN and least >= -TOLERANCE:
                value = product if rule == NASH else score[f]
                if value > best_value:
                    best_value, preferred = value, f
        margin[d] = best_margin
        chosen[d] = preferred if preferred >= 0 else widest


def best_deal(
    offsets: Ints, utilities: Floats, reservation: Floats, rule: int = MAXMIN, score: Floats | None = None
) -> tuple[Floats, Ints]:
    """Agreement margin A and the deal struck, per draw.  O(F n) over all F frontier points.

    Args:
        offsets: (D + 1,) frontier points of draw d are offsets[d]..offsets[d + 1].
        utilities: (F, n) points of each signer.
        reservation: (D, n) points.
        rule: MAXMIN (largest least margin in own points), NASH (largest product of gains, Nash 1950) or SCORE (largest
            `score`, a mediator's own utility); NASH and SCORE choose among deals that all would sign and fall back on
            MAXMIN where there is none.
        score: (F,) for SCORE.

    Returns:
        margin (D,) - NO_DEAL where the frontier is empty - and index of the frontier point struck (D,), -1 where empty.
        The first of equals is taken.
    """
    draws = len(reservation)
    margin, chosen = np.empty(draws), np.empty(draws, dtype=np.int64)
    _best(offsets, utilities, reservation, score if score is not None else np.zeros(1), rule, margin, chosen)
    return margin, chosen


@kernel
def _reach(offsets, utilities, reservation, reach):  # type: ignore[no-untyped-def]
    draws, n = reservation.shape
    for d in range(draws):
        for i in range(n):
            reach[d, i] = np.nan
        for f in range(offsets[d], offsets[d + 1]):
            least = 1e300
            for i in range(n):
                least = min(least, utilities[f, i] - reservation[d, i])
            if least >= -TOLERANCE:
                for i in range(n):
                    if not reach[d, i] >= utilities[f, i]:
                        reach[d, i] = utilities[f, i]


def reach(offsets: Ints, utilities: Floats, reservation: Floats) -> Floats:
    """Highest utility each signer can get in a deal that all would sign, (D, n); NaN in draws without one."""
    result = np.empty_like(reservation)
    _reach(offsets, utilities, reservation, result)
    return result
