"""Stability against the definitions taken literally, and against what must hold on any graph."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.engines.graph_model.definitions import Definitions, conflict, random_graph

from goodoffices.engines.graph_model import cells
from goodoffices.engines.graph_model.explanation import explain
from goodoffices.engines.graph_model.moves import improvements_from, listed, moves_from, reachable
from goodoffices.engines.graph_model.stability import CONCEPTS, stability
from goodoffices.model.conflict_graph import ConflictGraph, ExplicitMoves, OptionMoves, Preferences

KINDS = pytest.mark.parametrize("by_option", [True, False], ids=["options", "listed"])


def compare(seed: int, by_option: bool, wanted: int) -> int:
    """Cells compared, over random models until each concept has had the wanted number; fails on the first mismatch."""
    rng = np.random.default_rng(seed)
    seen = 0
    while seen < wanted:
        graph = random_graph(rng, by_option)
        slow, fast = Definitions(graph), stability(graph)
        for concept in CONCEPTS:
            expected = [[slow.stable(concept, i, s) for s in slow.states] for i in slow.people]
            np.testing.assert_array_equal(fast.stable[concept], expected, err_msg=f"{concept}: {graph}")
            np.testing.assert_array_equal(fast.equilibria[concept], np.all(expected, axis=0))
        seen += graph.states * len(graph.decision_makers)
    return seen


@KINDS
def test_as_defined(by_option: bool) -> None:
    compare(1, by_option, 2_500)


def test_as_defined_where_cells_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many irreversible options and few states: cells are numbered by list, not by bits."""
    monkeypatch.setattr(cells, "ROOMY", 0)
    monkeypatch.setattr(cells, "SPARE", 0)
    compare(2, True, 2_000)


@pytest.mark.slow
@KINDS
def test_as_defined_in_a_hundred_thousand_cells(by_option: bool) -> None:
    assert compare(3, by_option, 100_000) >= 100_000


@pytest.mark.slow
def test_as_defined_in_a_hundred_thousand_cells_where_cells_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "ROOMY", 0)
    monkeypatch.setattr(cells, "SPARE", 0)
    assert compare(4, True, 100_000) >= 100_000


def graphs(seed: int, count: int) -> list[ConflictGraph]:
    rng = np.random.default_rng(seed)
    return [random_graph(rng, by_option=k % 2 == 0) for k in range(count)]


def test_moves_and_sequences_are_those_of_the_definitions() -> None:
    for graph in graphs(5, 12):
        slow = Definitions(graph)
        for i in slow.people:
            others = set(slow.people) - {i}
            for s in slow.states:
                assert moves_from(graph, i, s).tolist() == sorted(slow.moves[i, s])
                assert improvements_from(graph, i, s).tolist() == sorted(slow.improvements[i, s])
                for improving in (False, True):
                    assert reachable(graph, others, s, improving).tolist() == sorted(slow.answers(i, s, improving))


def test_one_alone_moves_once() -> None:
    start, to = np.array([0, 1, 2, 2]), np.array([1, 2])
    graph = conflict(np.array([[0, 1, 2]], np.int32), ExplicitMoves((start,), (to,)), 0)
    assert reachable(graph, [0], 0).tolist() == [1]


def test_explanations_are_what_makes_a_cell_stable() -> None:
    for graph in graphs(6, 12):
        found, slow = stability(graph), Definitions(graph)
        for concept in CONCEPTS:
            for i, s in np.ndindex(found.stable[concept].shape):
                why = explain(graph, s, i, concept)
                assert [step.improvement for step in why] == sorted(slow.improvements[i, s])
                assert all(step.deterred for step in why) == found.stable[concept][i, s]
                for step in why:
                    assert step.deterred == slow.deterred(concept, i, s, step.improvement)
                    follows_the_rules(slow, concept, i, s, step.improvement, step.sanction)


def follows_the_rules(
    slow: Definitions, concept: str, i: int, s: int, improvement: int, sanction: tuple[tuple[int, int], ...]
) -> None:
    """The sanction is a legal sequence of the others that ends where i is no better off."""
    here, last = improvement, i
    for mover, reached in sanction:
        assert mover not in (i, last)
        step = slow.improvements if concept in ("seq", "sseq") else slow.moves
        assert reached in step[mover, here]
        here, last = reached, mover
    if sanction:
        assert slow.sanctions(here, i, s, symmetric=concept in ("smr", "sseq"))


