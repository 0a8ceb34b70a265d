"""Does a ranking name everything once, and do its order, bounds and ratios agree with one another?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, product

from goodoffices.case.feasible import EPSILON, Edges, circle, reach
from goodoffices.case.remark import Remark
from goodoffices.case.schema import Ranking

FULL = 100.0
ONCE = "an order names each id once"


def ranking_mistakes(ranking: Ranking, ids: Sequence[str], path: str, *, values: bool) -> Iterator[Remark]:
    """What is wrong with a ranking of issues (weights, summing to 100) or of the options of an issue (values)."""
    tiers = tiers_of(ranking)
    counts = Counter(name for tier in tiers for name in tier)
    missing = [name for name in ids if name not in counts]
    if missing:
        yield Remark(f"{path}.order", f"the order leaves out {', '.join(missing)}", ONCE)
    twice = [name for name, count in counts.items() if count > 1]
    if twice:
        yield Remark(f"{path}.order", f"the order names {', '.join(twice)} more than once", ONCE)
    wrong = list(_bounds(ranking, path))
    yield from wrong
    if not missing and not twice and not wrong and set(counts) == set(ids) and _names_known(ranking, ids):
        yield from _contradictions(ranking, tiers, path, values=values)


def tiers_of(ranking: Ranking) -> list[tuple[str, ...]]:
    """Tiers from most to least."""
    tiers = [(entry,) if isinstance(entry, str) else entry for entry in ranking.order]
    return [tier for tier in tiers if tier]


def _bounds(ranking: Ranking, path: str) -> Iterator[Remark]:
    for name, (low, high) in ranking.bounds.items():
        if low > high:
            yield Remark(f"{path}.bounds.{name}", f"low ({low:g}) is above high ({high:g})", "write low, high")
        elif low < 0 or high > FULL:
            yield Remark(f"{path}.bounds.{name}", f"[{low:g}, {high:g}] reaches beyond 0 to 100")


def _names_known(ranking: Ranking, ids: Sequence[str]) -> bool:
    named = {*ranking.bounds, *(name for r in ranking.ratios for name in (r.more, r.less))}
    return named <= set(ids)


def _contradictions(ranking: Ranking, tiers: list[tuple[str, ...]], path: str, *, values: bool) -> Iterator[Remark]:
    ranges = {name: ranking.bounds.get(name, (0.0, FULL)) for tier in tiers for name in tier}
    edges, between = _order(tiers)
    edges += [(ratio.more, ratio.less, ratio.at_least) for ratio in ranking.ratios]
    around = [name for name in circle(edges) if name not in between]
    if around:
        yield Remark(path, f"order and ratios go in a circle: {' > '.join((*around, around[0]))}")
        return
    ranges |= dict.fromkeys(between, (0.0, FULL))
    reached = {name: ends for name, ends in reach(ranges, edges).items() if name not in between}
    empty = next((name for name, (low, high) in reached.items() if low > high + EPSILON), None)
    if empty is not None:
        low, high = reached[empty]
        asked = f"{empty} must be {low:g} or more and {high:g} or less"
        yield Remark(path, f"order, bounds and ratios contradict each other: {asked}")
    elif values:
        yield from _ends(ranges, edges, tiers, path)
    else:
        yield from _sums(reached, path)


def _order(tiers: list[tuple[str, ...]]) -> tuple[list[tuple[str, str, float]], list[str]]:
    """Comparisons from the least upwards, by a number between each two tiers, so that they grow with the ids alone."""
    edges: list[tuple[str, str, float]] = []
    between: list[str] = []
    for lower, upper in pairwise(reversed(tiers)):
        middle = f"between {len(between)}"
        between.append(middle)
        edges += [(middle, less, 1.0) for less in lower] + [(more, middle, 1.0) for more in upper]
    return edges, between


def _sums(reached: dict[str, tuple[float, float]], path: str) -> Iterator[Remark]:
    low, high = (sum(ends[side] for ends in reached.values()) for side in (0, 1))
    if low > FULL + EPSILON:
        yield Remark(path, f"weights cannot sum to 100: the least that is allowed sums to {low:g}")
    elif high < FULL - EPSILON:
        yield Remark(path, f"weights cannot sum to 100: the most that is allowed sums to {high:g}")


def _ends(
    ranges: dict[str, tuple[float, float]], edges: Edges, tiers: list[tuple[str, ...]], path: str
) -> Iterator[Remark]:
    """Values hang on two ends: a member of the first tier is worth 100, one of the last 0."""
    ends: list[tuple[str, str | None]] = [(b, w) for b, w in product(tiers[0], tiers[-1]) if b != w]
    ends = ends or [(tiers[0][0], None)]
    known = list(edges)
    for best, worst in ends:
        pinned = dict(ranges)
        pinned[best] = (max(FULL, pinned[best][0]), pinned[best][1])
        if worst is not None:
            pinned[worst] = (pinned[worst][0], min(0.0, pinned[worst][1]))
        if all(low <= high + EPSILON for low, high in reach(pinned, known).values()):
            return
    yield Remark(path, "bounds and ratios leave no values with the best option at 100 and the worst at 0")
