"""Best-first local search with a limit on evaluations (Pearl 1984, ch. 3): deterministic, and exact where all is looked at."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

State = TypeVar("State", bound=Hashable)
Value = TypeVar("Value")


class Searched(NamedTuple, Generic[State, Value]):
    """What a search has looked at."""

    values: dict[State, Value]
    """Every state evaluated, in the order in which it was."""
    finished: bool
    """False where the limit ended it: neighbours of good states were left unseen."""


def best_first(
    starts: Iterable[State],
    near: Callable[[State], Iterable[State]],
    evaluate: Callable[[Sequence[State]], Sequence[Value]],
    rank: Callable[[State, Value], Any],
    limit: int,
    width: int,
) -> Searched[State, Value]:
    """Evaluate the starts, then again and again all neighbours of the best state whose neighbours have not been looked at.

    Ends when the `width` best states have all been opened (none of their neighbours is better than them), or after `limit`
    evaluations.

    Args:
        starts: where to begin; those beyond the limit are not looked at.
        near: neighbours of a state, in a fixed order.
        evaluate: values of states, many at a time.
        rank: what is best has the highest rank; ranks of different states differ.
        limit: most evaluations.
        width: how many of the best states must have been opened.
    """
    values: dict[State, Value] = {}
    opened: set[State] = set()

    def look_at(states: Iterable[State]) -> bool:
        fresh = [state for state in dict.fromkeys(states) if state not in values]
        room = limit - len(values)
        values.update(zip(fresh[:room], evaluate(fresh[:room]), strict=True))
        return len(fresh) <= room

    if not look_at(starts):
        return Searched(values, finished=False)
    while True:
        best = sorted(values, key=lambda state: rank(state, values[state]), reverse=True)[:width]
        closed = [state for state in best if state not in opened]
        if not closed:
            return Searched(values, finished=True)
        opened.add(closed[0])
        if not look_at(near(closed[0])):
            return Searched(values, finished=False)
