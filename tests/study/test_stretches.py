"""The error of what parties expect: stretches of the draws, and whether ± then says what other seeds say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.asking import asked, view_of

from goodoffices.case.reading import load
from goodoffices.play import consent, outcome, talks
from goodoffices.play.error import STRETCHES, by_stretch
from goodoffices.play.evaluate import direct_talks, play, success
from goodoffices.play.expectations import Alone
from goodoffices.study.plans.answer import PlansView
from goodoffices.study.plans.question import plans


def test_means_over_all_draws_are_what_is_expected() -> None:
    view = view_of(load("ukraine-2022"), "baseline", draws=512)
    for line in (play(view.ground, view.case.plans["turkey"]), direct_talks(view.ground)):
        assert line.expected.found == pytest.approx(np.mean([own.found for own in by_stretch(line)]))
        assert line.expected.surplus == pytest.approx(talks.surplus(line, slice(None)))


def test_a_stretch_is_a_plan_with_expectations_of_its_own() -> None:
    """Against the plan evaluated with the means of each stretch put in place of those of all draws."""
    view = view_of(load("ukraine-2022"), "baseline", draws=512)
    line, direct = play(view.ground, view.case.plans["turkey"]), direct_talks(view.ground)
    assert len(line.shifts) == STRETCHES
    length = 512 // STRETCHES
    for at in range(STRETCHES):
        rows = slice(at * length, (at + 1) * length)
        means = []
        for talked in (line, direct):
            worth = np.concatenate([talked.struck[:, None], talked.tabled.worth], axis=1)
            believed = view.belief.war[:, :, 0] + view.belief.optimism
            gained, chance = np.zeros(2), 0.0
            for d in range(512)[rows]:
                for way, weight in enumerate(talked.weight[d]):
                    if weight > 0:
                        gained += weight * (worth[d, way] + talked.pressed.carrots[d] - believed[d])
                        chance += weight
            means.append(Alone(chance / length, gained / chance))
        margin = consent.margin(line, *means, rows)
        agreed = ((margin >= -1e-9) | consent.unasked(line)[rows]).all(axis=1)
        there = outcome.success(agreed, line.delivered[rows]).mean() - success(line)[rows].mean()
        assert line.shifts[at] == pytest.approx(there / np.sqrt(STRETCHES), abs=1e-12)


def test_no_error_where_nobody_is_asked() -> None:
    view = view_of(load("ukraine-2022"), "baseline", draws=512)
    assert play(view.ground, view.case.plans["us_direct_promise"]).shifts.tolist() == [0.0]


def test_differences_share_the_stretches() -> None:
    found = asked(plans, load("fence"), draws=256, perspectives=["baseline"]).perspectives["baseline"]
    result = replace(found.plans["no_mediation"], shifts=np.zeros(1))
    off = np.linspace(-0.1, 0.1, STRETCHES)
    moved = replace(result, shifts=off)
    assert moved.se == pytest.approx(np.hypot(result.draws_se, off.std(ddof=1)))
    assert moved.difference(moved) == (0.0, 0.0)
    assert moved.difference(result)[1] == pytest.approx(off.std(ddof=1))


def study(seed: int) -> PlansView:
    found = asked(plans, load("ukraine-2022"), draws=512, seed=seed, perspectives=["baseline"])
    return found.perspectives["baseline"]


@pytest.mark.slow
def test_other_seeds_differ_as_much_as_the_error_says() -> None:
    found = [study(seed) for seed in range(1, 25)]
    for plan in ("no_mediation", "turkey", "china_alone", "israel"):
        spread = float(np.std([result.plans[plan].success for result in found], ddof=1))
        said = float(np.sqrt(np.mean([result.plans[plan].se ** 2 for result in found])))
        assert 0.5 < said / spread < 2.0, plan
        if plan != "no_mediation":  # without what the parties expect it would be far off
            assert np.mean([result.plans[plan].draws_se for result in found]) < 0.6 * spread
