"""A plan under perspectives in between, each evaluated in full: for plans that the engines for many rows do not know."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from goodoffices.model.arrays import Bools, Floats
from goodoffices.play.evaluate import Talked, conclude, consented, talk
from goodoffices.play.expectations import Alone
from goodoffices.play.ground import Ground, Site, ground
from goodoffices.study.hybrid_numbers import Columns
from goodoffices.study.hybrid_plans import Between, Sheet
from goodoffices.play.memo import Memo
from goodoffices.play.belief import world

GROUNDS = 32
SITES = 8


class Evaluated:
    """A plan that tables a text, strikes the deal a mediator likes best, or has many signers."""

    def __init__(self, columns: Columns, sheet: Sheet, direct: Between | None) -> None:
        self.reach = sheet.reach
        self._columns, self._sheet, self._direct = columns, sheet, direct
        self._grounds: Memo[Ground] = Memo(GROUNDS)
        self._sites: Memo[Site] = Memo(SITES)
        self._alone: Memo[Alone] = Memo(4096)

    def _ground(self, mask: int) -> Ground:
        shape, numbers = self._columns.shape, self._columns.numbers

        def make() -> Ground:
            return ground(shape, world(shape, self._columns.case(mask), numbers), self._sites)

        return self._grounds(mask, make)

    def alone(self, masks: Sequence[int]) -> list[Alone]:
        """P and E[s_i | deal] of direct talks, for which this plan stands."""

        def found(mask: int) -> Alone:
            return self._alone(mask, lambda: talk(self._ground(mask), self._sheet.plan).expected.alone)

        return [found(mask & self.reach.talks) for mask in masks]

    def talked(self, masks: Sequence[int]) -> list[Talked]:
        """The talks under masks."""
        alone = self._direct.alone(masks) if self._direct is not None else [None] * len(masks)
        return [talk(self._ground(mask), self._sheet.plan, own) for mask, own in zip(masks, alone, strict=True)]

    def consents(self, mask: int, talked: Talked) -> Bools:
        """(D,) whether all who are asked let the mediators in."""
        return consented(self._ground(mask), talked)[2]

    def delivered(self, mask: int, talked: Talked, where: Bools) -> Floats:
        """(D,) chance that a deal is struck, delivered and holds; 0 where `where` is False."""
        return np.where(where, conclude(self._ground(mask), talked).delivered, 0.0)
