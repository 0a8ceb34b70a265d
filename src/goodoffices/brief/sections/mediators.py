"""Candidate mediators in one layout: consent, candour, willingness, levers, role, and what plans do with and without them."""

from __future__ import annotations

from goodoffices.brief.blocks import Inline, Table
from goodoffices.brief.desk import Desk
from goodoffices.brief.names import listed
from goodoffices.brief.numbers import MISSING, number, percent, signed
from goodoffices.brief.standing import alone, mediators, necessity, own_plan
from goodoffices.study.results import PlanResult

MANIPULATES, FORMULATES = 5.0, 0.3
ROLE_RULE = (
    f"manipulator: its carrots, sticks and guarantees come to {MANIPULATES:.0f} points or more for some side; formulator: "
    f"less than that, but some side confides in it in at least {100 * FORMULATES:.0f}% of draws; communicator: neither "
    "(roles after Zartman & Touval 1985; the bounds are this brief's)"
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
    """communicator, formulator or manipulator, by the rule printed beside the table."""
    if force(plan, who) >= MANIPULATES:
        return "manipulator"
    if max(plan.candour.values(), default=0.0) >= FORMULATES:
        return "formulator"
    return "communicator"


def levers_words(desk: Desk, plan: PlanResult, who: str) -> str:
    """What it brings, kind by kind: `stick Russia 8`."""
    parts = []
    for lever in plan.levers:
        if lever.holder == who:
            size = percent(lever.strength) if lever.kind == "inform" else number(lever.strength)
            parts.append(f"{lever.kind} on {desk.names.party(lever.target)} {size}")
    return "; ".join(parts) or "none"


def _difference(desk: Desk, who: str) -> str:
    found = necessity(desk.base, who)
    if found is None:
        return MISSING
    return f"{signed(100 * found.gap)}" if found.apart else f"{signed(100 * found.gap)} (within error)"


def mediators_table(desk: Desk) -> Table:
    """One row per third party that mediates somewhere, by success of the plan that shows it best."""
    signers, rows = desk.case.signers(), []
    shown = [(m, plan) for m in mediators(desk.base) if (plan := own_plan(desk.base, m)) is not None]
    shown.sort(key=lambda pair: (len(pair[1].mediators) > 1, -pair[1].success))
    for who, plan in shown:
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
                role(plan, who),
                percent(plan.success),
                _difference(desk, who),
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
    )
    return Table("Candidate mediators", head, tuple(rows), "mediators")


def notes(desk: Desk) -> str:
    """What the columns mean and which rows stand for a group."""
    grouped = [m for m in mediators(desk.base) if not alone(desk.base, m)]
    star = (
        f" * Only in a group: {desk.names.parties(grouped, 8)}; consent, candour and success are the group's."
        if grouped
        else ""
    )
    return (
        f"Each is shown in its best plan. With – without: best plan with it minus best without, percentage points. "
        f"Roles by what they bring, bounds in annex D.{star}"
    )


def candid_words(desk: Desk) -> str:
    """Who is told most, in one sentence."""
    best: list[tuple[float, str]] = []
    for m in mediators(desk.base):
        plan = own_plan(desk.base, m)
        if plan is not None and plan.mediators == (m,) and plan.candour:
            best.append((min(plan.candour.values()), m))
    if not best:
        return ""
    top = max(v for v, _ in best)
    who = listed(desk.names.party(m) for v, m in best if v >= top - 0.01)
    if top <= 0.005:
        return "No mediator on its own is told by all sides what they would really sign."
    return f"Told most by the side that trusts it least: {who} ({percent(top)} of draws)."
