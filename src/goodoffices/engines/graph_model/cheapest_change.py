"""The cheapest change of preferences that makes a wanted state an equilibrium, as advice to a mediator.

The cost of a change is the number of pairs of states whose order it reverses, and half for each pair held equal that it
tells apart: Kendall's distance between rankings with ties (Fagin, Kumar, Mahdian, Sivakumar & Vee 2004, p = 1/2).  What
was told apart stays told apart: nobody is asked to become indifferent.  Of several changes equally cheap the solver's is
given, the same in every run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, permutations

import numpy as np

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.graph_model.inverse import Condition, above_of, conditions, holds
from goodoffices.engines.graph_model.matrices import move_matrix
from goodoffices.engines.graph_model.program import Linear, Program
from goodoffices.engines.graph_model.stability import CONCEPTS
from goodoffices.model.arrays import Bools
from goodoffices.model.conflict_graph import ConflictGraph, Preferences, Ranks

JOINT_STATES = 20
"""Under SEQ and SSEQ, where each one's preferences bear on what the others may expect, models of up to so many states."""
ONE = Linear(1.0)
REVERSED, TOLD_APART = 2.0, 1.0
"""Costs in half pairs, to keep them whole."""


@dataclass(frozen=True)
class Preferring:
    """`if A came to prefer x to y`: a strict preference that the decision maker does not have now."""

    decision_maker: int
    preferred: int
    over: int


@dataclass(frozen=True, eq=False)
class Change:
    """A change of preferences under which the wanted state is an equilibrium."""

    wanted: int
    concept: str
    advice: tuple[Preferring, ...]
    """Every new strict preference, those for the wanted state first; empty where it is an equilibrium already."""
    reversed: int
    """Pairs whose order is reversed."""
    told_apart: int
    """Pairs held equal that are told apart."""
    rank: Ranks
    """The new preferences, int32[n, S], higher is better."""

    @property
    def distance(self) -> float:
        """Kendall's distance, in pairs."""
        return self.reversed + self.told_apart / 2


def cheapest_change(graph: ConflictGraph, wanted: int, concept: str, who: Collection[int] | None = None) -> Change:
    """The cheapest change of the preferences of `who` (default: all) that makes `wanted` an equilibrium.

    Under Nash, GMR and SMR one 0-1 program for each decision maker, with a variable for each state that it likes as
    much as the wanted one and for each pair of these: which of them fall below.  Under SEQ and SSEQ one program for all,
    with a variable for each pair and a flow along improving moves from each move to what deters it: O(n S^3) rows.

    Raises InfeasibleError where no change of `who` will do, or above JOINT_STATES states under SEQ and SSEQ; ValueError
    for an unknown concept, state or decision maker.
    """
    may = frozenset(range(len(graph.decision_makers)) if who is None else who)
    if not may <= frozenset(range(len(graph.decision_makers))):
        raise ValueError(f"decision makers are numbered 0 to {len(graph.decision_makers) - 1}, not {sorted(may)}")
    needs = conditions(graph, wanted, concept)
    rank = graph.preferences.rank.copy()
    if all(holds(need, above_of(graph, i, wanted)) for i, need in enumerate(needs)):
        pass
    elif CONCEPTS[concept].credible:
        rank = _joint(graph, wanted, concept, may)
    else:
        for i, need in enumerate(needs):
            if not holds(need, above_of(graph, i, wanted)):
                rank[i] = _alone(graph, i, wanted, concept, need, i in may)
    change = _described(graph, wanted, concept, rank)
    after = replace(graph, preferences=Preferences(change.rank))
    if not all(holds(need, above_of(after, i, wanted)) for i, need in enumerate(conditions(after, wanted, concept))):
        raise AssertionError(f"the change found does not make state {wanted} an equilibrium under {concept}")
    return change


def _purpose(graph: ConflictGraph, wanted: int, concept: str) -> str:
    name = graph.state_names[wanted] if graph.state_names else str(wanted)
    return f"state {name} as an equilibrium under {concept}"


def _alone(graph: ConflictGraph, i: int, wanted: int, concept: str, need: Condition, may: bool) -> Ranks:
    """New preferences of one decision maker whose stability hangs on nobody else's preferences."""
    if not may:
        raise InfeasibleError(
            f"{_purpose(graph, wanted, concept)}: {graph.decision_makers[i]} would leave, and is not to change"
        )
    rank, program = graph.preferences.rank[i], Program()
    group = [int(s) for s in np.flatnonzero(rank >= rank[wanted]) if s != wanted]
    falls = {s: program.variable() for s in group}
    for a, b in permutations([*group, wanted], 2):
        if rank[a] > rank[b] or (rank[a] == rank[b] and a in falls):
            passes = program.variable(REVERSED if rank[a] > rank[b] else TOLD_APART, whole=False)
            program.require(passes - falls.get(a, Linear()) + falls.get(b, Linear()))
    above = above_of(graph, i, wanted)
    for clause in need:
        holding = Linear()
        for term in clause:
            holding += (met := program.variable(whole=False))
            for state in term & above:
                program.require(falls[state] - met)
        program.require(holding - ONE)
    values = program.solve(_purpose(graph, wanted, concept))
    low = rank < rank[wanted]
    low[[s for s, fall in falls.items() if values[fall.weights[0][0]] > 0.5]] = True
    return _dense(np.where(low, 0, int(np.ptp(rank)) + 1) + (rank - rank.min()))


