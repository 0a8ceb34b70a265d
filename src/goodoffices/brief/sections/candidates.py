"""All third parties compared as mediators, alone and in small coalitions: needed, enough, and what each adds."""

from __future__ import annotations

from goodoffices.brief import refusal
from goodoffices.brief.blocks import Block, Inline, Para, Table
from goodoffices.brief.desk import Desk
from goodoffices.brief.unsteady import chance
from goodoffices.kit.names import listed
from goodoffices.kit.numbers import MISSING, fine_percent, percent, signed
from goodoffices.study.mediators.answer import LEAST, VERDICTS, Candidate, CoalitionResult, Contribution, Estimate
from goodoffices.study.plans.answer import PlanResult

SHOWN = 10
"""Coalitions in the table."""
ADDS = 0.005
"""Contributions below half a point are not spoken of."""


def words(desk: Desk) -> str:
    """Who is needed, who is enough and what the best coalition reaches, in three sentences; nothing where not compared."""
    view = desk.mediators_view
    if view is None:
        return ""
    names, answer = desk.names, desk.mediators
    assert answer is not None
    needed = [c.party for c in view.candidates.values() if c.verdict in ("needed", "both")]
    alone = {c.party: gain_of(desk, c.alone) for c in view.candidates.values()}
    enough = [party for party, gain in alone.items() if gain.tells]
    best, least = view.best, f"{100 * LEAST:.0f} points"
    gain = gain_of(desk, best)
    told = gain.tells or not any(found.tells for found in alone.values())
    reached = (
        f"no coalition of up to {answer.size} does better than direct talks by {least} or more"
        if not best.members or not gain.tells
        else f"the best coalition of up to {answer.size} is {listed(names.spoken(m) for m in best.members)}, "
        f"{_points(gain)} points"
    )
    adds = [c for c in view.ranked() if c.contribution.value >= ADDS][:3]
    who = listed(f"{_spoken(desk, c.party)} ({signed(100 * c.contribution.value)} points)" for c in adds)
    return (
        f"Of all {len(view.candidates)} third parties, each in public with all it has and nothing of others, on "
        f"{answer.draws:,} draws: "
        f"{_verdict(desk, needed, enough)}"
        + (f"; {reached}." if told else ".")
        + (f" What it gains is owed to {who}." if gain.tells and adds else "")
    )


def _verdict(desk: Desk, needed: list[str], enough: list[str]) -> str:
    least = f"{100 * LEAST:.0f} points or more"
    alone = f"{_list(desk, enough)} better than direct talks by {least}" if enough else f"nobody does so by {least}"
    missed = listed(desk.names.spoken(p) for p in needed)
    without = (
        f"without {missed} the best falls by as much"
        if needed
        else "there is nobody without whom the best falls by as much"
    )
    return f"alone, {alone}; {without}"


def _list(desk: Desk, parties: list[str]) -> str:
    return f"{listed(_spoken(desk, p) for p in parties)} {'does' if len(parties) == 1 else 'do'}"


def _spoken(desk: Desk, party: str) -> str:
    """Its name, and beside that of a spoiler that it is one."""
    loses = desk.spoils(party)
    spoils = (
        f", which itself loses from a settlement in {percent(loses)} of draws and acts against it," if loses > 0 else ""
    )
    return f"{desk.names.spoken(party)}{spoils}"


def gain_of(desk: Desk, coalition: CoalitionResult) -> Estimate:
    """Success less that of direct talks; of the main study where coalition and direct talks are plans of the case."""
    own, direct = desk.as_plan(coalition.members), desk.as_plan(())
    if own is None or direct is None or not coalition.members:
        return coalition.gain
    return Estimate(*own.difference(direct))


def verdict_of(desk: Desk, candidate: Candidate) -> str:
    """The verdict in words, by the same gain alone as is shown."""
    needed, enough = candidate.verdict in ("needed", "both"), gain_of(desk, candidate.alone).tells
    return VERDICTS[("both" if enough else "needed") if needed else ("enough" if enough else "neither")]


