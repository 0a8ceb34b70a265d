"""Must it be this mediator: what the answer adds up to, rules for panels, and errors of differences."""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np
import pytest

from goodoffices.case.reading import load
from goodoffices.case.schema import Case
from goodoffices.engines.coalition_values import shapley
from goodoffices.kit.plain import json_text
from goodoffices.kit.refusals import refusal_words
from goodoffices.play.evaluate import play, row_of, success
from goodoffices.play.expectations import deviation
from goodoffices.play.hand import ROLES
from goodoffices.play.refusal import Stand
from goodoffices.play.study import Study
from goodoffices.play.whole import wholes
from goodoffices.study.coalitions import Coalition, Coalitions, Rule, plan_of
from goodoffices.study.mediators.answer import LEAST, Estimate, Mediators
from goodoffices.study.mediators.panel_rule import panel_rule, panels
from goodoffices.study.mediators.question import mediators

DRAWS = 128
PANEL = "centre + 1 by ash"


@cache
def fence() -> Mediators:
    return mediators(Study(load("fence"), draws=DRAWS), panel=PANEL)


@cache
def ukraine() -> Case:
    return load("ukraine-2022")


def test_values_are_those_of_plans() -> None:
    answer = fence()
    for name, view in answer.perspectives.items():
        base = Study(answer.case, draws=DRAWS).view(name)
        alone = success(play(base.ground, plan_of(answer.case, answer.rule, ())))
        for coalition in view.coalitions:
            line = play(base.ground, plan_of(answer.case, answer.rule, coalition.members))
            chance = success(line)
            assert coalition.success.value == pytest.approx(chance.mean(), abs=1e-12)
            assert coalition.gain.value == pytest.approx((chance - alone).mean(), abs=1e-7)
            error = np.hypot((chance - alone).std(ddof=1) / np.sqrt(DRAWS), deviation(line.shifts))
            assert coalition.gain.se == pytest.approx(error, abs=1e-7)


def test_whoever_refuses_is_named_with_what_would_turn_it() -> None:
    view = fence().perspectives["baseline"]
    friend = view.candidates["friend"].alone
    (ash,) = friend.refused_by
    assert ash.side == "ash" and friend.consent["ash"] == ash.agrees < 0.5
    assert ash.margin < 0.0 < ash.mistrust
    assert not view.candidates["centre"].alone.refused_by and not view.direct.refused_by
    said = refusal_words("Ash", ash)
    assert said.startswith("Ash refuses in ") and "were its mistrust" in said
    hopeless = refusal_words("Ash", Stand("ash", 0.0, -3.0, 1.0))
    assert "even without any mistrust, now 1.0 points, it would have to gain 2.0 more" in hopeless
    assert refusal_words("Birch", Stand("birch", 0.75, 2.0, 1.0)) == "Birch lets them in in 75 % of draws"


def test_a_spoiler_among_the_candidates_is_told() -> None:
    raw = load("fence").model_dump(mode="json", exclude_unset=True)
    raw["stakes"] = {**raw.get("stakes", {}), "friend": {"settlement": -10}}
    raw["levers"]["eggs_on"] = {"holder": "friend", "target": "ash", "kind": "spoil", "strength": 12, "cost": 1}
    view = mediators(Study(Case.model_validate(raw), draws=64, perspectives=["baseline"])).perspectives["baseline"]
    friend = view.candidates["friend"]
    assert friend.may_spoil and friend.loses == 1.0 and friend.against == ("eggs_on",)
    assert not view.candidates["centre"].may_spoil


