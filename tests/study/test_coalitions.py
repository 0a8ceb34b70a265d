"""Coalitions against the plan evaluator: the same plan gives the same numbers, draw by draw."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from goodoffices.study.pressure import pressure
from goodoffices.study.stretches import STRETCHES, gains_alone, shifts
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.study.random_cases import random_case

from goodoffices.case.reading import load
from goodoffices.engines import coalition_talks, finding, tabling
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.model.levers import SPOIL
from goodoffices.play.evaluate import evaluate
from goodoffices.play.study import View, view_of
from goodoffices.study.coalitions import Coalitions, Row, Rule, plan_of


def subsets(count: int) -> list[Row]:
    return [Row(frozenset(s)) for size in range(count + 1) for s in itertools.combinations(range(count), size)]


def assert_equal_to_evaluate(view: View, rule: Rule, rows: list[Row]) -> None:
    values = Coalitions(view, rule).success(rows)
    existence = Coalitions(view, rule).existence(rows)
    third = view.ground.shape.third_parties
    for r, row in enumerate(rows):
        plan = plan_of(view.case, rule, [third[k] for k in sorted(row.members)])
        expected = evaluate(view.ground, plan, view.alone(rule.month))
        label = (rule, sorted(row.members))
        assert values.found[r] == pytest.approx(expected.talks.share, abs=1e-12), label
        there = expected.talks.margin >= -TOLERANCE
        assert values.exists[r] == existence.exists[r] == there.mean(), label
        assert values.success[r] == pytest.approx(expected.success.mean(), abs=1e-12), label
        assert np.abs(values.by_draw[r] - expected.success).max() < 1e-6, label
        assert np.allclose(values.takes_part[r], expected.takes_part.mean(axis=0), atol=1e-12), label
        if expected.crew.has_mediator:
            there = expected.takes_part.any(axis=1)
            for i in np.flatnonzero(view.ground.shape.belligerent):
                yes = (expected.consent[:, i] >= -TOLERANCE) | ~there
                assert values.consent[r, i] == pytest.approx(yes.mean(), abs=1e-12), label


@given(
    seed=st.integers(0, 100_000),
    mode=st.sampled_from(["public", "private"]),
    members=st.sampled_from(["bound", "willing"]),
    offers=st.sampled_from(["none", "members", "all"]),
)
@settings(max_examples=30, deadline=None)
def test_a_coalition_equals_the_plan_it_stands_for(seed: int, mode: str, members: str, offers: str) -> None:
    case = random_case(seed)
    view = view_of(case, "baseline", draws=64)
    rule = Rule(mode, members, offers)  # type: ignore[arg-type]
    assert_equal_to_evaluate(view, rule, subsets(len(view.ground.shape.third_parties)))


def test_coalitions_of_a_shipped_case_equal_their_plans() -> None:
    view = view_of(load("ukraine-2022"), "baseline", draws=64)
    generator = np.random.default_rng(3)
    chosen = [generator.choice(15, size, replace=False).tolist() for size in (0, 1, 3, 8, 15)]
    for rule in (Rule(), Rule(members="willing", offers="all"), Rule("private", "bound", "members", 6)):
        assert_equal_to_evaluate(view, rule, [Row(frozenset(members)) for members in chosen])


def test_the_answer_does_not_depend_on_how_the_work_is_cut() -> None:
    view = view_of(random_case(7, third_parties=3), "baseline", draws=64)
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
    view = view_of(case, "baseline", draws=128)
    rows = subsets(3)
    found = Coalitions(view, Rule()).existence(rows, spoilers=False)
    frontiers = view.ground.frontiers
    for r, row in enumerate(rows):
        active = np.array([[lever.holder in row.members and lever.kind != SPOIL for lever in view.ground.shape.levers]])
        reservation = pressure(view.ground, active.astype(float) * np.ones((view.ground.draws, 1)), 0, 0).reservation
        there = [
            (frontiers.utilities[start:end] - reservation[d] >= -TOLERANCE).all(axis=1).any()
            for d, (start, end) in enumerate(itertools.pairwise(frontiers.offsets))
        ]
        assert found.exists[r] == np.mean(there)


def worth_of(
    generator: np.random.Generator, signers: int, texts: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Texts in 32 draws, in whole points, so that they tie; some cross a red line."""
    utility = np.round(generator.uniform(0, 20, (32, signers, texts))).astype(np.float32)
    utility[generator.random(utility.shape) < 0.05] = finding.BLOCKED
    return utility


