"""Solution points by mixed-integer programming, for scenarios that cannot be enumerated.

    utility_range(scenario) -> (least float64[n], greatest float64[n])
    mixed_points(scenario, disagreement, concepts=CONCEPTS, progress=None) -> dict[concept, MixedPoint]

`divisible_points` and `rectangle_points` are these under the names of what makes a scenario need them.  Definitions are
those of `solutions`, over all rational packages and all shares.  Every concept but Nash is a linear program with binary
cells: the least of n gains is a column below all of them, and leximin maximises the sum of the k least gains for
k = 1..n, one after the other (Ogryczak & Sliwinski 2003).  For Nash see `nash_program`.  Packages that tie within 2e-9 of
what is at stake count as equal: of these one with the lexicographically greatest utilities is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.case.problem import InfeasibleError, UnsolvedError
from goodoffices.engines.settlement.formulation import Formulation, formulation
from goodoffices.engines.settlement.listing import listable, listed_range
from goodoffices.engines.settlement.nash_program import nash_package
from goodoffices.engines.settlement.program import WIDEST, Linear, Package, Program, Progress
from goodoffices.model.arrays import Floats, Int32s
from goodoffices.model.scenario import Scenario

CONCEPTS = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian", "maximin", "leximin")


@dataclass(frozen=True, eq=False)
class MixedPoint:
    """One package and what it is worth."""

    utilities: Floats
    """What it is worth to each party, points, float64[n] (gains: less the disagreement)."""
    options: Int32s
    """Option of each issue, int32[J]; -1 where the issue is divisible."""
    shares: Floats
    """Share of option 1 in each divisible issue, float64[J]; NaN where the issue is not divisible."""
    value: float
    """What the concept maximises: product of gains, least normalised gain, least gain, sum of utilities, least utility;
    of leximin the least gain."""


@dataclass(frozen=True, eq=False)
class _Ground:
    """What the concepts look at."""

    form: Formulation
    low: Floats
    solved: Progress | None

    def program(self) -> Program:
        return Program(self.form, self.low, self.solved)

    def best(self, program: Program, objectives: Sequence[Linear]) -> Package:
        """The lexicographic optimum, ties broken by the utilities in turn."""
        turns = [program.gain(party) for party in range(len(self.low))]
        found = program.lexicographic([*objectives, *turns])
        if found is None:
            raise InfeasibleError("no outcome gives every party at least what it has without a deal")
        return found


def utility_range(scenario: Scenario) -> tuple[Floats, Floats]:
    """Least and greatest utility of each party over all packages, float64[n] each: listed, or by 2 n integer programs.

    Raises InfeasibleError where the rules leave no package.
    """
    if listable(scenario):
        return listed_range(scenario)
    return -_greatest(formulation(scenario, -1.0), -1.0), _greatest(formulation(scenario), 1.0)


def mixed_points(
    scenario: Scenario,
    disagreement: npt.ArrayLike,
    concepts: Sequence[str] = CONCEPTS,
    progress: Progress | None = None,
) -> dict[str, MixedPoint]:
    """Solution points at or above `disagreement` float64[n]; `progress` is called with the programs solved so far.

    Values are within 2e-9 of what is at stake of the best (the product of Nash: within a relative 2e-9), utilities are
    those of the package given.  The cost is that of the integer programs: n + 1 each, 2 n + 1 for Kalai-Smorodinsky, 2 n
    for leximin, and for Nash one per package that its bounds let through.

    Raises:
        InfeasibleError: no package gives everybody their disagreement value.
        ValueError: a concept that is not one of `CONCEPTS`, or a disagreement point of another length.
    """
    low = checked(scenario, disagreement, concepts)
    ground = _Ground(formulation(scenario), low, _counter(progress))
    return {concept: _point(ground, concept) for concept in concepts}


def checked(scenario: Scenario, disagreement: npt.ArrayLike, concepts: Sequence[str]) -> Floats:
    """The disagreement point as float64[n]; raises ValueError where it or a concept is none."""
    low = np.asarray(disagreement, dtype=np.float64)
    if low.shape != (len(scenario.parties),) or not np.isfinite(low).all():
        raise ValueError(f"the disagreement point needs {len(scenario.parties)} finite numbers, not {low.tolist()}")
    unknown = [concept for concept in concepts if concept not in _SOLVE]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is no solution concept; there are {', '.join(CONCEPTS)}")
    return low


def _point(ground: _Ground, concept: str) -> MixedPoint:
    package, value = _SOLVE[concept](ground)
    return MixedPoint(package.utilities, package.options, package.shares, value)


def _counter(progress: Progress | None) -> Progress | None:
    """Counts programs over all concepts."""
    if progress is None:
        return None
    solved = 0

    def count(_: int) -> None:
        nonlocal solved
        solved += 1
        progress(solved)

    return count


def _greatest(form: Formulation, sign: float) -> Floats:
    program = Program(form)
    best = [program.lexicographic([program.gain(party)]) for party in range(len(form.span))]
    if any(found is None for found in best):
        raise InfeasibleError("the rules forbid every package")
    return np.array([sign * found.utilities[party] for party, found in enumerate(best) if found is not None])


def _ideal(ground: _Ground) -> Floats:
    """Most that each party gets in any rational package, float64[n]."""
    program = ground.program()
    best = [program.lexicographic([program.gain(party)]) for party in range(len(ground.low))]
    if any(found is None for found in best):
        raise InfeasibleError("no outcome gives every party at least what it has without a deal")
    return np.array([found.utilities[party] for party, found in enumerate(best) if found is not None])


def _least(ground: _Ground, base: Floats, way: Floats) -> Package:
    """The greatest least (u_i - base_i) / way_i."""
    program = ground.program()
    _comparable(program.factor * way)
    unit = float((program.factor * way).max())
    least = program.column(-np.inf, np.inf)
    for party in range(len(base)):
        program.need(party, float(base[party]), {least: float(way[party] / unit)})
    return ground.best(program, [{least: 1.0}])


def _comparable(weights: Floats) -> None:
    """Raises UnsolvedError where one party's points are so small beside another's that HiGHS would drop them."""
    times = float(weights.max() / weights.min())
    if times > WIDEST:
        raise UnsolvedError(
            f"one party has about {times:.0e} times as much at stake as another, in points: integer programs cannot hold "
            "them against each other; scale the points of one of them"
        )


def _egalitarian(ground: _Ground) -> tuple[Package, float]:
    package = _least(ground, ground.low, np.ones(len(ground.low)))
    return package, float((package.utilities - ground.low).min())


def _maximin(ground: _Ground) -> tuple[Package, float]:
    package = _least(ground, np.zeros(len(ground.low)), np.ones(len(ground.low)))
    return package, float(package.utilities.min())


def _kalai_smorodinsky(ground: _Ground) -> tuple[Package, float]:
    ideal = _ideal(ground)
    way = ideal - ground.low
    way = np.where(way > 1e-12 * np.maximum(np.abs(ideal), np.abs(ground.low)), way, 1.0)
    package = _least(ground, ground.low, way)
    return package, float(((package.utilities - ground.low) / way).min())


def _utilitarian(ground: _Ground) -> tuple[Package, float]:
    program = ground.program()
    _comparable(program.factor)
    worth = ground.form.worth.sum(axis=0) * float(program.factor.min())
    package = ground.best(program, [{int(c): float(worth[c]) for c in np.flatnonzero(worth)}])
    return package, float(package.utilities.sum())


def _leximin(ground: _Ground) -> tuple[Package, float]:
    program = ground.program()
    _comparable(program.factor)
    unit, parties = float(program.factor.max()), len(ground.low)
    sums: list[Linear] = []
    for k in range(1, parties + 1):
        level = program.column(-np.inf, np.inf)
        short = [program.column(0.0, np.inf) for _ in range(parties)]
        for party, missing in enumerate(short):
            program.need(party, float(ground.low[party]), {level: 1.0 / unit, missing: -1.0 / unit})
        sums.append({level: float(k), **dict.fromkeys(short, -1.0)})
    package = ground.best(program, sums)
    return package, float((package.utilities - ground.low).min())


def _nash(ground: _Ground) -> tuple[Package, float]:
    ideal = _ideal(ground)
    fair, _ = _leximin(ground)
    package = nash_package(ground.program(), ground.low, ideal, fair)
    if package is None:
        return fair, 0.0
    return package, float(np.prod(np.maximum(package.utilities - ground.low, 0.0)))


_SOLVE: dict[str, Callable[[_Ground], tuple[Package, float]]] = {
    "nash": _nash,
    "kalai_smorodinsky": _kalai_smorodinsky,
    "egalitarian": _egalitarian,
    "utilitarian": _utilitarian,
    "maximin": _maximin,
    "leximin": _leximin,
}
