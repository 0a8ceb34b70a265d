"""Conflicts of the literature (`models.json`): equilibria as printed, and as the definitions give them."""

from __future__ import annotations

import json
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from goodoffices.engines.graph_model import CONCEPTS, explain, listed, stability
from goodoffices.model.conflict_graph import ConflictGraph, ExplicitMoves, OptionMoves, Preferences

CARRIED = json.loads(Path(__file__).with_name("models.json").read_text(encoding="utf-8"))["models"]
SHARED = Path(__file__).resolve().parents[4] / "shared" / "oracles" / "graph_model"
FULL_SUPPORT = 0
"""Option of the Garrison conflict; its source lists states without it only."""

MODELS = pytest.mark.parametrize("model", CARRIED, ids=[model["file"] for model in CARRIED])


def graph_of(model: dict[str, Any]) -> ConflictGraph:
    """The conflict as the engine takes it."""
    people = [person["name"] for person in model["decision_makers"]]
    place = {number: s for s, number in enumerate(model["state_ids"])}
    rank = np.zeros((len(people), len(place)), np.int32)
    for i, person in enumerate(people):
        for grade, tied in enumerate(reversed(model["preferences"][person])):
            rank[i, [place[number] for number in np.atleast_1d(tied).tolist()]] = grade
    options = [(i, name) for i, person in enumerate(model["decision_makers"]) for name in person["options"]]
    return ConflictGraph(
        name=model["name"],
        decision_makers=tuple(people),
        options=tuple(name for _, name in options),
        state_names=tuple(str(number) for number in model["state_ids"]),
        moves=_by_list(model, people, place) if "moves" in model else _by_option(model, [i for i, _ in options]),
        preferences=Preferences(rank),
        patterns=tuple(model["states"]) if "moves" in model else None,
    )


def _by_option(model: dict[str, Any], owner: list[int]) -> OptionMoves:
    codes = [sum(1 << o for o, taken in enumerate(state) if taken == "Y") for state in model["states"]]
    return OptionMoves(np.array(owner), np.zeros(len(owner), np.int64), np.array(codes, np.uint64))


def _by_list(model: dict[str, Any], people: list[str], place: dict[int, int]) -> ExplicitMoves:
    rows = [sorted((place[a], place[b]) for a, b in model["moves"][person]) for person in people]
    lengths = [np.bincount([a for a, _ in row], minlength=len(place)) for row in rows]
    start = tuple(np.concatenate(([0], np.cumsum(length))) for length in lengths)
    return ExplicitMoves(start, tuple(np.array([b for _, b in row]) for row in rows))


def equilibria(graph: ConflictGraph, concept: str) -> list[int]:
    """Names of the equilibria, as numbers."""
    return [int(graph.state_names[s]) for s in np.flatnonzero(stability(graph, [concept]).equilibria[concept])]


@MODELS
def test_equilibria_are_those_of_the_definitions(model: dict[str, Any]) -> None:
    graph = graph_of(model)
    for concept in CONCEPTS:
        assert equilibria(graph, concept) == model["computed"][concept], concept
        assert equilibria(listed(graph), concept) == model["computed"][concept], concept


@MODELS
def test_explanations_agree(model: dict[str, Any]) -> None:
    graph = graph_of(model)
    for concept, stable in stability(graph).stable.items():
        for i, s in np.ndindex(stable.shape):
            assert all(step.deterred for step in explain(graph, s, i, concept)) == stable[i, s]


@pytest.mark.parametrize("name", ["prisoners_dilemma", "syria_iraq_1975"])
def test_equilibria_are_those_printed(name: str) -> None:
    model = next(model for model in CARRIED if model["file"] == name)
    assert model["published"]
    for concept, printed in model["published"].items():
        assert equilibria(graph_of(model), concept) == printed, concept


def test_garrison_where_the_source_lets_one_opponent_sanction() -> None:
    """Nash and SEQ are as printed; GMR and SMR are as printed plus what several opponents can do together."""
    model = next(model for model in CARRIED if model["file"] == "garrison_diversion")
    graph = graph_of(model)
    listed_states = [
        n for n, state in zip(model["state_ids"], model["states"], strict=True) if state[FULL_SUPPORT] == "N"
    ]
    joint = {"nash": set(), "seq": set(), "gmr": {4, 6, 10}, "smr": {4, 6, 10}}
    for concept, printed in model["published"].items():
        assert set(equilibria(graph, concept)) & set(listed_states) == set(printed) | joint[concept], concept


def test_garrison_state_six_takes_a_sequence_in_which_one_opponent_moves_again() -> None:
    model = next(model for model in CARRIED if model["file"] == "garrison_diversion")
    graph = graph_of(model)
    movers = [
        [mover for mover, _ in step.sanction]
        for i in range(len(graph.decision_makers))
        for step in explain(graph, model["state_ids"].index(6), i, "gmr")
    ]
    assert any(len(set(row)) < len(row) for row in movers)
    assert all(a != b for row in movers for a, b in pairwise(row))


def test_rankings_of_syria_that_make_release_stable() -> None:
    """Of its 720 rankings, Iraq's as it is: 240 for Nash, 384 for SEQ.

    The source prints 420 for SEQ, which lets the last improvement alone decide: the state is unstable iff 1 and 4 both
    are above 2, or 3 and 6 both are; 1/3 + 1/3 - 1/5 = 7/15, and 720 x 8/15 = 384.
    """
    model = next(model for model in CARRIED if model["file"] == "syria_iraq_1975")
    graph = graph_of(model)
    counts = dict.fromkeys(CONCEPTS, 0)
    for ranking in permutations(range(6)):
        rank = graph.preferences.rank.copy()
        rank[0] = ranking
        varied = ConflictGraph(
            graph.name, graph.decision_makers, graph.options, graph.state_names, graph.moves, Preferences(rank)
        )  # fmt: skip
        for concept, cells in stability(varied).equilibria.items():
            counts[concept] += bool(cells[1])
    assert counts == {"nash": 240, "gmr": 384, "smr": 300, "seq": 384, "sseq": 300}


@MODELS
def test_carried_models_are_the_shared_ones(model: dict[str, Any]) -> None:
    path = SHARED / f"{model['file']}.json"
    if not path.exists():
        pytest.skip("the shared models are not here; models.json carries them")
    shared = json.loads(path.read_text(encoding="utf-8"))
    facts = ("decision_makers", "states", "state_ids", "preferences", "moves")
    assert {fact: model[fact] for fact in facts if fact in model} == {
        fact: shared[fact] for fact in facts if fact in shared
    }
    assert model["computed"] == shared["computed_by_reference"]
    assert all(shared["published"][concept] == printed for concept, printed in model["published"].items())
