"""Who takes part in a plan and what it has in hand, by index."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.case.schema import Plan
from goodoffices.model.levers import SPOIL
from goodoffices.model.structure import MODES, Structure
from goodoffices.study.ground import Ground

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Team:
    """A plan's mediators, levers and offers in one perspective."""

    fixed: Bools
    """(K,) mediators who take part in every draw: named by the plan or nominated by a side."""
    optional: Bools
    """(K,) mediators who take part only where they want to."""
    levers: Bools
    """(V,) levers that the plan counts on."""
    offers: Bools
    """(F,) offers made."""
    mode: int
    month: int

    @property
    def mediates(self) -> Bools:
        """(K,) all who may mediate."""
        return self.fixed | self.optional

    @property
    def has_mediator(self) -> bool:
        """False for direct talks."""
        return bool(self.mediates.any())


def team(ground: Ground, plan: Plan, members: Bools | None = None) -> Team:
    """Resolve a plan's names; `members` (K,) are those who take part in every draw, where it is known whom sides nominate.

    Sides that nominate members pick those they mistrust least (mean over draws), ties in the order in which the plan
    lists them, and never one who is a member already.
    """
    shape = ground.shape
    optional = np.array([h in plan.if_willing for h in shape.third_parties], dtype=bool)
    fixed = _members(ground, plan, optional) if members is None else members
    mediates = fixed | optional
    if plan.levers == "all":
        levers = np.array([lever.kind != SPOIL and mediates[lever.holder] for lever in shape.levers], dtype=bool)
    else:
        levers = np.array([lever.name in plan.levers for lever in shape.levers], dtype=bool)
    offers = np.array([name in plan.offers for name in shape.offers], dtype=bool)
    return Team(fixed, optional, levers, offers, MODES[plan.mode], plan.month)


def _members(ground: Ground, plan: Plan, optional: Bools) -> Bools:
    shape = ground.shape
    fixed = np.array([h in plan.mediators for h in shape.third_parties], dtype=bool)
    for nomination in plan.nominated:
        side = shape.signers.index(nomination.by)
        free = [k for k in map(shape.third_parties.index, nomination.candidates) if not (fixed[k] or optional[k])]
        doubt = ground.world.mistrust[:, :, side].mean(axis=0)
        for k in sorted(free, key=lambda k: doubt[k])[: nomination.count]:
            fixed[k] = True
    return fixed


def lever_activity(shape: Structure, crew: Team, takes_part: Floats) -> Floats:
    """(D, V) 1 where a lever is in play: levers of an optional member only in draws where it takes part."""
    active = np.zeros((len(takes_part), len(shape.levers)))
    for v in np.flatnonzero(crew.levers):
        holder = shape.levers[v].holder
        active[:, v] = takes_part[:, holder] if crew.optional[holder] else 1.0
    return active
