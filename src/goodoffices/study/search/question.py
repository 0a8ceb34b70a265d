"""Which plan: the best one that the parts of a case allow under a budget, held against fresh draws.

Under every perspective plans are searched over mediators, levers, offers, mode and text.  The budget is each sponsor's own, in
its own points, for its levers and offers in the plan at full use (mean over draws): what it must be ready to pay.  Where there
are no more plans than evaluations allowed all are evaluated; else a best-first local search is run, which proves nothing.
The best of many estimates is estimated too high (the winner's curse), so what is found is evaluated again on other draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from goodoffices.case.schema import Case, Plan
from goodoffices.engines.inquiry.best_first import best_first
from goodoffices.engines.spread import share_error
from goodoffices.model.arrays import Floats
from goodoffices.play.evaluate import Evaluation, evaluate
from goodoffices.play.study import Progress, Step, View, ask
from goodoffices.study.search.answer import Compared, SearchAnswer, SearchView, Trial
from goodoffices.study.search.plan_space import Draft, PlanSpace
from goodoffices.study.spots import Spot, spots_at

DRAWS = 1024
"""Fewer than for other questions: every plan looked at is an evaluation of its own."""
EFFORT = 300
"""Most evaluations under one perspective."""
PANEL = 2
WIDTH = 3
"""How many of the best plans must have had all their neighbours looked at."""
SHOWN = 12
"""Most plans of a Pareto set that are evaluated again."""


class _Value(NamedTuple):
    success: float
    se: float
    passing: float
    """Share that consents and finds a deal: tells plans that never succeed apart."""
    dearest: float
    expected: dict[str, float]


@dataclass(frozen=True, eq=False)
class _Sought:
    """What a search under one perspective has found, before it is held against fresh draws."""

    title: str
    possible: int
    exact: bool
    finished: bool
    evaluated: int
    best: Draft
    pareto: tuple[Draft, ...]
    values: Mapping[Draft, _Value]
    plans: Mapping[Draft, Plan]
    costs: Mapping[Draft, dict[str, float]]


def search(
    case: Case,
    *,
    budget: Mapping[str, float] | float | None = None,
    panel: int = PANEL,
    effort: int = EFFORT,
    draws: int = DRAWS,
    seed: int = 1,
    perspectives: Sequence[str] | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> SearchAnswer:
    """The best plans found under every perspective.

    Args:
        case: the case.
        budget: most that a sponsor's levers and offers may cost it at full use, its own points: one number for each sponsor,
            or by sponsor (those not named have no limit).
        panel: most mediators in a plan.
        effort: most evaluations under one perspective.
        draws, seed, perspectives, workers, progress: as `asking.ask`; the draws of seed + 1 are the fresh ones.

    Cost: `effort` evaluations per perspective, and of all plans found and all of the case under each once more.

    Raises:
        ValueError: an unknown sponsor, a budget below 0, no third party in a panel; else as `asking.ask`.
    """
    limits = budgets(case, budget)
    if panel < 0 or effort < 1:
        raise ValueError(f"want a panel of 0 or more and an effort of 1 or more, not {panel} and {effort}")

    def seek(view: View, step: Step) -> _Sought:
        return _seek(view, step, PlanSpace(view.ground, panel, limits), effort)

    first = ask(
        case, seek, draws=draws, seed=seed, perspectives=perspectives, workers=workers, progress=progress, steps=effort
    )
    found, found_by = _distinct({name: s.plans[s.best] for name, s in first.perspectives.items()})
    everything = {**found, **case.plans}

    def again(view: View, step: Step) -> SearchView:
        return _again(view, step, first.perspectives[view.name], everything)

    fresh = ask(
        case, again, draws=draws, seed=seed + 1, perspectives=perspectives, workers=workers, progress=progress,
        steps=len(everything) + SHOWN,
    )  # fmt: skip
    return SearchAnswer(
        case, first.draws, seed, seed + 1, first.version, first.digest, limits, panel, effort, found, found_by,
        fresh.perspectives,
    )  # fmt: skip


def budgets(case: Case, budget: Mapping[str, float] | float | None) -> dict[str, float]:
    """sponsor: budget; ValueError for one that is no third party, or a budget below 0."""
    from goodoffices.case.problem import did_you_mean

    sponsors = list(case.third_parties())
    limits = {} if budget is None else budget if isinstance(budget, Mapping) else dict.fromkeys(sponsors, float(budget))
    for sponsor, points in limits.items():
        if sponsor not in sponsors:
            hint = did_you_mean(sponsor, sponsors) or f"it has: {', '.join(sponsors) or 'none'}"
            raise ValueError(f"no third party is called {sponsor!r}; {hint}")
        if not points >= 0.0:
            raise ValueError(f"the budget of {sponsor} must be 0 points or more, not {points:g}")
    return dict(limits)


def _seek(view: View, step: Step, space: PlanSpace, effort: int) -> _Sought:
    def value(draft: Draft) -> _Value:
        done = evaluate(view.ground, space.plan(draft), view.alone())
        step("search")
        dearest = max(space.costs(draft).values(), default=0.0)
        success = done.success
        return _Value(float(success.mean()), share_error(success), done.passing(), dearest, _expected(view, done))

    exact = space.count <= effort
    if exact:
        values = {draft: value(draft) for draft in space.every()}
        finished = True
    else:
        values, finished = best_first(space.starts(view.case), space.near, value, _rank, effort, WIDTH)
    for _ in range(effort - len(values)):
        step("search")
    best = max(values, key=lambda draft: _rank(draft, values[draft]))
    pareto = _pareto(values)
    kept = {best, *pareto}
    return _Sought(
        title=view.title,
        possible=space.count,
        exact=exact,
        finished=finished,
        evaluated=len(values),
        best=best,
        pareto=pareto,
        values={draft: values[draft] for draft in kept},
        plans={draft: space.plan(draft) for draft in kept},
        costs={draft: space.costs(draft) for draft in kept},
    )


def _rank(draft: Draft, value: _Value) -> tuple[float, float, float, int, tuple[int, ...]]:
    """Success; of equals what is found, then what is cheaper for the sponsor who pays most, then what has fewer parts."""
    parts = (*draft.mediators, -1, *draft.levers, -1, *draft.offers, draft.mode, draft.text)
    success, passing = round(value.success, 12), round(value.passing, 12)
    return success, passing, -round(value.dearest, 9), -draft.size, tuple(-p for p in parts)


def _pareto(values: Mapping[Draft, _Value]) -> tuple[Draft, ...]:
    """Plans that none beats in both success and the largest cost to one sponsor, cheapest first; at most SHOWN, spread out."""
    order = sorted(values, key=lambda d: (round(values[d].dearest, 9), *(-r for r in _rank(d, values[d])[:2]), d))
    front: list[Draft] = []
    for draft in order:
        if not front or values[draft].success > values[front[-1]].success + 1e-9:
            front.append(draft)
    if len(front) <= SHOWN:
        return tuple(front)
    return tuple(front[round(i * (len(front) - 1) / (SHOWN - 1))] for i in range(SHOWN))


def _expected(view: View, done: Evaluation) -> dict[str, float]:
    """sponsor: points it expects to pay for levers and offers, mean over draws, as in its margin of engagement."""
    parts, names = done.best_delivery.engagement, view.ground.shape.third_parties
    paid = -(parts.levers + parts.offers_made).mean(axis=0)
    return {names[k]: float(paid[p]) for p, k in enumerate(done.participants) if paid[p] > 0}


def _distinct(best: Mapping[str, Plan]) -> tuple[dict[str, Plan], dict[str, tuple[str, ...]]]:
    """The best plans of the perspectives, each once, and whose best each is."""
    plans: list[Plan] = []
    for plan in best.values():
        if plan not in plans:
            plans.append(plan)
    names = [f"found_{at}" for at in range(1, len(plans) + 1)]
    by = {name: tuple(p for p, own in best.items() if own == plan) for name, plan in zip(names, plans, strict=True)}
    named = {
        name: plan.model_copy(update={"name": f"Found {at}"})
        for at, (name, plan) in enumerate(zip(names, plans, strict=True), 1)
    }
    return named, by


def _again(view: View, step: Step, sought: _Sought, everything: Mapping[str, Plan]) -> SearchView:
    known: dict[str, Floats] = {}

    def fresh(plan: Plan) -> Floats:
        key = plan.model_copy(update={"name": ""}).model_dump_json()
        if key not in known:
            known[key] = np.sum(
                [s.chance * evaluate(s.ground, plan, s.alone).success for s in spots(plan.month)], axis=0
            )
        return known[key]

    def spots(month: int) -> tuple[Spot, ...]:
        return spots_at(view.ground, month, view.alone)

    by_draw = {}
    for name, plan in everything.items():
        by_draw[name] = fresh(plan)
        step(f"fresh draws, {name}")

    def trial(draft: Draft) -> Trial:
        value, plan = sought.values[draft], sought.plans[draft]
        return Trial(plan, sought.costs[draft], value.expected, value.success, value.se, *_mean(fresh(plan)))

    pareto = []
    for draft in sought.pareto:
        pareto.append(trial(draft))
        step("fresh draws, Pareto set")
    for _ in range(SHOWN - len(pareto)):
        step("fresh draws")
    shares = {name: _mean(success) for name, success in by_draw.items()}
    top = max(share for share, _ in shares.values())
    own = max(view.case.plans, key=lambda plan: shares[plan][0], default=None)
    nothing = float("nan"), float("nan")
    lead = nothing if own is None else _mean(fresh(sought.plans[sought.best]) - by_draw[own])
    return SearchView(
        name=view.name,
        title=view.title,
        plans_possible=sought.possible,
        evaluated=sought.evaluated,
        exact=sought.exact,
        finished=sought.finished,
        best=trial(sought.best),
        lead=lead[0],
        lead_se=lead[1],
        pareto=tuple(pareto),
        compared={name: Compared(share, se, top - share) for name, (share, se) in shares.items()},
    )


def _mean(by_draw: Floats) -> tuple[float, float]:
    """Mean over draws and its standard error."""
    return float(by_draw.mean()), share_error(by_draw)
