"""Sensitivity of plans: factors cover all that is drawn, exchange touches what it says, indices obey their laws."""

from __future__ import annotations

import numpy as np
import pytest
from tests.study.random_cases import random_case

from goodoffices.case.reading import load
from goodoffices.case.schema import Case
from goodoffices.kit.plain import json_text
from goodoffices.model.exchanging import exchanged, factors, two_samples
from goodoffices.model.structure import structure
from goodoffices.play.belief import Belief, Columns
from goodoffices.play.pilot import piloted
from goodoffices.play.premises import common_names
from goodoffices.play.study import Study
from goodoffices.study.sensitivity.answer import OUTPUTS, Sensitivity
from goodoffices.study.sensitivity.question import REST, UNCLAIMED, Table, sensitivity, table_of

DRAWS = 256


@pytest.fixture(scope="module")
def fence() -> Case:
    return load("fence")


def study(case: Case, view: str = "baseline", workers: int | None = None) -> Study:
    return Study(case, draws=DRAWS, perspectives=[view], workers=workers)


@pytest.fixture(scope="module")
def found(fence: Case) -> Sensitivity:
    return sensitivity(study(fence), samples=DRAWS)


def test_columns_with_given_expectations_are_those_of_the_study(fence: Case) -> None:
    study = Study(fence, draws=DRAWS)
    view = study.view("baseline")
    setting, own = piloted(view, study.premises.names)
    again = Table(setting)(view.numbers)
    success = dict(view.success(fence.plans))
    for p, name in enumerate(fence.plans):
        assert np.array_equal(again[:, p], table_of(own[name]))
        assert np.array_equal(own[name]["success"], success[name])


def test_a_later_month_counts_every_place_of_the_front() -> None:
    case = load("ukraine-2022")
    later = case.model_copy(update={"plans": {"turkey": case.plans["turkey"].model_copy(update={"month": 12})}})
    study = Study(later, draws=DRAWS, perspectives=["baseline"])
    found = sensitivity(study, samples=64, most=3).perspectives["baseline"].plans["turkey"]
    ((_, success),) = study.view("baseline").success(["turkey"])
    assert found.mean["success"] == pytest.approx(success.mean(), abs=1e-12)
    rough = Study(later, draws=DRAWS, perspectives=["baseline"], places=1).view("baseline").success(["turkey"])
    assert abs(found.mean["success"] - next(rough)[1].mean()) > 0.02


@pytest.mark.parametrize("seed", range(4))
def test_exchanging_everything_gives_the_other_sample_and_nothing_the_first(seed: int) -> None:
    case = random_case(seed)
    shape = structure(case)
    names = common_names(shape, [case])
    a, b = two_samples(names, 3, 64)
    for taken, like in ((names, b), ((), a)):
        ours, theirs = (Belief(Columns(shape, case, numbers)) for numbers in (exchanged(a, b, taken), like))
        for field in ("option_utility", "war", "optimism", "lever_strength", "sigma", "mistrust", "breach_gain"):
            assert getattr(ours, field).tobytes() == getattr(theirs, field).tobytes()


def test_samples_are_independent_and_both_balanced() -> None:
    a, b = two_samples([f"mistrust.m{k}.x" for k in range(6)], 1, 4096)
    u = np.stack([n.column(f"mistrust.m{k}.x") for n in (a, b) for k in range(6)])
    assert u.mean(axis=1) == pytest.approx(np.full(12, 0.5), abs=1e-3)
    assert np.abs(np.corrcoef(u) - np.eye(12)).max() < 0.02


def test_factors_take_together_what_belongs_together() -> None:
    given = ["war.values.a.cost", "war.values.b.cost", "factor:front", "red:preferences.a.red_lines.x", "mistrust.c.a",
             "preferences.a.red_lines.x.probability", "preferences.a.weights.i", "preferences.a.weights.j",
             "levers.l.public.strength", "levers.l.strength"]  # fmt: skip
    groups = {"war.values.a.cost": "front", "war.values.b.cost": "front"}
    found = factors(given, groups, ["preferences.a.weights"])
    assert found == {
        "group:front": ("factor:front", "war.values.a.cost", "war.values.b.cost"),
        "levers.l.strength": ("levers.l.strength",),
        "mistrust.c.a": ("mistrust.c.a",),
        "preferences.a.red_lines.x": ("preferences.a.red_lines.x.probability", "red:preferences.a.red_lines.x"),
        "preferences.a.weights": ("preferences.a.weights.i", "preferences.a.weights.j"),
    }


