"""When to sign: every path of the front by hand, the closed form of a driftless walk, mirrors, and the documented JSON."""

from __future__ import annotations

import itertools
import json
import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from tests.asking import asked, view_of
from tests.study.attrition_cases import driftless_case, raw_attrition
from tests.study.test_export import covers, found_at, paths_in, steps_of

from goodoffices.brief.overview import overviews
from goodoffices.case.reading import load
from goodoffices.case.schema import Case, Plan
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.kit.plain import json_text
from goodoffices.play.evaluate import evaluate, row_of, success
from goodoffices.play.ground import Ground
from goodoffices.play.places import months_of
from goodoffices.play.study import View
from goodoffices.study.timing.answer import TimingAnswer
from goodoffices.study.timing.export import to_json as timing_json
from goodoffices.study.timing.question import timing

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "timing-json.md"
DOCUMENTED = re.findall(r"^\| `([^`]+)` \|", REFERENCE.read_text(encoding="utf-8"), flags=re.MULTILINE)


@cache
def fence() -> TimingAnswer:
    return asked(timing, load("fence"), months=[0, 2, 6], draws=128, perspectives=["baseline"])


@cache
def war() -> TimingAnswer:
    return asked(timing, Case.model_validate(raw_attrition(5)), months=[3], draws=64, left_out=0.0)


@pytest.mark.parametrize("path", DOCUMENTED)
def test_documented_key_exists(path: str) -> None:
    shown = [timing_json(fence()), timing_json(war())]
    crossing = driftless_case(8, 3, 0.4, 20, (45.0, 75.0))
    shown.append(timing_json(asked(timing, Case.model_validate(crossing), draws=64)))
    assert any(found_at(answer, steps_of(path)) for answer in shown)


def test_every_key_is_documented() -> None:
    patterns = [steps_of(path) for path in DOCUMENTED]
    for answer in (fence(), war()):
        for path in paths_in(json.loads(json_text(timing_json(answer)))):
            assert any(covers(pattern, path) for pattern in patterns), path


def succeeds(ground: Ground, plan: Plan) -> np.ndarray:
    """(D,) success of a plan as it is here."""
    return success(evaluate([row_of(ground, plan)])[0])


def walked(view: View, plan: str, month: int) -> np.ndarray:
    """(D,) success of a plan in a month: every path of every draw, its end evaluated as if it were today."""
    world = view.ground.belief
    front = world.front
    assert front is not None
    chance = np.zeros((world.draws, front.positions + 1))
    for steps in itertools.product((1, -1, 0), repeat=min(month, front.freeze)):
        weight, position = np.ones(world.draws), front.start
        for step in steps:
            if position in (0, front.positions):
                weight = weight * (step == 0)
                continue
            weight = weight * {1: front.advance_a, -1: front.advance_b, 0: 1 - front.advance_a - front.advance_b}[step]
            position += step
        chance[:, position] += weight
    total = np.zeros(world.draws)
    for position in range(1, front.positions):
        values = np.stack([recursed(view, i, month, position) for i in range(len(view.ground.shape.signers))], axis=1)
        there = view.ground.having(war=np.repeat(values[:, :, None], view.ground.shape.horizon + 1, axis=2))
        signed = view.case.plans[plan].model_copy(update={"month": 0})
        total += chance[:, position] * succeeds(there, signed)
    return total


def recursed(view: View, signer: int, month: int, position: int) -> np.ndarray:
    """V(t, n) straight from its definition."""
    world = view.ground.belief
    own, front = world.attrition[signer], world.front
    assert front is not None
    ahead = position if own.side == "a" else front.positions - position
    if ahead == front.positions:
        return own.victory
    if ahead == 0:
        return own.defeat
    if month >= front.freeze:
        return own.worst + ahead / front.positions * (own.best - own.worst)
    up, down = front.advance_a, front.advance_b
    later = (
        up * recursed(view, signer, month + 1, position + 1)
        + down * recursed(view, signer, month + 1, position - 1)
        + (1 - up - down) * recursed(view, signer, month + 1, position)
    )
    return -own.cost * (1 + own.growth) ** month + own.discount * later


@pytest.mark.parametrize(("seed", "month"), [(5, 3), (8, 2), (9, 6), (12, 1)])
def test_success_in_a_later_month_is_that_over_all_paths_of_the_front(seed: int, month: int) -> None:
    case = Case.model_validate(raw_attrition(seed))
    view = view_of(case, "baseline", draws=64)
    answer = asked(timing, case, months=[month], draws=64, perspectives=["baseline"], left_out=0.0).perspectives[
        "baseline"
    ]
    assert any(later.success > 0 for _, later in answer.plans.values())
    for plan, (today, later) in answer.plans.items():
        assert today.success == pytest.approx(
            succeeds(view.ground, case.plans[plan].model_copy(update={"month": 0})).mean()
        )
        assert later.success == pytest.approx(walked(view, plan, month).mean(), abs=1e-12), plan


