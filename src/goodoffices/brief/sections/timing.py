"""When to sign, in a sentence; success and the state of the war by month, for the annex."""

from __future__ import annotations

from goodoffices.brief.blocks import Block, Table
from goodoffices.brief.desk import Desk
from goodoffices.brief.unsteady import chance
from goodoffices.kit.names import capital, listed
from goodoffices.kit.numbers import months, percent, percentage_points, signed
from goodoffices.study.timing.answer import Moment


def words(desk: Desk) -> str:
    """What signing later does to the leading plan, and how many wars are over by then; nothing without a plan."""
    view = desk.timing
    if view is None or desk.best is None:
        return ""
    later = view.plans[desk.best.plan][1:]
    if not later:
        return ""
    parts = [_change(moment) for moment in (later[0], later[-1])[: len(later)]]
    over = float(view.zone.over[later[-1].month])
    ended = f" (by then {percent(over)} of {desk.names.words.quarrels} are over)" if over >= 0.005 else ""
    return (
        f"Signed later than today, “{desk.names.plan(desk.best.plan)}” succeeds {listed(dict.fromkeys(parts))}{ended}."
    )


def _change(moment: Moment) -> str:
    when = f"after {months(moment.month)}"
    if abs(moment.change) <= 2 * moment.change_se or abs(moment.change) < 0.005:
        return f"about as often {when}"
    more = "more" if moment.change > 0 else "less"
    return f"{more} often by {percentage_points(abs(moment.change))} {when}"


def _now(desk: Desk, plan: str) -> str:
    """The chance of the main study: of the plan's own month, which is said where it is not today."""
    result, spec = desk.base.plans[plan], desk.case.plans.get(plan)
    late = f" (signed in month {spec.month})" if spec is not None and spec.month else ""
    return f"{chance(result)}{late}"


def _points(moment: Moment) -> str:
    return f"{signed(100 * moment.change)} ± {200 * moment.change_se:.1f}"


def blocks(desk: Desk) -> tuple[Block, ...]:
    """Success by month of signing for the plans followed, as changes against today's, and the zone by month."""
    view = desk.timing
    if view is None:
        return ()
    words = desk.names.words
    fewer = f"on {desk.timing_draws:,} draws"
    heads = ["Now", *(f"Month {m}, change {fewer}" for m in desk.moments[1:])]
    rows = tuple(
        (desk.to_plan(plan), _now(desk, plan), *(_points(m) for m in moments[1:]))
        for plan, moments in view.plans.items()
    )
    plans = Table(
        f"Success by month of signing, {words.quarrels} already over counted as none; later months in percentage points",
        ("Plan", *heads),
        rows,
        "small",
    )
    zone, asked = view.zone, desk.moments
    state = (
        ("A deal exists, with nobody's help", *(percent(float(zone.exists[m])) for m in asked)),
        (f"{capital(words.quarrel)} is over", *(percent(float(zone.over[m])) for m in asked)),
        (f"A deal exists, if {words.quarrel} goes on", *(percent(float(zone.among_on[m])) for m in asked)),
        ("A first deal has appeared by then", *(percent(float(zone.opens[: m + 1].sum())) for m in asked)),
        ("It has gone again by then", *(percent(float(zone.closes[: m + 1].sum())) for m in asked)),
    )
    caption = f"{capital(words.quarrel)} and the zone of agreement by month"
    return plans, Table(caption, ("Share of draws", *heads), state, "small")