def test_a_coalition_of_a_later_month_is_summed_over_the_places_of_the_front() -> None:
    study = Study(ukraine(), draws=64, perspectives=["baseline"])
    answer = mediators(study, size=1, rule=Rule(month=12), together="none").perspectives["baseline"]
    china = answer.candidates["china"].alone
    plan = plan_of(ukraine(), Rule(month=12), ["china"])
    spots = study.view("baseline").spots(12)
    (whole,) = wholes(spots, [lambda ground: row_of(ground, plan)])
    assert len(spots) > 1 and china.success.value == pytest.approx(whole.success.mean(), abs=1e-9)
    mean_front = mediators(Study(ukraine(), draws=64, perspectives=["baseline"], places=1), size=1, rule=Rule(month=12),
                           together="none").perspectives["baseline"]  # fmt: skip
    assert mean_front.direct.success.value != pytest.approx(answer.direct.success.value, abs=1e-3)


def test_everything_adds_up() -> None:
    for view in fence().perspectives.values():
        gain = view.best.success.value - view.direct.success.value
        assert sum(c.contribution.value for c in view.candidates.values()) == pytest.approx(gain, abs=1e-7)
        together = view.everybody.success.value - view.direct.success.value
        assert sum(c.together.value for c in view.candidates.values() if c.together) == pytest.approx(
            together, abs=1e-6
        )
        for c in view.candidates.values():
            parts = sum(share.value for share in c.roles.values()) + c.presence.value
            assert parts == pytest.approx(c.sufficiency.value, abs=1e-7)
            assert c.contribution.value >= -1e-9
            assert c.necessity.value == pytest.approx(
                c.best_with.success.value - c.best_without.success.value, abs=1e-7
            )


def test_contributions_together_are_shapley_values_of_the_table() -> None:
    answer = fence()
    third = answer.case.third_parties()
    for name, view in answer.perspectives.items():
        engine = Coalitions(Study(answer.case, draws=DRAWS).view(name), Rule())
        rows = [Coalition(frozenset(k for k in range(len(third)) if m >> k & 1)) for m in range(1 << len(third))]
        expected = shapley(engine.success(rows).success)
        got = [c.together.value for c in view.candidates.values() if c.together]
        assert got == pytest.approx(expected, abs=1e-7)


def test_roles_that_do_nothing_are_worth_nothing() -> None:
    for view in fence().perspectives.values():
        for c in view.candidates.values():
            levers = {lever.kind for lever in fence().case.levers.values() if lever.holder == c.party}
            if "guarantee" not in levers:
                assert c.roles["guarantees"].value == 0 and c.roles["guarantees"].se == 0
            assert set(c.roles) == set(ROLES)


def test_a_difference_tells_only_beyond_error_and_size() -> None:
    assert Estimate(LEAST, 0.01).tells
    assert not Estimate(LEAST - 1e-6, 0.001).tells
    assert not Estimate(0.2, 0.11).tells
    assert not Estimate(-0.2, 0.001).tells


def test_the_same_bytes_whatever_the_number_of_threads() -> None:
    again = mediators(Study(load("fence"), draws=DRAWS, workers=1), panel=PANEL)
    assert json_text(again.to_json()) == json_text(fence().to_json())


def test_sampled_orders_lie_near_the_exact_values() -> None:
    exact, sampled = (
        mediators(Study(load("fence"), draws=DRAWS, perspectives=["baseline"]), together=how).perspectives["baseline"]
        for how in ("exact", "sampled")
    )  # fmt: skip
    for party, c in exact.candidates.items():
        other = sampled.candidates[party].together
        assert c.together is not None and other is not None
        assert abs(other.value - c.together.value) <= 4 * other.se + 1e-9


def test_the_table_has_a_row_per_perspective_and_candidate() -> None:
    table = fence().table()
    assert table.height == len(fence().perspectives) * len(fence().case.third_parties())
    assert {"alone", "alone_se", "contribution", "communicates", "verdict"} <= set(table.columns)