def blocks(desk: Desk) -> tuple[Block, ...]:
    """Tables for the annex: candidates, coalitions, roles."""
    view, answer = desk.mediators_view, desk.mediators
    if view is None or answer is None:
        return ()
    said = (
        f"From the {view.title} perspective, {answer.draws:,} draws. A coalition's members mediate in public with all their "
        "levers, without offers, and each must be willing. Percentage points of P(success); ± is two standard errors, of "
        f"differences on the shared draws. Needed: the best coalition of up to {answer.size} with it does better than the best "
        f"without, direct talks among them, by {100 * LEAST:.0f} points or more, beyond error. Enough: alone it does so against "
        "direct talks. Adds: its mean contribution (Shapley value, 1953) "
        "in the best coalition that those at hand could form. Roles after Zartman "
        "and Touval (1985): informs, and carries what all confide; drafts where only some confide; presses with carrots and "
        "sticks; guarantees. There: what its mere presence does. Roles and presence add up to “alone”."
    )
    return Para(said, "fine"), _candidates(desk), _coalitions(desk)


def _points(estimate: Estimate | Contribution) -> str:
    return f"{signed(100 * estimate.value)} ± {100 * 2 * estimate.se:.1f}"


def _candidates(desk: Desk) -> Table:
    view = desk.mediators_view
    assert view is not None
    order = sorted(view.candidates.values(), key=lambda c: (-c.contribution.value, -c.sufficiency.value))
    head = ("Candidate", "Alone", "With – without", "All – all without", "Adds", "Informs", "Drafts", "Presses",
            "Guarantees", "There", "Verdict")  # fmt: skip
    return Table("All third parties as mediators", head, tuple(_candidate(desk, c) for c in order), "small wide")


def _candidate(desk: Desk, c: Candidate) -> tuple[Inline, ...]:
    roles = [signed(100 * share.value) if share.value or share.se else MISSING for share in c.roles.values()]
    return (
        desk.to_numbers(f"stakes.{c.party}", desk.names.party(c.party)),
        _points(gain_of(desk, c.alone)),
        _points(c.necessity),
        signed(100 * c.everybody.value),
        _points(c.contribution),
        *roles,
        signed(100 * c.presence.value),
        verdict_of(desk, c),
    )


def _coalitions(desk: Desk) -> Table:
    view, answer = desk.mediators_view, desk.mediators
    assert view is not None and answer is not None
    head = (
        "Coalition",
        f"P(success), on {answer.draws:,} draws unless a plan of the case",
        "Gain",
        "Behind the best",
        refusal.HEAD,
    )
    rows = tuple(_coalition(desk, c) for c in view.coalitions[:SHOWN])
    return Table("The coalitions that succeed most", head, rows, "small wide")


def _coalition(desk: Desk, c: CoalitionResult) -> tuple[Inline, ...]:
    own = desk.as_plan(c.members)
    who = listed(desk.names.party(m) for m in c.members) or "nobody: direct talks"
    shown = f"{percent(c.success.value)} ± {fine_percent(2 * c.success.se)}" if own is None else chance(own)
    return (
        who if own is None else desk.to_plan(own.plan, f"{who}: “{desk.names.plan(own.plan)}”"),
        shown,
        _points(gain_of(desk, c)) if c.members else MISSING,
        f"{100 * c.behind.value:.1f} ± {200 * c.behind.se:.1f}",
        _least(desk, c, own),
    )


def _least(desk: Desk, c: CoalitionResult, own: PlanResult | None) -> str:
    """Who consents least; margins and remedies where the coalition is a plan of the case, the share alone elsewhere."""
    if not c.members:
        return MISSING
    if own is not None:
        return refusal.plan_cell(desk, own)
    side = min(c.consent, key=lambda s: c.consent[s])
    return (
        f"{desk.names.party(side)} consents in {percent(c.consent[side])}"
        if c.consent[side] < refusal.AGREES
        else "nobody"
    )
