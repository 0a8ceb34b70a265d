"""Pilots and batches: the same numbers as a study, alone or together."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from goodoffices.case.reading import load
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.play.pilot import COLUMNS, ZONE, Pilot, outputs, pilots, single
from goodoffices.study.results import Study
from goodoffices.study.study import run

DRAWS = 256


@cache
def fence_pilots() -> dict[str, Pilot]:
    return pilots(load("fence"), draws=DRAWS)


@cache
def fence_study() -> Study:
    return run(load("fence"), draws=DRAWS)


def test_a_pilots_own_draws_are_those_of_the_study() -> None:
    for name, pilot in fence_pilots().items():
        got, result = outputs(pilot, pilot.ground(pilot.numbers(0, DRAWS))), fence_study().perspectives[name]
        assert list(got) == [ZONE, *(f"{plan}.{column}" for plan in result.plans for column in COLUMNS)]
        assert (got[ZONE] >= -TOLERANCE).mean() == result.zone.exists
        for key, plan in result.plans.items():
            column = {c: got[f"{key}.{c}"].astype(np.float64) for c in COLUMNS}
            assert np.array_equal(got[f"{key}.success"], plan.success_by_draw)
            consents = column["consent"] >= -TOLERANCE
            links = [
                consents.mean(),
                (consents & (column["agreement"] >= -TOLERANCE)).mean(),
                (consents * column["found"]).mean(),
                column["delivers"].mean(),
                column["success"].mean(),
            ]
            funnel = plan.funnel
            expected = [funnel.consent, funnel.exists, funnel.found, funnel.engagement, funnel.holding]
            assert links == pytest.approx(expected, abs=1e-7)


def test_batches_do_not_see_each_other() -> None:
    pilot = next(iter(fence_pilots().values()))
    whole = outputs(pilot, pilot.ground(pilot.numbers(512, 192)))
    parts = [outputs(pilot, pilot.ground(pilot.numbers(512 + at, 64))) for at in (0, 64, 128)]
    for name, values in whole.items():
        assert np.concatenate([part[name] for part in parts]).tobytes() == values.tobytes(), name


def test_digests_tell_seeds_and_pilots_apart() -> None:
    case = load("fence")
    base = next(iter(fence_pilots().values()))
    assert pilots(case, draws=DRAWS)[base.name].digest == base.digest
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
