"""What spoilers cost the last plan followed, and what would turn or make up for them."""

from __future__ import annotations

from collections.abc import Mapping

from goodoffices.brief import refusal
from goodoffices.brief.blocks import Block, Inline, Para, Table
from goodoffices.brief.desk import Desk
from goodoffices.kit.names import listed
from goodoffices.kit.numbers import MISSING, number, percent, percentage_points, points, signed
from goodoffices.study.spoilers.answer import Counter, PlanSpoilers, Spoiler, Turn, Unwilling

REFUSES = "Consents, on all draws (mean margin): the least that turns it"
NEVER = 0.005
"""Share of draws below which a signer is not said to do something."""
TELLS = 0.005
"""Damage to the chance of success below which nobody is spoken of."""


def words(desk: Desk) -> str:
    """Damage and remedy in two or three sentences; nothing where the case names no plan."""
    plan = desk.spoiling
    if plan is None:
        return ""
    return " ".join(sentence for sentence in (_third(desk, plan), _signers(desk, plan)) if sentence)


def _third(desk: Desk, plan: PlanSpoilers) -> str:
    acting = [s for s in plan.third_parties if s.acts > TELLS]
    if acting:
        return " ".join(f"{_spoiler(desk, s)}." for s in acting[:2])
    able = [s for s in plan.third_parties if s.levers and s.at_worst > max(TELLS, 2 * s.at_worst_se)]
    if not any(s.levers for s in plan.third_parties):
        return ""
    if not able:
        return f"No third party acts against “{desk.names.plan(plan.plan)}”, nor could any do it harm that tells."
    worst = listed(f"{desk.names.spoken(s.party)} {percentage_points(s.at_worst)}" for s in able[:3])
    return (
        f"No third party acts against “{desk.names.plan(plan.plan)}”; at their worst they could take off it: {worst}."
    )


def _spoiler(desk: Desk, spoiler: Spoiler) -> str:
    who = desk.names.spoken(spoiler.party)
    said = f"What {who} does costs it {_points(spoiler.damage, spoiler.damage_se)}; {spoiler.said}"
    if spoiler.turn is not None:
        return f"{said}: {_offers(desk, spoiler.turn)}"
    if spoiler.stance == "for_a_price":
        said += f" ({points(spoiler.price)})"
    if spoiler.counter is not None:
        return f"{said}; {_counter(desk, spoiler.counter)}"
    return said


def _counter(desk: Desk, counter: Counter) -> str:
    lever = f"“{desk.names.lever(counter.lever)}” of {desk.names.spoken(counter.holder)}"
    if counter.enough:
        return f"{lever} would make up for it"
    return f"no single lever makes up for it, most {lever} ({signed(100 * counter.gain)})"


def _points(damage: float, error: float) -> str:
    return f"{number(100 * damage)} ± {number(200 * error)} percentage points of success"


def _offers(desk: Desk, turn: Turn) -> str:
    return listed(f"{desk.names.spoken(p.giver)}’s “{_offer(desk, p.offer)}” in {p.mode}" for p in turn.promises)


def _offer(desk: Desk, offer: str) -> str:
    return desk.case.offers[offer].name or offer.replace("_", " ")


def _signers(desk: Desk, plan: PlanSpoilers) -> str:
    """Which signer's refusal costs most, and how it refuses; what the main study says that it does not do is not held against
    it, nor more of it than it does there.
    """
    result = desk.base.plans[plan.plan]
    lets_in = {c.party: c.share for c in result.consent}
    stays = {h.party: h.share for h in result.holding}
    costs = [
        (cost, error, signer.party, how)
        for signer in plan.signers
        for cost, error, how, room in (
            (signer.consent_costs, signer.consent_se, _refusing(signer, lets_in), 1.0 - lets_in.get(signer.party, 1.0)),
            (signer.signing_costs, signer.signing_se, "not signing", 1.0),
            (signer.breaking_costs, signer.breaking_se, "leaving what was signed", 1.0 - stays.get(signer.party, 0.0)),
        )
        if cost <= room + 2 * error and room > NEVER
    ]
    most = max(costs, default=(0.0, 0.0, "", ""))
    if most[0] <= TELLS:
        return ""
    return f"Of the signers, most is lost by {desk.names.spoken(most[2])} {most[3]}: {_points(most[0], most[1])}."


