"""The Nash product's package without the whole frontier.

Optimising a function over the efficient set without listing it is due to Ozlen, Azizoglu & Burton (arXiv 1011.2055), who
solve integer programs; here packages are sums over blocks, so the frontier's own dynamic program is cut short by bounds.
The logarithm of the product is concave in the gains, so at any positive gains h it lies below its tangent

    sum_i log g_i <= sum_i log h_i + sum_i (g_i - h_i) / h_i

which is a sum over blocks: what the remaining blocks can add to it at most is known exactly (a Lagrangian bound).  A
partial package is dropped when some tangent puts everything it can become below a package already at hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise
from math import comb

import numpy as np
import numpy.typing as npt

from goodoffices.engines.frontier.block_fronts import (
    Additive,
    Prune,
    additive,
    below_floor,
    block_fronts,
    longest_first,
)
from goodoffices.engines.frontier.pareto import ParetoFront, Progress, pruned_front
from goodoffices.engines.settlement.solutions import TIE, Solution, nash_product
from goodoffices.model.arrays import Bools, Floats
from goodoffices.model.packages import PackageSpace

_TANGENTS = 64
"""About how many tangents bound the product."""
_STEPS = 64
"""Steps of the relaxation (Frank & Wolfe 1956); more make bounds tighter, none makes them wrong."""
_MARGIN = 1e-9
"""Share by which a bound must stay below the best product at hand before anything is dropped, for rounding."""


@dataclass(frozen=True, eq=False)
class NashSearch:
    """The package with the greatest Nash product, and what it took."""

    solution: Solution
    """Utilities and product; `row` is its row of `front`."""
    front: ParetoFront
    """What was left of the frontier of the rational packages: all that could have had the greatest product."""


def nash_search(
    space: PackageSpace,
    tables: Floats,
    linkage_points: npt.ArrayLike,
    linkage_party: npt.ArrayLike,
    disagreement: npt.ArrayLike,
    *,
    progress: Progress | None = None,
) -> NashSearch:
    """The package with the greatest product of gains over `disagreement` float64[n]; exact, ties as in `solutions`.

    Arguments as `pareto.pareto_front`.  Costs a dynamic program over the points that bounds leave, times the number of
    tangents: cheaper than the frontier where interests trade off unevenly, so that little of the frontier is near the
    best product, and with three and more parties; dearer where the frontier is short or interests oppose in full.

    Raises InfeasibleError where no package gives everybody its disagreement value.
    """
    problem = additive(space, tables, linkage_points, linkage_party)
    low = np.array(disagreement, dtype=np.float64)
    order = longest_first(block_fronts(problem))
    rational = below_floor(problem, low, order)
    front = pruned_front(problem, low, _bounded(problem, low, order, rational), progress)
    return NashSearch(nash_product(front.utilities, low), front)


def _bounded(problem: Additive, low: Floats, order: list[int], rational: Prune | None) -> Prune | None:
    """Drop what is not rational, and what no tangent lets reach the best product at hand."""
    middle, at_hand = _relaxation(problem, low)
    best = _best_nearby(problem, low, at_hand)
    if middle is None or best <= 0.0:
        return rational
    tangents = _spread(problem.parties) * middle * problem.parties  # gains h of each tangent, (K, n)
    prices = 1.0 / tangents
    least = np.log(best) + np.log1p(-_MARGIN)
    constant = np.log(tangents).sum(axis=1) - problem.parties - prices @ (low - problem.lattice.base)
    start = problem.space.block_start
    most = np.maximum.reduceat(problem.lattice.steps * problem.lattice.unit @ prices.T, start[:-1], axis=0)[order]
    ahead = most[::-1].cumsum(axis=0)[::-1] - most + constant  # (B, K): blocks still to come, and the constant

    def useful(steps: Floats, place: int) -> Bools:
        keep: Bools = np.ones(len(steps), np.bool_) if rational is None else rational(steps, place)
        left = np.flatnonzero(keep)
        points = steps[left] * problem.lattice.unit
        for price, rest in zip(prices, ahead[place], strict=True):
            stays = points @ price + rest >= least
            left, points = left[stays], points[stays]
        keep[:] = False
        keep[left] = True
        return keep

    return useful


def _relaxation(problem: Additive, low: Floats) -> tuple[Floats | None, list[npt.NDArray[np.int64]]]:
    """Gains near the best product over lotteries of packages (None where none are all positive), and packages met."""
    start = problem.space.block_start
    worth = problem.worth
    first = [_dearest(worth, start, weight) for weight in np.eye(problem.parties) + 1e-3]
    met = list(first)
    gains = np.mean([worth[:, rows].sum(axis=1) for rows in first], axis=0) - low
    if (gains <= 0.0).any():
        return None, met
    for _ in range(_STEPS):
        rows = _dearest(worth, start, 1.0 / gains)
        there = worth[:, rows].sum(axis=1) - low
        met.append(rows)
        share = _line_search(gains, there)
        gains = gains + share * (there - gains)
    return gains, met


def _dearest(worth: Floats, start: npt.NDArray[np.int64], price: Floats) -> npt.NDArray[np.int64]:
    """Combo of each block worth most at given prices of the parties' points, as numbers among the T."""
    value = price @ worth
    return np.array([a + int(np.argmax(value[a:b])) for a, b in pairwise(start)])


def _line_search(gains: Floats, there: Floats) -> float:
    """Share of the way from positive gains to others with the greatest product, by bisection of its slope."""
    low, high = 0.0, 1.0 - 1e-9
    for _ in range(40):
        middle = (low + high) / 2.0
        here = gains + middle * (there - gains)
        uphill = (here > 0.0).all() and float(((there - gains) / here).sum()) > 0.0
        low, high = (middle, high) if uphill else (low, middle)
    return low


def _best_nearby(problem: Additive, low: Floats, packages: list[npt.NDArray[np.int64]]) -> float:
    """Best product of packages at hand, each improved block by block while that helps."""
    start, best = problem.space.block_start, 0.0
    distinct = {tuple(rows.tolist()) for rows in packages}
    for chosen in sorted(distinct)[-16:]:
        rows = np.array(chosen)
        value = -1.0
        while True:
            for b in range(len(rows)):
                others = problem.worth[:, np.delete(rows, b)].sum(axis=1) - low
                gains = np.maximum(others[:, None] + problem.worth[:, start[b] : start[b + 1]], 0.0)
                rows[b] = start[b] + int(np.argmax(gains.prod(axis=0)))
            now = float(np.maximum(problem.worth[:, rows].sum(axis=1) - low, 0.0).prod())
            if now <= value * (1.0 + TIE):
                break
            value = now
        best = max(best, value)
    return best


def _spread(parties: int) -> Floats:
    """Points inside the unit simplex: its middle, and those of a grid that has about `_TANGENTS` of them."""
    fine = parties + 1
    while parties > 1 and comb(fine, parties - 1) < _TANGENTS:
        fine += 1
    cuts = list(combinations(range(1, fine), parties - 1))
    edges = np.array([(0, *cut, fine) for cut in cuts], dtype=np.float64)
    return np.concatenate([np.full((1, parties), 1.0 / parties), np.diff(edges, axis=1) / fine])
