"""The choice among plans: rules hold, none picks a plan that never succeeds, and chances are those of the plans played."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tests.study.attrition_cases import raw_attrition

import goodoffices as go
from goodoffices.case.reading import load
from goodoffices.case.schema import Case
from goodoffices.play.evaluate import play, success
from goodoffices.play.outcome import over_places
from goodoffices.play.study import Study
from goodoffices.study.choose.answer import rule_words
from goodoffices.study.choose.export import to_json as choice_json
from goodoffices.study.choose.question import choose, robust_choice


@pytest.fixture(scope="module")
def fence() -> Case:
    return load("fence")


@pytest.fixture(scope="module")
def study(fence: Case) -> Study:
    return Study(fence, draws=512)


def test_chances_are_those_of_plans_played_at_every_place_of_the_front() -> None:
    raw = raw_attrition(1)
    raw["plans"] |= {"later": {"name": "L", "month": 3}}
    raw["perspectives"] = {"a": {"name": "a"}, "b": {"name": "b", "set": {"war.front.advance_a": {"value": 0.45}}}}
    study = Study(Case.model_validate(raw), draws=64)
    found = go.choose(study)
    assert found.draws == 64 and list(found.titles) == ["a", "b"]
    for plan in found.plans:
        wanted = study.case.plans[plan.plan]
        for name in ("a", "b"):
            spots = study.view(name).spots(wanted.month)
            whole = over_places((spot.chance, success(play(spot.ground, wanted))) for spot in spots)
            assert plan.success[name] == pytest.approx(whole.mean(), abs=1e-12)


def test_rules_are_those_of_the_table(study: Study) -> None:
    found = choose(study, threshold=0.3, weights={"baseline": 3.0, "ash_view": 1.0})
    success = {p.plan: p.success for p in found.plans}
    views = study.perspectives
    for plan in found.plans:
        assert list(plan.success) == list(views)
        assert plan.worst == min(plan.success.values()) == plan.success[plan.worst_in]
        shortfall = {n: max(success[p][n] for p in success) - plan.success[n] for n in views}
        assert plan.regret == pytest.approx(max(shortfall.values())) == pytest.approx(shortfall[plan.regret_in])
        assert plan.enough == pytest.approx(np.mean([s >= 0.3 for s in plan.success.values()]))
        assert plan.weighted == pytest.approx(0.75 * plan.success["baseline"] + 0.25 * plan.success["ash_view"])
    assert found.best["minimax_regret"] == ("centre",)
    assert set(choice_json(found)["best"]) == {"maximin", "minimax_regret", "satisficing", "weighted"}


@pytest.mark.parametrize(
    ("chances", "threshold", "best", "said"),
    [
        ({"a": (0.0, 0.0), "b": (0.3, 0.4)}, 0.5, (), "no plan: none is enough under any perspective"),
        ({"a": (0.0, 0.6), "b": (0.3, 0.4)}, 0.5, ("a",), "no plan; oftenest, under 1 of 2: a"),
        ({"a": (0.7, 0.6), "b": (0.3, 0.4)}, 0.5, ("a",), "a"),
    ],
)
def test_a_rule_that_no_plan_passes_says_so(
    study: Study, chances: dict[str, tuple[float, ...]], threshold: float, best: tuple[str, ...], said: str
) -> None:
    found = robust_choice(_likely(study, chances), threshold=threshold)
    assert found.best["satisficing"] == best
    assert rule_words(found, "satisficing") == said


def test_no_rule_picks_a_plan_that_never_succeeds(study: Study) -> None:
    weights = {"v0": 1.0}
    found = robust_choice(_likely(study, {"a": (0.0, 0.0), "b": (0.0, 0.0)}), weights=weights)
    assert set(found.best.values()) == {()}
    assert all(rule_words(found, rule).startswith("no plan: ") for rule in found.best)
    found = robust_choice(_likely(study, {"a": (0.0, 0.9), "b": (0.5, 0.0)}), weights=weights)
    assert found.best == {"maximin": (), "minimax_regret": ("a",), "satisficing": ("a", "b"), "weighted": ("b",)}


def _likely(study: Study, chances: dict[str, tuple[float, ...]]) -> Any:
    """A study of plans with these chances of success, one per perspective."""
    count = len(next(iter(chances.values())))
    views = {
        f"v{v}": SimpleNamespace(
            title=f"View {v}", plans={p: SimpleNamespace(success=s[v]) for p, s in chances.items()}
        )
        for v in range(count)
    }
    case = study.case.model_copy(update={"plans": dict.fromkeys(chances, study.case.plans["friend"])})
    return SimpleNamespace(
        case=case, draws=study.draws, seed=study.seed, version=study.version, digest=study.digest, perspectives=views
    )


def test_no_weighted_view_unless_somebody_weighs(study: Study) -> None:
    found = choose(study)
    assert "weighted" not in found.best and all(plan.weighted is None for plan in found.plans)


def test_refusals(study: Study) -> None:
    with pytest.raises(ValueError, match="a weight is given to 'nobody'"):
        choose(study, weights={"nobody": 1.0})
    with pytest.raises(ValueError, match="not all 0"):
        choose(study, weights={"baseline": 0.0})
    with pytest.raises(ValueError, match="threshold"):
        choose(study, threshold=0.0)
