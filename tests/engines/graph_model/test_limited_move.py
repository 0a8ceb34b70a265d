"""L_h and non-myopic stability by playing the tree out, and moves at once from the options."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.graph_model.small_models import (
    Reach,
    explicit,
    explicit_models,
    improving,
    option_models,
    published,
    reach_of,
)
from tests.engines.graph_model.test_inverse import stable

from goodoffices.engines.graph_model.limited_move import foresight, further, limited_move
from goodoffices.engines.graph_model.matrices import move_matrix
from goodoffices.engines.graph_model.non_myopic import non_myopic
from goodoffices.engines.graph_model.simultaneous import simultaneous
from goodoffices.model.conflict_graph import ConflictGraph, Preferences


def played(reach: Reach, rank: np.ndarray, i: int, s: int, left: int) -> set[int]:
    """Where it may end when i has the move at s with so many to go: the tree, played out."""
    if left == 0:
        return {s}
    ways = {}
    for u in reach[i][s]:
        nexts = [played(reach, rank, j, u, left - 1) for j in range(len(reach)) if j != i]
        ways[u] = set().union(*(end for end in nexts if end != {u})) or {u}
    worst = {u: min(rank[i][x] for x in ends) for u, ends in ways.items()}
    best = max(worst.values(), default=rank[i][s])
    if best <= rank[i][s]:
        return {s}
    return set().union(*(ways[u] for u in ways if worst[u] == best))


@settings(max_examples=30, deadline=None)
@given(explicit_models(max_states=5, max_players=3), st.integers(1, 3))
def test_foresight_is_the_tree_played_out(graph: ConflictGraph, horizon: int) -> None:
    reach, rank = reach_of(graph), graph.preferences.rank
    told = foresight(graph, horizon)
    for i in range(len(reach)):
        for s in range(graph.states):
            ends = played(reach, rank, i, s, horizon)
            assert set(np.flatnonzero(told.outcomes[i, s])) == ends
            assert told.leaves[i, s] == (ends != {s})


@settings(max_examples=30, deadline=None)
@given(explicit_models(max_states=5, max_players=2, strict=True), st.integers(1, 5))
def test_two_with_strict_preferences_foresee_one_outcome(graph: ConflictGraph, horizon: int) -> None:
    """Kilgour's own definition: G_h(i, s) is what i's best move comes to, if it beats s."""
    reach, rank = reach_of(graph), graph.preferences.rank

    def end(i: int, s: int, left: int) -> int:
        ends = [end(1 - i, u, left - 1) for u in reach[i][s]] if left else []
        best = max(ends, key=lambda x: rank[i, x], default=s)
        return best if rank[i, best] > rank[i, s] else s

    told = foresight(graph, horizon).outcomes
    for i in (0, 1):
        assert [np.flatnonzero(told[i, s]).tolist() for s in range(graph.states)] == [
            [end(i, s, horizon)] for s in range(graph.states)
        ]


@settings(max_examples=60, deadline=None)
@given(explicit_models(max_states=6, max_players=4))
def test_one_move_ahead_is_nash_and_two_imply_seq(graph: ConflictGraph) -> None:
    reach, rank = reach_of(graph), graph.preferences.rank
    one, two = limited_move(graph, 1), limited_move(graph, 2)
    for i in range(len(reach)):
        for s in range(graph.states):
            assert one[i, s] == stable(reach, rank, i, s, "nash")
            assert stable(reach, rank, i, s, "seq") or not two[i, s]


@settings(max_examples=40, deadline=None)
@given(explicit_models(max_states=5, max_players=3), st.randoms(use_true_random=False))
def test_names_do_not_matter(graph: ConflictGraph, random: object) -> None:
    order = np.random.default_rng(random.randrange(1000)).permutation(graph.states)  # type: ignore[attr-defined]
    place, reach = np.argsort(order), reach_of(graph)
    turned = [[{int(place[t]) for t in reach[i][order[s]]} for s in range(graph.states)] for i in range(len(reach))]
    other = replace(graph, moves=explicit(turned), preferences=Preferences(graph.preferences.rank[:, order]))
    assert (limited_move(other, 4) == limited_move(graph, 4)[:, order]).all()


@settings(max_examples=40, deadline=None)
@given(explicit_models(max_states=5, max_players=3))
def test_non_myopic_is_every_long_horizon(graph: ConflictGraph) -> None:
    told, seen, late = non_myopic(graph), foresight(graph, 60), []
    for _ in range(60):
        seen = further(move_matrix(graph), graph.preferences.rank, seen)
        late.append(~seen.leaves)
    assert (told == np.array(late).all(axis=0)).all()


def test_prisoners_may_stay_with_cooperation() -> None:
    """Brams & Wittman's classic: mutual cooperation is non-myopically stable, though not Nash."""
    graph, _ = published("prisoners_dilemma")
    assert np.flatnonzero(non_myopic(graph).all(axis=0)).tolist() == [0, 3]
    assert not limited_move(graph, 1)[:, 3].any()


@settings(max_examples=60, deadline=None)
@given(option_models())
def test_moves_at_once(graph: ConflictGraph) -> None:
    if len(graph.decision_makers) != 2:
        with pytest.raises(ValueError, match="between two decision makers, not 3"):
            simultaneous(graph)
        return
    told, rank, codes = simultaneous(graph), graph.preferences.rank, graph.moves.codes.tolist()  # type: ignore[union-attr]
    better = improving(reach_of(graph), rank)
    for i in (0, 1):
        for s in range(graph.states):
            calm = True
            for u in better[i][s]:
                meet = [codes[u] + codes[v] - codes[s] for v in better[1 - i][s]]
                calm &= any(w in codes and rank[i, codes.index(w)] <= rank[i, s] for w in meet)
            assert told[i, s] == calm


@pytest.mark.parametrize("name", ["prisoners_dilemma", "syria_iraq_1975"])
def test_moves_at_once_in_published_models(name: str) -> None:
    graph, said = published(name)
    equilibria = np.flatnonzero(simultaneous(graph).all(axis=0)) + 1
    assert equilibria.tolist() == said["computed_by_gmcr_py"]["sim"]


def test_what_is_asked_wrongly() -> None:
    graph, _ = published("chicken_2x2")
    with pytest.raises(ValueError, match="1 or more, not 0"):
        limited_move(graph, 0)
    bare = replace(graph, moves=explicit(reach_of(graph)))
    with pytest.raises(ValueError, match="told by their options"):
        simultaneous(bare)
    given = replace(bare, patterns=("NN", "YN", "NY", "YY"))
    assert (simultaneous(given) == simultaneous(graph)).all()
