"""Which engine solves which scenario, and what all of them give back in one shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from goodoffices.case.problem import InfeasibleError, UnsolvedError
from goodoffices.engines.frontier import pareto, plain_sums
from goodoffices.engines.frontier.block_fronts import Additive
from goodoffices.engines.settlement import solutions
from goodoffices.engines.settlement.individually_rational import rational_packages
from goodoffices.model.arrays import Floats, Int32s
from goodoffices.model.packages import PackageSpace
from goodoffices.model.scenario import Scenario
from goodoffices.study.settle.answer import CONCEPTS, Deal, Engine, Point, Segment, Ties, named_package

if TYPE_CHECKING:
    from goodoffices.engines.settlement.divisible import SegmentFront
    from goodoffices.engines.settlement.mixed_solutions import MixedPoint

Progress = Callable[[str, int, int], None]

SURFACE = "The frontier is not listed: divisible issues make it a surface with more than two parties."
CORNERS = "Some issues are divisible: the frontier lists the corners, the segments what lies between them."
ONLY_SUMS = (
    "ties are kept, or taken from floating-point sums, only where utilities are sums over issues; "
    "hyper-rectangles and divisible issues merge them"
)
CONCEPTS_ASKED = {True: tuple(CONCEPTS), False: ("nash",)}
"""Points worked out where there is no frontier, and where only the best one is wanted."""
SAME = 1e-9
"""Corners nearer than this in every party's points are one."""
PICKS: dict[str, Callable[[Floats, Floats], solutions.Solution]] = {
    "nash": solutions.nash_product,
    "kalai_smorodinsky": solutions.kalai_smorodinsky,
    "egalitarian": solutions.egalitarian,
    "utilitarian": solutions.utilitarian,
    "maximin": solutions.maximin,
    "leximin": solutions.leximin,
}


@dataclass(frozen=True, eq=False)
class Ground:
    """A scenario laid out for the engines."""

    scenario: Scenario
    space: PackageSpace
    problem: Additive
    """Its tables and linkages as sums over blocks."""
    disagreement: Floats
    """(n,), points."""
    all_rational: bool
    """Whether no reservation value lies above what its party gets at worst."""
    ties: Ties = "merge"


@dataclass(frozen=True, eq=False)
class Solved:
    """What an engine found; fields as in `Settlement`."""

    engine: Engine
    rational: bool
    """Whether any outcome suits everybody."""
    utilities: Floats | None
    options: Int32s
    shares: Floats
    ideal: tuple[float, ...] | None
    points: Mapping[str, Point | None]
    segments: tuple[Segment, ...] = ()
    remarks: tuple[str, ...] = ()
    acceptable: int | None = None
    """How many packages suit everybody, where they were listed."""


def solve(ground: Ground, progress: Progress | None = None, *, points: bool = True) -> Solved:
    """The frontier of the outcomes worth at least the disagreement to everybody and, if wanted, the points on it.

    Raises InfeasibleError where a frontier is too long to be listed, or its ties cannot be; UnsolvedError where integer
    programs had to be given up.
    """
    scenario = ground.scenario
    if ground.ties != "merge" and (scenario.rectangles or scenario.divisible):
        raise InfeasibleError(ONLY_SUMS)
    if scenario.rectangles and not scenario.divisible:
        return _rectangles(ground, progress, points)
    if scenario.divisible:
        return _divisible(ground, progress, points)
    return _additive(ground, progress, points)


def acceptable(ground: Ground, solved: Solved) -> int | None:
    """How many packages are worth the disagreement point to everybody; None where they are infinitely many, or not counted."""
    if not solved.rational:
        return 0
    if ground.scenario.divisible:
        return None
    if ground.scenario.rectangles:
        return ground.space.count if ground.all_rational else solved.acceptable
    return rational_packages(ground.problem, ground.disagreement)


def _additive(ground: Ground, progress: Progress | None, points: bool) -> Solved:
    scenario = ground.scenario
    if ground.ties == "floats":
        plain = plain_sums.plain_front(ground.problem, ground.disagreement)
        return _listed(ground, "dynamic programming", plain.utilities, plain.options, points)
    told = None if progress is None else lambda done, blocks, _size: progress("joining issues", done, blocks)
    front = pareto.pareto_front(
        ground.space,
        scenario.tables,
        np.array([link.points for link in scenario.linkages], dtype=np.float64),
        np.array([link.party for link in scenario.linkages], dtype=np.int64),
        floor=ground.disagreement,
        ties=ground.ties,
        progress=told,
    )
    return _listed(ground, "dynamic programming", front.utilities, front.options, points)


def _rectangles(ground: Ground, progress: Progress | None, points: bool) -> Solved:
    from goodoffices.engines.settlement.hyper_rectangles import rectangle_front
    from goodoffices.engines.settlement.listing import listable

    told = None if progress is None else lambda found: progress(f"frontier, {found} points", 0, 0)
    try:
        front = rectangle_front(ground.scenario, ground.disagreement, progress=told)
    except UnsolvedError:
        raise
    except InfeasibleError:
        return _nothing(ground.scenario, "listing" if listable(ground.scenario) else "integer programming")
    engine: Engine = "integer programming" if front.acceptable is None else "listing"
    return replace(_listed(ground, engine, front.utilities, front.options, points), acceptable=front.acceptable)


