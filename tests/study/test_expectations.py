"""With a plan's expectations given, every draw is worked on alone."""

from __future__ import annotations

import numpy as np
import pytest
from goodoffices.study.by_draw import by_draw
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.study.random_cases import random_case

from goodoffices.case.schema import Case
from goodoffices.engines.frontier.pool import Pool
from goodoffices.model.numbers import names_of, numbers_of
from goodoffices.model.structure import structure
from goodoffices.play.belief import world
from goodoffices.play.evaluate import Evaluation, direct_talks, evaluate
from goodoffices.play.ground import Ground, ground

DRAWS, PART = 256, 64


def prepare(case: Case, draws: int, first: int = 0, texts: Pool | None = None) -> Ground:
    shape = structure(case)
    numbers = numbers_of(names_of(lambda n: world(shape, case, n)), 1, draws, first)
    return ground(shape, world(shape, case, numbers), texts=texts)


def columns(evaluation: Evaluation) -> dict[str, np.ndarray]:
    talks, best = evaluation.talks, evaluation.best_delivery
    return {
        "success": evaluation.success,
        "agreement": talks.margin,
        "found": talks.found,
        "consent": evaluation.consent,
        "takes part": evaluation.takes_part,
        "engagement": best.engagement.margin,
        "holding": best.holding,
        "pulled": np.concatenate([d.pulled for d in evaluation.spoilers], axis=1)
        if evaluation.spoilers
        else np.zeros(1),
    }


@given(seed=st.integers(0, 100_000))
@settings(max_examples=15, deadline=None)
def test_given_expectations_each_draw_stands_alone(seed: int) -> None:
    case = random_case(seed)
    pilot = prepare(case, DRAWS)
    rest = [prepare(case, PART, first, pilot.pool) for first in range(0, 2 * DRAWS, PART)]
    twice = prepare(case, 2 * DRAWS, 0, pilot.pool)
    for plan in case.plans.values():
        formed = evaluate(pilot, plan, direct_talks(pilot, plan.month))
        whole = evaluate(twice, plan, given=formed.expected)
        parts = [columns(evaluate(part, plan, given=formed.expected)) for part in rest]
        for name, values in columns(whole).items():
            if name == "pulled" and not formed.spoilers:
                continue
            got = np.concatenate([part[name] for part in parts])
            assert got.tobytes() == values.tobytes(), (plan.name, name)
            assert got[:DRAWS].tobytes() == columns(formed)[name].tobytes(), (plan.name, name)


@given(seed=st.integers(0, 100_000))
@settings(max_examples=25, deadline=None)
def test_the_short_way_gives_the_same_bits(seed: int) -> None:
    case = random_case(seed)
    pilot = prepare(case, PART)
    base = prepare(case, DRAWS, 2 * DRAWS, pilot.pool)
    for plan in case.plans.values():
        expected = evaluate(pilot, plan, direct_talks(pilot, plan.month)).expected
        whole, short = evaluate(base, plan, given=expected), by_draw(base, plan, expected)
        same = {
            "takes part": (whole.takes_part, short.takes_part),
            "needed": (whole.needed, short.needed),
            "consent": (whole.consent, short.consent),
            "consents": (whole.consents, short.consents),
            "agreement": (whole.talks.margin, short.agreement),
            "found": (whole.talks.found, short.found),
            "engagement": (whole.best_delivery.engagement.margin, short.engagement),
            "holding": (whole.best_delivery.holding, short.holding),
            "delivers": (whole.chance(whole.engaged), short.delivers),
            "success": (whole.success, short.success),
        }
        for name, (one, other) in same.items():
            assert one.tobytes() == other.tobytes(), (plan.name, name)


def test_numbered_draws_are_finite() -> None:
    with pytest.raises(ValueError, match="outside the 1,073,741,824 numbered draws"):
        numbers_of({"a"}, 1, 64, 2**30)
