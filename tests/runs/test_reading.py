"""Reading a run: which draws, what they were, and answers that are those of a study of the same draws."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from tests.runs.small import PART, PILOT, VIEWS, begun, fence, finished

from goodoffices.play.inputs import inputs
from goodoffices.play.pilot import piloted
from goodoffices.play.study import Study
from goodoffices.runs import answers, reading
from goodoffices.runs.directory import RunDirectory
from goodoffices.runs.errors import RunError
from goodoffices.runs.reading import Stretch, some
from goodoffices.runs.summary import shares
from goodoffices.study.sensitivity.answer import OUTPUTS
from goodoffices.study.sensitivity.given import given_view


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunDirectory:
    """As many draws as its pilot."""
    return finished(tmp_path_factory.mktemp("runs") / "fence", parts=PILOT // PART)


def test_numbers_are_those_of_the_draws(run: RunDirectory) -> None:
    drawn = inputs(Study(fence(), draws=PILOT).view(VIEWS[1]))
    again = reading.numbers(fence(), 1, VIEWS[1], (Stretch(0, PILOT),))
    assert list(again) == list(drawn)
    assert all(np.array_equal(again[path], values) for path, values in drawn.items())


def test_numbers_of_stretches_are_those_of_their_draws(run: RunDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHUNK", 16)
    drawn = inputs(Study(fence(), draws=PILOT).view(VIEWS[0]))
    again = reading.numbers(fence(), 1, VIEWS[0], (Stretch(5, 40), Stretch(80, 3)))
    rows = np.r_[5:45, 80:83]
    assert all(np.array_equal(again[path], values[rows]) for path, values in drawn.items() if path in again)
    stored = reading.columns(run, VIEWS[0], (Stretch(5, 40), Stretch(80, 3)), ["centre.success"])
    whole = reading.columns(run, VIEWS[0], (Stretch(0, PILOT),), ["centre.success"])
    assert np.array_equal(stored["centre.success"], whole["centre.success"][rows])


def test_which_draws_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    there = (Stretch(0, 100), Stretch(200, 300))
    assert some(there, None) == there
    assert some(there, 150) == (Stretch(0, 100), Stretch(200, 50))
    assert some(there, 10_000) == there
    monkeypatch.setattr(reading, "MOST", 80)
    parts = some(there, None)
    assert sum(part.count for part in parts) == 80
    assert parts[0] == Stretch(0, 10) and parts[-1] == Stretch(490, 10)
    assert all(a.end <= b.first for a, b in pairwise(parts))


def test_draws_that_are_finished(tmp_path: Path) -> None:
    holed = finished(tmp_path / "fence", parts=4)
    for path in holed.folder(VIEWS[0]).glob("part-0000001.*"):
        path.unlink()
    assert reading.finished(holed, VIEWS) == (Stretch(0, PART), Stretch(2 * PART, 2 * PART))
    assert reading.finished(holed, VIEWS[1:]) == (Stretch(0, 4 * PART),)
    assert reading.leading(holed, VIEWS) == PART
    for path in holed.folder(VIEWS[1]).glob("part-0000000.*"):
        path.unlink()
    with pytest.raises(RunError, match="first part is not finished"):
        reading.leading(holed, VIEWS)
    with pytest.raises(RunError, match="no finished draws"):
        reading.finished(begun(tmp_path / "other"), VIEWS)


def test_shares_of_the_first_draws(run: RunDirectory) -> None:
    found = shares(run, VIEWS[:1], first=96)
    stored = reading.columns(run, VIEWS[0], (Stretch(0, 96),), ["centre.success"])["centre.success"]
    plan = found.perspectives[VIEWS[0]].plans["centre"]
    assert (found.draws, found.complete) == (96, True)
    assert plan.success == pytest.approx(stored.mean(), rel=1e-12)
    of_pilot = run.pilots()[VIEWS[0]].error("centre")
    assert of_pilot > 0.0 and plan.se == pytest.approx(np.hypot(stored.std(ddof=1) / 96**0.5, of_pilot), rel=1e-9)


def test_sensitivity_is_that_of_the_same_draws(run: RunDirectory) -> None:
    view = Study(fence(), draws=PILOT).view(VIEWS[0])
    drawn = piloted(view, ())[1]
    wanted = given_view(view.name, view.title, inputs(view), list(fence().plans), drawn.__getitem__, lambda _: None)
    found = answers.sensitivity(answers.read(run, VIEWS[:1]))
    assert found.given and found.draws == PILOT
    for name, plan in found.perspectives[VIEWS[0]].plans.items():
        same = wanted.plans[name]
        assert plan.mean == pytest.approx(same.mean, rel=1e-5, abs=1e-5)
        ends = {s.path: (s.low, s.high, s.when_low, s.when_high, s.se) for s in same.swings}
        assert {s.path for s in plan.swings} == set(ends)
        assert all((s.low, s.high, s.when_low, s.when_high, s.se) == pytest.approx(ends[s.path]) for s in plan.swings)
        for output in OUTPUTS:
            ours = [(s.factor, *s.first_range) for s in plan.shares[output]]
            theirs = [(s.factor, *s.first_range) for s in same.shares[output]]
            for (factor, *ends), (other, *others) in zip(ours, theirs, strict=True):
                assert factor == other
                assert ends == pytest.approx(others, rel=1e-4, abs=1e-5, nan_ok=True)
            assert all(np.isnan(s.total) for s in plan.shares[output])
