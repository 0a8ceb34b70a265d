"""Perspectives in between: one reader's beliefs with some of another's in their place, on the same draws.

The chance of success of a plan is asked for under very many of them.  Each is a belief of one family (`belief.Columns`), and
all are rows of the one evaluator; what an exchanged claim cannot touch is found again, not worked out again.  Talks are
played for each set of claims that reaches them, many side by side; `Between._ends` alone takes them on from there, asking for
consent and delivery once for each set that reaches those beyond.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import numpy as np

from goodoffices.case.quantity import Quantity
from goodoffices.case.schema import Plan
from goodoffices.case.walking import quantities
from goodoffices.model.arrays import Floats
from goodoffices.play import consent, delivery, outcome
from goodoffices.play.belief import Belief, Columns
from goodoffices.play.differences import Difference, differences
from goodoffices.play.evaluate import evaluate
from goodoffices.play.expectations import Alone
from goodoffices.play.ground import Ground, Site, ground
from goodoffices.play.hand import DIRECT_TALKS, Hand, hand_of
from goodoffices.play.memo import Memo
from goodoffices.play.places import LEFT_OUT, Spot, spots_of
from goodoffices.play.played import Played, Row
from goodoffices.play.study import Study
from goodoffices.study.cruxes.reach import Reach, mask_of, places, reach_of, spoilers

Result = TypeVar("Result")

LOT = 64
"""Most talks that are played together; a thread takes one such lot at a time."""
CELLS = 1 << 17
"""Most talks x draws in a lot of more than four, which bounds memory: some hundreds of bytes each."""
SITE_BYTES = 400_000_000
"""Memory for frontiers and texts of perspectives in between, at least two of them."""
KEPT_BYTES, LEAST_KEPT = 600_000_000, 32_000_000
"""Memory for what is worked out upon all of them, and the least for each."""

Step = Callable[[int], None]
"""Called with how many perspectives in between have been done, from any thread."""


class Readers:
    """What all pairs of perspectives of a study have in common."""

    def __init__(self, study: Study) -> None:
        self.study, self.draws = study, study.draws
        per_site = 12 * study.draws * len(study.premises.shape.signers) * 1024
        self.sites: Memo[Site] = Memo(max(2, min(64, SITE_BYTES // per_site)))
        self.kept = max(LEAST_KEPT, KEPT_BYTES // self.sites.limit)
        self._beliefs: Memo[Belief] = Memo(64)
        self._given: Memo[Mapping[str, Quantity]] = Memo(64)

    def belief(self, perspective: str) -> Belief:
        """What a perspective holds."""
        return self._beliefs(perspective, lambda: self.study.belief(perspective))

    def given(self, perspective: str) -> Mapping[str, Quantity]:
        """All numbers of a perspective, by path."""
        return self._given(perspective, lambda: quantities(self.belief(perspective).case))


@dataclass(frozen=True, eq=False)
class _Sheet:
    """A plan as all perspectives in between have it."""

    plan: Plan
    reach: Reach
    against: tuple[int, ...]
    """Levers that somebody may pull against it under some of them: all look at these, so that they share arrays."""


class Between:
    """All perspectives between a (mask 0) and b (all bits set): bit u of a mask says that difference u is seen as b sees it."""

    def __init__(self, readers: Readers, a: str, b: str) -> None:
        self.case, self.a, self.b, self.draws = readers.study.case, a, b, readers.draws
        ours, theirs = readers.given(a), readers.given(b)
        self.parts: tuple[Difference, ...] = differences(self.case, a, b, (ours, theirs))
        within, groups = readers.belief(a), [part.paths for part in self.parts]
        other = {path: theirs[path] for paths in groups for path in paths}
        self._columns = Columns(within.shape, within.case, within.columns.numbers, other, groups, within)
        self._readers, self._most_places = readers, readers.study.places
        self._sites: Memo[Site] = Memo(4)
        self._grounds: Memo[Ground] = Memo(LOT)
        self._sheets: Memo[_Sheet] = Memo(1024)
        self._hands: Memo[Hand] = Memo(1024)
        self._alone: Memo[tuple[Alone, ...]] = Memo(100_000)
        self._values: dict[tuple[str, int], float] = {}
        self._tabled: set[str] = set()

    @property
    def everything(self) -> int:
        """The mask of b."""
        return (1 << len(self.parts)) - 1

    def reach(self, plan: str) -> int:
        """The differences that can touch a plan, as a mask."""
        return self.stages(plan).whole

    def stages(self, plan: str) -> Reach:
        """The same by the stage of the plan that they reach."""
        return self._sheet(plan).reach

    def places(self, plan: str) -> int:
        """How many places of the front the plan is played at, as a sees it."""
        return len(self._spots(0, self.case.plans[plan].month))

    def success(self, plan: str, mask: int) -> Floats:
        """(D,) chance of success of a plan in every draw under a perspective in between."""
        ((chances, lines),) = self._talks(self._sheet(plan), [mask])
        belief = Belief(self._columns, mask)
        for line in lines:
            consent.ask(line, belief)
            line.delivered = delivery.deliver(line, line.consents, belief)
        return outcome.over_places(
            (chance, outcome.success(line.consents, line.delivered))
            for chance, line in zip(chances, lines, strict=True)
        )

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
        sheet = self._sheet(plan)
        keys = [mask & sheet.reach.whole for mask in masks]
        missing: dict[int, set[int]] = {}
        for key in keys:
            if (plan, key) not in self._values:
                missing.setdefault(key & sheet.reach.talks, set()).add(key)
        known = len(keys) - sum(map(len, missing.values()))
        if step is not None and known:
            step(known)

        def lot(talks: Sequence[int]) -> dict[int, float]:
            found: dict[int, float] = {}
            for of_talks, (chances, lines) in zip(talks, self._talks(sheet, talks), strict=True):
                found |= self._ends(sheet.reach, sorted(missing[of_talks]), chances, lines)
            if step is not None:
                step(len(found))
            return found

        for found in _ahead(pool, lot, self._lots(sheet, missing)):
            self._values.update({(plan, mask): value for mask, value in found.items()})
        return [self._values[plan, key] for key in keys]

    def tabled(self, plan: str) -> bool:
        """Whether all perspectives in between have been asked for."""
        return plan in self._tabled

    def table(self, plan: str, pool: ThreadPoolExecutor | None = None, step: Step | None = None) -> Floats:
        """(2^k,) P(success) under all perspectives in between that differ for the plan; bit j of an index is the j-th of
        the k differences that reach it.

        With T differences that reach the talks, C that reach consent only and E delivery only: 2^T talks, 2^(T + C) consents
        and 2^(T + E) deliveries.  Memory O(2^k).
        """
        masks = [0]
        for u in places(self.reach(plan)):
            masks += [mask | 1 << u for mask in masks]
        result = np.array(self.values(plan, masks, pool, step))
        self._tabled.add(plan)
        return result

    def _ends(
        self, reach: Reach, masks: Iterable[int], chances: Sequence[Floats], lines: Sequence[Played]
    ) -> dict[int, float]:
        """Chances of success under masks that agree on the talks, from the talks at every place of the front."""
        masks = list(masks)
        consents, deliveries = (
            [mask & (reach.talks | stage) for mask in masks] for stage in (reach.consent, reach.delivery)
        )
        at_consent, at_delivery = (
            {mask: at for at, mask in enumerate(dict.fromkeys(own))} for own in (consents, deliveries)
        )
        total = np.zeros((len(at_consent), len(at_delivery)))
        for chance, line in zip(chances, lines, strict=True):
            agreed = []
            for mask in at_consent:
                consent.ask(line, Belief(self._columns, mask))
                agreed.append(line.consents)
            where = np.logical_or.reduce(agreed)
            given = [delivery.deliver(line, where, Belief(self._columns, mask)) for mask in at_delivery]
            total += outcome.means(np.array(agreed), np.array(given), chance)
        return {
            mask: float(total[at_consent[one], at_delivery[other]])
            for mask, one, other in zip(masks, consents, deliveries, strict=True)
        }

    def _talks(self, sheet: _Sheet, masks: Sequence[int]) -> list[tuple[list[Floats], list[Played]]]:
        """The talks under masks of one setting of what is wanted: chances of places of the front, and the talks there."""
        month = sheet.plan.month
        spots = [self._spots(mask, month) for mask in masks]
        hands = [self._hand(sheet, mask) for mask in masks]
        alone: list[tuple[Alone | None, ...]] = [(None,) * len(own) for own in spots]
        if not all(hand.direct for hand in hands):
            alone = [tuple(own) for own in self._direct(masks, month)]
        rows = [
            Row(hand, spot.ground, alone=None if hand.direct else against)
            for hand, own, direct in zip(hands, spots, alone, strict=True)
            for spot, against in zip(own, direct, strict=True)
        ]
        lines = iter(evaluate(rows, "talks"))
        return [([spot.chance for spot in own], [next(lines) for _ in own]) for own in spots]

    def _direct(self, masks: Sequence[int], month: int) -> list[tuple[Alone, ...]]:
        """What direct talks bring in a month, by mask and place of the front."""
        sheet = self._sheet(month)
        keys = [mask & sheet.reach.talks for mask in masks]
        found = {key: self._alone.kept((month, key)) for key in keys}
        missing = [key for key, known in found.items() if known is None]
        for key, (_, lines) in zip(missing, self._talks(sheet, missing) if missing else (), strict=True):
            found[key] = self._alone.keep((month, key), tuple(line.expected for line in lines))
        return [known for known in (found[key] for key in keys) if known is not None]

    def _spots(self, mask: int, month: int) -> tuple[Spot, ...]:
        return spots_of(self._ground(mask), month, LEFT_OUT, self._most_places)

    def _ground(self, mask: int) -> Ground:
        """A perspective in between; those that want the same share a site."""

        def site() -> Site:
            return ground(Belief(self._columns, mask), self._readers.sites, kept=self._readers.kept).site

        wants = mask & self._sheet(0).reach.wants
        return self._grounds(mask, lambda: Ground(Belief(self._columns, mask), self._sites(wants, site)))

    def _sheet(self, plan: str | int) -> _Sheet:
        """A plan of the case by its id, or direct talks by their month."""

        def make() -> _Sheet:
            month = {"month": plan}
            found = DIRECT_TALKS.model_copy(update=month) if isinstance(plan, int) else self.case.plans[plan]
            return _Sheet(found, reach_of(self._columns, found), tuple(spoilers(self._columns, found.mode)))

        return self._sheets(plan, make)

    def _hand(self, sheet: _Sheet, mask: int) -> Hand:
        """A plan's hand, which hangs on beliefs only where sides nominate members."""
        third = range(len(self._columns.shape.third_parties))
        moved = self._columns.bits(("mistrust", k) for k in third) if sheet.plan.nominated else 0
        belief = Belief(self._columns, mask & moved)
        return self._hands((id(sheet), mask & moved), lambda: hand_of(belief, sheet.plan, against=sheet.against))

    def _lots(self, sheet: _Sheet, talks: Iterable[int]) -> list[list[int]]:
        """Settings of what reaches the talks in lots of one setting of what is wanted, neighbours differing in little."""
        rank, reach = list(enumerate(reversed(sheet.reach.order))), sheet.reach
        ordered = sorted(talks, key=lambda mask: mask_of([at for at, u in rank if mask >> u & 1]))
        spots = len(self._spots(0, sheet.plan.month))
        most = max(1, max(4, min(LOT, CELLS // self.draws)) // spots)
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
