"""Plans on small random cases against the plain second implementation, and laws that every study obeys."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.study.attrition_cases import raw_attrition
from tests.study.random_cases import random_case
from tests.study.reference import Plain, Reference

from goodoffices.case.schema import Case
from goodoffices.model.numbers import names_of, numbers_of
from goodoffices.model.structure import structure
from goodoffices.play.belief import Belief, Columns, read_all
from goodoffices.play.deals import deals
from goodoffices.play.evaluate import direct_talks, evaluate, expectations, play, row_of, success
from goodoffices.play.ground import Ground, ground
from goodoffices.play.hand import DIRECT_TALKS
from goodoffices.play.outcome import LINKS, by_link, funnel
from goodoffices.play.places import spots_of

DRAWS = 64


def prepare(case: Case, draws: int = DRAWS) -> Ground:
    shape = structure(case)
    numbers = numbers_of(names_of(lambda n: read_all(Belief(Columns(shape, case, n)))), 1, draws)
    return ground(Belief(Columns(shape, case, numbers)))


def forbidden(case: Case) -> list[dict[int, int]]:
    issues = list(case.issues)
    return [
        {issues.index(j): list(case.issues[j].options).index(o) for j, o in rule.forbid.items()} for rule in case.rules
    ]


@given(seed=st.integers(0, 100_000))
@settings(max_examples=60, deadline=None)
def test_every_plan_equals_the_plain_implementation(seed: int) -> None:
    case = random_case(seed)
    base = prepare(case)
    if not len(base.pool.options):
        return
    plain = Plain(base, forbidden(case))
    alone = direct_talks(base).expected
    expected_alone = plain.evaluate(case.plans["direct"], None)
    assert alone.found == pytest.approx(expected_alone.found, abs=1e-9)
    assert alone.surplus == pytest.approx(expected_alone.surplus, abs=1e-4)
    for name, plan in case.plans.items():
        start = direct_talks(base, plan.month).expected
        result = play(base, plan)
        text = None if result.text is None else tuple(int(o) for o in result.text)
        expected = plain.evaluate(plan, Reference(start.found, 0, 0, (0, 0, 0, 0, 0), start.surplus), text)
        passing = funnel(by_link(result, deals(result)))
        assert result.expected.found == pytest.approx(expected.found, abs=1e-9), name
        got = [getattr(passing, link) for link in LINKS]
        assert got == pytest.approx(expected.funnel, abs=1e-9), name
        assert success(result).mean() == pytest.approx(expected.success, abs=1e-9), name
        assert success(result) == pytest.approx(by_link(result, deals(result))[-1], abs=1e-12), name


@given(seed=st.integers(0, 100_000), month=st.integers(1, 6))
@settings(max_examples=8, deadline=None)
def test_every_place_of_the_front_equals_the_plain_implementation(seed: int, month: int) -> None:
    case = Case.model_validate(raw_attrition(seed))
    base = prepare(case, 32)
    if not len(base.pool.options):
        return
    spots = spots_of(base, month)
    assert len(spots) > 1
    for spot in spots[:3]:
        plain = Plain(spot.ground, forbidden(case))
        alone = plain.evaluate(DIRECT_TALKS.model_copy(update={"month": month}), None)
        for name in ("one", "secret", "willing", "host"):
            plan = case.plans[name].model_copy(update={"month": month})
            expected = plain.evaluate(plan, alone)
            assert success(play(spot.ground, plan)).mean() == pytest.approx(expected.success, abs=1e-9), name


@given(seed=st.integers(0, 100_000))
@settings(max_examples=25, deadline=None)
def test_given_expectations_of_the_same_draws_change_nothing(seed: int) -> None:
    case = random_case(seed)
    base = prepare(case)
    for plan in case.plans.values():
        line = play(base, plan)
        again = play(base, plan, given=expectations(line))
        assert np.array_equal(success(again), success(line))
        assert np.array_equal(again.consent, line.consent)


@given(seed=st.integers(0, 100_000))
@settings(max_examples=25, deadline=None)
def test_rows_side_by_side_are_what_each_is_alone(seed: int) -> None:
    case = random_case(seed)
    plans = list(case.plans.values())
    together = evaluate([row_of(prepare(case), plan) for plan in plans])
    base = prepare(case)
    shared = evaluate([row_of(base, plan) for plan in plans])
    for plan, one, other in zip(plans, together, shared, strict=True):
        (alone,) = evaluate([row_of(prepare(case), plan)])
        assert np.array_equal(success(one), success(alone))
        assert np.array_equal(success(other), success(alone))


@given(seed=st.integers(0, 100_000))
@settings(max_examples=25, deadline=None)
def test_funnels_only_narrow(seed: int) -> None:
    case = random_case(seed)
    base = prepare(case)
    for plan in case.plans.values():
        line = play(base, plan)
        passing = by_link(line, deals(line))
        assert (np.diff(passing, axis=0) <= 1e-9).all()


def test_alone_is_its_own_baseline() -> None:
    case = random_case(11, signers=2)
    base = prepare(case)
    alone, again = direct_talks(base), play(base, case.plans["direct"])
    assert again.expected.found == alone.expected.found
    assert np.array_equal(again.expected.surplus, alone.expected.surplus)
    assert again.alone is again.expected
