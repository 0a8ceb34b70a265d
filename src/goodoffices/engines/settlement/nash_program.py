"""The package with the greatest product of gains (Nash 1950), without the frontier: an optimum of a concave function.

The logarithm of a gain lies below each of its tangents, so a program with some tangents as rows bounds the best
log-product from above; its package is solved exactly for its shares (`nash_shares`), becomes the best so far if it is,
adds the tangents at its gains and is struck out.  The search ends when the bound is no better than the best: outer
approximation (Duran & Grossmann 1986), which never lists the frontier (as Ozlen, Azizoglu & Burton 2010, arXiv 1011.2055,
for two and more criteria with other bounds).
"""

from __future__ import annotations

import numpy as np

from goodoffices.engines.settlement.formulation import Formulation, utilities
from goodoffices.engines.settlement.nash_shares import nash_shares
from goodoffices.engines.settlement.program import SCALE, SLACK, Package, Program
from goodoffices.model.arrays import Floats, Int32s

PRODUCT = 1e-9
"""Products that differ by less than this share count as equal."""
_GRID = 24
"""Tangents per party at the start."""


def nash_package(program: Program, low: Floats, ideal: Floats, start: Package) -> Package | None:
    """The package with the greatest product of u_i - low_i, to a relative `PRODUCT`.

    `program` holds the packages worth at least `low` float64[n]; `ideal` float64[n] is what each party gets at most;
    `start` is any rational package.  None where it gives somebody no gain: it should be one with the greatest least gain,
    so that the product is 0 everywhere then.  Of packages with equal products one with the lexicographically greatest
    utilities.  One integer program per package that the bounds let through, and n to break ties.
    """
    way = ideal - low
    if (start.utilities - low <= 1e-12 * np.maximum(np.abs(ideal), np.abs(low))).any():
        return None
    search = _Search(program, low, way)
    best = search.shared(start.options, start.shares)
    search.tangents_from(search.height(best))
    best = search.above(search.height(best)) or best
    for party in range(len(low)):
        mark = program.mark()
        for other in range(party):
            program.need(other, float(best.utilities[other] - SLACK / program.factor[other]))
        while True:
            inner = program.mark()
            program.need(party, float(best.utilities[party] + 10 * SLACK / program.factor[party]))
            better = search.above(search.height(best) - 2 * PRODUCT)
            program.release(inner)
            # shares are set anew for a package's options, which may take back what the row above asked for
            if better is None or better.utilities[party] <= best.utilities[party] + SLACK / program.factor[party]:
                break
            best = better
        program.release(mark)
    return best


class _Search:
    """Log-products of gains, each as a share of `way`, so that all are at most 0."""

    def __init__(self, program: Program, low: Floats, way: Floats) -> None:
        self.program, self.low, self.way = program, low, way
        self.logs: list[int] = []

    def height(self, package: Package) -> float:
        """Sum of log shares of the way."""
        return float(np.log((package.utilities - self.low) / self.way).sum())

    def shared(self, options: Int32s, shares: Floats) -> Package:
        """The best package with the same options; `shares` must give everybody a gain."""
        form = self.program.form
        if not form.scenario.divisible:
            return Package(options, shares, utilities(form.scenario, options, shares))
        open_ = np.array([issue.divisible for issue in form.scenario.issues])
        found = shares.copy()
        found[open_] = nash_shares(*_gains(form, options, self.low), shares[open_])
        return Package(options, found, utilities(form.scenario, options, found))

    def tangents_from(self, height: float) -> None:
        """Add the columns of the logarithms and tangents for packages at least as high."""
        self.logs = [self.program.column(height, 0.0) for _ in self.low]
        for at in np.exp(np.linspace(height, 0.0, _GRID)):
            self._tangents(np.full(len(self.low), at))

    def above(self, height: float) -> Package | None:
        """The best package whose height exceeds `height` by more than `PRODUCT`; None where there is none."""
        program, best, mark = self.program, None, self.program.mark()
        while True:
            found = program.maximise(dict.fromkeys(self.logs, SCALE))
            if found is None or float(found[1][self.logs].sum()) <= height + PRODUCT:
                break
            package = self.shared(found[0].options, found[0].shares)
            if self.height(package) > height + PRODUCT:
                best, height = package, self.height(package)
            self._tangents((package.utilities - self.low) / self.way)
            program.forbid(package.options)
        program.release(mark)
        return best

    def _tangents(self, share: Floats) -> None:
        """Rows log_i <= log a_i + (h_i - a_i) / a_i, h_i the share of the way of party i and a_i `share`."""
        form = self.program.form
        for party, at in enumerate(share):
            slope = SCALE / (at * self.way[party])
            worth = {int(c): float(-slope * form.worth[party, c]) for c in np.flatnonzero(form.worth[party])}
            limit = SCALE * (np.log(at) - 1.0) + slope * (form.constant[party] - self.low[party])
            self.program.row(worth | {self.logs[party]: SCALE}, float(limit))


def _gains(form: Formulation, options: Int32s, low: Floats) -> tuple[Floats, Floats]:
    """Gains with all shares 0, float64[n], and per unit of each share, float64[n, K]."""
    none = np.array([0.0 if issue.divisible else np.nan for issue in form.scenario.issues])
    columns = [first for first, cells in zip(form.first, form.cells, strict=True) if not cells]
    return utilities(form.scenario, options, none) - low, form.worth[:, columns]
