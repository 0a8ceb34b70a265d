"""What `goodoffices mediators` prints."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

from goodoffices.kit.refusals import refusal_words, threshold_words
from goodoffices.kit.tables import footing, heading, headline, party_name, percent, perspective_heading, plain_table
from goodoffices.play.refusal import may_turn
from goodoffices.study.mediators.answer import LEAST, CoalitionResult, Mediators, MediatorsView, PanelResult

if TYPE_CHECKING:
    from rich.console import Console

    from goodoffices.study.mediators.answer import Contribution, Estimate

SHOWN = 8
"""Coalitions and candidates' roles shown; JSON has all."""
DIRECT = "nobody (direct talks)"
ROLES = {
    "communicates": "informs",
    "formulates": "drafts",
    "presses": "presses",
    "guarantees": "guarantees",
}


def show(console: Console, answer: Mediators) -> None:
    """All tables."""
    heading(console, answer, "Must it be this mediator: who is needed, who is enough, and who does what?")
    console.print(_rule(answer))
    for view in answer.perspectives.values():
        perspective_heading(console, view)
        _candidates(console, answer, view)
        _coalitions(console, answer, view)
        _roles(console, answer, view)
        if view.panel is not None:
            _panel(console, answer, view.panel)
    if len(answer.perspectives) > 1:
        _overview(console, answer)
    sides = " / ".join(party_name(answer, s) for s in next(iter(answer.perspectives.values())).direct.consent)
    footing(
        console,
        answer,
        "Percentage points of P(success); ± is two standard errors, of differences on the shared draws. alone: with it alone "
        f"against direct talks. with it: the best coalition of up to {answer.size} that it is in against the best that it is "
        "not in, direct talks among them. all: all candidates at once against all but it. adds: "
        "its mean contribution (Shapley value) in the best "
        "coalition that those at hand could form.",
        f"needed: 'with it' is beyond error and at least {100 * LEAST:.0f} points. enough: 'alone' is. let in: share of draws "
        f"in which {sides} would let the coalition in; below half it refuses.",
        "On its own: informs, and carries what all confide; drafts a text where only some confide; presses with carrots and "
        "sticks; guarantees. there: what its mere presence does - mistrust, its own stakes. They add up to 'alone'.",
    )


def _rule(answer: Mediators) -> str:
    rule = answer.rule
    who = (
        "all members mediate and must do their part"
        if rule.members == "bound"
        else "members take part only in draws where they would rather"
    )
    offers = {"none": "no offers", "members": "offers from member to member", "all": "all offers to members"}
    return f"In {rule.mode}, month {rule.month}; {who}; {offers[rule.offers]}."


def named(answer: Mediators, coalition: CoalitionResult) -> str:
    """Members by name."""
    return ", ".join(party_name(answer, m) for m in coalition.members) or DIRECT


def _share(estimate: Estimate) -> str:
    return f"{percent(estimate.value, 1)} ± {percent(2 * estimate.se, 1)}"


def _points(estimate: Estimate | Contribution) -> str:
    return f"{100 * estimate.value:+.1f} ± {200 * estimate.se:.1f}"


def _said(console: Console, *sentences: str) -> None:
    console.print("\n".join(textwrap.wrap(" ".join(sentences), console.width)))


def _verdict(answer: Mediators, view: MediatorsView) -> str:
    """The plain answer of a perspective."""
    needed = [party_name(answer, c.party) for c in view.candidates.values() if c.verdict in ("needed", "both")]
    enough = [party_name(answer, c.party) for c in view.candidates.values() if c.verdict in ("enough", "both")]
    return f"Needed: {', '.join(needed) or 'nobody'}. Better alone than direct talks: {', '.join(enough) or 'nobody'}."


def _spoiling(answer: Mediators, view: MediatorsView) -> list[str]:
    """Candidates who might as well spoil, whoever lets them in."""
    return [
        f"{party_name(answer, c.party)} loses by a settlement in {percent(c.loses)} % of draws and has means against one: "
        "sides may let it in, but it is no friend of a deal there; see `goodoffices spoilers`."
        for c in view.candidates.values()
        if c.may_spoil
    ]


def _refusals(answer: Mediators, coalitions: Iterable[CoalitionResult]) -> list[str]:
    """Who refuses each of some coalitions most, and what would turn it; who may be turned by other draws."""
    said = []
    for c in coalitions:
        if c.refused_by:
            said.append(
                f"{named(answer, c)}: {refusal_words(party_name(answer, c.refused_by[0].side), c.refused_by[0])}."
            )
        close = [party_name(answer, stand.side) for stand in may_turn(c.stands)]
        if close:
            said.append(f"{named(answer, c)}: {threshold_words(close)}.")
    return said


