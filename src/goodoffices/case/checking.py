"""Mistakes that the schema cannot see: a case must be complete and must not contradict itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from goodoffices.case.graph import graph_mistakes
from goodoffices.case.numeric import number_mistakes
from goodoffices.case.problem import did_you_mean
from goodoffices.case.ranked import ranking_mistakes
from goodoffices.case.remark import Remark
from goodoffices.case.schema import AttritionWar, Case, Preferences, Ranking
from goodoffices.case.shares import share_mistakes
from goodoffices.case.texts import nothing_allowed, text_mistakes
from goodoffices.case.walking import claim_references, source_references


def mistakes(case: Case) -> Iterator[Remark]:
    """Everything wrong with a case that fits the schema; ids are left to `names`, perspectives to `views`."""
    for check in CHECKS:
        yield from check(case)


def parties(case: Case) -> Iterator[Remark]:
    """There is a signer; nobody is within itself."""
    if not case.signers():
        yield Remark("parties", "nobody has to sign", "give the parties to the quarrel `role: belligerent`")
    for name in case.parties:
        if name in chain(case, name)[1:]:
            yield Remark(f"parties.{name}.within", f"{name} is within itself", "`within` must not go in a circle")


def chain(case: Case, party: str) -> list[str]:
    """The party, the one it is within, and so on outwards; stops where it comes back to one already met."""
    members = [party]
    met = {party}
    while (outer := case.parties[members[-1]].within) in case.parties:
        members.append(outer)
        if outer in met:
            break
        met.add(outer)
    return members


def wants(case: Case) -> Iterator[Remark]:
    """Every signer has preferences and a value of fighting on, its own or those of the party it is within.

    A party with red lines or linkages but no weights takes weights and values from the party it is within.
    """
    for signer in case.signers():
        around = chain(case, signer)
        if not any(party in case.preferences for party in around):
            yield Remark(f"preferences.{signer}", f"{signer} must sign but has no preferences")
        if not any(party in case.war.values for party in around):
            yield Remark(f"war.values.{signer}", f"{signer} must sign but has no value of fighting on")
    for name, preferences in case.preferences.items():
        yield from _preferences(case, name, preferences)


def _preferences(case: Case, name: str, preferences: Preferences) -> Iterator[Remark]:
    path = f"preferences.{name}"
    weights = preferences.weights
    if weights is None:
        outwards = chain(case, name) if name in case.parties else [name]
        if not any(case.preferences[p].weights is not None for p in outwards if p in case.preferences):
            yield Remark(
                f"{path}.weights",
                f"{name} has no weights, nor has a party it is within",
                "give a number per issue, or an `order:`",
            )
        return
    if isinstance(weights, Ranking):
        yield from ranking_mistakes(weights, tuple(case.issues), f"{path}.weights", values=False)
    elif not any(weight.support()[1] > 0 for weight in weights.values()):
        yield Remark(f"{path}.weights", "all weights are 0")
    for issue, found in case.issues.items():
        if isinstance(weights, Mapping) and (issue not in weights or weights[issue].support()[1] <= 0):
            continue
        yield from _values(preferences, issue, tuple(found.options), f"{path}.values")


def _values(preferences: Preferences, issue: str, options: Sequence[str], path: str) -> Iterator[Remark]:
    values = preferences.values.get(issue)
    if values is None:
        yield Remark(path, f"no values for {issue}, which has weight", f"add {issue}: with {', '.join(options)}")
    elif isinstance(values, Ranking):
        yield from ranking_mistakes(values, options, f"{path}.{issue}", values=True)
    else:
        missing = [option for option in options if option not in values]
        if missing:
            yield Remark(f"{path}.{issue}", f"no value for {', '.join(missing)}", "values cover every option")


def fighting(case: Case) -> Iterator[Remark]:
    """The front is there where it is needed; ends give a package or points; ranges are ranges."""
    for party, war in case.war.values.items():
        path = f"war.values.{party}"
        if not isinstance(war, AttritionWar):
            if war.range is not None and war.range[0] > war.range[1]:
                yield Remark(f"{path}.range", "low is above high", "write low, high")
            continue
        for end in ("victory", "defeat"):
            outcome = getattr(war, end)
            if (outcome.package is None) == (outcome.points is None):
                yield Remark(f"{path}.{end}", "give exactly one of `package` and `points`")
        if case.war.front is None:
            yield Remark(f"{path}.kind", "attrition needs `war.front`", "add front: positions, start, advance_a ...")
    front = case.war.front
    if front is not None and front.start > front.positions:
        message = f"the front starts at {front.start}, beyond its last position {front.positions}"
        yield Remark("war.front.start", message)


def levers(case: Case) -> Iterator[Remark]:
    """`when` belongs to guarantees alone."""
    for name, lever in case.levers.items():
        if lever.when is not None and lever.kind != "guarantee":
            yield Remark(f"levers.{name}.when", f"only a guarantee takes `when`; this is a {lever.kind}")


def exchanges(case: Case) -> Iterator[Remark]:
    """Offers and ties are between two."""
    for name, offer in case.offers.items():
        if offer.giver == offer.receiver:
            yield Remark(f"offers.{name}.receiver", f"{offer.giver} cannot make an offer to itself")
    for index, tie in enumerate(case.ties.pairs if case.ties else ()):
        if tie.between[0] == tie.between[1]:
            yield Remark(f"ties.pairs.{index}.between", f"{tie.between[0]} cannot be tied to itself")


def plans(case: Case) -> Iterator[Remark]:
    """Plans fit the horizon and name each mediator once."""
    for name, plan in case.plans.items():
        path = f"plans.{name}"
        if plan.month > case.horizon:
            yield Remark(f"{path}.month", f"month {plan.month} lies beyond the horizon of {case.horizon} months")
        everyone = Counter((*plan.mediators, *plan.if_willing))
        for party in (p for p, count in everyone.items() if count > 1):
            where = "if_willing" if party in plan.if_willing else "mediators"
            yield Remark(f"{path}.{where}", f"{party} is named twice as a mediator", "name it once")
        for index, nomination in enumerate(plan.nominated):
            if nomination.count > len(set(nomination.candidates)):
                message = f"{nomination.count} members from {len(set(nomination.candidates))} candidates"
                yield Remark(f"{path}.nominated.{index}.count", message)


def citations(case: Case) -> Iterator[Remark]:
    """Claims and sources that are referred to are there."""
    for path, claims in claim_references(case).items():
        for claim in claims:
            if claim not in case.claims:
                hint = did_you_mean(claim, tuple(case.claims))
                yield Remark(f"{path}.claims", f"{claim!r} is not a claim", hint, claim)
    for path, source in source_references(case).items():
        if source not in case.sources:
            hint = did_you_mean(source, tuple(case.sources))
            yield Remark(f"{path}.source", f"{source!r} is not a source", hint, source)


CHECKS: tuple[Callable[[Case], Iterator[Remark]], ...] = (
    parties, wants, nothing_allowed, fighting, levers, exchanges, plans, text_mistakes, citations,
    number_mistakes, graph_mistakes, share_mistakes,
)  # fmt: skip
