"""All third parties compared as mediators, alone and in small coalitions: needed, enough, and what each adds."""

from __future__ import annotations

from goodoffices.brief.blocks import Block, Inline, Para, Table
from goodoffices.brief.desk import Desk
from goodoffices.kit.names import listed
from goodoffices.kit.numbers import MISSING, fine_percent, percent, signed
from goodoffices.study.mediators.answer import LEAST, VERDICTS, Candidate, CoalitionResult, Contribution, Estimate

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
    enough = [c.party for c in view.candidates.values() if c.verdict in ("enough", "both")]
    best = view.best
    reached = (
        f"no coalition of up to {answer.size} does better than direct talks ({percent(view.direct.success.value)})"
        if not best.members
        else f"the best coalition of up to {answer.size} is {listed(names.spoken(m) for m in best.members)}, "
        f"{percent(best.success.value)} against {percent(view.direct.success.value)} in direct talks"
        f"{'' if best.gain.tells else ', no difference that tells'}"
    )
    adds = [c for c in view.ranked() if c.contribution.value >= ADDS][:3]
    who = listed(f"{names.spoken(c.party)} ({signed(100 * c.contribution.value)} points)" for c in adds)
    return (
        f"Of all {len(view.candidates)} third parties, each in public with all it has, {_verdict(desk, needed, enough)}; "
        f"{reached}." + (f" What it gains is owed to {who}." if best.gain.tells and adds else "")
    )


def _verdict(desk: Desk, needed: list[str], enough: list[str]) -> str:
    if not needed and not enough:
        return "nobody is needed, and nobody alone does better than direct talks"
    alone = listed(desk.names.spoken(p) for p in enough) or "nobody"
    return f"{_list(desk, needed)} needed and {alone} alone {_does(enough)} better than direct talks"


def _does(parties: list[str]) -> str:
    return "do" if len(parties) > 1 else "does"


def _list(desk: Desk, parties: list[str]) -> str:
    if not parties:
        return "nobody is"
    return f"{listed(desk.names.spoken(p) for p in parties)} {'is' if len(parties) == 1 else 'are'}"


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
        _points(c.sufficiency),
        _points(c.necessity),
        signed(100 * c.everybody.value),
        _points(c.contribution),
        *roles,
        signed(100 * c.presence.value),
        VERDICTS[c.verdict],
    )


def _coalitions(desk: Desk) -> Table:
    view = desk.mediators_view
    assert view is not None
    sides = list(view.direct.consent)
    head = ("Coalition", "P(success)", "Gain", "Behind the best", *(f"{desk.names.party(s)} lets it in" for s in sides))
    rows = tuple(_coalition(desk, c) for c in view.coalitions[:SHOWN])
    return Table("The coalitions that succeed most", head, rows, "small wide")


def _coalition(desk: Desk, c: CoalitionResult) -> tuple[Inline, ...]:
    return (
        listed(desk.names.party(m) for m in c.members) or "nobody: direct talks",
        f"{percent(c.success.value)} ± {fine_percent(2 * c.success.se)}",
        _points(c.gain) if c.members else MISSING,
        f"{100 * c.behind.value:.1f} ± {200 * c.behind.se:.1f}",
        *(percent(share) if c.members else MISSING for share in c.consent.values()),
    )
