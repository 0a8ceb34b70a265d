"""Sanity remarks: numbers that fit the schema and contradict nothing, yet can hardly be meant.

Each says why it looks odd and what to do.  All are told from the case alone, without a draw; whatever holds for the case
is asked again of every perspective.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from goodoffices.case.checking import chain
from goodoffices.case.hopeless import hopeless_plans
from goodoffices.case.perspective import applied
from goodoffices.case.quantity import Quantity, central
from goodoffices.case.remark import Remark
from goodoffices.case.schema import AttritionWar, Case, DirectWar, Lever, Preferences, Ranking
from goodoffices.case.shares import conditions
from goodoffices.case.views import place_in_view

WHOLE = 100.0
"""A party's whole table, points."""
CLOSE = 1e-9


def sanity(case: Case) -> Iterator[Remark]:
    """Every sanity remark on a case, then those that a perspective adds."""
    told = set()
    for check in CHECKS:
        for remark in check(case):
            told.add((remark.path, check))
            yield remark
    for name, perspective in case.perspectives.items():
        if not perspective.set:
            continue
        seen = applied(case, name)[0]
        for check in CHECKS:
            for remark in check(seen):
                if (remark.path, check) not in told:
                    message = f"under this perspective, at {remark.path}: {remark.message}"
                    yield remark._replace(path=place_in_view(case, name, remark.path), message=message)


# --- what is wanted -------------------------------------------------------------------------------------------------


def _around(case: Case, party: str, issue: str) -> tuple[str, Mapping[str, Quantity] | Ranking] | None:
    """Whose values a party takes on an issue (its own or those of a party it is within), and these values."""
    for holder in chain(case, party) if party in case.parties else ():
        preferences = case.preferences.get(holder)
        if preferences is not None and preferences.weights is not None:
            values = preferences.values.get(issue)
            return None if values is None else (holder, values)
    return None


def _worths(values: Mapping[str, Quantity] | Ranking) -> dict[str, tuple[float, float, float]]:
    """option: lowest, central and highest value; a ranking gives places, all members of a tier from its first to its last."""
    if not isinstance(values, Ranking):
        return {option: (*(v.support()[:1]), central(v), v.support()[1]) for option, v in values.items()}
    worths: dict[str, tuple[float, float, float]] = {}
    left = sum(1 if isinstance(tier, str) else len(tier) for tier in values.order)
    for tier in values.order:
        members = (tier,) if isinstance(tier, str) else tier
        low, high = float(left - len(members) + 1), float(left)
        worths.update(dict.fromkeys(members, (low, (low + high) / 2, high)))
        left -= len(members)
    return worths


def wrong_way_round(case: Case) -> Iterator[Remark]:
    """Issues declared `ordered` on which a named party's values do not fall from its own end to the other's."""
    for name, issue in case.issues.items():
        if issue.ordered is None or issue.ordered[0] == issue.ordered[1]:
            continue
        for party, options in zip(issue.ordered, (tuple(issue.options), tuple(issue.options)[::-1]), strict=True):
            found = _around(case, party, name)
            if found is None:
                continue
            holder, values = found
            worths = _worths(values)
            middles = [worths[option][1] for option in options if option in worths]
            if len(middles) == len(options) > 1:
                yield from _disorder(f"preferences.{holder}.values.{name}", party, issue.ordered, options, middles)


def _disorder(
    path: str, party: str, ordered: tuple[str, str], options: Sequence[str], middles: Sequence[float]
) -> Iterator[Remark]:
    rises = [at for at in range(1, len(middles)) if middles[at] > middles[at - 1] + CLOSE]
    if not rises:
        return
    said = f"the issue is `ordered: [{', '.join(ordered)}]`, so {options[0]} is what {party} wants most"
    if middles[-1] > middles[0] + CLOSE:
        yield Remark(
            path,
            f"{said}, but its values run the wrong way round: {options[-1]} is worth more to it than {options[0]}",
            "turn `ordered` or the values round",
        )
        return
    at = rises[0]
    yield Remark(
        path,
        f"{said} and the options run away from it, but {options[at]} is worth more to it than {options[at - 1]} before it",
        "put the options in their order, mend the value, or leave `ordered` out",
    )


def liked_by_all(case: Case) -> Iterator[Remark]:
    """Options that every signer likes best in every draw, on issues that nothing else makes an issue of."""
    tied = {issue for _, condition in conditions(case) for issue in condition}
    signers = case.signers()
    for name, issue in case.issues.items():
        if name in tied or len(issue.options) < 2 or len(signers) < 2:
            continue
        tops = [_best(case, signer, name, tuple(issue.options)) for signer in signers]
        common = [o for o in issue.options if all(o in top for top in tops)]
        caring = any(len(top) < len(issue.options) for top in tops)
        if common and caring:
            yield Remark(
                f"issues.{name}",
                f"every signer likes {common[0]} best, so there is nothing to negotiate here and every text has it",
                "check the values of one side, or leave the issue out",
            )


