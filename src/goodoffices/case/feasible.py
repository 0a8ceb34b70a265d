"""Is there anything left?  Exact answers for rules and red lines, and for orders with bounds and ratios."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

Options = Mapping[str, Sequence[str]]
Nogood = Mapping[str, str]

MOST_LOOKS = 400_000
"""Bound on how often a search looks at a forbidden combination, half a second or so; cases as people write them need
a few thousand."""
EPSILON = 1e-9
"""Slack in points, so that rounding does not call a bound broken."""


def some_package(options: Options, forbidden: Sequence[Nogood]) -> bool:
    """Is there a package that has none of the forbidden combinations?

    Issues that no combination ties together are searched apart.  Depth first, smallest choice first, dropping options
    that complete a forbidden combination; exponential in the largest block at worst, and then cut at `MOST_LOOKS`
    (answered True: a doubt is no error).
    """
    usable = [n for n in forbidden if n and all(i in options and o in options[i] for i, o in n.items())]
    return all(_search(block, {}, usable, [MOST_LOOKS]) for block in _blocks(options, usable))


def _blocks(options: Options, forbidden: Sequence[Nogood]) -> list[dict[str, list[str]]]:
    owner = {issue: issue for nogood in forbidden for issue in nogood}

    def find(issue: str) -> str:
        while owner[issue] != issue:
            issue = owner[issue]
        return issue

    for nogood in forbidden:
        first, *others = nogood
        for other in others:
            owner[find(other)] = find(first)
    blocks: dict[str, dict[str, list[str]]] = {}
    for issue in owner:
        blocks.setdefault(find(issue), {})[issue] = list(options[issue])
    return list(blocks.values())


def _search(
    open_: Mapping[str, list[str]], chosen: dict[str, str], forbidden: Sequence[Nogood], budget: list[int]
) -> bool:
    budget[0] -= 1 + len(forbidden) * sum(len(choices) for choices in open_.values())
    if budget[0] < 0:
        return True
    left = {
        issue: [o for o in choices if not any(_completes(n, issue, o, chosen) for n in forbidden)]
        for issue, choices in open_.items()
    }
    if any(not choices for choices in left.values()):
        return False
    if not left:
        return True
    issue = min(left, key=lambda name: len(left[name]))
    rest = {name: choices for name, choices in left.items() if name != issue}
    return any(_search(rest, {**chosen, issue: option}, forbidden, budget) for option in left[issue])


def _completes(nogood: Nogood, issue: str, option: str, chosen: Mapping[str, str]) -> bool:
    return nogood.get(issue) == option and all(chosen.get(i) == o for i, o in nogood.items() if i != issue)


def smallest_conflict(options: Options, forbidden: Sequence[Nogood]) -> list[int]:
    """Indices of combinations that together forbid everything, none of which can be left out.  One search each."""
    kept = list(range(len(forbidden)))
    for index in range(len(forbidden)):
        without = [i for i in kept if i != index]
        if not some_package(options, [forbidden[i] for i in without]):
            kept = without
    return kept


Edges = Iterable[tuple[str, str, float]]
"""(more, less, at least): more >= at_least * less."""
Ranges = dict[str, tuple[float, float]]


def circle(edges: Edges) -> tuple[str, ...]:
    """Ids on a circle of comparisons that ask a number above 0 to exceed itself; empty where there is none.

    A circle whose ratios multiply to more than 1 (Bellman 1958, on logarithms); O(ids x edges).
    """
    known = list(edges)
    gain = dict.fromkeys((name for more, less, _ in known for name in (more, less)), 0.0)
    before: dict[str, str] = {}
    last = ""
    for _ in range(len(gain) + 1):
        last = ""
        for more, less, ratio in known:
            if gain[less] + math.log(ratio) > gain[more] + EPSILON:
                gain[more] = gain[less] + math.log(ratio)
                before[more], last = less, more
        if not last:
            return ()
    for _ in gain:
        last = before[last]
    members = [last]
    while before[members[-1]] != last:
        members.append(before[members[-1]])
    return tuple(members)


def reach(ranges: Ranges, edges: Edges) -> Ranges:
    """Lowest and highest each number can be, given `more >= at_least * less` and ranges; low > high where none agrees.

    The numbers that agree form a lattice (comparisons survive taking the larger, or the smaller, of two solutions), so
    all of them can be lowest at once, and all highest at once.  Needs comparisons without a `circle`; quickest where
    they run from the least upwards.
    """
    known = list(edges)
    low = {name: ends[0] for name, ends in ranges.items()}
    high = {name: ends[1] for name, ends in ranges.items()}
    for _ in range(len(ranges)):
        before = (dict(low), dict(high))
        for more, less, ratio in known:
            low[more] = max(low[more], ratio * low[less])
        for more, less, ratio in reversed(known):
            high[less] = min(high[less], high[more] / ratio)
        if (low, high) == before:
            break
    return {name: (low[name], high[name]) for name in ranges}
