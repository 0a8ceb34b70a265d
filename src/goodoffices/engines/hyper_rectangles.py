"""Hyper-rectangle utilities: the exact Pareto front and single solution points without enumeration.

    rectangle_front(scenario, disagreement=None, progress=None) -> RectangleFront
    rectangle_points(scenario, disagreement, concepts=CONCEPTS, progress=None) -> dict[concept, MixedPoint]
    utility_range(scenario) -> (least float64[n], greatest float64[n])     (in mixed_solutions)

A rectangle gives points when several issues lie within bounds (Ito, Hattori & Klein 2007), so issues depend on each
other all over and no order of joining them keeps fronts short.  The front is found by the epsilon-constraint method
(Haimes, Lasdon & Wismer 1971): the best for the first party among the packages that give the second more than a floor,
which rises to what the point found gives it.  With more parties the floors still to be looked at are a list of search zones,
and a point found splits each zone it lies in (Klamroth, Lacour & Vanderpooten 2015): no point is found twice, none is missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.engines.formulation import formulation
from goodoffices.engines.mixed_solutions import CONCEPTS, MixedPoint, mixed_points
from goodoffices.engines.program import Linear, Package, Program, Progress
from goodoffices.engines.zones import Zones
from goodoffices.model.errors import InfeasibleError
from goodoffices.model.scenario import Scenario

Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]

STRICT = 2e-8
"""Where a party's utilities have no common step: share of its greatest conceivable gain that counts as more."""
LARGEST = 1e8
"""Greatest objective that one program may have in place of two: HiGHS tells values apart to about 1e-6."""


@dataclass(frozen=True, eq=False)
class RectangleFront:
    """Every Pareto-optimal utility vector, with one package that attains it."""

    utilities: Floats
    """float64[F, n], points; descending by the first party, then the second, ..."""
    options: Int32s
    """Option of each issue in a package that attains it, int32[F, J]."""
    solves: int
    """How many programs were solved."""


def rectangle_front(
    scenario: Scenario, disagreement: npt.ArrayLike | None = None, progress: Progress | None = None
) -> RectangleFront:
    """Front of the packages at or above `disagreement` (float64[n]; None: of all); `progress(points so far)`.

    Points equal in all utilities are one.  Exact where each party's utilities have a common step (whole numbers, or
    whole numbers over a total, as the files have them); else points of which one is better by less than `STRICT` of a
    party's greatest conceivable gain may count as one.

    One program per point (two where utilities have no common step) and one per zone left empty: F + 1 or 2 F + 1 programs
    for two parties, at most 3 F + 1 or 4 F + 1 for three; above that there are O(F^floor(n / 2)) zones.  The size of a
    program does not depend on the number of packages but on the cells that the rectangles' bounds cut the issues into;
    its time depends on how the rectangles overlap.

    Raises:
        InfeasibleError: no package is at or above the disagreement point, or the rules leave none.
        ValueError: an issue is divisible, or the disagreement point has another length.
    """
    if scenario.divisible:
        raise ValueError("with divisible issues the frontier is no list of points: see divisible_front")
    form = formulation(scenario)
    program, parties = Program(form, disagreement), len(scenario.parties)
    if program.low is not None and np.shape(program.low) != (parties,):
        raise ValueError(f"the disagreement point needs {parties} numbers, not {np.size(program.low)}")
    more = np.where(form.step > 0.0, 0.5 * form.step, STRICT * form.span)
    aims, found = _aims(program), []
    floored = _floored(parties)
    zones = Zones(len(floored))
    while (zone := zones.next()) is not None:
        mark = program.mark()
        for party, floor in zip(floored, zone, strict=True):
            if np.isfinite(floor):
                program.need(party, float(floor + more[party]))
        package = program.lexicographic(aims)
        program.release(mark)
        if package is None:
            zones.drop(zone)
            continue
        found.append(package)
        zones.split(package.utilities[floored], more[floored])
        if progress is not None:
            progress(len(found))
    if not found:
        raise InfeasibleError("no outcome gives every party at least what it has without a deal")
    return _front(found, program.solves)


def rectangle_points(
    scenario: Scenario,
    disagreement: npt.ArrayLike,
    concepts: Sequence[str] = CONCEPTS,
    progress: Progress | None = None,
) -> dict[str, MixedPoint]:
    """Solution points without the front; as `mixed_points`, which see.

    Raises InfeasibleError where no package gives everybody their disagreement value.
    """
    return mixed_points(scenario, disagreement, concepts, progress)


def _floored(parties: int) -> list[int]:
    """Parties whose utilities bound a zone: of two the second will do, for above its floor the first is at its best.

    Of three and more all: a point of one zone need not be the first party's best in another zone that it lies in.
    """
    return [1] if parties == 2 else list(range(parties))


def _aims(program: Program) -> list[Linear]:
    """First the first party, then the sum of the others: one objective where both are counted in steps."""
    first = program.gain(0)
    others: dict[int, float] = {}
    for party in range(1, len(program.factor)):
        for column, weight in program.gain(party).items():
            others[column] = others.get(column, 0.0) + weight
    if not others:
        return [first]
    form, most = program.form, float((program.form.span * program.factor)[1:].sum())
    steps = program.factor * form.step
    if not np.allclose(steps, 1.0) or most * float(form.span[0] * program.factor[0]) > LARGEST:
        return [first, others]
    outweighed = np.floor(most) + 1.0
    return [{c: outweighed * first.get(c, 0.0) + others.get(c, 0.0) for c in sorted({*first, *others})}]


def _front(found: Sequence[Package], solves: int) -> RectangleFront:
    utilities = np.array([package.utilities for package in found])
    order = np.lexsort((-utilities).T[::-1])
    return RectangleFront(utilities[order], np.array([package.options for package in found], np.int32)[order], solves)
