"""The error of what parties expect: stretches of the draws, and whether ± then says what other seeds say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from goodoffices.play.study import view_of
from goodoffices.play.evaluate import DIRECT_TALKS, consented, evaluate, talk
from goodoffices.play.expectations import Alone
from goodoffices.study.stretches import STRETCHES, gains, gains_alone, shifts

from goodoffices.case.reading import load
from goodoffices.study.plans import plan_result
from goodoffices.brief.overview import Overview
from goodoffices.study.study import run


def test_means_over_all_draws_are_what_is_expected() -> None:
    view = view_of(load("ukraine-2022"), "baseline", draws=512)
    found = evaluate(view.ground, view.case.plans["turkey"], view.alone())
    share, surplus = gains(view.ground, found).expected(slice(None))
    assert share == pytest.approx(found.expected.found)
    assert surplus == pytest.approx(found.expected.surplus)
    share, surplus = gains_alone(view.ground)(0).expected(slice(None))
    assert share == pytest.approx(view.alone().found)
    assert surplus == pytest.approx(view.alone().surplus)


def test_a_stretch_is_a_plan_with_expectations_of_its_own() -> None:
    """Against the plan evaluated with the means of each stretch put in place of those of all draws."""
    view = view_of(load("ukraine-2022"), "baseline", draws=512)
    found = evaluate(view.ground, view.case.plans["turkey"], view.alone())
    direct = talk(view.ground, DIRECT_TALKS)
    off = shifts(view.ground, found, gains_alone(view.ground))
    assert len(off) == STRETCHES
    length = 512 // STRETCHES
    for at in range(STRETCHES):
        rows = slice(at * length, (at + 1) * length)
        means = []
        for talked in (found, direct):
            believed = view.ground.world.war[:, :, 0] + view.ground.world.optimism
            gained, chance = np.zeros(2), 0.0
            for strike in talked.talks.strikes:
                for d in np.flatnonzero(strike.weight[rows] > 0) + rows.start:
                    gained += strike.weight[d] * (strike.utility[d] + talked.press.carrots[d] - believed[d])
                    chance += strike.weight[d]
            means.append((chance / length, gained / chance))
        expected = replace(
            found.expected, found=means[0][0], surplus=means[0][1], alone=Alone(means[1][0], means[1][1])
        )
        agreed = consented(view.ground, replace(found, expected=expected))[2]
        there = (agreed[rows] * found.delivered[rows]).mean() - found.success[rows].mean()
        assert off[at] == pytest.approx(there / np.sqrt(STRETCHES), abs=1e-12)


def test_no_error_where_nobody_is_asked() -> None:
    view = view_of(load("ukraine-2022"), "baseline", draws=512)
    found = evaluate(view.ground, view.case.plans["us_direct_promise"], view.alone())
    assert shifts(view.ground, found, gains_alone(view.ground)).tolist() == [0.0]


def test_differences_share_the_stretches() -> None:
    view = view_of(load("fence"), "baseline", draws=256)
    (name, plan) = next(iter(view.case.plans.items()))
    result = plan_result(view.ground, name, evaluate(view.ground, plan, view.alone()))
    off = np.linspace(-0.1, 0.1, STRETCHES)
    moved = replace(result, shifts=off)
    assert moved.se == pytest.approx(np.hypot(result.draws_se, off.std(ddof=1)))
    assert moved.difference(moved) == (0.0, 0.0)
    assert moved.difference(result)[1] == pytest.approx(off.std(ddof=1))


def study(seed: int) -> Overview:
    return run(load("ukraine-2022"), draws=512, seed=seed, perspectives=["baseline"]).perspectives["baseline"]


@pytest.mark.slow
def test_other_seeds_differ_as_much_as_the_error_says() -> None:
    found = [study(seed) for seed in range(1, 25)]
    for plan in ("no_mediation", "turkey", "china_alone", "israel"):
        spread = float(np.std([result.plans[plan].success for result in found], ddof=1))
        said = float(np.sqrt(np.mean([result.plans[plan].se ** 2 for result in found])))
        assert 0.5 < said / spread < 2.0, plan
        if plan != "no_mediation":  # without what the parties expect it would be far off
            assert np.mean([result.plans[plan].draws_se for result in found]) < 0.6 * spread