def test_panels_are_all_that_the_rule_allows_and_no_others() -> None:
    case = ukraine()
    third = case.third_parties()
    rule = panel_rule(case, "united_nations + 2 by russia + 2 by ukraine")
    others = [t for t in third if t != "united_nations"]
    expected = {frozenset({"united_nations", *s}) for s in itertools.combinations(others, 4)}
    found = panels(case, rule)
    assert len(found) == len(set(found)) and set(found) == expected
    narrow = panel_rule(case, "turkey + 1 by russia from china, india + 2 by ukraine from india, israel, vatican")
    brute = {
        frozenset({"turkey", a, *b})
        for a in ("china", "india")
        for b in itertools.combinations(("india", "israel", "vatican"), 2)
        if a not in b
    }
    assert set(panels(case, narrow)) == brute


def test_the_best_panel_is_the_best_of_all() -> None:
    answer = mediators(
        Study(ukraine(), draws=64, perspectives=["baseline"]), size=1, panel="turkey + 1 by russia + 1 by ukraine"
    )
    view = answer.perspectives["baseline"]
    found = view.panel
    assert found is not None and found.panels == 91
    engine = Coalitions(Study(ukraine(), draws=64).view("baseline"), Rule())
    place = {t: k for k, t in enumerate(ukraine().third_parties())}
    rows = [
        Coalition(frozenset(place[t] for t in p))
        for p in panels(ukraine(), panel_rule(ukraine(), "turkey + 2 by russia"))
    ]
    assert found.best.success.value == engine.success(rows).success.max()
    doubt = Study(ukraine(), draws=64).view("baseline").belief.mistrust.mean(axis=0)
    picks = {"turkey"}
    for side in (0, 1):
        picks.add(min((t for t in place if t not in picks), key=lambda t, side=side: doubt[place[t], side]))
    assert set(found.own_picks.members) == picks
    assert found.short.value == pytest.approx(found.best.success.value - found.own_picks.success.value, abs=1e-6)
    assert all(found.liked[s].consent[s] >= found.best.consent[s] for s in found.liked)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a member is missing"),
        ("china + + turkey", "a member is missing"),
        ("chine", "did you mean 'china'"),
        ("russia", "no third party is called 'russia'"),
        ("2 by rusia", "did you mean 'russia'"),
        ("two by russia", "neither a third party nor"),
        ("china + china", "named twice"),
        ("china + 1 by russia from china", "a member already"),
        ("1 by russia from india, india", "somebody twice"),
        ("3 by russia from india, turkey", "only 2 can be named"),
        ("0 by russia", "1 to 20"),
        ("1 by russia from india + 1 by ukraine from india", "only 1 can be"),
    ],
)
def test_rules_that_cannot_be_read_say_why(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        panel_rule(ukraine(), text)


def test_rules_that_allow_too_much_are_refused() -> None:
    with pytest.raises(ValueError, match="more than 20,000"):
        mediators(Study(_many(27), draws=64), size=1, panel="3 by s0 + 3 by s1")


def test_bad_questions_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        mediators(load("fence"), size=0)
    with pytest.raises(ValueError, match="more than 20,000 coalitions"):
        mediators(_many(27), size=6)
    with pytest.raises(ValueError, match="exact up to 16"):
        mediators(_many(27), together="exact")


def test_more_candidates_than_can_be_tabulated_are_sampled() -> None:
    answer = mediators(Study(_many(18), draws=64), size=1)
    view = answer.perspectives["baseline"]
    gain = view.best.success.value - view.direct.success.value
    assert sum(c.contribution.value for c in view.candidates.values()) == pytest.approx(gain, abs=1e-6)


def _many(count: int) -> Case:
    """Two signers and many third parties alike."""
    from tests.study.random_cases import raw_case

    raw = raw_case(3, signers=2, third_parties=1)
    for key in ("offers", "plans"):
        raw[key] = {}
    helper = next(p for p, party in raw["parties"].items() if party["role"] == "third_party")
    for k in range(1, count):
        raw["parties"][f"x{k}"] = {"name": f"X{k}", "role": "third_party"}
        for part in ("stakes", "mistrust", "candour"):
            if helper in raw.get(part, {}):
                raw[part][f"x{k}"] = raw[part][helper]
    return Case.model_validate(raw)
