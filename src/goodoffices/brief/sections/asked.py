"""The question that the case asks, taken up: the plan it names, who refuses that and why, and the best plan found anywhere."""

from __future__ import annotations

import re

from goodoffices.brief import refusal
from goodoffices.brief.desk import Desk
from goodoffices.brief.sections.search import described
from goodoffices.brief.standing import best_of, own_plan
from goodoffices.brief.unsteady import warning_words
from goodoffices.kit.likelihood import likelihood
from goodoffices.kit.numbers import fine_percent, percent, percentage_points
from goodoffices.study.plans.answer import PlanResult

SMALL = frozenset({"a", "an", "and", "as", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with"})
LEAST = 4
"""Letters that a word of the question and one of a name must begin with alike."""


def _words(text: str) -> list[str]:
    return [w for w in re.findall(r"\w+", text.casefold()) if w not in SMALL]


def _said(word: str, words: list[str]) -> bool:
    """Whether a text has a word or one made of it: `Chinese` for `China`, not `mediate` for `mediation`."""
    least = max(LEAST, len(word) - 1)
    return any(word == w or (len(w) >= least and word[:least] == w[:least]) for w in words)


def named(name: str, question: str) -> bool:
    """Whether a question names somebody or something: more than half of the words of its name are there."""
    parts, words = _words(name), _words(question)
    return bool(parts) and sum(_said(p, words) for p in parts) > len(parts) / 2


def plan_asked(desk: Desk) -> str | None:
    """The plan with mediators that the question names, else the best plan of the mediator that it names; None for neither."""
    question, results = desk.case.question or "", desk.base.plans
    mediated = [p for p, r in results.items() if r.mediators]
    by_name = [p for p in mediated if len(_words(desk.names.plan(p))) > 1 and _whole(desk.names.plan(p), question)]
    if by_name:
        return max(by_name, key=lambda p: len(_words(desk.names.plan(p))))
    shown = [own for k in mediators_asked(desk) if (own := own_plan(desk.base, k)) is not None]
    return best_of(desk.base, [r.plan for r in shown])


def mediators_asked(desk: Desk) -> tuple[str, ...]:
    """Third parties that the question names, in file order."""
    question = desk.case.question or ""
    return tuple(k for k in desk.case.third_parties() if named(desk.case.parties[k].name, question))


def _whole(name: str, question: str) -> bool:
    words = _words(question)
    return all(p in words for p in _words(name))


def words(desk: Desk) -> str:
    """For the bottom line; nothing where the case names no plan."""
    if desk.best is None:
        return ""
    asked = plan_asked(desk)
    said = _asked(desk, desk.base.plans[asked]) if asked else _unnamed(desk)
    return " ".join(part for part in (said, _best_anywhere(desk)) if part)


def _asked(desk: Desk, plan: PlanResult) -> str:
    who = [k for k in mediators_asked(desk) if k in plan.mediators]
    of = f"with {desk.names.parties(who)}, as the question asks" if who else "which the question names"
    parts = (
        f"“{desk.names.plan(plan.plan)}”, {of}: success is {likelihood(plan.success)}, {percent(plan.success)} of draws "
        f"(± {fine_percent(2 * plan.se)}).",
        warning_words([plan], desk.names),
        refusal.side_words(desk, plan),
        refusal.helper_words(desk, plan),
    )
    return " ".join(part for part in parts if part)


def _unnamed(desk: Desk) -> str:
    """What is said where the question names no mediator: who refuses the best plan with one."""
    plan = desk.followed[-1] if desk.followed and desk.followed[-1].mediators else None
    if plan is None:
        return "No plan of the case has a mediator."
    parts = (
        f"The question names no mediator. With one, “{desk.names.plan(plan.plan)}” succeeds most often: "
        f"{percent(plan.success)} of draws (± {fine_percent(2 * plan.se)}).",
        warning_words([plan], desk.names),
        refusal.side_words(desk, plan),
        refusal.helper_words(desk, plan),
    )
    return " ".join(part for part in parts if part)


def _best_anywhere(desk: Desk) -> str:
    """The best plan of the whole brief: of the case, or one that was searched for and does better beyond error."""
    best, view = desk.best, desk.found
    assert best is not None
    own = f"“{desk.names.plan(best.plan)}”"
    if view is None or not view.lead > 2 * view.lead_se:
        beyond = "" if view is None else ", and the search found none that is clearly better"
        return f"Best plan found anywhere in this brief: {own}, {percent(best.success)} of draws{beyond}."
    return (
        f"Best plan found anywhere in this brief, and searched for: {described(view.best.plan, desk.names)}, "
        f"{percent(view.best.fresh)} on {desk.search_draws:,} fresh draws (± {fine_percent(2 * view.best.fresh_se)}), "
        f"{percentage_points(view.lead)} more than the best of the case on them; of the case's own {own}, "
        f"{percent(best.success)} of all draws."
    )
