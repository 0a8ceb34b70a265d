"""Exact answers, held against trying everything and against linear programming."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from goodoffices.case.feasible import circle, smallest_conflict, some_package
from goodoffices.case.ranked import ranking_mistakes
from goodoffices.case.schema import Ranking

OPTIONS = {"p": ("a", "b"), "q": ("a", "b", "c"), "r": ("a", "b"), "s": ("a",)}
CONDITION = st.dictionaries(st.sampled_from("pqrs"), st.sampled_from("abc"), min_size=1, max_size=3)


def any_left(forbidden: list[dict[str, str]]) -> bool:
    packages = (dict(zip(OPTIONS, x, strict=True)) for x in product(*OPTIONS.values()))
    return any(not any(all(x[i] == o for i, o in f.items()) for f in forbidden) for x in packages)


@settings(max_examples=300, deadline=None)
@given(st.lists(CONDITION, max_size=12))
def test_rules_leave_something_exactly_when_some_package_passes(forbidden: list[dict[str, str]]) -> None:
    assert some_package(OPTIONS, forbidden) == any_left(forbidden)


@settings(max_examples=100, deadline=None)
@given(st.lists(CONDITION, min_size=6, max_size=14))
def test_a_smallest_conflict_needs_all_of_its_members(forbidden: list[dict[str, str]]) -> None:
    if some_package(OPTIONS, forbidden):
        return
    members = smallest_conflict(OPTIONS, forbidden)
    assert not any_left([forbidden[i] for i in members])
    for left_out in members:
        assert any_left([forbidden[i] for i in members if i != left_out])


def test_many_tied_issues_are_searched_quickly() -> None:
    options = {f"i{k}": tuple("abcdef") for k in range(60)}
    chain = [{f"i{k}": x, f"i{k + 1}": x} for k in range(59) for x in "abcdef"]
    assert some_package(options, chain)
    assert not some_package(options, [*chain, *({"i30": x} for x in "abcdef")])


IDS = ("a", "b", "c", "d")
TIERS = st.permutations(IDS).flatmap(
    lambda ids: st.lists(st.booleans(), min_size=3, max_size=3).map(
        lambda ties: [
            [name for name, t in zip(ids, np.cumsum([0, *(not tie for tie in ties)]), strict=True) if t == tier]
            for tier in range(1 + sum(not tie for tie in ties))
        ]
    )
)
ENDS = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(lambda ends: (5.0 * min(ends), 5.0 * max(ends)))
RATIOS = st.lists(
    st.tuples(st.sampled_from(IDS), st.sampled_from(IDS), st.sampled_from((0.5, 1.0, 1.5, 3.0))), max_size=2
)


def solvable(ranking: Ranking, tiers: list[list[str]], *, values: bool) -> bool:
    """The same question to HiGHS."""
    rows = []
    for upper, lower in pairwise(tiers):
        rows += [row(m, less, 1.0) for m in upper for less in lower]
    rows += [row(r.more, r.less, r.at_least) for r in ranking.ratios]
    limits = np.zeros(len(rows))
    matrix = np.array(rows) if rows else None
    bounds = [ranking.bounds.get(name, (0.0, 100.0)) for name in IDS]
    if not values:
        answer = linprog(np.zeros(4), matrix, limits if rows else None, np.ones((1, 4)), [100.0], bounds)
        return bool(answer.success)
    for best, worst in ((b, w) for b in tiers[0] for w in tiers[-1] if b != w):
        ends = np.zeros((2, 4))
        ends[0, IDS.index(best)] = ends[1, IDS.index(worst)] = 1
        if linprog(np.zeros(4), matrix, limits if rows else None, ends, [100.0, 0.0], bounds).success:
            return True
    return False


def row(more: str, less: str, ratio: float) -> np.ndarray:
    line = np.zeros(4)
    line[IDS.index(less)] += ratio
    line[IDS.index(more)] -= 1.0
    return line


@settings(max_examples=300, deadline=None)
@given(TIERS, st.dictionaries(st.sampled_from(IDS), ENDS, max_size=3), RATIOS, st.booleans())
def test_rankings_are_refused_exactly_when_nothing_agrees(
    tiers: list[list[str]],
    bounds: dict[str, tuple[float, float]],
    ratios: list[tuple[str, str, float]],
    values: bool,
) -> None:
    ranking = Ranking.model_validate(
        {"order": tiers, "bounds": bounds, "ratios": [{"more": m, "less": x, "at_least": k} for m, x, k in ratios]}
    )
    remarks = list(ranking_mistakes(ranking, IDS, "x", values=values))
    if any("circle" in remark.message for remark in remarks):
        edges = [(m, x, 1.0) for upper, lower in pairwise(tiers) for m in upper for x in lower] + ratios
        around = circle(edges)
        best = {(m, x): max(k for a, b, k in edges if (a, b) == (m, x)) for m, x, _ in edges}
        product_ = np.prod([best[step] for step in pairwise((*around, around[0]))])
        assert product_ > 1
        return
    assert bool(remarks) != solvable(ranking, tiers, values=values), remarks
