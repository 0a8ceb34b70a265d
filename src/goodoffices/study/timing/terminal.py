"""What `goodoffices timing` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodoffices.case.vocabulary import words_of
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

    from goodoffices.study.timing.answer import TimingAnswer, TimingView

VERDICTS = {"ripe": "ripe", "ripening": "ripening", "not_ripe": "not ripe"}


def show(console: Console, answer: TimingAnswer) -> None:
    heading(console, answer, "When to sign: what does waiting do to each plan, to the parties, and to the zone?")
    words = words_of(answer.case)
    for view in answer.perspectives.values():
        perspective_heading(console, view)
        _success(console, answer, view)
        _zone(console, answer, view)
        _waiting(console, answer, view)
        _ripeness(console, answer, view)
    footing(
        console,
        answer,
        "success: per cent of draws, and of the ways the front may have moved, in which "
        f"{words.quarrel} still goes on in that month "
        "and the plan succeeds; ± is two standard errors. + or - marks a change from now beyond its error on "
        "the shared draws, = one within.",
        "waiting costs: points of the party, the mean and the range of nine draws in ten: costs expected to be paid by "
        f"then, or (value stated directly) the fall of the value of {words.go_on}.",
        "over: one side has won by then and there is nothing left to sign. first deal, deal gone: month in which a deal "
        "first exists, or first ceases to, along the path of the front.",
        f"instead: the front frozen where it stands, or (value stated directly) {words.go_on} six months later. "
        f"hurts: {words.go_on} is "
        f"worth less than that. believes: {words.go_on}, optimism included; sees it: it hurts, and the deal with the widest "
        f"least margin is better than what it believes. Shares of draws in which {words.quarrel} still goes on.",
    )


def _success(console: Console, answer: TimingAnswer, view: TimingView) -> None:
    table = plain_table(("success, %", "left"), ("now", "right"), *((f"{m}", "right") for m in answer.months[1:]))
    for plan, (now, *later) in view.plans.items():
        cells = [percent(m.success, 1) + (f" {_arrow(m.change, m.change_se)}") for m in later]
        table.add_row(plan, share_with_error(now.success, now.se), *cells)
    if view.plans:
        console.print(table)
    rough = max((m.left_out for moments in view.plans.values() for m in moments), default=0.0)
    if rough > 0:
        console.print(f"Rare places of the front left out: success is at most {percent(rough, 2)} higher.")


def _arrow(change: float, error: float) -> str:
    """+ or - where the change is beyond two standard errors, = where it is not."""
    return "=" if abs(change) <= 2 * error else "+" if change > 0 else "-"


def _zone(console: Console, answer: TimingAnswer, view: TimingView) -> None:
    zone, months = view.zone, answer.months
    console.print()
    table = plain_table(("with nobody's help, %", "left"), ("now", "right"), *((f"{m}", "right") for m in months[1:]))
    table.add_row("a deal exists", *(percent(float(zone.exists[m]), 1) for m in months))
    table.add_row("over", *(percent(float(zone.over[m]), 1) for m in months))
    for signer, won in view.won.items():
        table.add_row(f"  won by {party_name(answer, signer)}", *(percent(float(won[m]), 1) for m in months))
    table.add_row("deal, if not over", *(percent(float(zone.among_on[m]), 1) for m in months))
    table.add_row("first deal by then", *(percent(float(zone.opens[: m + 1].sum()), 1) for m in months))
    table.add_row("deal gone by then", *(percent(float(zone.closes[: m + 1].sum()), 1) for m in months))
    console.print(table)
    said = [f"{what} in month {month}" for month, what in zone.crossings]
    now = "open" if zone.exists[0] >= 0.5 else "shut"
    console.print(
        f"Today the zone is {now} in most draws; "
        f"among {words_of(answer.case).quarrels} that go on it {' and '.join(said) or 'stays so throughout'}.",
        markup=False,
    )


def _waiting(console: Console, answer: TimingAnswer, view: TimingView) -> None:
    console.print()
    table = plain_table(("waiting costs", "left"), *((f"{m}", "right") for m in answer.months[1:]))
    for signer, (_, *later) in view.waiting.items():
        cells = [points(s.mean) + (f" ({s.q05:.0f} to {s.q95:.0f})" if s.q95 - s.q05 >= 0.05 else "") for s in later]
        table.add_row(party_name(answer, signer), *cells)
    console.print(table)


def _ripeness(console: Console, answer: TimingAnswer, view: TimingView) -> None:
    console.print()
    table = plain_table(
        ("now, points", "left"), ("fights on", "right"), ("instead", "right"), ("believes", "right"),
        ("deal", "right"), ("hurts, %", "right"), ("sees it, %", "right"),
    )  # fmt: skip
    today = view.ripeness[0]
    for signer, s in view.stalemate.items():
        table.add_row(
            party_name(answer, signer),
            points(s.fighting.mean),
            points(s.instead.mean),
            points(s.fighting.mean + s.optimism.mean),
            points(s.deal.mean),
            percent(today.hurting[signer]),
            percent(today.perceived[signer]),
        )
    console.print(table)
    later = [f"{VERDICTS[r.verdict]} in month {r.month}" for r in view.ripeness[1:]]
    now = f"A way out in {percent(today.way_out)} % of draws: {VERDICTS[today.verdict]} now"
    console.print("; ".join([now, *later]) + ".")
