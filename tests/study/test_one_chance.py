"""One plan, one perspective, one month, the same draws: one chance of success, whichever question is asked."""

from __future__ import annotations

import pytest

import goodoffices as go
from goodoffices.case.schema import Case
from goodoffices.play.study import Study

VIEW = "baseline"


def moved(name: str, month: int) -> Case:
    """A shipped case with all plans signed in a month."""
    case = go.load(name)
    plans = {key: plan.model_copy(update={"month": month}) for key, plan in case.plans.items()}
    return case.model_copy(update={"plans": plans})


def chances(case: Case, plan: str, month: int, draws: int, other: str) -> dict[str, float]:
    """question: the chance of success that it gives the plan."""
    study = Study(case, draws=draws, perspectives=[VIEW])
    found = {
        "plans": go.plans(study).perspectives[VIEW].plans[plan].success,
        "timing": next(
            moment.success
            for moment in go.timing(study, plans=[plan], months=[month]).perspectives[VIEW].plans[plan]
            if moment.month == month
        ),
        "spoilers": go.spoilers(study, plans=[plan]).perspectives[VIEW].plans[plan].success,
        "holding": go.holding(study, plan=plan).perspectives[VIEW].success,
        "discover": go.discover(study, plans=[plan]).perspectives[VIEW].plans[plan].mean,
        "choose": next(p for p in go.choose(study).plans if p.plan == plan).success[VIEW],
    }
    crux = go.cruxes(Study(case, draws=draws), VIEW, other, kind="success", plan=plan)
    found["cruxes"] = crux.success[0]
    return found


@pytest.mark.parametrize("plan", ["centre", "no_mediation"])
def test_today(plan: str) -> None:
    found = chances(go.load("fence"), plan, 0, 256, "ash_view")
    assert len(set(found.values())) == 1 or max(found.values()) - min(found.values()) < 1e-12, found


@pytest.mark.parametrize("plan", ["turkey", "no_mediation"])
def test_in_a_year_of_war(plan: str) -> None:
    """The front may stand at many places by then: every question must look at all of them."""
    found = chances(moved("ukraine-2022", 12), plan, 12, 128, "op_ed")
    assert max(found.values()) - min(found.values()) < 1e-12, found


def test_the_front_where_it_stands_in_the_mean_is_something_else() -> None:
    case = moved("ukraine-2022", 12)
    exact, rough = (
        go.plans(Study(case, draws=128, perspectives=[VIEW], places=places)).perspectives[VIEW].plans["turkey"].success
        for places in (None, 1)
    )
    assert abs(exact - rough) > 0.02
