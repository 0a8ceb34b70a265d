"""The shipped cases: complete as their dossiers list them, every number grounded, nothing set by hindsight."""

from __future__ import annotations

import math
import re
from functools import cache

import pytest

from goodoffices.case.perspective import resolve
from goodoffices.case.quantity import Quantity
from goodoffices.case.reading import check, find, load
from goodoffices.case.schema import AttritionWar, Case, Outcome
from goodoffices.case.walking import claim_references, numbers, quantities

SHIPPED = ("fence", "ukraine-2022", "yemen-2022")

# The claims of the article (K) and its readers (R), and where in the case each has to make itself felt.  An empty list
# marks a claim that is a conclusion: it sets no number and is tested by the answers.
MOVES: dict[str, list[str]] = {
    "only-china": [r"levers\.press_russia\.strength", r"levers\.turkey_\w+\.strength"],
    "must-be-china": [],
    "lifeline": [r"ties\.pairs\.\d+\.shares\.0", r"levers\.press_russia\.strength"],
    "sidelines": [r"stakes\.china\.effort"],
    "urgency": [r"war\.values\.russia\.growth", r"war\.values\.ukraine\.growth"],
    "friend-of-both": [r"mistrust\.china\.\w+", r"ties\.pairs\.\d+\.shares\.0"],
    "bri": [r"stakes\.china\.settlement"],
    "sovereignty": [r"mistrust\.china\.ukraine"],
    "no-limits": [r"levers\.inform_russia\.credibility", r"mistrust\.china\.ukraine"],
    "surprised": [r"stakes\.china\.success", r"mistrust\.china\.ukraine"],
    "misperception": [r"war\.values\.russia\.optimism", r"levers\.inform_russia\.strength"],
    "pyrrhic": [r"war\.values\.russia\.victory\.points"],
    "way-out": [r"preferences\.russia\.face"],
    "growth": [r"stakes\.china\.settlement"],
    "reputation": [r"stakes\.china\.success"],
    "distraction": [r"stakes\.china\.war_goes_on"],
    "better-relations": [r"offers\.us_\w+\.value", r"offers\.eu_\w+\.value"],
    "us-offers": [r"offers\.us_\w+\.value", r"offers\.us_\w+\.private\.credibility"],
    "us-hostile": [r"offers\.us_\w+\.credibility"],
    "slaughter": [r"war\.values\.russia\.cost", r"war\.values\.ukraine\.cost"],
    "nato-off": [r"preferences\.ukraine\.values\.alignment\.\w+"],
    "neutral-ok": [r"preferences\.ukraine\.values\.\w+\.\w+", r"preferences\.ukraine\.red_lines\.\w+\.probability"],
    "crimea-defer": [
        r"preferences\.russia\.values\.crimea\.deferred_15_years",
        r"preferences\.russia\.red_lines\.\w+\.probability",
    ],
    "guarantee": [r"levers\.\w+_guarantee\.strength", r"preferences\.ukraine\.face"],
    "within-reach": [],
    "grasp": [],
    "no-winners": [r"war\.values\.russia\.victory\.points", r"war\.values\.ukraine\.cost"],
    "any-neutral": [r"levers\.(uruguay|rwanda|bolivia|vietnam)_word\.strength"],
    "us-spoils": [r"stakes\.united_states\.settlement", r"levers\.us_arms_ukraine\.(strength|cost)"],
    "us-can": [r"stakes\.united_states\.(settlement|effort)"],
    "reasonable-demands": [
        r"preferences\.russia\.red_lines\.\w+\.probability",
        r"preferences\.ukraine\.red_lines\.\w+\.probability",
    ],
    "rehearsal": [r"stakes\.china\.settlement", r"levers\.back_russia\.strength"],
    "china-must": [r"offers\.\w+\.credibility", r"stakes\.china\.war_goes_on"],
    "back-channel": [r"stakes\.\w+\.success", r"candour\.china\.\w+\.private"],
    "self-defence": [r"war\.values\.russia\.victory\.points", r"war\.values\.russia\.cost"],
    "panel-of-seven": [],
    "time-favours-russia": [r"war\.values\.\w+\.growth", r"preferences\.russia\.red_lines\.\w+\.probability"],
    "other-wars": [],
    "best-for-all": [r"stakes\.china\.settlement"],
    "right-take": [r"mistrust\.china\.russia", r"mistrust\.china\.ukraine"],
}