def test_timing_equals_the_closed_form_of_a_driftless_walk() -> None:
    """Without drift or cost fighting on is worth the share of the way, so the text (45, 70) is signed exactly while the
    front stands at 3 of 8; the chance of that is Feller's spectral sum (1968, XIV.5).
    """
    size, start, q, months = 8, 3, 0.35, 30
    case = Case.model_validate(driftless_case(size, start, q, months, (45.0, 70.0)))
    answer = asked(timing, case, months=range(months + 1), draws=64, left_out=0.0).perspectives["baseline"]
    k, good = np.arange(1, size), [n for n in range(1, size) if 100 * n / size <= 45 and 100 - 100 * n / size <= 70]
    assert good == [3]
    rate = 1 - 2 * q + 2 * q * np.cos(np.pi * k / size)
    for t, moment in enumerate(answer.plans["direct"]):
        at = [
            2 / size * (rate**t * np.sin(np.pi * k * start / size) * np.sin(np.pi * k * m / size)).sum() for m in good
        ]
        assert moment.success == pytest.approx(sum(at), abs=1e-12)
        assert answer.zone.exists[t] == pytest.approx(sum(at), abs=1e-12)
        on = [2 / size * (rate**t * np.sin(np.pi * k * start / size) * np.sin(np.pi * k * m / size)).sum() for m in k]
        assert 1 - answer.zone.over[t] == pytest.approx(sum(on), abs=1e-12)


def test_the_zone_of_every_month_integrates_over_places_and_opens_and_closes_in_order() -> None:
    case = Case.model_validate(raw_attrition(9, positions=6, start=2, freeze=4))
    view = view_of(case, "baseline", draws=128)
    zone = (
        asked(timing, case, plans=["direct"], months=[2], draws=128, perspectives=["baseline"])
        .perspectives["baseline"]
        .zone
    )
    for at, month in enumerate(months_of(view.ground.belief, range(case.horizon + 1), 0.0)):
        share = np.zeros(128)
        for place in month.places:
            margin, _ = view.ground.best_deal(view.ground.belief.face + view.ground.belief.optimism + place.war)
            share += place.chance * (margin >= -TOLERANCE)
        assert zone.exists[at] == pytest.approx(share.mean(), abs=1e-12)
        assert zone.over[at] == pytest.approx(month.over.mean(), abs=1e-12)
    assert zone.opens[0] == pytest.approx(zone.exists[0])
    left = zone.opens.sum() - zone.closes.sum() - zone.over_while_open.sum()
    assert -1e-12 <= left <= zone.exists[-1] + 1e-12
    assert np.all(np.diff(zone.over) >= -1e-12)


def test_the_study_has_the_same_zone_and_month_0_is_unchanged() -> None:
    case = Case.model_validate(raw_attrition(14))
    study = asked(overviews, case, draws=64, perspectives=["baseline"]).perspectives["baseline"]
    answer = asked(timing, case, draws=64, perspectives=["baseline"]).perspectives["baseline"]
    assert study.ripeness.exists_by_month == pytest.approx(answer.zone.exists)
    assert study.ripeness.exists_by_month[0] == study.zone.exists
    assert study.ripeness.verdict == answer.ripeness[0].verdict
    assert study.ripeness.hurting_perceived == pytest.approx(dict(answer.ripeness[0].perceived))
    for plan, result in study.plans.items():
        if case.plans[plan].month == 0:
            assert answer.plans[plan][0].success == pytest.approx(result.success, abs=1e-7)


def test_a_mirrored_war_has_mirrored_timing() -> None:
    raw = driftless_case(6, 2, 0.3, 12, (40.0, 72.0))
    raw["war"]["front"]["advance_a"] = 0.2
    mirrored = driftless_case(6, 4, 0.3, 12, (72.0, 40.0))
    mirrored["war"]["front"]["advance_b"] = 0.2
    one, two = (asked(timing, Case.model_validate(r), draws=64).perspectives["baseline"] for r in (raw, mirrored))
    assert [m.success for m in one.plans["direct"]] == pytest.approx([m.success for m in two.plans["direct"]])
    assert one.zone.opens == pytest.approx(two.zone.opens)
    assert one.won["s0"] == pytest.approx(two.won["s1"])


def test_places_left_out_are_bounded_and_reported() -> None:
    case = Case.model_validate(raw_attrition(5, positions=12, start=6, freeze=30))
    whole, rough = (
        asked(
            timing, case, plans=["direct"], months=[5], draws=64, perspectives=["baseline"], left_out=cut
        ).perspectives["baseline"]
        for cut in (0.0, 0.1)
    )
    all_of_it, some = whole.plans["direct"][1], rough.plans["direct"][1]
    assert all_of_it.left_out == 0.0 < some.left_out <= 0.1
    assert some.success <= all_of_it.success + 1e-12
    assert all_of_it.success <= some.success + some.left_out + 1e-12


def test_workers_do_not_matter_and_the_table_has_a_row_per_month() -> None:
    case = Case.model_validate(raw_attrition(5))
    texts = {json_text(timing_json(asked(timing, case, months=[2], draws=64, workers=w))) for w in (1, 2)}
    assert len(texts) == 1
    assert war().table().height == 2 * len(war().perspectives) * len(case.plans)
    assert war().chart().to_dict(validate=False)["vconcat"]


def test_a_case_without_plans_has_a_zone_and_a_picture_of_it() -> None:
    answer = asked(timing, load("fence").model_copy(update={"plans": {}}), draws=64, perspectives=["baseline"])
    assert answer.perspectives["baseline"].plans == {}
    assert answer.table().height == 0
    assert len(answer.chart().to_dict(validate=False)["vconcat"][0]["hconcat"]) == 1


def test_bad_questions_are_refused() -> None:
    with pytest.raises(ValueError, match="month 13 lies outside"):
        asked(timing, load("fence"), months=[13], draws=64)
    with pytest.raises(ValueError, match="fence has no plan 'frend'"):
        asked(timing, load("fence"), plans=["frend"], draws=64)
