"""Divisible issues of a case: any share between two ends can be agreed, so no condition can name an end.

Who draws weighs listed packages, so it weighs shares on a grid: `on_grid` lists equally spaced ones as options.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from goodoffices.case.remark import Remark
from goodoffices.case.schema import Case, Option

ENDS = 2
GRID = 11
"""Shares of a divisible issue that are weighed where nothing else is said: 0, 10 %, ... 100 %."""
FEWEST_SHARES, MOST_SHARES = 3, 101


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


def divisible_issues(case: Case) -> tuple[str, ...]:
    """Ids of the issues of which any share can be agreed and none is listed yet."""
    return tuple(name for name, issue in case.issues.items() if issue.divisible and len(issue.options) == ENDS)


def on_grid(case: Case, shares: int = GRID) -> Case:
    """The case with equally spaced shares of each divisible issue as its options; the case itself where there is none.

    Preferences stay as they are, values of the two ends: between them a share is worth what the straight line says, draw
    by draw.  The two ends keep their ids, so that packages that name them stay right.

    Args:
        case: without mistakes.
        shares: how many, both ends counted, `FEWEST_SHARES` to `MOST_SHARES`.

    Raises:
        ValueError: fewer or more shares.
    """
    if not FEWEST_SHARES <= shares <= MOST_SHARES:
        raise ValueError(f"a grid has {FEWEST_SHARES} to {MOST_SHARES} shares, not {shares}")
    found = divisible_issues(case)
    if not found:
        return case
    issues = {
        name: issue.model_copy(update={"options": _listed(issue.options, shares)}) if name in found else issue
        for name, issue in case.issues.items()
    }
    return case.model_copy(update={"issues": issues})


def _listed(ends: Mapping[str, Option], shares: int) -> dict[str, Option]:
    (first, none), (last, all_) = ends.items()
    steps = shares - 1
    between = {
        f"{last[:40]}_{step}_of_{steps}": Option(name=shared_out(step / steps, none.name, all_.name))
        for step in range(1, steps)
    }
    return {first: none, **between, last: all_}


def shared_out(share: float, none: str, whole: str) -> str:
    """A share of a grid in words: `none` and `whole` at its ends, between numbers the number, else how far it is to `whole`."""
    if share in (0.0, 1.0):
        return whole if share else none
    try:
        return f"{float(none) + share * (float(whole) - float(none)):.6g}"
    except ValueError:
        return f"{100 * share:.4g} % towards “{whole}”"


def grid_words(case: Case) -> str:
    """What a reader must know of a case on a grid; empty where it has no divisible issue."""
    found = {name: len(issue.options) for name, issue in case.issues.items() if issue.divisible}
    if not found:
        return ""
    shares = max(found.values())
    return (
        f"{', '.join(found)}: any share can be agreed; {shares} are weighed, {100 / (shares - 1):.4g} % apart (--grid N weighs "
        "N). `goodoffices settle` divides exactly, with every number at its central value"
    )
