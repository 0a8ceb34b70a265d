"""What would make deals hold: the smallest guarantee and who could give it, in a sentence and a table."""

from __future__ import annotations

from collections.abc import Mapping

from goodoffices.brief.blocks import Block, Table
from goodoffices.brief.desk import Desk
from goodoffices.kit.names import listed
from goodoffices.kit.numbers import number, percent, percentage_points, points
from goodoffices.study.holding.answer import Giver


def words(desk: Desk) -> str:
    """The smallest guarantee with which nine deals in ten hold, and the guarantor that helps most."""
    view = desk.lasting
    if view is None or view.found <= 0:
        return ""
    needed = {s: g for s, g in view.needed.items() if g >= 0.05}
    plan = f"“{desk.names.plan(desk.followed[-1].plan)}”"
    if not needed:
        return f"Nine in ten deals of {plan} hold without further guarantees."
    said = _amounts({desk.names.spoken(s): points(g) for s, g in needed.items()})
    outside = [g for g in view.givers if not g.in_plan and g.target in needed]
    best = max(outside, key=lambda g: g.change, default=None)
    if best is None:
        more = "; the case names nobody who could give them"
    elif best.change > 2 * best.change_se:
        more = f"; most is gained by {desk.names.spoken(best.holder)}, {percentage_points(best.change)} of success"
    else:
        more = "; no third party outside the plan would raise its success by giving one"
    return f"For nine in ten deals of {plan} to hold, guarantees of {said} are missing{more}."


def _amounts(needed: Mapping[str, str]) -> str:
    """`2 points to A and 3 points to B`; `2 points each to A and B` where they are alike."""
    if len(needed) > 1 and len(set(needed.values())) == 1:
        return f"{next(iter(needed.values()))} each to {listed(needed)}"
    return listed(f"{amount} to {who}" for who, amount in needed.items())


def blocks(desk: Desk) -> tuple[Block, ...]:
    """What tempts and deters, and every guarantee of the case, for the plan followed."""
    view = desk.lasting
    if view is None or view.found <= 0:
        return ()
    plan, names = desk.names.plan(desk.followed[-1].plan), desk.names
    pulls = [
        (
            names.party(s),
            names.temptation(p.name),
            "any" if p.kind == "breach" else number(p.month, 0),
            percent(p.present),
            number(p.points),
            percent(p.decisive),
        )
        for s, party in view.parties.items()
        for p in party.pulls
        if p.present > 0 and p.points > 0
    ]
    pulls += [
        (
            names.party(s),
            f"{names.temptation(g.name)} (deters)",
            "any",
            percent(g.present),
            number(-g.points),
            percent(g.decisive),
        )
        for s, party in view.parties.items()
        for g in party.safeguards
        if g.present > 0
    ]
    head = ("Signer", "What tempts or deters it", "Month", "In the text", "Points", "Decides")
    shown = Table(f"What draws signers from the deals of “{plan}”", head, tuple(pulls), "small wide")
    return shown, _givers(desk, view.givers, plan)


def _givers(desk: Desk, givers: tuple[Giver, ...], plan: str) -> Table:
    rows = tuple(
        (
            desk.names.lever(g.lever),
            desk.names.party(g.holder),
            desk.names.party(g.target),
            "yes" if g.in_plan else "no",
            number(g.strength),
            number(g.cost),
            percent(g.willing),
            percent(g.covers),
            f"{percentage_points(abs(g.change))} {'more' if g.change > 0 else 'less'} (± {200 * g.change_se:.1f})",
        )
        for g in givers
    )
    head = ("Guarantee", "From", "To", "In the plan", "Points", "Cost", "Willing", "Kept", "Success with it")
    return Table(f"Who could guarantee the deals of “{plan}”", head, rows, "small wide")
