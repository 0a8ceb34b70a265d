"""Hyper-rectangle utilities: the exact Pareto front and single solution points, listed or by integer programs.

    rectangle_front(scenario, disagreement=None, progress=None) -> RectangleFront
    rectangle_points(scenario, disagreement, concepts=CONCEPTS, progress=None) -> dict[concept, MixedPoint]
    utility_range(scenario) -> (least float64[n], greatest float64[n])     (in mixed_solutions)

Where all packages can be listed (`listing`) they are, and nothing rests on the tolerances of a solver.  Else:

A rectangle gives points when several issues lie within bounds (Ito, Hattori & Klein 2007), so issues depend on each
other all over and no order of joining them keeps fronts short.  The front is found by the epsilon-constraint method
(Haimes, Lasdon & Wismer 1971): the best for the first party among the packages that give the second more than a floor,
which rises to what the point found gives it.  With more parties the floors still to be looked at are a list of search zones,
and a point found splits each zone it lies in (Klamroth, Lacour & Vanderpooten 2015): no point is found twice, none is missed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.case.problem import InfeasibleError, UnsolvedError
from goodoffices.engines.frontier.dominance import maxima
from goodoffices.engines.settlement import solutions
from goodoffices.engines.settlement.formulation import formulation
from goodoffices.engines.settlement.listing import listable, listed_front
from goodoffices.engines.settlement.mixed_solutions import CONCEPTS, MixedPoint, checked, mixed_points
from goodoffices.engines.settlement.program import Linear, Package, Program, Progress
from goodoffices.engines.settlement.search_zones import Zones
from goodoffices.model.arrays import Floats, Int32s
from goodoffices.model.scenario import Scenario

STRICT = 2e-8
"""Where a party's utilities have no common step: share of its greatest conceivable gain that counts as more."""
LARGEST = 1e8
"""Greatest objective that one program may have in place of two: HiGHS tells values apart to about 1e-6."""
MOST_PROGRAMS = 20_000
"""Programs after which a frontier is given up."""
PICKS = {
    "nash": solutions.nash_product,
    "kalai_smorodinsky": solutions.kalai_smorodinsky,
    "egalitarian": solutions.egalitarian,
    "utilitarian": solutions.utilitarian,
    "maximin": solutions.maximin,
    "leximin": solutions.leximin,
}
"""Solution concepts over a list."""


@dataclass(frozen=True, eq=False)
class RectangleFront:
    """Every Pareto-optimal utility vector, with one package that attains it."""

    utilities: Floats
    """float64[F, n], points; descending by the first party, then the second, ..."""
    options: Int32s
    """Option of each issue in a package that attains it, int32[F, J]."""
    solves: int
    """How many programs were solved; 0 where the packages were listed."""
    acceptable: int | None = None
    """How many packages are at or above the disagreement point; None where they were not listed."""


def rectangle_front(
    scenario: Scenario, disagreement: npt.ArrayLike | None = None, progress: Progress | None = None
) -> RectangleFront:
    """Front of the packages at or above `disagreement` (float64[n]; None: of all); `progress(points so far)`.

    Points equal in all utilities are one.  Exact where the packages can be listed (`listing.listable`), whatever their
    points; else as `programmed_front`, which see.  Of a list `progress` hears once, when it is done.

    Raises:
        InfeasibleError: no package is at or above the disagreement point, or the rules leave none.
        UnsolvedError: as `programmed_front`.
        ValueError: an issue is divisible, or the disagreement point has another length.
    """
    if scenario.divisible:
        raise ValueError("with divisible issues the frontier is no list of points: see divisible_front")
    if not listable(scenario):
        return programmed_front(scenario, disagreement, progress)
    found = listed_front(scenario, disagreement)
    if progress is not None:
        progress(len(found.utilities))
    return RectangleFront(found.utilities, found.options, 0, found.acceptable)


