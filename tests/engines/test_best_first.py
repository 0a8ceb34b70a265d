"""Best-first search on a small landscape that can be looked at whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from goodoffices.engines.inquiry.best_first import best_first


def near(state: int) -> list[int]:
    return [s for s in (state ^ 1, state ^ 2, state ^ 4, state ^ 8) if s != state]


@given(st.lists(st.integers(0, 50), min_size=16, max_size=16), st.integers(1, 16))
def test_it_ends_where_no_neighbour_of_the_best_is_better_and_never_exceeds_its_limit(heights, limit) -> None:
    def rank(state: int, value: int) -> tuple[int, int]:
        return value, -state

    found = best_first([0], near, lambda states: [heights[s] for s in states], rank, limit, width=1)
    assert len(found.values) <= limit
    best = max(found.values, key=lambda s: rank(s, heights[s]))
    if found.finished:
        assert all(rank(s, heights[s]) <= rank(best, heights[best]) for s in near(best))
    whole = best_first([0], near, lambda states: [heights[s] for s in states], rank, 16, width=16)
    assert whole.finished and len(whole.values) == 16
    again = best_first([0], near, lambda states: [heights[s] for s in states], rank, limit, width=1)
    assert list(again.values) == list(found.values)


def test_a_limit_below_the_starts_stops_at_once() -> None:
    found = best_first(range(5), near, lambda states: [float(s) for s in states], lambda s, v: v, 3, width=2)
    assert list(found.values) == [0, 1, 2]
    assert not found.finished
