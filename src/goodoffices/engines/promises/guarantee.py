"""The smallest guarantees that make deals hold (section 9 of the model): order statistics of what the signers lack.

A deal lacks max(0, -margin_i) points of guarantee to signer i.  Guarantees g hold a deal up when every signer lacks at most
g_i.  What suffices for a share q of deals is for one signer alone the q-quantile of what it lacks; for all together there is
no single smallest vector, since points of two parties are never added: the one returned has the smallest largest entry in
own points (the quantile of the largest lack), then each entry, in order, as small as the others allow.
"""

from __future__ import annotations

import numpy as np

from goodoffices.model.arrays import Floats

SLACK = 1e-12
"""Share of the weight by which a wanted share may be missed: rounding."""


def weighted_quantiles(values: Floats, weight: Floats, levels: Floats) -> Floats:
    """Least value with at least the wanted share of the weight at or below it, per column; (levels, columns).

    Args:
        values: (R, columns).
        weight: (R,), 0 or more and not all 0.
        levels: shares in [0, 1].

    O(R log R) per column.
    """
    result = np.empty((len(levels), values.shape[1]))
    for column in range(values.shape[1]):
        order = np.argsort(values[:, column], kind="stable")
        reached = np.cumsum(weight[order])
        wanted = levels * reached[-1] - SLACK * reached[-1]
        first = np.minimum(np.searchsorted(reached, wanted), len(order) - 1)
        result[:, column] = values[order[first], column]
    return result


def least_for_share(lack: Floats, weight: Floats, share: float, total: float | None = None) -> float:
    """Least g >= 0 such that a share of the weight lacks at most g; `total` counts rows left out before (R,).

    Infinite where the rows at hand weigh less than the wanted share of the total.
    """
    total = float(weight.sum()) if total is None else total
    order = np.argsort(lack, kind="stable")
    reached = np.cumsum(weight[order])
    wanted = share * total - SLACK * total
    if wanted <= 0.0:
        return 0.0
    first = int(np.searchsorted(reached, wanted))
    return float(lack[order[first]]) if first < len(order) else float("inf")


def smallest_guarantees(lack: Floats, weight: Floats, share: float) -> Floats:
    """Guarantees (n,) that hold up a share of the deals for all signers at once; the criterion is the module's.

    Args:
        lack: (R, n) points each deal lacks for each signer, 0 or more.
        weight: (R,) of each deal.
        share: wanted share of the weight, in [0, 1].

    O(n R log R).
    """
    n, total = lack.shape[1], float(weight.sum())
    found = np.full(n, least_for_share(lack.max(axis=1), weight, share))
    for i in range(n):
        others = np.delete(np.arange(n), i)
        fine = (lack[:, others] <= found[others]).all(axis=1)
        found[i] = least_for_share(lack[fine, i], weight[fine], share, total)
    return found


def held_up(lack: Floats, weight: Floats, guarantees: Floats) -> float:
    """Share of the weight of deals that guarantees (n,) hold up."""
    return float(weight[(lack <= guarantees).all(axis=1)].sum() / weight.sum())
