"""Best plans found: what `plans --search` answers, as a table and as a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodoffices.case.schema import Plan
from goodoffices.kit.answer import Pictured, Studied

if TYPE_CHECKING:
    import polars


@dataclass(frozen=True)
class Trial:
    """A plan under one perspective: on the draws of the search, and on fresh ones."""

    plan: Plan
    cost: Mapping[str, float]
    """sponsor: mean cost of its levers and offers in the plan at full use, its own points."""
    expected_cost: Mapping[str, float]
    """sponsor: what it expects to pay, levers being used as far as the deal needs them and offers paid on signing."""
    success: float
    """On the draws of the search."""
    se: float
    fresh: float
    """On fresh draws."""
    fresh_se: float

    @property
    def dearest(self) -> float:
        """Largest cost at full use of any one sponsor, its own points; 0 where nobody pays."""
        return max(self.cost.values(), default=0.0)

    @property
    def curse(self) -> float:
        """What the search promised beyond what fresh draws give (the winner's curse: Thaler 1988)."""
        return self.success - self.fresh

    @property
    def curse_se(self) -> float:
        """Its standard error: the two samples are independent."""
        return float((self.se**2 + self.fresh_se**2) ** 0.5)


@dataclass(frozen=True)
class Compared:
    """A plan under one perspective on fresh draws."""

    success: float
    se: float
    regret: float
    """How far it falls short of the best of all plans compared under this perspective."""


@dataclass(frozen=True)
class SearchView:
    """One perspective's answer."""

    name: str
    title: str
    plans_possible: int
    """Plans that the parts of the case allow, budgets aside."""
    evaluated: int
    exact: bool
    """Whether every plan within budget was evaluated."""
    finished: bool
    """Whether the search ended of itself (always so where it is exact), not at its limit."""
    best: Trial
    lead: float
    """Success of the best plan found less that of the best plan of the case, on fresh draws; NaN where the case has none."""
    lead_se: float
    """Its standard error: both are evaluated on the same draws."""
    pareto: tuple[Trial, ...]
    """Plans evaluated that no other beats in both success and the cost to the sponsor who pays most; cheapest first."""
    compared: Mapping[str, Compared]
    """Every plan found under any perspective (`found_1` ...) and every plan of the case, on fresh draws."""


@dataclass(frozen=True)
class SearchAnswer(Pictured, Studied):
    """Best plans found, by perspective, and the one that can go least wrong over them."""

    fresh_seed: int
    budget: Mapping[str, float]
    """sponsor: its budget in its own points; a sponsor that is not named has none."""
    panel: int
    effort: int
    found: Mapping[str, Plan]
    """`found_1` ...: the best plans of the perspectives, each once."""
    found_by: Mapping[str, tuple[str, ...]]
    """plan found: perspectives whose best it is."""
    perspectives: Mapping[str, SearchView]

    @property
    def regret(self) -> dict[str, float]:
        """plan: largest regret over the perspectives."""
        views = list(self.perspectives.values())
        return {plan: max(view.compared[plan].regret for view in views) for plan in views[0].compared}

    @property
    def least_regret(self) -> str:
        """The plan with the least maximum regret (Savage 1951); the first of equals."""
        return min(self.regret, key=lambda plan: self.regret[plan])

    def table(self) -> polars.DataFrame:
        """A row per perspective and plan compared: success on fresh draws, se, regret."""
        import polars

        return polars.DataFrame(
            [
                {"perspective": view.name, "plan": plan, **vars(there)}
                for view in self.perspectives.values()
                for plan, there in view.compared.items()
            ]
        )
