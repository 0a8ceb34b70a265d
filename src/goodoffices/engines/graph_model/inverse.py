"""The inverse question: under which preferences would a wanted state be stable (Kinsara, Kilgour & Hipel 2015)?

Whether s is stable for decision maker i hangs only on which states i prefers to s, called *above* here, and, for SEQ
and SSEQ, on which moves of the others are improvements.  With `below` for "not above", each move of i from s to u asks

    u is below, or some reply x of the others to u has all of C(x) below

where C(x) = {x} under GMR and SEQ, {x} and whatever i can move to from x under SMR and SSEQ, and there are no replies
under Nash.  Such a condition never fails for putting a state lower.  A set of k states above, of m that the condition
names, belongs to k! (m - k)! of the (m + 1)! orders of those m and s; so rankings are counted by counting sets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import permutations, product
from math import comb, factorial, prod

import numpy as np

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.graph_model.matrices import better_matrix, legal_reach, move_matrix
from goodoffices.engines.graph_model.stability import CONCEPTS, Concept, check
from goodoffices.model.arrays import Bools
from goodoffices.model.conflict_graph import ConflictGraph

MAX_STEPS = 200_000
"""Formulas that one count may take apart."""
MAX_PROFILES = 200_000
"""Combinations of improving moves that one count of profiles may look through under SEQ and SSEQ."""
MAX_RANKED = 8
"""Above so many states the rankings of one decision maker are not listed."""

Term = frozenset[int]
"""States that must all be below."""
Clause = frozenset[Term]
"""One of these terms must hold; none at all cannot be met."""
Condition = frozenset[Clause]
"""All of these must hold."""


@dataclass(frozen=True)
class RankingCount:
    """Strict rankings of all S states under which the wanted state is stable for one decision maker, others as they are."""

    decision_maker: int
    stable: int
    total: int
    """S!"""


def conditions(graph: ConflictGraph, wanted: int, concept: str) -> tuple[Condition, ...]:
    """For each decision maker what makes `wanted` stable; raises ValueError for an unknown concept or state.

    O(n^2 S^3) bit operations for the replies of the others.
    """
    _check(graph, wanted, concept)
    moves, better = move_matrix(graph), better_matrix(graph)
    steps = moves & better if CONCEPTS[concept].credible else moves
    return tuple(_condition(moves, steps, i, wanted, CONCEPTS[concept]) for i in range(len(moves)))


def _check(graph: ConflictGraph, wanted: int, concept: str) -> None:
    check(graph, (concept,))
    if not 0 <= wanted < graph.states:
        raise ValueError(f"no state {wanted}: states are numbered 0 to {graph.states - 1}")


def _condition(moves: Bools, steps: Bools, i: int, wanted: int, concept: Concept) -> Condition:
    first = np.flatnonzero(moves[i, wanted])
    replies = np.zeros(moves.shape[1:], np.bool_)
    if concept.sanctioned:
        replies = legal_reach(np.delete(steps, i, axis=0))
    clauses = []
    for u in first:
        terms = [frozenset({int(u)})]
        for x in np.flatnonzero(replies[u]):
            after = np.flatnonzero(moves[i, x]).tolist() if concept.symmetric else []
            terms.append(frozenset({int(x), *after}) - {wanted})
        clauses.append(_minimal(terms))
    return frozenset(clauses)


def _minimal(terms: Iterable[Term]) -> Clause:
    """The terms that no other implies; a condition stays small only so."""
    kept: list[Term] = []
    for term in sorted(set(terms), key=len):
        if not any(smaller <= term for smaller in kept):
            kept.append(term)
    return frozenset(kept)


def holds(condition: Condition, above: frozenset[int]) -> bool:
    """True where the condition is met with just these states above the wanted one."""
    return all(any(not term & above for term in clause) for clause in condition)


def above_of(graph: ConflictGraph, i: int, wanted: int) -> frozenset[int]:
    """States that i prefers to the wanted one."""
    rank = graph.preferences.rank[i]
    return frozenset(np.flatnonzero(rank > rank[wanted]).tolist())


def ranking_counts(graph: ConflictGraph, wanted: int, concept: str) -> tuple[RankingCount, ...]:
    """For each decision maker how many of its S! strict rankings make `wanted` stable for it, others' as they are.

    Branches on one state at a time with equal formulas counted once: fast while moves are few or overlap, exponential
    in the number of moves at worst.  Raises InfeasibleError beyond MAX_STEPS formulas.
    """
    total = factorial(graph.states)
    return tuple(
        RankingCount(i, _rankings(condition, graph.states), total)
        for i, condition in enumerate(conditions(graph, wanted, concept))
    )


def _rankings(condition: Condition, states: int) -> int:
    sets = _sets_above(_simplified(condition), {})
    named = len(sets) - 1
    orders = sum(count * factorial(k) * factorial(named - k) for k, count in enumerate(sets))
    return orders * factorial(states) // factorial(named + 1)


def _sets_above(condition: Condition, known: dict[Condition, list[int]]) -> list[int]:
    """How many sets of k of the named states can be above, for k = 0 to all of them."""
    if condition in known:
        return known[condition]
    if len(known) > MAX_STEPS:
        raise InfeasibleError(f"too many moves and replies to count rankings: gave up after {MAX_STEPS} cases")
    named = Counter(state for clause in condition for term in clause for state in term)
    if not named:
        return [0 if frozenset() in condition else 1]
    state = min(named, key=lambda s: (-named[s], s))
    rest = len(named) - 1
    below = _padded(_given(condition, state, True), rest, known)
    above = _padded(_given(condition, state, False), rest, known)
    known[condition] = [a + b for a, b in zip([*below, 0], [0, *above], strict=True)]
    return known[condition]


def _padded(condition: Condition, named: int, known: dict[Condition, list[int]]) -> list[int]:
    """The same count over `named` states, of which the condition may name fewer: the others are free."""
    counts = _sets_above(condition, known)
    free = named + 1 - len(counts)
    return [
        sum(count * comb(free, k - at) for at, count in enumerate(counts) if 0 <= k - at <= free)
        for k in range(named + 1)
    ]


def _given(condition: Condition, state: int, below: bool) -> Condition:
    """The condition once it is known whether the state is below."""
    if below:
        return _simplified(frozenset(_minimal(term - {state} for term in clause) for clause in condition))
    return _simplified(frozenset(frozenset(t for t in clause if state not in t) for clause in condition))


def _simplified(condition: Condition) -> Condition:
    if frozenset() in condition:
        return frozenset({frozenset()})
    return frozenset(clause for clause in condition if frozenset() not in clause)


def profile_count(graph: ConflictGraph, wanted: int, concept: str) -> int:
    """How many of the (S!)^n profiles of strict rankings make `wanted` an equilibrium.

    Under Nash, GMR and SMR the product of `ranking_counts`.  Under SEQ and SSEQ the rankings of each decision maker are
    grouped by which of its moves they make improvements, and all combinations of groups are looked through: raises
    InfeasibleError above MAX_RANKED states or MAX_PROFILES combinations.  Present preferences do not matter.
    """
    if not CONCEPTS[concept].credible:
        return prod(count.stable for count in ranking_counts(graph, wanted, concept))
    _check(graph, wanted, concept)
    if graph.states > MAX_RANKED:
        raise InfeasibleError(f"profiles under {concept} are counted up to {MAX_RANKED} states, not {graph.states}")
    moves = move_matrix(graph)
    groups = [_groups(moves[i], wanted) for i in range(len(moves))]
    combinations = prod(len(group) for group in groups)
    if combinations > MAX_PROFILES:
        raise InfeasibleError(f"{combinations} combinations of improving moves to look through, at most {MAX_PROFILES}")
    total = 0
    for choice in product(*groups):
        steps = np.array([np.frombuffer(key, np.bool_).reshape(moves.shape[1:]) for key in choice])
        stable = (_condition(moves, steps, i, wanted, CONCEPTS[concept]) for i in range(len(moves)))
        ways = (_held(condition, groups[i][choice[i]]) for i, condition in enumerate(stable))
        total += reduce(lambda done, way: done * way if done else 0, ways, 1)
    return total


def _held(condition: Condition, above: Counter[frozenset[int]]) -> int:
    return sum(count for states, count in above.items() if holds(condition, states))


def _groups(moves: Bools, wanted: int) -> dict[bytes, Counter[frozenset[int]]]:
    """Rankings of one decision maker by the improving moves they give it, then by the states they put above the wanted."""
    groups: dict[bytes, Counter[frozenset[int]]] = {}
    for ranks in permutations(range(len(moves))):
        rank = np.array(ranks)
        improving = moves & (rank[np.newaxis, :] > rank[:, np.newaxis])
        above = frozenset(np.flatnonzero(rank > rank[wanted]).tolist())
        groups.setdefault(improving.tobytes(), Counter())[above] += 1
    return groups
