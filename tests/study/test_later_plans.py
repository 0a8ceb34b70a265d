"""Plans for later months as results: one place is an ordinary plan, several are weighted, and a war that is over has none."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from goodoffices.play.study import view_of
from goodoffices.play.evaluate import evaluate
from goodoffices.engines.spread import NOTHING, spread
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.study.attrition_cases import driftless_case, raw_attrition
from tests.study.random_cases import raw_case

from goodoffices.case.schema import Case
from goodoffices.kit.plain import plain
from goodoffices.study.holding.question import holding
from goodoffices.study.later_plans import Places, later_help, later_result, weighted_spread
from goodoffices.study.needs import helped
from goodoffices.study.plans import plan_result
from goodoffices.study.plans.answer import PlanResult
from goodoffices.study.spots import spots_at
from goodoffices.study.study import run
from goodoffices.study.timing.question import timing

QUANTILES = {"q05", "q25", "q50", "q75", "q95"}


def told(value: object) -> object:
    """A result as plain data, without quantiles (of weighted rows they do not interpolate) and patterns."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        return {k: told(v) for k, v in fields.items() if k not in QUANTILES | {"patterns"}}
    if isinstance(value, (list, tuple)):
        return [told(v) for v in value]
    return plain(value)


def close(one: object, two: object) -> bool:
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(close(one[k], two[k]) for k in one)
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(close(a, b) for a, b in zip(one, two, strict=True))
    if isinstance(one, float) and isinstance(two, float):
        return one == pytest.approx(two, abs=1e-4)
    return one == two


def without_margins(result: PlanResult) -> PlanResult:
    """Without spreads of holding: those of an ordinary plan count every way of striking a deal alike, likely or not."""
    holding = tuple(dataclasses.replace(party, margin=NOTHING) for party in result.holding)
    return dataclasses.replace(result, holding=holding)


@given(seed=st.integers(0, 100_000))
@settings(max_examples=15, deadline=None)
def test_with_one_place_the_result_is_that_of_the_plan(seed: int) -> None:
    case = Case.model_validate(raw_case(seed, third_parties=2))
    view = view_of(case, "baseline", draws=64)
    for name, plan in case.plans.items():
        spots = spots_at(view.ground, plan.month, view.alone)
        places = Places(spots, [evaluate(spot.ground, plan, spot.alone) for spot in spots])
        evaluation = evaluate(view.ground, plan, view.alone(plan.month))
        later, now = later_result(name, places), plan_result(view.ground, name, evaluation)
        assert close(told(without_margins(later)), told(without_margins(now))), name
        assert close(told(later_help(places)), told(helped(evaluation)))


def test_a_study_tells_of_a_later_month_what_timing_and_holding_tell() -> None:
    raw = raw_attrition(9)
    raw["plans"]["later"] = {"name": "Later", "mediators": ["h0"], "month": 3}
    case = Case.model_validate(raw)
    result = run(case, draws=64, perspectives=["baseline"]).perspectives["baseline"].plans["later"]
    when = timing(case, plans=["later"], months=[3], draws=64, perspectives=["baseline"]).perspectives["baseline"]
    holds = holding(case, plan="later", draws=64, perspectives=["baseline"]).perspectives["baseline"]
    assert result.success == pytest.approx(when.plans["later"][1].success, abs=1e-7)
    assert result.success == pytest.approx(holds.success, abs=1e-7)
    assert result.found == pytest.approx(holds.found)
    for party in result.holding:
        assert party.share == pytest.approx(holds.parties[party.party].stays)
    f = result.funnel
    assert 1 - when.zone.over[3] + 1e-9 >= f.consent >= f.exists >= f.found >= f.engagement >= f.holding >= 0


def test_a_war_that_is_surely_over_has_nothing_left_to_sign() -> None:
    raw = driftless_case(2, 1, 0.5, 6, (60.0, 60.0))
    raw["plans"] |= {"later": {"name": "Later", "month": 4}, "text": {"name": "T", "month": 4, "package": "robust"}}
    case = Case.model_validate(raw)
    study = run(case, draws=64).perspectives["baseline"]
    assert study.plans["direct"].success == 1.0
    assert study.plans["later"].success == study.plans["text"].success == study.plans["later"].funnel.consent == 0.0
    answer = timing(case, months=[4], draws=64).perspectives["baseline"]
    assert [m.success for m in answer.plans["direct"]] == [1.0, 0.0]
    assert np.isnan(answer.plans["direct"][1].among_on)
    assert holding(case, plan="later", draws=64).perspectives["baseline"].found == 0.0


def test_equal_weights_are_no_weights() -> None:
    values = np.random.default_rng(1).normal(size=401)
    assert close(told(weighted_spread(values, np.full(401, 0.5))), told(spread(values)))
    assert weighted_spread(values, np.ones(401)).q50 == np.median(values)
