"""Best plans found: against every plan of small cases, budgets, mirrors, fresh draws, and the documented JSON."""

from __future__ import annotations

import copy
import itertools
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.study.random_cases import raw_case
from tests.study.test_export import covers, found_at, paths_in, steps_of

from goodoffices.case.reading import load
from goodoffices.case.schema import Case, Plan
from goodoffices.kit.plain import json_text
from goodoffices.play.evaluate import play, success
from goodoffices.play.study import Study
from goodoffices.study.search.answer import SearchAnswer
from goodoffices.study.search.export import to_json as search_json
from goodoffices.study.search.question import budgets, search

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "plan-search-json.md"
DOCUMENTED = re.findall(r"^\| `([^`]+)` \|", REFERENCE.read_text(encoding="utf-8"), flags=re.MULTILINE)
ALL = 10**6


def small(seed: int) -> dict[str, Any]:
    """A random case of two third parties with at most three levers."""
    raw = raw_case(seed, signers=2, third_parties=2)
    raw["levers"] = dict(list(raw["levers"].items())[:3])
    raw["plans"] = {name: plan for name, plan in raw["plans"].items() if name not in ("support",)}
    raw["perspectives"] = {"baseline": {"name": "Baseline"}}
    return raw


@cache
def fence() -> SearchAnswer:
    return search(Study(load("fence"), draws=64), budget={"friend": 1.0}, effort=40)


@cache
def offered() -> SearchAnswer:
    """A case in which an offer may be made."""
    return search(Study(Case.model_validate(small(6)), draws=64), effort=30)


@pytest.mark.parametrize("path", DOCUMENTED)
def test_documented_key_exists(path: str) -> None:
    assert any(found_at(search_json(answer), steps_of(path)) for answer in (fence(), offered()))


def test_every_key_is_documented() -> None:
    containers = {"perspectives.<perspective>.best"}
    patterns = [steps_of(path) for path in DOCUMENTED if path not in containers]
    for answer in (fence(), offered()):
        for path in paths_in(json.loads(json_text(answer.to_json()))):
            told = ("pareto", "[]") if "best" in path else ()
            path = tuple(step for at in path for step in (told if at == "best" else (at,)))
            assert any(covers(pattern, path) for pattern in patterns), path


def by_hand(case: Case, limits: dict[str, float], panel: int) -> dict[tuple[Any, ...], float]:
    """Success of every plan within budget, each written out and evaluated."""
    view = Study(case, draws=64).view("baseline")
    world, names = view.belief, [lever.name for lever in view.ground.shape.levers]
    levers = [v for v, lever in case.levers.items() if lever.kind != "spoil"]
    found = {}
    for size in range(panel + 1):
        for who in itertools.combinations(case.third_parties(), size):
            for count in range(len(levers) + 1):
                for chosen in itertools.combinations(levers, count):
                    for offers in itertools.chain([()], [(f,) for f in case.offers]):
                        for mode, text in itertools.product(("public", "private"), ("any", "robust")):
                            code = 0 if mode == "public" else 1
                            cost = dict.fromkeys(case.third_parties(), 0.0)
                            for v in chosen:
                                cost[case.levers[v].holder] += world.lever_cost[code, :, names.index(v)].mean()
                            for f in offers:
                                at = view.ground.shape.offers.index(f)
                                cost[case.offers[f].giver] += world.offer_cost[code, :, at].mean()
                            if any(cost[h] > limits.get(h, np.inf) + 1e-9 for h in cost):
                                continue
                            plan = Plan(name="x", mediators=who, levers=chosen, offers=offers, mode=mode, package=text)
                            share = success(play(view.ground, plan)).mean()
                            found[who, chosen, offers, mode, text] = float(share)
    return found


@pytest.mark.parametrize(("seed", "limits"), [(3, {}), (6, {"h0": 0.8}), (17, {"h0": 1.5, "h1": 0.5})])
def test_looking_at_all_plans_finds_the_best_of_all(seed: int, limits: dict[str, float]) -> None:
    case = Case.model_validate(small(seed))
    answer = search(Study(case, draws=64), budget=limits, effort=ALL, panel=1).perspectives["baseline"]
    every = by_hand(case, limits, 1)
    assert answer.exact and answer.finished
    assert answer.best.success == pytest.approx(max(every.values()), abs=1e-12)
    # plans left out only make offers to somebody without a part in the plan, which never helps
    assert answer.evaluated <= len(every)
    for trial in answer.pareto:
        plan = trial.plan
        key = (plan.mediators, tuple(v for v in case.levers if v in plan.levers), plan.offers, plan.mode, plan.package)
        assert trial.success == pytest.approx(every[key], abs=1e-12)
    costs, shares = [t.dearest for t in answer.pareto], [t.success for t in answer.pareto]
    assert costs == sorted(costs) and shares == sorted(shares)
    assert shares[-1] == pytest.approx(answer.best.success)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=2, deadline=None)
