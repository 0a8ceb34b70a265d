"""What `goodoffices holding` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodoffices.case.vocabulary import words_of
from goodoffices.kit.names import Names, listed
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

    from goodoffices.study.holding.answer import Giver, HoldingAnswer, HoldingView

SHOWN = 4
"""Temptations and safeguards shown per signer; JSON has all."""


def show(console: Console, answer: HoldingAnswer) -> None:
    heading(console, answer, f"Would the deals of plan {answer.plan} hold, and what would make them hold?")
    for view in answer.perspectives.values():
        perspective_heading(console, view)
        if view.found <= 0:
            console.print("the plan finds no deal")
            continue
        _margins(console, answer, view)
        _pulls(console, answer, view)
        _guarantee(console, answer, view)
        _givers(console, answer, view)
    footing(
        console,
        answer,
        f"Margin: points by which a signer would rather keep the deal "
        f"than {words_of(answer.case).back}, the mean over deals found and, in "
        "brackets, the range of nine deals in ten. stays: per cent of deals that it would not leave in any month.",
        "has it: per cent of deals whose text has it. points: at its worst month. decides: per cent of deals that it alone "
        "makes the signer leave (a safeguard: keep).",
        "needs: least further guarantee, in points, at which this signer alone keeps the wanted share. Jointly: guarantees "
        "that together hold up that share; of the smallest, those whose largest is smallest in own points.",
        "pts: mean points to the target in the deals whose text it fits, and fits the per cent of such deals. cost: holder's "
        "points at full use. will: per cent of deals for which the holder would do all that the plan then asks of it. kept: per "
        "cent of deals the target then keeps. change: of success, with it against without it, ± two standard errors; below 0 "
        "where asking an unwilling holder costs more than it holds up. * in the plan already.",
    )


def _margins(console: Console, answer: HoldingAnswer, view: HoldingView) -> None:
    console.print(
        f"A deal is found in {percent(view.found, 1)} % of draws; of these {share_with_error(view.holds, view.holds_se)} % "
        "hold.\n",
    )
    last = len(next(iter(view.parties.values())).path.mean) - 1
    months = sorted({0, last // 2, last})
    table = plain_table(
        ("margin", "left"),
        *((f"month {m}", "right") for m in months),
        ("stays", "right"),
        ("needs", "right"),
    )
    for signer, party in view.parties.items():
        path = party.path
        cells = [f"{points(path.mean[m])} ({path.q05[m]:.0f} to {path.q95[m]:.0f})" for m in months]
        table.add_row(party_name(answer, signer), *cells, percent(party.stays, 1), points(party.alone))
    console.print(table)


def _pulls(console: Console, answer: HoldingAnswer, view: HoldingView) -> None:
    table = plain_table(
        ("tempts", "left"), ("month", "right"), ("has it", "right"), ("points", "right"), ("decides", "right")
    )
    rows, names = 0, Names(answer.case)
    for signer, party in view.parties.items():
        name = party_name(answer, signer)
        for pull in [p for p in party.pulls if p.present > 0 and p.points > 0][:SHOWN]:
            when = str(pull.month) if pull.kind == "shift" else "any"
            numbers = (percent(pull.present), points(pull.points), percent(pull.decisive, 1))
            table.add_row(f"{name}: {names.temptation(pull.name)}", when, *numbers)
            rows += 1
        for guard in [g for g in party.safeguards if g.present > 0][:SHOWN]:
            numbers = (percent(guard.present), points(-guard.points), percent(guard.decisive, 1))
            table.add_row(f"{name}, deters: {names.temptation(guard.name)}", "any", *numbers)
            rows += 1
    if rows:
        console.print()
        console.print(table)


def _guarantee(console: Console, answer: HoldingAnswer, view: HoldingView) -> None:
    wanted = percent(answer.confidence)
    needed = {party_name(answer, s): g for s, g in view.needed.items() if g > 0.0}
    if not needed:
        console.print(f"\nNo further guarantee is needed for {wanted} % of the deals to hold.")
        return
    said = listed(f"{points(g)} points to {name}" for name, g in needed.items())
    console.print(
        f"\nNeeds jointly, for {wanted} % of the deals to hold: {said}. Given freely, that makes success "
        f"{share_with_error(view.success_with, view.success_gain_se)} % (now {percent(view.success, 1)} %; ± of the change).",
    )


def _givers(console: Console, answer: HoldingAnswer, view: HoldingView) -> None:
    if not view.givers:
        console.print("The case names no guarantee that a third party could give.")
        return
    console.print()
    table = plain_table(
        ("guarantee", "left"), ("pts", "right"), ("cost", "right"), ("fits", "right"), ("will", "right"),
        ("kept", "right"), ("change", "right"),
    )  # fmt: skip
    for target in dict.fromkeys(giver.target for giver in view.givers):
        table.add_row(f"to {party_name(answer, target)}")
        for giver in (giver for giver in view.givers if giver.target == target):
            table.add_row(f"  {giver.lever}{'*' if giver.in_plan else ''}", *_given(giver))
    if view.every_giver is not None:
        table.add_row("all not in the plan", *_given(view.every_giver))
    console.print(table)


def _given(giver: Giver) -> tuple[str, ...]:
    change = f"{100 * giver.change:+.1f} ± {percent(2 * giver.change_se, 1)}"
    shares = (percent(giver.met), percent(giver.willing), percent(giver.covers, 1))
    return points(giver.strength), points(giver.cost), *shares, change
