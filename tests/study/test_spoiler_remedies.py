"""What turns or makes up for a spoiler, held against every set of offers and against plans evaluated otherwise."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.study.random_cases import raw_case

from goodoffices.case.schema import Case
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.model.levers import SPOIL
from goodoffices.model.structure import MODES
from goodoffices.play.evaluate import play, row_of, success
from goodoffices.play.study import Study
from goodoffices.play.whole import wholes
from goodoffices.study.spoilers.answer import PlanSpoilers, Spoiler
from goodoffices.study.spoilers.question import spoilers
from goodoffices.study.spoilers.remedies import best_counter, counters

DRAWS = 128


def raw_spoiled(seed: int) -> dict[str, Any]:
    """A random case in which h1 loses by a settlement, holds two spoil levers, and may be offered two things by h2."""
    raw = raw_case(seed, signers=2, third_parties=3)
    rng = np.random.default_rng(seed)

    def span(low: float, high: float) -> dict[str, Any]:
        a, b = sorted(round(float(x), 2) for x in rng.uniform(low, high, 2))
        return {"uniform": [a, b]}

    raw["candour"] = {"h0": {"s0": 0.9, "s1": 0.9}}
    raw["levers"] = {
        "help": {"holder": "h0", "target": "s0", "kind": "carrot", "strength": span(5, 15), "cost": 0},
        "more": {"holder": "h2", "target": "s1", "kind": "carrot", "strength": span(5, 15), "cost": span(0, 1)},
        "arms": {"holder": "h1", "target": "s0", "kind": "spoil", "strength": span(8, 25), "cost": span(0, 1)},
        "word": {"holder": "h1", "target": "s1", "kind": "spoil", "strength": span(4, 20), "cost": span(0, 2)},
    }
    raw["stakes"] = {
        "h0": {"settlement": 20},
        "h1": {"settlement": span(-12, 2), "war_goes_on": 1},
        "h2": {"settlement": span(5, 20)},
    }
    raw["offers"] = {
        f"f{n}": {
            "giver": "h2", "receiver": "h1", "value": span(1, 12), "cost": span(1, 4), "credibility": span(0.4, 1),
            "leak": 0.2, "audience_cost": 1, "receiver_audience_cost": span(0, 1),
        }
        for n in range(2)
    }  # fmt: skip
    raw["plans"] = {"p": {"name": "P", "mediators": ["h0"]}}
    raw["perspectives"] = {"baseline": {"name": "As it stands"}}
    return raw


def asked(raw: dict[str, Any], **options: Any) -> PlanSpoilers:
    return spoilers(Study(Case.model_validate(raw), draws=DRAWS), **options).perspectives["baseline"].plans["p"]


def h1(plan: PlanSpoilers) -> Spoiler | None:
    return next((s for s in plan.third_parties if s.party == "h1"), None)


@given(seed=st.integers(0, 10_000), confidence=st.floats(0.5, 0.99))
@settings(max_examples=10, deadline=None)
def test_the_cheapest_offers_that_turn_it_equal_brute_force(seed: int, confidence: float) -> None:
    raw = raw_spoiled(seed)
    case = Case.model_validate(raw)
    view = Study(case, draws=DRAWS).view("baseline")
    world, shape = view.belief, view.ground.shape
    found = h1(asked(raw, confidence=confidence))
    if found is None:
        return
    h = shape.third_parties.index("h1")
    falls = play(view.ground, case.plans["p"]).falls
    stake = np.abs(world.sigma[:, shape.third_parties.index("h2")]).mean()
    quiet = []
    for modes in product((None, "public", "private"), repeat=2):
        worth, cost = np.zeros(DRAWS), 0.0
        for f, mode in enumerate(modes):
            if mode is not None:
                worth += world.offer_value[MODES[mode], :, f]
                cost += world.offer_cost[MODES[mode], :, f].mean() / stake
        acts = np.zeros(DRAWS, dtype=bool)
        for v, fall in falls.items():
            acts |= -(world.sigma[:, h] + worth) * max(fall, 0.0) > world.lever_cost[0, :, v] + TOLERANCE * max(
                fall, 0.0
            )
        if 1.0 - acts.mean() >= confidence - 1e-12:
            quiet.append(cost)
    if found.stance == "quiet":
        assert found.turn is None and 0.0 in quiet
    elif found.turn is None:
        assert not quiet and found.stance in ("for_a_price", "beyond_price")
    else:
        assert found.stance == "turned"
        assert found.turn.cost == pytest.approx(min(quiet))
        assert found.turn.acts <= 1.0 - confidence + 0.05
        assert found.turn.promises and all(0.0 <= share <= 1.0 for share in found.turn.givers.values())


@given(seed=st.integers(0, 10_000))
@settings(max_examples=5, deadline=None)
def test_at_worst_it_hates_every_settlement_and_pays_nothing(seed: int) -> None:
    raw = raw_spoiled(seed)
    case = Case.model_validate(raw)
    view = Study(case, draws=DRAWS).view("baseline")
    ground, shape, plan = view.ground, view.ground.shape, case.plans["p"]
    found, h = h1(asked(raw)), view.ground.shape.third_parties.index("h1")
    falls = play(ground, plan).falls
    if found is None or not falls or min(falls.values()) <= 1e-3:
        return
    own = [v for v, lever in enumerate(shape.levers) if lever.kind == SPOIL]
    sigma, strength = ground.belief.sigma.copy(), ground.belief.lever_strength.copy()
    sigma[:, h], strength[:, :, own] = -1e9, 0.0
    worst, best = play(ground.having(sigma=sigma), plan), play(ground.having(lever_strength=strength), plan)
    if not all(worst.pulled[v].all() for v in own):
        return
    assert found.at_worst == pytest.approx((success(best) - success(worst)).mean())


@given(seed=st.integers(0, 10_000))
@settings(max_examples=5, deadline=None)
def test_what_a_signer_withholds_never_helps_the_plan(seed: int) -> None:
    for signer in asked(raw_spoiled(seed)).signers:
        for rise in (signer.consent_costs, signer.signing_costs, signer.breaking_costs):
            assert -1e-12 <= rise <= 1.0 + 1e-12
        assert min(signer.consent_se, signer.signing_se, signer.breaking_se) >= 0.0


def test_a_counter_is_the_plan_with_that_lever() -> None:
    found = 0
    for seed in range(20):
        raw = raw_spoiled(seed)
        answer = asked(raw, plans=["p"], levers=True)
        spoiler = h1(answer)
        if spoiler is None or spoiler.counter is None:
            continue
        case = Case.model_validate(raw)
        view = Study(case, draws=DRAWS).view("baseline")
        assert spoiler.counter.lever == "more"
        plan = case.plans["p"].model_copy(update={"levers": ("help", "more")})
        gain = success(play(view.ground, plan)).mean() - answer.success
        assert spoiler.counter.gain == pytest.approx(gain)
        assert spoiler.counter.enough == (gain >= spoiler.damage)
        # the same among all that were tried
        (base,) = wholes(view.spots(0), [lambda ground, plan=case.plans["p"]: row_of(ground, plan)])  # type: ignore[misc]
        tried = counters(view, case.plans["p"], base)
        assert best_counter(tried, spoiler.damage) == spoiler.counter
        assert best_counter(tried, 0.0) is None
        found += 1
        if found == 2:
            return
    assert found
