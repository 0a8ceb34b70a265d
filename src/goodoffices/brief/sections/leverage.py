"""Leverage by owner: carrot or stick, what it is worth, what it costs and how far it is believed; and the ties behind it."""

from __future__ import annotations

from goodoffices.brief.blocks import Block, Figure, Inline, Para, Table
from goodoffices.brief.desk import Desk
from goodoffices.case.quantity import Quantity
from goodoffices.engines.spread import Spread
from goodoffices.kit.names import capital, listed
from goodoffices.kit.numbers import MISSING, number, percent
from goodoffices.study.leverage.answer import LeverageAnswer, LeverageView, NamedLever, PairLeverage

SMALLEST = 0.005
"""Gaps of dependence below this share are left out of the table."""


def words(desk: Desk) -> str:
    """Who has most leverage over each signer by the ties, in one sentence; nothing where the case names no ties."""
    if desk.leverage is None:
        return ""
    view = desk.leverage.view()
    found: list[str] = []
    for signer in desk.case.signers():
        pairs = [p for p in view.pairs if p.party == signer and p.default is not None and p.asymmetry.mean > SMALLEST]
        if pairs:
            top = max(pairs, key=lambda p: p.asymmetry.mean)
            who, on = desk.names.spoken(signer), desk.names.spoken(top.other)
            found.append(f"{who}{'' if found else ' depends most one-sidedly'} on {on} ({percent(top.asymmetry.mean)})")
    if not found:
        return ""
    return f"By the ties on record {listed(found)}."


def blocks(desk: Desk) -> tuple[Block, ...]:
    """Two tables for the annex: named levers by owner, and dependence with the levers it gives by default."""
    if desk.leverage is None:
        return ()
    view = desk.leverage.view()
    tables = tuple(table for table in (_by_owner(desk, view), _by_ties(desk, view)) if table.rows)
    if not tables:
        return ()
    said = (
        f"From the {desk.base.title} perspective, {desk.leverage_draws:,} draws. A lever is worth points of its target, "
        "credibility included (an inform lever: a share of the target's optimism), and costs points of its owner; medians, "
        "and the range of nine draws in ten. Side effects are not modelled beyond that cost."
    )
    return (Para(said, "fine"), *_picture(desk.leverage), *tables)


def _picture(answer: LeverageAnswer) -> tuple[Figure, ...]:
    """The network of dependence, where the case names ties."""
    if not any(pair.evidence for pair in answer.view().pairs):
        return ()
    from markupsafe import Markup

    from goodoffices.kit.theme import svg
    from goodoffices.study.leverage.chart import chart as network_chart
    from goodoffices.study.leverage.chart import network_caption

    said = network_caption(answer)
    return (Figure(Markup(svg(network_chart(answer), "fig-leverage", said)), said, "leverage"),)


def _by_owner(desk: Desk, view: LeverageView) -> Table:
    levers = [lever for pair in view.pairs for lever in pair.named]
    order = {party: at for at, party in enumerate(desk.case.parties)}
    rows = tuple(_lever_row(desk, lever) for lever in sorted(levers, key=lambda v: (order[v.holder], order[v.target])))
    head = ("Owner", "Lever", "On", "Kind", "Worth in public", "In private", "Cost to owner", "Believed")
    return Table("Leverage by owner", head, rows, "small wide")


def _lever_row(desk: Desk, lever: NamedLever) -> tuple[Inline, ...]:
    held = desk.resolved.levers[lever.lever]
    private = _worth(lever, lever.private) if lever.private != lever.public else "as in public"
    return (
        desk.names.party(lever.holder),
        desk.to_numbers(f"levers.{lever.lever}", desk.names.lever(lever.lever)),
        desk.names.party(lever.target),
        lever.kind,
        _worth(lever, lever.public),
        private,
        _range(lever.cost_public),
        _believed(held.public.credibility if held.public and held.public.credibility else held.credibility),
    )


def _worth(lever: NamedLever, worth: Spread) -> str:
    if lever.kind != "inform":
        return _range(worth)
    return f"{percent(worth.q50)} ({percent(worth.q05)} to {percent(worth.q95)})"


def _range(spread: Spread) -> str:
    if spread.q05 == spread.q95:
        return number(spread.q50)
    return f"{number(spread.q50)} ({number(spread.q05)} to {number(spread.q95)})"


def _believed(credibility: Quantity) -> str:
    low, high = credibility.support()
    return percent(low) if low == high else f"{percent(low)} to {percent(high)}"


def _by_ties(desk: Desk, view: LeverageView) -> Table:
    shown = [p for p in view.pairs if p.evidence and abs(p.asymmetry.mean) >= SMALLEST]
    rows = tuple(_tie_row(desk, pair) for pair in sorted(shown, key=lambda p: -abs(p.asymmetry.mean)))
    head = ("Between", "Depends", "Depended on", "Leverage is with", "By kind", "Points by default", "In use")
    return Table("Dependence by the ties on record, kinds weighed as the case says", head, rows, "small wide")


def _tie_row(desk: Desk, pair: PairLeverage) -> tuple[Inline, ...]:
    kinds = ", ".join(f"{k.kind} {percent(k.dependence.mean)}/{percent(k.back.mean)}" for k in pair.kinds)
    default = pair.default
    used = MISSING if default is None else "yes" if default.in_use else "no: named levers stand instead"
    return (
        f"{capital(desk.names.party(pair.party))} and {desk.names.party(pair.other)}",
        percent(pair.dependence.mean),
        percent(pair.back.mean),
        desk.names.party(pair.holder) if pair.holder else MISSING,
        kinds,
        MISSING if default is None else _range(default.strength),
        used,
    )
