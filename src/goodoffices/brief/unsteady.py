"""Figures that seeds would move: where what the parties expect was formed on too few draws near a threshold."""

from __future__ import annotations

from collections.abc import Iterable

from goodoffices.kit.names import Names
from goodoffices.kit.numbers import percent
from goodoffices.play.expectations import deviation
from goodoffices.study.plans.answer import PlanResult

MOST = 0.03
"""Two standard errors of expectations above which a chance of success is not shown without a warning."""
WARNING = "rests on few draws near a threshold"


def unsteady(plan: PlanResult) -> bool:
    """Whether what the parties expect makes the chance of success uncertain by more than `MOST`."""
    return 2.0 * deviation(plan.shifts) > MOST


def chance(plan: PlanResult) -> str:
    """P(success) for a table: `39%`, with the warning where there is one."""
    shown = percent(plan.success)
    return f"{shown} ({WARNING})" if unsteady(plan) else shown


def warning_words(plans: Iterable[PlanResult], names: Names) -> str:
    """A sentence on those of some plans whose figures are unsteady; nothing where none is."""
    found = list(dict.fromkeys(p.plan for p in plans if unsteady(p)))
    if not found:
        return ""
    one = len(found) == 1
    return (
        f"The {'figure' if one else 'figures'} for {names.plans(found, 3)} {'rests' if one else 'rest'} on few draws near a "
        "threshold: other seeds may give quite others."
    )
