"""What `goodoffices robust` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from goodoffices.kit.tables import (
    footing,
    heading,
    party_name,
    percent,
    perspective_heading,
    plain_table,
    share_with_error,
)

if TYPE_CHECKING:
    from rich.console import Console

    from goodoffices.study.robust.answer import RobustAnswer, RobustView

SHOWN = 8
"""Changes, issues and red lines shown in tables; JSON has all."""


def show(console: Console, answer: RobustAnswer) -> None:
    heading(console, answer, "Which texts would all sign in the most draws, with nobody's help?")
    for view in answer.perspectives.values():
        perspective_heading(console, view)
        _packages(console, answer, view)
        _changes(console, answer, view)
        _in_the_way(console, answer, view)
    footing(
        console,
        answer,
        "all: share of draws in which all signers accept, in per cent; ± is two standard errors. Runners-up are told by "
        "where they differ from the first.",
        "could win: share of draws in which the text is refused, but would be accepted with another option on this "
        "issue alone, or without this red line.",
    )


def _packages(console: Console, answer: RobustAnswer, view: RobustView) -> None:
    best = view.packages[0]
    share = share_with_error(best.share, best.se)
    console.print(f"Accepted by all in {share} % of draws: {_proof(view)}.\n")
    table = plain_table(("issue", "left"), ("option", "left"))
    for issue, option in best.options.items():
        asked = answer.case.issues[issue]
        table.add_row(asked.name, asked.options[option].name)
    console.print(table)
    console.print()
    signers = list(best.accepted_by)
    table = plain_table(("text", "left"), ("all, %", "right"), *((party_name(answer, s), "right") for s in signers))
    for rank, text in enumerate(view.packages, 1):
        apart = [
            f"{answer.case.issues[i].name}: {answer.case.issues[i].options[o].name}"
            for i, o in text.options.items()
            if o != best.options[i]
        ]
        told = f"{rank}. " + ("; ".join(apart) if rank > 1 else "as above")
        table.add_row(told, percent(text.share, 1), *(percent(text.accepted_by[s], 1) for s in signers))
    console.print(table)


def _proof(view: RobustView) -> str:
    if view.proven:
        return "no text does better, proven"
    return f"the best found; no other text does better than {100 * view.bound:.1f} %"


def _changes(console: Console, answer: RobustAnswer, view: RobustView) -> None:
    if not view.changes:
        return
    console.print()
    signers = list(view.text.accepted_by)
    heads: list[tuple[str, Literal["left", "right"]]] = [(party_name(answer, s), "right") for s in signers]
    table = plain_table(("change of one issue", "left"), ("all, %", "right"), *heads)
    for change in view.changes[:SHOWN]:
        asked = answer.case.issues[change.issue]
        table.add_row(
            f"{asked.name}: {asked.options[change.after].name}",
            percent(change.share, 1),
            *(percent(change.accepted_by[s], 1) for s in signers),
        )
    console.print(table)


def _in_the_way(console: Console, answer: RobustAnswer, view: RobustView) -> None:
    rows = [(answer.case.issues[issue].name, share) for issue, share in view.blocking_issues if share > 0]
    rows += [(f"red line {r.line} of {party_name(answer, r.signer)}", r.lifted) for r in view.red_lines if r.lifted > 0]
    if not rows:
        return
    console.print()
    table = plain_table(("in the way", "left"), ("could win, %", "right"))
    for name, share in sorted(rows, key=lambda row: -row[1])[:SHOWN]:
        table.add_row(name, percent(share, 1))
    console.print(table)
