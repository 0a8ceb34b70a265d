"""A mixed-integer program over the packages of a scenario, built row by row and solved by HiGHS (scipy.optimize.milp).

HiGHS stops within 1e-6 of the best objective and takes constraints for met within 1e-6, both absolute.  So what a party
can gain is scaled to about `SCALE`, which makes that a billionth of what is at stake; and once the cells are chosen, the
shares of divisible issues are found anew by a linear program within 1e-10, a ten-billionth of that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

from goodoffices.case.problem import UnsolvedError
from goodoffices.engines.settlement.formulation import Formulation, utilities
from goodoffices.engines.settlement.silent_solver import quiet
from goodoffices.model.arrays import Floats, Int32s

Linear = Mapping[int, float]
"""A linear form: column to coefficient."""
Progress = Callable[[int], None]
"""Called with a running count."""

SCALE = 1024.0
"""What a party's greatest conceivable gain is scaled to, at least half of it; a power of two, which rounds nothing."""
MOST_STEPS = 1e5
"""Steps that a party's utilities may span to be counted in steps rather than scaled."""
SLACK = 2e-6
"""Scaled loss that a later step of a lexicographic optimum may cost an earlier one: 2e-9 of what is at stake."""
RATIONAL = 1e-12
"""Share of the largest utility by which a package may miss what a party has without a deal."""
MOST_NODES = 200_000
"""Branches of one integer program after which it is given up."""
ALL_NODES = 2_000_000
"""Branches of all integer programs of one search after which it is given up."""
MOST_STRUCK = 1_000
"""Packages that meet the rows of a program within the tolerance of HiGHS alone, after which it is given up."""
WIDEST = 1e8
"""How many times the stakes of one party may be those of another: HiGHS drops numbers below 1e-9."""
_LINEAR: Any = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
_LINEAR_SLACK = 1e-9
_OPTIMAL, _LIMIT, _INFEASIBLE = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Package:
    """One package: options int32[J] (-1 where divisible), shares float64[J] (NaN where not), utilities float64[n]."""

    options: Int32s
    shares: Floats
    utilities: Floats


