"""What one would have to believe: boxes of a study hold what they say, on draws that had no part in finding them."""

from __future__ import annotations

import numpy as np
import pytest

from goodoffices.case.believing import believed
from goodoffices.case.reading import load
from goodoffices.case.schema import Case
from goodoffices.kit.plain import json_text
from goodoffices.play.inputs import by_claim, inputs
from goodoffices.play.study import Study
from goodoffices.study.discover.answer import Discovery
from goodoffices.study.discover.question import discover

DRAWS = 4096


@pytest.fixture(scope="module")
def fence() -> Case:
    return load("fence")


@pytest.fixture(scope="module")
def found(fence: Case) -> Discovery:
    return discover(Study(fence, draws=DRAWS, perspectives=["baseline"]))


def test_a_box_is_what_it_says_on_either_half_of_the_draws(fence: Case, found: Discovery) -> None:
    view = Study(fence, draws=DRAWS).view("baseline")
    columns, half = inputs(view), DRAWS // 2
    chances = dict(view.success(fence.plans))
    for name, plan in found.perspectives["baseline"].plans.items():
        success = chances[name]
        assert plan.mean == pytest.approx(success.mean())
        box = plan.beliefs[0]
        inside = np.ones(DRAWS, dtype=bool)
        for limit in box.limits:
            column = columns[limit.path]
            one = (column > (-np.inf if limit.lower is None else limit.lower)) & (
                column < (np.inf if limit.upper is None else limit.upper)
            )
            assert limit.share == pytest.approx(one.mean())
            assert limit.chance <= 0.05
            inside &= one
        first, second = inside[:half], inside[half:]
        assert box.mass == pytest.approx(first.mean())
        assert box.density == pytest.approx(success[:half][first].mean())
        assert box.held_back_density == pytest.approx(success[half:][second].mean())
        assert box.held_back_coverage == pytest.approx(success[half:][second].sum() / success[half:].sum())
        assert box.density > plan.mean + 0.05
        assert box.held_back_density == pytest.approx(box.density, abs=0.06)
        assert box.coverage >= 0.45


def test_second_boxes_lie_elsewhere(fence: Case, found: Discovery) -> None:
    columns = inputs(Study(fence, draws=DRAWS).view("baseline"))
    one, two = found.perspectives["baseline"].plans["no_mediation"].beliefs
    assert one.limits != two.limits
    assert two.mass < 1.0 and columns


def test_failure_is_the_other_side(fence: Case) -> None:
    found = discover(Study(fence, draws=1024, perspectives=["baseline"]), plans=["no_mediation"], fails=True)
    plan = found.perspectives["baseline"].plans["no_mediation"]
    assert plan.mean == pytest.approx(1.0 - 0.73, abs=0.03)
    said = {limit.path: limit for limit in plan.beliefs[0].limits}
    assert all(said[p].lower is not None for p in said if p.startswith("war.values") and p.endswith("level"))


def test_a_plan_that_never_succeeds_has_no_box(fence: Case) -> None:
    plan = (
        discover(Study(fence, draws=256, perspectives=["ash_view"]), plans=["friend"])
        .perspectives["ash_view"]
        .plans["friend"]
    )
    assert plan.mean == 0.0 and plan.beliefs == () and plan.trajectory == ()


def test_inputs_are_the_values_of_the_draws(fence: Case) -> None:
    view = Study(fence, draws=64).view("baseline")
    columns = inputs(view)
    assert columns["war.values.ash.level"] == pytest.approx(view.belief.war[:, 0, 0])
    red = columns["preferences.birch.red_lines.mothers_tree"]
    assert set(np.unique(red)) == {0.0, 1.0}
    assert not [path for path in columns if path.endswith(".probability")]
    claims = by_claim(view.case, columns)
    assert claims["map_wins"] == ("war.values.ash.level", "levers.second_opinion.strength")


def test_beliefs_in_words(fence: Case) -> None:
    assert believed(fence, "war.values.ash.level", None, 50.25) == "going on without a deal is worth to Ash: below 50.2"
    assert believed(fence, "war.values.ash.level", 1.0, 2.0) == "going on without a deal is worth to Ash: 1 to 2"
    line = "preferences.birch.red_lines.mothers_tree"
    assert believed(fence, line, 0.5, None).startswith("Birch has the red line “")
    assert believed(fence, line, None, 0.5).startswith("Birch does not have the red line “")


def test_the_same_bytes_for_any_number_of_workers(fence: Case) -> None:
    one, two = (json_text(discover(Study(fence, draws=256, workers=w), plans=["centre"]).to_json()) for w in (1, 2))
    assert one == two


def test_refusals(fence: Case) -> None:
    with pytest.raises(ValueError, match="coverage is a share"):
        discover(fence, coverage=0.0)
    with pytest.raises(ValueError, match="at least one box"):
        discover(fence, boxes=0)
    with pytest.raises(ValueError, match="no plan 'x'"):
        discover(fence, plans=["x"])
