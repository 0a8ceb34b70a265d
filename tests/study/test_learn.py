"""Value of information of a case."""

from __future__ import annotations

import numpy as np
import pytest

from goodoffices.case.reading import load
from goodoffices.case.schema import Case
from goodoffices.kit.plain import json_text
from goodoffices.play.study import Study
from goodoffices.study.learn.question import learn


@pytest.fixture(scope="module")
def fence() -> Case:
    return load("fence")


def test_perfect_information_is_the_best_plan_of_every_draw(fence: Case) -> None:
    found = learn(Study(fence, draws=1024, perspectives=["baseline"])).perspectives["baseline"]
    view = Study(fence, draws=1024).view("baseline")
    success = np.stack([own for _, own in view.success(fence.plans)], axis=1)
    assert found.best == "centre"
    assert found.success == pytest.approx(success.mean(axis=0).max())
    assert found.perfect == pytest.approx(success.max(axis=1).mean() - success.mean(axis=0).max())


def test_no_lesson_beats_knowing_all_and_the_first_is_the_most_valuable(fence: Case) -> None:
    for view in learn(Study(fence, draws=1024)).perspectives.values():
        assert [lesson.lower for lesson in view.numbers] == sorted((x.lower for x in view.numbers), reverse=True)
        for lesson in (*view.numbers, *view.claims):
            assert lesson.lower <= view.perfect + 2 * view.perfect_se + 1e-9
            assert 0.0 <= lesson.switches <= 1.0
        assert {path for lesson in view.claims for path in lesson.paths} <= {lesson.what for lesson in view.numbers}


def test_learning_is_the_same_for_any_number_of_workers(fence: Case) -> None:
    one, two = (json_text(learn(Study(fence, draws=512, workers=w)).to_json()) for w in (1, 2))
    assert one == two


def test_one_plan_leaves_nothing_to_learn(fence: Case) -> None:
    lone = fence.model_copy(update={"plans": {"no_mediation": fence.plans["no_mediation"]}})
    with pytest.raises(ValueError, match="nothing to choose"):
        learn(lone)


def test_plans_of_a_later_month_count_every_place_of_the_front() -> None:
    case = load("ukraine-2022")
    names = ("turkey", "no_mediation")
    plans = {name: case.plans[name].model_copy(update={"month": 12}) for name in names}
    study = Study(case.model_copy(update={"plans": plans}), draws=512, perspectives=["baseline"])
    found = learn(study).perspectives["baseline"]
    success = {name: own.mean() for name, own in study.view("baseline").success(names)}
    assert found.success == pytest.approx(max(success.values())) and success[found.best] == max(success.values())