def programmed_front(
    scenario: Scenario, disagreement: npt.ArrayLike | None = None, progress: Progress | None = None
) -> RectangleFront:
    """The same by integer programs; `progress(points so far)` after every point.

    Exact where each party's utilities have a common step (whole numbers, or whole numbers over a total, as the files have
    them); else points of which one is better by less than `STRICT` of a party's greatest conceivable gain may count as
    one.  Every point is worth what its package is worth by the scenario's own numbers, and none beats another.

    One program per point (two where utilities have no common step) and one per zone left empty: F + 1 or 2 F + 1 programs
    for two parties, at most 3 F + 1 or 4 F + 1 for three; above that there are O(F^floor(n / 2)) zones.  The size of a
    program does not depend on the number of packages but on the cells that the rectangles' bounds cut the issues into;
    its time depends on how the rectangles overlap.

    Raises:
        InfeasibleError: as `rectangle_front`.
        UnsolvedError: the work was given up after `MOST_PROGRAMS` programs, or one of them is too hard.
        ValueError: the disagreement point has another length.
    """
    form = formulation(scenario)
    program, parties = Program(form, disagreement), len(scenario.parties)
    if program.low is not None and np.shape(program.low) != (parties,):
        raise ValueError(f"the disagreement point needs {parties} numbers, not {np.size(program.low)}")
    more = np.where(form.step > 0.0, 0.5 * form.step, STRICT * form.span)
    aims, found = _aims(program), list[Package]()
    floored = _floored(parties)
    zones = Zones(len(floored))
    while (zone := zones.next()) is not None:
        if program.solves >= MOST_PROGRAMS:
            raise UnsolvedError(_given_up(program.solves, len(found)))
        package = _within(program, dict(zip(floored, zone, strict=True)), more, aims)
        if package is None:
            zones.drop(zone)
            continue
        found.append(package)
        # half of what was asked for: HiGHS meets a row up to its tolerance, and a zone that a point was found in must go
        zones.split(package.utilities[floored], 0.5 * more[floored])
        if progress is not None:
            progress(len(found))
    if not found:
        raise InfeasibleError("no outcome gives every party at least what it has without a deal")
    return _front(found, program.solves)


def _within(program: Program, zone: Mapping[int, float], more: Floats, aims: Sequence[Linear]) -> Package | None:
    """A best package above the floors of a zone (party: points); None where there is none.

    A package that by its own points is not above them is struck out, and another one looked for.
    """
    mark = program.mark()
    for party, floor in zone.items():
        if np.isfinite(floor):
            program.need(party, float(floor + more[party]))
    while (package := program.lexicographic(aims)) is not None:
        if all(package.utilities[party] >= floor + 0.5 * more[party] for party, floor in zone.items()):
            break
        program.forbid(package.options)
        program.struck()
    program.release(mark)
    return package


def _given_up(programs: int, points: int) -> str:
    return (
        f"the frontier was given up after {programs:,} integer programs: {points:,} deals on it were found, each checked "
        "against the points of the scenario, but more may be missing; leave out issues, or round the points to fewer "
        "digits"
    )


def rectangle_points(
    scenario: Scenario,
    disagreement: npt.ArrayLike,
    concepts: Sequence[str] = CONCEPTS,
    progress: Progress | None = None,
) -> dict[str, MixedPoint]:
    """Solution points: on the frontier where the packages can be listed, else without it as `mixed_points`, which see.

    Raises InfeasibleError where no package gives everybody their disagreement value, and as `mixed_points`.
    """
    if not listable(scenario):
        return mixed_points(scenario, disagreement, concepts, progress)
    low = checked(scenario, disagreement, concepts)
    front = listed_front(scenario, low)
    none = np.full(len(scenario.issues), np.nan)
    found = {concept: PICKS[concept](front.utilities, low) for concept in concepts}
    return {
        concept: MixedPoint(point.utilities, front.options[point.row], none, point.value)
        for concept, point in found.items()
    }


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
    """What was found, less what something else found beats by the scenario's own points."""
    utilities = np.array([package.utilities for package in found])
    options = np.array([package.options for package in found], np.int32)
    points = np.zeros((len(found), max(2, utilities.shape[1])))
    points[:, : utilities.shape[1]] = utilities
    _, kept = maxima(points, np.arange(len(found))[:, None])
    rows = kept[:, 0]
    return RectangleFront(utilities[rows], options[rows], solves)
