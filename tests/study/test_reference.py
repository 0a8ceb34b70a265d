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
from goodoffices.play.belief import Belief, Columns, read_all
from goodoffices.play.deals import deals
from goodoffices.play.evaluate import direct_talks, play, success
from goodoffices.play.ground import Ground, ground
from goodoffices.play.outcome import LINKS, by_link, funnel

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


@given(seed=st.integers(0, 100_000))
@settings(max_examples=60, deadline=None)
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
