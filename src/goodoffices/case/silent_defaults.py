"""Silent defaults: numbers that a plan rests on and that nobody wrote down, so that they count as 0.

A mediator whom nobody mistrusts because the case forgot to say so is let in too easily; one in whom nobody confides for
the same reason finds too little.  `check` and the brief name each of them, by plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from goodoffices.case.remark import Remark
from goodoffices.case.schema import Candour, Case, Plan


@dataclass(frozen=True)
class Expected:
    """A section of the case, `{mediator: {signer: number}}`, that every plan with a mediator reads."""

    section: str
    towards: Callable[[Case], tuple[str, ...]]
    """The signers of whom the model reads it."""
    means: str
    """What leaving it out amounts to, in words."""
    example: str
    """A number as it might be written."""
    written: Callable[[object, Plan], bool] = lambda entry, plan: entry is not None
    """Whether an entry (None: none) says something for the way this plan is mediated."""


@dataclass(frozen=True)
class Silent:
    """A number that a plan reads and the case does not hold."""

    plan: str
    mediator: str
    section: str
    signers: tuple[str, ...]


def _belligerents(case: Case) -> tuple[str, ...]:
    return tuple(p for p, party in case.parties.items() if party.role == "belligerent")


def _candour_written(entry: object, plan: Plan) -> bool:
    """Candour may be given for public talks alone, or for private ones alone; the other is then 0."""
    return isinstance(entry, Candour) and plan.mode in entry.model_fields_set


EXPECTED: tuple[Expected, ...] = (
    Expected("mistrust", _belligerents, "0 points: it is let in as soon as mediation gains them anything", "2"),
    Expected("candour", Case.signers, "0: nobody confides in it and it finds no more than direct talks", "0.3",
             _candour_written),
)  # fmt: skip
"""What every plan with a mediator rests on; a further section is a further row."""


def mediators_of(plan: Plan) -> tuple[str, ...]:
    """Everybody who mediates, may join in or may be nominated, each once."""
    nominated = (c for nomination in plan.nominated for c in nomination.candidates)
    return tuple(dict.fromkeys((*plan.mediators, *plan.if_willing, *nominated)))


def silent_defaults(case: Case) -> Iterator[Silent]:
    """Every default that a plan rests on, by plan, mediator and section."""
    for name, plan in case.plans.items():
        for mediator in mediators_of(plan):
            for expected in EXPECTED:
                held = getattr(case, expected.section).get(mediator, {})
                lacking = tuple(
                    s for s in expected.towards(case) if s != mediator and not expected.written(held.get(s), plan)
                )
                if lacking:
                    yield Silent(name, mediator, expected.section, lacking)


def default_advice(case: Case) -> Iterator[Remark]:
    """A remark at the plan for every default it rests on."""
    rows = {expected.section: expected for expected in EXPECTED}
    for silent in silent_defaults(case):
        expected = rows[silent.section]
        where = "in private " if silent.section == "candour" and case.plans[silent.plan].mode == "private" else ""
        who, first = ", ".join(silent.signers), silent.signers[0]
        yield Remark(
            f"plans.{silent.plan}",
            f"the plan rests on the {silent.section} of {who} towards {silent.mediator} {where}"
            f"that the case does not give, so it counts as {expected.means}",
            f"write {silent.section}.{silent.mediator}.{first}, as in {expected.example}; 0 too, if 0 is meant",
        )
