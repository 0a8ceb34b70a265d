"""Words by kind of conflict, articles in names, silent defaults in the brief, and the labels of the need map."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

import pytest
from markupsafe import Markup
from tests.brief import factory

from goodoffices.brief.desk import Desk
from goodoffices.brief.sections import limits, mediators, zone
from goodoffices.case.schema import Case
from goodoffices.case.vocabulary import WORDS, spoken
from goodoffices.case.wording import described
from goodoffices.kit.names import Names, sentences
from goodoffices.kit.theme import share_ticks
from goodoffices.study.plans import needs_chart as needs
from goodoffices.study.stability.stakes import option_names

STUDY = factory.usual()
DESK = Desk(STUDY)
WARLIKE = re.compile(r"\b(wars?|fighting|rearm|belligerents?|manipulator)\b", re.IGNORECASE)


def told(setting: Literal["war", "dispute", "negotiation"], **changes: object) -> Case:
    return STUDY.case.model_copy(update={"setting": setting, **changes})


@pytest.mark.parametrize("setting", ["dispute", "negotiation"])
def test_no_word_of_war_outside_a_war(setting: Literal["dispute", "negotiation"]) -> None:
    words, case = WORDS[setting], told(setting)
    assert not any(WARLIKE.search(phrase) for phrase in vars(words).values())
    assert not WARLIKE.search(" ".join(option_names(words)))
    assert words.go_on in zone.exists_words(DESK.base.zone, Names(case))
    assert not WARLIKE.search(mediators.role_rule(words))
    signer = case.signers()[0]
    for path in (f"war.values.{signer}.level", f"stakes.{case.third_parties()[0]}.war_goes_on"):
        assert not WARLIKE.search(described(case, path))


def test_a_war_keeps_its_words() -> None:
    assert "fighting on" in zone.exists_words(DESK.base.zone, Names(told("war")))
    assert option_names(WORDS["war"])[1] == "Rearm, back to war"


@pytest.mark.parametrize(
    ("name", "article", "inside"),
    [
        ("European Union", "the", "the European Union"),
        ("Türkiye", None, "Türkiye"),
        ("A mutual friend", None, "a mutual friend"),
        ("The airport operator", "the", "the airport operator"),
        ("the African Union", None, "the African Union"),
        ("Theo", None, "Theo"),
        ("A", None, "A"),
    ],
)
def test_names_inside_a_sentence(name: str, article: Literal["the"] | None, inside: str) -> None:
    assert spoken(name, article) == inside


def test_a_sentence_begins_with_a_capital() -> None:
    said = "the African Union refuses. a friend does not; the Union does. Theirs is the first."
    assert sentences(said) == "The African Union refuses. A friend does not; the Union does. Theirs is the first."
    assert sentences(Markup("the <b>end</b>")) == Markup("The <b>end</b>")
    assert type(sentences(Markup("the end"))) is Markup


def test_sentences_name_parties_with_their_article_and_tables_without() -> None:
    party = STUDY.case.third_parties()[0]
    parties = dict(STUDY.case.parties)
    parties[party] = parties[party].model_copy(update={"name": "African Union", "article": "the"})
    names = Names(told("war", parties=parties))
    assert names.party(party) == "African Union"
    assert names.spoken(party) == names.parties([party]) == "the African Union"


def test_the_brief_names_what_plans_rest_on_unsaid() -> None:
    mediator = next(m for plan in STUDY.case.plans.values() for m in plan.mediators)
    desk = Desk(replace(STUDY, case=told("war", mistrust={}, candour={})))
    said = limits.default_words(desk)
    assert f"the mistrust of {desk.names.parties(p for p in desk.case.signers())}" in said or "the mistrust of" in said
    assert f"towards {desk.names.spoken(mediator)}" in said
    assert said in limits.limits_words(desk)


def test_direct_talks_that_never_fail_are_doubted() -> None:
    base = DESK.base
    plan = next(p for p, r in base.plans.items() if not r.mediators)
    for success, doubted in ((0.99, True), (0.6, False)):
        plans = {**base.plans, plan: replace(base.plans[plan], success=success)}
        views = {**STUDY.perspectives, base.name: replace(base, plans=plans)}
        said = limits.certain_words(Desk(replace(STUDY, perspectives=views)))
        assert ("the war goes on" in said) == doubted


@pytest.mark.parametrize("length", [3, 20, 90])
@pytest.mark.parametrize("others", [0, 11])
def test_labels_of_the_need_map_are_never_cut_inside_a_number(length: int, others: int) -> None:
    plans = dict(STUDY.case.plans)
    first = next(iter(plans))
    plans[first] = plans[first].model_copy(update={"name": ("Quiet talks in the capital " * 9)[:length].strip()})
    box = needs.Box((first, *("x" for _ in range(others))), 3.0, 4.0, 0.006, 0.999, (0.004, 0.2))
    label = box.label(Names(told("war", plans=plans)))
    assert label.endswith("open under 1% to over 99%, succeeds under 1% to 20%") or "succeeds" in label
    assert label.endswith(f"succeeds {needs.span(0.004, 0.2)}")
    if not others:
        assert len(label) <= max(needs.LETTERS, needs.SHORTEST + 60)


def test_a_plan_that_fails_is_not_drawn_as_certain() -> None:
    found = DESK.base.needs
    assert found is not None
    plan = max(found.reach, key=lambda p: found.reach[p])
    sure = replace(found, reach={**found.reach, plan: 0.998}, capacity={**found.capacity, plan: (20.0, 20.0)})
    success = dict.fromkeys(sure.capacity, 0.4) | {plan: 0.0}
    drawn = needs.boxes(sure, success, (30.0, 30.0))
    box = next(b for b in drawn if plan in b.plans)
    assert box.success[0] == 0.0
    assert "succeeds 0%" in box.label(DESK.names)
    assert "though it never succeeds" in needs.needs_caption(sure, success, DESK.names)


@pytest.mark.parametrize("top", [0.01, 0.06, 0.3, 0.99, 1.18, 2.2])
def test_axes_of_shares_end_at_a_hundred(top: float) -> None:
    ticks = share_ticks(top)
    assert ticks[0] == 0 and max(ticks) <= min(top, 1.0) + 1e-9
    assert 2 <= len(ticks) <= 16