def test_a_larger_budget_never_finds_worse_where_all_plans_are_looked_at(seed: int) -> None:
    raw = small(seed)
    raw["levers"], raw["offers"] = dict(list(raw["levers"].items())[:2]), {}
    for plan in raw["plans"].values():
        plan["offers"] = []
    case = Case.model_validate(raw)
    best = [
        search(Study(case, draws=64), budget=points, effort=ALL, panel=1).perspectives["baseline"].best
        for points in (0.0, 0.5, 2.0)
    ]
    shares = [trial.success for trial in best]
    assert shares == sorted(shares)
    assert all(trial.dearest <= points + 1e-9 for trial, points in zip(best, (0.0, 0.5, 2.0), strict=True))


@given(seed=st.integers(0, 10_000))
@settings(max_examples=3, deadline=None)
def test_local_search_is_never_better_than_all_plans_nor_worse_than_the_plans_of_the_case(seed: int) -> None:
    case = Case.model_validate(small(seed))
    whole, part = (search(Study(case, draws=64), effort=e, panel=1).perspectives["baseline"] for e in (ALL, 25))
    assert part.best.success <= whole.best.success + 1e-12
    view = Study(case, draws=64).view("baseline")
    own = [p for p in case.plans.values() if not p.if_willing and p.month == 0 and len(p.mediators) < 2]
    assert part.best.success >= max(success(play(view.ground, p)).mean() for p in own) - 1e-12


def test_swapping_the_belligerents_finds_plans_as_good() -> None:
    raw = small(6)
    swapped = copy.deepcopy(raw)
    swapped["parties"] = {p: raw["parties"][p] for p in ["s1", "s0", "h0", "h1"]}
    one, two = (search(Study(Case.model_validate(r), draws=64), effort=ALL, panel=1) for r in (raw, swapped))
    first, second = (a.perspectives["baseline"].best for a in (one, two))
    assert second.success == pytest.approx(first.success, abs=0.02)


def test_fresh_draws_are_those_of_the_next_seed_and_tell_what_was_promised() -> None:
    answer = fence()
    assert (answer.seed, answer.fresh_seed) == (1, 2)
    for name, view in answer.perspectives.items():
        again = Study(answer.case, draws=64, seed=2).view(name)
        fresh = success(play(again.ground, view.best.plan))
        assert view.best.fresh == pytest.approx(fresh.mean())
        assert view.best.curse == pytest.approx(view.best.success - fresh.mean())
        (found,) = [n for n, by in answer.found_by.items() if name in by]
        assert view.compared[found].success == view.best.fresh
        top = max(there.success for there in view.compared.values())
        assert all(there.regret == pytest.approx(top - there.success) for there in view.compared.values())
    assert answer.regret[answer.least_regret] == min(answer.regret.values())
    assert set(answer.regret) == {*answer.found, *answer.case.plans}


def test_chosen_plans_promise_too_much_on_average() -> None:
    """The winner's curse: over many seeds the best of many plans falls short of its own estimate."""
    case = load("fence")
    answers = [
        search(Study(case, draws=64, seed=seed, perspectives=["ash_view"]), effort=60) for seed in range(10, 34, 2)
    ]
    curses = np.array([a.perspectives["ash_view"].best.curse for a in answers])
    assert curses.mean() > 0


def test_table_chart_workers_and_refusals() -> None:
    assert fence().table().height == 3 * len(fence().regret)
    assert fence().chart().to_dict(validate=False)["vconcat"]
    texts = {json_text(search(Study(load("fence"), draws=64, workers=w), effort=20).to_json()) for w in (1, 3)}
    assert len(texts) == 1
    assert budgets(load("fence"), 3) == {"friend": 3.0, "centre": 3.0}
    with pytest.raises(ValueError, match="no third party is called 'freind'; did you mean 'friend'"):
        search(Study(load("fence"), draws=64), budget={"freind": 1.0})
    with pytest.raises(ValueError, match="must be 0 points or more, not -1"):
        search(Study(load("fence"), draws=64), budget=-1.0)
