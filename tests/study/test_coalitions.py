"""Coalitions against the plan evaluator: the same plan gives the same numbers, draw by draw."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.study.random_cases import random_case

from goodoffices.engines.agreement import TOLERANCE
from goodoffices.study.asking import View, view_of
from goodoffices.study.coalitions import Coalitions, Row, Rule, plan_of
from goodoffices.study.evaluation import evaluate


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
