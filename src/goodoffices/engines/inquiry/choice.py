"""Choosing a plan under rival beliefs, none of which is known to be right.

maximin          the highest of the worst results                                  (Wald 1950)
minimax regret   the lowest of the largest shortfalls from the best plan           (Savage 1951)
satisficing      the largest share of beliefs under which the result is enough     (Simon 1956; Lempert et al. 2006)
weighted         the highest weighted mean; only with weights that somebody states
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.model.arrays import Floats

CLOSE = 1e-9
"""Results that differ by less are equal, and the earlier plan is named first."""


@dataclass(frozen=True, eq=False)
class Choice:
    """What each rule says of P plans under V beliefs."""

    worst: Floats
    """(P,) least result over beliefs."""
    regret: Floats
    """(P, V) shortfall from the best plan under each belief."""
    enough: Floats
    """(P,) share of beliefs under which the result reaches the threshold."""
    weighted: Floats | None
    """(P,) weighted mean; None without weights."""
    best: dict[str, tuple[int, ...]]
    """rule: plans that are best by it, all that tie."""


def choose(results: npt.ArrayLike, threshold: float, weights: npt.ArrayLike | None = None) -> Choice:
    """Apply all rules.  O(P V).

    Args:
        results: (P, V) result of each plan under each belief, higher is better.
        threshold: what is enough.
        weights: (V,) of the beliefs, 0 or more and not all 0; None: no weighted view.

    Raises:
        ValueError: no plan or no belief, or weights that are no weights.
    """
    table = np.asarray(results, dtype=np.float64)
    if table.ndim != 2 or not table.size:
        raise ValueError("a choice needs a plan and a belief")
    worst = table.min(axis=1)
    regret = table.max(axis=0) - table
    enough = (table >= threshold - CLOSE).mean(axis=1)
    mean = None if weights is None else table @ _shares(weights, table.shape[1])
    best = {
        "maximin": _best(worst),
        "minimax_regret": _best(-regret.max(axis=1)),
        "satisficing": _best(enough),
        **({} if mean is None else {"weighted": _best(mean)}),
    }
    return Choice(worst, regret, enough, mean, best)


def _shares(weights: npt.ArrayLike, beliefs: int) -> Floats:
    given = np.asarray(weights, dtype=np.float64)
    if given.shape != (beliefs,) or not (given >= 0).all() or not given.sum() > 0:
        raise ValueError(f"there must be {beliefs} weights, 0 or more and not all 0")
    shares: Floats = given / given.sum()
    return shares


def _best(values: Floats) -> tuple[int, ...]:
    return tuple(int(at) for at in np.flatnonzero(values >= values.max() - CLOSE))