ISSUES = {
    "alignment": ["nato_path", "question_left_open", "neutral_with_guarantees", "neutral_without"],
    "guarantees": ["none", "political_assurances", "treaty_guarantee", "treaty_with_monitors"],
    "crimea": ["returned", "deferred_15_years", "de_facto_russian", "recognised_russian"],
    "donbas": ["ukrainian_control", "autonomy_in_ukraine", "un_administration_then_vote", "recognised_independent"],
    "withdrawal": ["full_now", "phased_monitored", "frozen_in_place"],
    "forces": ["no_limits", "caps_and_no_foreign_bases", "deep_demilitarisation"],
    "sanctions": ["kept", "phased_with_compliance", "lifted"],
    "language": ["as_is", "language_law", "constitutional_change"],
    "eu_path": ["open", "closed"],
    "reconstruction": ["reparations", "international_fund", "none"],
}
THIRD_PARTIES = (
    "china", "united_states", "european_union", "turkey", "israel", "india", "united_nations", "uruguay", "rwanda",
    "bolivia", "vietnam", "vatican", "switzerland", "france", "germany",
)  # fmt: skip
PLANS = (
    "no_mediation", "china_alone", "china_induced_public", "china_induced_private", "turkey", "israel",
    "un_secretary_general", "small_neutral", "us_direct_promise", "panel_of_seven", "back_channel", "everyone",
)  # fmt: skip
PERSPECTIVES = (
    "baseline", "op_ed", "scoffing_analysts", "r1", "r2", "r4", "r5", "r5_1", "r6", "r7", "r8", "r9", "r12",
)  # fmt: skip
HINDSIGHT = {
    "unhcr_iom",
    "world_bank",
    "oecd",
    "communique",
    "ukrainian_delegation",
    "un_jcc",
    "un_geneva",
    "oryx",
    "kiel",
}
"""Sources that speak of what came after 15 March 2022."""


@cache
def shipped(name: str) -> Case:
    return load(name)


@pytest.fixture
def ukraine() -> Case:
    return shipped("ukraine-2022")


def centre(number: Quantity) -> float:
    """The fixed value, the mode, or the middle."""
    if number.pert is not None:
        return number.pert[1]
    low, high = number.support()
    return (low + high) / 2


def outcomes(case: Case) -> list[Outcome]:
    return [
        end for war in case.war.values.values() if isinstance(war, AttritionWar) for end in (war.victory, war.defeat)
    ]


@pytest.mark.parametrize("name", SHIPPED)
def test_nothing_is_wrong_and_nothing_is_odd(name: str) -> None:
    found = check(find(name))
    assert (found.errors, found.warnings) == ((), ())


@pytest.mark.parametrize("name", SHIPPED)
def test_name_is_that_of_the_file(name: str) -> None:
    assert shipped(name).name == name


@pytest.mark.parametrize("name", SHIPPED)
def test_every_written_number_has_a_basis_and_its_ground(name: str) -> None:
    case = shipped(name)
    grounds = quantities(case)
    written = [part.path for part in numbers(case) if part.written]
    assert written
    assert [path for path in written if grounds[path].basis is None] == []
    data = {path: number for path, number in grounds.items() if number.basis == "data"}
    assert [path for path, number in data.items() if number.source not in case.sources] == []
    claimed = {path: number for path, number in grounds.items() if number.basis == "claim"}
    assert [path for path, number in claimed.items() if not number.claims] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_claims_and_sources_referred_to_exist(name: str) -> None:
    case = shipped(name)
    named = {claim for ids in claim_references(case).values() for claim in ids}
    assert named <= set(case.claims)
    assert {figure.source for figure in case.figures.values()} <= set(case.sources)
    assert {claim.source for claim in case.claims.values() if claim.source} <= set(case.sources)


@pytest.mark.parametrize("name", SHIPPED)
def test_weights_are_a_hundred_and_values_cover_all_options(name: str) -> None:
    case = shipped(name)
    for signer in case.signers():
        preferences = case.preferences[signer]
        assert isinstance(preferences.weights, dict)
        assert sum(centre(w) for w in preferences.weights.values()) == pytest.approx(100)
        assert set(preferences.weights) == set(case.issues)
        for issue, values in preferences.values.items():
            assert isinstance(values, dict)
            assert set(values) == set(case.issues[issue].options)
            assert min(centre(v) for v in values.values()) == 0
            assert max(centre(v) for v in values.values()) == 100


@pytest.mark.parametrize("name", SHIPPED)
def test_every_perspective_resolves_and_changes_something(name: str) -> None:
    case = shipped(name)
    base = quantities(case)
    for perspective in case.perspectives:
        seen = quantities(resolve(case, perspective))
        assert seen.keys() == base.keys()
        changed = [path for path, number in seen.items() if number != base[path]]
        assert bool(changed) == (perspective != "baseline")
        assert set(case.perspectives[perspective].set) == set(changed)


def test_ukraine_parties(ukraine: Case) -> None:
    assert set(ukraine.signers()) == {"russia", "ukraine"}
    assert sorted(ukraine.third_parties()) == sorted(THIRD_PARTIES)


