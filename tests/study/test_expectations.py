"""With a plan's expectations given, every draw is worked on alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.study.random_cases import random_case

from goodoffices.case.schema import Case
from goodoffices.engines.frontier.pool import Pool
from goodoffices.model.numbers import numbers_of
from goodoffices.model.structure import structure
from goodoffices.play import outcome
from goodoffices.play.belief import Belief, Columns
from goodoffices.play.deals import deals
from goodoffices.play.delivery import ask_best, engagement
from goodoffices.play.evaluate import evaluate, expectations, row_of, success
from goodoffices.play.ground import Ground, ground
from goodoffices.play.played import Played
from goodoffices.play.premises import common_names

DRAWS, PART = 256, 64


def prepare(case: Case, draws: int, first: int = 0, texts: Pool | None = None) -> Ground:
    shape = structure(case)
    numbers = numbers_of(common_names(shape, [case]), 1, draws, first)
    return ground(Belief(Columns(shape, case, numbers)), texts=texts)


def columns(line: Played) -> dict[str, np.ndarray]:
    none = np.zeros(line.ground.draws)
    return {
        "success": success(line),
        "agreement": line.margin,
        "found": line.found,
        "consent": line.consent,
        "takes part": line.part,
        "engagement": engagement(line).margins,
        "holding": ask_best(line).holding,
        "engaged": line.engaged,
        # levers that may be pulled in none of the draws at hand are not looked at there
        "pulled": np.sum([where for _, where in sorted(line.pulled.items())] or [none], axis=0),
    }


@given(seed=st.integers(0, 100_000))
@settings(max_examples=15, deadline=None)
def test_given_expectations_each_draw_stands_alone(seed: int) -> None:
    case = random_case(seed)
    pilot = prepare(case, DRAWS)
    rest = [prepare(case, PART, first, pilot.pool) for first in range(0, 2 * DRAWS, PART)]
    twice = prepare(case, 2 * DRAWS, 0, pilot.pool)
    formed = evaluate([row_of(pilot, plan) for plan in case.plans.values()], "links", every_fall=True)
    for plan, line in zip(case.plans.values(), formed, strict=True):
        expected = expectations(line)
        (whole,) = evaluate([row_of(twice, plan, given=expected)], "links")
        parts = [columns(evaluate([row_of(part, plan, given=expected)], "links")[0]) for part in rest]
        for name, values in columns(whole).items():
            got = np.concatenate([part[name] for part in parts])
            assert got.tobytes() == values.tobytes(), (plan.name, name)
            if name not in ("success", "engaged"):  # where nobody consents they are not worked out
                assert got[:DRAWS].tobytes() == columns(line)[name].tobytes(), (plan.name, name)
        assert np.array_equal(success(whole)[:DRAWS], success(line)), plan.name


@given(seed=st.integers(0, 100_000))
@settings(max_examples=25, deadline=None)
def test_links_passed_are_those_of_the_deals_struck(seed: int) -> None:
    """The short way, which looks only where all consent, against all deals one by one."""
    case = random_case(seed)
    pilot = prepare(case, PART)
    base = prepare(case, DRAWS, 2 * DRAWS, pilot.pool)
    formed = evaluate([row_of(pilot, plan) for plan in case.plans.values()], every_fall=True)
    rows = [row_of(base, line.hand.plan, given=expectations(line)) for line in formed]
    for short, whole in zip(evaluate(rows, "links"), evaluate(rows, "all"), strict=True):
        passed = outcome.passed(short, short.engaged, short.delivered)
        assert passed == pytest.approx(outcome.by_link(whole, deals(whole)), abs=1e-12), short.hand.plan.name
        assert np.array_equal(passed[-1], success(whole))
        assert (np.diff(passed, axis=0) <= 1e-12).all()


def test_numbered_draws_are_finite() -> None:
    with pytest.raises(ValueError, match="outside the 1,073,741,824 numbered draws"):
        numbers_of({"a"}, 1, 64, 2**30)
