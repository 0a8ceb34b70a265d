"""Perspectives in between: one reader's beliefs with some of another's in their place, on the same draws.

The chance of success of a plan is asked for under very many of them.  What an exchanged claim cannot touch is not computed
again: numbers are drawn column by column, deals are struck once for each set of claims that reaches the talks, consent and
delivery once for each that reaches them, and a claim that only moves a margin leaves the frontiers as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

import numpy as np

from goodoffices.case.schema import Case
from goodoffices.case.walking import quantities
from goodoffices.model.arrays import Bools, Floats
from goodoffices.model.numbers import Numbers
from goodoffices.model.structure import Structure
from goodoffices.play.differences import Difference, Given, differences
from goodoffices.play.evaluate import DIRECT_TALKS
from goodoffices.play.memo import Memo
from goodoffices.play.premises import premises
from goodoffices.study.hybrid_evaluation import Evaluated
from goodoffices.study.hybrid_numbers import Column, Columns
from goodoffices.study.hybrid_plans import Between, Reach, Sheet
from goodoffices.study.hybrid_play import Played
from goodoffices.study.hybrid_sites import Sites

Result = TypeVar("Result")

CHUNK = 64
"""Most talks that are played together; a thread takes one such lot at a time."""
CELLS = 1 << 17
"""Most talks x draws in a lot of more than four, which bounds memory: some hundreds of bytes each."""

Step = Callable[[int], None]
"""Called with how many perspectives in between have been done, from any thread."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """What all pairs of perspectives of a case have in common."""

    case: Case
    shape: Structure
    resolved: Mapping[str, Case]
    numbers: Numbers
    sites: Sites
    reads: dict[Column, frozenset[str]] = field(default_factory=dict)
    """Numbers that a column is found to be drawn from, under all perspectives alike."""
    _given: Memo[Given] = field(default_factory=lambda: Memo(64))

    def given(self, perspective: str) -> Given:
        """All numbers of a perspective, by path."""
        return self._given(perspective, lambda: quantities(self.resolved[perspective]))


def drawn(case: Case, draws: int, seed: int) -> Drawn:
    """Draw a case for all its perspectives."""
    common = premises(case)
    return Drawn(case, common.shape, common.resolved, common.numbers(seed, draws), Sites(common.shape, draws))


class Hybrids:
    """All perspectives between a (mask 0) and b (all bits set): bit u of a mask says that difference u is seen as b sees it."""

    def __init__(self, on: Drawn, a: str, b: str) -> None:
        self.case, self.a, self.b = on.case, a, b
        given = on.given(a), on.given(b)
        self.parts: tuple[Difference, ...] = differences(on.case, a, b, given)
        theirs = {path: given[1][path] for part in self.parts for path in part.paths}
        self._on = on
        self._columns = Columns(on.shape, on.resolved[a], theirs, self.parts, on.numbers, on.reads)
        self._plans: dict[tuple[str, int], Between] = {}
        self._values: dict[tuple[str, int], float] = {}
        self._tables: dict[str, tuple[tuple[int, ...], Floats]] = {}

    @property
    def everything(self) -> int:
        """The mask of b."""
        return (1 << len(self.parts)) - 1

    @property
    def draws(self) -> int:
        """D."""
        return self._on.numbers.draws

    def reach(self, plan: str) -> int:
        """The differences that can touch a plan, as a mask."""
        return self.stages(plan).whole

    def stages(self, plan: str) -> Reach:
        """The same by the stage of the plan that they reach."""
        return self._plan(plan).reach

    def simple(self, plan: str) -> bool:
        """Whether its talks are played many at a time."""
        return isinstance(self._plan(plan), Played)

    def success(self, plan: str, mask: int) -> Floats:
        """(D,) chance of success of a plan in every draw under a perspective in between."""
        between = self._plan(plan)
        (talked,) = between.talked([mask & between.reach.talks])
        agreed = between.consents(self._of_consent(between, mask), talked)
        return np.where(agreed, between.delivered(self._of_delivery(between, mask), talked, agreed), 0.0)

    def value(self, plan: str, mask: int) -> float:
        """Its mean: P(success)."""
        return self.values(plan, [mask])[0]

    def values(
        self, plan: str, masks: Sequence[int], pool: ThreadPoolExecutor | None = None, step: Step | None = None
    ) -> list[float]:
        """P(success) under many perspectives in between, in their order; what was asked before is remembered.

        Args:
            plan: id.
            masks: the perspectives.
            pool: threads to share the work; the answer does not depend on how many they are.
            step: see `Step`.
        """
        between = self._plan(plan)
        if plan in self._tables:
            if step is not None:
                step(len(masks))
            parts, table = self._tables[plan]
            return [float(table[_code(mask, parts)]) for mask in masks]
        keys = [mask & between.reach.whole for mask in masks]
        wanted: dict[int, set[int]] = {}
        for key in keys:
            if (plan, key) not in self._values:
                wanted.setdefault(key & between.reach.talks, set()).add(key)
        known = len(keys) - sum(map(len, wanted.values()))
        if step is not None and known:
            step(known)

        def lot(talks: Sequence[int]) -> dict[int, float]:
            found: dict[int, float] = {}
            for of_talks, talked in zip(talks, between.talked(talks), strict=True):
                own = sorted(wanted[of_talks])
                means, consent, delivery = self._means(between, own, talked)
                found |= {
                    mask: float(
                        means[consent[self._of_consent(between, mask)], delivery[self._of_delivery(between, mask)]]
                    )
                    for mask in own
                }
            if step is not None:
                step(len(found))
            return found

        for found in _ahead(pool, lot, _lots(between.reach, wanted, self.draws)):
            self._values.update({(plan, mask): value for mask, value in found.items()})
        return [self._values[plan, key] for key in keys]

    def tabled(self, plan: str) -> bool:
        """Whether all perspectives in between have been asked for."""
        return plan in self._tables

    def table(self, plan: str, pool: ThreadPoolExecutor | None = None, step: Step | None = None) -> Floats:
        """(2^k,) P(success) under all perspectives in between that differ for the plan; bit j of an index is the j-th of
        the k differences that reach it.

        With T differences that reach the talks, C that reach consent only and E delivery only: 2^T talks, 2^(T + C) consents
        and 2^(T + E) deliveries.  Memory O(2^k).
        """
        parts = tuple(u for u in range(len(self.parts)) if self.reach(plan) >> u & 1)
        between, reach = self._plan(plan), self.stages(plan)

        def subsets(among: int) -> list[int]:
            found = [0]
            for u in parts:
                if among >> u & 1:
                    found += [mask | 1 << u for mask in found]
            return found

        # what reaches both consent and delivery beyond the talks cannot be told apart from what reaches the talks
        shared = reach.consent & reach.delivery
        apart = [subsets(stage & ~shared) for stage in (reach.consent, reach.delivery)]
        together = subsets(shared)
        rest = [[_code(mask, parts) for mask in masks] for masks in apart]
        result = np.empty(1 << len(parts))

        def lot(talks: Sequence[int]) -> list[tuple[int, Floats]]:
            found = []
            for of_talks, talked in zip(talks, between.talked(talks), strict=True):
                for both in together:
                    base = of_talks | both
                    agreed = np.array([between.consents(base | more, talked) for more in apart[0]])
                    open_ = np.asarray(agreed.any(axis=0))
                    given = np.array([between.delivered(base | more, talked, open_) for more in apart[1]])
                    found.append((base, _product(agreed, given)))
            if step is not None:
                step(len(talks) * len(together) * len(rest[0]) * len(rest[1]))
            return found

        for found in _ahead(pool, lot, _lots(reach, subsets(reach.talks), self.draws)):
            for base, means in found:
                at = _code(base, parts)
                for row, mine in zip(means, rest[0], strict=True):
                    result[[at + mine + other for other in rest[1]]] = row
        self._tables[plan] = parts, result
        return result

    def _means(
        self, between: Between, masks: Iterable[int], talked: object
    ) -> tuple[Floats, dict[int, int], dict[int, int]]:
        """Means by (setting of consent, setting of delivery), and the places of the settings."""
        consent: dict[int, int] = {}
        delivery: dict[int, int] = {}
        for mask in masks:
            consent.setdefault(self._of_consent(between, mask), len(consent))
            delivery.setdefault(self._of_delivery(between, mask), len(delivery))
        agreed = np.array([between.consents(own, talked) for own in consent])
        open_ = np.asarray(agreed.any(axis=0))
        return (
            _product(agreed, np.array([between.delivered(own, talked, open_) for own in delivery])),
            consent,
            delivery,
        )

    def _of_consent(self, between: Between, mask: int) -> int:
        return mask & (between.reach.talks | between.reach.consent)

    def _of_delivery(self, between: Between, mask: int) -> int:
        return mask & (between.reach.talks | between.reach.delivery)

    def _plan(self, name: str) -> Between:
        if (name, 0) not in self._plans:
            sheet = Sheet(self._columns, self.case.plans[name])
            direct = None if sheet.direct else self._direct(sheet.month)
            self._plans[name, 0] = self._between(sheet, direct)
        return self._plans[name, 0]

    def _direct(self, month: int) -> Between:
        if ("", month) not in self._plans:
            sheet = Sheet(self._columns, DIRECT_TALKS.model_copy(update={"month": month}))
            self._plans["", month] = self._between(sheet, None)
        return self._plans["", month]

    def _between(self, sheet: Sheet, direct: Between | None) -> Between:
        if sheet.simple and not isinstance(direct, Evaluated):
            assert direct is None or isinstance(direct, Played)
            return Played(self._columns, self._on.sites, sheet, direct)
        return Evaluated(self._columns, sheet, direct)


def _code(mask: int, parts: Sequence[int]) -> int:
    """The bits of some parts, closed up."""
    return sum(1 << j for j, u in enumerate(parts) if mask >> u & 1)


def _product(agreed: Bools, given: Floats) -> Floats:
    """(C, E) means over draws of all consents (C, D) times all deliveries (E, D)."""
    # einsum sums in one order, where a matrix product would let the number of cores decide
    means: Floats = np.einsum("cd,ed->ce", agreed.astype(np.float64), given) / agreed.shape[1]
    return means


def _lots(reach: Reach, talks: Iterable[int], draws: int) -> list[list[int]]:
    """Settings of what reaches the talks in lots of one setting of what is wanted, neighbours differing in little."""
    rank = list(enumerate(reversed(reach.order)))
    ordered = sorted(talks, key=lambda mask: sum(1 << at for at, u in rank if mask >> u & 1))
    most = max(4, min(CHUNK, CELLS // draws))
    lots: list[list[int]] = []
    for mask in ordered:
        if not lots or len(lots[-1]) == most or (lots[-1][0] ^ mask) & reach.wants:
            lots.append([])
        lots[-1].append(mask)
    return lots


def _ahead(
    pool: ThreadPoolExecutor | None, work: Callable[[list[int]], Result], lots: list[list[int]]
) -> Iterator[Result]:
    """Results in order; with a pool, a few lots ahead of the one that is read, so that memory stays bounded."""
    if pool is None or len(lots) == 1:
        yield from map(work, lots)
        return
    rest = iter(lots)
    waiting: list[Future[Result]] = [pool.submit(work, lot) for lot in islice(rest, 8)]
    while waiting:
        done = waiting.pop(0).result()
        waiting += [pool.submit(work, lot) for lot in islice(rest, 1)]
        yield done
