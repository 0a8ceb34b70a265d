"""Plans compared: in a terminal, in a notebook, as a data frame; with another answer; and what a link hangs on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from goodoffices.case.quantity import Quantity
from goodoffices.case.reading import load, shipped_paths
from goodoffices.play.outcome import LINKS
from goodoffices.play.study import Study
from goodoffices.study.plans.answer import PlansAnswer
from goodoffices.study.plans.explain import reached
from goodoffices.study.plans.question import plans


@pytest.fixture(scope="module")
def study() -> Study:
    return Study("fence", draws=64, perspectives=["baseline", "ash_view"])


@pytest.fixture(scope="module")
def answer(study: Study) -> PlansAnswer:
    return plans(study)


def test_the_frame_has_a_row_per_perspective_and_plan_with_their_numbers(answer: PlansAnswer) -> None:
    rows = answer.table().rows(named=True)
    assert [(row["perspective"], row["plan"]) for row in rows] == [
        (name, plan) for name, view in answer.perspectives.items() for plan in view.best_plans()
    ]
    for row in rows:
        plan = answer.perspectives[row["perspective"]].plans[row["plan"]]
        assert (row["success"], row["se"], row["breaks_at"]) == (plan.success, plan.se, plan.binding)
        assert [row[link] for link in LINKS] == [getattr(plan.funnel, link) for link in LINKS]


def test_print_shows_every_plan_and_what_the_numbers_rest_on(answer: PlansAnswer) -> None:
    shown = str(answer)
    title, heading, rule, *rows, _, basis = shown.splitlines()
    assert title == answer.case.title and heading.split()[:2] == ["perspective", "plan"] and set(rule) == {"─"}
    assert len(rows) == answer.table().height
    for line, row in zip(rows, answer.table().rows(named=True), strict=True):
        assert line.split()[:3] == [row["perspective"], row["plan"], f"{100 * row['success']:.1f}"]
        assert line.count("*") == 1
    assert basis == f"64 draws, seed 1, case {answer.digest}, goodoffices {answer.version}"
    assert repr(answer) == "<plans of fence: 2 perspectives, 64 draws, seed 1>"


def test_a_notebook_shows_the_funnel_of_every_perspective(answer: PlansAnswer) -> None:
    shown = answer._repr_html_()
    assert "<svg" in shown and shown.count("Sides consent") == 2
    for view in answer.perspectives.values():
        assert view.title in shown


def test_an_answer_without_plans_says_so(answer: PlansAnswer) -> None:
    bare = {name: replace(view, plans={}) for name, view in answer.perspectives.items()}
    none = replace(answer, perspectives=bare, case=answer.case.model_copy(update={"title": "<b>x</b> & y"}))
    assert none.table().shape == (0, 10)
    assert "the case holds no plans" in str(none)
    assert "&lt;b&gt;x&lt;/b&gt; &amp; y" in none._repr_html_() and "<b>" not in none._repr_html_()


def test_some_plans_are_those_of_all(study: Study, answer: PlansAnswer) -> None:
    some = plans(study, plans=["friend"])
    for name, view in some.perspectives.items():
        assert list(view.plans) == ["friend"]
        assert view.plans["friend"].success == answer.perspectives[name].plans["friend"].success
    with pytest.raises(ValueError, match="fence has no plan 'freind'; did you mean 'friend'"):
        plans(study, plans=["freind"])


def test_a_difference_is_that_of_the_draws(study: Study, answer: PlansAnswer) -> None:
    sharper = plans(study.what_if({"war.values.ash.level": 60}))
    found = sharper.difference(answer)
    assert found.table().height == answer.table().height
    for name, changes in found.perspectives.items():
        for change in changes:
            new, old = (one.perspectives[name].plans[change.plan] for one in (sharper, answer))
            gap = new.success_by_draw.astype(float) - old.success_by_draw
            assert change.gap == pytest.approx(gap.mean()) and (change.success, change.before) == (
                new.success,
                old.success,
            )
            own = gap.std(ddof=1) / np.sqrt(64)
            off = new.shifts - old.shifts
            assert change.se == pytest.approx(np.hypot(own, off.std(ddof=1) if off.size > 1 else 0.0))
    assert f"{100 * found.perspectives['baseline'][0].gap:+.1f}" in str(found)
    same = answer.difference(answer)
    assert all(
        (change.gap, change.se, change.apart) == (0.0, 0.0, False)
        for own in same.perspectives.values()
        for change in own
    )


def test_answers_on_other_draws_are_not_compared(answer: PlansAnswer) -> None:
    with pytest.raises(ValueError, match="same draws alone: 64 of seed 1 are not 128 of seed 1"):
        answer.difference(plans(Study("fence", draws=128, perspectives=["baseline"])))


def test_what_a_link_hangs_on_is_what_moves_it(study: Study, answer: PlansAnswer) -> None:
    """Every effect is that of two studies in which the number is given; what is not shown moves the link less."""
    found = answer.explain("no_mediation", "exists")
    told = answer.perspectives["baseline"].plans["no_mediation"].funnel
    assert (found.perspective, found.share, found.passing) == ("baseline", told.exists, told.passing()["exists"])
    assert 0 < len(found.numbers) <= 10 and found.draws == 64
    sizes = [abs(mover.effect) for mover in found.numbers]
    assert sizes == sorted(sizes, reverse=True)
    for mover in found.numbers[:3]:
        high, low = (
            plans(study.what_if({mover.path: end}), plans=["no_mediation"])
            .perspectives["baseline"]
            .plans["no_mediation"]
            for end in (mover.high, mover.low)
        )
        assert mover.effect == pytest.approx(high.funnel.passing()["exists"] - low.funnel.passing()["exists"])
    assert found.table().height == len(found.numbers)


def test_a_mover_says_what_it_rests_on_and_where_it_stands(answer: PlansAnswer) -> None:
    found = answer.explain("no_mediation", "exists")
    lines = shipped_paths()["fence"].read_text(encoding="utf-8").splitlines()
    level = next(mover for mover in found.numbers if mover.path == "war.values.ash.level")
    assert found.file is not None and found.file.endswith("fence.yaml")
    assert level.line is not None and "level" in lines[level.line - 1]
    assert level.claims == ("map_wins",)
    shown = str(found)
    assert f"fence.yaml:{level.line}" in shown and "map_wins" in shown and "no_mediation, baseline" in shown
    theirs = answer.explain("no_mediation", "exists", "ash_view")
    own = next(mover for mover in theirs.numbers if mover.path in answer.case.perspectives["ash_view"].set)
    assert own.line is not None and own.path.split(".")[-1] in lines[own.line - 1]


def test_numbers_that_a_plan_does_not_read_are_not_moved(study: Study) -> None:
    view = study.view("baseline")
    alone, helped = reached(view, "no_mediation"), reached(view, "friend")
    assert set(alone) < set(helped)
    assert not any(path.startswith(("candour", "mistrust", "levers")) for path in alone)
    assert "levers.lends_tools.strength" in helped


def test_strangers_are_refused(answer: PlansAnswer) -> None:
    with pytest.raises(ValueError, match="did you mean 'consent'"):
        answer.explain("friend", "consnt")
    with pytest.raises(ValueError, match="no plan 'freind'"):
        answer.explain("freind", "consent")
    with pytest.raises(ValueError, match="no perspective is called 'birch'"):
        answer.explain("friend", "consent", "birch")


def test_a_fixed_number_moves_by_a_tenth_and_within_its_bounds(study: Study) -> None:
    case = load("fence")
    answer = plans(Study(case, draws=64, perspectives=["baseline"]), plans=["friend"])
    found = {mover.path: mover for mover in answer.explain("friend", "consent").numbers}
    fixed = found["candour.friend.ash.public"]
    assert isinstance(case.candour["friend"]["ash"].public, Quantity)
    value = case.candour["friend"]["ash"].public.value
    assert value is not None
    assert (fixed.low, fixed.high) == pytest.approx((0.9 * value, 1.1 * value))
