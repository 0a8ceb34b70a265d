"""Warnings: nothing here stops a study, but each is more often a slip than meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from goodoffices.case.parts import Part
from goodoffices.case.quantity import central
from goodoffices.case.remark import Remark
from goodoffices.case.sanity import sanity
from goodoffices.case.schema import AttritionWar, Case, Preferences, Ranking
from goodoffices.case.silent_defaults import default_advice
from goodoffices.case.texts import nothing_to_sign
from goodoffices.case.views import view_advice
from goodoffices.case.walking import claim_references, grounded, numbers, quantities, source_references

FULL = 100.0
ROUNDING = 0.5
"""Weights may miss a sum of 100 by so many points before anybody is told."""


def advice(case: Case) -> Iterator[Remark]:
    """Everything worth a second look in a case without errors."""
    for check in CHECKS:
        yield from check(case)


def weight_sums(case: Case) -> Iterator[Remark]:
    """Weights are shares of 100; they are renormalised, so a missed sum is a slip rather than a mistake."""
    for party, preferences in case.preferences.items():
        if isinstance(preferences.weights, Mapping):
            total = sum(central(weight) for weight in preferences.weights.values())
            if abs(total - FULL) > ROUNDING:
                message = f"the weights sum to {total:g}, not to 100; they are rescaled in every draw"
                yield Remark(f"preferences.{party}.weights", message)


def idle_issues(case: Case) -> Iterator[Remark]:
    """Issues on which no signer cares for one option more than for another."""
    everyone = [case.preferences[party] for party in case.signers() if party in case.preferences]
    for issue in case.issues if everyone else ():
        if not any(_cares(preferences, issue) for preferences in everyone):
            yield Remark(f"issues.{issue}", "no signer prefers one option of this issue to another")


def _cares(preferences: Preferences, issue: str) -> bool:
    conditions = [linkage.when for linkage in preferences.linkages.values()]
    conditions += [line.when for line in preferences.red_lines.values()]
    if any(issue in when for when in conditions):
        return True
    weights, values = preferences.weights, preferences.values.get(issue)
    weighty = isinstance(weights, Ranking) or (
        weights is not None and issue in weights and weights[issue].support()[1] > 0
    )
    if not weighty or values is None:
        return False
    if isinstance(values, Ranking):
        return sum(1 if isinstance(entry, str) else len(entry) for entry in values.order) > 1
    return len({value.support() for value in values.values()}) > 1 or any(not v.is_fixed for v in values.values())


def unused(case: Case) -> Iterator[Remark]:
    """Claims and sources that nothing refers to."""
    used = {claim for claims in claim_references(case).values() for claim in claims}
    for name, claim in case.claims.items():
        if name not in used and claim.tested_by is None:
            yield Remark(f"claims.{name}", "nothing in the case rests on this claim", "name it in a `claims:` list")
    cited = set(source_references(case).values())
    for name in case.sources:
        if name not in cited:
            yield Remark(f"sources.{name}", "nothing in the case cites this source")


def ungrounded(case: Case) -> Iterator[Remark]:
    """Numbers that say not where they come from, gathered by the outermost mapping that could say it for all."""
    gathered: dict[str, list[Part]] = {}
    for part in numbers(case):
        if part.written and grounded(part).basis is None:
            gathered.setdefault(_speaker(part), []).append(part)
    for place, parts in gathered.items():
        hint = (
            "add `basis: judgement` (or `claims: [...]`)" if parts[0].enclosing else "as {value: 3, basis: judgement}"
        )
        if len(parts) == 1:
            yield Remark(parts[0].path, "this number has no basis: where does it come from?", hint)
        else:
            yield Remark(place, f"{len(parts)} numbers here have no basis: where do they come from?", hint)


def _speaker(part: Part) -> str:
    if part.enclosing:
        return part.enclosing[-1][0]
    return ".".join(part.path.split(".")[:2])


def hollow_grounds(case: Case) -> Iterator[Remark]:
    """A basis of claims without a claim, or of data without a source."""
    places = {path: number for path, number in quantities(case).items() if number.basis in ("claim", "data")}
    for name, perspective in case.perspectives.items():
        for path, number in perspective.set.items():
            if number.basis == "data" or (number.basis == "claim" and not perspective.claims):
                places[f"perspectives.{name}.set.{path}"] = number
    for path, number in places.items():
        if number.basis == "claim" and not number.claims:
            yield Remark(path, "the basis is `claim`, but no claim is named", "add `claims: [...]`")
        elif number.basis == "data" and number.source is None:
            yield Remark(path, "the basis is `data`, but no source is named", "add `source: ...`")


def lonely_groups(case: Case) -> Iterator[Remark]:
    """A correlation group with one member ties nothing to anything."""
    members: dict[str, list[str]] = {}
    for path, number in quantities(case).items():
        if number.group is not None:
            members.setdefault(number.group, []).append(path)
    for group, paths in members.items():
        if len(paths) == 1:
            yield Remark(f"{paths[0]}.group", f"no other number is in the group {group!r}")


def idle_mediators(case: Case) -> Iterator[Remark]:
    """Candidates with nothing at stake, and plans whose mediators could add nothing to direct talks."""
    told: set[str] = set()
    for name, plan in case.plans.items():
        members = (*plan.mediators, *plan.if_willing, *(c for n in plan.nominated for c in n.candidates))
        for party in members:
            if party not in case.stakes and party not in told:
                told.add(party)
                message = f"{party} mediates in plans but has no stakes: taking part costs and brings it nothing"
                yield Remark(f"stakes.{party}", message)
        levers = plan.levers == "all" and any(lever.holder in members for lever in case.levers.values())
        helped = levers or bool(plan.levers != "all" and plan.levers) or case.ties is not None
        if members and not helped and not any(case.candour.get(party) for party in members):
            message = "its mediators hold no lever and nobody confides in them: it can do no better than direct talks"
            yield Remark(f"plans.{name}", message, "add `candour:` for them")


def one_sided_front(case: Case) -> Iterator[Remark]:
    """A front on which all belligerents fight on the same side."""
    sides = [
        war.side
        for party, war in case.war.values.items()
        if isinstance(war, AttritionWar) and party in case.parties and case.parties[party].role == "belligerent"
    ]
    if len(sides) > 1 and len(set(sides)) == 1:
        yield Remark("war.values", f"all belligerents fight on side {sides[0]} of the front")


def idle_tie_weights(case: Case) -> Iterator[Remark]:
    """Weights for kinds of ties that no tie has."""
    kinds = {tie.kind for tie in case.ties.pairs} if case.ties else set()
    for kind in case.ties.weights if case.ties else ():
        if kind not in kinds:
            yield Remark(f"ties.weights.{kind}", f"no tie is of the kind {kind!r}")


CHECKS: tuple[Callable[[Case], Iterator[Remark]], ...] = (
    weight_sums, idle_issues, nothing_to_sign, one_sided_front, idle_tie_weights, ungrounded, hollow_grounds,
    lonely_groups, unused, idle_mediators, default_advice, sanity, view_advice,
)  # fmt: skip
