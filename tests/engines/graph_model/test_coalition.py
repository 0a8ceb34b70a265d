"""Coalition stability straight from the definitions, and the coalition that upsets an equilibrium at Elmira."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.graph_model.small_models import explicit_models, improving, option_models, published, reach_of, walks
from tests.engines.graph_model.test_inverse import stable as stable_alone

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.graph_model.coalition import (
    COALITION_CONCEPTS,
    Jump,
    all_coalitions,
    coalition_stability,
    equilibrium_jumps,
)
from goodoffices.engines.graph_model.stability import CONCEPTS
from goodoffices.model.conflict_graph import ConflictGraph


def stable(graph: ConflictGraph, members: tuple[int, ...], s: int, concept: str) -> bool:
    reach, rank = reach_of(graph), graph.preferences.rank
    others = tuple(j for j in range(len(reach)) if j not in members)

    def suits(group: tuple[int, ...], before: int, after: int) -> bool:
        return all(rank[i, after] > rank[i, before] for i in group)

    def replies(u: int) -> set[int]:
        if concept == "cseq":
            groups = [h for h in all_coalitions(len(reach)) if set(h) <= set(others)]
            steps = [[{t for t in walks(reach, h, v) if suits(h, v, t)} for v in range(graph.states)] for h in groups]
            return walks(steps, tuple(range(len(groups))), u)
        return walks(improving(reach, rank) if concept == "seq" else reach, others, u) if concept != "nash" else set()

    for u in walks(reach, members, s):
        if suits(members, s, u):
            deterred = False
            for x in replies(u):
                again = walks(reach, members, x) if concept == "smr" else set()
                deterred |= not suits(members, s, x) and not any(suits(members, s, z) for z in again)
            if not deterred:
                return False
    return True


@settings(max_examples=40, deadline=None)
@given(st.one_of(explicit_models(max_states=5, max_players=4), option_models()))
def test_every_coalition_in_every_state(graph: ConflictGraph) -> None:
    told = coalition_stability(graph)
    for concept in COALITION_CONCEPTS:
        for h, row in zip(told.coalitions, told.stable[concept], strict=True):
            assert row.tolist() == [stable(graph, h, s, concept) for s in range(graph.states)], (concept, h)


@settings(max_examples=60, deadline=None)
@given(explicit_models(max_states=6, max_players=4))
def test_coalitions_of_one_are_their_members(graph: ConflictGraph) -> None:
    """Hence stability against all coalitions implies the stability of each alone."""
    told, reach, rank = coalition_stability(graph), reach_of(graph), graph.preferences.rank
    for concept in set(COALITION_CONCEPTS) & set(CONCEPTS):
        for i in range(len(reach)):
            alone = [stable_alone(reach, rank, i, s, concept) for s in range(graph.states)]
            assert told.stable[concept][told.coalitions.index((i,))].tolist() == alone
            assert not (told.equilibria(concept) & ~np.array(alone)).any()


@settings(max_examples=60, deadline=None)
@given(explicit_models(max_states=6, max_players=4))
def test_inclusions(graph: ConflictGraph) -> None:
    stable = coalition_stability(graph).stable
    for narrow, wide in (("nash", "smr"), ("nash", "seq"), ("smr", "gmr"), ("seq", "gmr"), ("seq", "cseq")):
        assert not (stable[narrow] & ~stable[wide]).any(), (narrow, wide)


def test_elmira_equilibrium_jump() -> None:
    """The ministry and the company together take the conflict from 5 to 8; no coalition upsets 8 or 9."""
    graph, said = published("elmira_9state_xu2007")
    for concept in ("nash", "gmr", "smr", "seq"):
        alone = [s for s in range(9) if all(coalition_stability(graph).stable[concept][:3, s])]
        assert [s + 1 for s in alone] == said["computed_by_reference"][concept]
    assert said["recalled_from_literature_not_in_text_found"]["coalition"].startswith(
        "s5 not stable against coalition {MoE"
    )
    jumps = equilibrium_jumps(graph, [4, 7, 8])
    assert Jump((0, 1), 4, 7) in jumps and all(jump.source == 4 for jump in jumps)
    told = coalition_stability(graph)
    assert np.flatnonzero(told.equilibria("nash")).tolist() == [7, 8]


def test_garrison_has_no_more_coalition_equilibria_than_equilibria() -> None:
    graph, said = published("garrison_diversion")
    told = coalition_stability(graph)
    for concept in ("nash", "gmr", "smr", "seq"):
        alone = told.stable[concept][:4].all(axis=0)
        assert (np.flatnonzero(alone) + 1).tolist() == said["computed_by_reference"][concept]
        assert set(np.flatnonzero(told.equilibria(concept))) <= set(np.flatnonzero(alone))


def test_too_many_players() -> None:
    with pytest.raises(InfeasibleError, match="up to 8 decision makers, not 9"):
        all_coalitions(9)