def test_ukraine_issues_as_on_the_table(ukraine: Case) -> None:
    assert {issue: list(told.options) for issue, told in ukraine.issues.items()} == ISSUES
    assert math.prod(len(told.options) for told in ukraine.issues.values()) == 124_416


def test_ukraine_plans_and_perspectives(ukraine: Case) -> None:
    assert tuple(ukraine.plans) == PLANS
    assert tuple(ukraine.perspectives) == PERSPECTIVES
    joined = " ".join(ukraine.perspectives["op_ed"].joined_by)
    assert "R3" in joined and "R11" in joined


def test_ukraine_plans_are_what_they_are_called(ukraine: Case) -> None:
    assert not ukraine.plans["no_mediation"].mediators
    assert ukraine.plans["us_direct_promise"].mediators == ()
    levers = ukraine.plans["us_direct_promise"].levers
    assert levers != "all" and {ukraine.levers[lever].holder for lever in levers} == {"united_states"}
    assert ukraine.plans["back_channel"].mode == "private"
    assert set(ukraine.plans["everyone"].if_willing) == set(THIRD_PARTIES)
    panel = ukraine.plans["panel_of_seven"]
    assert panel.mediators == ("united_nations",) and panel.if_willing == ("china",)
    assert {(n.by, n.count) for n in panel.nominated} == {("russia", 2), ("ukraine", 2)}
    public, private = ukraine.plans["china_induced_public"], ukraine.plans["china_induced_private"]
    assert (public.mode, private.mode) == ("public", "private")
    assert public.offers == private.offers != ()


def test_ukraine_third_parties_can_be_ranked(ukraine: Case) -> None:
    for party in THIRD_PARTIES:
        assert party in ukraine.stakes
        assert set(ukraine.mistrust[party]) == set(ukraine.candour[party]) == {"russia", "ukraine"}


def test_ukraine_claims_are_those_of_the_dossier(ukraine: Case) -> None:
    assert set(ukraine.claims) == set(MOVES)


@pytest.mark.parametrize("claim", [claim for claim, paths in MOVES.items() if paths])
def test_ukraine_claim_moves_what_it_should(ukraine: Case, claim: str) -> None:
    base = {path for path, number in quantities(ukraine).items() if claim in number.claims}
    held = {
        path for view in ukraine.perspectives.values() for path, number in view.set.items() if claim in number.claims
    }
    for pattern in MOVES[claim]:
        assert any(re.fullmatch(pattern, path) for path in base | held), f"{claim} moves nothing at {pattern}"


@pytest.mark.parametrize("claim", [claim for claim, paths in MOVES.items() if not paths])
def test_ukraine_conclusions_say_what_tests_them(ukraine: Case, claim: str) -> None:
    assert ukraine.claims[claim].tested_by


def test_ukraine_baseline_holds_every_belief(ukraine: Case) -> None:
    base = quantities(ukraine)
    for name, view in ukraine.perspectives.items():
        for path, number in view.set.items():
            low, high = base[path].support()
            if path.endswith(".probability"):  # a chance strictly between 0 and 1 already draws both worlds
                low, high = (0.0, 1.0) if low > 0 and high < 1 else (low, high)
            mine = number.support()
            assert low <= mine[0] and mine[1] <= high, f"{name}: {path} leaves the baseline's range"


def test_ukraine_believers_stand_by_their_own_claims(ukraine: Case) -> None:
    for name, view in ukraine.perspectives.items():
        used = {claim for number in view.set.values() for claim in number.claims}
        assert used <= set(view.claims), name
        assert all(number.basis == "claim" for number in view.set.values()), name


def test_ukraine_hindsight_sets_no_number(ukraine: Case) -> None:
    used = {number.source for number in quantities(ukraine).values() if number.source}
    assert used and not used & HINDSIGHT
    assert ukraine.hindsight is not None and ukraine.hindsight.settled is False
    assert set(ukraine.hindsight.mediated) <= set(ukraine.third_parties())
    terms = ukraine.hindsight.texts[0].terms
    assert set(terms) == set(ukraine.issues)
    assert all(option is None or option in ukraine.issues[issue].options for issue, option in terms.items())


def test_ukraine_imposed_ends_are_whole_packages_that_obey_the_rules(ukraine: Case) -> None:
    packages = [end.package for end in outcomes(ukraine) if end.package]
    assert len(packages) == 3
    for package in packages:
        assert set(package) == set(ukraine.issues)
        for rule in ukraine.rules:
            assert any(package[issue] != option for issue, option in rule.forbid.items()), rule.why


def test_ukraine_war_costs_move_together(ukraine: Case) -> None:
    groups = {
        number.group for path, number in quantities(ukraine).items() if re.fullmatch(r"war\.values\.\w+\.cost", path)
    }
    assert groups == {"war_cost"}


