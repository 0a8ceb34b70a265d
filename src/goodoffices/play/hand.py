"""Who takes part in a plan and what it has in hand, by index (section 7 of the model).

Plans, coalitions, commitments of a sponsor and drafts of a search are all hands: third parties that mediate, levers, offers,
in public or in private, in a month, over some text.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from goodoffices.case.schema import Plan
from goodoffices.model.arrays import Bools, Ints
from goodoffices.model.levers import KINDS, SPOIL
from goodoffices.model.structure import MODES, Structure
from goodoffices.play.belief import Belief, Column

DIRECT_TALKS = Plan(name="Direct talks")
"""No mediator, no levers: what P0 is measured on."""
ROLES = ("communicates", "formulates", "presses", "guarantees")
"""What a mediator can do: inform levers and carrying what all confide; drafting texts where only some confide; carrots and
sticks; guarantees (after Zartman & Touval 1985; guarantees apart)."""


@dataclass(frozen=True, eq=False)
class Hand:
    """A plan's mediators, levers and offers."""

    shape: Structure
    plan: Plan
    """Its mode, month, text and rule; who and what it names is read from the rest."""
    fixed: Bools
    """(K,) mediators who take part in every draw: named by the plan or nominated by a side."""
    optional: Bools
    """(K,) mediators who take part only where they want to."""
    which: tuple[int, ...]
    """Levers that are looked at: those of the plan, and those that may be pulled against it."""
    mine: Bools
    """(len(which),) levers that the plan counts on."""
    offers: tuple[int, ...]
    """Offers made."""
    roles: frozenset[str] = frozenset(ROLES)
    """What mediators do; with fewer roles, what those are worth can be told."""
    wide: bool = False
    """Whether the numbers of all third parties are read, not of those with a part in it alone: hands that differ in who has one
    then read the same arrays."""

    @property
    def mode(self) -> int:
        """0 public, 1 private."""
        return MODES[self.plan.mode]

    @property
    def month(self) -> int:
        """Of signing."""
        return self.plan.month

    @cached_property
    def mediates(self) -> Bools:
        """(K,) all who may mediate."""
        found: Bools = self.fixed | self.optional
        return found

    @property
    def has_mediator(self) -> bool:
        """False for direct talks."""
        return bool(self.mediates.any())

    @cached_property
    def direct(self) -> bool:
        """Whether nobody but the signers has a part in it, and all texts are open: what P0 is measured on."""
        return not (self.has_mediator or self.mine.any() or self.offers) and self.plan.package == "any"

    @cached_property
    def levers(self) -> Ints:
        """(L,) levers that the plan counts on, of all those of the case."""
        return np.array([v for v, mine in zip(self.which, self.mine, strict=True) if mine], dtype=np.int64)

    @cached_property
    def used(self) -> Bools:
        """(len(which),) of the plan's levers, those that do not work against a settlement."""
        found: Bools = self.mine & (self.looked_at["kind"] != SPOIL)
        return found

    @cached_property
    def looked_at(self) -> dict[str, Ints]:
        """(len(which),) `kind`, `holder` and `target` of the levers looked at."""
        which = np.array(self.which, dtype=np.int64)
        return {field: getattr(self.shape, f"lever_{field}")[which] for field in ("kind", "holder", "target")}

    @cached_property
    def participants(self) -> Ints:
        """(P,) third parties whose engagement counts: mediators, holders of the plan's levers, givers of its offers."""
        return np.flatnonzero(self.judged)

    @cached_property
    def judged(self) -> Bools:
        """(K,) the same as flags."""
        judged = self.mediates.copy()
        judged[[self.shape.levers[v].holder for v in self.levers]] = True
        judged[[int(self.shape.offer_giver[f]) for f in self.offers]] = True
        return judged

    @cached_property
    def able(self) -> tuple[int, ...]:
        """Third parties that may mediate."""
        return tuple(map(int, np.flatnonzero(self.mediates)))

    @cached_property
    def able_read(self) -> tuple[int, ...]:
        """Third parties whose numbers as mediators are read."""
        return tuple(range(len(self.shape.third_parties))) if self.wide else self.able

    @cached_property
    def judged_read(self) -> tuple[int, ...]:
        """Third parties whose stakes are read."""
        return self.able_read if self.wide else tuple(map(int, self.participants))

    @cached_property
    def columns(self) -> dict[str, tuple[Column, ...]]:
        """Columns of a belief that it reads, by what they are for."""
        mode, signers = self.plan.mode, range(len(self.shape.signers))
        return {
            "face": tuple(("face", i) for i in signers),
            "war": tuple(("war", i, self.month) for i in signers),
            "optimism": tuple(("optimism", i) for i in signers),
            "strength": tuple(("strength", mode, v) for v in self.which),
            "cost": tuple(("cost", mode, v) for v in self.which),
            "candour": tuple(("candour", mode, k) for k in self.able_read),
            "mistrust": tuple(("mistrust", k) for k in self.able_read),
            "sigma": tuple(("sigma", k) for k in self.judged_read),
            **{field: tuple(("stake", field, k) for k in self.able_read) for field in ("success", "failure", "effort")},
            "offers": tuple((kind, mode, f) for f in self.offers for kind in ("offer", "price")),
            "morning": (("morning",),),
        }

    @cached_property
    def reads(self) -> tuple[Column, ...]:
        """All columns that decide how it is played, those that direct talks read apart."""
        spoilers = {self.shape.levers[v].holder for v in self.which}
        own = self.able if self.plan.rule == "mediator" else ()
        return (
            *(column for columns in self.columns.values() for column in columns),
            *(("sigma", k) for k in sorted(spoilers)),
            *(("own", k) for k in own),
        )

    @property
    def content(self) -> Hashable:
        """What is in it: equal for hands that are played alike under one belief."""
        plan = self.plan
        return (
            plan.mode, plan.month, repr(plan.package), plan.rule, self.fixed.tobytes(), self.optional.tobytes(), self.which,
            self.mine.tobytes(), self.offers, self.roles,
        )  # fmt: skip


