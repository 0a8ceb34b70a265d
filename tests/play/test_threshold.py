"""Who stands at the threshold of consent, and that readers are told where a figure turns on it."""

from __future__ import annotations

import numpy as np
import pytest
from typer.testing import CliRunner

from goodoffices.cli.commands import app
from goodoffices.kit.refusals import threshold_words
from goodoffices.play import error, threshold
from goodoffices.play.evaluate import direct_talks, play
from goodoffices.play.played import Played
from goodoffices.play.refusal import Stand, may_turn
from goodoffices.play.study import Study

CASE, PLAN, DRAWS = "fence", "friend", 256


@pytest.fixture(scope="module")
def line() -> Played:
    view = Study(CASE, draws=DRAWS, perspectives=["baseline"]).view("baseline")
    return play(view.ground, view.case.plans[PLAN])


def test_a_stretch_tables_as_a_study_of_its_draws_alone_would(line: Played) -> None:
    """All draws as one stretch are the plan itself; a stretch by itself differs from the texts tabled by all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(error, "STRETCHES", 1)
        (all_,) = threshold.tabled_anew(line)
    assert all_.found == pytest.approx(line.expected.found)
    assert all_.surplus == pytest.approx(line.expected.surplus)
    anew, kept = threshold.tabled_anew(line), error.by_stretch(line)
    assert len(anew) == len(kept) == error.STRETCHES
    direct = direct_talks(line.ground)
    own = [one.found for one in threshold.tabled_anew(direct)]
    assert own != [one.found for one in error.by_stretch(direct)]


def test_near_counts_draws_within_two_errors(line: Played) -> None:
    bound = threshold.ERRORS * threshold.standard_error(line)
    assert (bound > 0).all()
    found = threshold.near([np.ones(DRAWS)], [line])
    assert found == pytest.approx((np.abs(line.consent) <= bound).mean(axis=0))


def test_nobody_is_near_who_is_not_asked() -> None:
    view = Study(CASE, draws=DRAWS, perspectives=["baseline"]).view("baseline")
    direct = direct_talks(view.ground)
    assert threshold.near([np.ones(DRAWS)], [direct]).tolist() == [0.0, 0.0]


def test_nobody_turns_a_plan_that_another_refuses_firmly() -> None:
    near, firm, agrees = (
        Stand("a", 0.4, -0.1, 1.0, 0.6),
        Stand("b", 0.0, -4.0, 1.0, 0.0),
        Stand("c", 1.0, 4.0, 1.0, 0.0),
    )
    assert may_turn([near, agrees]) == (near,)
    assert may_turn([near, firm]) == ()
    assert may_turn([Stand("a", 0.4, -0.1, 1.0, threshold.MANY - 0.01)]) == ()


def test_words_are_one_or_many() -> None:
    assert threshold_words(["Ash"]).startswith("Ash stands at the threshold of consent: on other draws it may")
    assert threshold_words(["Ash", "Birch"]).startswith(
        "Ash and Birch stand at the threshold of consent: on other draws they"
    )


@pytest.mark.parametrize("verb", ["plans", "mediators", "brief"])
def test_readers_are_told(verb: str, monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """With a bound so wide that everybody is near, each verb says so with the side's name, and not otherwise."""
    options = [verb, CASE, "--draws", "64", *(["--out", f"{tmp_path}/brief.html"] if verb == "brief" else [])]
    monkeypatch.setattr(threshold, "ERRORS", 0.0)
    calm = CliRunner().invoke(app, options, env={"COLUMNS": "200"})
    monkeypatch.setattr(threshold, "ERRORS", 1e6)
    ran = CliRunner().invoke(app, options, env={"COLUMNS": "200"})
    assert calm.exit_code == ran.exit_code == 0, ran.output
    assert "threshold of consent" not in calm.output
    assert "at the threshold of consent" in " ".join(ran.output.split())
