"""Candidate mediators in one layout: consent, candour, willingness, levers, role, what plans do with and without them."""

from __future__ import annotations

from goodoffices.brief import refusal
from goodoffices.brief.blocks import Inline, Table
from goodoffices.brief.desk import Desk
from goodoffices.brief.standing import alone, mediators, necessity, own_plan
from goodoffices.brief.unsteady import chance
from goodoffices.case.vocabulary import Vocabulary
from goodoffices.kit.names import Names, listed
from goodoffices.kit.numbers import MISSING, number, percent, signed
from goodoffices.study.plans.answer import PlanResult

MANIPULATES, FORMULATES = 5.0, 0.3


def role_rule(words: Vocabulary) -> str:
    """When a mediator is called what; plain where the setting is no war."""
    return (
        f"{words.presses}: its carrots, sticks and guarantees come to {MANIPULATES:.0f} points or more for some side; "
        f"formulator: less than that, but some side confides in it in at least {100 * FORMULATES:.0f}% of draws; "
        "communicator: neither (roles after Zartman & Touval 1985; the bounds are this brief's)"
    )


FORCE = ("carrot", "stick", "guarantee")


def force(plan: PlanResult, who: str) -> float:
    """The largest sum of carrots, sticks and guarantees that a mediator brings to one target, points."""
    by_target: dict[str, float] = {}
    for lever in plan.levers:
        if lever.holder == who and lever.kind in FORCE:
            by_target[lever.target] = by_target.get(lever.target, 0.0) + lever.strength
    return max(by_target.values(), default=0.0)


def role(plan: PlanResult, who: str) -> str:
    """communicator, formulator or manipulator, by the rule of annex D; `role_name` has what readers see."""
    if force(plan, who) >= MANIPULATES:
        return "manipulator"
    if max(plan.candour.values(), default=0.0) >= FORMULATES:
        return "formulator"
    return "communicator"


def role_name(names: Names, plan: PlanResult, who: str) -> str:
    """The role in the words of the case's setting."""
    found = role(plan, who)
    return names.words.presses if found == "manipulator" else found


def levers_words(desk: Desk, plan: PlanResult, who: str) -> str:
    """What it brings, target by target: `Russia: stick 8, inform 30%`."""
    by_target: dict[str, list[str]] = {}
    for lever in plan.levers:
        if lever.holder == who and lever.strength >= (0.005 if lever.kind == "inform" else 0.05):
            size = percent(lever.strength) if lever.kind == "inform" else number(lever.strength)
            by_target.setdefault(lever.target, []).append(f"{lever.kind} {size}")
    return "; ".join(f"{desk.names.party(t)}: {', '.join(said)}" for t, said in by_target.items()) or "none"


def _difference(desk: Desk, who: str) -> str:
    found = necessity(desk.base, who)
    if found is None:
        return MISSING
    return f"{signed(100 * found.gap)}" if found.apart else f"{signed(100 * found.gap)} (within error)"


def candidates(desk: Desk, every: bool) -> list[tuple[str, PlanResult]]:
    """Mediators and the plan that shows each best; unless `every`, of those only in a group just the manipulators."""
    shown = [(m, plan) for m in mediators(desk.base) if (plan := own_plan(desk.base, m)) is not None]
    shown.sort(key=lambda pair: (len(pair[1].mediators) > 1, -pair[1].success))
    return [(m, plan) for m, plan in shown if every or len(plan.mediators) == 1 or role(plan, m) == "manipulator"]


def mediators_table(desk: Desk, every: bool = True) -> Table:
    """One row per candidate, by success of the plan that shows it best; see `candidates`."""
    signers, rows = desk.case.signers(), []
    for who, plan in candidates(desk, every):
        consent = {c.party: percent(c.share) for c in plan.consent}
        engaged = next((e for e in plan.engagement if e.party == who), None)
        star = "" if plan.mediators == (who,) else " *"
        name: Inline = desk.to_numbers(f"stakes.{who}", desk.names.party(who) + star)
        rows.append(
            (
                name,
                " / ".join(consent.get(s, MISSING) for s in signers),
                " / ".join(percent(plan.candour.get(s, 0.0)) for s in signers),
                percent(engaged.share) if engaged else MISSING,
                levers_words(desk, plan, who),
                role_name(desk.names, plan, who),
                chance(plan),
                _difference(desk, who),
                refusal.plan_cell(desk, plan),
            )
        )
    order = "/".join(desk.names.party(s) for s in signers)
    head = (
        "Mediator",
        f"Consent {order}",
        f"Candour {order}",
        "Willing",
        "Levers (points)",
        "Role",
        "P(success)",
        "With – without",
        refusal.HEAD,
    )
    return Table("Candidate mediators", head, tuple(rows), "mediators")


def notes(desk: Desk) -> str:
    """What the columns mean and which rows stand for a group."""
    grouped = [m for m in mediators(desk.base) if not alone(desk.base, m)]
    shown = {m for m, _ in candidates(desk, every=False)}
    rest = [m for m in grouped if m not in shown]
    star = " * Only in a group: consent, candour and success are the group's." if len(rest) < len(grouped) else ""
    star += f" Only in a group and without strong levers, in annex E: {desk.names.parties(rest)}." if rest else ""
    return (
        f"Each is shown in its best plan. With – without: best plan with it minus best without, percentage points. "
        f"Roles by what they bring, bounds in annex D.{star}"
    )


def candid_words(desk: Desk) -> str:
    """Who is told most, in one sentence; spoilers are not praised for it."""
    best: list[tuple[float, str]] = []
    for m in mediators(desk.base):
        plan = own_plan(desk.base, m)
        if plan is not None and plan.mediators == (m,) and plan.candour and desk.spoils(m) == 0:
            best.append((min(plan.candour.values()), m))
    if not best:
        return ""
    top = max(v for v, _ in best)
    who = listed(desk.names.spoken(m) for v, m in best if v >= top - 0.01)
    if top <= 0.005:
        return "No mediator on its own is told by all sides what they would really sign."
    return f"Told most by the side that trusts it least: {who} ({percent(top)} of draws)."