def _dense(score: Ranks) -> Ranks:
    return np.unique(score, return_inverse=True)[1].astype(np.int32)


def _described(graph: ConflictGraph, wanted: int, concept: str, rank: Ranks) -> Change:
    old, advice, turned, apart = graph.preferences.rank, [], 0, 0
    for i, (before, after) in enumerate(zip(old, rank, strict=True)):
        for a, b in permutations(range(graph.states), 2):
            if after[a] > after[b] and before[a] <= before[b]:
                advice.append(Preferring(i, a, b))
                turned += int(before[a] < before[b])
                apart += int(before[a] == before[b])
    advice.sort(key=lambda p: (p.decision_maker, p.preferred != wanted, p.preferred, p.over))
    return Change(wanted, concept, tuple(advice), turned, apart, rank)


def _joint(graph: ConflictGraph, wanted: int, concept: str, may: frozenset[int]) -> Ranks:
    """New preferences of all who may change, where improvements of one are what deters another."""
    if graph.states > JOINT_STATES:
        raise InfeasibleError(
            f"{_purpose(graph, wanted, concept)}: the cheapest change is sought up to {JOINT_STATES} states, not {graph.states}"
        )
    program, moves = Program(), move_matrix(graph)
    prefers = [_Ranking(program, rank, i in may) for i, rank in enumerate(graph.preferences.rank)]
    for i in range(len(moves)):
        for u in np.flatnonzero(moves[i, wanted]):
            _deter(program, prefers, moves, i, wanted, int(u), CONCEPTS[concept].symmetric)
    values = program.solve(_purpose(graph, wanted, concept))
    return np.array([ranking.read(values) for ranking in prefers], np.int32)


class _Ranking:
    """One decision maker's preferences as variables of a program: a strict weak order."""

    def __init__(self, program: Program, rank: Ranks, may: bool) -> None:
        self.states = len(rank)
        self.over: dict[tuple[int, int], Linear] = {}
        for a, b in combinations(range(self.states), 2):
            if rank[a] == rank[b]:
                self.over[a, b], self.over[b, a] = (program.variable(TOLD_APART) if may else Linear() for _ in range(2))
                program.require(ONE - self.over[a, b] - self.over[b, a])
            else:
                better, worse = (a, b) if rank[a] > rank[b] else (b, a)
                turn = program.variable(REVERSED) if may else Linear()
                self.over[worse, better], self.over[better, worse] = turn, ONE - turn
        for a, b, c in permutations(range(self.states), 3) if may else ():
            program.require(self.over[a, c] + self.over[c, b] - self.over[a, b])

    def read(self, values: np.ndarray) -> Ranks:
        """Ranks, higher is better: the number of states that each is preferred to."""
        beats = np.zeros(self.states, np.int32)
        for (a, _), told in self.over.items():
            beats[a] += told.constant + sum(weight * values[at] for at, weight in told.weights) > 0.5
        return _dense(beats)


def _deter(
    program: Program, prefers: list[_Ranking], moves: Bools, i: int, wanted: int, u: int, symmetric: bool
) -> None:
    """Where i would prefer u, a unit of flow goes from u along improving moves of the others to what i does not prefer."""
    n, states = moves.shape[:2]
    net = {(s, j): Linear() for s in range(states) for j in range(n) if j != i}
    for j in range(n):
        for s, t in _improvable(moves, i, j):
            used = Linear()
            for last in (-1, *(k for k in range(n) if k not in (i, j))):
                if last >= 0 or s == u:
                    flow = program.variable(whole=False)
                    used, net[t, j] = used + flow, net[t, j] + flow
                    if last >= 0:
                        net[s, last] -= flow
            program.require(prefers[j].over[t, s] - used)
    arrived = Linear()
    for x in range(states):
        here = Linear()
        for j in range(n):
            if j != i:
                program.require(net[x, j])
                here += net[x, j]
        arrived += here
        for z in (x, *(np.flatnonzero(moves[i, x]).tolist() if symmetric else ())):
            if z != wanted:
                program.require(ONE - prefers[i].over[z, wanted] - here)
    program.require(arrived - prefers[i].over[u, wanted])


def _improvable(moves: Bools, i: int, j: int) -> Iterator[tuple[int, int]]:
    if j != i:
        for s, t in zip(*np.nonzero(moves[j]), strict=True):
            yield int(s), int(t)
