"""Must it be this mediator: with and without it, alone against direct talks, and what its part costs it."""

from __future__ import annotations

from goodoffices.brief.desk import Desk
from goodoffices.brief.overview import Overview
from goodoffices.brief.standing import NOTHING, Comparison, alone, best_of, necessity, sufficiency
from goodoffices.brief.unsteady import warning_words
from goodoffices.kit.names import Names, listed
from goodoffices.kit.numbers import counted, fine_percent, number, percent, percentage_points
from goodoffices.study.mediators.answer import LEAST
from goodoffices.study.plans.answer import Engagement

VERDICTS = {
    "better": "better with it",
    "slightly_better": "slightly better with it",
    "alike": "alike within error",
    "slightly_worse": "slightly worse with it",
    "worse": "worse with it",
}
PARTS = {
    "settlement": "a settlement",
    "reputation": "standing as mediator",
    "effort": "the effort",
    "levers": "the levers used",
    "offers_received": "offers received",
    "offers_made": "offers made",
    "without_it": "what it would have without the plan",
}


def necessary_words(who: str, found: Comparison | None, result: Overview, names: Names) -> str:
    """Whether the best plan with the mediator does better than the best without."""
    if found is None:
        return f"Whether {who} is needed cannot be tested: the plans do not vary on it."
    with_it, without = result.plans[found.with_it], result.plans[found.without]
    error = f"{fine_percent(found.error * 2)} on the shared draws"
    pair = (
        f"“{names.plan(found.with_it)}” {percent(with_it.success)}, “{names.plan(found.without)}” "
        f"{percent(without.success)}"
    )
    if max(with_it.success, without.success) < NOTHING:
        return f"With or without {who}, no plan works ({pair})."
    if found.verdict == "alike":
        return (
            f"{who} is not shown to be needed: the best plan with it and the best without do alike within the "
            f"error ({pair}; ± {error})."
        )
    gap = percentage_points(found.gap)
    if found.gap < 0:
        much = "slightly better" if found.verdict == "slightly_worse" else "better"
        return f"It need not be {who}: the best plan without it does {much} by {gap} ({pair}; ± {error})."
    if without.success < NOTHING:
        return f"Without {who} no plan works ({pair}; ± {error})."
    if found.verdict == "slightly_better":
        return f"{who} adds little: the best plan with it does better by only {gap} ({pair}; ± {error})."
    return (
        f"{who} makes a difference: the best plan with it succeeds more often than the best without by {gap} "
        f"({pair}; ± {error}). Others can do part of it."
    )


def sufficient_words(who: str, found: Comparison | None, result: Overview, names: Names) -> str:
    """Whether the mediator on its own does better than direct talks."""
    if found is None:
        return ""
    own, direct = result.plans[found.with_it].success, result.plans[found.without].success
    pair = f"“{names.plan(found.with_it)}” {percent(own)} against {percent(direct)}; ± {fine_percent(2 * found.error)}"
    plan = result.plans[found.with_it]
    others = dict.fromkeys(v.holder for v in plan.levers if v.holder not in plan.mediators)
    who = f"{who}, with means of {names.parties(others)}," if others else who
    if found.verdict == "alike":
        return f"As the only mediator, {who} does no better and no worse than direct talks within the error ({pair})."
    if found.gap < 0:
        return f"As the only mediator, {who} does worse than direct talks ({pair})."
    if found.gap < LEAST:
        return f"As the only mediator, {who} does little better than direct talks ({pair})."
    rest = "" if own > 0.5 else ", but fails more often than not"
    return f"As the only mediator, {who} does better than direct talks ({pair}){rest}."


def across_words(desk: Desk, who: str) -> str:
    """How many perspectives come out on each side."""
    if len(desk.views) < 2:
        return ""
    found = {r.name: necessity(r, who) for r in desk.views}
    parts = []
    for verdict, words in VERDICTS.items():
        views = [r for r in desk.views if (c := found[r.name]) is not None and c.verdict == verdict]
        if views:
            parts.append(f"{words} in {'all' if len(views) == len(desk.views) else len(views)}")
    return f"Over {len(desk.views)} perspectives the best plan does {listed(parts)}." if parts else ""


def ledger_words(who: str, engagement: Engagement) -> str:
    """What the mediator gains and pays in its own points."""
    gains = sorted(((k, v) for k, v in engagement.parts.items() if v >= 0.05), key=lambda kv: -kv[1])
    pays = sorted(((k, v) for k, v in engagement.parts.items() if v <= -0.05), key=lambda kv: kv[1])
    up = listed(f"{PARTS.get(k, k)} ({number(v)})" for k, v in gains) or "nothing"
    down = listed(f"{PARTS.get(k, k)} ({number(-v)})" for k, v in pays) or "nothing"
    return f"{who}'s ledger in its own points: gains {up}; costs {down}."


def offers_words(desk: Desk, who: str) -> str:
    """What offers do to the mediator's willingness, over its plans on its own."""
    result, names, case = desk.base, desk.names, desk.case
    single = alone(result, who)
    bare = best_of(result, (p for p in single if not (p in case.plans and case.plans[p].offers)))
    paid = [p for p in single if p in case.plans and case.plans[p].offers]
    if bare is None or not paid:
        return ""
    base = _willing(result, bare, who)
    parts = [
        f"“{names.plan(p)}” ({case.plans[p].mode}; {counted(len(case.plans[p].offers), 'offer')}) "
        f"{percent(_willing(result, p, who))}"
        for p in paid
    ]
    return (
        f"In the plans of the case, whether or not those who offer are willing: {names.spoken(who)} is willing in "
        f"{percent(base)} of draws without offers; with them, under {listed(parts)}."
    )


def _willing(result: Overview, plan: str, who: str) -> float:
    return next((e.share for e in result.plans[plan].engagement if e.party == who), 0.0)


def mediator_text(desk: Desk) -> str:
    """The paragraph on the mediator most plans turn on."""
    who = desk.focus
    if who is None:
        return "No plan has a mediator, so none can be compared."
    name, result = desk.names.spoken(who), desk.base
    own = best_of(result, alone(result, who))
    engaged = next((e for e in result.plans[own].engagement if e.party == who), None) if own else None
    parts = (
        necessary_words(name, necessity(result, who), result, desk.names),
        across_words(desk, who),
        sufficient_words(name, sufficiency(desk.case, result, who), result, desk.names),
        ledger_words(name, engaged) if engaged else "",
    )
    return " ".join(p for p in parts if p)


def headline(desk: Desk) -> str:
    """Must it be this mediator, in one or two sentences for the bottom line."""
    if desk.focus is None:
        return ""
    name = desk.names.spoken(desk.focus)
    found = necessity(desk.base, desk.focus)
    must = necessary_words(name, found, desk.base, desk.names)
    compared = [desk.base.plans[p] for p in (found.with_it, found.without)] if found else []
    return " ".join(w for w in (must, across_words(desk, desk.focus), warning_words(compared, desk.names)) if w)