def test_inclusions() -> None:
    for graph in graphs(7, 60):
        stable = stability(graph).stable
        for inner, outer in [("nash", "sseq"), ("sseq", "smr"), ("sseq", "seq"), ("smr", "gmr"), ("seq", "gmr")]:
            assert (stable[inner] <= stable[outer]).all(), (inner, outer)


def test_concepts_differ() -> None:
    """The inclusions above are strict somewhere, so that equal answers would be noticed."""
    counts = dict.fromkeys(CONCEPTS, 0)
    for graph in graphs(8, 60):
        for concept, cells_ in stability(graph).stable.items():
            counts[concept] += int(cells_.sum())
    assert counts["nash"] < counts["sseq"] < counts["smr"] < counts["gmr"]
    assert counts["sseq"] < counts["seq"] < counts["gmr"]


def test_moves_by_option_and_listed_agree() -> None:
    for graph in graphs(9, 30)[::2]:
        by_option, by_list = stability(graph), stability(listed(graph))
        for concept in CONCEPTS:
            np.testing.assert_array_equal(by_option.stable[concept], by_list.stable[concept])


def test_numbering_of_states_changes_nothing() -> None:
    rng = np.random.default_rng(10)
    for graph in graphs(10, 30)[::2]:
        assert isinstance(graph.moves, OptionMoves)
        new = rng.permutation(graph.states)
        moved = replace(
            graph,
            moves=replace(graph.moves, codes=graph.moves.codes[new]),
            preferences=Preferences(graph.preferences.rank[:, new]),
        )
        for concept, stable in stability(graph).stable.items():
            np.testing.assert_array_equal(stability(moved).stable[concept], stable[:, new])


def test_order_of_options_and_decision_makers_changes_nothing() -> None:
    rng = np.random.default_rng(11)
    for graph in graphs(11, 30)[::2]:
        assert isinstance(graph.moves, OptionMoves)
        people, options = rng.permutation(len(graph.decision_makers)), rng.permutation(len(graph.moves.owner))
        seat = np.append(np.argsort(people), -1)  # the last is for options of nobody, -1
        bits = graph.moves.codes[:, None] >> options.astype(np.uint64) & np.uint64(1)
        moved = replace(
            graph,
            moves=OptionMoves(
                seat[graph.moves.owner[options]],
                graph.moves.direction[options],
                (bits << np.arange(len(options), dtype=np.uint64)).sum(axis=1, dtype=np.uint64),
            ),
            preferences=Preferences(graph.preferences.rank[people]),
        )
        for concept, stable in stability(graph).stable.items():
            np.testing.assert_array_equal(stability(moved).stable[concept], stable[people])


def test_only_the_order_of_payoffs_counts() -> None:
    for graph in graphs(12, 20):
        rank = graph.preferences.rank.astype(np.int64)
        wide = replace(graph, preferences=Preferences((rank * 40_000_000 - 800_000_000).astype(np.int32)))
        for concept, stable in stability(graph).stable.items():
            np.testing.assert_array_equal(stability(wide).stable[concept], stable)


def test_nobody_to_fear_when_alone() -> None:
    moves = OptionMoves(np.array([0]), np.array([0]), np.array([0, 1], np.uint64))
    stable = stability(conflict(np.array([[0, 1]], np.int32), moves, 1)).stable
    for concept in CONCEPTS:
        assert stable[concept].tolist() == [[False, True]]


def test_progress_counts_cells_of_the_table() -> None:
    graph, heard = graphs(13, 1)[0], []
    stability(graph, ["nash", "seq"], lambda stage, done, total: heard.append((stage, done, total)))
    n = len(graph.decision_makers)
    expected = {f"{who}, {concept}" for who in graph.decision_makers for concept in ("NASH", "SEQ")}
    assert {name for name, _, _ in heard} == expected
    assert [(done, total) for _, done, total in heard] == [(k + 1, 2 * n) for k in range(2 * n)]


def test_refusals() -> None:
    graph = graphs(14, 1)[0]
    with pytest.raises(ValueError, match="unknown concept 'nahs': want one of nash, gmr"):
        stability(graph, ["nahs"])
    with pytest.raises(ValueError, match="no decision maker 9"):
        explain(graph, 0, 9, "gmr")
    unknown = tuple(np.zeros((graph.states, graph.states), bool) for _ in graph.decision_makers)
    with pytest.raises(ValueError, match="preferences are unknown"):
        stability(replace(graph, preferences=replace(graph.preferences, unknown=unknown)))
    with pytest.raises(ValueError, match="found 0 states"):
        stability(replace(graph, preferences=Preferences(np.zeros((2, 0), np.int32))))
