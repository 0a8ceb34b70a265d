"""Perspectives in between: one reader's beliefs with some of another's in their place, on the same draws.

The chance of success of a plan is asked for under very many of them.  What an exchanged claim cannot touch is not computed
again: deals are struck once for each set of claims that reaches the talks, consent and delivery once for each that reaches
them, and a claim that only moves a margin leaves the frontiers as they were.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from goodoffices.case.perspective import resolve, with_numbers
from goodoffices.case.schema import Case
from goodoffices.study.differences import CONSENT, DELIVERY, TALKS, Difference, differences, numbers_at, stages
from goodoffices.study.evaluation import DIRECT_TALKS, Talked, conclude, consented, talk
from goodoffices.study.expectations import Alone
from goodoffices.study.ground import Ground, Site, ground
from goodoffices.study.memo import Memo
from goodoffices.study.premises import premises
from goodoffices.study.world import world

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

GROUNDS = 64
"""Perspectives in between of which the draws are kept."""
SITES = 16
TALKED = 256
"""Talks kept; each holds some arrays of the draws."""
RESULTS = 60_000
"""Columns of consent and of delivery kept; some hundred megabytes at 1,024 draws."""


class Hybrids:
    """All perspectives between a (mask 0) and b (all bits set): bit u of a mask says that difference u is seen as b sees it."""

    def __init__(self, case: Case, a: str, b: str, draws: int, seed: int) -> None:
        self.case, self.a, self.b = case, a, b
        self.parts: tuple[Difference, ...] = differences(case, a, b)
        self._ours = resolve(case, a)
        self._theirs = numbers_at(case, b, [path for part in self.parts for path in part.paths])
        common = premises(case)
        self.shape, self._numbers = common.shape, common.numbers(seed, draws)
        self._sites: Memo[Site] = Memo(SITES)
        self._grounds: Memo[Ground] = Memo(GROUNDS)
        self._talks: Memo[Talked] = Memo(TALKED)
        self._alone: Memo[Alone] = Memo(4096)
        self._delivered: Memo[Singles] = Memo(RESULTS)
        self._consented: Memo[Bools] = Memo(RESULTS)
        self._reach = {name: self._masks(name) for name in case.plans}

    @property
    def everything(self) -> int:
        """The mask of b."""
        return (1 << len(self.parts)) - 1

    def reach(self, plan: str) -> int:
        """The differences that can touch a plan, as a mask."""
        talks, consent, delivery = self._reach[plan]
        return talks | consent | delivery

    def counts(self, plan: str) -> tuple[int, int, int]:
        """How many differences reach the talks, consent only, and delivery only, of a plan."""
        talks, consent, delivery = self._reach[plan]
        return talks.bit_count(), (consent & ~talks).bit_count(), (delivery & ~talks).bit_count()

    def success(self, plan: str, mask: int) -> Singles:
        """(D,) chance of success of a plan in every draw under a perspective in between."""
        talks, consent, delivery = self._reach[plan]
        delivered = self._delivered((plan, mask & (talks | delivery)), lambda: self._deliver(plan, mask))
        agreed = self._consented((plan, mask & (talks | consent)), lambda: self._consent(plan, mask))
        return np.where(agreed, delivered, np.float32(0.0))

    def value(self, plan: str, mask: int) -> float:
        """Its mean: P(success)."""
        return float(self.success(plan, mask).mean(dtype=np.float64))

    def _masks(self, plan: str) -> tuple[int, int, int]:
        found = {TALKS: 0, CONSENT: 0, DELIVERY: 0}
        for u, part in enumerate(self.parts):
            for path in part.paths:
                for stage in stages(self.shape, self.case, self.case.plans[plan], path):
                    found[stage] |= 1 << u
        # a plan is measured against direct talks, so whatever reaches those reaches its consent and delivery
        direct = 0
        for u, part in enumerate(self.parts):
            if any(stages(self.shape, self.case, DIRECT_TALKS, path) & {TALKS} for path in part.paths):
                direct |= 1 << u
        return found[TALKS] | direct, found[CONSENT], found[DELIVERY]

    def _ground(self, mask: int) -> Ground:
        def make() -> Ground:
            taken = [path for u, part in enumerate(self.parts) if mask >> u & 1 for path in part.paths]
            seen = with_numbers(self._ours, {path: self._theirs[path] for path in taken})
            return ground(self.shape, world(self.shape, seen, self._numbers), self._sites)

        return self._grounds(mask, make)

    def _talk(self, plan: str, mask: int) -> Talked:
        """Talks of a plan; what of the mask does not reach them is left as a sees it."""
        own = mask & self._reach[plan][0]

        def make() -> Talked:
            wanted, here = self.case.plans[plan], self._ground(own)
            alone = self._alone((own, wanted.month), lambda: _direct(here, wanted.month))
            return talk(here, wanted, alone)

        return self._talks((plan, own), make)

    def _deliver(self, plan: str, mask: int) -> Singles:
        talks, _, delivery = self._reach[plan]
        found = conclude(self._ground(mask & (talks | delivery)), self._talk(plan, mask))
        return found.delivered.astype(np.float32)

    def _consent(self, plan: str, mask: int) -> Bools:
        talks, consent, _ = self._reach[plan]
        return consented(self._ground(mask & (talks | consent)), self._talk(plan, mask))[2]


def _direct(here: Ground, month: int) -> Alone:
    talked = talk(here, DIRECT_TALKS.model_copy(update={"month": month}))
    return talked.expected.alone