class Program:
    """The packages of a formulation, columns and rows added to them, and how often it was solved."""

    def __init__(self, form: Formulation, low: npt.ArrayLike | None = None, solved: Progress | None = None) -> None:
        """Start with the packages worth at least `low` float64[n] to everybody (None: with all)."""
        self.form, self.solved, self.solves = form, solved, 0
        self.low = None if low is None else np.asarray(low, dtype=np.float64)
        self.factor = _factor(form)
        self._struck, self._nodes = 0, 0
        self._lower, self._upper = np.zeros(form.columns), np.ones(form.columns)
        self._rows: list[Linear] = []
        self._at_most: list[float] = []
        for party, points in enumerate(() if self.low is None else self.low):
            self.need(party, float(points))

    def column(self, lower: float, upper: float) -> int:
        """Add a continuous column; returns its number."""
        self._lower, self._upper = np.append(self._lower, lower), np.append(self._upper, upper)
        return len(self._lower) - 1

    def row(self, at: Linear, at_most: float) -> None:
        """Add a row that may be at most something."""
        self._rows.append(at)
        self._at_most.append(at_most)

    def need(self, party: int, points: float, given: Linear | None = None) -> None:
        """Add: a party gets at least `points` plus the linear form `given`, both in points."""
        factor, form = self.factor[party], self.form
        at = {int(c): -float(factor * form.worth[party, c]) for c in np.flatnonzero(form.worth[party])}
        at |= {column: float(factor * value) for column, value in (given or {}).items()}
        self.row(at, float(factor * (form.constant[party] - points)))

    def gain(self, party: int) -> Linear:
        """What a party gets, scaled, as a linear form (less what every package gives it)."""
        worth = self.factor[party] * self.form.worth[party]
        return {int(c): float(worth[c]) for c in np.flatnonzero(worth)}

    def mark(self) -> int:
        """Number of rows added so far, for `release`."""
        return len(self._rows)

    def release(self, mark: int) -> None:
        """Take back the rows added since a mark."""
        del self._rows[mark:], self._at_most[mark:]

    def maximise(self, objective: Linear) -> tuple[Package, Floats] | None:
        """A best package and the solution float64[.] it was read from; None where nothing meets all rows.

        A package that meets them only within the tolerance of HiGHS is struck out, and another one looked for.
        """
        while True:
            solution = self._solve(objective)
            if solution is None:
                return None
            options, shares = self.form.package(solution)
            package = Package(options, shares, utilities(self.form.scenario, options, shares))
            if self.form.scenario.divisible or self._rational(package):
                return package, solution
            self.forbid(options)
            self.struck()

    def struck(self) -> None:
        """Count a package that had to be struck out; raises UnsolvedError where there have been too many."""
        self._struck += 1
        if self._struck > MOST_STRUCK:
            raise UnsolvedError(
                f"integer programming was given up: {MOST_STRUCK:,} packages met what was asked only within its tolerance, "
                "so nothing is proven; round the points to fewer digits, or leave out issues"
            )

    def lexicographic(self, objectives: Sequence[Linear]) -> Package | None:
        """A package that is best for the first objective, of these best for the second, and so on.

        Where issues are divisible the chosen cells are kept and the shares found by linear programs; cells that a later
        objective brought in must not lose anything on the first.
        """
        mark, found = self.mark(), list[Package]()
        for objective in objectives:
            best = self.maximise(objective)
            if best is None:
                break
            found.append(best[0])
            value = sum(weight * float(best[1][c]) for c, weight in objective.items())
            self.row({c: -weight for c, weight in objective.items()}, SLACK - value)
        self.release(mark)
        if not found:
            return None
        if not self.form.scenario.divisible:
            return found[-1]
        return self._shared(objectives, (found[0].options, found[-1].options))

    def forbid(self, options: Int32s) -> None:
        """Strike out the cells of a package."""
        chosen = self.form.chosen(options)
        self.row({int(c): 1.0 for c in chosen}, len(chosen) - 1.0)

    def shared(self, objectives: Sequence[Linear], options: Int32s) -> tuple[Package, float] | None:
        """The lexicographic optimum over shares alone, and the value of the first objective there."""
        mark, solution, value = self.mark(), None, 0.0
        for at, objective in enumerate(objectives):
            now = self._solve(objective, options)
            if now is None:
                break
            reached = sum(weight * now[c] for c, weight in objective.items())
            solution, value = now, reached if at == 0 else value
            self.row({c: -weight for c, weight in objective.items()}, _LINEAR_SLACK - reached)
        self.release(mark)
        if solution is None:
            return None
        _, shares = self.form.package(solution)
        return Package(options, shares, utilities(self.form.scenario, options, shares)), value

    def _shared(self, objectives: Sequence[Linear], candidates: Sequence[Int32s]) -> Package | None:
        first, last = (self.shared(objectives, options) for options in candidates)
        if first is None or last is None:
            kept = first or last
            return None if kept is None else kept[0]
        return last[0] if last[1] >= first[1] - _LINEAR_SLACK else first[0]

    def _rational(self, package: Package) -> bool:
        if self.low is None:
            return True
        slack = RATIONAL * np.maximum(np.abs(package.utilities), np.abs(self.low))
        return bool((package.utilities >= self.low - slack).all())

    def _solve(self, objective: Linear, options: Int32s | None = None) -> Floats | None:
        """Solution float64[.]; with `options` over the shares alone, as a linear program."""
        self.solves += 1
        columns = len(self._lower)
        cost = np.zeros(columns)
        cost[list(objective)] = [-weight for weight in objective.values()]
        rows, at_most = self._matrix(columns)
        with quiet():
            found = (
                _integer(cost, rows, at_most, self._lower, self._upper, self.form.whole, self._left())
                if options is None
                else _linear(cost, rows, at_most, *self._fixed(options))
            )
        if self.solved is not None:
            self.solved(self.solves)
        if found.status == _INFEASIBLE:
            return None
        self._nodes += int(getattr(found, "mip_node_count", None) or 0)
        if _gave_up(found):
            raise UnsolvedError(
                f"integer programming was given up: one program took {MOST_NODES:,} branches or all {self.solves:,} together "
                f"{ALL_NODES:,}, so nothing is proven about what the last one asked; leave out issues or rectangles, or merge "
                "options"
            )
        if found.status != _OPTIMAL:
            raise UnsolvedError(f"the program over packages could not be solved: {found.message}")
        return np.asarray(found.x, dtype=np.float64)

    def _left(self) -> int:
        """Branches that the next program may take."""
        return max(0, min(MOST_NODES, ALL_NODES - self._nodes))

    def _fixed(self, options: Int32s) -> tuple[Floats, Floats]:
        lower, upper = self._lower.copy(), self._upper.copy()
        chosen = self.form.chosen(options)
        upper[self.form.cell_columns] = 0.0
        lower[chosen] = upper[chosen] = 1.0
        return lower, upper

    def _matrix(self, columns: int) -> tuple[csr_array, Floats]:
        """All rows: those of the formulation, widened to the columns added, and those added."""
        form = self.form
        own = csr_array((form.rows.data, form.rows.indices, form.rows.indptr), shape=(len(form.at_most), columns))
        start = np.cumsum([0, *(len(at) for at in self._rows)])
        column = np.array([c for at in self._rows for c in at], np.int64)
        value = np.array([v for at in self._rows for v in at.values()], np.float64)
        added = csr_array((value, column, start), shape=(len(self._rows), columns))
        return csr_array(vstack((own, added), format="csr")), np.concatenate((form.at_most, self._at_most))


def _gave_up(found: Any) -> bool:
    """Whether a limit was met; scipy has no status of its own for that of branches."""
    return found.status == _LIMIT or "limit reached" in str(found.message)


def _factor(form: Formulation) -> Floats:
    """What points are multiplied with, by party: whole numbers where there is a common step, which HiGHS makes use of."""
    scaled = 2.0 ** np.floor(np.log2(SCALE / form.span))
    counted = (form.step > 0.0) & (form.span <= MOST_STEPS * form.step)
    return np.where(counted, 1.0 / np.where(counted, form.step, 1.0), scaled)


def _integer(
    cost: Floats,
    rows: csr_array,
    at_most: Floats,
    lower: Floats,
    upper: Floats,
    whole: npt.NDArray[np.bool_],
    nodes: int,
) -> Any:
    integrality = np.zeros(len(cost), np.int64)
    integrality[: len(whole)] = whole
    constraints = LinearConstraint(rows, -np.inf, at_most)
    bounds = Bounds(lower, upper)
    for presolve in (True, False):
        found = milp(
            cost,
            integrality=integrality,
            bounds=bounds,
            constraints=constraints,
            options={"mip_rel_gap": 0.0, "presolve": presolve, "node_limit": nodes},
        )
        if found.status in (_OPTIMAL, _INFEASIBLE) or _gave_up(found):
            break
    return found


def _linear(cost: Floats, rows: csr_array, at_most: Floats, lower: Floats, upper: Floats) -> Any:
    bounds = np.column_stack((lower, upper))
    sparse: Any = rows
    limits: Any = bounds
    return linprog(cost, A_ub=sparse, b_ub=at_most, bounds=limits, method="highs", options=_LINEAR)
