"""Which plan to choose when nobody knows which perspective is right: rules that need no weights, and one that does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np

from goodoffices.engines.inquiry.choice import Choice, choose
from goodoffices.kit.plain import Answered
from goodoffices.study.choose.answer import ENOUGH, PlanChoice, RobustChoice

NOTHING = 1e-9
"""A chance this small is none."""


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
