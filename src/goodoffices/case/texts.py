"""Packages in a case: are they whole, do they keep the rules, and do rules and red lines leave any at all?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from goodoffices.case.feasible import smallest_conflict, some_package
from goodoffices.case.remark import Remark
from goodoffices.case.schema import AttritionWar, Case

CERTAIN = 1.0
MOST_RULES = 60
"""With more rules than this a conflict between them is reported without naming which."""


def options_of(case: Case) -> dict[str, tuple[str, ...]]:
    """Options of every issue."""
    return {name: tuple(issue.options) for name, issue in case.issues.items()}


def text_mistakes(case: Case) -> Iterator[Remark]:
    """Packages that leave issues open or break a rule."""
    for path, package in _packages(case):
        missing = [issue for issue in case.issues if issue not in package]
        if missing:
            yield Remark(path, f"this package leaves open {', '.join(missing)}", "a package settles every issue")
        for index, rule in enumerate(case.rules):
            if all(package.get(issue) == option for issue, option in rule.forbid.items()):
                combination = ", ".join(f"{issue}: {option}" for issue, option in rule.forbid.items())
                yield Remark(path, f"this package breaks rules.{index}, which forbids {{{combination}}}")


def _packages(case: Case) -> Iterator[tuple[str, Mapping[str, str]]]:
    for party, war in case.war.values.items():
        if isinstance(war, AttritionWar):
            for end in ("victory", "defeat"):
                package = getattr(war, end).package
                if package is not None:
                    yield f"war.values.{party}.{end}.package", package
    for name, plan in case.plans.items():
        if isinstance(plan.package, Mapping):
            yield f"plans.{name}.package", plan.package


def nothing_allowed(case: Case) -> Iterator[Remark]:
    """Rules that forbid every package."""
    options, forbidden = options_of(case), [rule.forbid for rule in case.rules]
    if some_package(options, forbidden):
        return
    if len(forbidden) > MOST_RULES:
        yield Remark("rules", "the rules forbid every package")
        return
    conflict = smallest_conflict(options, forbidden)
    named = " and ".join(f"rules.{index}" for index in conflict)
    yield Remark(f"rules.{conflict[-1]}", f"{named} together forbid every package", "one of them must allow something")


def nothing_to_sign(case: Case) -> Iterator[Remark]:
    """Signers whose certain red lines, with the rules, leave them no package; or that have none left in common."""
    options, rules = options_of(case), [rule.forbid for rule in case.rules]
    if not some_package(options, rules):
        return
    every = list(rules)
    alone = False
    for party in case.signers():
        preferences = case.preferences.get(party)
        lines = preferences.red_lines.values() if preferences else ()
        certain = [line.when for line in lines if line.probability.support()[0] >= CERTAIN]
        every += certain
        if certain and not some_package(options, [*rules, *certain]):
            alone = True
            yield Remark(f"preferences.{party}.red_lines", f"the certain red lines of {party} leave it nothing to sign")
    if not alone and len(every) > len(rules) and not some_package(options, every):
        yield Remark("preferences", "no package passes the certain red lines of all signers, so no deal can exist")