def hand_of(belief: Belief, plan: Plan, members: Bools | None = None, against: Iterable[int] | None = None) -> Hand:
    """Resolve a plan's names.

    Args:
        belief: whose mistrust decides whom sides nominate, and whose stakes who may spoil.
        plan: the plan.
        members: (K,) those who take part in every draw, where it is known whom sides nominate.
        against: levers that may be pulled against it, where that is known.

    Sides that nominate members pick those they mistrust least (mean over draws), ties in the order in which the plan
    lists them, and never one who is a member already.
    """
    shape = belief.shape
    optional = np.array([h in plan.if_willing for h in shape.third_parties], dtype=bool)
    fixed = _members(belief, plan, optional) if members is None else members
    mediates = fixed | optional
    if plan.levers == "all":
        mine = {v for v, lever in enumerate(shape.levers) if lever.kind != SPOIL and mediates[lever.holder]}
    else:
        mine = {v for v, lever in enumerate(shape.levers) if lever.name in plan.levers}
    which = tuple(sorted({*mine, *(spoil_levers(belief) if against is None else against)}))
    return Hand(
        shape,
        plan,
        fixed,
        optional,
        which,
        np.array([v in mine for v in which], dtype=bool),
        tuple(f for f, name in enumerate(shape.offers) if name in plan.offers),
    )


def spoil_levers(belief: Belief) -> tuple[int, ...]:
    """Levers against a settlement whose holder loses by one (sigma < 0) in some draw: spoilers are found, not declared
    (Stedman 1997).  By holder, and then in file order.
    """
    shape = belief.shape
    spoils = [v for v, lever in enumerate(shape.levers) if lever.kind == SPOIL]
    against = {h for h in {shape.levers[v].holder for v in spoils} if (belief.column("sigma", h) < 0).any()}
    return tuple(
        sorted((v for v in spoils if shape.levers[v].holder in against), key=lambda v: (shape.levers[v].holder, v))
    )


def with_role(shape: Structure, v: int, roles: frozenset[str]) -> bool:
    """Whether a lever is at work where its holder plays these roles alone."""
    return KINDS[shape.levers[v].kind].role in roles


def _members(belief: Belief, plan: Plan, optional: Bools) -> Bools:
    shape = belief.shape
    fixed = np.array([h in plan.mediators for h in shape.third_parties], dtype=bool)
    for nomination in plan.nominated:
        side = shape.signers.index(nomination.by)
        free = [k for k in map(shape.third_parties.index, nomination.candidates) if not (fixed[k] or optional[k])]
        doubt = {k: belief.column("mistrust", k)[:, side].mean() for k in free}
        for k in sorted(free, key=lambda k: doubt[k])[: nomination.count]:
            fixed[k] = True
    return fixed
