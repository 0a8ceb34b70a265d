"""Every further concept against its definition, cell by cell: some hundreds always, a hundred thousand when asked.

A cell is a state and whoever may stay there, a decision maker or a coalition, under one concept.  The conflicts have 2 to
5 decision makers, ties, infeasible states, irreversible options and moves that are not transitive.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tests.engines.graph_model.definitions import random_graph
from tests.engines.graph_model.further_definitions import Further, Unsure

from goodoffices.engines.graph_model.coalition import COALITION_CONCEPTS, coalition_stability
from goodoffices.engines.graph_model.limited_move import limited_move
from goodoffices.engines.graph_model.non_myopic import non_myopic
from goodoffices.engines.graph_model.simultaneous import simultaneous
from goodoffices.engines.graph_model.strength import STRENGTH_CONCEPTS, strength_stability
from goodoffices.engines.graph_model.unknown import EXTENSIONS, UNKNOWN_CONCEPTS, unknown_stability
from goodoffices.model.conflict_graph import ConflictGraph, Preferences

FEW, MANY = 400, 100_000


def coalitions(graph: ConflictGraph, rng: np.random.Generator) -> int:
    told, slow = coalition_stability(graph), Further(graph)
    for concept in COALITION_CONCEPTS:
        expected = [[slow.coalition(concept, h, s) for s in slow.states] for h in told.coalitions]
        np.testing.assert_array_equal(told.stable[concept], expected, err_msg=f"{concept}: {graph}")
    return len(told.coalitions) * graph.states


def strength(graph: ConflictGraph, rng: np.random.Generator) -> int:
    rank = graph.preferences.rank
    edges = [np.sort(rng.choice(row, rng.integers(0, 3))) for row in rank]
    band = np.array([np.searchsorted(cuts, row, "right") for row, cuts in zip(rank, edges, strict=True)], np.int32)
    told, slow = strength_stability(replace(graph, preferences=Preferences(rank, band))), Further(graph)
    for concept in STRENGTH_CONCEPTS:
        strong = [[slow.strong(concept, band, i, s) for s in slow.states] for i in slow.people]
        general = [[slow.first.stable(concept, i, s) for s in slow.states] for i in slow.people]
        np.testing.assert_array_equal(told[concept].strong, strong, err_msg=f"{concept}: {graph}")
        np.testing.assert_array_equal(told[concept].general, general, err_msg=f"{concept}: {graph}")
        np.testing.assert_array_equal(told[concept].weak, np.array(general) & ~np.array(strong))
    return rank.size


def unknown(graph: ConflictGraph, rng: np.random.Generator) -> int:
    n, states = graph.preferences.rank.shape
    pairs = rng.random((n, states, states)) < rng.choice([0.0, 0.1, 0.4])
    pairs |= pairs.transpose(0, 2, 1)
    told = unknown_stability(replace(graph, preferences=Preferences(graph.preferences.rank, None, tuple(pairs))))
    slow = Unsure(graph, pairs)
    for extension in EXTENSIONS:
        for concept in UNKNOWN_CONCEPTS:
            expected = [[slow.stable(extension, concept, i, s) for s in range(states)] for i in range(n)]
            np.testing.assert_array_equal(told[extension][concept], expected, err_msg=f"{extension} {concept}: {graph}")
    return n * states


def foresight(graph: ConflictGraph, rng: np.random.Generator) -> int:
    slow = Further(graph)
    for horizon in (1, 2, 3, 5):
        expected = [[slow.ends(i, s, horizon) == {s} for s in slow.states] for i in slow.people]
        np.testing.assert_array_equal(limited_move(graph, horizon), expected, err_msg=f"L{horizon}: {graph}")
    np.testing.assert_array_equal(non_myopic(graph), slow.in_the_end(), err_msg=f"NM: {graph}")
    return graph.preferences.rank.size


def at_once(graph: ConflictGraph, rng: np.random.Generator) -> int:
    slow = Further(graph)
    expected = [[slow.at_once(i, s) for s in slow.states] for i in slow.people]
    np.testing.assert_array_equal(simultaneous(graph), expected, err_msg=f"SIM: {graph}")
    return graph.preferences.rank.size


def compared(judge: Callable[[ConflictGraph, np.random.Generator], int], wanted: int, seed: int) -> int:
    """Cells compared under each concept; fails on the first mismatch."""
    rng, cells, by_option = np.random.default_rng(seed), 0, True
    people = 2 if judge is at_once else None
    while cells < wanted:
        graph = random_graph(rng, by_option, states=8 if judge is coalitions else 12, people=people)
        cells += judge(graph, rng)
        by_option = not by_option or judge is at_once
    return cells


JUDGES = pytest.mark.parametrize("judge", [coalitions, strength, unknown, foresight, at_once])


@JUDGES
def test_as_defined(judge: Callable[[ConflictGraph, np.random.Generator], int]) -> None:
    assert compared(judge, FEW, seed=21) >= FEW


@pytest.mark.slow
@JUDGES
def test_as_defined_in_a_hundred_thousand_cells(judge: Callable[[ConflictGraph, np.random.Generator], int]) -> None:
    assert compared(judge, MANY, seed=22) >= MANY
