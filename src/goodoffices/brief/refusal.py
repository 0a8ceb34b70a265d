"""Who says no to a plan: the side that consents least or the third party that would not do its part, by how much, and the
smallest thing that would turn it.  Plain arithmetic on results; one place for sentences and tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from goodoffices.brief.desk import Desk
from goodoffices.engines.spread import Spread
from goodoffices.kit.numbers import MISSING, number, percent, points
from goodoffices.study.plans.answer import ConsentResult, Engagement, PlanResult

AGREES = 0.95
"""Who consents, or does its part, in this share of draws is not said to refuse (a choice of this brief)."""
HEAD = "Who refuses (mean margin): the least that turns it"
"""Heads a column of `plan_cell`."""
ALWAYS = 0.995
"""Share of draws that is printed as all of them."""
WILLING = 0.5
"""Another plan is named as one that a side takes where it consents to that in at least this share of draws."""


@dataclass(frozen=True)
class Refusal:
    """Who stands in a plan's way before anything is signed."""

    party: str
    side: bool
    """Whether it is a side that would have to let mediators in; else a third party with a part in the plan."""
    share: float
    """Share of draws in which it consents, or does its part."""
    margin: Spread
    """Own points; below 0 it refuses."""
    mistrust: float
    """Mean mistrust towards those who mediate, own points; 0 of a third party."""

    @property
    def refuses(self) -> bool:
        """Whether it refuses often enough to be spoken of."""
        return self.share < AGREES

    @property
    def aim(self) -> tuple[str, float]:
        """How many draws are to be turned, and the points that it lacks in them."""
        if self.share < 0.5:
            return "half of the draws", max(0.0, -self.margin.q50)
        if self.share < 0.75:
            return "three draws in four", max(0.0, -self.margin.q25)
        return "19 draws in 20", max(0.0, -self.margin.q05)


def side_least(plan: PlanResult) -> Refusal | None:
    """The side that consents least, by share and then by mean margin; None where nobody's consent is asked."""
    least = min(plan.consent, key=lambda c: (c.share, c.margin.mean), default=None)
    return None if least is None else of_side(least)


def of_side(consent: ConsentResult) -> Refusal:
    """A side's consent as a refusal."""
    return Refusal(consent.party, True, consent.share, consent.margin, consent.mistrust)


def helper_least(plan: PlanResult) -> Refusal | None:
    """The third party that does its part least often; None where no plan asks one."""
    least = min(plan.engagement, key=lambda e: (e.share, e.margin.mean), default=None)
    return None if least is None else of_helper(least)


def of_helper(engagement: Engagement) -> Refusal:
    """A third party's engagement as a refusal."""
    return Refusal(engagement.party, False, engagement.share, engagement.margin, 0.0)


def turn_words(refusal: Refusal) -> str:
    """The smallest thing that turns it: `1.2 points less mistrust (of 4) in half of the draws`; nothing if it agrees anyway."""
    if not refusal.refuses:
        return ""
    draws, lacks = refusal.aim
    if not refusal.side:
        return f"{points(lacks)} more on taking part, {draws}"
    if lacks <= refusal.mistrust:
        return f"{points(lacks)} less mistrust (of {number(refusal.mistrust)}), {draws}"
    return f"{points(lacks)} more to gain from these talks, {draws} (its mistrust is only {number(refusal.mistrust)})"


def other_plan(desk: Desk, plan: PlanResult, side: str) -> str | None:
    """A mediated plan of the case that the side takes: by the same mediators if there is one, then the likeliest to succeed."""
    taken = [
        r
        for r in desk.base.plans.values()
        if r.mediators and r.plan != plan.plan and any(c.party == side and c.share >= WILLING for c in r.consent)
    ]
    best = max(taken, key=lambda r: (r.mediators == plan.mediators, r.success), default=None)
    return best.plan if best else None


def side_words(desk: Desk, plan: PlanResult) -> str:
    """Which side refuses a plan, how far from consent it is and what would turn it, as a sentence; that nobody does."""
    least = side_least(plan)
    if least is None:
        return ""
    if not least.refuses:
        if least.share >= ALWAYS:
            return "No side refuses it."
        return f"No side often refuses it; {desk.names.spoken(least.party)} consents least, in {percent(least.share)} of draws."
    said = (
        f"{desk.names.spoken(least.party)} refuses it: it consents in {percent(least.share)} of draws, its mean margin being "
        f"{points(least.margin.mean)}, for it expects too little more from these talks than from direct ones. The least that "
        f"turns it: {turn_words(least)}"
    )
    other = other_plan(desk, plan, least.party) if least.share < WILLING else None
    if other is None:
        return f"{said}."
    there = next(c.share for c in desk.base.plans[other].consent if c.party == least.party)
    return f"{said}; to “{desk.names.plan(other)}” it consents in {percent(there)}."


def helper_words(desk: Desk, plan: PlanResult) -> str:
    """Which third party would not do its part, and what it lacks; nothing where all would."""
    least = helper_least(plan)
    if least is None or not least.refuses:
        return ""
    return (
        f"{desk.names.spoken(least.party)} would do its part in {percent(least.share)} of draws, its mean margin being "
        f"{points(least.margin.mean)}; the least that turns it: {turn_words(least)}."
    )


def _terse(refusal: Refusal) -> str:
    """`turn_words` for a cell: `1.2 points less mistrust, half of the draws`."""
    draws, lacks = refusal.aim
    by = "more on taking part" if not refusal.side else "less mistrust" if lacks <= refusal.mistrust else "more to gain"
    return f"{points(lacks)} {by}, {draws}"


def cell(desk: Desk, refusals: Iterable[Refusal]) -> str:
    """For tables: `Egypt (−1.9 points): 1.8 points less mistrust, half of the draws`."""
    found = [r for r in refusals if r.refuses]
    return "; ".join(f"{desk.names.party(r.party)} ({points(r.margin.mean)}): {_terse(r)}" for r in found) or "nobody"


def plan_cell(desk: Desk, plan: PlanResult) -> str:
    """Who refuses a plan, side and third party, for a table; a dash where nobody is asked."""
    asked = [r for r in (side_least(plan), helper_least(plan)) if r is not None]
    return cell(desk, asked) if asked else MISSING