def _candidates(console: Console, answer: Mediators, view: MediatorsView) -> None:
    _said(
        console,
        f"Direct talks succeed in {_share(view.direct.success)} % of draws, everybody at once in "
        f"{_share(view.everybody.success)} %; best of those compared: {named(answer, view.best)}, "
        f"{_share(view.best.success)} %.",
        _verdict(answer, view),
        *_spoiling(answer, view),
    )
    console.print()
    table = plain_table(
        ("candidate", "left"), ("alone", "right"), ("with it", "right"), ("all", "right"), ("adds", "right"),
        ("verdict", "right"),
    )  # fmt: skip
    order = sorted(view.candidates.values(), key=lambda c: (-c.contribution.value, -c.sufficiency.value))
    for c in order:
        table.add_row(
            party_name(answer, c.party),
            _points(c.sufficiency),
            _points(c.necessity),
            f"{100 * c.everybody.value:+.1f}",
            _points(c.contribution),
            c.verdict,
        )
    console.print(table)
    if answer.together != "none":
        console.print()
        table = plain_table(("all who have joined mediate", "left"), ("adds", "right"))
        for c in order:
            if c.together is not None:
                table.add_row(party_name(answer, c.party), _points(c.together))
        console.print(table)


def _coalitions(console: Console, answer: Mediators, view: MediatorsView) -> None:
    console.print()
    table = plain_table(
        ("coalition", "left"), ("success, %", "right"), ("gain", "right"), ("behind", "right"), ("let in, %", "right")
    )
    for coalition in view.coalitions[:SHOWN]:
        table.add_row(*_row(answer, coalition))
    console.print(table)
    for line in _refusals(answer, view.coalitions[:SHOWN]):
        _said(console, line)


def _row(answer: Mediators, coalition: CoalitionResult) -> list[str]:
    first = not coalition.behind.se and not coalition.behind.value
    return [
        named(answer, coalition),
        _share(coalition.success),
        _points(coalition.gain) if coalition.members else "-",
        "-" if first else f"{100 * coalition.behind.value:.1f} ± {200 * coalition.behind.se:.1f}",
        " / ".join(percent(share) for share in coalition.consent.values()) if coalition.members else "-",
    ]


def _roles(console: Console, answer: Mediators, view: MediatorsView) -> None:
    telling = [c for c in view.candidates.values() if any(abs(share.value) >= 0.005 for share in c.roles.values())]
    if not telling:
        return
    console.print()
    table = plain_table(
        ("on its own", "left"), *((said, "right") for said in ROLES.values()), ("there", "right"), ("= alone", "right")
    )
    for c in sorted(telling, key=lambda c: -c.alone.success.value)[:SHOWN]:
        shares = [f"{100 * c.roles[role].value:+.1f}" for role in ROLES]
        table.add_row(
            party_name(answer, c.party), *shares, f"{100 * c.presence.value:+.1f}", f"{100 * c.sufficiency.value:+.1f}"
        )
    console.print(table)


def _panel(console: Console, answer: Mediators, panel: PanelResult) -> None:
    assert answer.panel_rule is not None
    console.print()
    short = panel.short
    _said(
        console,
        f"'{answer.panel_rule.text}' allows {panel.panels:,} panels. The sides' own picks, whom each mistrusts least, fall "
        f"{100 * short.value:.1f} ± {200 * short.se:.1f} points short of the best.",
        "" if panel.accepted is not None else "None is let in by every side in at least half of the draws.",
    )
    console.print()
    table = plain_table(
        ("panel", "left"), ("success, %", "right"), ("gain", "right"), ("behind", "right"), ("let in, %", "right")
    )
    shown = [("best", panel.best)]
    if panel.accepted is not None and panel.accepted.members != panel.best.members:
        shown.append(("best of those let in by all in half of the draws", panel.accepted))
    shown.append(("the sides' own picks", panel.own_picks))
    shown += [(f"let in most often by {party_name(answer, s)}", c) for s, c in panel.liked.items()]
    for what, coalition in shown:
        label, *numbers = _row(answer, coalition)
        table.add_row(f"{what}: {label}", *numbers)
    console.print(table)
    for line in _refusals(answer, {coalition.members: coalition for _, coalition in shown}.values()):
        _said(console, line)


def _overview(console: Console, answer: Mediators) -> None:
    """Verdicts over perspectives."""
    views = list(answer.perspectives.values())
    console.print()
    headline(console, f"Over {len(views)} perspectives")
    table = plain_table(
        ("candidate", "left"), ("needed in", "right"), ("enough in", "right"), ("adds, from", "right"), ("to", "right")
    )
    for party in views[0].candidates:
        found = [view.candidates[party] for view in views]
        needed = sum(c.verdict in ("needed", "both") for c in found)
        enough = sum(c.verdict in ("enough", "both") for c in found)
        adds = sorted(c.contribution.value for c in found)
        table.add_row(
            party_name(answer, party), str(needed), str(enough), percent(adds[0], 1), percent(adds[-1], 1)
        )  # fmt: skip
    console.print(table)
    best = {tuple(view.best.members) for view in views}
    said = "; ".join(
        f"{', '.join(party_name(answer, m) for m in members) or DIRECT} in "
        f"{sum(tuple(view.best.members) == members for view in views)}"
        for members in sorted(best, key=lambda b: -sum(tuple(view.best.members) == b for view in views))
    )
    console.print(f"Best of those compared: {said}.")
