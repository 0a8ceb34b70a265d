"""Scenarios in which some issues are divisible: exact solution points, and the exact frontier of two parties.

    divisible_points(scenario, disagreement, concepts=CONCEPTS, progress=None) -> dict[concept, MixedPoint]
    divisible_front(scenario, disagreement=None) -> SegmentFront          (two parties)
    points_on(front, disagreement, concepts=CONCEPTS) -> dict[concept, MixedPoint]
    utility_range(scenario) -> (least float64[n], greatest float64[n])     (in mixed_solutions)

With several parties the frontier is made of faces of as many dimensions, and only the points are found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.frontier.pareto import pareto_front
from goodoffices.engines.settlement.hyper_rectangles import rectangle_front
from goodoffices.engines.settlement.mixed_solutions import CONCEPTS, MixedPoint, mixed_points
from goodoffices.engines.settlement.program import RATIONAL, Progress
from goodoffices.engines.settlement.segment_solutions import on_segments
from goodoffices.engines.settlement.segments import SAME, Chain, Pieces, chain, clipped, envelope
from goodoffices.model.arrays import Bools, Floats, Int32s
from goodoffices.model.scenario import Linkage, Rectangle, Scenario


@dataclass(frozen=True, eq=False)
class SegmentFront:
    """The frontier of two parties as S segments, utility of the first party ascending (a point: start equals end).

    Along a segment the options stay and the shares move linearly from `start_shares` to `end_shares`.
    """

    starts: Floats
    """Utilities at the start, float64[S, 2]."""
    ends: Floats
    """Utilities at the end, float64[S, 2]."""
    start_open: Bools
    """Whether the start itself is dominated (by the end of the segment before), bool[S]."""
    end_open: Bools
    """Whether the end itself is dominated (by the start of the segment after), bool[S]."""
    options: Int32s
    """Option of each issue, int32[S, J]; -1 where the issue is divisible."""
    start_shares: Floats
    """Share of option 1 in each divisible issue at the start, float64[S, J]; NaN where the issue is not divisible."""
    end_shares: Floats
    """The same at the end."""


def divisible_points(
    scenario: Scenario,
    disagreement: npt.ArrayLike,
    concepts: Sequence[str] = CONCEPTS,
    progress: Progress | None = None,
) -> dict[str, MixedPoint]:
    """Solution points over all options and shares, at or above `disagreement` float64[n], for any number of parties.

    Two parties: on the whole frontier, exact.  More: by integer programs, one point at a time, as `mixed_points`, which see;
    `progress` is called with the programs solved so far there.

    Raises:
        InfeasibleError: no package gives everybody their disagreement value.
        ValueError: a concept that is not one of `CONCEPTS`, or a disagreement point of another length.
    """
    if len(scenario.parties) != 2 or any(concept not in CONCEPTS for concept in concepts):
        return mixed_points(scenario, disagreement, concepts, progress)
    return points_on(divisible_front(scenario, disagreement), disagreement, concepts)


def points_on(
    front: SegmentFront, disagreement: npt.ArrayLike, concepts: Sequence[str] = CONCEPTS
) -> dict[str, MixedPoint]:
    """Solution points on a frontier of S segments at or above `disagreement` float64[2]; O(S log S)."""
    low = np.asarray(disagreement, dtype=np.float64)
    return {concept: _picked(front, low, concept) for concept in concepts}


def divisible_front(scenario: Scenario, disagreement: npt.ArrayLike | None = None) -> SegmentFront:
    """The whole frontier of two parties, at or above `disagreement` (float64[2]; None: all of it).

    The frontier of the issues that are not divisible, found as in `pareto` or `hyper_rectangles`, with the chain of the
    divisible ones around each of its F points: O(F K log F) beyond what that takes, K divisible issues.

    Raises:
        ValueError: there are not two parties.
        InfeasibleError: no package gives both their disagreement value, or the rules leave none.
    """
    if len(scenario.parties) != 2:
        raise ValueError(f"a frontier of segments has two parties, not {len(scenario.parties)}")
    around = chain(_share_values(scenario))
    low = np.full(2, -np.inf) if disagreement is None else np.asarray(disagreement, dtype=np.float64)
    if low.shape != (2,):
        raise ValueError(f"the disagreement point needs 2 numbers, not {low.size}")
    settled, options = _settled(scenario, low - around.corners.max(axis=0))
    slack = RATIONAL * max(1.0, float(np.abs(settled).max(initial=0.0)), float(np.abs(around.corners).max()))
    pieces = envelope(settled, around) if len(settled) else None
    if pieces is not None and disagreement is not None:
        pieces = clipped(pieces, low, slack)
    if pieces is None or not len(pieces.starts):
        raise InfeasibleError("no outcome gives every party at least what it has without a deal")
    return _front(scenario, settled, options, around, pieces)


def _picked(front: SegmentFront, low: Floats, concept: str) -> MixedPoint:
    found, segment, share = on_segments(concept, front.starts, front.ends, low)
    start, end = front.start_shares[segment], front.end_shares[segment]
    shares = end if share >= 1.0 else start + share * (end - start)
    return MixedPoint(found.utilities, front.options[segment], shares, found.value)


def _share_values(scenario: Scenario) -> Floats:
    """Worth of share 0 and share 1 of each divisible issue, float64[2, K, 2]."""
    at = np.cumsum([0, *scenario.sizes])[:-1]
    columns = [(int(a), int(a) + 1) for a, issue in zip(at, scenario.issues, strict=True) if issue.divisible]
    return scenario.tables[:, np.array(columns, np.int64).reshape(-1, 2)]


def _settled(scenario: Scenario, floor: Floats) -> tuple[Floats, Int32s]:
    """Frontier of the issues that are not divisible: utilities float64[F, 2], options int32[F, J] with -1 elsewhere."""
    kept = [j for j, issue in enumerate(scenario.issues) if not issue.divisible]
    options = np.full((1, len(scenario.issues)), -1, np.int32)
    if not kept:
        return _always(scenario), options
    rest = _without_shares(scenario, kept)
    points = np.array([link.points for link in rest.linkages], np.float64)
    party = np.array([link.party for link in rest.linkages], np.int64)
    if rest.rectangles:
        front = rectangle_front(rest, floor if np.isfinite(floor).any() else None)
        utilities, found = front.utilities, front.options
    else:
        listed = pareto_front(
            rest.space(), rest.tables, points, party, floor=floor if np.isfinite(floor).any() else None
        )
        utilities, found = listed.utilities, listed.options
    options = np.repeat(options, len(found), axis=0)
    options[:, kept] = found
    return utilities, options


def _always(scenario: Scenario) -> Floats:
    """What linkages and rectangles without a condition give, float64[1, 2], where all issues are divisible."""
    if scenario.forbidden:
        raise InfeasibleError("a rule without a condition forbids every package")
    total = np.zeros((1, 2))
    given: tuple[Linkage | Rectangle, ...] = (*scenario.linkages, *scenario.rectangles)
    for bonus in given:
        total[0, bonus.party] += bonus.points
    return total


def _without_shares(scenario: Scenario, kept: list[int]) -> Scenario:
    """The scenario of the issues kept."""
    new = {j: at for at, j in enumerate(kept)}
    offered = np.cumsum([0, *scenario.sizes])
    columns = np.concatenate([np.arange(offered[j], offered[j + 1]) for j in kept])
    return replace(
        scenario,
        issues=tuple(scenario.issues[j] for j in kept),
        tables=scenario.tables[:, columns],
        linkages=tuple(
            replace(link, condition={new[j]: option for j, option in link.condition.items()})
            for link in scenario.linkages
        ),
        rectangles=tuple(
            replace(box, bounds={new[j]: bounds for j, bounds in box.bounds.items()}) for box in scenario.rectangles
        ),
        forbidden=tuple({new[j]: option for j, option in rule.items()} for rule in scenario.forbidden),
    )


def _front(scenario: Scenario, settled: Floats, options: Int32s, around: Chain, pieces: Pieces) -> SegmentFront:
    same = SAME * max(1.0, float(np.abs(pieces.starts).max()), float(np.abs(pieces.ends).max()))
    start_open, end_open = np.zeros(len(pieces.starts), bool), np.zeros(len(pieces.starts), bool)
    start_open[1:] = (pieces.starts[1:, 0] - pieces.ends[:-1, 0] <= same) & (
        pieces.ends[:-1, 1] - pieces.starts[1:, 1] > same
    )
    end_open[:-1] = (pieces.ends[:-1, 1] - pieces.starts[1:, 1] <= same) & (
        pieces.starts[1:, 0] - pieces.ends[:-1, 0] > same
    )
    start_shares, end_shares = (
        _shares(scenario, around, end - settled[pieces.source]) for end in (pieces.starts, pieces.ends)
    )
    return SegmentFront(
        pieces.starts, pieces.ends, start_open, end_open, options[pieces.source], start_shares, end_shares
    )


def _shares(scenario: Scenario, around: Chain, traded: Floats) -> Floats:
    """Shares at points of the chain, float64[S, J]; the first party's utility says where on it they are."""
    shares = np.full((len(traded), len(scenario.issues)), np.nan)
    divisible = [j for j, issue in enumerate(scenario.issues) if issue.divisible]
    for at, j in enumerate(divisible):
        shares[:, j] = np.interp(traded[:, 0], around.corners[::-1, 0], around.shares[::-1, at])
    return shares
