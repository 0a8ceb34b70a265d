"""A case under one perspective as one negotiation without chance: every number at its central value.

The central value of a number is its median: it is as likely too low as too high.  (Of a `choice` it is the first value
at which half of the weight is passed.)  Of a ranking alone it is the mean of the weights or values that agree with it:
rank-order centroids (Barron & Barrett 1996).  A red line binds where its probability at its central value is one half
or more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from goodoffices.case.perspective import resolve
from goodoffices.case.schema import Case, Ranking
from goodoffices.model import rankings
from goodoffices.model.arrays import Floats
from goodoffices.model.numbers import Numbers, digest_of
from goodoffices.model.scenario import Issue, Linkage, Scenario
from goodoffices.model.structure import Conditions, Structure, structure
from goodoffices.play.belief import Belief, Columns

AGREEING = 4096
"""Weights drawn for the mean of a ranking with bounds or ratios, which has no closed form; always the same ones."""
HALF = float(np.nextafter(0.5, 0.0))
"""The coin of every red line: just below one half, so that a line of probability one half is red."""


def case_scenario(case: Case, perspective: str) -> Scenario:
    """The signers of a case as the parties of a scenario, by their ids and in the case's order.

    Options keep what they are worth in the party's own points, rules and red lines forbid, and a party's reservation
    value is what it believes fighting on to be worth in month 0 plus the face its leadership must save (W + o + face).
    No levers, no offers.

    Raises:
        CaseError: no such perspective, or one whose numbers do not fit the case.
        InfeasibleError: the rules leave no package, or a ranking contradicts itself.
    """
    shape, seen = structure(case, shares=True), resolve(case, perspective)
    told = Belief(Columns(shape, seen, _Central(1, digest_of(seen), 1, _middle)))
    red = [line for line, on in zip(_mappings(shape.red_lines), told.red_active[0], strict=True) if on]
    rules = [_indexed(shape, rule.forbid) for rule in case.rules]
    forbidden = _distinct([*rules, *red])
    return Scenario(
        name=case.name,
        parties=shape.signers,
        issues=tuple(Issue(name, shape.options[j], case.issues[name].divisible) for j, name in enumerate(shape.issues)),
        tables=np.ascontiguousarray(told.option_utility[0]),
        reservation=tuple(float(least) for least in told.reservation(0)[0]),
        linkages=tuple(
            Linkage(int(party), condition, float(points))
            for party, condition, points in zip(
                shape.linkage_party, _mappings(shape.linkages), told.linkage_points[0], strict=True
            )
        ),
        forbidden=tuple(forbidden),
        red_lines=len(forbidden) - len(_distinct(rules)),
    )


def _middle(_name: str) -> Floats:
    return np.full(1, 0.5)


@dataclass(frozen=True)
class _Central(Numbers):
    """One draw in which every number has its central value."""

    def coins(self, names: Iterable[str]) -> Floats:
        return np.full((1, len(list(names))), HALF)

    def ranking(self, path: str, ids: Sequence[str], ranking: Ranking, *, values: bool) -> Floats:
        if ranking.bounds or ranking.ratios:
            unused = np.full((AGREEING, len(ids)), 0.5)
            drawn = rankings.draw(ranking, ids, unused, values=values, digest="", seed=1, name=path)
            return np.asarray(drawn.mean(axis=0, keepdims=True))
        return _centroid(rankings.tiers_of(ranking, ids), len(ids), values=values)


def _centroid(tiers: Sequence[Sequence[int]], count: int, *, values: bool) -> Floats:
    """Mean of all weights (or values) in the order of the tiers; members of a tier share the mean of their ranks."""
    if values:
        by_rank = np.linspace(100.0, 0.0, count) if count > 1 else np.full(1, 100.0)
    else:
        by_rank = 100.0 / count * np.cumsum(1.0 / np.arange(count, 0, -1))[::-1]
    result, start = np.empty((1, count)), 0
    for tier in tiers:
        result[0, list(tier)] = by_rank[start : start + len(tier)].mean()
        start += len(tier)
    return result


def _mappings(conditions: Conditions) -> list[dict[int, int]]:
    spans = zip(conditions.start[:-1], conditions.start[1:], strict=True)
    return [{int(conditions.issue[e]): int(conditions.option[e]) for e in range(a, b)} for a, b in spans]


def _indexed(shape: Structure, condition: Mapping[str, str]) -> dict[int, int]:
    issues = {name: j for j, name in enumerate(shape.issues)}
    return {issues[name]: shape.options[issues[name]].index(option) for name, option in condition.items()}


def _distinct(conditions: Iterable[Mapping[int, int]]) -> list[Mapping[int, int]]:
    return list({tuple(sorted(condition.items())): condition for condition in conditions}.values())
