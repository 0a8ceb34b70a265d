"""Which of the differences between two perspectives reach a plan, and where: its talks, its consent or its delivery.

Success in a draw hangs on the talks, on whether the belligerents let the mediators in, and on whether a deal is delivered and
holds.  What is struck is found once for each setting of the differences that reach the talks; consent and delivery then once
for each setting of those that reach them beyond.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from goodoffices.case.schema import Plan
from goodoffices.model.levers import HOLDING, KINDS, SPOIL
from goodoffices.play.belief import Belief, Column, Columns
from goodoffices.play.hand import DIRECT_TALKS, Hand, hand_of


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


def reach_of(columns: Columns, plan: Plan) -> Reach:
    """What reaches a plan under any of the beliefs of a family.

    A plan is measured against direct talks, so what reaches those reaches its consent and delivery; and where members may
    stay out, whatever delivery asks of them decides who is at the talks.
    """
    hand = widest(columns, plan)
    stages, later = _stages(columns, hand)
    if hand.optional.any():
        stages.append(later)
    order: list[int] = []
    for stage in stages:
        order += [u for u in places(columns.bits(stage)) if u not in order]
    if not hand.direct:
        alone = reach_of(columns, DIRECT_TALKS.model_copy(update={"month": plan.month}))
        order += [u for u in alone.order if u not in order]
    talks = mask_of(order)
    consent = columns.bits(hand.columns["mistrust"]) & ~talks
    return Reach(talks, consent, columns.bits(later) & ~talks, tuple(order), columns.bits(wanted(columns)))


def wanted(columns: Columns) -> list[Column]:
    """What says what signers want."""
    return [*(("utility", i) for i in range(len(columns.shape.signers))), ("linkages",), ("red",)]


def fought(columns: Columns) -> list[Column]:
    """What says where the front may stand in later months, and what fighting on is worth there."""
    return [("front",), *(("fighting", i) for i in range(len(columns.shape.signers)))]


def widest(columns: Columns, plan: Plan) -> Hand:
    """A plan with everybody in who may be nominated."""
    nominated = {name for nomination in plan.nominated for name in nomination.candidates}
    members = np.array([h in nominated or h in plan.mediators for h in columns.shape.third_parties], dtype=bool)
    members &= ~np.array([h in plan.if_willing for h in columns.shape.third_parties], dtype=bool)
    return hand_of(Belief(columns), plan, members, spoilers(columns, plan.mode))


def spoilers(columns: Columns, mode: str) -> list[int]:
    """Levers against a settlement that somebody may pull under some belief of a family.

    A third party pulls one only where it loses more by a settlement than the lever costs.
    """
    found = []
    for v, lever in enumerate(columns.shape.levers):
        loses, price = ("sigma", lever.holder), ("cost", mode, v)
        if lever.kind == SPOIL and any(
            ((-columns(loses, mask) > 0) & (-columns(loses, mask) > columns(price, mask))).any()
            for mask in columns.settings([loses, price])
        ):
            found.append(v)
    return found


def _stages(columns: Columns, hand: Hand) -> tuple[list[Sequence[Column]], list[Column]]:
    """Columns that the talks read, what is dearest to change first; and those that only delivery reads."""
    shape, mode, reads = columns.shape, hand.plan.mode, hand.columns
    kinds = {v: KINDS[shape.levers[v].kind] for v in hand.which}
    against = [v for v in hand.which if shape.levers[v].kind == SPOIL]
    late = [v for v in map(int, hand.levers) if kinds[v].moves == HOLDING]
    early = [v for v in map(int, hand.levers) if v not in late and v not in against]
    talks: list[Sequence[Column]] = [
        wanted(columns),
        [*reads["face"], *reads["war"], *reads["optimism"], *(fought(columns) if hand.month else ())],
        [("strength", mode, v) for v in early],
        [("mistrust", k) for k in range(len(shape.third_parties))] if hand.plan.nominated else [],
        [("strength", mode, v) for v in against],
        reads["candour"],
        [("own", k) for k in hand.able] if hand.plan.rule == "mediator" else [],
        [*(("cost", mode, v) for v in against), *(("sigma", shape.levers[v].holder) for v in against)],
    ]
    delivery = [
        *(("cost", mode, int(v)) for v in hand.levers),
        *(("strength", mode, v) for v in late),
        *(column for name in ("morning", "sigma", "success", "failure", "effort", "offers") for column in reads[name]),
    ]
    return talks, delivery


def mask_of(parts: Iterable[int]) -> int:
    """Bit mask of places."""
    return sum(1 << part for part in set(parts))


def places(mask: int) -> list[int]:
    """Places of the bits that are set, lowest first."""
    return [u for u in range(mask.bit_length()) if mask >> u & 1]
