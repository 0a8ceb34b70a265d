"""Pilots and batches: the same numbers as a study, alone or together, in every month."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from goodoffices.case.reading import load
from goodoffices.case.schema import Case
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.model.arrays import Floats, Singles
from goodoffices.play import outcome
from goodoffices.play.deals import deals
from goodoffices.play.evaluate import direct_talks, play, success
from goodoffices.play.expectations import deviation
from goodoffices.play.pilot import COLUMNS, MARGINS, ZONE, Pilot, outputs, pilots, single
from goodoffices.play.study import Study, View
from goodoffices.runs import pilot_file

DRAWS, LATER = 256, 12
CASES = ("fence", "ukraine-2022")


@cache
def case_of(name: str) -> Case:
    """The fence today; of the war with a front a few plans, one of them today and the others in a year."""
    case = load(name)
    if name == "fence":
        return case
    chosen = ("no_mediation", "turkey", "china_alone", "us_direct_promise")
    plans = {key: case.plans[key].model_copy(update={"month": LATER * (key != "china_alone")}) for key in chosen}
    return case.model_copy(update={"plans": plans})


@cache
def pilot_of(name: str) -> Pilot:
    return pilots(case_of(name), ["baseline"], draws=DRAWS)["baseline"]


@cache
def view_of(name: str) -> View:
    return Study(case_of(name), draws=DRAWS, perspectives=["baseline"]).view("baseline")


def batch(name: str, first: int, count: int) -> dict[str, Singles]:
    pilot = pilot_of(name)
    return outputs(pilot, pilot.ground(pilot.numbers(first, count)))


@pytest.mark.parametrize("name", CASES)
def test_a_pilots_own_draws_are_those_of_the_study(name: str) -> None:
    got, view = batch(name, 0, DRAWS), view_of(name)
    assert list(got) == [ZONE, *(f"{plan}.{column}" for plan in case_of(name).plans for column in COLUMNS)]
    here = view.ground.site.exists(view.belief.reservation(0))
    assert np.array_equal(got[ZONE] >= -TOLERANCE, here)
    for key, plan in case_of(name).plans.items():
        parts = [(s, play(s.ground, plan, alone=_alone(s.ground, plan.month))) for s in view.spots(plan.month)]

        def over(values: list[Floats], parts=parts) -> Singles:  # type: ignore[no-untyped-def]
            return outcome.over_places((s.chance, v) for (s, _), v in zip(parts, values, strict=True)).astype(
                np.float32
            )

        links = over([outcome.by_link(line, deals(line)) for _, line in parts])
        names = ("past_consent", "past_exists", "past_found", "past_delivers", "success")
        for column, expected in zip(names, links, strict=True):
            assert got[f"{key}.{column}"] == pytest.approx(expected, abs=1e-7), (key, column)
        assert np.array_equal(got[f"{key}.success"], over([success(line) for _, line in parts]))
        assert np.array_equal(got[f"{key}.found"], over([line.found for _, line in parts]))
        if plan.month == 0:
            consents = got[f"{key}.consent"].astype(np.float64) >= -TOLERANCE
            assert np.array_equal(consents, parts[0][1].consents)
            assert np.array_equal(got[f"{key}.exists"] >= -TOLERANCE, parts[0][1].margin >= -TOLERANCE)


def _alone(ground, month: int):  # type: ignore[no-untyped-def]
    return direct_talks(ground, month).expected


def test_a_later_month_is_looked_at_at_many_places_of_the_front() -> None:
    fixed = pilot_of("ukraine-2022").fixed
    assert len(fixed.front[0]) == 1 and len(fixed.front[LATER]) > 5
    chances = list(fixed.front[LATER].values())
    assert chances == sorted(chances, reverse=True) and 0.5 < sum(chances) < 1.0
    assert {len(fixed.plans[key]) for key in ("turkey", "no_mediation")} == {len(chances)}
    assert batch("ukraine-2022", 0, DRAWS)["turkey.past_consent"].max() < 1.0  # a war already won has no consent


@pytest.mark.parametrize("name", CASES)
def test_batches_do_not_see_each_other(name: str) -> None:
    whole = batch(name, 512, 192)
    parts = [batch(name, 512 + at, 64) for at in (0, 64, 128)]
    alone = batch(name, 517, 1)
    for column, values in whole.items():
        assert np.concatenate([part[column] for part in parts]).tobytes() == values.tobytes(), column
        assert alone[column].tobytes() == values[5:6].tobytes(), column


@pytest.mark.parametrize("name", CASES)
def test_a_study_with_a_pilots_expectations_says_what_the_draws_of_a_run_say(name: str) -> None:
    """On fewer draws than the pilot has: what is expected, and where the front may stand, are the pilot's."""
    pilot = pilot_of(name)
    study = Study(case_of(name), draws=64, perspectives=["baseline"], fixed={"baseline": pilot.fixed})
    stored = outputs(pilot, pilot.ground(study.view("baseline").numbers))
    for key, chance in study.view("baseline").success(case_of(name).plans):
        assert np.array_equal(stored[f"{key}.success"], chance.astype(np.float32)), key
    formed = Study(case_of(name), draws=64, perspectives=["baseline"]).view("baseline")
    others = dict(formed.success(case_of(name).plans))
    assert any(not np.array_equal(stored[f"{k}.success"], v.astype(np.float32)) for k, v in others.items())


