"""Coalitions against the plan evaluator: the same plan gives the same numbers, draw by draw."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.study.random_cases import random_case

from goodoffices.case.reading import load
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.model.levers import KINDS, OPTIMISM, RESERVATION
from goodoffices.play.error import STRETCHES
from goodoffices.play.evaluate import exists, play, row_of
from goodoffices.play.refusal import stands
from goodoffices.play.study import Study, View
from goodoffices.play.whole import wholes
from goodoffices.study.coalitions import Coalition, Coalitions, Rule, plan_of


def subsets(count: int) -> list[Coalition]:
    return [Coalition(frozenset(s)) for size in range(count + 1) for s in itertools.combinations(range(count), size)]


def assert_equal_to_plans(view: View, rule: Rule, rows: list[Coalition]) -> None:
    values = Coalitions(view, rule).success(rows)
    existence = Coalitions(view, rule).existence(rows)
    third, spots = view.ground.shape.third_parties, view.spots(rule.month)
    for r, row in enumerate(rows):
        plan = plan_of(view.case, rule, [third[k] for k in sorted(row.members)])
        (whole,) = wholes(spots, [lambda ground, plan=plan: row_of(ground, plan)])  # type: ignore[misc]
        label = (rule, sorted(row.members))
        assert values.found[r] == pytest.approx(whole.by_draw(lambda line: line.found).mean(), abs=1e-12), label
        assert values.exists[r] == pytest.approx(whole.by_draw(exists).mean(), abs=1e-12), label
        assert existence.exists[r] == values.exists[r], label
        assert values.success[r] == pytest.approx(whole.success.mean(), abs=1e-12), label
        assert np.abs(values.by_draw[r] - whole.success).max() < 1e-6, label
        assert np.allclose(values.takes_part[r], whole.among_on(lambda line: line.part), atol=1e-12), label
        assert values.stands[r] == stands(whole), label


@given(
    seed=st.integers(0, 100_000),
    mode=st.sampled_from(["public", "private"]),
    members=st.sampled_from(["bound", "willing"]),
    offers=st.sampled_from(["none", "members", "all"]),
)
@settings(max_examples=30, deadline=None)
def test_a_coalition_equals_the_plan_it_stands_for(seed: int, mode: str, members: str, offers: str) -> None:
    case = random_case(seed)
    view = Study(case, draws=64).view("baseline")
    rule = Rule(mode, members, offers)  # type: ignore[arg-type]
    assert_equal_to_plans(view, rule, subsets(len(view.ground.shape.third_parties)))


def test_coalitions_of_a_shipped_case_equal_their_plans() -> None:
    view = Study(load("ukraine-2022"), draws=64).view("baseline")
    generator = np.random.default_rng(3)
    chosen = [generator.choice(15, size, replace=False).tolist() for size in (0, 1, 3, 8, 15)]
    for rule in (Rule(), Rule(members="willing", offers="all"), Rule("private", "bound", "members", 12)):
        assert_equal_to_plans(view, rule, [Coalition(frozenset(members)) for members in chosen])


def test_the_answer_does_not_depend_on_how_the_work_is_cut() -> None:
    view = Study(random_case(7, third_parties=3), draws=64).view("baseline")
    rows = subsets(3) * 5
    once, again = (Coalitions(view, Rule()).success(rows, workers) for workers in (1, 3))
    assert np.array_equal(once.by_draw, again.by_draw)
    seen: dict[int, float] = {}
    Coalitions(view, Rule()).success(
        rows, 3, keep=False, visit=lambda r, row: seen.update({r: row[:-STRETCHES].mean()})
    )
    assert list(seen) == list(range(len(rows)))
    assert np.array_equal(np.array(list(seen.values())), once.success)


def test_nobody_spoiling_is_the_capacity_against_the_need() -> None:
    case = random_case(2, third_parties=3)
    view = Study(case, draws=128).view("baseline")
    rows = subsets(3)
    found = Coalitions(view, Rule()).existence(rows, spoilers=False)
    frontiers = view.ground.frontiers
    for r, row in enumerate(rows):
        belief, reservation = view.belief, view.belief.reservation(0).copy()
        for v, lever in enumerate(view.ground.shape.levers):
            if lever.holder in row.members and KINDS[lever.kind].moves in (RESERVATION, OPTIMISM):
                strength = belief.column("strength", "public", v)
                hope = np.maximum(belief.optimism[:, lever.target], 0.0)
                reservation[:, lever.target] -= strength * (hope if KINDS[lever.kind].moves == OPTIMISM else 1.0)
        there = [
            (frontiers.utilities[start:end] - reservation[d] >= -TOLERANCE).all(axis=1).any()
            for d, (start, end) in enumerate(itertools.pairwise(frontiers.offsets))
        ]
        assert found.exists[r] == np.mean(there)


@pytest.mark.parametrize("rule", [Rule(), Rule(members="willing", offers="all")])
def test_what_coalitions_expect_is_as_uncertain_as_that_of_the_plans_they_stand_for(rule: Rule) -> None:
    view = Study(load("ukraine-2022"), draws=256).view("baseline")
    third = view.ground.shape.third_parties
    rows = [Coalition(frozenset(members)) for members in ((3,), (0, 1), (3, 4, 6))]
    values = Coalitions(view, rule).success(rows)
    for r, row in enumerate(rows):
        plan = plan_of(view.case, rule, [third[k] for k in sorted(row.members)])
        assert values.shifts[r] == pytest.approx(play(view.ground, plan).shifts, abs=1e-9)
    assert np.abs(values.shifts).max() > 0.0
    direct = Coalitions(view, rule).success([Coalition(frozenset())])
    assert not direct.shifts.any()


def test_a_side_that_gives_up_what_it_is_said_to_lacks_consents_in_half_of_the_draws() -> None:
    view = Study(load("ukraine-2022"), draws=256).view("baseline")
    rows = [Coalition(frozenset({k})) for k in range(len(view.ground.shape.third_parties))]
    refused = 0
    for row, there in zip(rows, Coalitions(view, Rule()).success(rows).stands, strict=True):
        plan = plan_of(view.case, Rule(), [view.ground.shape.third_parties[k] for k in row.members])
        line = play(view.ground, plan)
        for stand in there:
            i = view.ground.shape.signers.index(stand.side)
            assert stand.agrees == pytest.approx(line.agrees[:, i].mean())
            assert stand.mistrust == pytest.approx(line.doubt[:, i].mean())
            # nothing of a plan but consent hangs on mistrust, and consent falls with it point by point
            assert ((line.consent[:, i] - stand.margin) >= -1e-9).mean() >= 0.5
            assert ((line.consent[:, i] - stand.margin - 1e-6) >= 0.0).mean() < 0.5
            refused += stand.refuses
    assert refused
