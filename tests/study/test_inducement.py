"""What brings a mediator in, held against evaluating every plan with every set of offers and commitments."""

from __future__ import annotations

import copy
from itertools import chain, combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.study.random_cases import raw_case

from goodoffices.case.reading import load
from goodoffices.case.schema import Case, Plan
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.kit.plain import json_text
from goodoffices.model.levers import SPOIL
from goodoffices.model.structure import MODES
from goodoffices.play.delivery import engagement
from goodoffices.play.evaluate import play
from goodoffices.play.study import Study, View
from goodoffices.study.induce.answer import InducementAnswer, scheme_of
from goodoffices.study.induce.question import inducement

DRAWS = 64


def raw_with_offers(seed: int) -> dict[str, Any]:
    """A random case of two signers and three third parties, the first of whom is offered three things and gains by little."""
    raw = raw_case(seed, signers=2, third_parties=3)
    rng = np.random.default_rng(seed)

    def span(low: float, high: float) -> dict[str, Any]:
        a, b = sorted(round(float(x), 2) for x in rng.uniform(low, high, 2))
        return {"uniform": [a, b]}

    raw["offers"] = {
        f"f{n}": {
            "giver": giver, "receiver": "h0", "value": span(1, 9), "cost": span(0, 2), "credibility": span(0.3, 1),
            "leak": 0.3, "audience_cost": span(0, 1), "receiver_audience_cost": span(0, 1),
            "private": {"credibility": span(0.2, 0.9)},
        }
        for n, giver in enumerate(["h1", "h2", "h1"])
    }  # fmt: skip
    raw["stakes"] = {
        "h0": {"settlement": span(-4, 4), "success": span(0, 3), "failure": span(0, 2), "effort": span(1, 4)},
        "h1": {"settlement": span(10, 40), "war_goes_on": span(-9, 2)},
        "h2": {"settlement": span(5, 30)},
    }
    raw["candour"] = {"h0": {"s0": 0.95, "s1": 0.9}}
    raw["levers"] = {
        "own": {"holder": "h0", "target": "s0", "kind": "carrot", "strength": span(4, 16), "cost": span(0, 1)},
        "a": {"holder": "h1", "target": "s1", "kind": "carrot", "strength": span(2, 12), "cost": span(0, 2)},
        "b": {"holder": "h2", "target": "s0", "kind": "stick", "strength": span(2, 12), "cost": span(0, 2)},
        "c": {"holder": "h1", "target": "s0", "kind": "inform", "strength": span(0, 0.9), "cost": span(0, 1)},
    }
    raw["plans"] = {"p": {"name": "P", "mediators": ["h0"]}}
    raw["perspectives"] = {"baseline": {"name": "As it stands"}}
    return raw


def fixed(thing: Any) -> Any:
    """Every range at its middle: which random number goes where does not matter then."""
    if isinstance(thing, dict):
        if set(thing) == {"uniform"}:
            return round(sum(thing["uniform"]) / 2, 3)
        return {key: fixed(inner) for key, inner in thing.items()}
    return [fixed(inner) for inner in thing] if isinstance(thing, list) else thing


def subsets(things: list[str], most: int | None = None) -> list[tuple[str, ...]]:
    sizes = range(len(things) + 1 if most is None else most + 1)
    return list(chain.from_iterable(combinations(things, size) for size in sizes))


def by_evaluation(view: View, talks: str, most: int) -> list[tuple[float, float]]:
    """(cost, share in which all participants are willing) of every set of offers and commitments, one plan each."""
    shape, world = view.ground.shape, view.belief
    names = [lever.name for lever in shape.levers]
    own = [lever.name for lever in shape.levers if lever.kind != SPOIL and shape.third_parties[lever.holder] == "h0"]
    free = [lever.name for lever in shape.levers if lever.kind != SPOIL and lever.name not in own]
    stake = {h: float(np.abs(world.sigma[:, k]).mean()) or 1.0 for k, h in enumerate(shape.third_parties)}
    found = []
    for levers in subsets(free, most):
        for offers in subsets(list(shape.offers)):
            plan = Plan(name="x", mediators=("h0",), levers=(*own, *levers), offers=offers, mode=talks)  # type: ignore[arg-type]
            result = play(view.ground, plan)
            willing = (engagement(result).margins >= -TOLERANCE).all(axis=1)
            cost = 0.0
            for name in levers:
                v = names.index(name)
                cost += world.lever_cost[MODES[talks], :, v].mean() / stake[shape.third_parties[shape.levers[v].holder]]
            for name in offers:
                f = shape.offers.index(name)
                cost += world.offer_cost[MODES[talks], :, f].mean() / stake[shape.third_parties[shape.offer_giver[f]]]
            found.append((float(cost), float(willing.mean())))
    return found


