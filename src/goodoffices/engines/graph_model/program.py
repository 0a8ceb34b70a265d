"""A small linear program with some whole variables, built term by term and solved by HiGHS."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.settlement.silent_solver import quiet


@dataclass(frozen=True)
class Linear:
    """A constant and a weighted sum of variables, numbered as the program made them."""

    constant: float = 0.0
    weights: tuple[tuple[int, float], ...] = ()

    def __add__(self, other: Linear) -> Linear:
        return Linear(self.constant + other.constant, self.weights + other.weights)

    def __neg__(self) -> Linear:
        return Linear(-self.constant, tuple((at, -weight) for at, weight in self.weights))

    def __sub__(self, other: Linear) -> Linear:
        return self + -other


@dataclass
class Program:
    """Minimise the cost of variables between 0 and 1 subject to sums that may not be negative."""

    costs: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    rows: list[Linear] = field(default_factory=list)

    def variable(self, cost: float = 0.0, whole: bool = True) -> Linear:
        """A new variable, 0 or 1 where `whole`."""
        self.costs.append(cost)
        self.whole.append(int(whole))
        return Linear(0.0, ((len(self.costs) - 1, 1.0),))

    def require(self, expression: Linear) -> None:
        """It must be 0 or more."""
        self.rows.append(expression)

    def solve(self, purpose: str) -> npt.NDArray[np.float64]:
        """Values of the variables at least cost; raises InfeasibleError, with the purpose, where nothing will do.

        NP-hard in general; the programs here have few hundred whole variables.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import coo_array

        if not self.costs:
            if any(row.constant < 0 for row in self.rows):
                raise InfeasibleError(f"{purpose}: nothing that may change brings it about")
            return np.zeros(0)
        data = [(r, at, weight) for r, row in enumerate(self.rows) for at, weight in row.weights]
        r, at, weight = (np.array(column) for column in zip(*data, strict=True)) if data else (np.zeros(0, int),) * 3
        matrix = coo_array((weight, (r, at)), shape=(len(self.rows), len(self.costs))).tocsr()
        least = np.array([-row.constant for row in self.rows])
        constraints = [LinearConstraint(matrix, least, np.inf)] if self.rows else []
        with quiet():
            found = milp(
                self.costs,
                integrality=np.array(self.whole),
                bounds=Bounds(0, 1),
                constraints=constraints,
                options={"mip_rel_gap": 0.0},
            )
        if found.x is None:
            raise InfeasibleError(f"{purpose}: nothing that may change brings it about")
        result: npt.NDArray[np.float64] = found.x
        return result
