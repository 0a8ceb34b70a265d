"""What the model cannot say, and what this case and this run do not hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from goodoffices.brief.desk import Desk
from goodoffices.brief.standing import direct_plan
from goodoffices.case.quantity import Quantity
from goodoffices.case.schema import Case
from goodoffices.case.silent_defaults import silent_defaults
from goodoffices.kit.names import listed
from goodoffices.kit.numbers import counted, fine_percent, percent

NEAR_CERTAIN = 0.95
"""Share of success from which direct talks that have not yet succeeded are called into question."""


def missing(case: Case) -> list[str]:
    """Sections a brief should hold that the case says nothing of."""
    process = case.process
    told = {
        "the causes and stage of the conflict": case.profile,
        "the timeline": case.timeline,
        "earlier mediation": case.earlier_mediation,
        "the format of talks": process and (process.format or process.sequence),
        "confidence-building steps": process and process.confidence_building,
        "implementation": process and process.implementation,
        "next steps": process and (process.next_30_days or process.next_90_days),
        "an exit": process and process.exit,
        "guarantees, breaches and shifts after signing": case.holding.breaches
        or case.holding.shifts
        or case.holding.safeguards,
        "the decision asked": case.question,
        "how long its numbers stay good": case.shelf_life,
        "claims and who makes them": case.claims,
    }
    return [what for what, held in told.items() if not held]


def missing_words(case: Case) -> str:
    """What the case says nothing of, in one sentence; nothing where it is complete."""
    lacking = missing(case)
    return f"The case says nothing of {listed(lacking, last='or')}." if lacking else ""


def default_words(desk: Desk) -> str:
    """Numbers that plans rest on and the case does not give, so that they count as 0; nothing where there are none."""
    found: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    for silent in silent_defaults(desk.case):
        found.setdefault((silent.section, silent.mediator, silent.signers), []).append(silent.plan)
    if not found:
        return ""
    names = desk.names
    said = [
        f"the {section} of {names.parties(signers)} towards {names.spoken(mediator)} (in {names.plans(plans)})"
        for (section, mediator, signers), plans in found.items()
    ]
    return f"What the case does not say counts as 0, and success may rest on it: {'; '.join(said)}."


def certain_words(desk: Desk) -> str:
    """Direct talks that hardly ever fail, in a conflict that goes on: the numbers and the world do not agree."""
    plan = direct_plan(desk.case, desk.base)
    if plan is None or desk.base.plans[plan].success < NEAR_CERTAIN:
        return ""
    words = desk.names.words
    return (
        f"Direct talks (“{desk.names.plan(plan)}”) succeed in {percent(desk.base.plans[plan].success)} of draws, yet "
        f"{words.quarrel} goes on: what {words.go_on} is worth, or a red line, is probably understated."
    )


def basis_words(numbers: Mapping[str, Quantity]) -> str:
    """How much of the case is data, claim and judgement."""
    count: Counter[str] = Counter(q.basis or "not stated" for q in numbers.values())
    total = sum(count.values())
    if not total:
        return "The case holds no number."
    order = [k for k in ("data", "claim", "judgement", "not stated") if count[k]]
    said = listed(f"{percent(count[k] / total)} {k if k != 'not stated' else 'nothing stated'}" for k in order)
    return f"What the {total} numbers of the case rest on: {said}."


def pool_words(desk: Desk) -> str:
    """What considering only a pool of texts may lose."""
    pool = desk.base.pool
    loss = (
        "that loss was not measured"
        if pool.loss is None
        else "direct talks lose nothing measurable by it"
        if pool.loss < 0.0005
        else f"direct talks lose {fine_percent(pool.loss)} of draws by it"
    )
    return (
        f"Of {pool.packages:,} texts the rules allow, {pool.size:,} are weighed ({percent(pool.coverage)} of "
        f"what matters in some draw); {loss}."
    )


def scope_words(desk: Desk) -> str:
    """What was compared and looked for, and what was not."""
    plans = counted(len(desk.base.plans), "plan")
    looked = f" and looks at {desk.found.evaluated} more made of the same parts" if desk.found is not None else ""
    return f"The brief compares the {plans} named{looked}; it does not ask which single claim decides."


def limits_words(desk: Desk) -> tuple[str, ...]:
    """The points of the section, most important first."""
    return (
        "A probability here is a share of draws under stated assumptions, not a forecast; the range over "
        "perspectives matters "
        "more than any single number, and no perspective is held to be right.",
        basis_words(desk.numbers),
        f"Leaders, luck, events on the ground and options nobody listed are outside. {scope_words(desk)}",
        pool_words(desk),
        missing_words(desk.case),
        default_words(desk),
        certain_words(desk),
    )
