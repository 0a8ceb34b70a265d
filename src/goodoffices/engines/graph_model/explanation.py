"""Why a state is stable for a decision maker, or is not: each improvement, and the sanction that deters it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from goodoffices.engines.graph_model.moves import improvements_from, legal_sequences, moves_from
from goodoffices.engines.graph_model.stability import CONCEPTS, check
from goodoffices.model.conflict_graph import ConflictGraph


@dataclass(frozen=True)
class Deterrence:
    """One unilateral improvement, and what follows it."""

    improvement: int
    """State that the decision maker would move to."""
    sanction: tuple[tuple[int, int], ...]
    """The others' answer, move by move as (decision maker, state it brings about); empty where nothing deters."""

    @property
    def deterred(self) -> bool:
        """Whether the answer makes the improvement not worth it."""
        return bool(self.sanction)


def explain(graph: ConflictGraph, state: int, decision_maker: int, concept: str) -> tuple[Deterrence, ...]:
    """Every improvement of the decision maker from `state`, ascending, with a shortest sanction that deters it.

    The state is stable for the decision maker iff all are deterred; none at all means Nash stable.  Among shortest
    sanctions the one with the smallest movers and states, compared from the first move, is given.

    Cost: one search over (state, last mover) from each improvement; meant for single cells.

    Raises:
        ValueError: unknown concept, decision maker or state, or preferences that are partly unknown.
    """
    check(graph, [concept])
    if not 0 <= decision_maker < len(graph.decision_makers) or not 0 <= state < graph.states:
        raise ValueError(f"no decision maker {decision_maker} or no state {state} in {graph.name}")
    return tuple(
        Deterrence(to, _sanction(graph, state, decision_maker, to, concept))
        for to in improvements_from(graph, decision_maker, state).tolist()
    )


def _sanction(graph: ConflictGraph, state: int, who: int, improved: int, concept: str) -> tuple[tuple[int, int], ...]:
    answer = CONCEPTS[concept]
    if not answer.sanctioned:
        return ()
    rank = graph.preferences.rank[who]
    others = set(range(len(graph.decision_makers))) - {who}
    before = legal_sequences(graph, others, improved, answer.credible)
    for end in before:  # shortest first
        if rank[end[0]] > rank[state]:
            continue
        if not answer.symmetric or (rank[moves_from(graph, who, end[0])] <= rank[state]).all():
            return _path(before, end)
    return ()


def _path(before: dict[tuple[int, int], tuple[int, int] | None], end: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    def backwards() -> Iterable[tuple[int, int]]:
        at: tuple[int, int] | None = end
        while at is not None:
            yield at[1], at[0]
            at = before[at]

    return tuple(backwards())[::-1]
