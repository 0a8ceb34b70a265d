"""Preferences from options: prioritised statements, and weights (Fang, Hipel, Kilgour & Peng 2003; Peng 1999).

Prioritisation: of two states the one is preferred that makes true the first statement, in order of priority, on which
they differ; where they differ on none they are equally preferred.  That is the order of the score sum_k 2^(m - k) over
the true statements k = 1..m, which is never computed, so there may be any number of them.
Weighting: the state is preferred whose options taken weigh more.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from goodoffices.case.statement import parse_statement
from goodoffices.model.arrays import Bools
from goodoffices.model.conflict_graph import Ranks

WEIGHT_TOLERANCE = 1e-9
"""Weights of states that differ by no more than this share of the sum of absolute weights are equal."""


def options_taken(codes: npt.NDArray[np.uint64], options: int) -> Bools:
    """Which options each state takes, bool[O, S], from its code; O(O S)."""
    bits = np.arange(options, dtype=np.uint64)[:, np.newaxis]
    result: Bools = ((codes[np.newaxis, :] >> bits) & np.uint64(1)).astype(np.bool_)
    return result


def prioritised_rank(statements: Sequence[str], options: Sequence[str], taken: Bools) -> Ranks:
    """Ranks by statements in order of priority, most important first: int32[S], 0 for the least preferred.

    Args:
        statements: as `statement.py` writes them; none at all makes all states equal.
        options: names of the O options.
        taken: bool[O, S].

    O(m S) beside the parsing.  Raises StatementError.
    """
    rank = np.zeros(taken.shape[1], np.int64)
    for text in statements:
        holds = parse_statement(text, options).holds(taken)
        rank = np.unique(2 * rank + holds, return_inverse=True)[1]
    return rank.astype(np.int32)


def weighted_rank(weights: Sequence[float], taken: Bools) -> Ranks:
    """Ranks by the sum of the weights of the options taken, int32[S], 0 for the least preferred; O(O S + S log S).

    Negative weights are for options that one would rather not see.  Raises ValueError for a missing or infinite weight.
    """
    if len(weights) != len(taken):
        raise ValueError(f"want a weight for each of {len(taken)} options, not {len(weights)}")
    each = np.asarray(weights, np.float64)
    if not np.isfinite(each).all():
        raise ValueError(f"weights must be finite numbers, not {each[~np.isfinite(each)][0]}")
    score = each @ taken
    order = np.argsort(score, kind="stable")
    rises = np.diff(score[order]) > WEIGHT_TOLERANCE * np.abs(each).sum()
    rank = np.empty(len(score), np.int32)
    rank[order] = np.concatenate([[0], np.cumsum(rises)])[: len(score)]
    return rank
