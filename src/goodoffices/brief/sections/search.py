"""A plan better than those of the case, made of the same parts: in two sentences, and what success costs for the annex."""

from __future__ import annotations

from goodoffices.brief.blocks import Block, Para, Table
from goodoffices.brief.desk import Desk
from goodoffices.case.schema import Plan
from goodoffices.kit.names import Names, listed
from goodoffices.kit.numbers import counted, fine_percent, number, percent, percentage_points


def described(plan: Plan, names: Names) -> str:
    """`China and Türkiye in private, with 3 levers and 1 offer`."""
    who = listed((names.spoken(h) for h in plan.mediators), 3) or "direct talks"
    parts = [
        f"{len(items)} {one}{'' if len(items) == 1 else 's'}"
        for items, one in ((plan.levers, "lever"), (plan.offers, "offer"))
        if items
    ]
    text = ", the robust text tabled" if plan.package == "robust" else ""
    return f"{who} in {plan.mode}" + (f", with {listed(parts)}" if parts else "") + text


def _lever(lever: str, desk: Desk) -> str:
    """Name of a lever; of one that the ties give, what it is."""
    if lever not in desk.case.levers:
        for holder in desk.case.third_parties():
            for target in desk.case.signers():
                kind, _, pair = lever.partition("_from_ties_")
                if pair == f"{holder}_{target}":
                    return f"the {kind} that its ties with {desk.names.spoken(target)} give {desk.names.spoken(holder)}"
    return desk.names.lever(lever)


def words(desk: Desk) -> str:
    """The best plan found beyond those of the case, on fresh draws, against the best of the case."""
    view = desk.found
    if view is None:
        return ""
    best, names = view.best, desk.names
    looked = f"Of {counted(view.evaluated, 'plan')} made of the same parts"
    if not view.lead > 2 * view.lead_se:
        return f"{looked} none found is clearly better than the best of the case."
    return (
        f"{looked} the best found is {described(best.plan, names)}: {percent(best.fresh)} on {desk.search_draws:,} fresh draws "
        f"(± {fine_percent(2 * best.fresh_se)}), {percentage_points(view.lead)} more than the best plan of the case has on them."
    )


def blocks(desk: Desk) -> tuple[Block, ...]:
    """The best plan found in full, and the Pareto set of success and cost."""
    view = desk.found
    if view is None:
        return ()
    names, best = desk.names, view.best
    levers = listed(_lever(v, desk) for v in best.plan.levers) or "no levers"
    offers = [desk.case.offers[f].name or f.replace("_", " ") for f in best.plan.offers]
    cost = listed(f"{names.spoken(s)} {number(c)}" for s, c in best.cost.items()) or "nothing to anybody"
    how = "all of them" if view.exact else "a local search, which proves nothing"
    said = (
        f"{counted(view.evaluated, 'plan')} looked at ({how}), on {desk.search_draws:,} draws, without limits to sponsors' "
        f"budgets. Best found: {described(best.plan, names)}: {levers}{'; ' + listed(offers) if offers else ''}. It promised "
        f"{percent(best.success)} on the draws it was chosen by and keeps {percent(best.fresh)} on fresh ones. At full use it "
        f"costs {cost} (points of each)."
    )
    rows = tuple(
        (
            described(t.plan, names),
            number(t.dearest),
            f"{percent(t.fresh)} (± {fine_percent(2 * t.fresh_se)})",
            percent(t.success),
        )
        for t in view.pareto
    )
    drawn = f"on {desk.search_draws:,} draws"
    head = ("Plan", "Most that one sponsor pays", f"Success, {drawn}, fresh", f"Promised, {drawn}")
    return Para(said), Table("What success costs: plans that none beats in both", head, rows, "small wide")
