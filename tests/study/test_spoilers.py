"""Spoilers: against evaluating the plan otherwise, and remedies that work when they are applied."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from goodoffices.case.reading import load
from goodoffices.case.schema import Case
from goodoffices.cli.commands import app
from goodoffices.kit.plain import json_text
from goodoffices.play.evaluate import expectations, play, row_of, success
from goodoffices.play.study import Study
from goodoffices.play.whole import wholes
from goodoffices.study.spoilers.question import spoilers

DRAWS = 512


def quarrel(**lever: Any) -> Case:
    """The fence, where the friend earns by the quarrel and can egg Ash on; the centre can make up for that."""
    raw = load("fence").model_dump(mode="json", exclude_unset=True)
    raw["stakes"] = {**raw.get("stakes", {}), "friend": {"settlement": {"uniform": [-30, -5]}}}
    raw["levers"]["eggs_on"] = {
        "holder": "friend", "target": "ash", "kind": "spoil", "strength": 12, "cost": {"uniform": [0, 2]}, **lever,
    }  # fmt: skip
    raw["levers"]["pays_ash"] = {"holder": "centre", "target": "ash", "kind": "carrot", "strength": 20, "cost": 3}
    raw["plans"]["centre"]["levers"] = ["pays_surveyor"]
    return Case.model_validate(raw)


@pytest.fixture(scope="module")
def case() -> Case:
    return quarrel()


def test_damage_is_that_of_the_plan_without_the_lever(case: Case) -> None:
    found = spoilers(Study(case, draws=DRAWS, perspectives=["baseline"]), plans=["centre"]).perspectives["baseline"]
    plan = found.plans["centre"]
    (friend,) = [s for s in plan.third_parties if s.party == "friend"]
    other = Study(quarrel(strength=0), draws=DRAWS).view("baseline")
    wanted = case.plans["centre"]
    quiet = success(play(other.ground, wanted))
    own = Study(case, draws=DRAWS).view("baseline")
    spoilt = success(play(own.ground, wanted))
    assert friend.acts > 0.5 and friend.loses == 1.0
    assert plan.success == pytest.approx(spoilt.mean())
    assert friend.damage == pytest.approx(quiet.mean() - spoilt.mean())
    assert plan.unspoilt == pytest.approx(quiet.mean()) and plan.together == pytest.approx(friend.damage)
    assert friend.damage > 0.02


def test_the_price_keeps_it_quiet_and_less_does_not(case: Case) -> None:
    """Promised the price in every draw, it acts in at most a fifth of them; promised a little less, in more."""
    found = spoilers(Study(case, draws=DRAWS, perspectives=["baseline"]), plans=["centre"]).perspectives["baseline"]
    (friend,) = [s for s in found.plans["centre"].third_parties if s.party == "friend"]
    view = Study(case, draws=DRAWS).view("baseline")
    shape, plan = view.ground.shape, case.plans["centre"]
    h, v = shape.third_parties.index("friend"), [x.name for x in shape.levers].index("eggs_on")
    expected = expectations(play(view.ground, plan))

    def acts(promise: float, dearer: float) -> float:
        other = Study(quarrel(cost={"uniform": [dearer, 2 + dearer]}), draws=DRAWS).view("baseline")
        sigma = other.belief.sigma.copy()
        sigma[:, h] += promise
        return float(play(other.ground.having(sigma=sigma), plan, given=expected).pulled[v].mean())

    assert friend.stance == "for_a_price" and friend.turn is None
    assert not friend.offers and friend.said == "has its price, for which the case names no offer"
    assert acts(friend.price + 1e-9, 0.0) <= 0.2 < acts(friend.price - 0.05, 0.0)
    assert acts(0.0, friend.deterrent + 1e-9) <= 0.2 < acts(0.0, friend.deterrent - 0.01)


def test_a_price_that_offers_of_the_case_do_not_reach_is_not_called_unoffered() -> None:
    raw = quarrel().model_dump(mode="json", exclude_unset=True)
    raw["offers"] = {"thanks": {"giver": "centre", "receiver": "friend", "value": 0.1, "cost": 1}}
    study = Study(Case.model_validate(raw), draws=DRAWS, perspectives=["baseline"])
    plan = spoilers(study, plans=["centre"]).perspectives["baseline"].plans["centre"]
    (friend,) = [s for s in plan.third_parties if s.party == "friend"]
    assert friend.stance == "for_a_price" and friend.offers == ("thanks",)
    assert friend.said == "has its price, which all offers of the case together do not reach"


def test_a_later_month_is_summed_over_the_places_of_the_front() -> None:
    case = load("ukraine-2022")
    plan = case.plans["turkey"].model_copy(update={"month": 12})
    study = Study(case.model_copy(update={"plans": {"turkey": plan}}), draws=64, perspectives=["baseline"])
    found = spoilers(study).perspectives["baseline"].plans["turkey"]
    (whole,) = wholes(study.view("baseline").spots(12), [lambda ground: row_of(ground, plan)])
    assert found.success == pytest.approx(whole.success.mean())
    assert all(0.0 <= s.acts <= 1.0 for s in found.third_parties)


def test_it_is_outweighed_by_others(case: Case) -> None:
    found = spoilers(Study(case, draws=DRAWS, perspectives=["baseline"]), plans=["centre"]).perspectives["baseline"]
    (friend,) = [s for s in found.plans["centre"].third_parties if s.party == "friend"]
    (help_,) = friend.outweighed
    assert (help_.lever, help_.holder) == ("pays_ash", "centre")
    assert help_.used == pytest.approx(friend.acts * 12 / 20, abs=1e-6)
    assert help_.cost == pytest.approx(3 * help_.used, abs=1e-6)


def test_who_gains_from_settlement_does_not_spoil() -> None:
    for view in spoilers(Study(load("fence"), draws=128)).perspectives.values():
        for plan in view.plans.values():
            assert plan.together == 0.0 and plan.unspoilt == plan.success
            assert all(s.acts == 0.0 and s.stance == "quiet" and s.price == 0.0 for s in plan.third_parties)


def test_signers_by_hand(case: Case) -> None:
    found = spoilers(Study(case, draws=DRAWS, perspectives=["baseline"]), plans=["centre"]).perspectives["baseline"]
    view = Study(case, draws=DRAWS).view("baseline")
    evaluation = play(view.ground, case.plans["centre"])
    consents = evaluation.consent >= -1e-3
    for i, signer in enumerate(found.plans["centre"].signers):
        other = 1 - i
        assert signer.refuses_mediator == pytest.approx((~consents[:, i] & consents[:, other]).mean())
        rise = (consents[:, other] * evaluation.delivered).mean() - success(evaluation).mean()
        assert signer.consent_costs == pytest.approx(rise)
        assert signer.breaking_costs >= -1e-12 and 0.0 <= signer.breaks <= 1.0
        assert signer.short.q05 >= 0.0


def test_dearer_levers_are_pulled_less() -> None:
    acts = []
    for cost in (0.0, 1.0, 4.0, 50.0):
        found = spoilers(Study(quarrel(cost=cost), draws=128, perspectives=["baseline"]), plans=["centre"])
        (friend,) = [s for s in found.perspectives["baseline"].plans["centre"].third_parties if s.party == "friend"]
        acts.append(friend.acts)
    assert acts == sorted(acts, reverse=True) and acts[-1] == 0.0


def test_verb_and_bytes(case: Case) -> None:
    one, two = (json_text(spoilers(Study(case, draws=64, workers=w)).to_json()) for w in (1, 2))
    assert one == two
    ran = CliRunner().invoke(app, ["spoilers", "fence", "--draws", "64", "-p", "baseline"], env={"COLUMNS": "80"})
    assert ran.exit_code == 0, ran.output
    assert max(map(len, ran.stdout.splitlines())) <= 80
    assert "no mediator" in ran.output
    ran = CliRunner().invoke(app, ["spoilers", "fence", "--confidence", "0"])
    assert ran.exit_code == 2 and "confidence is a share" in ran.stderr
    assert np.isfinite(spoilers(Study(case, draws=64)).table()["damage"].to_numpy()).all()
