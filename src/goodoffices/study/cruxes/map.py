"""The map of an argument: perspectives placed by how far their conclusions lie apart, cruxes on the lines between them.

For every pair the claims in which the two differ are exchanged one at a time, from both ends, and two at a time where they
conclude differently and no single claim turns either.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import combinations

import numpy as np

from goodoffices.case.schema import Case
from goodoffices.engines.inquiry.placing import place, spanning_tree
from goodoffices.model.arrays import Floats
from goodoffices.play.study import Study, held
from goodoffices.study.cruxes.answer import ArgumentMap, Edge, Stand
from goodoffices.study.cruxes.between import Between, Readers
from goodoffices.study.cruxes.conclusions import Conclusion, smallest
from goodoffices.study.cruxes.reach import places

DRAWS = 1024
PAIR = 2
"""Largest set of claims that is looked for between two perspectives."""


def argument_map(what: Study | Case | str, *, plan: str | None = None, threshold: float = 0.5) -> ArgumentMap:
    """Map the perspectives of a case.

    Args:
        what: a study of at least two perspectives, or a case that is then studied with `DRAWS` draws; draws are the same for
            all perspectives and all between them.
        plan: whose success is argued about; default the one on whose being enough the perspectives are most divided, of
            equals the one whose chance of success varies most.
        threshold: chance of success that is enough.

    Raises:
        ValueError: fewer than two perspectives, no plans, an unknown plan, or a threshold that is no chance; else as the
            making of a study.
    """
    study = held(what, DRAWS)
    case, names = study.case, [name for name in study.perspectives if name in study.case.perspectives]
    _check(case, names, plan, threshold)
    pairs, on = list(combinations(range(len(names)), 2)), Readers(study)
    total = len(names) + len(pairs)

    def report(stage: str, done: int) -> None:
        if study.progress is not None:
            study.progress(stage, done, total)

    rows, edges = [], []
    with ThreadPoolExecutor(study.threads) as pool:
        for at, row in enumerate(pool.map(partial(_successes, on, names), range(len(names)))):
            rows.append(row)
            report(f"{names[at]}: all plans", at + 1)
        table = np.array(rows)
        argued = plan or _most_argued(case, table, threshold)
        at = list(case.plans).index(argued)
        conclusion = Conclusion("success", (argued,), threshold)
        apart = np.sqrt(((table[:, None] - table[None]) ** 2).mean(axis=2))
        tree = {tuple(sorted(pair)) for pair in spanning_tree(apart)}
        tasks = [pool.submit(_edge, on, names[i], names[j], conclusion) for i, j in pairs]
        for (i, j), task in zip(pairs, tasks, strict=True):
            differ = bool((table[i, at] >= threshold) != (table[j, at] >= threshold))
            flips, strongest, effect = task.result()
            edges.append(Edge(names[i], names[j], differ, float(apart[i, j]), flips, strongest, effect, (i, j) in tree))
            report(f"{names[i]} - {names[j]}", len(names) + len(edges))
    points, stress = place(apart)
    stands = {
        name: Stand(
            name, case.perspectives[name].name, float(table[i, at]), bool(table[i, at] >= threshold),
            list(case.plans)[int(table[i].argmax())], float(points[i, 0]), float(points[i, 1]),
        )
        for i, name in enumerate(names)
    }  # fmt: skip
    return ArgumentMap(*study.head, argued, threshold, stands, tuple(edges), _decisive(edges), stress)


def _check(case: Case, names: Sequence[str], plan: str | None, threshold: float) -> None:
    if len(names) < 2:
        raise ValueError(f"{case.name} has {len(names)} perspectives; an argument needs two")
    if not case.plans:
        raise ValueError(f"{case.name} has no plans, so there is nothing to argue about")
    if plan is not None and plan not in case.plans:
        raise ValueError(f"{case.name} has no plan {plan!r}; it has: {', '.join(case.plans)}")
    if not 0.0 < threshold <= 1.0:
        raise ValueError(f"the threshold is a chance above 0 and at most 1, not {threshold:g}")


def _successes(on: Readers, names: Sequence[str], at: int) -> list[float]:
    """Chances of success of all plans under one perspective."""
    between = Between(on, names[at], names[at - 1])
    return [between.value(plan, 0) for plan in on.study.case.plans]


def _most_argued(case: Case, table: Floats, threshold: float) -> str:
    enough = (table >= threshold).mean(axis=0)
    divided = np.minimum(enough, 1.0 - enough)
    names = list(case.plans)
    return names[max(range(len(names)), key=lambda p: (divided[p], table[:, p].std(), -p))]


def _edge(on: Readers, a: str, b: str, conclusion: Conclusion) -> tuple[tuple[tuple[str, ...], ...], str, float]:
    """Smallest flipping sets of a pair, the claim that moves success most, and how far."""
    between = Between(on, a, b)
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


def _flips(between: Between, conclusion: Conclusion, reach: list[int]) -> list[tuple[int, ...]]:
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
