"""The morning after signing: its graph against the definitions, and what it shares with the margins of holding."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodoffices.case.reading import load
from goodoffices.engines.graph_model import stability
from goodoffices.model.graph_setting import state_pattern
from goodoffices.play.evaluate import evaluate
from goodoffices.play.study import Study
from goodoffices.study.stability.day_after import DayAfter, day_after
from goodoffices.study.stability.stakes import Stakes, graph_at, holds, payoffs

CLOSE = 1e-9


@pytest.fixture(scope="module")
def fence() -> DayAfter:
    return day_after(load("fence"), "centre")


def whole(low: int, high: int) -> st.SearchStrategy[float]:
    return st.integers(low, high).map(float)


@st.composite
def some_stakes(draw: st.DrawFn) -> Stakes:
    n, k = draw(st.integers(1, 3)), draw(st.integers(0, 2))

    def table(shape: tuple[int, ...], low: int, high: int) -> np.ndarray:  # type: ignore[type-arg]
        count = int(np.prod(shape))
        return np.array(draw(st.lists(whole(low, high), min_size=count, max_size=count))).reshape(shape)

    return Stakes(
        signers=tuple("ABC"[:n]),
        guarantors=tuple("XY"[:k]),
        peace=table((1, n), 0, 9),
        war=table((1, n), 0, 9),
        breach=table((1, n), 0, 4),
        safeguard=table((1, n), 0, 3),
        guarantee=table((1, k, n), 0, 3),
        settlement=table((1, k), -3, 3),
        cost=table((1, k), 0, 3),
        failure=table((1, k), 0, 3),
        weight=np.ones(1),
        signed=np.ones(1, dtype=bool),
    )


def by_hand(stakes: Stakes) -> dict[tuple[str, ...], list[float]]:
    """Payoffs from the sentences of the documentation; a state is what everybody does."""
    n, k = len(stakes.signers), len(stakes.guarantors)
    stances = [
        ["keeps", "breaks", "rearms", "both"] if stakes.breach[0, i] > 0 else ["keeps", "rearms"] for i in range(n)
    ]
    found = {}
    for state in product(*stances, *[["watches", "enforces"]] * k):
        war = any(state[i] in ("rearms", "both") for i in range(n))
        clean = all(state[i] == "keeps" for i in range(n))
        row = []
        for i in range(n):
            punished = stakes.safeguard[0, i] + sum(
                stakes.guarantee[0, g, i] for g in range(k) if state[n + g] == "enforces"
            )
            worth = stakes.war[0, i] if war else stakes.peace[0, i]
            if state[i] == "both" or (state[i] == "breaks" and not war):
                worth += stakes.breach[0, i]
            row.append(worth - (punished if state[i] != "keeps" else 0.0))
        for g in range(k):
            worth = 0.0 if war else stakes.settlement[0, g]
            acts = state[n + g] == "enforces"
            row.append(worth - (stakes.cost[0, g] if acts else 0.0 if clean else stakes.failure[0, g]))
        found[state] = row
    return found


@settings(max_examples=150, deadline=None)
@given(some_stakes())
def test_payoffs_are_those_of_the_documentation(stakes: Stakes) -> None:
    graph, worth = graph_at(stakes, slice(None), (*stakes.signers, *stakes.guarantors)), payoffs(stakes, slice(None))
    expected = by_hand(stakes)
    assert graph.states == len(expected)
    owner = graph.moves.owner.tolist()  # type: ignore[union-attr]
    for s in range(graph.states):
        letters = state_pattern(graph, s)
        state = []
        for i in range(len(graph.decision_makers)):
            own = {graph.options[o] for o, by in enumerate(owner) if by == i and letters[o] == "Y"}
            if i >= len(stakes.signers):
                state.append("enforces" if own else "watches")
            elif len(own) == 2:
                state.append("both")
            else:
                state.append(
                    {"Break an obligation": "breaks", "Rearm, back to war": "rearms"}.get("".join(own), "keeps")
                )
        assert np.allclose(worth[:, s], expected[tuple(state)], atol=CLOSE)


@settings(max_examples=150, deadline=None)
@given(some_stakes())
def test_keeping_under_nash_never_leaves_for_war(stakes: Stakes) -> None:
    """Nobody gains by any breach unanswered: then it holds by its margins too, guarantees in full or not."""
    graph = graph_at(stakes, slice(None), (*stakes.signers, *stakes.guarantors))
    if stability(graph, ("nash",)).equilibria["nash"][0]:
        assert holds(stakes)[0]


@settings(max_examples=150, deadline=None)
@given(some_stakes())
def test_without_guarantors_and_a_way_to_cheat_it_is_holding(stakes: Stakes) -> None:
    n = len(stakes.signers)
    bare = replace(
        stakes,
        breach=np.zeros((1, n)),
        guarantors=(),
        guarantee=np.zeros((1, 0, n)),
        settlement=np.zeros((1, 0)),
        cost=np.zeros((1, 0)),
        failure=np.zeros((1, 0)),
    )
    rest = stability(graph_at(bare, slice(None), bare.signers)).equilibria
    assert {concept: bool(yes[0]) for concept, yes in rest.items()} == dict.fromkeys(rest, bool(holds(bare)[0]))


def test_of_a_case(fence: DayAfter) -> None:
    assert fence.setting.status_quo == 0
    assert state_pattern(fence.graph, 0) == "NNN"
    assert fence.graph.decision_makers == ("Ash", "Birch")
    assert fence.shares["nash"] <= fence.shares["sseq"] <= min(fence.shares["smr"], fence.shares["seq"])
    assert max(fence.shares["smr"], fence.shares["seq"]) <= fence.shares["gmr"]
    again = day_after(load("fence"), "centre")
    assert (again.shares, again.holds, dict(again.package)) == (fence.shares, fence.holds, dict(fence.package))


def test_of_a_later_month_every_place_of_the_front_counts_by_its_chance() -> None:
    case = load("ukraine-2022")
    plans = {"turkey": case.plans["turkey"].model_copy(update={"month": 12})}
    study = Study(case.model_copy(update={"plans": plans}), draws=128, perspectives=["baseline"])
    view, found = study.view("baseline"), day_after(study, "turkey")
    options = view.ground.shape.package(found.package)
    utility, _ = view.ground.package_utility(options)
    signed, on, worth = 0.0, 0.0, np.zeros(2)
    for spot, row in view.rows("turkey"):
        (line,) = evaluate([row])
        yes = spot.ground.accepted(options, line.pressed.reservation, 1e-6).all(axis=1)
        signed, on = signed + float((spot.chance * yes).sum()), on + float(spot.chance.sum())
        worth += (spot.chance * yes) @ utility
    assert found.signed == pytest.approx(signed / on)
    assert found.stakes.weight.sum() == pytest.approx(signed) and found.judged == 128
    assert payoffs(found.stakes, slice(None))[:2, 0] == pytest.approx(worth / signed)
    assert found.shares["nash"] <= found.shares["gmr"]


def test_unknown_names() -> None:
    with pytest.raises(ValueError, match="did you mean 'centre'"):
        day_after(load("fence"), "center")
    with pytest.raises(ValueError, match="not a perspective"):
        day_after(load("fence"), "centre", "nobody")
