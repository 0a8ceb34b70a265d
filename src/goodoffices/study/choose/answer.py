"""Which plan to choose: what `choose` answers, as a table and as a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodoffices.kit.answer import Studied

if TYPE_CHECKING:
    import polars

ENOUGH = 0.5
"""Chance of success that counts as enough unless the user says otherwise."""

RULES: dict[str, str] = {
    "maximin": "best in the worst perspective (Wald 1950)",
    "minimax_regret": "least to regret in any perspective (Savage 1951)",
    "satisficing": "good enough under most perspectives (Simon 1956)",
    "weighted": "best on average by the weights given",
}
"""Rules in words."""

NOBODY: dict[str, str] = {
    "maximin": "no plan: each has no chance at all in some perspective",
    "minimax_regret": "no plan: none has any chance in any perspective",
    "satisficing": "no plan: none is enough under any perspective",
    "weighted": "no plan: none has any chance in a perspective that counts",
}
"""What a rule says where no plan passes it."""

MOST = 0.5
"""`Most` perspectives are more than this share of them."""


@dataclass(frozen=True)
class PlanChoice:
    """One plan under all perspectives."""

    plan: str
    success: Mapping[str, float]
    """perspective: mean success."""
    worst: float
    worst_in: str
    """The perspective in which it does worst."""
    regret: float
    """Largest shortfall from the best plan of a perspective."""
    regret_in: str
    enough: float
    """Share of perspectives in which success reaches the threshold."""
    weighted: float | None


@dataclass(frozen=True)
class RobustChoice(Studied):
    """What each rule says; rules stand side by side, and none is preferred."""

    threshold: float
    weights: Mapping[str, float] | None
    """perspective: weight as given by the user."""
    plans: tuple[PlanChoice, ...]
    """In the order of the case."""
    best: Mapping[str, tuple[str, ...]]
    """rule: plans that are best by it; more than one where they tie, none where no plan passes (`rule_words` says so)."""
    titles: Mapping[str, str]

    def table(self) -> polars.DataFrame:
        """A row per plan: worst, regret, enough, weighted, and success in each perspective."""
        import polars

        return polars.DataFrame([
            {
                "plan": plan.plan,
                "worst": plan.worst,
                "worst_in": plan.worst_in,
                "regret": plan.regret,
                "regret_in": plan.regret_in,
                "enough": plan.enough,
                "weighted": plan.weighted,
                **{f"success.{name}": success for name, success in plan.success.items()},
            }
            for plan in self.plans
        ])  # fmt: skip


def rule_words(answer: RobustChoice, rule: str) -> str:
    """What a rule says, after its name: its plans, or that no plan passes it."""
    plans = answer.best[rule]
    if not plans:
        return NOBODY[rule]
    if rule == "satisficing":
        share, views = max(plan.enough for plan in answer.plans), len(answer.titles)
        if share <= MOST:
            return f"no plan; oftenest, under {round(share * views)} of {views}: {', '.join(plans)}"
    return ", ".join(plans)
