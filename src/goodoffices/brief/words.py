"""The bottom line: what a reader with one minute must know, as plain sentences for the terminal and the first page."""

from __future__ import annotations

from dataclasses import dataclass

from goodoffices.brief.desk import Desk
from goodoffices.brief.overview import Overviews
from goodoffices.brief.sections import asked, disagreement, necessity, package, plans, ripeness, zone
from goodoffices.brief.standing import works
from goodoffices.case.schema import Case
from goodoffices.kit.names import full_stop, sentences


@dataclass(frozen=True)
class Line:
    """One sentence or two of the bottom line under a short label."""

    label: str
    text: str


def dated(case: Case) -> str:
    """The date the case stands at and how long it stays good."""
    day = f"{case.as_of.day} {case.as_of:%B %Y}"
    if case.shelf_life:
        return f"As of {day}. Shelf life: {full_stop(case.shelf_life)}"
    return f"As of {day}; the case does not say how long its numbers stay good."


def lines(study: Overviews, desk: Desk | None = None) -> tuple[Line, ...]:
    """The bottom line with labels, most wanted first; empty sentences left out.

    Args:
        study: all answers for a case.
        desk: that study laid out, where it has been; so nothing is asked twice.
    """
    desk = desk or Desk(study)
    regret = plans.regret_words(desk.regret, desk.best.plan if desk.best else None, desk.names, len(desk.views))
    if not works(desk.base):
        regret = ""
    change = f"{disagreement.parting_words(desk)} {disagreement.swing_words(desk)}".strip()
    found = (
        Line("Decision asked", full_stop(study.case.question or "The case does not say which decision is asked.")),
        Line("Answer", asked.words(desk)),
        Line("Is there a deal", zone.headline(desk)),
        Line("Best plan", plans.headline(desk)),
        Line("Weakest link", f"{plans.breaking(desk)} {regret}".strip()),
        Line("Must it be this mediator", necessity.headline(desk)),
        Line("Is the moment ripe", ripeness.headline(desk)),
        Line("Text to table", package.headline(desk)),
        Line("What would change it", change or disagreement.agreement_words(desk)),
        Line("Date and shelf life", dated(study.case)),
    )
    return tuple(Line(line.label, sentences(line.text)) for line in found if line.text)


def bottom_line(study: Overviews, desk: Desk | None = None) -> list[str]:
    """The bottom line as six to eleven plain lines of text; see `lines`."""
    return [line.text for line in lines(study, desk)]
