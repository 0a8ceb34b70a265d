"""Divisible issues of a case: any share between two ends can be agreed, so no condition can name an end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from goodoffices.case.remark import Remark
from goodoffices.case.schema import Case

ENDS = 2


def share_mistakes(case: Case) -> Iterator[Remark]:
    """Divisible issues without exactly two ends, or that are symbolic too, and conditions that name one."""
    shared = {name for name, issue in case.issues.items() if issue.divisible}
    for name in shared:
        issue = case.issues[name]
        if len(issue.options) != ENDS:
            message = f"a divisible issue has two options, its share 0 and its share 1, not {len(issue.options)}"
            yield Remark(f"issues.{name}.options", message)
        if issue.indivisible:
            yield Remark(f"issues.{name}.indivisible", f"{name} cannot be divisible and indivisible")
    for path, condition in conditions(case) if shared else ():
        for name in (issue for issue in condition if issue in shared):
            message = f"{name} is divisible, so a text may have any share of it: a condition cannot name an option"
            yield Remark(path, message, "list options on that issue instead of `divisible: true`")


def conditions(case: Case) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every condition on packages, by its path."""
    for index, rule in enumerate(case.rules):
        yield f"rules.{index}.forbid", rule.forbid
    for party, preferences in case.preferences.items():
        for name, linkage in preferences.linkages.items():
            yield f"preferences.{party}.linkages.{name}.when", linkage.when
        for name, line in preferences.red_lines.items():
            yield f"preferences.{party}.red_lines.{name}.when", line.when
    for name, lever in case.levers.items():
        if lever.when:
            yield f"levers.{name}.when", lever.when
    for group in ("shifts", "breaches", "safeguards"):
        for name, entry in getattr(case.holding, group).items():
            yield f"holding.{group}.{name}.when", entry.when
