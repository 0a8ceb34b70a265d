"""Plans on small random cases against the plain second implementation, and laws that every study obeys."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.study.random_cases import random_case
from tests.study.reference import Plain, Reference

from goodoffices.case.schema import Case
from goodoffices.model.numbers import names_of, numbers_of
from goodoffices.model.structure import structure
from goodoffices.study.evaluation import Alone, direct_talks, evaluate
from goodoffices.study.ground import Ground, ground
from goodoffices.study.plans import plan_result
from goodoffices.study.world import world

DRAWS = 64


def prepare(case: Case, draws: int = DRAWS) -> Ground:
    shape = structure(case)
    numbers = numbers_of(names_of(lambda n: world(shape, case, n)), 1, draws)
    return ground(shape, world(shape, case, numbers))


def forbidden(case: Case) -> list[dict[int, int]]:
    issues = list(case.issues)
    return [
        {issues.index(j): list(case.issues[j].options).index(o) for j, o in rule.forbid.items()} for rule in case.rules
    ]


@given(seed=st.integers(0, 100_000))
@settings(max_examples=25, deadline=None)
def test_every_plan_equals_the_plain_implementation(seed: int) -> None:
    case = random_case(seed)
    base = prepare(case)
    if not len(base.pool.options):
        return
    plain = Plain(base, forbidden(case))
    alone = direct_talks(base)
    expected_alone = plain.evaluate(case.plans["direct"], None)
    assert alone.found == pytest.approx(expected_alone.found, abs=1e-9)
    assert alone.surplus == pytest.approx(expected_alone.surplus, abs=1e-4)
    for name, plan in case.plans.items():
        start = direct_talks(base, plan.month)
        result = evaluate(base, plan, start)
        text = None if result.talks.text is None else tuple(int(o) for o in result.talks.text)
        expected = plain.evaluate(plan, Reference(start.found, 0, 0, (0, 0, 0, 0, 0), start.surplus), text)
        summary = plan_result(base, name, result)
        assert result.talks.share == pytest.approx(expected.found, abs=1e-9), name
        got = [getattr(summary.funnel, link) for link in ("consent", "exists", "found", "engagement", "holding")]
        assert got == pytest.approx(expected.funnel, abs=1e-9), name
        assert summary.success == pytest.approx(expected.success, abs=1e-9), name


@given(seed=st.integers(0, 100_000))
@settings(max_examples=25, deadline=None)
def test_funnels_only_narrow(seed: int) -> None:
    case = random_case(seed)
    base = prepare(case)
    for name, plan in case.plans.items():
        funnel = plan_result(base, name, evaluate(base, plan, direct_talks(base, plan.month))).funnel
        assert 1 + 1e-9 >= funnel.consent >= funnel.exists - 1e-9
        assert funnel.exists >= funnel.found - 1e-9
        assert funnel.found >= funnel.engagement - 1e-9 >= funnel.holding - 2e-9


def test_alone_is_its_own_baseline() -> None:
    base = prepare(random_case(11, signers=2))
    alone = direct_talks(base)
    again = evaluate(base, random_case(11, signers=2).plans["direct"], alone)
    assert isinstance(alone, Alone)
    assert again.talks.share == alone.found
    assert np.array_equal(again.surplus, alone.surplus)
