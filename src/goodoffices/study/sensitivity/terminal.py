"""What `goodoffices sensitivity` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodoffices.kit.tables import footing, heading, percent, perspective_heading, plain_table, points
from goodoffices.study.sensitivity.answer import OUTPUTS
from goodoffices.study.sensitivity.words import factor_words

if TYPE_CHECKING:
    from rich.console import Console

    from goodoffices.study.sensitivity.answer import PlanSensitivity, Sensitivity, ViewSensitivity

LONGEST = 12
"""Rows of a table."""
OVER = (
    "No share is above 100 % in truth: where an estimate is, it exceeds 100 by its error, which the interval beside it "
    "shows; more --draws make it smaller."
)


def show(console: Console, found: Sensitivity, output: str) -> None:
    whose = "claims" if found.by == "claim" else "uncertain numbers"
    heading(console, found, f"Which {whose} does a plan's {OUTPUTS[output]} hang on?")
    for view in found.perspectives.values():
        perspective_heading(console, view)
        _screening(console, view)
        for plan in view.plans.values():
            _plan(console, found, plan, output)
    alone = "alone: share of the variance, %, that would go if this alone were known. "
    footing(
        console,
        found,
        alone + "In brackets: 95 % interval. Estimated from given data; what a number does together with others (total "
        "indices) needs draws made for the purpose: leave --from out."
        if found.given
        else alone
        + "in all: share that would stay if all but this were known; the difference is what it does together with "
        "others. In brackets: 95 % interval.",
        *(
            ("low, high: mean success, %, where the number is in its lowest and its highest tenth of draws.",)
            if output == "success" and found.by == "number"
            else ()
        ),
    )


def _ranged(share: float, interval: tuple[float, float]) -> str:
    low, high = interval
    return f"{percent(max(share, 0.0))} ({percent(max(low, 0.0))} to {percent(high)})"


def _over(share: float) -> bool:
    """Whether a share is printed as more than all there is."""
    return share >= 1.005


def _screening(console: Console, view: ViewSensitivity) -> None:
    if view.screening is not None:
        console.print(
            f"Of {view.screening.factors} factors the {len(view.factors) - 1} with the largest elementary effects have "
            "indices of their own; the others are exchanged together.",
        )


def _plan(console: Console, found: Sensitivity, plan: PlanSensitivity, output: str) -> None:
    mean, sd = plan.mean[output], plan.spread[output]
    level = f"mean {percent(mean, 1)} %" if output == "success" else f"mean {points(mean)}, sd {points(sd)} points"
    console.print(f"\n{found.case.plans[plan.plan].name} ({plan.plan}): {level}")
    ranked = [share for share in plan.ranked(output) if share.most >= 0.005][:LONGEST]
    if not ranked:
        console.print("Nothing that is uncertain moves it.")
        return
    swings = {s.path: s for s in plan.swings} if output == "success" and found.by == "number" else {}
    ends = (("low", "right"), ("high", "right")) if swings else ()
    in_all = () if found.given else (("in all, %", "right"),)
    table = plain_table(("it hangs on", "left"), ("alone, %", "right"), *in_all, *ends)
    for share in ranked:
        row = [factor_words(found, share.factor)]
        if found.given:
            row.append(_ranged(share.first, share.first_range))
        else:
            alone = _ranged(share.first, share.first_range) if _over(share.first) else percent(max(share.first, 0.0))
            row += [alone, _ranged(share.total, share.total_range)]
        if swings:
            swing = swings.get(share.factor)
            row += [percent(swing.when_low), percent(swing.when_high)] if swing else ["-", "-"]
        table.add_row(*row)
    console.print(table)
    if any(_over(share.first) or _over(share.total) for share in ranked):
        console.print(OVER)
