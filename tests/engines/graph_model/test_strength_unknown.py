"""Strength of preference and unknown preference straight from the definitions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.graph_model.small_models import explicit_models, improving, published, reach_of, walks
from tests.engines.graph_model.test_inverse import stable

from goodoffices.engines.graph_model.strength import strength_stability
from goodoffices.engines.graph_model.unknown import unknown_stability
from goodoffices.model.conflict_graph import ConflictGraph, Preferences


@settings(max_examples=40, deadline=None)
@given(explicit_models(max_states=5, max_players=3), st.lists(st.integers(0, 3), min_size=3, max_size=3))
def test_strength(graph: ConflictGraph, cuts: list[int]) -> None:
    """A rank at or above a decision maker's cut is strongly preferred to one below it."""
    reach, rank = reach_of(graph), graph.preferences.rank
    n = len(reach)
    band = (rank >= np.array(cuts[:n])[:, None]).astype(np.int32)
    told = strength_stability(replace(graph, preferences=Preferences(rank, band)))
    for concept in ("gmr", "smr", "seq"):
        for i in range(n):
            for s in range(graph.states):
                deterred = []
                for u in improving(reach, rank)[i][s]:
                    steps = improving(reach, rank) if concept == "seq" else reach
                    replies = walks(steps, tuple(j for j in range(n) if j != i), u)
                    after = {x: {x, *(reach[i][x] if concept == "smr" else ())} for x in replies}
                    deterred.append(any(all(band[i, z] < band[i, s] for z in after[x]) for x in replies))
                assert told[concept].strong[i, s] == all(deterred)
                assert told[concept].general[i, s] == stable(reach, rank, i, s, concept)
        assert not (told[concept].strong & ~told[concept].general).any()
        assert ((told[concept].strong | told[concept].weak) == told[concept].general).all()
        assert not (told[concept].strong & told[concept].weak).any()


def test_strength_that_is_not_given() -> None:
    graph, _ = published("chicken_2x2")
    with pytest.raises(ValueError, match="no strength"):
        strength_stability(graph)


@st.composite
def unsure_models(draw: st.DrawFn) -> ConflictGraph:
    graph = draw(explicit_models(max_states=5, max_players=3))
    unknown = []
    for _ in graph.decision_makers:
        pairs = draw(st.lists(st.tuples(*[st.integers(0, graph.states - 1)] * 2), max_size=4))
        matrix = np.zeros((graph.states, graph.states), np.bool_)
        for a, b in pairs:
            matrix[a, b] = matrix[b, a] = True
        unknown.append(matrix)
    return replace(graph, preferences=Preferences(graph.preferences.rank, None, tuple(unknown)))


def stays(graph: ConflictGraph, i: int, s: int, concept: str, extension: str) -> bool:
    reach, rank, unknown = reach_of(graph), graph.preferences.rank, graph.preferences.unknown
    assert unknown is not None
    n = len(reach)

    def says(j: int, a: int, b: int) -> str:
        """What j says of b against a: better, worse, as good, or that it does not know."""
        if a != b and unknown[j][a, b]:
            return "?"
        return "+" if rank[j, b] > rank[j, a] else "-" if rank[j, b] < rank[j, a] else "="

    leave = {"a": "+?", "b": "+", "c": "+?", "d": "+"}[extension]
    deter = {"a": "-=", "b": "-=", "c": "-=?", "d": "-=?"}[extension]
    steps = reach
    if concept == "seq":
        steps = [[{t for t in reach[j][v] if says(j, v, t) in "+?"} for v in range(graph.states)] for j in range(n)]
    for u in reach[i][s]:
        if says(i, s, u) in leave:
            replies = walks(steps, tuple(j for j in range(n) if j != i), u) if concept != "nash" else set()
            after = {x: {x, *(reach[i][x] if concept == "smr" else ())} for x in replies}
            if not any(all(says(i, s, z) in deter for z in after[x]) for x in replies):
                return False
    return True


@settings(max_examples=50, deadline=None)
@given(unsure_models())
def test_unknown(graph: ConflictGraph) -> None:
    told = unknown_stability(graph)
    for extension, concepts in told.items():
        for concept, rows in concepts.items():
            for i, row in enumerate(rows):
                assert row.tolist() == [stays(graph, i, s, concept, extension) for s in range(graph.states)]
    for narrow, wide in (("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")):
        for concept in told[narrow]:
            assert not (told[narrow][concept] & ~told[wide][concept]).any()


@settings(max_examples=30, deadline=None)
@given(explicit_models(max_states=5, max_players=3))
def test_nothing_unknown_is_the_ordinary_case(graph: ConflictGraph) -> None:
    reach, rank = reach_of(graph), graph.preferences.rank
    for concepts in unknown_stability(graph).values():
        for concept, rows in concepts.items():
            for i, row in enumerate(rows):
                assert row.tolist() == [stable(reach, rank, i, s, concept) for s in range(graph.states)]
