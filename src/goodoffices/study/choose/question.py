"""Which plan to choose when nobody knows which perspective is right: rules that need no weights, and one that does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np

from goodoffices.case.schema import Case
from goodoffices.engines.inquiry import choice
from goodoffices.engines.inquiry.choice import Choice
from goodoffices.kit.plain import Answered
from goodoffices.model.arrays import Floats
from goodoffices.play.evaluate import evaluate, row_of, success
from goodoffices.play.outcome import over_places
from goodoffices.play.study import Step, Study, View, held
from goodoffices.study.choose.answer import ENOUGH, PlanChoice, RobustChoice

LOT = 16
"""Most plans and places of the front that are played together."""
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


class Likelihoods(Answered, Protocol):
    """A study, or whatever else tells how likely the plans of a case are to succeed."""

    @property
    def perspectives(self) -> Mapping[str, Seen]: ...


def choose(
    what: Study | Case | str, *, threshold: float = ENOUGH, weights: Mapping[str, float] | None = None
) -> RobustChoice:
    """Which plan holds up under all perspectives of a study.

    Args:
        what: a study, or a case that is then studied with as many draws as any; with plans.
        threshold, weights: see `robust_choice`.

    Raises as `robust_choice`, and as the making of a study.
    """
    study = held(what)
    _check(study.case, list(study.perspectives), threshold, weights)
    found = study.ask(_likely, steps=1)
    table = np.array(list(found.perspectives.values())).T
    return _chosen(found, found.titles, table, threshold, weights)


def robust_choice(
    study: Likelihoods, *, threshold: float = ENOUGH, weights: Mapping[str, float] | None = None
) -> RobustChoice:
    """Apply the rules to what is known of the plans.

    Args:
        study: of a case with plans, under the perspectives to be heard.
        threshold: chance of success that is enough, in (0, 1].
        weights: perspective: weight, 0 or more; those not named count nothing.  None: no weighted view, since perspectives
            are not ranked unless somebody does so.

    Raises:
        ValueError: no plans, a threshold that is no share, or weights of strangers or all 0.
    """
    views = study.perspectives
    _check(study.case, list(views), threshold, weights)
    table = np.array([[view.plans[name].success for view in views.values()] for name in study.case.plans])
    return _chosen(study, {name: view.title for name, view in views.items()}, table, threshold, weights)


def _check(case: Case, views: list[str], threshold: float, weights: Mapping[str, float] | None) -> None:
    if not case.plans:
        raise ValueError(f"{case.name} has no plans to choose from")
    if not 0.0 < threshold <= 1.0:
        raise ValueError(f"the threshold is a chance above 0 and at most 1, not {threshold:g}")
    strangers = [name for name in weights or () if name not in views]
    if strangers:
        raise ValueError(f"a weight is given to {strangers[0]!r}, which is not among: {', '.join(views)}")


def _likely(view: View, step: Step) -> list[float]:
    """Chances of success of all plans, each in its month at every place of the front."""
    played = [
        (name, spot, row_of(spot.ground, plan, given=view.expects(name) if plan.month == 0 else None))
        for name, plan in view.case.plans.items()
        for spot in view.spots(plan.month)
    ]
    found: dict[str, list[tuple[Floats, Floats]]] = {name: [] for name in view.case.plans}
    for start in range(0, len(played), LOT):
        lot = played[start : start + LOT]
        for (name, spot, _), line in zip(lot, evaluate([row for *_, row in lot]), strict=True):
            found[name].append((spot.chance, success(line)))
    step("all plans")
    return [float(over_places(parts).mean()) for parts in found.values()]


def _chosen(
    about: Answered, titles: Mapping[str, str], table: Floats, threshold: float, weights: Mapping[str, float] | None
) -> RobustChoice:
    """What the rules say of chances of success (plans, perspectives)."""
    names, views = list(about.case.plans), list(titles)
    found = choice.choose(table, threshold, None if weights is None else [weights.get(view, 0.0) for view in views])
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
    return RobustChoice(
        about.case, about.draws, about.seed, about.version, about.digest, threshold, weights, plans, best, titles
    )


def _scores(found: Choice, table: Floats) -> tuple[Floats, ...]:
    """By rule, in its order: what must be above 0 for some plan, or no plan passes it; regret says nothing of it."""
    scores = (found.worst, table, found.enough)
    return scores if found.weighted is None else (*scores, found.weighted)
