"""Hypergames: what everybody sees alike is the ordinary conflict; what they see differently is judged view by view."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.graph_model.small_models import explicit_models, published, reach_of
from tests.engines.graph_model.test_inverse import equilibrium, stable

from goodoffices.engines.graph_model.hypergame import first_level, second_level, state_keys
from goodoffices.engines.graph_model.stability import CONCEPTS
from goodoffices.model.conflict_graph import ConflictGraph, OptionMoves, Preferences

concepts = st.sampled_from(sorted(CONCEPTS))


@settings(max_examples=40, deadline=None)
@given(explicit_models(max_players=3), concepts)
def test_without_misperception(graph: ConflictGraph, concept: str) -> None:
    n = len(graph.decision_makers)
    reach, rank = reach_of(graph), graph.preferences.rank
    plain = [equilibrium(reach, rank, s, concept) for s in range(graph.states)]
    for game in (
        first_level(graph.decision_makers, [graph] * n, concept),
        second_level(graph.decision_makers, [[graph] * n] * n, concept),
    ):
        assert game.states == graph.state_names and game.seen.all()
        assert game.equilibria.tolist() == game.steady.tolist() == plain
        assert not game.unsteady.any() and not game.surprise.any() and not game.mistaken.any()


@settings(max_examples=40, deadline=None)
@given(st.lists(explicit_models(max_players=2, max_states=5), min_size=2, max_size=2), concepts)
def test_views_of_any_kind(views: list[ConflictGraph], concept: str) -> None:
    """Two unrelated views, matched by the numbers of their states."""
    game = first_level(("A", "B"), views, concept)
    calm = [
        {s + 1 for s in range(v.states) if stable(reach_of(v), v.preferences.rank, i, s, concept)}
        for i, v in enumerate(views)
    ]
    hopes = [
        {s + 1 for s in range(v.states) if equilibrium(reach_of(v), v.preferences.rank, s, concept)} for v in views
    ]
    for at, name in enumerate(game.states):
        state, seers = int(name), [i for i, v in enumerate(views) if int(name) <= v.states]
        overall = all(state in calm[i] for i in seers)
        expects = [state in hope for hope in hopes]
        assert game.equilibria[at] == overall
        assert game.steady[at] == (overall and len(seers) == 2 and all(expects))
        assert game.surprise[at] == (overall and len(seers) < 2)
        assert game.mistaken[at] == (any(expects) and not overall)
    kinds = np.array([game.steady, game.unsteady, game.surprise])
    assert (kinds.sum(axis=0) == game.equilibria).all()


def test_chicken_against_a_mistaken_rival() -> None:
    """A holds B for a coward who would rather give way than win: it expects to dare alone; B, who sees right, dares too.

    By Nash A stays wherever daring does best for it by its own view, and B by the true one.
    """
    graph, _ = published("chicken_2x2")
    rank = graph.preferences.rank.copy()
    rank[1] = [3, 2, 1, 0]
    coward = replace(graph, preferences=Preferences(rank))
    game = first_level(("A", "B"), [coward, graph], "nash")
    assert np.flatnonzero(game.expected[0]).tolist() == [1]
    assert np.flatnonzero(game.equilibria).tolist() == [1, 2]
    assert np.flatnonzero(game.steady).tolist() == [1] and np.flatnonzero(game.unsteady).tolist() == [2]
    deeper = second_level(("A", "B"), [[coward, coward], [coward, graph]], "nash")
    assert deeper.equilibria.tolist() == game.equilibria.tolist()
    assert np.flatnonzero(deeper.expected[1]).tolist() == [1, 2]


def test_an_option_that_one_does_not_see() -> None:
    """B has a second option of which A knows nothing: states with it are surprises to A."""
    codes = np.arange(8, dtype=np.uint64)
    full = ConflictGraph(
        "full", ("A", "B"), ("a", "b", "hidden"), (),
        OptionMoves(np.array([0, 1, 1]), np.zeros(3, np.int64), codes),
        Preferences(np.array([[3, 2, 1, 0, 3, 2, 1, 0], [0, 0, 1, 1, 2, 2, 3, 3]], np.int32)),
    )  # fmt: skip
    blind = ConflictGraph(
        "blind", ("A", "B"), ("a", "b"), (),
        OptionMoves(np.array([0, 1]), np.zeros(2, np.int64), codes[:4]),
        Preferences(full.preferences.rank[:, :4]),
    )  # fmt: skip
    assert state_keys(blind) == ("no option taken", "A: a", "B: b", "A: a, B: b") == state_keys(full)[:4]
    game = first_level(("A", "B"), [blind, full], "nash")
    assert [game.states[s] for s in np.flatnonzero(game.surprise)] == ["B: b, B: hidden", "A: a, B: b, B: hidden"]
    assert [game.states[s] for s in np.flatnonzero(game.mistaken)] == ["B: b"]


def test_views_that_do_not_fit() -> None:
    graph, _ = published("chicken_2x2")
    with pytest.raises(ValueError, match="C is not among the decision makers of its own view: A, B"):
        first_level(("A", "C"), [graph, graph], "nash")
    with pytest.raises(ValueError, match="a view for each of 2 decision makers, not 1"):
        first_level(("A", "B"), [graph], "nash")
