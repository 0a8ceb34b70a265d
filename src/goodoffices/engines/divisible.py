"""Scenarios in which some issues are divisible: exact solution points, and the exact frontier of two parties.

    divisible_points(scenario, disagreement, concepts=CONCEPTS, progress=None) -> dict[concept, MixedPoint]
    divisible_front(scenario, disagreement=None) -> SegmentFront          (two parties)
    utility_range(scenario) -> (least float64[n], greatest float64[n])     (in mixed_solutions)

With several parties the frontier is made of faces of as many dimensions, and only the points are found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from goodoffices.engines.hyper_rectangles import rectangle_front
from goodoffices.engines.mixed_solutions import CONCEPTS, MixedPoint
from goodoffices.engines.pareto import pareto_front
from goodoffices.engines.program import RATIONAL, Progress
from goodoffices.engines.segment_solutions import on_segments
from goodoffices.engines.segments import SAME, Chain, Pieces, chain, clipped, envelope
from goodoffices.engines.share_programs import Around
from goodoffices.engines.share_solutions import by_shares
from goodoffices.model.errors import InfeasibleError
from goodoffices.model.scenario import Linkage, Rectangle, Scenario

Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


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

    Two parties: read off the frontier.  More: from the frontier of the issues that are not divisible, which is listed
    first, by small linear programs (`share_programs`); `progress` is called with the points found so far.  Utilities to
    about 1e-12 of what is at stake, the product of Nash to a relative 1e-11.

    Raises:
        InfeasibleError: no package gives everybody their disagreement value, or the frontier of what is not divisible
            is too long to be listed (`mixed_points` does without it, more slowly).
        ValueError: a concept that is not one of `CONCEPTS`, or a disagreement point of another length.
    """
    low = np.asarray(disagreement, dtype=np.float64)
    if low.shape != (len(scenario.parties),) or not np.isfinite(low).all():
        raise ValueError(f"the disagreement point needs {len(scenario.parties)} finite numbers, not {low.tolist()}")
    unknown = [concept for concept in concepts if concept not in CONCEPTS]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is no solution concept; there are {', '.join(CONCEPTS)}")
    pick = _on_front(scenario, low) if len(low) == 2 else _by_shares(scenario, low)
    points = {}
    for concept in concepts:
        points[concept] = pick(concept)
        if progress is not None:
            progress(len(points))
    return points


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


def _on_front(scenario: Scenario, low: Floats) -> Callable[[str], MixedPoint]:
    front = divisible_front(scenario, low)

    def pick(concept: str) -> MixedPoint:
        found, segment, share = on_segments(concept, front.starts, front.ends, low)
        start, end = front.start_shares[segment], front.end_shares[segment]
        shares = end if share >= 1.0 else start + share * (end - start)
        return MixedPoint(found.utilities, front.options[segment], shares, found.value)

    return pick


def _by_shares(scenario: Scenario, low: Floats) -> Callable[[str], MixedPoint]:
    values = _share_values(scenario)
    slope = values[:, :, 1] - values[:, :, 0]
    settled, options = _settled(scenario, low - values.max(axis=2).sum(axis=1))
    if not len(settled):
        raise InfeasibleError("no outcome gives every party at least what it has without a deal")
    around = Around(settled + values[:, :, 0].sum(axis=1), slope)
    divisible = np.array([issue.divisible for issue in scenario.issues])

    def pick(concept: str) -> MixedPoint:
        package, taken, value = by_shares(concept, around, low)
        shares = np.full(len(scenario.issues), np.nan)
        shares[divisible] = taken
        return MixedPoint(around.worth(package, taken), options[package], shares, value)

    return pick


def _share_values(scenario: Scenario) -> Floats:
    """Worth of share 0 and share 1 of each divisible issue, float64[n, K, 2]."""
    at = np.cumsum([0, *scenario.sizes])[:-1]
    columns = [(int(a), int(a) + 1) for a, issue in zip(at, scenario.issues, strict=True) if issue.divisible]
    return scenario.tables[:, np.array(columns, np.int64).reshape(-1, 2)]


def _settled(scenario: Scenario, floor: Floats) -> tuple[Floats, Int32s]:
    """Frontier of the issues that are not divisible: utilities float64[F, n], options int32[F, J] with -1 elsewhere."""
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
    """What linkages and rectangles without a condition give, float64[1, n], where all issues are divisible."""
    if scenario.forbidden:
        raise InfeasibleError("a rule without a condition forbids every package")
    total = np.zeros((1, len(scenario.parties)))
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
