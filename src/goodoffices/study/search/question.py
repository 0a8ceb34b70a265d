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

from goodoffices.case.schema import Case, Plan
from goodoffices.engines.inquiry.best_first import best_first
from goodoffices.engines.links.delivery import PARTS
from goodoffices.model.arrays import Floats
from goodoffices.play import outcome
from goodoffices.play.delivery import engagement
from goodoffices.play.error import mean_and_error
from goodoffices.play.evaluate import row_of
from goodoffices.play.study import Step, Study, View, held
from goodoffices.play.whole import Maker, Whole, wholes
from goodoffices.study.search.answer import Compared, SearchAnswer, SearchView, Trial
from goodoffices.study.search.plan_space import Draft, PlanSpace

DRAWS = 1024
"""Fewer than for other questions: every plan looked at is an evaluation of its own."""
EFFORT = 300
"""Most evaluations under one perspective."""
PANEL = 2
WIDTH = 3
"""How many of the best plans must have had all their neighbours looked at."""
ROWS = 16
"""Plans played side by side."""
SHOWN = 12
"""Most plans of a Pareto set that are evaluated again."""


class _Value(NamedTuple):
    success: float
    se: float
    passing: float
    """Share that consents and finds a deal: tells plans that never succeed apart."""
    dearest: float


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
    expected: Mapping[Draft, dict[str, float]]
    """sponsor: points that it expects to pay."""


def search(
    what: Study | Case | str,
    *,
    budget: Mapping[str, float] | float | None = None,
    panel: int = PANEL,
    effort: int = EFFORT,
) -> SearchAnswer:
    """The best plans found under every perspective.

    Args:
        what: a study, or a case that is then studied with DRAWS draws; those of the next seed are the fresh ones.
        budget: most that a sponsor's levers and offers may cost it at full use, its own points: one number for each sponsor,
            or by sponsor (those not named have no limit).
        panel: most mediators in a plan.
        effort: most evaluations under one perspective.

    Cost: `effort` evaluations per perspective, and of all plans found and all of the case under each once more.

    Raises:
        ValueError: an unknown sponsor, a budget below 0, no third party in a panel; else as the making of a study.
    """
    study = held(what, DRAWS)
    case = study.case
    limits = budgets(case, budget)
    if panel < 0 or effort < 1:
        raise ValueError(f"want a panel of 0 or more and an effort of 1 or more, not {panel} and {effort}")

    def seek(view: View, step: Step) -> _Sought:
        return _seek(view, step, PlanSpace(view.ground, panel, limits), effort)

    first = study.ask(seek, steps=effort)
    found, found_by = _distinct({name: s.plans[s.best] for name, s in first.perspectives.items()})
    everything = {**found, **case.plans}

    def again(view: View, step: Step) -> SearchView:
        return _again(view, step, first.perspectives[view.name], everything)

    other = Study(
        case, draws=study.draws, seed=study.seed + 1, perspectives=study.perspectives, workers=study.workers,
        progress=study.progress, places=study.places,
    )  # fmt: skip
    fresh = other.ask(again, steps=len(everything) + SHOWN)
    return SearchAnswer(*study.head, other.seed, limits, panel, effort, found, found_by, fresh.perspectives)


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
    def play(drafts: Sequence[Draft]) -> list[Whole]:
        return _played(view, [space.plan(draft) for draft in drafts])

    def values_of(drafts: Sequence[Draft]) -> list[_Value]:
        found = []
        for start in range(0, len(drafts), ROWS):
            some = drafts[start : start + ROWS]
            for draft, whole in zip(some, play(some), strict=True):
                dearest = max(space.costs(draft).values(), default=0.0)
                passing = whole.by_draw(lambda line: outcome.success(line.consents, line.found))
                found.append(_Value(*mean_and_error(whole.with_shifts), float(passing.mean()), dearest))
                step("search")
        return found

    exact = space.count <= effort
    if exact:
        every = list(space.every())
        values, finished = dict(zip(every, values_of(every), strict=True)), True
    else:
        values, finished = best_first(space.starts(view.case), space.near, values_of, _rank, effort, WIDTH)
    for _ in range(effort - len(values)):
        step("search")
    best = max(values, key=lambda draft: _rank(draft, values[draft]))
    pareto = _pareto(values)
    kept = list(dict.fromkeys((best, *pareto)))
    expected = {draft: _expected(view, whole) for draft, whole in zip(kept, play(kept), strict=True)}
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
        expected=expected,
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


def _played(view: View, plans: Sequence[Plan]) -> list[Whole]:
    """Plans played to success, those of one month side by side."""
    found: dict[int, Whole] = {}
    for month in dict.fromkeys(plan.month for plan in plans):
        which = [at for at, plan in enumerate(plans) if plan.month == month]
        found |= dict(zip(which, wholes(view.spots(month), [_maker(plans[at]) for at in which]), strict=True))
    return [found[at] for at in range(len(plans))]


def _maker(plan: Plan) -> Maker:
    return lambda ground: row_of(ground, plan)


def _expected(view: View, whole: Whole) -> dict[str, float]:
    """sponsor: points it expects to pay for levers and offers, mean over draws, as in its margin of engagement."""
    names, spends = view.ground.shape.third_parties, [PARTS.index("levers"), PARTS.index("offers_made")]
    paid = -whole.among_on(lambda line: engagement(line).parts[:, :, spends].sum(axis=2))
    return {names[k]: float(paid[k]) for k in range(len(names)) if paid[k] > 0}


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
    mine = [sought.plans[sought.best], *(sought.plans[draft] for draft in sought.pareto)]
    plans = {_content(plan): plan for plan in (*everything.values(), *mine)}
    rows: dict[str, Floats] = {}
    for start in range(0, len(plans), ROWS):
        some = list(plans)[start : start + ROWS]
        for key, whole in zip(some, _played(view, [plans[key] for key in some]), strict=True):
            rows[key] = whole.with_shifts

    def fresh(plan: Plan) -> Floats:
        return rows[_content(plan)]

    by_draw = {name: fresh(plan) for name, plan in everything.items()}
    for name in everything:
        step(f"fresh draws, {name}")

    def trial(draft: Draft) -> Trial:
        value, plan = sought.values[draft], sought.plans[draft]
        return Trial(
            plan, sought.costs[draft], sought.expected[draft], value.success, value.se, *mean_and_error(fresh(plan))
        )

    pareto = []
    for draft in sought.pareto:
        pareto.append(trial(draft))
        step("fresh draws, Pareto set")
    for _ in range(SHOWN - len(pareto)):
        step("fresh draws")
    shares = {name: mean_and_error(success) for name, success in by_draw.items()}
    top = max(share for share, _ in shares.values())
    own = max(view.case.plans, key=lambda plan: shares[plan][0], default=None)
    nothing = float("nan"), float("nan")
    lead = nothing if own is None else mean_and_error(fresh(sought.plans[sought.best]) - by_draw[own])
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


def _content(plan: Plan) -> str:
    """What a plan is, whatever it is called."""
    return plan.model_copy(update={"name": ""}).model_dump_json()
