"""Would it hold, who could break it, and who gains from the war: holding, guarantees and spoilers in words."""

from __future__ import annotations

from collections.abc import Iterable

from goodoffices.brief.blocks import Table
from goodoffices.brief.desk import Desk
from goodoffices.case.schema import Case
from goodoffices.kit.likelihood import likelihood
from goodoffices.kit.names import Names, listed
from goodoffices.kit.numbers import MISSING, number, percent, percentage_points
from goodoffices.study.plans.answer import PlanResult, SpoilerUse


def holding_words(plan: PlanResult, case: Case, names: Names) -> str:
    """How often the deals of a plan hold, who is most tempted, when and by what."""
    if not plan.holding or plan.funnel.delivers <= 0:
        return f"“{names.plan(plan.plan)}” reaches no deal whose holding could be judged."
    passing = plan.funnel.passing()["holds"]
    head = (
        f"Of the deals “{names.plan(plan.plan)}” delivers, {percent(passing)} hold over {case.holding.months} "
        f"months: holding is {likelihood(min(1.0, passing))}."
    )
    weak = min(plan.holding, key=lambda h: h.share)
    if weak.share >= 0.995:
        return f"{head} No signer is often tempted back."
    even = [h for h in plan.holding if h.share - weak.share < 0.02]
    who = names.parties([h.party for h in even]) if len(even) > 1 else names.spoken(weak.party)
    stay = f"{who} {'stay' if len(even) > 1 else 'stays'} with it in {percent(weak.share)}"
    tempted = f"; {names.spoken(weak.party)} is" if len(even) > 1 else " and is"
    pulls = listed(f"{names.temptation(k)} ({number(v)})" for k, v in weak.temptations[:2] if v > 0.05)
    pull = f", drawn most by {pulls}" if pulls else ""
    return f"{head} {stay}{tempted} most tempted about month {number(weak.worst_month, 0)}{pull}."


def guarantee_words(plan: PlanResult, names: Names) -> str:
    """Which guarantees stand behind the plan, and how far they are needed."""
    held = [lever for lever in plan.levers if lever.kind == "guarantee"]
    if not held:
        return "No third party guarantees it."
    held.sort(key=lambda v: -v.strength)
    said = listed(
        (f"{names.spoken(v.holder)} to {names.spoken(v.target)} ({number(v.strength)} points)" for v in held), 3
    )
    return f"Guarantees: {said}."


def spoilers_words(plans: Iterable[PlanResult], names: Names) -> str:
    """Who would rather have no settlement, and what it does about it; plans of which the same is said share a sentence."""
    alike: dict[str, list[str]] = {}
    for plan in plans:
        alike.setdefault(_deeds(plan.spoilers, names), []).append(plan.plan)
    return " ".join(_told(deeds, names.plans(those)) for deeds, those in alike.items())


def spoiler_words(spoilers: tuple[SpoilerUse, ...], plan: str, names: Names) -> str:
    """The same for one plan."""
    return _told(_deeds(spoilers, names), names.plans([plan]))


def _told(deeds: str, plans: str) -> str:
    if not deeds:
        return f"No third party is found to lose from a settlement under {plans}."
    return f"{plans}: {deeds}."


def _deeds(spoilers: tuple[SpoilerUse, ...], names: Names) -> str:
    """Who loses and does what; nothing where nobody does."""
    losing = [s for s in spoilers if s.loses_from_settlement > 0.005 or s.acts > 0.005]
    if not losing:
        return ""
    parts = []
    for s in sorted(losing, key=lambda s: -s.damage if s.acts > 0.005 else 0.0)[:3]:
        does = f"acts against it in {percent(s.acts)}" if s.acts > 0.005 else "does nothing about it"
        harm = (
            f", which lowers the share found by {percentage_points(s.damage)}"
            if s.damage >= 0.005 and s.acts > 0.005
            else ""
        )
        parts.append(
            f"{names.spoken(s.party)} loses from a settlement in {percent(s.loses_from_settlement)} of draws "
            f"and {does}{harm}"
        )
    more = f"; {len(losing) - 3} more in annex E" if len(losing) > 3 else ""
    return f"{'; '.join(parts)}{more}"


def spoilers_across(desk: Desk) -> str:
    """Which perspectives see a spoiler act against the last plan followed."""
    if desk.best is None or len(desk.views) < 2:
        return ""
    plan = desk.followed[-1].plan
    worst = [(v, s) for v in desk.views for s in v.plans[plan].spoilers if s.acts > 0.005]
    if not worst:
        return f"Under no perspective does a spoiler act against “{desk.names.plan(plan)}”."
    seen = len({v.name for v, _ in worst})
    view, top = max(worst, key=lambda vs: vs[1].damage)
    return (
        f"A spoiler acts against “{desk.names.plan(plan)}” in {seen} of {len(desk.views)} perspectives; most "
        f"damage: {desk.names.spoken(top.party)} under "
        f"“{view.title}” ({percentage_points(top.damage)} of the share found)."
    )


def spoilers_table(desk: Desk) -> Table:
    """Every spoiler of every plan in the base perspective (annex)."""
    rows = []
    for plan in desk.order:
        for s in desk.base.plans[plan].spoilers:
            used = ", ".join(desk.names.lever(v) for v in s.levers) or MISSING
            rows.append(
                (
                    desk.names.plan(plan),
                    desk.names.party(s.party),
                    percent(s.loses_from_settlement),
                    percent(s.acts),
                    percentage_points(s.damage),
                    used,
                )
            )
    head = ("Plan", "Third party", "Loses from settlement", "Acts", "Damage to share found", "Levers")
    return Table(f"Spoilers, {desk.base.title}", head, tuple(rows), "small")