def _refusing(signer: Unwilling, lets_in: Mapping[str, float]) -> str:
    return f"not letting the mediators in (it does in {percent(lets_in.get(signer.party, 1.0))} of draws)"


def blocks(desk: Desk) -> tuple[Block, ...]:
    """Tables for the annex."""
    plan = desk.spoiling
    if plan is None:
        return ()
    name = desk.names.plan(plan.plan)
    said = (
        f"What stands in the way of “{name}”, {desk.base.title} perspective, {desk.spoiling_draws:,} draws. Costs: percentage "
        "points of P(success), ± two standard errors on the same draws; below 0 where spoiling hurts direct talks more. At "
        "worst: with all its levers in every draw. Price: its own points on signing that keep it quiet in "
        f"{percent(desk.spoiling_confidence)} of draws; deter: what pulling a lever would have to cost it more. A signer's: rise "
        "of P(success) if it let the mediator in, signed what the others would where no deal is found, or never left a deal "
        "(Stedman 1997)."
    )
    losing = [s for s in plan.third_parties if s.loses > TELLS]
    tables: list[Block] = [Para(said, "fine")]
    if losing:
        third = ("Third party", "Loses", "Acts", "Costs", "At worst", "Price", "Deter", "Remedies")
        tables.append(Table("Who would spoil it", third, tuple(_row(desk, s) for s in losing), "small wide"))
    signer = ("Signer", "Lets no mediator in", "Costs", "Will not sign", "Costs", "Leaves", "Costs", REFUSES)
    tables.append(
        Table("Signers in the way", signer, tuple(_signer(desk, s, plan.plan) for s in plan.signers), "small wide")
    )
    return tuple(tables)


def _row(desk: Desk, spoiler: Spoiler) -> tuple[Inline, ...]:
    acting = spoiler.acts > 0
    remedies = [spoiler.said] if acting else []
    if spoiler.turn is not None:
        remedies.append(_offers(desk, spoiler.turn))
    if spoiler.counter is not None:
        remedies.append(_counter(desk, spoiler.counter))
    return (
        desk.to_numbers(f"stakes.{spoiler.party}", desk.names.party(spoiler.party)),
        percent(spoiler.loses),
        percent(spoiler.acts),
        _cost(spoiler.damage, spoiler.damage_se) if acting else MISSING,
        _cost(spoiler.at_worst, spoiler.at_worst_se) if spoiler.levers else MISSING,
        number(spoiler.price) if acting else MISSING,
        number(spoiler.deterrent) if acting else MISSING,
        "; ".join(remedies) or MISSING,
    )


def _refusal(desk: Desk, plan: str, signer: Unwilling) -> str:
    """Of the main study: consent on all draws, its margin and what turns it."""
    found = next((refusal.of_side(c) for c in desk.base.plans[plan].consent if c.party == signer.party), None)
    if found is None:
        return MISSING
    turn = f": {refusal.turn_words(found)}" if found.refuses else ""
    return f"{percent(found.share)} ({points(found.margin.mean)}){turn}"


def _signer(desk: Desk, signer: Unwilling, plan: str) -> tuple[Inline, ...]:
    return (
        desk.names.party(signer.party),
        percent(signer.refuses_mediator),
        _cost(signer.consent_costs, signer.consent_se),
        percent(signer.refuses_to_sign),
        _cost(signer.signing_costs, signer.signing_se),
        percent(signer.breaks),
        _cost(signer.breaking_costs, signer.breaking_se),
        _refusal(desk, plan, signer),
    )


def _cost(damage: float, error: float) -> str:
    return f"{number(100 * damage)} ± {200 * error:.1f}"
