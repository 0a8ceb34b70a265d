"""Figures that seeds would move: where what the parties expect was formed on too few draws near a threshold."""

from __future__ import annotations

from collections.abc import Iterable

from goodoffices.kit.names import Names, capital
from goodoffices.kit.numbers import percent
from goodoffices.play.expectations import deviation
from goodoffices.study.plans.answer import PlanResult

MOST = 0.03
"""Two standard errors of expectations above which a chance of success is not shown without a warning."""
WARNING = "rests on few draws near a threshold"


def unsteady(plan: PlanResult) -> bool:
    """Whether what the parties expect makes the chance of success uncertain by more than `MOST`, or may turn a side."""
    return 2.0 * deviation(plan.shifts) > MOST or bool(plan.may_turn)


def chance(plan: PlanResult) -> str:
    """P(success) for a table: `39%`, with the warning where there is one."""
    shown = percent(plan.success)
    return f"{shown} ({WARNING})" if unsteady(plan) else shown


def warning_words(plans: Iterable[PlanResult], names: Names) -> str:
    """A sentence on those of some plans whose figures are unsteady; nothing where none is."""
    shaky = list({p.plan: p for p in plans if unsteady(p)}.values())
    found = [p.plan for p in shaky]
    if not found:
        return ""
    one = len(found) == 1
    return (
        f"The {'figure' if one else 'figures'} for {names.plans(found, 3)} {'rests' if one else 'rest'} on few draws near a "
        f"threshold: other seeds may give quite others.{_who(shaky, names)}"
    )


def _who(plans: Iterable[PlanResult], names: Names) -> str:
    """Sides at the threshold of consent, each with the plan it may be turned on."""
    sides = [(side, p.plan) for p in plans for side in p.may_turn]
    return "".join(
        f" {capital(names.spoken(s))} stands at the threshold of consent to “{names.plan(p)}”." for s, p in sides
    )
