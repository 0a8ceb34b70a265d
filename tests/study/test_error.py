"""The error of what parties expect: stretches of the draws, and whether ± then says what other seeds say."""

from __future__ import annotations

import numpy as np
import pytest

from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.play import error
from goodoffices.play.evaluate import direct_talks, play, success
from goodoffices.play.expectations import Alone, deviation
from goodoffices.play.study import Study

CASE, PLAN = "ukraine-2022", "turkey"


def means(line, rows: slice) -> Alone:  # type: ignore[no-untyped-def]
    """P and E[s | deal] of some draws, way by way and draw by draw."""
    belief, carrots = line.ground.belief, line.pressed.carrots
    gained, chance = np.zeros(2), 0.0
    for d in range(rows.start, rows.stop):
        for way, weight in enumerate(line.weight[d]):
            if weight > 0:
                gives = line.struck[d] if way == 0 else line.tabled.worth[d, way - 1]
                gained += weight * (gives + carrots[d] - belief.war[d, :, 0] - belief.optimism[d])
                chance += weight
    return Alone(chance / (rows.stop - rows.start), gained / chance)


def test_a_stretch_is_a_plan_with_expectations_of_its_own() -> None:
    view = Study(CASE, draws=512, perspectives=["baseline"]).view("baseline")
    line, direct = play(view.ground, view.case.plans[PLAN]), direct_talks(view.ground)
    assert len(line.shifts) == error.STRETCHES
    for at, rows in enumerate(error.parts(512)):
        own, alone = means(line, rows), means(direct, rows)
        margin = own.found * own.surplus - (1 - own.found) * line.pressed.sticks[rows] - alone.found * alone.surplus
        agreed = (margin - line.doubt[rows] >= -TOLERANCE).all(axis=1)
        there = (agreed * line.delivered[rows]).mean() - success(line)[rows].mean()
        assert line.shifts[at] == pytest.approx(there / np.sqrt(error.STRETCHES), abs=1e-12)


def test_all_stretches_together_are_what_is_expected() -> None:
    view = Study(CASE, draws=512, perspectives=["baseline"]).view("baseline")
    line = play(view.ground, view.case.plans[PLAN])
    whole = means(line, slice(0, 512))
    assert whole.found == pytest.approx(line.expected.found)
    assert whole.surplus == pytest.approx(line.expected.surplus)


def test_no_error_where_nobody_is_asked() -> None:
    view = Study(CASE, draws=512, perspectives=["baseline"]).view("baseline")
    assert play(view.ground, view.case.plans["us_direct_promise"]).shifts.tolist() == [0.0]


@pytest.mark.slow
def test_other_seeds_differ_as_much_as_the_error_says() -> None:
    """The root mean square of what each seed says must cover how far seeds lie apart."""
    for plan in (PLAN, "no_mediation"):
        shares, told = [], []
        for seed in range(1, 9):
            view = Study(CASE, draws=512, seed=seed, perspectives=["baseline"]).view("baseline")
            line = play(view.ground, view.case.plans[plan])
            by_draw = success(line)
            shares.append(by_draw.mean())
            told.append(np.hypot(by_draw.std(ddof=1) / np.sqrt(512), deviation(line.shifts)))
        assert np.std(shares, ddof=1) <= 1.6 * np.sqrt(np.mean(np.square(told)))
