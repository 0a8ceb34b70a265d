"""The exact Pareto frontier of one large scenario, and every package that attains a point of it.

Utilities are sums over blocks of issues, so what is dominated after some blocks stays dominated whatever follows, and
dominance prunes after every block (Nemhauser & Ullmann 1969, for two objectives).  Sums are counted in whole units
(see `lattice`), so that packages which are the same to everybody are one point.  `frontier` does the same for
thousands of draws of a small space.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.frontier.attaining import Attaining, attaining, reach
from goodoffices.engines.frontier.block_fronts import (
    MAX_POINTS,
    Additive,
    Prune,
    additive,
    below_floor,
    block_fronts,
    longest_first,
    stages,
)
from goodoffices.model.arrays import Floats, Int32s, Ints
from goodoffices.model.packages import PackageSpace

Progress = Callable[[int, int, int], None]
"""Called with blocks joined, blocks in all, and the points of the front so far."""


@dataclass(frozen=True, eq=False)
class ParetoFront:
    """Points that no package beats for all parties, in descending lexicographic order (equal up to the tolerance)."""

    problem: Additive
    utilities: Floats
    """Points of each party, float64[F, n], summed over the blocks of the package of the row."""
    codes: Ints
    """A package of each row, int64[F, W]: of those that attain the point the one with the smallest code."""
    steps: Floats
    """The same utilities in whole units of the lattice, float64[F, n]."""
    floor: Floats | None
    """Worth that every package has at least, (n,); None where all packages were looked at."""

    def __len__(self) -> int:
        """F, the number of rows."""
        return len(self.utilities)

    @property
    def space(self) -> PackageSpace:
        """Where the packages come from."""
        return self.problem.space

    @cached_property
    def choices(self) -> Int32s:
        """Combo index in each block, int32[F, B]."""
        return self.space.choices_from(self.codes)

    @cached_property
    def options(self) -> Int32s:
        """Option of each issue, int32[F, J]."""
        return self.space.options_of(self.choices)

    @cached_property
    def _attaining(self) -> Attaining:
        return attaining(self.problem, self.floor)

    def count_at(self, row: int) -> int:
        """Number of packages that attain the point of a row."""
        return self._attaining.count(self._start(row))

    def packages_at(self, row: int) -> Iterator[Int32s]:
        """All packages that attain the point of a row, as choices int32[B], one by one in order of their codes.

        They attain it when each party's utility is equal up to `lattice.TOLERANCE` times its largest possible one (in
        whole units where its utilities have a common unit).  The first call lays out the fronts of the blocks from each
        block on, at about the cost of the frontier; a package then costs O(B) steps.
        """
        for choices in self._attaining.packages(self._start(row)):
            yield np.array(choices, np.int32)

    def _start(self, row: int) -> int:
        return self._attaining.start(self.steps[row], reach(self.problem))


def pareto_front(
    space: PackageSpace,
    tables: Floats,
    linkage_points: npt.ArrayLike = (),
    linkage_party: npt.ArrayLike = (),
    *,
    floor: npt.ArrayLike | None = None,
    ties: Literal["merge", "keep"] = "merge",
    progress: Progress | None = None,
) -> ParetoFront:
    """Exact Pareto frontier of the packages of a space, for any number of parties.

    `tables` is float64[n, O], `linkage_points` float64[L] for parties `linkage_party` int[L].  With `floor` float[n] it is
    the frontier of the packages worth at least the floor to everybody (reservation values), less a tolerance of 1e-12
    points or of that share of a party's largest utility.  `ties` merges packages of equal utilities to one row (that of
    the smallest code), or keeps a row per package, in order of their codes.

    With front lengths F_b after b blocks, the longest block fronts first, and k_b points on the front of block b, joins
    take O(sum k_b (F_(b-1) + F_b)) for n = 2, O(sum N_b log N_b) for n = 3 (apart from moves inside the staircase),
    O(sum N_b log^(n-1) N_b) above, N_b = F_(b-1) k_b; the number of packages does not enter.  F can grow as fast as the
    number of packages in the worst case; on utilities with a common unit it cannot exceed the frontier of their grid.

    Raises:
        InfeasibleError: more than `MAX_POINTS` points or, with ties kept, packages.
        ValueError: shapes that do not fit the space, or numbers that are not finite.
    """
    problem = additive(space, tables, linkage_points, linkage_party)
    low = None if floor is None else np.array(floor, dtype=np.float64)
    fronts = block_fronts(problem)
    order = longest_first(fronts)
    front = pruned_front(problem, low, below_floor(problem, low, order), progress)
    return front if ties == "merge" else _every_package(front)


def pruned_front(
    problem: Additive, floor: Floats | None, prune: Prune | None, progress: Progress | None = None
) -> ParetoFront:
    """The frontier of a problem, less what `prune` (with blocks `longest_first`) finds of no use on the way."""
    fronts = block_fronts(problem)
    order = longest_first(fronts)
    steps, codes = fronts[order[0]]
    for place, (steps, codes) in enumerate(stages(problem, fronts, order, prune)):  # noqa: B007
        if progress is not None:
            progress(place + 1, len(order), len(steps))
    utilities = problem.utilities(problem.space.choices_from(codes))
    return ParetoFront(problem, utilities, codes, np.ascontiguousarray(steps[:, : problem.parties]), floor)


def _every_package(front: ParetoFront) -> ParetoFront:
    """One row per package."""
    counts = [front.count_at(row) for row in range(len(front))]
    if sum(counts) > MAX_POINTS:
        raise InfeasibleError(
            f"{sum(counts)} packages attain the {len(front)} points of the frontier, more than the {MAX_POINTS} that can "
            "be listed; merge ties, and list the packages of the points that matter"
        )
    chosen = [choices for row in range(len(front)) for choices in front.packages_at(row)]
    choices = np.array(chosen, np.int32).reshape(-1, len(front.space.blocks))
    return ParetoFront(
        front.problem, front.problem.utilities(choices), front.space.codes_of(choices),
        np.repeat(front.steps, counts, axis=0), front.floor,
    )  # fmt: skip
