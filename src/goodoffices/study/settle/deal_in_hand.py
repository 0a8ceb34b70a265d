"""A deal in hand: what it is worth, and which deals of the frontier beat it (post-settlement settlement: Raiffa 1985)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from goodoffices.engines.settlement import post_settlement as improvement
from goodoffices.model.arrays import Floats
from goodoffices.model.scenario import Issue, Scenario
from goodoffices.study.settle.answer import Deal, Improvement, Point, named_package
from goodoffices.study.settle.solvers import Ground, acceptable, solve

Progress = Callable[[str, int, int], None]
GAIN = 1e-8
"""Share of what the deal in hand or the better one is worth from which on a gain found by integer programs counts as one."""


@dataclass(frozen=True)
class Given:
    """A deal in hand: option of each issue (-1 where divisible) and share (NaN where not)."""

    options: tuple[int, ...]
    shares: tuple[float, ...]


def deal_in(scenario: Scenario, package: Mapping[str, object]) -> Given:
    """A deal given as {issue: option, or share of a divisible issue}.

    Raises:
        ValueError: an issue left out or unknown, an option that it lacks, a share outside [0, 1], or a broken rule.
    """
    known = [issue.name for issue in scenario.issues]
    strangers = [name for name in package if name not in known]
    if strangers:
        raise ValueError(f"{strangers[0]!r} is not an issue; the issues are {', '.join(known)}")
    missing = [name for name in known if name not in package]
    if missing:
        raise ValueError(f"the deal says nothing about {missing[0]!r}")
    pairs = [_chosen(issue, package[issue.name]) for issue in scenario.issues]
    given = Given(tuple(option for option, _ in pairs), tuple(share for _, share in pairs))
    if any(all(given.options[j] == o for j, o in rule.items()) for rule in scenario.forbidden):
        raise ValueError("the deal breaks a rule or crosses a red line")
    return given


def _chosen(issue: Issue, chosen: object) -> tuple[int, float]:
    if issue.divisible:
        number = isinstance(chosen, (int, float)) and not isinstance(chosen, bool)
        if not number or not 0.0 <= chosen <= 1.0:  # type: ignore[operator]
            raise ValueError(f"{issue.name!r} is divisible: give a share from 0 to 1, not {chosen!r}")
        return -1, float(chosen)  # type: ignore[arg-type]
    if chosen not in issue.options:
        raise ValueError(f"{chosen!r} is not an option of {issue.name!r}; it has {', '.join(issue.options[:8])}")
    return issue.options.index(str(chosen)), float("nan")


def worth(scenario: Scenario, deal: Given) -> Floats:
    """What a deal is worth to each party, (n,), points."""
    total = np.zeros(len(scenario.parties))
    column = 0
    for issue, option, share in zip(scenario.issues, deal.options, deal.shares, strict=True):
        here = scenario.tables[:, column : column + len(issue.options)]
        total += (1.0 - share) * here[:, 0] + share * here[:, 1] if issue.divisible else here[:, option]
        column += len(issue.options)
    for link in scenario.linkages:
        total[link.party] += link.points * all(deal.options[j] == o for j, o in link.condition.items())
    for box in scenario.rectangles:
        inside = all(low <= deal.options[j] <= high for j, (low, high) in box.bounds.items())
        total[box.party] += box.points * inside
    return total


def improved(ground: Ground, given: Given, progress: Progress | None) -> Improvement:
    """The frontier of the outcomes worth at least the deal to everybody, less those worth the same to all; and how many
    outcomes, on the frontier or not, are worth at least the deal to everybody.

    Raises InfeasibleError as `solve`.
    """
    scenario = ground.scenario
    base = worth(scenario, given)
    package = named_package(scenario, np.array(given.options, np.int32), np.array(given.shares))
    deal = Deal(tuple(base.tolist()), package)
    over = replace(ground, disagreement=base, all_rational=False)
    found = solve(over, progress, points=False)
    as_good = acceptable(over, found)
    utilities = found.utilities
    if utilities is None:
        return _best_alone(deal, found.points["nash"])
    if not len(utilities):
        return Improvement(deal, (), None, as_good)

    def at(row: int) -> Deal:
        package = named_package(scenario, found.options[row], found.shares[row])
        return Deal(tuple(utilities[row].tolist()), package)

    close = improvement.SHARED if scenario.divisible else improvement.SUMMED
    better = tuple(at(int(row)) for row in improvement.improvements(utilities, base, close))
    best = improvement.post_settlement(utilities, base, close)
    if best is None:
        return Improvement(deal, better, None, as_good)
    chosen = at(best.row)
    return Improvement(deal, better, Point(chosen.utilities, chosen.package, best.value), as_good)


def _best_alone(deal: Deal, best: Point | None) -> Improvement:
    """Where there is no list of the frontier: the point of Nash over the deal, or nothing where nobody can gain.

    That point has the lexicographically greatest least gains where somebody cannot gain, so it shows any gain there is.
    """
    base = np.array(deal.utilities)
    found = base if best is None else np.array(best.utilities)
    gained = (found > base + GAIN * np.maximum(np.abs(found), np.abs(base))).any()
    return Improvement(deal, None, best) if gained else Improvement(deal, (), None)
