"""Rows that a what-if does not reach are found again, and are what playing them anew would bring."""

from __future__ import annotations

import numpy as np
import pytest

from goodoffices.play import again
from goodoffices.play.evaluate import evaluate, row_of, success
from goodoffices.play.hand import hand_of
from goodoffices.play.played import Played
from goodoffices.play.study import Study

NUMBER = "levers.second_opinion.strength"
SHARPER = {NUMBER: {"pert": [8, 16, 25]}}


def _lines(study: Study) -> dict[str, Played]:
    view = study.view(study.perspectives[0])
    plans = view.case.plans
    return dict(zip(plans, evaluate([row_of(view.ground, plan) for plan in plans.values()], "all"), strict=True))


def test_only_reached_plans_are_played_again() -> None:
    study = Study("fence", draws=64)
    before = _lines(study)
    after = _lines(study.what_if(SHARPER))
    anew = _lines(Study("fence", draws=64).what_if(SHARPER))
    belief = study.view(study.perspectives[0]).belief
    lever = next(v for v, spec in enumerate(belief.shape.levers) if spec.name == "second_opinion")
    reached = {name for name, line in before.items() if lever in line.hand.which}
    assert reached
    assert reached < set(before)
    for name, line in after.items():
        assert (line.delivered is before[name].delivered) == (name not in reached)
        np.testing.assert_array_equal(success(line), success(anew[name]))
        np.testing.assert_array_equal(line.consent, anew[name].consent)
        # whoever asks on reads the numbers of the what-if
        assert line.ground is not before[name].ground


def test_rows_found_again_have_tables_of_their_own() -> None:
    study = Study("fence", draws=64)
    first = _lines(study)
    name = next(iter(first))
    first[name].falls[99] = 1.0
    assert 99 not in _lines(study)[name].falls


def test_a_row_of_more_draws_or_with_something_given_is_played(monkeypatch: pytest.MonkeyPatch) -> None:
    view = Study("fence", draws=64).view("baseline")
    plan = next(iter(view.case.plans.values()))
    row = row_of(view.ground, plan)
    evaluate([row])
    assert again.at_hand(row, ("success", False)) is not None
    assert again.at_hand(row, ("all", False)) is None
    given = row_of(view.ground, plan, alone=view.alone())
    assert again.at_hand(given, ("success", False)) is None
    other = row_of(view.ground.having(face=view.belief.face + 1.0), plan)
    assert again.at_hand(other, ("success", False)) is None
    monkeypatch.setattr(again, "FEW_DRAWS", 32)
    assert again.at_hand(row, ("success", False)) is None


def test_what_a_hand_reads_covers_its_columns() -> None:
    view = Study("fence", draws=64).view("baseline")
    for plan in view.case.plans.values():
        hand = hand_of(view.belief, plan)
        assert {column for columns in hand.columns.values() for column in columns} <= set(hand.reads)
