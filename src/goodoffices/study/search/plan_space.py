"""All plans that could be made of a case's parts: who mediates, with which levers and offers, how, over which text."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import comb
from typing import Literal

import numpy as np

from goodoffices.case.schema import Case, Mode, Plan
from goodoffices.model.arrays import Floats
from goodoffices.model.levers import SPOIL
from goodoffices.model.structure import MODES
from goodoffices.play.ground import Ground

PUBLIC: Mode = "public"
PRIVATE: Mode = "private"
TEXTS: tuple[Literal["any", "robust"], ...] = ("any", "robust")


@dataclass(frozen=True, order=True)
class Draft:
    """One plan by index; ordered, so that of equals the first can be taken."""

    mediators: tuple[int, ...] = ()
    levers: tuple[int, ...] = ()
    offers: tuple[int, ...] = ()
    mode: int = 0
    text: int = 0
    """0: whatever deal is found; 1: the text most often acceptable."""

    @property
    def size(self) -> int:
        """Parts it is made of."""
        return len(self.mediators) + len(self.levers) + len(self.offers) + self.text


@dataclass(frozen=True, eq=False)
class PlanSpace:
    """Plans of at most `panel` mediators under a budget; costs are those of one perspective."""

    ground: Ground
    panel: int
    budget: Mapping[str, float]
    """sponsor: most points, its own, that all of its levers and offers in the plan may cost it at full use."""

    @cached_property
    def levers(self) -> tuple[int, ...]:
        """Levers that a plan may count on: all but those that spoil."""
        return tuple(v for v, lever in enumerate(self.ground.shape.levers) if lever.kind != SPOIL)

    @cached_property
    def _lever_cost(self) -> Floats:
        return np.asarray(self.ground.belief.lever_cost.mean(axis=1))

    @cached_property
    def _offer_cost(self) -> Floats:
        return np.asarray(self.ground.belief.offer_cost.mean(axis=1))

    def costs(self, draft: Draft) -> dict[str, float]:
        """sponsor: mean cost over draws of its levers and offers in the plan at full use, its own points."""
        shape = self.ground.shape
        total: dict[str, float] = {}
        for v in draft.levers:
            holder = shape.third_parties[shape.levers[v].holder]
            total[holder] = total.get(holder, 0.0) + float(self._lever_cost[draft.mode, v])
        for f in draft.offers:
            giver = shape.third_parties[shape.offer_giver[f]]
            total[giver] = total.get(giver, 0.0) + float(self._offer_cost[draft.mode, f])
        return total

    def within(self, draft: Draft) -> bool:
        """Whether every sponsor's costs stay within its budget."""
        return all(cost <= self.budget.get(sponsor, np.inf) + 1e-9 for sponsor, cost in self.costs(draft).items())

    def sensible(self, draft: Draft) -> bool:
        """Whether every offer goes to somebody who has a part in the plan: another could only cost its giver."""
        shape = self.ground.shape
        part = {*draft.mediators, *(shape.levers[v].holder for v in draft.levers)}
        return all(int(shape.offer_receiver[f]) in part for f in draft.offers)

    @property
    def count(self) -> int:
        """Plans there are, budget and offers without a receiver aside."""
        k = len(self.ground.shape.third_parties)
        panels = sum(comb(k, size) for size in range(min(self.panel, k) + 1))
        return panels * int(2 ** (len(self.levers) + len(self.ground.shape.offers))) * 2 * len(TEXTS)

    def every(self) -> Iterator[Draft]:
        """All plans within budget, small panels first."""
        k, f = len(self.ground.shape.third_parties), len(self.ground.shape.offers)
        for size in range(min(self.panel, k) + 1):
            for panel in itertools.combinations(range(k), size):
                for levers in _subsets(self.levers):
                    for offers in _subsets(tuple(range(f))):
                        for mode, text in itertools.product((0, 1), range(len(TEXTS))):
                            draft = Draft(panel, levers, offers, mode, text)
                            if self.sensible(draft) and self.within(draft):
                                yield draft

    def own(self, mediator: int) -> tuple[int, ...]:
        """Levers that a third party holds."""
        return tuple(v for v in self.levers if self.ground.shape.levers[v].holder == mediator)

    def trimmed(self, draft: Draft) -> Draft:
        """The plan without its dearest parts, as many as the budget and good sense forbid."""
        while not self.within(draft):
            over = {s for s, cost in self.costs(draft).items() if cost > self.budget.get(s, np.inf) + 1e-9}
            draft = self._without_dearest(draft, over)
        shape = self.ground.shape
        part = {*draft.mediators, *(shape.levers[v].holder for v in draft.levers)}
        return replace(draft, offers=tuple(f for f in draft.offers if int(shape.offer_receiver[f]) in part))

    def _without_dearest(self, draft: Draft, over: set[str]) -> Draft:
        shape, names = self.ground.shape, self.ground.shape.third_parties
        levers = [
            (float(self._lever_cost[draft.mode, v]), v) for v in draft.levers if names[shape.levers[v].holder] in over
        ]
        offers = [
            (float(self._offer_cost[draft.mode, f]), f) for f in draft.offers if names[shape.offer_giver[f]] in over
        ]
        if max(levers, default=(-1.0, 0)) >= max(offers, default=(-1.0, 0)):
            gone = max(levers)[1]
            return replace(draft, levers=tuple(v for v in draft.levers if v != gone))
        gone = max(offers)[1]
        return replace(draft, offers=tuple(f for f in draft.offers if f != gone))

    def starts(self, case: Case) -> Iterator[Draft]:
        """Where a search begins: direct talks, the case's plans, every mediator with all it has, in public and in private."""
        yield Draft()
        for plan in case.plans.values():
            yield self.trimmed(self.of(plan))
        for k in range(len(self.ground.shape.third_parties)):
            for mode in (0, 1):
                yield self.trimmed(Draft((k,), self.own(k), (), mode))

    def of(self, plan: Plan) -> Draft:
        """The nearest draft of a plan: without members named by sides or in only where they want, or a text of its own."""
        shape = self.ground.shape
        panel = tuple(k for k, name in enumerate(shape.third_parties) if name in plan.mediators)[: self.panel]
        if plan.levers == "all":
            levers = tuple(v for v in self.levers if shape.levers[v].holder in panel)
        else:
            levers = tuple(v for v in self.levers if shape.levers[v].name in plan.levers)
        offers = tuple(f for f, name in enumerate(shape.offers) if name in plan.offers)
        return Draft(panel, levers, offers, MODES[plan.mode], int(plan.package == "robust"))

    def near(self, draft: Draft) -> Iterator[Draft]:
        """Plans that differ in one part: a mediator (with all its levers), the mode, the text, an offer or a lever."""
        for found in self._near(draft):
            if self.sensible(found) and self.within(found):
                yield found

    def _near(self, draft: Draft) -> Iterator[Draft]:
        everybody = range(len(self.ground.shape.third_parties))
        outside = [k for k in everybody if k not in draft.mediators]
        fewer = [self._drop(draft, k) for k in draft.mediators]
        yield from fewer
        for base in (*([draft] if len(draft.mediators) < self.panel else []), *fewer):
            for k in outside:
                yield self.trimmed(self._add(base, k))
        yield replace(draft, mode=1 - draft.mode)
        yield replace(draft, text=1 - draft.text)
        for f in range(len(self.ground.shape.offers)):
            yield replace(draft, offers=_toggled(draft.offers, f))
        for v in self.levers:
            yield replace(draft, levers=_toggled(draft.levers, v))

    def _add(self, draft: Draft, mediator: int) -> Draft:
        levers = tuple(sorted({*draft.levers, *self.own(mediator)}))
        return replace(draft, mediators=tuple(sorted((*draft.mediators, mediator))), levers=levers)

    def _drop(self, draft: Draft, mediator: int) -> Draft:
        own = self.own(mediator)
        levers = tuple(v for v in draft.levers if v not in own)
        left = replace(draft, mediators=tuple(k for k in draft.mediators if k != mediator), levers=levers)
        return self.trimmed(left)

    def plan(self, draft: Draft) -> Plan:
        """The draft as a plan of the case."""
        shape = self.ground.shape
        return Plan(
            name="Found",
            mediators=tuple(shape.third_parties[k] for k in draft.mediators),
            levers=tuple(shape.levers[v].name for v in draft.levers),
            offers=tuple(shape.offers[f] for f in draft.offers),
            mode=PRIVATE if draft.mode else PUBLIC,
            package=TEXTS[draft.text],
        )


def _subsets(items: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    return itertools.chain.from_iterable(itertools.combinations(items, size) for size in range(len(items) + 1))


def _toggled(items: tuple[int, ...], item: int) -> tuple[int, ...]:
    return tuple(i for i in items if i != item) if item in items else tuple(sorted((*items, item)))
