"""Plans for later months as results: one place is an ordinary plan, several are weighted, and a war that is over has none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.asking import asked, view_of
from tests.study.attrition_cases import driftless_case, raw_attrition
from tests.study.random_cases import raw_case

from goodoffices.case.schema import Case
from goodoffices.engines.links.talks import patterns
from goodoffices.engines.spread import NOTHING, spread, weighted_spread
from goodoffices.kit.plain import plain
from goodoffices.play.evaluate import play
from goodoffices.play.holding import Signed, signed
from goodoffices.study.holding.question import holding
from goodoffices.study.plans.needs import helped
from goodoffices.study.plans.question import plans
from goodoffices.study.plans.summary import Whole, plan_result
from goodoffices.study.timing.question import timing


@pytest.mark.parametrize("seed", range(6))
def test_a_place_told_in_two_halves_is_the_place(seed: int) -> None:
    """What is told over places does not depend on how the same place is cut: here into chances of a quarter and the rest."""
    case = Case.model_validate(raw_case(seed, third_parties=2))
    view = view_of(case, "baseline", draws=64)
    for name, plan in case.plans.items():
        (one,) = signed(view.spots(plan.month), [play(view.ground, plan)])
        halves = [Signed(share * one.chance, one.line, one.deals) for share in (0.25, 0.75)]
        whole, cut = (plan_result(name, Whole(parts)) for parts in ([one], halves))
        for field in ("success", "found", "direct", "candour", "patterns", "levers", "spoilers", "mediators"):
            assert plain(getattr(cut, field)) == plain(getattr(whole, field)), (name, field)
        assert plain(cut.funnel) == plain(whole.funnel) and cut.binding == whole.binding
        for kind in ("consent", "engagement", "holding"):
            for ours, theirs in zip(getattr(cut, kind), getattr(whole, kind), strict=True):
                assert plain(replace(ours, margin=NOTHING)) == plain(replace(theirs, margin=NOTHING)), (name, kind)
                assert ours.margin.mean == pytest.approx(theirs.margin.mean, nan_ok=True)
        ours, theirs = helped(Whole(halves)), helped(Whole([one]))
        assert (ours is None) == (theirs is None)
        if ours is not None and theirs is not None:
            assert ours.capacity == pytest.approx(theirs.capacity) and ours.reach == pytest.approx(theirs.reach)


def test_patterns_of_a_later_month_are_shares_of_draws_and_paths() -> None:
    raw = raw_attrition(9)
    raw["plans"]["later"] = {"name": "Later", "mediators": ["h0"], "month": 3}
    case = Case.model_validate(raw)
    view = view_of(case, "baseline", draws=64)
    result = asked(plans, case, draws=64, perspectives=["baseline"]).perspectives["baseline"].plans["later"]
    expected: dict[int, float] = {}
    for spot in view.spots(3):
        line = play(spot.ground, case.plans["later"])
        for mask, share in patterns(line.margin >= -1e-9, line.tabled.taken, 2, spot.chance).items():
            expected[mask] = expected.get(mask, 0.0) + share
    assert list(result.patterns.values()) == pytest.approx(list(expected.values()))
    assert max(result.patterns.values()) > 0


def test_a_study_tells_of_a_later_month_what_timing_and_holding_tell() -> None:
    raw = raw_attrition(9)
    raw["plans"]["later"] = {"name": "Later", "mediators": ["h0"], "month": 3}
    case = Case.model_validate(raw)
    result = asked(plans, case, draws=64, perspectives=["baseline"]).perspectives["baseline"].plans["later"]
    when = asked(timing, case, plans=["later"], months=[3], draws=64, perspectives=["baseline"]).perspectives[
        "baseline"
    ]
    holds = asked(holding, case, plan="later", draws=64, perspectives=["baseline"]).perspectives["baseline"]
    assert result.success == pytest.approx(when.plans["later"][1].success, abs=1e-7)
    assert result.success == pytest.approx(holds.success, abs=1e-7)
    assert result.found == pytest.approx(holds.found)
    for party in result.holding:
        assert party.share == pytest.approx(holds.parties[party.party].stays)
    f = result.funnel
    assert 1 - when.zone.over[3] + 1e-9 >= f.consent >= f.exists >= f.found >= f.delivers >= f.holds >= 0


def test_a_war_that_is_surely_over_has_nothing_left_to_sign() -> None:
    raw = driftless_case(2, 1, 0.5, 6, (60.0, 60.0))
    raw["plans"] |= {"later": {"name": "Later", "month": 4}, "text": {"name": "T", "month": 4, "package": "robust"}}
    case = Case.model_validate(raw)
    study = asked(plans, case, draws=64).perspectives["baseline"]
    assert study.plans["direct"].success == 1.0
    assert study.plans["later"].success == study.plans["text"].success == study.plans["later"].funnel.consent == 0.0
    answer = asked(timing, case, months=[4], draws=64).perspectives["baseline"]
    assert [m.success for m in answer.plans["direct"]] == [1.0, 0.0]
    assert np.isnan(answer.plans["direct"][1].among_on)
    assert asked(holding, case, plan="later", draws=64).perspectives["baseline"].found == 0.0


def test_with_one_place_for_all_a_later_month_is_the_mean_war() -> None:
    raw = raw_attrition(9)
    raw["plans"]["later"] = {"name": "Later", "mediators": ["h0"], "month": 3}
    case = Case.model_validate(raw)
    one = asked(plans, case, draws=64, perspectives=["baseline"], places=1).perspectives["baseline"].plans["later"]
    view = view_of(case, "baseline", draws=64)
    (alone,) = signed(view_of(case, "baseline", draws=64, places=1).spots(3), [play(view.ground, case.plans["later"])])
    assert one.success == plan_result("later", Whole([alone])).success
    moment = asked(timing, case, plans=["later"], months=[3], draws=64, perspectives=["baseline"], places=1)
    later = moment.perspectives["baseline"].plans["later"][1]
    assert later.success == pytest.approx(one.success, abs=1e-7)
    assert (later.among_on, later.left_out) == (later.success, 0.0)


def test_places_that_are_not_told_apart_are_left_out() -> None:
    case = Case.model_validate(raw_attrition(9))
    view = view_of(case, "baseline", draws=64)
    every = view.spots(3, 0.0)
    assert len(every) > 2
    options = {"plans": ["direct"], "months": [3], "draws": 64, "perspectives": ["baseline"], "left_out": 0.0}
    two = asked(timing, case, places=2, **options).perspectives["baseline"].plans["direct"][1]
    whole = asked(timing, case, **options).perspectives["baseline"].plans["direct"][1]
    assert two.left_out == pytest.approx(sum(spot.chance.mean() for spot in every[2:]))
    assert two.success - 1e-12 <= whole.success <= two.success + two.left_out + 1e-12


def test_equal_weights_are_no_weights() -> None:
    values = np.random.default_rng(1).normal(size=401)
    assert weighted_spread(values, np.full(401, 0.5)) == spread(values)
    almost = np.full(401, 0.5)
    almost[0] += 1e-9
    for field, value in vars(weighted_spread(values, almost)).items():
        assert value == pytest.approx(getattr(spread(values), field), abs=0.02), field
    assert weighted_spread(values, np.zeros(401)) == NOTHING
