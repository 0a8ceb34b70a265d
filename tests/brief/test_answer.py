"""The bottom line takes up the question asked, names who refuses and what turns it; sentences do not contradict each other."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tests.brief import factory

from goodoffices.brief import refusal
from goodoffices.brief.desk import Desk
from goodoffices.brief.overview import overviews
from goodoffices.brief.sections import asked, candidates, induce, mediators, necessity, plans, spoilers
from goodoffices.brief.unsteady import WARNING, chance, unsteady
from goodoffices.brief.words import lines
from goodoffices.case.reading import load
from goodoffices.case.schema import Case, Plan
from goodoffices.engines.spread import Spread
from goodoffices.play.study import Study
from goodoffices.study.mediators.answer import CoalitionResult, Estimate
from goodoffices.study.plans.answer import ConsentResult, Engagement, PlanResult, SpoilerUse
from goodoffices.study.spoilers.answer import PlanSpoilers, Spoiler, Unwilling

LEVEL = {"direct": 0.4, "by0": 0.1, "by1": 0.3, "by2": 0.3, "by3": 0.3, "by4": 0.3}


def spread(middle: float) -> Spread:
    return Spread(middle, middle - 2, middle - 1, middle, middle + 1, middle + 2, float(middle >= 0))


def refused(plan: PlanResult, side: float, mistrust: float, helper: float = 2.0) -> PlanResult:
    """The plan with side0 at a margin, side1 content, and its mediator at a margin."""
    consent = (
        ConsentResult("side0", 0.1 if side < 0 else 1.0, spread(side), mistrust),
        ConsentResult("side1", 1.0, spread(5.0), 1.0),
    )
    share = 0.1 if helper < 0 else 1.0
    return replace(plan, consent=consent, engagement=(Engagement("third0", True, share, spread(helper), {}, 1.0),))


def desk(question: str = "Should third 0 be asked to mediate?", **changed: Any) -> Desk:
    """A made-up desk in which some plans are as given; nothing is searched for."""
    case = factory.case(perspectives=1).model_copy(update={"question": question})
    study = factory.study(case, levels={"baseline": LEVEL})
    base = study.perspectives["baseline"]
    plans_ = {p: changed.get(p, lambda r: r)(r) for p, r in base.plans.items()}
    found = Desk(replace(study, perspectives={"baseline": replace(base, plans=plans_)}))
    found.__dict__["found"] = None
    return found


# --- the question ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "question", "found"),
    [
        ("China", "Should outside powers back Chinese mediation?", True),
        ("National Conciliation Service", "Should the conciliation service be called in?", True),
        ("the African Union", "the African Union alone, or with others?", True),
        ("The mediation centre", "Should they let somebody mediate, and whom?", False),
        ("United Nations", "Should the United States mediate?", False),
    ],
)
def test_a_name_is_found_in_the_question(name: str, question: str, found: bool) -> None:
    assert asked.named(name, question) is found


def test_the_answer_names_the_plan_the_side_its_margin_and_what_turns_it() -> None:
    given = desk(by0=lambda r: refused(r, -1.5, 3.0, helper=-2.0), by1=lambda r: refused(r, 4.0, 1.0))
    said = asked.words(given)
    assert said.startswith("“Mediation by third 0 & friends”, with Third <0>, as the question asks")
    assert "10% of draws" in said
    assert "Side A & Co refuses it: it consents in 10% of draws, its mean margin being −1.5 points" in said
    assert "The least that turns it: 1.5 points less mistrust (of 3), half of the draws" in said
    assert "; to “Mediation by third 1 & friends” it consents in 100%." in said
    assert "Third <0> would do its part in 10% of draws, its mean margin being −2 points; the least" in said
    assert "that turns it: 2 points more on taking part, half of the draws." in said
    assert "Best plan found anywhere in this brief: “Direct talks”, 40% of draws" in said


def test_where_trust_is_not_enough_that_is_said() -> None:
    plan = desk(by0=lambda r: refused(r, -5.0, 1.0)).base.plans["by0"]
    least = refusal.side_least(plan)
    assert least is not None
    assert (
        refusal.turn_words(least)
        == "5 points more to gain from these talks, half of the draws (its mistrust is only 1)"
    )


def test_a_question_without_a_mediator_is_answered_with_the_best_mediated_plan() -> None:
    given = desk("Should anybody mediate?", by2=lambda r: replace(refused(r, 4.0, 1.0), success=0.39))
    assert asked.plan_asked(given) is None
    said = asked.words(given)
    assert said.startswith(
        "The question names no mediator. With one, “Mediation by third 2 & friends” succeeds most often: 39%"
    )
    assert "No side refuses it." in said


def test_the_best_plan_may_be_one_that_was_searched_for() -> None:
    given = desk()
    best = SimpleNamespace(
        plan=Plan(name="", mediators=("third3",), levers=(), mode="private"), fresh=0.7, fresh_se=0.01
    )
    given.__dict__["found"] = SimpleNamespace(best=best, lead=0.3, lead_se=0.02)
    said = asked.words(given)
    assert (
        "Best plan found anywhere in this brief, and searched for: Third <3> in private, 70% on 256 fresh draws" in said
    )
    assert "30 percentage points more than the best of the case on them; of the case's own “Direct talks”, 40%" in said
    assert [line.text for line in lines(given.study, given) if line.label == "Answer"] == [said]


# --- tables with consent ---------------------------------------------------------------------------------------------


def test_every_table_with_consent_says_who_refuses() -> None:
    given = desk(by0=lambda r: refused(r, -1.5, 3.0))
    table = mediators.mediators_table(given)
    row = next(r for r in table.rows if "Third" in str(r[0]) and "0" in str(r[0]))
    assert table.head[-1] == refusal.HEAD
    assert row[-1] == "Side A & Co (−1.5 points): 1.5 points less mistrust, half of the draws"


def test_tables_of_a_study_say_who_refuses() -> None:
    from goodoffices.brief.annex.results import plans_annex

    found = Desk(overviews(Study(load("fence"), draws=64, seed=1, perspectives=["baseline"])))
    blocks = [*candidates.blocks(found), *spoilers.blocks(found), *plans_annex(found).blocks]
    heads = [getattr(b, "head", ()) for b in blocks]
    asked_for = [
        h for h in heads if any(w in str(h) for w in ("Sides consent", "Consent ", "Lets no mediator", "Coalition"))
    ]
    assert len(asked_for) >= 5
    assert all(h[-1] in (refusal.HEAD, spoilers.REFUSES) for h in asked_for)


# --- contradictions --------------------------------------------------------------------------------------------------


def coalition(members: tuple[str, ...], gain: float) -> CoalitionResult:
    return CoalitionResult(members, Estimate(0.2, 0.01), Estimate(gain, 0.01), Estimate(0, 0), 1.0, 1.0, {"side0": 1.0})


def test_enough_alone_is_told_from_the_study_where_the_coalition_is_a_plan_of_the_case() -> None:
    case = factory.case(perspectives=1)
    open_ = {p: spec.model_copy(update={"mode": "public"}) for p, spec in case.plans.items()}
    study = factory.study(case.model_copy(update={"plans": open_}), levels={"baseline": LEVEL | {"by0": 0.9}})
    gain = candidates.gain_of(Desk(study), coalition(("third0",), -0.2))
    assert gain.value == pytest.approx(0.5) and gain.tells
    assert candidates.gain_of(desk(), coalition(("third0",), -0.2)).value == -0.2, (
        "by0 is in private: no plan of the case"
    )


def test_help_of_others_is_told_where_a_mediator_is_said_to_do_better() -> None:
    helped = desk(by0=lambda r: replace(r, success=0.9, success_by_draw=np.full(256, 0.9, np.float32), levers=_lent(r)))
    said = necessity.mediator_text(helped)
    assert "As the only mediator, Third <0>, with means of Third <4>, does better than direct talks" in said


def _lent(plan: PlanResult) -> Any:
    return (replace(plan.levers[0], holder="third4"),)


def spoilt(given: Desk, consent_costs: float, breaking: float = 0.0) -> PlanSpoilers:
    zero = spread(0.0)
    signer = Unwilling("side0", 0.5, 0.0, zero, 0.0, consent_costs, 0.01, 0.0, 0.0, breaking, 0.01)
    return PlanSpoilers("by0", 0.1, 0.01, 0.1, 0.0, 0.0, (), (signer,))


def test_a_side_that_consents_is_not_said_to_keep_mediators_out() -> None:
    willing = desk(by0=lambda r: refused(r, 4.0, 1.0))
    assert spoilers._signers(willing, spoilt(willing, 0.4)) == ""
    unwilling = desk(by0=lambda r: refused(r, -1.5, 3.0))
    said = spoilers._signers(unwilling, spoilt(unwilling, 0.4))
    assert "most is lost by Side A & Co not letting the mediators in (it does in 10% of draws): 40" in said


@pytest.mark.parametrize(
    ("receiver", "said"),
    [("third4", "which what the case offers it does not reach"), ("third1", "which nobody offers")],
)
def test_a_price_that_somebody_offers_is_not_said_to_be_offered_by_nobody(receiver: str, said: str) -> None:
    raw = factory.case(perspectives=1)
    offer = {"giver": "third0", "receiver": receiver, "value": 2}
    case = Case.model_validate(raw.model_dump(exclude_unset=True) | {"offers": {"gift": offer}})
    found = Desk(factory.study(case))
    spoiler = Spoiler(
        "third4", 0.6, spread(-3.0), ("x",), 0.3, 0.05, 0.01, "for_a_price", 4.0, 5.0, None, 0.1, 0.01, 0.5, (), None, None
    )
    assert said in spoilers._spoiler(found, spoiler)


def test_a_spoiler_is_not_praised_as_a_mediator() -> None:
    def best(r: PlanResult) -> PlanResult:
        return replace(r, candour=dict.fromkeys(r.candour, 0.99))

    assert "Third <2> (99% of draws)" in mediators.candid_words(desk(by2=best))
    spoils = desk(by2=best, by0=lambda r: replace(r, spoilers=(SpoilerUse("third2", 0.6, 0.4, 0.1, ()),)))
    assert "Third <2>" not in mediators.candid_words(spoils)
    assert "which itself loses from a settlement in 60% of draws" in candidates._spoken(spoils, "third2")


def test_offers_to_a_mediator_that_a_side_refuses_are_not_recommended_without_a_word() -> None:
    given = desk(by0=lambda r: refused(r, -1.5, 3.0))
    given.__dict__["inducement"] = SimpleNamespace(mediator="third0")
    assert "offers to it do not bring Side A & Co in, which consents" in induce._refused(given)
    given = desk(by0=lambda r: refused(r, 4.0, 1.0))
    given.__dict__["inducement"] = SimpleNamespace(mediator="third0")
    assert induce._refused(given) == ""


# --- figures that seeds would move -----------------------------------------------------------------------------------


def shaky(plan: PlanResult, by: float) -> PlanResult:
    return replace(plan, shifts=np.array([-by, by] * 4))


def test_a_figure_near_a_threshold_is_not_shown_without_a_warning() -> None:
    given = desk(by0=lambda r: shaky(r, 0.2), direct=lambda r: shaky(r, 0.2))
    results = given.base.plans
    assert unsteady(results["by0"]) and not unsteady(shaky(results["by1"], 0.005))
    assert chance(results["by0"]) == f"10% ({WARNING})" and chance(results["by1"]) == "30%"
    assert "rests on few draws near a threshold" in asked.words(given)
    assert "rests on few draws near a threshold" in plans.headline(given)
    row = next(r for r in mediators.mediators_table(given).rows if "0" in str(r[0]))
    assert f"10% ({WARNING})" in row
