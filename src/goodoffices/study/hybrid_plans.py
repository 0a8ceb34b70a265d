"""One plan under perspectives in between, and which differences reach its talks, its consent and its delivery.

Success in a draw is the chance that the belligerents let the mediators in, times the chance that a deal is struck, delivered
and holds.  What is struck is found once for each setting of the differences that reach the talks; consent and delivery then
once for each setting of those that reach them beyond.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from goodoffices.case.schema import Plan
from goodoffices.engines.links.talks import EXACT_SIGNERS
from goodoffices.model.arrays import Bools, Floats
from goodoffices.model.levers import GUARANTEE, SPOIL
from goodoffices.play.expectations import Alone
from goodoffices.study.hybrid_numbers import Column, Columns


@dataclass(frozen=True)
class Reach:
    """Differences that reach the stages of a plan, as masks; what reaches the talks may reach all."""

    talks: int
    consent: int
    """Beyond those that reach the talks."""
    delivery: int
    order: tuple[int, ...]
    """Those of the talks, what is dearest to change first: what is wanted, then reservations, then the rest."""
    wants: int
    """Those that move what is wanted, and so frontiers and texts."""

    @property
    def whole(self) -> int:
        """All."""
        return self.talks | self.consent | self.delivery


class Between(Protocol):
    """A plan under perspectives in between."""

    reach: Reach

    def talked(self, masks: Sequence[int]) -> list[Any]:
        """The talks under masks of one setting of what is wanted."""
        ...

    def alone(self, masks: Sequence[int]) -> list[Alone]:
        """The same for direct talks, as far as a plan is measured against them."""
        ...

    def consents(self, mask: int, talked: Any) -> Bools:
        """(D,) whether all who are asked let the mediators in."""
        ...

    def delivered(self, mask: int, talked: Any, where: Bools) -> Floats:
        """(D,) chance that a deal is struck, delivered and holds; not looked for where `where` is False."""
        ...


class Sheet:
    """A plan by index: who may take part, what is in hand, and the columns it reads."""

    def __init__(self, columns: Columns, plan: Plan) -> None:
        shape = columns.shape
        self.plan, self.mode, self.month = plan, plan.mode, plan.month
        third = shape.third_parties
        nominated = {name for nomination in plan.nominated for name in nomination.candidates}
        self.optional = np.array([h in plan.if_willing for h in third], dtype=bool)
        self.named = np.array([h in plan.mediators for h in third], dtype=bool)
        self.possible = self.optional | self.named | np.array([h in nominated for h in third], dtype=bool)
        self.offers = [f for f, name in enumerate(shape.offers) if name in plan.offers]
        self.spoils = _spoils(columns, self.mode)
        mine = [
            v
            for v, lever in enumerate(shape.levers)
            if (
                lever.name in plan.levers
                if plan.levers != "all"
                else lever.kind != SPOIL and self.possible[lever.holder]
            )
        ]
        self.which = sorted({*mine, *self.spoils})
        self.mine = np.array([v in set(mine) for v in self.which], dtype=bool)
        levers = [shape.levers[v] for v in self.which]
        self.kind, self.target, self.holder = (
            np.array([getattr(lever, name) for lever in levers], dtype=np.int64)
            for name in ("kind", "target", "holder")
        )
        self.simple = (
            plan.package == "any"
            and plan.rule != "mediator"
            and len(shape.signers) <= EXACT_SIGNERS
            and not any(shape.levers[v].kind == SPOIL for v in mine)
        )
        """Whether the engines for many rows know everything that the plan does."""
        self.reach = self._reach(columns)

    @property
    def direct(self) -> bool:
        """Whether nobody but the signers has a part in it."""
        return not (self.possible.any() or self.mine.any() or self.offers)

    def lever_columns(self, kind: str, wanted: Bools) -> list[Column]:
        """Columns of some of the plan's levers."""
        return [(kind, self.mode, v) for v, yes in zip(self.which, wanted, strict=True) if yes]

    def _reach(self, columns: Columns) -> Reach:
        shape = columns.shape
        signers, third = range(len(shape.signers)), range(len(shape.third_parties))
        able = [k for k in third if self.possible[k]]
        judged = {*able, *(int(h) for h in self.holder[self.mine]), *(int(shape.offer_giver[f]) for f in self.offers)}
        spoils = np.array([v in self.spoils for v in self.which], dtype=bool)
        late = self.mine & (self.kind == GUARANTEE)
        wanted: list[Column] = [*(("utility", i) for i in signers), ("linkages",), ("red",)]
        sides: list[Column] = [
            *(("face", i) for i in signers), *(("war", i, self.month) for i in signers), *(("optimism", i) for i in signers)
        ]  # fmt: skip
        pressed = self.lever_columns("strength", self.mine & ~late)
        spoiling = self.lever_columns("strength", spoils)
        picked: list[Column] = [("mistrust", k) for k in third] if self.plan.nominated else []
        open_: list[Column] = [("candour", self.mode, k) for k in able]
        against: list[Column] = [
            *self.lever_columns("cost", spoils), *(("sigma", int(h)) for h in self.holder[spoils])
        ]  # fmt: skip
        ruled: list[Column] = [("own", k) for k in able] if self.plan.rule == "mediator" else []
        later: list[Column] = [
            *self.lever_columns("cost", self.mine), *self.lever_columns("strength", late), ("morning",),
            *(("sigma", k) for k in judged),
            *(("stake", field, k) for k in able for field in ("success", "failure", "effort")),
            *((kind, self.mode, f) for f in self.offers for kind in ("offer", "price")),
        ]  # fmt: skip
        stages = [wanted, sides, pressed, picked, spoiling, open_, ruled, against]
        if self.optional.any():
            stages.append(later)
        order: list[int] = []
        for stage in stages:
            mask = columns.bits(stage)
            order += [u for u in range(mask.bit_length()) if mask >> u & 1 and u not in order]
        if not self.direct:
            # a plan is measured against direct talks, so whatever reaches those reaches its consent and delivery
            alone = Sheet(columns, Plan(name="Direct talks", month=self.month)).reach
            order += [u for u in alone.order if u not in order]
        talks = sum(1 << u for u in order)
        consent = columns.bits(("mistrust", k) for k in able) & ~talks
        return Reach(talks, consent, columns.bits(later) & ~talks, tuple(order), columns.bits(wanted))


def _spoils(columns: Columns, mode: str) -> list[int]:
    """Spoil levers that somebody may pull under some perspective in between, by holder and then in file order.

    A third party pulls one only where it loses more by a settlement than the lever costs.
    """
    found = []
    for v, lever in enumerate(columns.shape.levers):
        if lever.kind == SPOIL:
            read: list[Column] = [("sigma", lever.holder), ("cost", mode, v)]
            if any(
                ((-columns(read[0], mask) > 0) & (-columns(read[0], mask) > columns(read[1], mask))).any()
                for mask in columns.settings(read)
            ):
                found.append(v)
    return sorted(found, key=lambda v: (columns.shape.levers[v].holder, v))
