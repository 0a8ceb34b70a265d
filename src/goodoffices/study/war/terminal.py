"""What `goodoffices war` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodoffices.case.vocabulary import words_of
from goodoffices.kit.names import hurting_words
from goodoffices.kit.tables import footing, heading, party_name, percent, perspective_heading, plain_table, points

if TYPE_CHECKING:
    from rich.console import Console

    from goodoffices.study.war.answer import WarAnswer, WarPath, WarView

VERDICTS = {"ripe": "ripe", "ripening": "ripening", "not_ripe": "not ripe"}


def show(console: Console, answer: WarAnswer) -> None:
    kinds = {path.kind for view in answer.perspectives.values() for path in view.war.values()}
    words = words_of(answer.case)
    heading(console, answer, f"What is {words.go_on} worth to each, and does it hurt enough to talk?")
    for view in answer.perspectives.values():
        perspective_heading(console, view)
        _values(console, answer, view)
        _ends(console, answer, view)
        _ripeness(console, answer, view)
    footing(
        console,
        answer,
        "Points are each party's own: the mean over draws and, in brackets, the range of nine draws in ten. "
        "believes: the mean it acts on now, its optimism included.",
        f"hurts: share of draws in which {words.go_on} {hurting_words(kinds)}. feels it: share in which it hurts and "
        "the party, its optimism included, sees a text it would rather have.",
    )


def _values(console: Console, answer: WarAnswer, view: WarView) -> None:
    months = _milestones(answer.case.horizon)
    columns = ["now", *(f"month {m}" for m in months[1:])]
    table = plain_table(("signer", "left"), *((c, "right") for c in columns), ("believes", "right"))
    for signer, path in view.war.items():
        cells = [_range(path, month) for month in months]
        table.add_row(party_name(answer, signer), *cells, points(float(path.believed_mean[0])))
    console.print(table)


def _milestones(horizon: int) -> list[int]:
    return sorted({0, horizon // 2, horizon})


def _range(path: WarPath, month: int) -> str:
    at = min(month, len(path.mean) - 1)
    low, mean, high = (float(row[at]) for row in (path.q05, path.mean, path.q95))
    return points(mean) if high - low < 0.05 else f"{points(mean)} ({low:.0f} to {high:.0f})"


def _ends(console: Console, answer: WarAnswer, view: WarView) -> None:
    for signer, path in view.war.items():
        if path.victory is None or path.defeat is None or path.frozen is None:
            continue
        console.print(
            f"{party_name(answer, signer)}: wins outright {percent(path.victory)} %, is defeated "
            f"{percent(path.defeat)} %, {words_of(answer.case).quarrel} freezes {percent(path.frozen)} %.",
            markup=False,
        )


def _ripeness(console: Console, answer: WarAnswer, view: WarView) -> None:
    ripeness = view.ripeness
    console.print()
    table = plain_table(("signer", "left"), ("hurts, %", "right"), ("feels it, %", "right"))
    for signer, share in ripeness.hurting_objective.items():
        table.add_row(party_name(answer, signer), percent(share), percent(ripeness.hurting_perceived[signer]))
    console.print(table)
    verdict = VERDICTS[ripeness.verdict]
    console.print(f"A way out for all in {percent(ripeness.way_out)} % of draws: {verdict}.")
