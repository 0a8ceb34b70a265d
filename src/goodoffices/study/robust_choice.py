"""Which plan to choose when nobody knows which perspective is right: rules that need no weights, and one that does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from goodoffices.case.schema import Case
from goodoffices.engines.choice import Choice, choose
from goodoffices.study.export import Answered

if TYPE_CHECKING:
    import polars

    from goodoffices.brief.charts.theme import AnyChart

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
NOTHING = 1e-9
"""A chance this small is none."""
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
class RobustChoice:
    """What each rule says; rules stand side by side, and none is preferred."""

    case: Case
    draws: int
    seed: int
    version: str
    digest: str
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

    def chart(self) -> AnyChart:
        """Success of every plan in every perspective, worst case and regret marked."""
        from goodoffices.brief.charts.choice import choice_chart

        return choice_chart(self)

    def _repr_html_(self) -> str:
        return str(self.table()._repr_html_())


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


class Likely(Protocol):
    """A plan and how likely it is to succeed."""

    @property
    def success(self) -> float: ...


class Seen(Protocol):
    """The plans of a case as one perspective sees them."""

    @property
    def title(self) -> str: ...
    @property
    def plans(self) -> Mapping[str, Likely]: ...


class Studied(Answered, Protocol):
    """A study, or whatever else tells how likely the plans of a case are to succeed."""

    @property
    def perspectives(self) -> Mapping[str, Seen]: ...


def robust_choice(
    study: Studied, *, threshold: float = ENOUGH, weights: Mapping[str, float] | None = None
) -> RobustChoice:
    """Apply the rules to a study.

    Args:
        study: of a case with plans, under the perspectives to be heard.
        threshold: chance of success that is enough, in (0, 1].
        weights: perspective: weight, 0 or more; those not named count nothing.  None: no weighted view, since perspectives
            are not ranked unless somebody does so.

    Raises:
        ValueError: no plans, a threshold that is no share, or weights of strangers or all 0.
    """
    names, views = list(study.case.plans), list(study.perspectives)
    if not names:
        raise ValueError(f"{study.case.name} has no plans to choose from")
    if not 0.0 < threshold <= 1.0:
        raise ValueError(f"the threshold is a chance above 0 and at most 1, not {threshold:g}")
    table = np.array([[study.perspectives[view].plans[name].success for view in views] for name in names])
    found = choose(table, threshold, _weights(weights, views))
    plans = tuple(
        PlanChoice(
            plan=name,
            success={view: float(table[p, v]) for v, view in enumerate(views)},
            worst=float(found.worst[p]),
            worst_in=views[int(table[p].argmin())],
            regret=float(found.regret[p].max()),
            regret_in=views[int(found.regret[p].argmax())],
            enough=float(found.enough[p]),
            weighted=None if found.weighted is None else float(found.weighted[p]),
        )
        for p, name in enumerate(names)
    )
    best = {
        rule: tuple(names[p] for p in winners) if score.max() > NOTHING else ()
        for (rule, winners), score in zip(found.best.items(), _scores(found, table), strict=True)
    }
    titles = {name: result.title for name, result in study.perspectives.items()}
    return RobustChoice(
        study.case, study.draws, study.seed, study.version, study.digest, threshold, weights, plans, best, titles
    )


def _scores(found: Choice, table: np.ndarray) -> tuple[np.ndarray, ...]:
    """By rule, in its order: what must be above 0 for some plan, or no plan passes it; regret says nothing of it."""
    scores = (found.worst, table, found.enough)
    return scores if found.weighted is None else (*scores, found.weighted)


def _weights(weights: Mapping[str, float] | None, views: list[str]) -> list[float] | None:
    if weights is None:
        return None
    strangers = [name for name in weights if name not in views]
    if strangers:
        raise ValueError(f"a weight is given to {strangers[0]!r}, which is not among: {', '.join(views)}")
    return [weights.get(view, 0.0) for view in views]