def _best(case: Case, party: str, issue: str, options: tuple[str, ...]) -> tuple[str, ...]:
    """Options that no other beats in any draw; all of them for a party that does not care."""
    found = _around(case, party, issue)
    if found is None or not _weighs(case.preferences[found[0]], issue):
        return options
    worths = _worths(found[1])
    if set(worths) != set(options):
        return ()
    return tuple(o for o in options if all(worths[o][0] >= worths[p][2] - CLOSE for p in options if p != o))


def _weighs(preferences: Preferences, issue: str) -> bool:
    weights = preferences.weights
    return not isinstance(weights, Mapping) or (issue in weights and weights[issue].support()[1] > 0)


# --- fighting on ----------------------------------------------------------------------------------------------------


def strange_war(case: Case) -> Iterator[Remark]:
    """Values of fighting on below 0 or above 100 in their central value, now or at the end of the horizon."""
    for party, war in case.war.values.items():
        path = f"war.values.{party}"
        if isinstance(war, DirectWar):
            yield from _direct(case, party, war)
            continue
        for end in ("victory", "defeat"):
            points = getattr(war, end).points
            if points is not None and end == "victory":
                yield from _beyond(f"{path}.{end}.points", f"{end} is worth", party, central(points))
        for place, frozen in zip(("worst", "best"), war.frozen, strict=True):
            yield from _beyond(
                f"{path}.frozen", f"a frozen conflict at its {place} place is worth", party, central(frozen)
            )


def _direct(case: Case, party: str, war: DirectWar) -> Iterator[Remark]:
    path, level = f"war.values.{party}", central(war.level)
    found = list(_beyond(f"{path}.level", "going on without an agreement is worth", party, level))
    yield from found
    if found or war.range is not None:
        return
    months = case.horizon
    end = level + months * central(war.drift)
    words = f"a drift of {central(war.drift):g} a month makes going on, by month {months}, worth"
    for remark in _beyond(f"{path}.drift", words, party, end):
        yield remark._replace(suggestion="give a smaller drift, or keep it within a `range: [low, high]`")


def _beyond(path: str, words: str, party: str, points: float) -> Iterator[Remark]:
    if points < 0:
        said = f"{words} {points:g} points to {party}, less than its worst on every issue (0): it would sign anything"
        hint = "raise it to between 0 and 100, where 0 is its worst text and 100 its best"
    elif points > WHOLE:
        said = f"{words} {points:g} points to {party}, more than its best on every issue (100): no text could win it"
        hint = "lower it to between 0 and 100, where 0 is its worst text and 100 its best"
    else:
        return
    yield Remark(path, said, hint)


# --- levers ---------------------------------------------------------------------------------------------------------


def irresistible_levers(case: Case) -> Iterator[Remark]:
    """Levers stronger than the whole scale, or (carrots, sticks) than all that the target has to lose."""
    for name, lever in case.levers.items():
        if lever.kind == "inform":
            continue
        for inner, strength in _felt(lever):
            path, at_stake = f"levers.{name}.{inner}", _at_stake(case, lever)
            who = f"this {lever.kind} comes to {strength:g} points of {lever.target}"
            if strength > WHOLE:
                said = f"{who}, more than all that is at the table (100): nobody could refuse it"
            elif at_stake is not None and strength > at_stake + CLOSE:
                said = f"{who}, more than the {at_stake:g} that going on is worth to it: it would sign anything for it"
            else:
                continue
            yield Remark(path, said, "a strength is in the target's points, of which its whole table is 100")


def _felt(lever: Lever) -> Iterator[tuple[str, float]]:
    """Central strength times credibility, as such and as each mode has it, by the field that says so."""
    believed = central(lever.credibility)
    yield "strength", central(lever.strength) * believed
    for mode, variant in (("public", lever.public), ("private", lever.private)):
        if variant is not None and variant.strength is not None:
            trust = believed if variant.credibility is None else central(variant.credibility)
            yield f"{mode}.strength", central(variant.strength) * trust


def _at_stake(case: Case, lever: Lever) -> float | None:
    """What a carrot or stick must outweigh before its target signs anything; None where it cannot be told cheaply."""
    if lever.kind not in ("carrot", "stick") or lever.target not in case.parties:
        return None
    for holder in chain(case, lever.target):
        war = case.war.values.get(holder)
        if isinstance(war, AttritionWar):
            return None
        if war is not None:
            preferences = case.preferences.get(lever.target)
            face = central(preferences.face) if preferences is not None else 0.0
            total = central(war.level) + central(war.optimism) + face
            return total if total >= 0 else None
    return None


CHECKS: tuple[Callable[[Case], Iterator[Remark]], ...] = (
    wrong_way_round, liked_by_all, strange_war, irresistible_levers, hopeless_plans,
)  # fmt: skip