def _listed(ground: Ground, engine: Engine, utilities: Floats, options: Int32s, points: bool) -> Solved:
    """A frontier that is a list of packages, and the points on it."""
    scenario, low = ground.scenario, ground.disagreement
    if not len(solutions.rational_rows(utilities, low)):
        return _nothing(scenario, engine)
    shares = np.full(options.shape, np.nan)
    picked: dict[str, Point | None] = dict.fromkeys(CONCEPTS)
    for concept, pick in PICKS.items() if points else ():
        found = pick(utilities, low)
        package = named_package(scenario, options[found.row], shares[found.row])
        picked[concept] = Point(tuple(found.utilities.tolist()), package, found.value)
    ideal = tuple(solutions.ideal_point(utilities, low).tolist())
    return Solved(engine, True, utilities, options, shares, ideal, picked)


def _divisible(ground: Ground, progress: Progress | None, points: bool) -> Solved:
    if len(ground.scenario.parties) == 2:
        return _segmented(ground, points)
    return _points_alone(ground, progress, points)


def _segmented(ground: Ground, points: bool) -> Solved:
    """Two parties: the frontier piece by piece, and the points on it."""
    from goodoffices.engines.settlement.divisible import divisible_front, points_on

    scenario, low = ground.scenario, ground.disagreement
    try:
        front = divisible_front(scenario, low)
    except UnsolvedError:
        raise
    except InfeasibleError:
        return _nothing(scenario, "segments")
    found = points_on(front, low) if points else {}
    picked = dict.fromkeys(CONCEPTS) | {concept: _mixed(scenario, point) for concept, point in found.items()}
    utilities, options, shares = _corners(front)
    ideal = tuple(np.maximum(front.starts, front.ends).max(axis=0).tolist())
    return Solved("segments", True, utilities, options, shares, ideal, picked, _segments(scenario, front), (CORNERS,))


def _points_alone(ground: Ground, progress: Progress | None, points: bool) -> Solved:
    """Many parties: the points by programs.  For one party its best deal is the frontier."""
    from goodoffices.engines.settlement.mixed_solutions import mixed_points

    scenario = ground.scenario
    alone = len(scenario.parties) == 1
    told = None if progress is None else lambda solved: progress(f"points, {solved} programs solved", 0, 0)
    try:
        found = mixed_points(scenario, ground.disagreement, CONCEPTS_ASKED[points], told)
    except UnsolvedError:
        raise
    except InfeasibleError:
        return _nothing(scenario, "points alone")
    picked = dict.fromkeys(CONCEPTS) | {concept: _mixed(scenario, point) for concept, point in found.items()}
    best = found["nash"]
    return Solved(
        "points alone",
        True,
        best.utilities[None] if alone else None,
        best.options[None] if alone else np.empty((0, len(scenario.issues)), np.int32),
        best.shares[None] if alone else np.empty((0, len(scenario.issues))),
        tuple(best.utilities.tolist()) if alone else None,
        picked,
        remarks=() if alone else (SURFACE,),
    )


def _corners(front: SegmentFront) -> tuple[Floats, Int32s, Floats]:
    """Ends of segments that belong to the frontier, each once, the first party's best first."""
    ends = [
        (point[s], front.options[s], share[s])
        for s in range(len(front.starts))
        for point, share, left_out in (
            (front.starts, front.start_shares, front.start_open),
            (front.ends, front.end_shares, front.end_open),
        )
        if not left_out[s]
    ]
    ends.sort(key=lambda corner: -float(corner[0][0]))
    kept = [here for at, here in enumerate(ends) if not at or np.abs(here[0] - ends[at - 1][0]).max() > SAME]
    utilities, options, shares = (np.array(part) for part in zip(*kept, strict=True))
    return utilities, options.astype(np.int32), shares


def _segments(scenario: Scenario, front: SegmentFront) -> tuple[Segment, ...]:
    def deal(s: int, point: Floats, shares: Floats) -> Deal:
        return Deal(tuple(point[s].tolist()), named_package(scenario, front.options[s], shares[s]))

    return tuple(
        Segment(
            deal(s, front.starts, front.start_shares),
            deal(s, front.ends, front.end_shares),
            bool(front.start_open[s]),
            bool(front.end_open[s]),
        )
        for s in range(len(front.starts))
    )


def _mixed(scenario: Scenario, point: MixedPoint) -> Point:
    package = named_package(scenario, point.options, point.shares)
    return Point(tuple(point.utilities.tolist()), package, point.value)


def _nothing(scenario: Scenario, engine: Engine) -> Solved:
    """No outcome suits everybody."""
    none = np.empty((0, len(scenario.issues)))
    utilities = np.empty((0, len(scenario.parties)))
    return Solved(engine, False, utilities, none.astype(np.int32), none, None, dict.fromkeys(CONCEPTS))
