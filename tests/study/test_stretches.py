"""The error of what parties expect: stretches of the draws, and whether ± then says what other seeds say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from goodoffices.case.reading import load
from goodoffices.study.asking import view_of
from goodoffices.study.evaluation import evaluate
from goodoffices.study.plans import plan_result
from goodoffices.study.results import PerspectiveResult
from goodoffices.study.stretches import STRETCHES, shifts, stretches
from goodoffices.study.study import run


def test_stretches_are_parts_of_the_same_draws() -> None:
    view = view_of(load("fence"), "baseline", draws=256)
    parts = stretches(view)
    length = 256 // STRETCHES
    assert [part.ground.draws for part in parts] == [length] * STRETCHES
    for at, part in enumerate(parts):
        here = slice(at * length, (at + 1) * length)
        for name in ("option_utility", "war", "mistrust", "sigma"):
            assert np.array_equal(getattr(part.ground.world, name), getattr(view.ground.world, name)[here]), name
        assert part.ground.pool is view.ground.pool


def test_no_error_where_stretches_expect_what_all_draws_do() -> None:
    view = view_of(load("ukraine-2022"), "baseline", draws=512)
    plan = view.case.plans["turkey"]
    found = evaluate(view.ground, plan, view.alone())
    result = plan_result(view.ground, "turkey", found)
    off = shifts(
        result.success_by_draw, plan, stretches(view),
        lambda part, plan: evaluate(part.ground, plan, given=found.expected).success,
    )  # fmt: skip
    assert off == pytest.approx(np.zeros(STRETCHES), abs=1e-6)
    assert replace(result, shifts=off).se == pytest.approx(result.draws_se, abs=1e-6)


def test_differences_share_the_stretches() -> None:
    view = view_of(load("fence"), "baseline", draws=256)
    (name, plan) = next(iter(view.case.plans.items()))
    result = plan_result(view.ground, name, evaluate(view.ground, plan, view.alone()))
    off = np.linspace(-0.1, 0.1, STRETCHES)
    moved = replace(result, shifts=off)
    assert moved.se == pytest.approx(np.hypot(result.draws_se, off.std(ddof=1)))
    assert moved.difference(moved) == (0.0, 0.0)
    assert moved.difference(result)[1] == pytest.approx(off.std(ddof=1))


def study(seed: int) -> PerspectiveResult:
    return run(load("ukraine-2022"), draws=512, seed=seed, perspectives=["baseline"]).perspectives["baseline"]


@pytest.mark.slow
def test_other_seeds_differ_as_much_as_the_error_says() -> None:
    found = [study(seed) for seed in range(1, 25)]
    for plan in ("no_mediation", "turkey", "china_alone", "panel_of_seven"):
        spread = float(np.std([result.plans[plan].success for result in found], ddof=1))
        said = float(np.sqrt(np.mean([result.plans[plan].se ** 2 for result in found])))
        assert 0.5 < said / spread < 2.0, plan
        if plan != "no_mediation":  # without what the parties expect it would be far off
            assert np.mean([result.plans[plan].draws_se for result in found]) < 0.6 * spread
