"""Linear programs over the shares of divisible issues, around each of many settled packages at once.

All packages share the same set of trades, so a linear program solved around one of them bounds it around all: by duality
the weights w that prove its optimum also prove, around a package worth b, that nothing better than w.b + constant + sigma(w)
is to be had, sigma(w) = sum_k max(0, w.slope_k).  The package with the best bound is looked at next, until none promises
more than the best found (Kelley 1960, on a list); of thousands of packages a few need a program of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

from goodoffices.engines.nash_shares import nash_shares
from goodoffices.model.errors import InfeasibleError

Floats = npt.NDArray[np.float64]

SLACK = 1e-12
"""Share of what is at stake that a later stage may cost an earlier one."""
PRODUCT = 1e-11
"""Products that differ by less than this share count as equal."""
_LINEAR: Any = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}


@dataclass(frozen=True, eq=False)
class Row:
    """A linear form of the utilities and of extra columns, and what it must be at least."""

    worth: Floats
    """Weight of each party's utility, float64[n]."""
    extra: Floats
    """Weight of each extra column, float64[E]."""
    at_least: float


@dataclass(frozen=True, eq=False)
class Around:
    """F settled packages and K divisible issues of n parties."""

    bases: Floats
    """Worth of each settled package with all shares 0, float64[F, n]."""
    slope: Floats
    """Worth of a whole share, float64[n, K]."""

    @property
    def stake(self) -> float:
        """Largest utility in size that shares can make of a package; at least 1e-300."""
        return max(1e-300, float((np.abs(self.bases).max(axis=0) + np.abs(self.slope).sum(axis=1)).max()))

    def most(self, weights: Floats) -> float:
        """sigma: the most that shares are worth at given weights."""
        return float(np.maximum(weights @ self.slope, 0.0).sum())

    def worth(self, package: int, shares: Floats) -> Floats:
        """Utilities, float64[n]."""
        found: Floats = self.bases[package] + self.slope @ shares
        return found


@dataclass(frozen=True, eq=False)
class Found:
    """The best around one package: value of the objective, shares, and the bound on all packages that it proves."""

    value: float
    shares: Floats
    bounds: Floats


def lexicographic(
    around: Around, low: Floats, aims: Sequence[Row], rows: Sequence[Row], lower: Floats
) -> tuple[int, Floats]:
    """The package and shares best for the first aim, of these for the second, and so on; all worth at least `low`.

    Aims are rows whose `at_least` is not looked at; `rows` hold as well; extra columns are at least `lower` float64[E].
    Raises InfeasibleError where no package can be made worth `low` to all.
    """
    stake, none = around.stake, np.zeros(len(lower))
    held = [*rows, *(Row(one, none, float(d) - SLACK * stake) for one, d in zip(np.eye(len(low)), low, strict=True))]
    alive = _bearable(around, low)
    package, shares = -1, np.zeros(0)
    for aim in aims:
        package, found = _search(around, aim, held, lower, alive, low)
        shares = found.shares
        held.append(Row(aim.worth, aim.extra, found.value - SLACK * stake))
    return package, shares


def nash(around: Around, low: Floats, package: int, shares: Floats) -> tuple[int, Floats]:
    """The package and shares with the greatest product of gains, from a package and shares at which all gain.

    The same search with the tangents of the logarithms as proofs; of products within a relative `PRODUCT` the one with
    the lexicographically greatest utilities.
    """
    bounds, solved = np.full(len(around.bases), np.inf), list[tuple[float, int, Floats]]()
    gains, best = around.bases - low, -np.inf
    while True:
        start = shares if not solved else _fair(around, low, package)
        if start is not None:
            found = nash_shares(gains[package], around.slope, start)
            here = gains[package] + around.slope @ found
            value = float(np.log(here).sum())
            solved.append((value, package, found))
            weights = 1.0 / here
            tangent = value - len(low) + gains @ weights + around.most(weights)
            best, bounds = max(best, value), np.minimum(bounds, tangent)
        bounds[package] = -np.inf
        package = int(bounds.argmax())
        if bounds[package] <= best - PRODUCT:
            break
    tied = [(at, found) for value, at, found in solved if value >= best - PRODUCT]
    return max(tied, key=lambda kept: tuple(around.worth(*kept)))


