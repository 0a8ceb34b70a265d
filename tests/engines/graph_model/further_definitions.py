"""Coalitions, strength, unknown preferences, foresight and moves at once word for word: the slow second way to each.

Nothing here is shared with the engine; `definitions.py` writes the moves down.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cache
from itertools import combinations

import numpy as np
from tests.engines.graph_model.definitions import Definitions

from goodoffices.model.conflict_graph import ConflictGraph, OptionMoves

Steps = Mapping[tuple[int, int], Collection[int]]
"""For (mover, state) where it can go."""


def sequences(steps: Steps, movers: Collection[int], source: int) -> set[int]:
    """Ends of sequences of one step or more in which no mover moves twice in a row."""
    ends: set[tuple[int, int]] = set()
    fresh = {(j, t) for j in movers for t in steps[j, source]}
    while fresh:
        ends |= fresh
        fresh = {(k, v) for j, t in fresh for k in movers if k != j for v in steps[k, t]} - ends
    return {t for _, t in ends}


class Further:
    """One conflict, and what the further concepts say of each cell."""

    def __init__(self, graph: ConflictGraph) -> None:
        self.graph, self.first = graph, Definitions(graph)
        self.people, self.states, self.payoff = self.first.people, self.first.states, self.first.payoff
        self.reach = cache(lambda members, s: sequences(self.first.moves, members, s))
        self.gains = cache(lambda members, s: sequences(self.first.improvements, members, s))
        self.joint = cache(self._joint)
        self.ends = cache(self._ends)

    def others(self, members: Collection[int]) -> tuple[int, ...]:
        """Everybody else."""
        return tuple(j for j in self.people if j not in members)

    def suits(self, members: Collection[int], before: int, after: int) -> bool:
        """Whether every member prefers `after`."""
        return all(self.payoff[i][after] > self.payoff[i][before] for i in members)

    def coalition(self, concept: str, members: tuple[int, ...], s: int) -> bool:
        """Whether the coalition stays (Kilgour et al. 2001; Inohara & Hipel 2008)."""
        answers = {"gmr": self.reach, "smr": self.reach, "seq": self.gains, "cseq": self.joint}.get(concept)

        def deters(x: int) -> bool:
            after = self.reach(members, x) if concept == "smr" else ()
            return not any(self.suits(members, s, z) for z in (x, *after))

        return all(
            answers is not None and any(deters(x) for x in answers(self.others(members), u))
            for u in self.reach(members, s)
            if self.suits(members, s, u)
        )

    def _joint(self, others: tuple[int, ...], source: int) -> set[int]:
        """Sequences of coalitions of the others, each to what suits all its members better, none twice in a row."""
        groups = [h for size in range(1, len(others) + 1) for h in combinations(others, size)]
        steps = {
            (g, s): {t for t in self.reach(h, s) if self.suits(h, s, t)}
            for g, h in enumerate(groups)
            for s in self.states
        }
        return sequences(steps, range(len(groups)), source)

    def strong(self, concept: str, band: np.ndarray, i: int, s: int) -> bool:
        """Whether all improvements are deterred by what is strongly worse (Hamouda, Kilgour & Hipel 2004)."""
        answers = self.gains if concept == "seq" else self.reach

        def deters(x: int) -> bool:
            return all(band[i, z] < band[i, s] for z in (x, *(self.first.moves[i, x] if concept == "smr" else ())))

        return all(any(deters(x) for x in answers(self.others([i]), u)) for u in self.first.improvements[i, s])

    def _ends(self, i: int, s: int, left: int) -> frozenset[int]:
        """Where it may end when i has the move at s, with so many moves to go: the tree, played out."""
        if left == 0:
            return frozenset([s])
        ways: dict[int, frozenset[int]] = {}
        for u in self.first.moves[i, s]:
            follow = [self.ends(j, u, left - 1) for j in self.others([i])]
            ways[u] = frozenset().union(*(end for end in follow if end != {u})) or frozenset([u])
        worst = {u: min(self.payoff[i][x] for x in way) for u, way in ways.items()}
        best = max(worst.values(), default=self.payoff[i][s])
        if best <= self.payoff[i][s]:
            return frozenset([s])
        return frozenset().union(*(ways[u] for u in ways if worst[u] == best))

    def in_the_end(self) -> list[list[bool]]:
        """Where each stays however far it looks ahead, from some point on: until what is foreseen repeats itself."""
        seen: dict[tuple[frozenset[int], ...], int] = {}
        for ahead in range(10_000):
            foreseen = tuple(self.ends(i, s, ahead) for i in self.people for s in self.states)
            if foreseen in seen:
                turns = [t for t, at in seen.items() if at >= seen[foreseen]]
                count = len(self.states)
                return [[all(t[i * count + s] == {s} for t in turns) for s in self.states] for i in self.people]
            seen[foreseen] = ahead
        raise AssertionError("foresight does not repeat itself")

    def at_once(self, i: int, s: int) -> bool:
        """Whether every improvement of i may meet one of the other's in a state that i does not prefer to s."""
        moves = self.graph.moves
        assert isinstance(moves, OptionMoves)
        codes = [int(code) for code in moves.codes]

        def meets(u: int, v: int) -> bool:
            both = codes[u] + codes[v] - codes[s]
            return both in codes and self.payoff[i][codes.index(both)] <= self.payoff[i][s]

        own, other = self.first.improvements[i, s], self.first.improvements[1 - i, s]
        return all(any(meets(u, v) for v in other) for u in own)


class Unsure:
    """A conflict in which some preferences are unknown (Li, Hipel, Kilgour & Fang 2004)."""

    def __init__(self, graph: ConflictGraph, unknown: np.ndarray) -> None:
        self.first, self.unknown = Definitions(graph), unknown
        self.people, self.payoff = self.first.people, self.first.payoff
        steps = {
            (j, s): {t for t in reached if self.says(j, s, t) in "+?"} for (j, s), reached in self.first.moves.items()
        }
        self.answers: dict[str, Callable[[tuple[int, ...], int], set[int]]] = {
            "gmr": cache(lambda others, u: sequences(self.first.moves, others, u)),
            "seq": cache(lambda others, u: sequences(steps, others, u)),
        }
        self.answers["smr"] = self.answers["gmr"]

    def says(self, i: int, s: int, t: int) -> str:
        """What i says of t against s: better, worse, as good, or that nobody knows."""
        if s != t and self.unknown[i, s, t]:
            return "?"
        difference = self.payoff[i][t] - self.payoff[i][s]
        return "+" if difference > 0 else "-" if difference < 0 else "="

    def stable(self, extension: str, concept: str, i: int, s: int) -> bool:
        """Whether i stays in s."""
        leaves, deters = ("+?" if extension in "ac" else "+"), ("-=?" if extension in "cd" else "-=")
        others = tuple(j for j in self.people if j != i)

        def sanctions(x: int) -> bool:
            after = self.first.moves[i, x] if concept == "smr" else ()
            return all(self.says(i, s, z) in deters for z in (x, *after))

        return all(
            concept != "nash" and any(sanctions(x) for x in self.answers[concept](others, u))
            for u in self.first.moves[i, s]
            if self.says(i, s, u) in leaves
        )