def test_every_column_is_in_one_factor(fence: Case, found: Sensitivity) -> None:
    names = common_names(structure(fence), [fence])
    members = [c for columns in found.perspectives["baseline"].factors.values() for c in columns]
    assert sorted(members) == sorted(names)


def test_a_number_that_a_plan_does_not_touch_has_no_share(found: Sensitivity) -> None:
    plan = found.perspectives["baseline"].plans["no_mediation"]
    share = {s.factor: s for s in plan.shares["success"]}
    for factor in ("mistrust.friend.ash", "levers.pays_surveyor.strength"):
        assert share[factor].total == pytest.approx(0.0, abs=1e-12)
        assert share[factor].first == pytest.approx(0.0, abs=1e-12)
    assert share["war.values.birch.level"].total > 0.2


def test_an_output_that_does_not_vary_has_none(found: Sensitivity) -> None:
    plan = found.perspectives["baseline"].plans["no_mediation"]
    assert plan.spread["consent"] == 0.0
    assert all(np.isnan(s.first) for s in plan.shares["consent"])
    assert plan.ranked("consent") == ()


def test_totals_are_not_below_first_orders_and_together_account_for_all(found: Sensitivity) -> None:
    for plan in found.perspectives["baseline"].plans.values():
        for output in OUTPUTS:
            ranked = plan.ranked(output)
            if not ranked or (output == "success" and plan.mean[output] < 0.05):  # too rare for so few draws
                continue
            assert sum(s.total for s in ranked) > 0.8
            for s in ranked:
                assert s.total >= -1e-9
                assert s.first_range[0] <= s.total_range[1] + 1e-9


def test_the_tornado_is_read_from_the_draws(fence: Case, found: Sensitivity) -> None:
    swing = next(
        s for s in found.perspectives["baseline"].plans["no_mediation"].swings if s.path.endswith("birch.level")
    )
    view = Study(fence, draws=DRAWS).view("baseline")
    ((_, success),) = view.success(["no_mediation"])
    level = view.belief.war[:, 1, 0]
    low = level <= np.quantile(level, 0.1)
    assert swing.when_low == pytest.approx(success[low].mean(), abs=0.01)
    assert swing.low == pytest.approx(level[low].mean(), abs=0.1)
    assert swing.when_high < swing.when_low


def test_by_claim(fence: Case) -> None:
    found = sensitivity(study(fence), samples=DRAWS, plans=["centre"], by="claim")
    view = found.perspectives["baseline"]
    assert set(view.factors) == {"map_wins", "leaves", "old_chums", UNCLAIMED}
    assert view.plans["centre"].ranked()[0].total > 0.5


def test_a_screening_keeps_what_matters_and_sums_up_the_rest(fence: Case, found: Sensitivity) -> None:
    few = sensitivity(study(fence), samples=DRAWS, plans=["no_mediation"], most=5)
    view = few.perspectives["baseline"]
    assert view.screening is not None and view.screening.factors == 14
    assert len(view.factors) == 5 and REST in view.factors
    top = [s.factor for s in found.perspectives["baseline"].plans["no_mediation"].ranked()[:2]]
    assert set(top) <= set(view.factors)
    assert sum(len(columns) for columns in view.factors.values()) == 14
    # what plays no part in a plan has no effect on it
    effects = {name: (success, margins) for name, success, margins in view.screening.effects}
    assert effects["mistrust.friend.ash"] == (0.0, 0.0)


def test_the_same_bytes_for_any_number_of_workers(fence: Case) -> None:
    one, two = (
        json_text(sensitivity(study(fence, "ash_view", workers=w), samples=64, plans=["centre"]).to_json())
        for w in (1, 2)
    )
    assert one == two


def test_refusals(fence: Case) -> None:
    with pytest.raises(ValueError, match="no plan 'centr'"):
        sensitivity(fence, plans=["centr"])
    with pytest.raises(ValueError, match="at least one factor"):
        sensitivity(fence, most=0)
    with pytest.raises(ValueError, match="between 64"):
        sensitivity(fence, samples=1)