def test_the_mean_of_the_front_is_not_a_place_of_which_a_pilot_knows() -> None:
    pilot = pilot_of("ukraine-2022")
    fixed = {"baseline": pilot.fixed}
    view = Study(case_of("ukraine-2022"), draws=64, perspectives=["baseline"], fixed=fixed, places=1).view("baseline")
    (spot,) = view.spots(LATER)
    assert view.expects("turkey", spot.position) is None
    assert view.expects("china_alone") is pilot.fixed.plans["china_alone"][0]


@pytest.mark.parametrize("name", CASES)
def test_pilots_come_back_from_their_files(name: str) -> None:
    pilot = pilot_of(name)
    content = pilot_file.encode(pilot)
    again = pilot_file.decode(content, case_of(name), pilot.shape)
    assert again.digest == pilot.digest and pilot_file.encode(again) == content
    assert again.fixed.front == pilot.fixed.front
    assert all(again.error(key) == pilot.error(key) for key in case_of(name).plans)


def test_the_error_of_expectations_counts_places_by_their_chance() -> None:
    today, later = pilot_of("fence"), pilot_of("ukraine-2022")
    assert today.error("friend") == deviation(today.fixed.plans["friend"][0].shifts) > 0.0
    chances = later.fixed.front[LATER].values()
    total = sum(c * own.shifts for c, own in zip(chances, later.fixed.plans["turkey"], strict=True))
    assert later.error("turkey") == pytest.approx(deviation(total)) and later.error("turkey") > 0.0
    assert later.error("no_mediation") == 0.0


def test_margins_of_a_later_month_lie_within_those_of_its_places() -> None:
    pilot = pilot_of("ukraine-2022")
    base = pilot.ground(pilot.numbers(0, 64))
    got = outputs(pilot, base)
    for key, parts in pilot.play(base):
        if key == "turkey":
            there = np.stack([line.margin for _, line in parts])
            some = there.min(axis=0) > -1e6  # elsewhere red lines leave nothing to sign, at whichever place
            assert np.array_equal(got["turkey.exists"] > -1e6, some) and 0.5 < some.mean() < 1.0
            assert (got["turkey.exists"] >= there.min(axis=0) - 1e-4)[some].all()
            assert (got["turkey.exists"] <= there.max(axis=0) + 1e-4)[some].all()
    assert all(np.isposinf(got[f"no_mediation.{link}"]).all() for link in ("consent", "delivers"))
    assert not any(np.isnan(values).any() for values in got.values())


def test_digests_tell_seeds_and_pilots_apart() -> None:
    case, base = case_of("fence"), pilot_of("fence")
    assert pilots(case, ["baseline"], draws=DRAWS)["baseline"].digest == base.digest
    others = [pilots(case, [base.name], draws=DRAWS, seed=2), pilots(case, [base.name], draws=DRAWS // 2)]
    assert len({base.digest, *(other[base.name].digest for other in others)}) == 3


@settings(max_examples=50, deadline=None)
@given(arrays(np.float64, 20, elements=st.floats(-2e-3, 2e-3)))
def test_rounding_never_carries_a_margin_over_the_threshold(offsets: np.ndarray) -> None:
    margins = np.concatenate([offsets, -TOLERANCE + offsets * 1e-9, [-TOLERANCE, np.nextafter(-TOLERANCE, -1)]])
    rounded = single(margins)
    assert rounded.dtype == np.float32
    assert np.array_equal(rounded.astype(np.float64) >= -TOLERANCE, margins >= -TOLERANCE)
    assert np.allclose(rounded, margins, atol=1e-9)
    assert set(MARGINS) < set(COLUMNS)