@given(seed=st.integers(0, 10_000), confidence=st.floats(0.05, 0.95))
@settings(max_examples=4, deadline=None)
def test_equals_the_evaluation_of_every_plan(seed: int, confidence: float) -> None:
    case = Case.model_validate(raw_with_offers(seed))
    view = Study(case, draws=DRAWS).view("baseline")
    answer = inducement(Study(case, draws=DRAWS), "h0", confidence=confidence)
    ways = answer.perspectives["baseline"].ways
    for talks in ("public", "private"):
        every = by_evaluation(view, talks, 1)
        best = min((cost for cost, share in every if share >= confidence - 1e-12), default=None)
        result = ways[talks]  # type: ignore[index]
        top = max(share for _, share in every)
        if best is None:
            assert result.cheapest is None and result.lack is not None
            assert result.lack.best.confidence == pytest.approx(top)
            assert result.lack.most == pytest.approx(top)
        else:
            assert result.cheapest is not None
            assert result.cheapest.cost == pytest.approx(best, abs=1e-9)
            assert result.cheapest.confidence >= confidence - 1e-12
        # the curve is the lower envelope of all of them
        for share, cost in result.curve:
            assert cost == pytest.approx(min(c for c, s in every if s >= share - 1e-12), abs=1e-9)
        assert result.curve[-1][0] == pytest.approx(top)
        mixed = ways["mixed"]
        if result.cheapest is not None:
            assert mixed.cheapest is not None
            assert mixed.cheapest.cost <= result.cheapest.cost + 1e-12


@pytest.mark.parametrize("seed", [2, 3, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (0, 1, 5, 6, 8))])
def test_shares_never_cost_more_and_budgets_never_cost_less(seed: int) -> None:
    case = Case.model_validate(raw_with_offers(seed))
    whole = inducement(Study(case, draws=DRAWS), "h0", confidence=0.5, commitments=0)
    parts = inducement(Study(case, draws=DRAWS), "h0", confidence=0.5, commitments=0, divisible=True)
    tight = inducement(Study(case, draws=DRAWS), "h0", confidence=0.5, commitments=0, budgets={"h1": 1.0, "h2": 1.0})
    for way, result in whole.perspectives["baseline"].ways.items():
        shared = parts.perspectives["baseline"].ways[way]
        bound = tight.perspectives["baseline"].ways[way]
        if result.cheapest is not None:
            assert shared.cheapest is not None
            assert shared.cheapest.cost <= result.cheapest.cost + 1e-9
            assert shared.duals is not None
        if bound.cheapest is not None:
            assert result.cheapest is not None
            assert bound.cheapest.cost >= result.cheapest.cost - 1e-12
            assert all(stand.promised <= 1.0 + 1e-9 for stand in bound.cheapest.stands if not stand.mediates)


def test_twin_sponsors_may_be_swapped() -> None:
    raw = raw_with_offers(10)
    swapped = copy.deepcopy(raw)
    swap = {"h1": "h2", "h2": "h1", "h0": "h0"}
    for offer in swapped["offers"].values():
        offer["giver"] = swap[offer["giver"]]
    for lever in swapped["levers"].values():
        lever["holder"] = swap[lever["holder"]]
    swapped["stakes"]["h1"], swapped["stakes"]["h2"] = raw["stakes"]["h2"], raw["stakes"]["h1"]

    def asked(data: dict[str, Any]) -> InducementAnswer:
        return inducement(Study(Case.model_validate(fixed(data)), draws=DRAWS), "h0", confidence=0.4)

    one, two = asked(raw), asked(swapped)
    for way, result in one.perspectives["baseline"].ways.items():
        other = two.perspectives["baseline"].ways[way]
        assert scheme_of(other).cost == pytest.approx(scheme_of(result).cost)
        assert scheme_of(other).confidence == pytest.approx(scheme_of(result).confidence)
        assert np.allclose(other.curve, result.curve)


def test_the_ledger_adds_up_and_the_table_and_json_say_the_same() -> None:
    case = Case.model_validate(raw_with_offers(11))
    answer = inducement(Study(case, draws=DRAWS), "h0", confidence=0.6, weights={"h1": 2.0})
    view = answer.perspectives["baseline"]
    for result in view.ways.values():
        shown = scheme_of(result)
        counted = sum(
            stand.promised * view.sponsors[stand.party].counted for stand in shown.stands if not stand.mediates
        )
        assert shown.cost == pytest.approx(counted)
        assert all(0 < promise.share <= 1 for promise in shown.promises)
    assert view.sponsors["h1"].counted == pytest.approx(2.0 / view.sponsors["h1"].stake)
    table = answer.table()
    assert table.height == 3
    assert table["confidence"].to_list() == [scheme_of(result).confidence for result in view.ways.values()]
    assert json_text(answer.to_json()) == json_text(
        inducement(Study(case, draws=DRAWS, workers=1), "h0", confidence=0.6, weights={"h1": 2.0}).to_json()
    )
    assert answer.chart().to_dict(validate=False)["vconcat"]


def test_what_does_not_fit_is_said() -> None:
    case = load("fence")
    for options, words in (
        ({"mediator": "ash"}, "no third party"),
        ({"mediator": "friend", "plan": "panel"}, "no plan 'panel'"),
        ({"mediator": "friend", "confidence": 1.0}, "above 0 and below 1"),
        ({"mediator": "friend", "budgets": {"bank": 1.0}}, "'bank' is no third party"),
        ({"mediator": "friend", "weights": {"centre": 0.0}}, "weights lie above 0"),
        ({"mediator": "friend", "commitments": -1}, "0 or more"),
        ({"mediator": "friend", "scale": "euro"}, "stakes or points"),
    ):
        with pytest.raises(ValueError, match=words):
            inducement(Study(case, draws=64), **options)  # type: ignore[arg-type]
