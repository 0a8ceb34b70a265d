"""The map of an argument: perspectives placed by how far their conclusions lie apart, cruxes on the lines between them.

For every pair the claims in which the two differ are exchanged one at a time, from both ends, and two at a time where they
conclude differently and no single claim turns either.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import combinations

import numpy as np

from goodoffices import __version__
from goodoffices.case.schema import Case
from goodoffices.engines.inquiry.placing import place, spanning_tree
from goodoffices.model.arrays import Floats
from goodoffices.model.numbers import digest_of
from goodoffices.play.study import Progress, checked
from goodoffices.study.cruxes.answer import ArgumentMap, Edge, Stand
from goodoffices.study.cruxes.conclusions import Conclusion, places, smallest
from goodoffices.study.hybrids import Drawn, Hybrids, drawn

DRAWS = 1024
PAIR = 2
"""Largest set of claims that is looked for between two perspectives."""


def argument_map(
    case: Case,
    *,
    draws: int = DRAWS,
    seed: int = 1,
    plan: str | None = None,
    threshold: float = 0.5,
    workers: int | None = None,
    progress: Progress | None = None,
) -> ArgumentMap:
    """Map the perspectives of a case.

    Args:
        case: with at least two perspectives and a plan.
        draws: draws, the same for all perspectives and all between them.
        seed: of the draws.
        plan: whose success is argued about; default the one on whose being enough the perspectives are most divided, of
            equals the one whose chance of success varies most.
        threshold: chance of success that is enough.
        workers: threads.
        progress: see `asking.Progress`.

    Raises:
        ValueError: fewer than two perspectives, no plans, an unknown plan, or a threshold that is no chance.
    """
    if len(case.perspectives) < 2:
        raise ValueError(f"{case.name} has {len(case.perspectives)} perspectives; an argument needs two")
    if not case.plans:
        raise ValueError(f"{case.name} has no plans, so there is nothing to argue about")
    if plan is not None and plan not in case.plans:
        raise ValueError(f"{case.name} has no plan {plan!r}; it has: {', '.join(case.plans)}")
    if not 0.0 < threshold <= 1.0:
        raise ValueError(f"the threshold is a chance above 0 and at most 1, not {threshold:g}")
    draws, names = checked(draws), list(case.perspectives)
    pairs = list(combinations(range(len(names)), 2))
    total = len(names) + len(pairs)

    def report(stage: str, done: int, _: int) -> None:
        if progress is not None:
            progress(stage, done, total)

    on = drawn(case, draws, seed)
    threads = max(1, workers or min(os.cpu_count() or 1, 4))
    rows = []
    with ThreadPoolExecutor(threads) as pool:
        for at, row in enumerate(pool.map(partial(_successes, on, names), range(len(names)))):
            rows.append(row)
            report(f"{names[at]}: all plans", at + 1, total)
    table = np.array(rows)
    argued = plan or _most_argued(case, table, threshold)
    at = list(case.plans).index(argued)
    conclusion = Conclusion("success", (argued,), threshold)
    apart = np.sqrt(((table[:, None] - table[None]) ** 2).mean(axis=2))
    tree = {tuple(sorted(pair)) for pair in spanning_tree(apart)}
    edges = []
    with ThreadPoolExecutor(threads) as pool:
        tasks = [pool.submit(_edge, on, names[i], names[j], conclusion) for i, j in pairs]
        for (i, j), task in zip(pairs, tasks, strict=True):
            differ = bool((table[i, at] >= threshold) != (table[j, at] >= threshold))
            flips, strongest, effect = task.result()
            edges.append(Edge(names[i], names[j], differ, float(apart[i, j]), flips, strongest, effect, (i, j) in tree))
            report(f"{names[i]} - {names[j]}", len(names) + len(edges), total)
    points, stress = place(apart)
    stands = {
        name: Stand(
            name, case.perspectives[name].name, float(table[i, at]), bool(table[i, at] >= threshold),
            list(case.plans)[int(table[i].argmax())], float(points[i, 0]), float(points[i, 1]),
        )
        for i, name in enumerate(names)
    }  # fmt: skip
    return ArgumentMap(
        case,
        draws,
        seed,
        __version__,
        digest_of(case)[:16],
        argued,
        threshold,
        stands,
        tuple(edges),
        _decisive(edges),
        stress,
    )


def _successes(on: Drawn, names: Sequence[str], at: int) -> list[float]:
    """Chances of success of all plans under one perspective."""
    between = Hybrids(on, names[at], names[at - 1])
    return [between.value(plan, 0) for plan in on.case.plans]


def _most_argued(case: Case, table: Floats, threshold: float) -> str:
    enough = (table >= threshold).mean(axis=0)
    divided = np.minimum(enough, 1.0 - enough)
    names = list(case.plans)
    return names[max(range(len(names)), key=lambda p: (divided[p], table[:, p].std(), -p))]


def _edge(on: Drawn, a: str, b: str, conclusion: Conclusion) -> tuple[tuple[tuple[str, ...], ...], str, float]:
    """Smallest flipping sets of a pair, the claim that moves success most, and how far."""
    between = Hybrids(on, a, b)
    plan, everything = conclusion.plans[0], between.everything
    reach = places(conclusion.reach(between))
    if not reach:
        return (), "", 0.0
    alone = [1 << u for u in reach]
    start, end, *values = between.values(plan, [0, everything, *alone, *(everything ^ mask for mask in alone)])
    moved = zip(reach, values[: len(reach)], values[len(reach) :], strict=True)
    effect = {u: 0.5 * (from_a - start + end - from_b) for u, from_a, from_b in moved}
    strongest = max(reach, key=lambda u: abs(effect[u]))
    flips: list[tuple[int, ...]] = []
    if conclusion.answer(between, 0) != conclusion.answer(between, everything):
        flips = _flips(between, conclusion, reach)
    names = tuple(tuple(between.parts[u].name for u in chosen) for chosen in flips)
    return names, between.parts[strongest].name, float(effect[strongest])


def _flips(between: Hybrids, conclusion: Conclusion, reach: list[int]) -> list[tuple[int, ...]]:
    """The smallest sets from either end, those of the smaller size if the ends differ in that."""
    everything = between.everything
    ends = ((0, conclusion.answer(between, everything)), (everything, conclusion.answer(between, 0)))
    found = set[tuple[int, ...]]()
    for origin, wanted in ends:

        def turned(masks: Sequence[int], origin: int = origin, wanted: str = wanted) -> list[bool]:
            return conclusion.hold(between, [origin ^ mask for mask in masks], wanted, between.values)

        found.update(smallest(reach, turned, reach, largest=PAIR)[0])
    size = min((len(chosen) for chosen in found), default=0)
    return sorted(chosen for chosen in found if len(chosen) == size)


def _decisive(edges: Sequence[Edge]) -> tuple[tuple[str, int, int], ...]:
    alone: dict[str, int] = {}
    within: dict[str, int] = {}
    for edge in edges:
        for name in {name for names in edge.flips for name in names}:
            within[name] = within.get(name, 0) + 1
        for name in {names[0] for names in edge.flips if len(names) == 1}:
            alone[name] = alone.get(name, 0) + 1
    ranked = sorted(within, key=lambda name: (-alone.get(name, 0), -within[name], name))
    return tuple((name, alone.get(name, 0), within[name]) for name in ranked)