@given(seed=st.integers(0, 1000), signers=st.integers(1, 4), texts=st.integers(1, 200))
@settings(max_examples=25, deadline=None)
def test_batches_table_what_single_rows_table(seed: int, signers: int, texts: int) -> None:
    generator = np.random.default_rng(seed)
    utility = worth_of(generator, signers, texts)
    rows = generator.uniform(0, 15, (3, 32, signers))
    tabled = tabling.play(tabling.texts(utility, generator.uniform(0, 15, (32, signers))), rows)
    for b, row in enumerate(rows):
        expected = finding.with_circles(finding.table(utility, row), utility, row)
        assert np.array_equal(tabled.text[b, :, :signers], expected.offers)
        assert np.array_equal(tabled.taken[b, :, :signers], expected.taken)
        for circle, (text, taken) in expected.circles.items():
            assert np.array_equal(tabled.text[b, :, signers + circle - 1], text)
            assert np.array_equal(tabled.taken[b, :, signers + circle - 1], taken)


@given(seed=st.integers(0, 1000), signers=st.integers(1, 4), texts=st.integers(1, 100))
@settings(max_examples=25, deadline=None)
def test_the_chance_of_a_deal_is_that_of_all_texts_tabled(seed: int, signers: int, texts: int) -> None:
    generator = np.random.default_rng(seed)
    utility = worth_of(generator, signers, texts)
    rows = generator.uniform(5, 18, (4, 32, signers))
    candour = generator.choice([0.0, 0.3, 0.8, 1.0], (4, 32, signers))
    signed = (utility >= rows[..., None] - TOLERANCE).all(axis=2).any(axis=2)
    there = signed | (generator.random(signed.shape) < 0.1)  # the pool need not hold the deal that exists
    carries, drafts = np.array([True, True, False, False]), np.array([True, False, True, False])
    pool = tabling.texts(utility, generator.uniform(0, 15, (32, signers)))
    tabled = tabling.play(pool, rows)
    found = tabling.struck(pool, rows, np.ones(signed.shape, dtype=bool), candour, there, carries, drafts)
    for b in range(len(rows)):
        _, chance = coalition_talks.weigh(
            candour[b], there[b], tabled.taken[b], carries=bool(carries[b]), drafts=bool(drafts[b])
        )
        assert found[b] == pytest.approx(chance, abs=1e-12)


@pytest.mark.parametrize("rule", [Rule(), Rule(members="willing", offers="all")])
def test_what_coalitions_expect_is_as_uncertain_as_that_of_the_plans_they_stand_for(rule: Rule) -> None:
    view = view_of(load("ukraine-2022"), "baseline", draws=256)
    third, alone = view.ground.shape.third_parties, gains_alone(view.ground)
    rows = [Row(frozenset(members)) for members in ((3,), (0, 1), (3, 4, 6))]
    values = Coalitions(view, rule).success(rows)
    for r, row in enumerate(rows):
        plan = plan_of(view.case, rule, [third[k] for k in sorted(row.members)])
        expected = shifts(view.ground, evaluate(view.ground, plan, view.alone()), alone)
        assert values.shifts[r] == pytest.approx(expected, abs=1e-9)
    assert np.abs(values.shifts).max() > 0.0
    direct = Coalitions(view, rule).success([Row(frozenset())])
    assert not direct.shifts.any()
