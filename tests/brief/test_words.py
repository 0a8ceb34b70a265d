"""Sentences must follow the numbers: each is read at the edges where it has to change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from tests.brief import factory

from goodoffices.brief.desk import Desk
from goodoffices.brief.overview import Overview, Overviews
from goodoffices.brief.sections import (
    disagreement,
    hindsight,
    holding,
    limits,
    necessity,
    package,
    plans,
    ripeness,
    zone,
)
from goodoffices.brief.sections.mediators import role
from goodoffices.brief.sections.parties import red_lines_words
from goodoffices.brief.standing import focus, leaders, regrets
from goodoffices.brief.words import bottom_line
from goodoffices.case.reading import load
from goodoffices.case.schema import Case
from goodoffices.kit.names import Names, listed, shortened
from goodoffices.study.war.answer import Ripeness


def same_everywhere(case: Case, success: Mapping[str, float]) -> Overviews:
    return factory.study(case, levels=dict.fromkeys(case.perspectives, success))


def base(success: Mapping[str, float]) -> tuple[Case, Overview, Names]:
    case = factory.case(perspectives=1)
    return case, Desk(same_everywhere(case, success)).base, Names(case)


LEVEL = dict.fromkeys(("direct", "by0", "by1", "by2", "by3", "by4"), 0.3)


# --- plans --------------------------------------------------------------------------------------------------------


def test_no_plan_works() -> None:
    _, result, names = base(dict.fromkeys(LEVEL, 0.0))
    assert plans.best_words(result, names).startswith("No plan works: the best, “Direct talks”, succeeds in 0%")


def test_all_plans_alike() -> None:
    case, result, names = base(LEVEL)
    assert len(leaders(result)) == 6
    assert (
        plans.best_words(result, names)
        == "No plan stands out: all 6 succeed about as often within the error of the run (30% of draws)."
    )
    assert "do alike within error" in plans.mediated_words(case, result, names)


def test_a_tie_between_two_names_both() -> None:
    _, result, names = base(LEVEL | {"direct": 0.6, "by1": 0.6})
    words = plans.best_words(result, names)
    assert words.startswith("“Direct talks” and “Mediation by third 1 & friends” lead and cannot be told apart")
    assert "likely (about 6 in 10), 60% of draws" in words


@pytest.mark.parametrize(("lead", "word"), [(0.01, "barely ahead of"), (0.2, ", ahead of")])
def test_a_single_leader_and_its_lead(lead: float, word: str) -> None:
    _, result, names = base(LEVEL | {"by1": 0.3 + lead})
    words = plans.best_words(result, names)
    assert words.startswith("“Mediation by third 1 & friends” succeeds most often")
    assert word in words


def test_a_tie_within_error_is_not_called_a_lead() -> None:
    _, result, names = base(LEVEL)
    rng = np.random.default_rng(1)
    noisy = (rng.random(factory.DRAWS) < 0.31).astype(np.float32)
    plan = replace(result.plans["by1"], success_by_draw=noisy, success=float(noisy.mean()), draws_se=0.03)
    found = replace(result, plans={**{p: r for p, r in result.plans.items() if p in ("direct",)}, "by1": plan})
    assert "stands out" in plans.best_words(found, names)


def test_no_mediator_plan_best() -> None:
    case, result, names = base(LEVEL | {"direct": 0.8})
    assert plans.mediated_words(case, result, names).startswith(
        "Every plan with a mediator does worse than direct talks"
    )
    assert plans.best_words(result, names).startswith("“Direct talks” succeeds most often: very likely (about 8 in 10)")


def test_mediated_plan_best() -> None:
    case, result, names = base(LEVEL | {"by2": 0.8})
    assert "does better than direct talks (80% against 30%)" in plans.mediated_words(case, result, names)


def test_no_plan_at_all() -> None:
    desk = Desk(factory.bare())
    assert plans.headline(desk) == "The case names no plan, so none is compared."
    assert plans.breaking(desk) == plans.table_of_regret(desk) == ""


def test_every_draw_succeeds_and_no_link_breaks() -> None:
    _, result, names = base(dict.fromkeys(LEVEL, 1.0))
    assert plans.binding_words(result.plans["direct"]) == "No link of it breaks often."
    single = replace(result, plans={"direct": result.plans["direct"]})
    assert "certain in the model (every draw)" in plans.best_words(single, names)


def test_regret_names_the_safest_plan() -> None:
    case = factory.case()
    levels = {v: LEVEL | {"direct": 0.0, "by0": 0.5} for v in case.perspectives} | {
        "view1": LEVEL | {"direct": 0.9, "by0": 0.0, "by1": 0.8}
    }
    study = factory.study(case, levels=levels)
    regret = regrets(study)
    assert regret["by1"] == pytest.approx(0.2)
    words = plans.regret_words(regret, "by0", Names(case), 4)
    assert "is “Mediation by third 1 & friends” (at worst 20 percentage points behind" in words
    assert "leads, or ties" in plans.regret_words({"by0": 0.0, "by1": 0.2}, "by0", Names(case), 4)
    assert plans.regret_words(regret, "by0", Names(case), 1) == ""


# --- must it be this mediator ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("success", "said"),
    [
        ({"by0": 0.6, "by4": 0.2}, "makes a difference"),
        ({"by0": 0.31, "by4": 0.2}, "adds little"),
        ({"by4": 0.1}, "is not shown to be needed"),
        ({"by0": 0.0, "by4": 0.0}, "It need not be"),
        ({"direct": 0.0, "by1": 0.0, "by2": 0.0, "by3": 0.0}, "Without Third <0> no plan works"),
        (dict.fromkeys(LEVEL, 0.0), "With or without Third <0>, no plan works"),
    ],
)
def test_necessity(success: dict[str, float], said: str) -> None:
    _, result, names = base(LEVEL | success)
    assert focus(result) == "third0"
    assert said in necessity.necessary_words("Third <0>", necessity.necessity(result, "third0"), result, names)


def test_necessity_cannot_be_tested_where_every_plan_has_the_mediator() -> None:
    _, result, names = base(LEVEL)
    only = replace(result, plans={"by0": result.plans["by0"]})
    assert "cannot be tested" in necessity.necessary_words("X", necessity.necessity(only, "third0"), only, names)


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (0.3, "no better and no worse"),
        (0.1, "does worse"),
        (0.34, "little better"),
        (0.4, "but fails more often than not"),
        (0.9, "does better than direct talks"),
    ],
)
def test_sufficiency(own: float, said: str) -> None:
    case, result, names = base(LEVEL | {"by0": own})
    assert said in necessity.sufficient_words("X", necessity.sufficiency(case, result, "third0"), result, names)


def test_roles_follow_levers_and_candour() -> None:
    _, result, _ = base(LEVEL)
    plan = result.plans["by0"]
    assert role(plan, "third0") == "manipulator"
    weak = replace(plan, levers=(), candour={"side0": 0.3, "side1": 0.0})
    assert role(weak, "third0") == "formulator"
    assert role(replace(weak, candour={"side0": 0.299}), "third0") == "communicator"


# --- the zone, ripeness, holding, spoilers --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("exists", "said"),
    [
        (0.0, "ruled out in the model (no draw)"),
        (0.5, "about as likely as not"),
        (1.0, "certain in the model (every draw)"),
    ],
)
def test_existence(exists: float, said: str) -> None:
    _, result, names = base(LEVEL)
    found = replace(result.zone, exists=exists)
    assert said in zone.exists_words(found, names)
    assert (zone.shortest_words(found, names) == "") == (exists == 1.0)


def test_shortest_party_is_named_or_both() -> None:
    _, result, names = base(LEVEL)
    one = replace(result.zone, exists=0.5, shortest_party={"side0": 0.9, "side1": 0.1})
    assert "Side A & Co is the one that falls short in 90%" in zone.shortest_words(one, names)
    even = replace(one, shortest_party={"side0": 0.51, "side1": 0.49})
    assert "about equally often" in zone.shortest_words(even, names)


def test_margin_says_better_off_or_short() -> None:
    _, result, _ = base(LEVEL)
    spread = replace(result.zone.margin, q50=4.0)
    assert "is better off by 4 points" in zone.margin_words(replace(result.zone, margin=spread))
    assert "falls short by 4 points" in zone.margin_words(replace(result.zone, margin=replace(spread, q50=-4.0)))
    assert "crosses somebody's red line" in zone.margin_words(replace(result.zone, margin=replace(spread, q50=-np.inf)))


def _ripe(objective: float, perceived: float, way_out: float, verdict: str) -> Ripeness:
    both = {"side0": objective, "side1": objective}
    months = np.linspace(0, 6, 13)
    return Ripeness(
        both, dict.fromkeys(both, perceived), dict.fromkeys(both, months), way_out, np.linspace(way_out, 0, 13), verdict
    )  # type: ignore[arg-type]


def test_ripeness_names_what_is_missing() -> None:
    names = Names(factory.case())
    assert ripeness.verdict_words(_ripe(0.9, 0.9, 0.9, "ripe"), names).startswith("The moment is ripe: all hurt")
    words = ripeness.verdict_words(_ripe(0.9, 0.1, 0.1, "ripening"), names)
    assert "do not mostly see that it hurts" in words
    assert "a way out exists in less than half" in words
    assert "mostly hurts neither side" in ripeness.verdict_words(_ripe(0.1, 0.1, 0.9, "ripening"), names)


def test_waiting_says_which_way_the_chance_goes() -> None:
    names = Names(factory.case())
    ripe = _ripe(0.9, 0.9, 0.8, "ripe")
    assert ripeness.waiting_words(ripe, names, 6).startswith(
        "Waiting 6 months costs Side A & Co 3 points and Side B & Co 3 points;"
    )
    assert "falls from 80% to 40%" in ripeness.waiting_words(ripe, names, 6)
    assert "stays at 80%" in ripeness.waiting_words(replace(ripe, exists_by_month=np.full(13, 0.8)), names, 6)
    gains = replace(ripe, waiting_cost={"side0": -np.ones(13), "side1": np.zeros(13)})
    assert "brings Side A & Co 1 point and changes nothing for Side B & Co" in ripeness.waiting_words(gains, names, 6)


def test_spoilers() -> None:
    _, result, names = base(LEVEL)
    assert "No third party is found to lose" in holding.spoiler_words((), "by0", names)
    acting = result.plans["by0"].spoilers
    assert "acts against it in 30%, which lowers the share found by 5 percentage points" in holding.spoiler_words(
        acting, "by0", names
    )
    idle = (replace(acting[0], acts=0.0),)
    assert holding.spoiler_words(idle, "by0", names).endswith("does nothing about it.")
    two = [replace(result.plans[plan], spoilers=idle) for plan in ("by0", "by1")]
    together = holding.spoilers_words(two, names)
    assert together.startswith("“Mediation by third 0 & friends” and “Mediation by third 1 & friends”: ")
    assert together.count("does nothing about it") == 1
    apart = holding.spoilers_words([two[0], replace(two[1], spoilers=acting)], names)
    assert (apart.count("does nothing about it"), apart.count("acts against it in 30%")) == (1, 1)


def test_what_tempts_calls_parties_by_their_names() -> None:
    case = load("ukraine-2022")
    names = Names(case)
    assert names.temptation("treaty_binds_russia") == "Treaty binds Russia"
    assert [names.temptation(k) for k, b in case.holding.breaches.items() if b.name] == [
        b.name for b in case.holding.breaches.values() if b.name
    ]


def test_holding_of_a_plan_that_delivers_nothing() -> None:
    case, result, names = base(LEVEL)
    plan = result.plans["by0"]
    dead = replace(plan, funnel=replace(plan.funnel, delivers=0.0, holds=0.0))
    assert "reaches no deal" in holding.holding_words(dead, case, names)
    assert "hiding <arms> (5)" in holding.holding_words(plan, case, names)
    assert holding.guarantee_words(replace(plan, levers=()), names) == "No third party guarantees it."


# --- perspectives, hindsight, package -------------------------------------------------------------------------------


def test_one_perspective_shows_no_disagreement() -> None:
    desk = Desk(factory.study(factory.case(perspectives=1)))
    assert disagreement.agreement_words(desk).startswith("Only one perspective was run")
    assert (
        disagreement.parting_words(desk)
        == zone.across_words(desk.views)
        == necessity.across_words(desk, "third0")
        == ""
    )


def test_perspectives_that_agree_are_said_to() -> None:
    study = same_everywhere(factory.case(), LEVEL | {"by1": 0.7})
    first = next(iter(study.perspectives.values()))
    alike = Overviews(
        study.case, study.draws, study.seed, study.version, study.digest, dict.fromkeys(study.perspectives, first)
    )
    desk = Desk(alike)
    assert disagreement.parting_words(desk) == "They hardly differ on any link of the chain."
    assert disagreement.swing_words(desk) == "The same plan leads under every perspective."
    assert "under all 4 perspectives “Mediation by third 1 & friends” leads" in disagreement.agreement_words(desk)


def test_perspectives_that_part_name_the_ends() -> None:
    case = factory.case()
    study = factory.study(
        case, levels={v: LEVEL | {("by1" if v == "view1" else "by2"): 0.8} for v in case.perspectives}
    )
    words = disagreement.swing_words(Desk(study))
    assert "“Mediation by third 2 & friends” under 3 of 4" in words
    assert "“Mediation by third 1 & friends” under “Reader 1 <sceptic>”" in words


def test_a_lead_that_is_shared_is_no_change_of_lead() -> None:
    case = factory.case()
    first = {v: LEVEL | {"by1": 0.8} for v in case.perspectives}
    study = factory.study(case, levels=first | {"view1": LEVEL | {"by1": 0.8, "by2": 0.81}})
    view = study.perspectives["view1"]
    uneven = np.where(np.arange(factory.DRAWS) < 0.81 * factory.DRAWS, 1.0, 0.0)
    plans_ = {**view.plans, "by2": replace(view.plans["by2"], success_by_draw=uneven)}
    shared = {**study.perspectives, "view1": replace(view, plans=plans_)}
    assert leaders(shared["view1"]) == ("by2", "by1")
    words = disagreement.swing_words(Desk(replace(study, perspectives=shared)))
    assert words.startswith("“Mediation by third 1 & friends” leads, or ties for the lead, under every perspective")
    assert "level with it within error: “Mediation by third 2 & friends” under “Reader 1 <sceptic>”" in words


def test_hindsight_counts_what_was_right_and_wrong() -> None:
    study = same_everywhere(factory.case(), LEVEL | {"by0": 0.9})
    words = hindsight.hindsight_text(Desk(study))
    assert "the robust text has the same answer on 5: it differs nowhere" in words
    assert "it ranks Third <0> first, who did not mediate" in words
    assert "it leaned towards a settlement, and was wrong if that plan was tried" in words
    low = hindsight.hindsight_text(Desk(same_everywhere(factory.case(), dict.fromkeys(LEVEL, 0.1))))
    assert "leans the way it went" in low


def test_hindsight_names_the_step_and_the_side() -> None:
    case = factory.case()
    names = Names(case)
    assert hindsight.compare_words(case, names, "issue0", "low", "high").endswith("(2 steps towards Side B & Co)")
    assert hindsight.compare_words(case, names, "issue0", "high", "middle").endswith("(1 step towards Side A & Co)")
    assert hindsight.compare_words(case, names, "issue1", "low", "high") == 'High of 1 "quoted"'
    assert hindsight.compare_words(case, names, "issue0", "low", "low") == "same"
    assert hindsight.compare_words(case, names, "issue0", "low", None) == "silent"


def test_whose_wish_an_option_is() -> None:
    case = factory.case()
    names = Names(case)
    assert package.gives_words(case, names, "issue0", "low") == "first choice of Side A & Co; Side B & Co gives way"
    assert package.gives_words(case, names, "issue0", "middle") == "a middle course, nobody's first choice"
    assert [package.ordinal(n) for n in (1, 2, 3, 4, 11, 12, 21)] == [
        "1st",
        "2nd",
        "3rd",
        "4th",
        "11th",
        "12th",
        "21st",
    ]


def test_red_lines_are_grouped_and_faint_ones_counted() -> None:
    case = factory.case()
    line = case.preferences["side0"].red_lines["edge"]
    faint = line.model_copy(update={"probability": line.probability.model_copy(update={"value": 0.1})})
    assert red_lines_words([line, faint], Names(case)) == 'Issue 0 <b>: High of 0 "quoted" 30%; and 1 fainter one'
    assert red_lines_words([], Names(case)) == "none stated"


def test_what_a_case_lacks_is_named_and_what_it_has_is_not() -> None:
    assert "earlier mediation" in limits.missing(factory.bare_case())
    assert "earlier mediation" not in limits.missing(factory.case())
    assert "The case says nothing of" in limits.missing_words(factory.bare_case())


def test_bottom_line_has_six_to_ten_lines() -> None:
    for made in (factory.usual(), factory.three_sided(), factory.bare()):
        lines = bottom_line(made)
        assert 6 <= len(lines) <= 10
        assert all(line.endswith((".", "?")) for line in lines)
    assert any("± " in line for line in bottom_line(same_everywhere(factory.case(), LEVEL | {"by1": 0.9})))


def test_lists_and_cuts() -> None:
    assert listed([]) == ""
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a", "b", "c", "d"], 2) == "a, b and 2 others"
    assert shortened("The United States will spoil it (R2)", 24) == "The United States… (R2)"
    assert len(shortened("x" * 80, 20)) == 20


def test_basis_of_the_numbers_is_counted() -> None:
    assert "judgement" in limits.basis_words(Desk(factory.usual()).numbers)
    assert limits.basis_words({}) == "The case holds no number."
