"""Plans compared: who leads, by how much, where plans break, and what each choice risks over the perspectives."""

from __future__ import annotations

from collections.abc import Mapping

from goodoffices.brief.desk import Desk
from goodoffices.brief.overview import Overview, Overviews
from goodoffices.brief.standing import HARDLY, best_of, compare, direct_plan, leaders, works
from goodoffices.brief.unsteady import warning_words
from goodoffices.case.schema import Case
from goodoffices.kit.likelihood import likelihood
from goodoffices.kit.names import Names, capital
from goodoffices.kit.numbers import fine_percent, percent, percentage_points, span
from goodoffices.study.plans.answer import PlanResult
from goodoffices.study.plans.chart import STAGES

SHORT = 0.5
"""Shortfall from which a plan is no safe choice under some perspective, and is not named as one."""


def best_words(result: Overview, names: Names) -> str:
    """Which plan leads, or that none works, or that they cannot be told apart."""
    ranked = result.best_plans()
    if not ranked:
        return "The case names no plan, so none is compared."
    best = result.plans[ranked[0]]
    if not works(result):
        return f"No plan works: the best, “{names.plan(best.plan)}”, succeeds in {percent(best.success)} of draws."
    if len(ranked) == 1:
        return (
            f"The only plan, “{names.plan(best.plan)}”, is {likelihood(best.success)} to "
            f"succeed{_adjust(best.success)}."
        )
    ahead = leaders(result)
    if len(ahead) == len(ranked):
        return (
            f"No plan stands out: all {len(ranked)} succeed about as often within the error of the run "
            f"({_band(result, ahead)} of draws)."
        )
    if len(ahead) > 1:
        return (
            f"{capital(names.plans(ahead, 3))} lead and cannot be told apart within the error of the run: success is "
            f"{likelihood(best.success)}, {_band(result, ahead)} of draws."
        )
    lead = best.success - result.plans[ranked[1]].success
    much = "barely ahead of" if lead < HARDLY else "ahead of"
    return (
        f"“{names.plan(best.plan)}” succeeds most often: {likelihood(best.success)}, {percent(best.success)} of draws "
        f"(± {fine_percent(2 * best.se)}), {much} “{names.plan(ranked[1])}” by {percentage_points(lead)}."
    )


def _adjust(share: float) -> str:
    return f", {percent(share)} of draws"


def _band(result: Overview, plans: tuple[str, ...]) -> str:
    shares = [result.plans[p].success for p in plans]
    return span(min(shares), max(shares))


def range_words(study: Overviews, plan: str) -> str:
    """A plan's success over perspectives."""
    views = list(study.perspectives.values())
    if len(views) < 2:
        return "Only one perspective was run."
    low, high = min(views, key=lambda v: v.plans[plan].success), max(views, key=lambda v: v.plans[plan].success)
    a, b = percent(low.plans[plan].success), percent(high.plans[plan].success)
    if a == b:
        return f"Under every perspective it is {a}."
    return f"Over the perspectives it runs from {a} (“{low.title}”) to {b} (“{high.title}”)."


def binding_words(plan: PlanResult) -> str:
    """Which link breaks the plan most often."""
    passing = plan.funnel.passing()
    share = passing[plan.binding]
    if share >= 0.995:
        return "No link of it breaks often."
    return (
        f"It breaks most often at the link “{STAGES[plan.binding]}”, which {percent(share)} of the draws that "
        f"reach it pass."
    )


def regret_words(regret: Mapping[str, float], best: str | None, names: Names, views: int) -> str:
    """The plan that risks least over the perspectives, and whether it is the leading one."""
    if best is None or views < 2:
        return ""
    safest = min(regret, key=lambda p: regret[p])
    same = [p for p in regret if regret[p] - regret[safest] < 0.005]
    loss = percentage_points(regret[safest])
    if best in same and regret[best] < 0.0005:
        return f"“{names.plan(best)}” leads, or ties for the lead, under every perspective."
    if best in same:
        return (
            f"“{names.plan(best)}” is also the choice that can go least wrong over the perspectives: at worst "
            f"{loss} behind the best plan."
        )
    return (
        f"The choice that can go least wrong over the perspectives is “{names.plan(safest)}” (at worst {loss} "
        f"behind the best "
        f"plan, against {percentage_points(regret[best])} for “{names.plan(best)}”)."
    )


def mediated_words(case: Case, result: Overview, names: Names) -> str:
    """Whether any plan with a mediator does better than talking alone."""
    direct, best = direct_plan(case, result), best_of(result, (p for p, r in result.plans.items() if r.mediators))
    found = compare(result, best, direct)
    if found is None or best is None or direct is None or not works(result):
        return ""
    pair = f"{percent(result.plans[best].success)} against {percent(result.plans[direct].success)}"
    if found.verdict == "alike":
        return f"The best plan with a mediator, “{names.plan(best)}”, and direct talks do alike within error ({pair})."
    much = "slightly " if found.verdict.startswith("slightly") else ""
    if found.gap > 0:
        return f"The best plan with a mediator, “{names.plan(best)}”, does {much}better than direct talks ({pair})."
    return (
        f"Every plan with a mediator does {much}worse than direct talks; the best of them is "
        f"“{names.plan(best)}” ({pair})."
    )


def headline(desk: Desk) -> str:
    """Best plan, its range and error, and what mediation adds, in a few sentences."""
    mediated = best_of(desk.base, (p for p, r in desk.base.plans.items() if r.mediators))
    shown = [desk.base.plans[p] for p in (*desk.leading, *((mediated,) if mediated else ()))]
    said = (best_words(desk.base, desk.names), mediated_words(desk.case, desk.base, desk.names))
    words = " ".join(w for w in (*said, warning_words(shown, desk.names)) if w)
    if desk.best is None or len(desk.views) < 2:
        return words
    which = "" if len(desk.leading) == 1 else f"For “{desk.names.plan(desk.best.plan)}”: "
    tail = range_words(desk.study, desk.best.plan)
    return f"{words} {which}{tail[0].lower() + tail[1:] if which else tail}"


def breaking(desk: Desk) -> str:
    """Where the leading plan breaks, and the best mediated one if another; nothing where no plan is named."""
    if desk.best is None:
        return ""
    return " ".join(_named(binding_words(r), desk.names.plan(r.plan)) for r in desk.followed)


def _named(words: str, name: str) -> str:
    return words.replace("It breaks", f"“{name}” breaks").replace("No link of it", f"No link of “{name}”")


def table_of_regret(desk: Desk, most: int = 3) -> str:
    """The least risky plans in one sentence, those that fall short of the best by half of all draws left out."""
    if len(desk.views) < 2 or not desk.regret:
        return ""
    order = sorted((p for p in desk.regret if desk.regret[p] < SHORT), key=lambda p: desk.regret[p])[:most]
    if not order or (len(order) == 1 and desk.regret[order[0]] < 0.005):
        return ""  # the bottom line says that it leads everywhere
    said = "; ".join(f"“{desk.names.plan(p)}” {percentage_points(desk.regret[p])}" for p in order)
    return f"Largest shortfall against the best plan of any perspective, smallest first: {said}."