def _search(
    around: Around, aim: Row, rows: Sequence[Row], lower: Floats, alive: npt.NDArray[np.bool_], low: Floats
) -> tuple[int, Found]:
    """The best package for one aim; strikes packages out of `alive` that cannot be made worth `low`."""
    bounds = np.where(alive, np.inf, -np.inf)
    best: tuple[int, Found] | None = None
    package = int(np.where(alive, around.bases @ aim.worth, -np.inf).argmax())
    tolerance = SLACK * around.stake
    while bounds[package] > (-np.inf if best is None else best[1].value + tolerance):
        found = _around_one(around, package, aim, rows, lower)
        if found is not None:
            bounds = np.minimum(bounds, found.bounds)
            if best is None or found.value > best[1].value:
                best = package, found
        else:
            _strike(around, low, package, alive)
            bounds[~alive] = -np.inf
        bounds[package] = -np.inf
        package = int(bounds.argmax())
    if best is None:
        raise InfeasibleError("no outcome gives every party at least what it has without a deal")
    return best


def _around_one(around: Around, package: int, aim: Row, rows: Sequence[Row], lower: Floats) -> Found | None:
    """The linear program around one package; None where its rows cannot be met."""
    base, slope = around.bases[package], around.slope
    worth, extra = np.array([row.worth for row in rows]), np.array([row.extra for row in rows])
    need = np.array([row.at_least for row in rows])
    cost = -np.concatenate((aim.worth @ slope, aim.extra))
    limits: Any = [*[(0.0, 1.0)] * slope.shape[1], *((at if np.isfinite(at) else None, None) for at in lower)]
    columns = -np.column_stack((worth @ slope, extra))
    solved = linprog(cost, A_ub=columns, b_ub=worth @ base - need, bounds=limits, method="highs", options=_LINEAR)
    if solved.status == 2:
        return None
    if solved.status != 0:
        raise InfeasibleError(f"the program over shares could not be solved: {solved.message}")
    multiplier = np.maximum(0.0, -np.asarray(solved.ineqlin.marginals, dtype=np.float64))
    weights = aim.worth + multiplier @ worth
    bounds = around.bases @ weights - float(multiplier @ need) + around.most(weights)
    shares = np.clip(np.asarray(solved.x[: slope.shape[1]], dtype=np.float64), 0.0, 1.0)
    return Found(float(aim.worth @ base) - float(solved.fun), shares, bounds)


def _least(around: Around, package: int, low: Floats) -> Found:
    """The greatest least gain around one package, whatever its sign."""
    rows = [Row(one, np.array([-1.0]), float(d)) for one, d in zip(np.eye(len(low)), low, strict=True)]
    found = _around_one(around, package, Row(np.zeros(len(low)), np.ones(1), 0.0), rows, np.array([-np.inf]))
    if found is None:
        raise InfeasibleError("the program over shares could not be solved: a least gain always exists")
    return found


def _bearable(around: Around, low: Floats) -> npt.NDArray[np.bool_]:
    """Packages that each party, if all shares were its own, would take."""
    most = around.bases + np.maximum(around.slope, 0.0).sum(axis=1)
    found: npt.NDArray[np.bool_] = np.all(most >= low - SLACK * around.stake, axis=1)
    return found


def _strike(around: Around, low: Floats, package: int, alive: npt.NDArray[np.bool_]) -> None:
    """Strike out a package that cannot be made worth `low`, and all others that the same proof rules out."""
    proof = _least(around, package, low).bounds
    alive &= proof >= -SLACK * around.stake
    alive[package] = False


def _fair(around: Around, low: Floats, package: int) -> Floats | None:
    """Shares at which everybody gains, None where there are none."""
    shares = _least(around, package, low).shares
    return shares if (around.worth(package, shares) - low > SLACK * around.stake).all() else None
