"""The integrated graph: everything is drawn, nothing lies on anything else, and it is the same every time."""

from __future__ import annotations

import json
import math
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodoffices.kit.theme import svg
from goodoffices.study.stability.analysing import Asked, analyse_path
from goodoffices.study.stability.answer import StabilityResult
from goodoffices.study.stability.chart import MOST_STATES, conflict_caption, drawing
from goodoffices.study.stability.chart import chart as conflict_chart
from goodoffices.study.stability.circle import around, bent, corners

RIVER = Path(__file__).resolve().parents[1] / "exchange" / "graphs" / "river.json"


def many(tmp_path: Path, own: int) -> StabilityResult:
    people = [{"name": who, "options": [f"{who}{k}" for k in range(own)]} for who in "AB"]
    wants = {"A": {"weights": {"1": 3, "2": 1, "4": -2}}, "B": {"statements": ["4 IF 1", "NOT 2"]}}
    tree = {"decision_makers": people, "infeasible": [], "preferences": wants, "status_quo": 2, "wanted": [8]}
    (tmp_path / "many.json").write_text(json.dumps(tree))
    return analyse_path(str(tmp_path / "many.json"), Asked())


def test_everything_is_drawn() -> None:
    found = analyse_path(str(RIVER), Asked())
    plan = drawing(found)
    assert sorted(plan.states) == list(range(6))
    # Upper: no storing back, so from a state with Store it cannot return; Lower changes Sue everywhere
    assert {(s, t) for i, s, t in plan.arcs if i == 1} == {(0, 3), (3, 0), (1, 4), (4, 1), (2, 5), (5, 2)}
    assert {(s, t) for i, s, t in plan.arcs if i == 0} == {
        (0, 1),
        (1, 0),
        (0, 2),
        (1, 2),
        (3, 4),
        (4, 3),
        (3, 5),
        (4, 5),
    }
    text = svg(conflict_chart(found), "graph", conflict_caption(found))
    for word in ("rest", "status quo", "wanted", "Upper", "Lower"):
        assert word in text
    assert text == svg(conflict_chart(found), "graph", conflict_caption(found))


def test_a_large_graph_shows_what_matters(tmp_path: Path) -> None:
    found = many(tmp_path, 4)
    plan = drawing(found)
    assert len(plan.states) == MOST_STATES
    assert plan.left_out == 256 - MOST_STATES
    assert found.way is not None
    assert found.way.best is not None
    assert {1, 7, *(step.target for step in found.way.best.steps)} <= set(plan.states)
    assert "left out" in conflict_caption(found)
    assert len(svg(conflict_chart(found), "graph", "A graph")) > 10_000


@pytest.mark.parametrize("states", [2, 9, 24, 60])
def test_states_keep_apart(states: int) -> None:
    places = corners(states, max(95.0, states * 33 / (2 * math.pi)))
    assert min(math.dist(a, b) for a, b in combinations(places, 2)) > 2 * 11 + 8


@settings(max_examples=50, deadline=None)
@given(st.integers(2, 20), st.data())
def test_an_order_of_all_with_shorter_arcs(states: int, data: st.DataObject) -> None:
    place = st.integers(0, states - 1)
    arcs = [(a, b) for a, b in data.draw(st.lists(st.tuples(place, place), max_size=40)) if a != b]
    order = around(states, arcs)
    assert sorted(order) == list(range(states))
    at = {s: p for p, s in enumerate(order)}

    def length(where: dict[int, int]) -> int:
        gaps = {frozenset(arc): abs(where[arc[0]] - where[arc[1]]) for arc in arcs}
        return sum(min(gap, states - gap) for gap in gaps.values())

    assert length(at) <= length({s: s for s in range(states)})


def test_arcs_leave_their_states_alone() -> None:
    path = bent((0.0, 100.0), (100.0, 0.0), 0.1, 13.0)
    assert min(math.dist(p, (0.0, 100.0)) for p in path) >= 13.0
    assert min(math.dist(p, (100.0, 0.0)) for p in path) >= 13.0
