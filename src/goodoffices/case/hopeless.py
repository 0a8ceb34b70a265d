"""Plans that no draw can pass, told from the ends of the numbers alone.

Every bound here is on the safe side: it may miss a hopeless plan, and never blames one that some draw could pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from goodoffices.case.checking import chain
from goodoffices.case.quantity import Quantity
from goodoffices.case.remark import Remark
from goodoffices.case.schema import Case, DirectWar, LeverVariant, OfferVariant, Plan, Stakes

WHOLE = 100.0
CERTAIN = 1.0


def hopeless_plans(case: Case) -> Iterator[Remark]:
    """Plans with a text that a certain red line forbids, a mediator that never wants to, or a side that never lets it in."""
    for name, plan in case.plans.items():
        path = f"plans.{name}"
        yield from _red_text(case, path, plan)
        for mediator in plan.mediators:
            yield from _unwilling(case, path, plan, mediator)
        if plan.mediators and not plan.nominated and not plan.if_willing:
            yield from _shut_out(case, path, plan)


def _red_text(case: Case, path: str, plan: Plan) -> Iterator[Remark]:
    """The text it tables crosses a red line that holds in every draw."""
    if not isinstance(plan.package, Mapping):
        return
    for party in case.signers():
        preferences = case.preferences.get(party)
        for key, line in preferences.red_lines.items() if preferences is not None else ():
            crossed = all(plan.package.get(issue) == option for issue, option in line.when.items())
            if crossed and line.probability.support()[0] >= CERTAIN:
                yield Remark(
                    f"{path}.package",
                    f"this text crosses preferences.{party}.red_lines.{key}, which always holds: {party} never signs it",
                    "table another text, or give the red line a probability below 1",
                )


def _unwilling(case: Case, path: str, plan: Plan, mediator: str) -> Iterator[Remark]:
    """The best that mediating can bring it is less than nothing, wherever its chances lie.

    E is linear in the chance of a deal with the plan and in that of direct talks, so its highest value is at a corner.
    """
    stakes = case.stakes.get(mediator)
    if stakes is None:
        return
    offered = sum(_offered(case, plan, key) for key in plan.offers if case.offers[key].receiver == mediator)
    best = max(_willingness(stakes, offered, deal, direct) for deal in (0, 1) for direct in (0, 1))
    if best < 0:
        yield Remark(
            f"{path}.mediators",
            f"{mediator} never wants to mediate here: the best it can expect is {best:.4g} of its own points, "
            "success and offers included",
            f"lower stakes.{mediator}.effort, or give it something to win (settlement, success, an offer)",
        )


def _willingness(stakes: Stakes, offered: float, deal: int, direct: int) -> float:
    """Highest expectation at a corner of the two chances, levers unused."""
    factor = deal - direct
    stake = (stakes.settlement, stakes.war_goes_on)
    high = stake[0].support()[1] - stake[1].support()[0]
    low = stake[0].support()[0] - stake[1].support()[1]
    won = deal * (stakes.success.support()[1] + offered) - (1 - deal) * stakes.failure.support()[0]
    return won - stakes.effort.support()[0] + max(factor * high, factor * low)


def _offered(case: Case, plan: Plan, key: str) -> float:
    offer = case.offers[key]
    variant = offer.public if plan.mode == "public" else offer.private
    return _most(variant, "value", offer.value) * _most(variant, "credibility", offer.credibility)


def _most(variant: LeverVariant | OfferVariant | None, field: str, plain: Quantity) -> float:
    number: Quantity | None = getattr(variant, field, None) if variant is not None else None
    return (plain if number is None else number).support()[1]


def _shut_out(case: Case, path: str, plan: Plan) -> Iterator[Remark]:
    """A belligerent mistrusts the mediators by more than any deal could ever give it."""
    for party in (p for p, found in case.parties.items() if found.role == "belligerent"):
        held = [case.mistrust.get(m, {}).get(party) for m in plan.mediators]
        least = sum(number.support()[0] if number is not None else 0.0 for number in held) / len(held)
        most = _most_gain(case, plan, party)
        if most is not None and least > most:
            yield Remark(
                f"{path}.mediators",
                f"{party} never lets {', '.join(plan.mediators)} in: its mistrust is at least {least:.4g} points, and no "
                f"deal can be worth more than {most:.4g} to it",
                f"mistrust is in the points of {party}, of which its whole table is 100: lower it, or name another mediator",
            )


def _most_gain(case: Case, plan: Plan, party: str) -> float | None:
    """More than a mediated deal can gain a party over going on, points; None where the bound is not cheap."""
    outwards = chain(case, party)
    war = next((case.war.values[p] for p in outwards if p in case.war.values), None)
    if not isinstance(war, DirectWar) or case.ties is not None:
        return None
    months = max(case.horizon, plan.month)
    drifts = (0.0, months * war.drift.support()[0])
    floor = war.level.support()[0] + min(drifts)
    if war.range is not None:
        floor = min(max(floor, war.range[0]), war.range[1])
    floor += min(0.0, war.optimism.support()[0])
    bonus = sum(
        max(0.0, linkage.points.support()[1])
        for p in outwards
        if p in case.preferences
        for linkage in case.preferences[p].linkages.values()
    )
    given = 0.0
    for lever in case.levers.values():
        if lever.target == party and lever.kind in ("carrot", "guarantee"):
            variants = (None, lever.public, lever.private)
            given += max(_most(v, "strength", lever.strength) for v in variants)
    return WHOLE + bonus + given - floor