# --- Yemen ----------------------------------------------------------------------------------------------------------
YEMEN_ISSUES = {
    "ceasefire": ["halt_of_marib_offensive_only", "nationwide_two_months", "nationwide_open_ended"],
    "cross_border": ["missiles_and_drones_stop", "mutual_stop_incl_air_strikes", "air_strikes_stop_only"],
    "fuel_ships": ["inspection_as_before", "eighteen_ships_in_two_months", "free_entry"],
    "sanaa_airport": ["closed", "two_flights_a_week", "open"],
    "taiz_roads": ["opened_first", "talks_on_opening", "unchanged"],
    "salaries": ["by_government_from_its_lists", "shared_fund_from_port_revenue", "all_by_government_incl_forces"],
    "prisoners": ["none", "staged_exchange", "all_for_all"],
    "oil_revenue": ["government_keeps", "escrow", "shared"],
    "political_track": ["talks_under_un_at_once", "roadmap_later", "none"],
    "foreign_forces": ["stay", "phased_withdrawal", "leave_now"],
}
YEMEN_PLANS = (
    "no_mediation", "un_alone", "oman_alone", "un_with_oman", "saudi_houthi_direct", "un_oman_saudi_iran", "us_pressure",
)  # fmt: skip
YEMEN_PERSPECTIVES = ("baseline", "ripe", "regroup", "proxy", "humanitarian", "southern")


@pytest.fixture
def yemen() -> Case:
    return shipped("yemen-2022")


def test_yemen_is_what_was_on_the_table(yemen: Case) -> None:
    assert {issue: list(told.options) for issue, told in yemen.issues.items()} == YEMEN_ISSUES
    assert tuple(yemen.plans) == YEMEN_PLANS
    assert tuple(yemen.perspectives) == YEMEN_PERSPECTIVES
    assert set(yemen.signers()) == {"government", "ansar_allah", "southern_council"}
    assert yemen.parties["southern_council"].within == "government"
    thirds = {
        "saudi_arabia",
        "iran",
        "uae",
        "oman",
        "united_nations",
        "united_states",
        "united_kingdom",
        "egypt",
        "jordan",
    }
    assert set(yemen.third_parties()) == thirds == set(yemen.stakes) == set(yemen.candour)


@pytest.mark.parametrize("name", ["ukraine-2022", "yemen-2022"])
def test_baseline_holds_every_belief_and_believers_stand_by_their_claims(name: str) -> None:
    case = shipped(name)
    base = quantities(case)
    for view in case.perspectives.values():
        used = {claim for number in view.set.values() for claim in number.claims}
        assert used <= set(view.claims)
        for path, number in view.set.items():
            assert number.basis == "claim"
            low, high = base[path].support()
            if path.endswith(".probability"):
                low, high = (0.0, 1.0) if low > 0 and high < 1 else (low, high)
            assert low <= number.support()[0] and number.support()[1] <= high, path


def test_yemen_hindsight_sets_no_number(yemen: Case) -> None:
    assert yemen.hindsight is not None
    assert all(event.date > yemen.as_of.isoformat() for event in yemen.hindsight.events)
    assert all(event.date <= yemen.as_of.isoformat() for event in yemen.timeline)
    terms = yemen.hindsight.texts[0].terms
    assert set(terms) == set(yemen.issues)
    assert all(option is None or option in yemen.issues[issue].options for issue, option in terms.items())
    assert set(yemen.hindsight.mediated) <= set(yemen.third_parties())


def test_yemen_imposed_ends_obey_the_rules(yemen: Case) -> None:
    packages = [end.package for end in outcomes(yemen) if end.package]
    assert len(packages) == 2
    for package in packages:
        assert set(package) == set(yemen.issues)
        for rule in yemen.rules:
            assert any(package[issue] != option for issue, option in rule.forbid.items()), rule.why


@pytest.mark.parametrize("name", ["ukraine-2022", "yemen-2022"])
def test_ties_are_data_with_years_and_what_is_no_dependence_weighs_nothing(name: str) -> None:
    case = shipped(name)
    assert case.ties is not None
    grounds = quantities(case)
    for p, tie in enumerate(case.ties.pairs):
        for side in (0, 1):
            ground = grounds[f"ties.pairs.{p}.shares.{side}"]
            assert ground.basis != "data" or (ground.source in case.sources and tie.year)
    kinds = {tie.kind for tie in case.ties.pairs}
    assert {"trade", "arms", "finance", "votes", "alliance", "borders", "sanctions"} <= kinds
    for kind in ("votes", "alliance", "borders", "sanctions"):
        weight = case.ties.weights[kind]
        assert weight.is_fixed and weight.support() == (0, 0) and weight.note
    nobody = {"vatican", "united_nations"}
    assert set(case.third_parties()) - nobody <= {party for tie in case.ties.pairs for party in tie.between}
