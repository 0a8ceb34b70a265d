"""Leverage from ties: against a reckoning by hand, and with the mapping to points stated otherwise."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodoffices.case.reading import load
from goodoffices.case.schema import Case
from goodoffices.kit.plain import json_text
from goodoffices.kit.theme import svg
from goodoffices.play.study import Study
from goodoffices.study.leverage.answer import LeverageAnswer
from goodoffices.study.leverage.chart import network_caption
from goodoffices.study.leverage.export import to_json as leverage_json
from goodoffices.study.leverage.network_places import inner_places, outer_turns
from goodoffices.study.leverage.question import leverage


def tied(**ties: object) -> Case:
    """The fence with ties: Ash hangs on the friend, the centre on Birch."""
    raw = load("fence").model_dump(mode="json", exclude_unset=True)
    pairs = [
        {"between": ["ash", "friend"], "kind": "trade", "shares": [0.6, 0.1], "year": "2020", "source": "book"},
        {"between": ["friend", "ash"], "kind": "trade", "shares": [0.05, 0.2]},
        {"between": ["ash", "friend"], "kind": "arms", "shares": [0.4, 0.9]},
        {"between": ["centre", "birch"], "kind": "trade", "shares": [0.5, 0.25]},
        {"between": ["ash", "birch"], "kind": "votes", "shares": [1, 1]},
        {"between": ["ash", "friend"], "kind": "votes", "shares": [1, 1]},
    ]
    raw["ties"] = {
        "basis": "judgement",
        "points_per_share": 20,
        "weights": {"arms": 0.5, "votes": 0},
        "pairs": pairs,
        **ties,
    }
    raw["sources"] = {**raw.get("sources", {}), "book": {"title": "The book"}}
    raw["levers"] = {name: lever for name, lever in raw["levers"].items() if lever["target"] != "ash"}
    for plan in raw["plans"].values():
        plan.pop("levers", None)
    raw["perspectives"] = {
        "baseline": {"name": "As it is"},
        "other": {"name": "Another", "set": {"ties.pairs.0.shares.0": 0.2, "ties.points_per_share": 10}},
    }
    return Case.model_validate(raw)


@cache
def answer() -> LeverageAnswer:
    return leverage(Study(tied(), draws=64))


def test_by_hand() -> None:
    view = answer().view()
    pair = view.pair("ash", "friend")
    assert pair is not None and pair.default is not None
    # trade 0.6 + 0.2 one way and 0.1 + 0.05 the other, weight 1; arms 0.4 and 0.9, weight 0.5; votes nothing
    there, back = (0.8 + 0.5 * 0.4) / 1.5, (0.15 + 0.5 * 0.9) / 1.5
    assert pair.dependence.mean == pytest.approx(there)
    assert pair.back.mean == pytest.approx(back)
    assert pair.asymmetry.mean == pytest.approx(there - back)
    assert pair.default.strength.mean == pytest.approx(20 * (there - back))
    assert pair.default.cost.mean == pytest.approx(20 * back)
    assert pair.default.in_use and pair.holder == "friend"
    assert {kind.kind: (kind.dependence.mean, kind.back.mean) for kind in pair.kinds} == {
        "trade": (pytest.approx(0.8), pytest.approx(0.15)),
        "arms": (pytest.approx(0.4), pytest.approx(0.9)),
        "votes": (1.0, 1.0),
    }
    weak = view.pair("birch", "centre")
    assert weak is not None and weak.holder == "birch"
    assert weak.default is not None and weak.default.strength.mean == 0 and not weak.default.in_use
    assert view.pair("ash", "birch") is not None


def test_evidence_leads_back_to_the_file() -> None:
    pair = answer().view().pair("ash", "friend")
    assert pair is not None
    first = pair.evidence[0]
    assert (first.dependent, first.on, first.year, first.source) == ("ash", "friend", "2020", "book")
    assert (first.path, first.basis, first.fixed) == ("ties.pairs.0.shares.0", "data", True)
    assert len(pair.evidence) == 8
    ukraine = leverage(Study(load("ukraine-2022"), draws=64, perspectives=["baseline"])).view()
    lines = [piece.line for pair in ukraine.pairs for piece in pair.evidence]
    assert lines and all(line is not None for line in lines)
    assert all(piece.source or piece.basis != "data" for pair in ukraine.pairs for piece in pair.evidence)


def test_perspectives_move_what_they_say() -> None:
    base, other = answer().view(), answer().view("other")
    here, there = base.pair("ash", "friend"), other.pair("ash", "friend")
    assert here is not None and there is not None and there.default is not None
    assert there.dependence.mean == pytest.approx(here.dependence.mean - 0.4 / 1.5)
    assert there.default.strength.mean == pytest.approx(10 * max(0, there.asymmetry.mean))
    weak, same = base.pair("birch", "centre"), other.pair("birch", "centre")
    assert weak is not None and same is not None
    assert (weak.dependence, weak.back, weak.evidence) == (same.dependence, same.back, same.evidence)


def test_the_mapping_can_be_stated_otherwise() -> None:
    view = leverage(Study(tied(), draws=64), points_per_share=5, weights={"arms": 0, "votes": 1}).view()
    pair = view.pair("ash", "friend")
    assert pair is not None and pair.default is not None
    assert pair.dependence.mean == pytest.approx((0.8 + 1) / 2)
    assert pair.default.strength.mean == pytest.approx(5 * pair.asymmetry.mean)
    spread = leverage(Study(tied(), draws=64), points_per_share=(0, 30)).view().points_per_share
    assert spread.mean == pytest.approx(15, abs=0.5) and spread.q05 < 3
    for wrong in (
        {"weights": {"trust": 1}},
        {"points_per_share": -1},
        {"points_per_share": (3, 1)},
    ):
        with pytest.raises(ValueError):
            leverage(Study(tied(), draws=64), **wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no ties"):
        leverage(Study(load("fence"), draws=64), points_per_share=1)


def test_defaults_are_those_that_plans_use() -> None:
    case = tied()
    ground = Study(case, draws=64).view("baseline").ground
    pair = answer().view().pair("ash", "friend")
    assert pair is not None and pair.default is not None
    for v, lever in enumerate(ground.shape.levers):
        if lever.path is None and lever.name.endswith("friend_ash"):
            assert ground.belief.lever_strength[:, :, v].mean() == pytest.approx(pair.default.strength.mean)
            assert ground.belief.lever_cost[:, :, v].mean() == pytest.approx(pair.default.cost.mean)


def test_named_levers_are_those_of_the_study() -> None:
    case = load("yemen-2022")
    view = leverage(Study(case, draws=64, perspectives=["proxy"])).view()
    named = {lever.lever: lever for pair in view.pairs for lever in pair.named}
    assert set(named) == set(case.levers)
    ground = Study(case, draws=64).view("proxy").ground
    for v, spec in enumerate(ground.shape.levers):
        if spec.path is not None:
            assert named[spec.name].public.mean == pytest.approx(ground.belief.lever_strength[0, :, v].mean())
            assert named[spec.name].cost_private.mean == pytest.approx(ground.belief.lever_cost[1, :, v].mean())


def test_the_number_of_workers_changes_nothing() -> None:
    one, three = (json_text(leverage(Study(tied(), draws=64, workers=w)).to_json()) for w in (1, 3))
    assert one == three


def test_table_and_json_say_the_same() -> None:
    table = answer().table()
    assert set(table["kind"]) == {"all", "trade", "arms", "votes"}
    row = table.filter((table["kind"] == "all") & (table["other"] == "friend") & (table["perspective"] == "baseline"))
    told = leverage_json(answer())["perspectives"]["baseline"]["pairs"][0]
    assert row["asymmetry"][0] == pytest.approx(told["asymmetry"]["mean"], rel=1e-5)  # six digits are told
    assert told["default"]["in_use"] is True and told["holder"] == "friend"


def test_pictures_hold_every_party_and_are_the_same_every_time() -> None:
    found = leverage(Study(load("yemen-2022"), draws=64, perspectives=["baseline"]))
    for chart in (found.chart(), found.matrix()):
        text = svg(chart, "picture", "what it shows")
        assert text == svg(chart, "picture", "what it shows")
        for name in ("Oman", "Iran", "Saudi Arabia", "Jordan"):
            assert name in text
    assert "widest gap" in network_caption(found)
    with pytest.raises(ValueError, match="no perspective"):
        found.chart("nobody")


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 5), st.lists(st.floats(0, 1), min_size=1, max_size=27), st.randoms(use_true_random=False))
def test_nobody_stands_on_anybody(signers: int, pulls: list[float], chance) -> None:
    inner = inner_places(signers, 88.0)
    pull = np.array([[chance.random() * p for _ in range(signers)] for p in pulls])
    turns = np.sort(np.mod(outer_turns(pull, inner), 2 * np.pi))
    gaps = np.diff(np.append(turns, turns[0] + 2 * np.pi))
    assert np.allclose(gaps, 2 * np.pi / len(pulls))
    assert len({(round(x, 6), round(y, 6)) for x, y in inner}) == signers
    np.testing.assert_array_equal(outer_turns(pull, inner), outer_turns(pull, inner))
