"""Spoilers: against evaluating the plan otherwise, and remedies that work when they are applied."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from goodoffices.case.reading import load
from goodoffices.case.schema import Case
from goodoffices.cli.commands import app
from goodoffices.play.evaluate import direct_talks, evaluate
from goodoffices.play.ground import Ground
from goodoffices.play.study import view_of
from goodoffices.study.spoilers.export import spoilers_text
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
    found = spoilers(case, draws=DRAWS, perspectives=["baseline"], plans=["centre"]).perspectives["baseline"]
    plan = found.plans["centre"]
    (friend,) = [s for s in plan.third_parties if s.party == "friend"]
    other = view_of(quarrel(strength=0), "baseline", draws=DRAWS)
    wanted = case.plans["centre"]
    quiet = evaluate(other.ground, wanted, direct_talks(other.ground)).success
    own = view_of(case, "baseline", draws=DRAWS)
    spoilt = evaluate(own.ground, wanted, direct_talks(own.ground)).success
    assert friend.acts > 0.5 and friend.loses == 1.0
    assert plan.success == pytest.approx(spoilt.mean())
    assert friend.damage == pytest.approx(quiet.mean() - spoilt.mean())
    assert plan.unspoilt == pytest.approx(quiet.mean()) and plan.together == pytest.approx(friend.damage)
    assert friend.damage > 0.02


def test_the_price_keeps_it_quiet_and_less_does_not(case: Case) -> None:
    """Promised the price in every draw, it acts in at most a fifth of them; promised a little less, in more."""
    found = spoilers(case, draws=DRAWS, perspectives=["baseline"], plans=["centre"]).perspectives["baseline"]
    (friend,) = [s for s in found.plans["centre"].third_parties if s.party == "friend"]
    view = view_of(case, "baseline", draws=DRAWS)
    shape, world, plan = view.ground.shape, view.ground.world, case.plans["centre"]
    h, v = shape.third_parties.index("friend"), [x.name for x in shape.levers].index("eggs_on")

    def acts(promise: float, dearer: float) -> float:
        sigma, cost = world.sigma.copy(), world.lever_cost.copy()
        sigma[:, h] += promise
        cost[:, :, v] += dearer
        ground = Ground(shape, replace(world, sigma=sigma, lever_cost=cost), view.ground.site)
        expected = evaluate(view.ground, plan, view.alone()).expected
        (decision,) = [d for d in evaluate(ground, plan, given=expected).spoilers if d.party == h]
        return float(decision.pulled.any(axis=1).mean())

    assert friend.stance == "for_a_price" and friend.turn is None
    assert acts(friend.price + 1e-9, 0.0) <= 0.2 < acts(friend.price - 0.05, 0.0)
    assert acts(0.0, friend.deterrent + 1e-9) <= 0.2 < acts(0.0, friend.deterrent - 0.01)


def test_it_is_outweighed_by_others(case: Case) -> None:
    found = spoilers(case, draws=DRAWS, perspectives=["baseline"], plans=["centre"]).perspectives["baseline"]
    (friend,) = [s for s in found.plans["centre"].third_parties if s.party == "friend"]
    (help_,) = friend.outweighed
    assert (help_.lever, help_.holder) == ("pays_ash", "centre")
    assert help_.used == pytest.approx(friend.acts * 12 / 20, abs=1e-6)
    assert help_.cost == pytest.approx(3 * help_.used, abs=1e-6)


def test_who_gains_from_settlement_does_not_spoil() -> None:
    for view in spoilers(load("fence"), draws=128).perspectives.values():
        for plan in view.plans.values():
            assert plan.together == 0.0 and plan.unspoilt == plan.success
            assert all(s.acts == 0.0 and s.stance == "quiet" and s.price == 0.0 for s in plan.third_parties)


def test_signers_by_hand(case: Case) -> None:
    found = spoilers(case, draws=DRAWS, perspectives=["baseline"], plans=["centre"]).perspectives["baseline"]
    view = view_of(case, "baseline", draws=DRAWS)
    evaluation = evaluate(view.ground, case.plans["centre"], view.alone())
    consents = evaluation.consent >= -1e-3
    for i, signer in enumerate(found.plans["centre"].signers):
        other = 1 - i
        assert signer.refuses_mediator == pytest.approx((~consents[:, i] & consents[:, other]).mean())
        rise = (consents[:, other] * evaluation.delivered).mean() - evaluation.success.mean()
        assert signer.consent_costs == pytest.approx(rise)
        assert signer.breaking_costs >= -1e-12 and 0.0 <= signer.breaks <= 1.0
        assert signer.short.q05 >= 0.0


def test_dearer_levers_are_pulled_less() -> None:
    acts = []
    for cost in (0.0, 1.0, 4.0, 50.0):
        found = spoilers(quarrel(cost=cost), draws=128, perspectives=["baseline"], plans=["centre"])
        (friend,) = [s for s in found.perspectives["baseline"].plans["centre"].third_parties if s.party == "friend"]
        acts.append(friend.acts)
    assert acts == sorted(acts, reverse=True) and acts[-1] == 0.0


def test_verb_and_bytes(case: Case) -> None:
    one, two = (spoilers_text(spoilers(case, draws=64, workers=w)) for w in (1, 2))
    assert one == two
    ran = CliRunner().invoke(app, ["spoilers", "fence", "--draws", "64", "-p", "baseline"], env={"COLUMNS": "80"})
    assert ran.exit_code == 0, ran.output
    assert max(map(len, ran.stdout.splitlines())) <= 80
    assert "no mediator" in ran.output
    ran = CliRunner().invoke(app, ["spoilers", "fence", "--confidence", "0"])
    assert ran.exit_code == 2 and "confidence is a share" in ran.stderr
    assert np.isfinite(spoilers(case, draws=64).table()["damage"].to_numpy()).all()
