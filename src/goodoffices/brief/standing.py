"""How plans and mediators stand to each other: ties, leads, regret, with and without one mediator.  Plain arithmetic on
results; nothing here draws or simulates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from goodoffices.brief.overview import Overview, Overviews
from goodoffices.case.schema import Case
from goodoffices.study.plans import answer as compared
from goodoffices.study.plans.answer import PlanResult, apart

HARDLY = 0.02
"""A gap below two percentage points is called small even where the draws tell it from 0 (a choice of this brief)."""
NOTHING = 0.01
"""A plan that succeeds in less than one draw in a hundred is said not to work (a choice of this brief)."""


def baseline(study: Overviews) -> Overview:
    """The perspective called `baseline`, else the first one."""
    return study.perspectives.get("baseline") or next(iter(study.perspectives.values()))


def leaders(result: Overview) -> tuple[str, ...]:
    """The plan with the highest success and every plan not told apart from it, best first."""
    return compared.leaders(result.plans)


def works(result: Overview) -> bool:
    """True where some plan succeeds in at least `NOTHING` of the draws."""
    return any(plan.success >= NOTHING for plan in result.plans.values())


def direct_plan(case: Case, result: Overview) -> str | None:
    """The plan without mediator or offers to compare with: the one with the fewest levers, file order on ties."""
    bare = [p for p, r in result.plans.items() if not r.mediators and not (p in case.plans and case.plans[p].offers)]
    return min(bare, key=lambda p: len(result.plans[p].levers), default=None)


def regrets(study: Overviews) -> dict[str, float]:
    """plan: largest loss of success against the best plan of the same perspective (Savage 1951)."""
    worst: dict[str, float] = {}
    for result in study.perspectives.values():
        best = max((r.success for r in result.plans.values()), default=0.0)
        for plan, r in result.plans.items():
            worst[plan] = max(worst.get(plan, 0.0), best - r.success)
    return worst


def mediators(result: Overview) -> tuple[str, ...]:
    """Every third party that mediates in some plan, in order of first appearance."""
    return tuple(dict.fromkeys(m for plan in result.plans.values() for m in plan.mediators))


def focus(result: Overview) -> str | None:
    """The mediator most plans turn on: each plan counts 1 / (number of its mediators); first to appear on ties."""
    score = dict.fromkeys(mediators(result), 0.0)
    for plan in result.plans.values():
        for m in plan.mediators:
            score[m] += 1 / len(plan.mediators)
    return max(score, key=lambda m: round(score[m], 9), default=None)


def best_of(result: Overview, plans: Iterable[str]) -> str | None:
    """The plan with the highest success among some; first on ties."""
    return max(plans, key=lambda p: result.plans[p].success, default=None)


def alone(result: Overview, mediator: str) -> tuple[str, ...]:
    """Plans in which the mediator works without another."""
    return tuple(p for p, r in result.plans.items() if r.mediators == (mediator,))


@dataclass(frozen=True)
class Comparison:
    """The best plan with something against the best without it, on shared draws."""

    with_it: str
    without: str
    gap: float
    error: float

    @property
    def apart(self) -> bool:
        """True where the gap exceeds the error of the run."""
        return apart(self.gap, self.error)

    @property
    def verdict(self) -> str:
        """`alike`, `slightly_better`, `better`, `slightly_worse` or `worse`."""
        if not self.apart:
            return "alike"
        side = "better" if self.gap > 0 else "worse"
        return side if abs(self.gap) >= HARDLY else f"slightly_{side}"


def compare(result: Overview, first: str | None, second: str | None) -> Comparison | None:
    """Two plans on their shared draws; None where one of them is missing."""
    if first is None or second is None:
        return None
    return Comparison(first, second, *result.plans[first].difference(result.plans[second]))


def necessity(result: Overview, mediator: str) -> Comparison | None:
    """Best plan with the mediator against best plan without; None where all or no plans have it."""
    has = [p for p, r in result.plans.items() if mediator in r.mediators]
    return compare(result, best_of(result, has), best_of(result, (p for p in result.plans if p not in has)))


def sufficiency(case: Case, result: Overview, mediator: str) -> Comparison | None:
    """The mediator's best plan on its own against direct talks; None where either is missing."""
    return compare(result, best_of(result, alone(result, mediator)), direct_plan(case, result))


def own_plan(result: Overview, mediator: str) -> PlanResult | None:
    """The plan that shows a mediator best: its best plan alone, else the one with the fewest mediators beside it."""
    single = best_of(result, alone(result, mediator))
    if single is not None:
        return result.plans[single]
    having = [r for r in result.plans.values() if mediator in r.mediators]
    return min(having, key=lambda r: (len(r.mediators), -r.success), default=None)
