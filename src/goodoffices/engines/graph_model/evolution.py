"""Status quo analysis: how a conflict may get from where it is to a wanted state (Li, Kilgour & Hipel 2005).

An evolution is a legal sequence of moves: nobody moves twice in a row.  So what is reachable from a state depends on
who brought it about, and the search runs over pairs (state, last mover).  Three behaviours:

    MOVES           any move counts; fewest moves
    IMPROVEMENTS    everybody moves only to a state it prefers; fewest moves
    CAUTIOUS        any move counts; fewest disimprovements (moves to a state that the mover likes less) first, then
                    fewest moves

Ties between equally good evolutions are decided from the wanted state backwards: the mover listed first; then, for each
step before, again the mover listed first and of its targets the state with the lowest number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.engines.graph_model.arcs import Arcs
from goodoffices.engines.graph_model.stability import check
from goodoffices.model.arrays import Bools, Ints
from goodoffices.model.conflict_graph import ConflictGraph, Ranks

MOVES, IMPROVEMENTS, CAUTIOUS = "moves", "improvements", "cautious"
BEHAVIOURS = (MOVES, IMPROVEMENTS, CAUTIOUS)
MARKED = 64
"""Where there is more than one state in so many to go through, they are marked and not sorted."""
UNREACHED = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Step:
    """One move of an evolution."""

    mover: int
    source: int
    target: int
    gain: int
    """1 where the mover prefers the target, 0 where it is indifferent, -1 at a disimprovement."""


@dataclass(frozen=True)
class Evolution:
    """A legal sequence of moves from one state to another; no steps where they are the same."""

    start: int
    wanted: int
    behaviour: str
    steps: tuple[Step, ...]

    @property
    def disimprovements(self) -> int:
        """Moves to a state that the mover likes less."""
        return sum(step.gain < 0 for step in self.steps)


@dataclass(frozen=True, eq=False)
class StatusQuo:
    """What can come of the status quo under each behaviour."""

    start: int
    length: dict[str, Ints]
    """Moves of the best evolution to each state, int64[S], -1 where there is none; 0 at the start."""
    disimprovements: Ints
    """Fewest disimprovements on the way to each state, int64[S], -1 where there is no way: those of CAUTIOUS."""

    def reachable(self, behaviour: str) -> Bools:
        """Where the conflict can come to, bool[S]."""
        result: Bools = self.length[behaviour] >= 0
        return result


def evolution(graph: ConflictGraph, start: int, wanted: int, behaviour: str = MOVES) -> Evolution | None:
    """The best evolution from `start` to `wanted`, or None where there is none.

    O(S n 2^o) for o options of one decision maker (or O(n x moves) for explicit moves), once for the search and at
    most once more for each step walked back.  Raises ValueError for a state or behaviour that does not exist, or unknown
    preferences.
    """
    _check(graph, start, wanted, behaviour)
    cost = _search(graph, start, behaviour)
    best = int(cost[:, wanted].min())
    if best == UNREACHED:
        return None
    weight, steps = _weight(graph, behaviour), []
    arcs, rank = Arcs(graph.moves), graph.preferences.rank
    target, mover = wanted, int(cost[:, wanted].argmin())
    while cost[-1, target] != best:
        step, last = _step_before(arcs, rank, cost, weight, behaviour, mover, target)
        steps.append(step)
        best -= 1 + weight * (step.gain < 0)
        target, mover = step.source, last
    return Evolution(start, wanted, behaviour, tuple(reversed(steps)))


def status_quo(graph: ConflictGraph, start: int) -> StatusQuo:
    """What is reachable from `start` under each behaviour, in how many moves; O(S n 2^o) for each."""
    length = {}
    for behaviour in BEHAVIOURS:
        _check(graph, start, start, behaviour)
        best = _search(graph, start, behaviour).min(axis=0)
        weight = _weight(graph, behaviour)
        reached = best != UNREACHED
        length[behaviour] = np.where(reached, best % weight if weight else best, -1)
        if behaviour == CAUTIOUS:
            disimprovements = np.where(reached, best // weight, -1)
    return StatusQuo(start, length, disimprovements)


def _check(graph: ConflictGraph, start: int, wanted: int, behaviour: str) -> None:
    check(graph, ())
    for state in (start, wanted):
        if not 0 <= state < graph.states:
            raise ValueError(f"no state {state}: states are numbered 0 to {graph.states - 1}")
    if behaviour not in BEHAVIOURS:
        raise ValueError(f"no behaviour {behaviour!r}: one of {', '.join(BEHAVIOURS)}")


def _weight(graph: ConflictGraph, behaviour: str) -> int:
    """What a disimprovement costs besides the move: more than any evolution without a repeated (state, mover) has moves."""
    return (len(graph.decision_makers) + 1) * graph.states + 1 if behaviour == CAUTIOUS else 0


def _search(graph: ConflictGraph, start: int, behaviour: str) -> npt.NDArray[np.int64]:
    """Least cost of an evolution by (last mover, state), int64[n + 1, S]; the last row is for nobody having moved.

    Dijkstra's search with all pairs of one cost settled together.
    """
    n, weight = len(graph.decision_makers), _weight(graph, behaviour)
    arcs, rank = Arcs(graph.moves), graph.preferences.rank
    cost = np.full((n + 1, graph.states), UNREACHED)
    cost[n, start] = 0
    waiting: dict[int, dict[int, list[Ints]]] = {0: {n: [np.array([start])]}}
    while waiting:
        now = min(waiting)
        layer = _settled(cost, now, waiting.pop(now))
        for i in range(n):
            sources = [states for last, states in layer.items() if last != i]
            for source, target in arcs.of(i, _distinct(np.concatenate(sources), graph.states)) if sources else ():
                nearer = cost[i, target] > now + 1
                arrivals = _arrivals(rank[i], source[nearer], target[nearer], behaviour)
                for reached, then in zip(arrivals, (now + 1, now + 1 + weight), strict=True):
                    found = _distinct(reached[cost[i, reached] > then], graph.states)
                    if len(found):
                        cost[i, found] = then
                        waiting.setdefault(then, {}).setdefault(i, []).append(found)
    return cost


def _arrivals(rank: npt.NDArray[np.int32], source: Ints, target: Ints, behaviour: str) -> tuple[Ints, Ints]:
    """Targets of moves that a behaviour admits: those without, and those with, the extra cost of a disimprovement."""
    if behaviour == MOVES:
        return target, target[:0]
    if behaviour == IMPROVEMENTS:
        return target[rank[target] > rank[source]], target[:0]
    falls = rank[target] < rank[source]
    return target[~falls], target[falls]


def _distinct(states: Ints, count: int) -> Ints:
    """Each of them once, ascending: by sorting a few, by marking many."""
    if MARKED * len(states) < count:
        return np.unique(states)
    marks = np.zeros(count, np.bool_)
    marks[states] = True
    return np.flatnonzero(marks)


def _settled(cost: npt.NDArray[np.int64], now: int, found: dict[int, list[Ints]]) -> dict[int, Ints]:
    """For each last mover the states found at this cost and at none lower since."""
    layer = {}
    for last, parts in found.items():
        states = np.concatenate(parts)
        layer[last] = states[cost[last, states] == now]
    return layer


def _step_before(
    arcs: Arcs, rank: Ranks, cost: npt.NDArray[np.int64], weight: int, behaviour: str, mover: int, target: int
) -> tuple[Step, int]:
    """The step by which `mover` brought about `target` at its least cost, and who had moved before."""
    total, others = int(cost[mover, target]), [k for k in range(len(cost)) if k != mover]
    for last in others:
        candidates = np.flatnonzero((cost[last] == total - 1) | (cost[last] == total - 1 - weight))
        for source in _sources(arcs, mover, candidates, target):
            gain = int(np.sign(int(rank[mover, target]) - int(rank[mover, source])))
            if cost[last, source] + 1 + weight * (gain < 0) == total and (gain > 0 or behaviour != IMPROVEMENTS):
                return Step(mover, int(source), target, gain), last
    raise AssertionError("a settled pair has a predecessor")


def _sources(arcs: Arcs, mover: int, candidates: Ints, target: int) -> Ints:
    parts = [source[to == target] for source, to in arcs.of(mover, candidates)]
    return np.sort(np.concatenate(parts)) if parts else candidates[:0]
