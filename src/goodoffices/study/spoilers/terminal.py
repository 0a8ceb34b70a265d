"""What `goodoffices spoilers` prints."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from goodoffices.kit.tables import (
    footing,
    heading,
    party_name,
    percent,
    perspective_heading,
    plain_table,
    points,
    share_with_error,
)

if TYPE_CHECKING:
    from rich.console import Console

    from goodoffices.study.spoilers.answer import PlanSpoilers, Spoiler, Spoilers


def show(console: Console, found: Spoilers) -> None:
    heading(console, found, "Who would spoil it, at what cost, and what would stop them?")
    for view in found.perspectives.values():
        perspective_heading(console, view)
        for plan in view.plans.values():
            _plan(console, found, plan)
    third = any(plan.third_parties for view in found.perspectives.values() for plan in view.plans.values())
    notes = (
        "loses: share of draws, %, in which a settlement costs it points. acts: in which it pulls a spoil lever. falls: fall "
        "of the chance of success because of it, percentage points, ± two standard errors; below 0 where spoiling hurts "
        "direct talks more, which makes the sides readier to let a mediator in.",
        f"price: its own points on signing with which it stays quiet in {percent(found.confidence)} % of draws. deter: what "
        "pulling a lever would have to cost it more. A dash: it does not act.",
    )
    footing(
        console,
        found,
        *(notes if third else ("No third party loses by a settlement in any draw, so none of them spoils it.",)),
        "no mediator, will not sign: share of draws, %, in which it alone refuses. leaves: share of the deals struck that it "
        "would leave. In brackets: rise of the chance of success if it did not, percentage points (signing: if, where no deal "
        "is found, it signed what the others would and kept to it)."
        + (
            " With --plan, every lever that the plan does not have is tried against what spoilers cost."
            if third
            else ""
        ),
    )


def _plan(console: Console, found: Spoilers, plan: PlanSpoilers) -> None:
    name = found.case.plans[plan.plan].name
    console.print(f"\n{name} ({plan.plan}): {share_with_error(plan.success, plan.se)} %")
    if plan.third_parties:
        columns = (
            ("third party", "left"),
            ("loses", "right"),
            ("acts", "right"),
            ("falls", "right"),
            ("price", "right"),
            ("deter", "right"),
        )
        table = plain_table(*columns)  # type: ignore[arg-type]
        for spoiler in plan.third_parties:
            acting = spoiler.acts > 0
            table.add_row(
                party_name(found, spoiler.party),
                percent(spoiler.loses),
                percent(spoiler.acts),
                share_with_error(spoiler.damage, spoiler.damage_se) if acting else "-",
                points(spoiler.price) if acting else "-",
                points(spoiler.deterrent) if acting else "-",
            )
        console.print(table)
    for spoiler in plan.third_parties:
        if spoiler.acts > 0:
            console.print("\n".join(textwrap.wrap(_remedy(found, spoiler), console.width)))
    table = plain_table(("signer", "left"), ("no mediator", "right"), ("will not sign", "right"), ("leaves", "right"))
    for signer in plan.signers:
        table.add_row(
            party_name(found, signer.party),
            f"{percent(signer.refuses_mediator)} (+{percent(signer.consent_costs, 1)})",
            f"{percent(signer.refuses_to_sign)} (+{percent(signer.signing_costs, 1)})",
            f"{percent(signer.breaks)} (+{percent(signer.breaking_costs, 1)})",
        )
    console.print(table)


def _remedy(found: Spoilers, spoiler: Spoiler) -> str:
    said = f"{party_name(found, spoiler.party)}: {spoiler.said}"
    if spoiler.turn:
        made = " and ".join(f"{p.offer} in {p.mode}, {points(p.cost)} points" for p in spoiler.turn.promises)
        giver = ", ".join(f"{party_name(found, g)} in {percent(s)} % of draws" for g, s in spoiler.turn.givers.items())
        said += f" ({made}; worth paying to {giver}; {_change(spoiler.turn.gain, spoiler.turn.gain_se)})"
    worst = f"{percent(spoiler.at_worst, 1)} ± {percent(2 * spoiler.at_worst_se, 1)}"
    said += f". With all its levers in every draw it would cost {worst}"
    if spoiler.outweighed:
        helps = ", ".join(
            f"{x.lever} ({party_name(found, x.holder)}, {points(x.cost)} points)" for x in spoiler.outweighed[:3]
        )
        said += f". Outweighed by {helps}"
    else:
        said += ". Carrots and sticks that the plan does not use already do not outweigh it"
    counter = spoiler.counter
    if counter is None:
        return f"{said}."
    does = "Made up for by" if counter.enough else "No single lever makes up for it; most:"
    return (
        f"{said}. {does} {counter.lever} ({party_name(found, counter.holder)}, {points(counter.points)} points): "
        f"{_change(counter.gain, counter.gain_se)}."
    )


def _change(gain: float, se: float) -> str:
    return f"{100 * gain:+.1f} ± {200 * se:.1f}"
