"""What two perspectives differ in, claim by claim, and how far into a plan each difference reaches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from goodoffices.case.perspective import resolve
from goodoffices.case.quantity import Quantity
from goodoffices.case.schema import Case, Plan
from goodoffices.case.walking import quantities
from goodoffices.model.levers import GUARANTEE, SPOIL
from goodoffices.model.structure import Structure

TALKS, CONSENT, DELIVERY = "talks", "consent", "delivery"
"""Stages of a plan: the deals struck; whether belligerents let the mediator in; whether others deliver and it holds."""

Stage = str

BESIDE = frozenset({"basis", "claims", "source", "locator", "note"})
"""Fields of a number that say what it rests on, not what it is."""


@dataclass(frozen=True)
class Difference:
    """Numbers in which two perspectives differ and which rest on the same claim."""

    name: str
    """The claim's id, or the part of the case (`stakes.china`) for numbers that rest on none."""
    claim: str | None
    paths: tuple[str, ...]


def differences(case: Case, a: str, b: str) -> tuple[Difference, ...]:
    """What a and b differ in, in the order of the case's claims, what rests on no claim last.

    A number belongs to the claim that it chiefly rests on: of those cited where a perspective sets it (a's first, then
    b's), the one cited first.

    Raises CaseError for an unknown perspective.
    """
    ours, theirs = quantities(resolve(case, a)), quantities(resolve(case, b))
    found: dict[str, list[str]] = {}
    for path in ours:
        if _size(ours[path]) != _size(theirs[path]):
            found.setdefault(_chief_claim(case, (a, b), path, ours[path], theirs[path]), []).append(path)
    order = [name for name in case.claims if name in found] + [name for name in found if name not in case.claims]
    return tuple(Difference(name, name if name in case.claims else None, tuple(found[name])) for name in order)


def _size(number: Quantity) -> dict[str, object]:
    return number.model_dump(exclude=set(BESIDE))


def _chief_claim(case: Case, names: tuple[str, str], path: str, ours: Quantity, theirs: Quantity) -> str:
    for name, number in zip(names, (ours, theirs), strict=True):
        set_by_it = any(path == at or path.startswith(f"{at}.") for at in case.perspectives[name].set)
        if set_by_it and number.claims:
            return number.claims[0]
    return next((n.claims[0] for n in (ours, theirs) if n.claims), ".".join(path.split(".")[:2]))


def numbers_at(case: Case, perspective: str, paths: Iterable[str]) -> dict[str, Quantity]:
    """Path: its number as a perspective has it."""
    given = quantities(resolve(case, perspective))
    return {path: given[path] for path in paths}


def stages(shape: Structure, case: Case, plan: Plan, path: str) -> frozenset[Stage]:
    """Stages of a plan that a number can reach; none if it cannot touch the plan.

    Errs on the side of reaching: what is not known to stop is taken to go on.  A number that reaches the talks reaches all.
    """
    section, *rest = path.split(".")
    reach = _REACH.get(section)
    return frozenset({TALKS}) if reach is None else reach(shape, case, plan, rest)


def _everybody(plan: Plan) -> set[str]:
    nominated = {candidate for nomination in plan.nominated for candidate in nomination.candidates}
    return {*plan.mediators, *plan.if_willing, *nominated}


def _levers(shape: Structure, plan: Plan) -> dict[str, int]:
    """Levers that the plan may count on, by name, with their place; all spoil levers are among them."""
    inside = _everybody(plan)
    return {
        lever.name: v
        for v, lever in enumerate(shape.levers)
        if lever.kind == SPOIL
        or (shape.third_parties[lever.holder] in inside if plan.levers == "all" else lever.name in plan.levers)
    }


def _deciding(shape: Structure, plan: Plan) -> set[str]:
    """Third parties whose stakes decide what is struck: they may join or stay away, or spoil."""
    return {*plan.if_willing, *(shape.third_parties[x.holder] for x in shape.levers if x.kind == SPOIL)}


def _participants(shape: Structure, case: Case, plan: Plan) -> set[str]:
    holders = {shape.third_parties[shape.levers[v].holder] for v in _levers(shape, plan).values()}
    return _everybody(plan) | holders | {case.offers[name].giver for name in plan.offers}


def _of_preferences(shape: Structure, case: Case, plan: Plan, rest: list[str]) -> frozenset[Stage]:
    party = rest[0]
    acts = party in {*shape.preference_of, *shape.weights_of}
    return frozenset({TALKS}) if acts or (plan.rule == "mediator" and party in _everybody(plan)) else frozenset()


def _of_war(shape: Structure, case: Case, plan: Plan, rest: list[str]) -> frozenset[Stage]:
    return frozenset({TALKS}) if rest[0] == "front" or rest[1] in shape.war_of else frozenset()


def _of_ties(shape: Structure, case: Case, plan: Plan, rest: list[str]) -> frozenset[Stage]:
    used = any(shape.levers[v].path is None for v in _levers(shape, plan).values())
    return frozenset({TALKS}) if used else frozenset()


def _of_levers(shape: Structure, case: Case, plan: Plan, rest: list[str]) -> frozenset[Stage]:
    used = _levers(shape, plan)
    if rest[0] not in used:
        return frozenset()
    lever = shape.levers[used[rest[0]]]
    decides = shape.third_parties[lever.holder] in _deciding(shape, plan)
    if not decides and (rest[-1] == "cost" or lever.kind == GUARANTEE):
        return frozenset({DELIVERY})
    return frozenset({TALKS})


def _of_stakes(shape: Structure, case: Case, plan: Plan, rest: list[str]) -> frozenset[Stage]:
    if rest[0] in _deciding(shape, plan):
        return frozenset({TALKS})
    return frozenset({DELIVERY}) if rest[0] in _participants(shape, case, plan) else frozenset()


def _of_offers(shape: Structure, case: Case, plan: Plan, rest: list[str]) -> frozenset[Stage]:
    if rest[0] not in plan.offers:
        return frozenset()
    offer = case.offers[rest[0]]
    return frozenset({TALKS if {offer.giver, offer.receiver} & _deciding(shape, plan) else DELIVERY})


def _of_mistrust(shape: Structure, case: Case, plan: Plan, rest: list[str]) -> frozenset[Stage]:
    if rest[0] not in _everybody(plan):
        return frozenset()
    return frozenset({TALKS if plan.nominated else CONSENT})


def _of_candour(shape: Structure, case: Case, plan: Plan, rest: list[str]) -> frozenset[Stage]:
    return frozenset({TALKS}) if rest[0] in _everybody(plan) else frozenset()


def _of_holding(shape: Structure, case: Case, plan: Plan, rest: list[str]) -> frozenset[Stage]:
    # whether an `if_willing` member joins hangs on the guarantees that holding would ask of it
    return frozenset({TALKS if plan.if_willing else DELIVERY})


_REACH = {
    "preferences": _of_preferences,
    "war": _of_war,
    "ties": _of_ties,
    "levers": _of_levers,
    "stakes": _of_stakes,
    "offers": _of_offers,
    "mistrust": _of_mistrust,
    "candour": _of_candour,
    "holding": _of_holding,
}
"""How far numbers of each section reach."""
