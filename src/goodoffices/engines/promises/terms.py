"""What brings a third party in: promises, whom they please and whom they cost, draw by draw; the price of every share.

A promise (one offer in one mode, public or private) adds to the margin of its receiver and takes from that of its giver.
A *choice* y takes a share y_k in [0, 1] of every promise k, at most 1 of every offer over its modes.  In draw d it holds if

    base[h, d] + sum_(k to h) y_k worth[k, d] - sum_(k by h) y_k price[k, d] >= -TOLERANCE

for every party h that is concerned: those *required* whatever is promised, and every giver of a promise that is made.  The
share of draws in which a choice holds is its *confidence*: all constraints at once, a joint chance constraint (Charnes,
Cooper & Symonds 1958; over finitely many draws: Luedtke, Ahmed & Nemhauser 2010).

This module has the terms and, for whole promises (y in {0, 1}), every choice that nothing cheaper beats; the cheapest
choice for one confidence, of shares or of many offers, is found in `inducement_search`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.model.arrays import Bools, Floats, Ints

COST_TOLERANCE = 1e-9
"""Costs closer than this are the same."""


@dataclass(frozen=True, eq=False)
class Terms:
    """What can be promised; H parties, K promises, D draws."""

    base: Floats
    """(H, D) margin of each party with nothing promised, own points."""
    required: Bools
    """(H,) parties that must be willing whatever is promised."""
    giver: Ints
    """(K,)."""
    receiver: Ints
    """(K,)."""
    worth: Floats
    """(K, D) what the whole promise adds to its receiver's margin; may be negative."""
    price: Floats
    """(K, D) what it takes from its giver's, 0 or more."""
    cost: Floats
    """(K,) what it counts in the objective, 0 or more."""
    points: Floats
    """(K,) giver's own points that count against its budget."""
    budget: Floats
    """(H,) own points that a giver may promise; infinite where there is no bound."""
    offer: Ints
    """(K,) which offer it is; promises of one offer stand together and have one giver and one receiver."""

    @property
    def draws(self) -> int:
        """D."""
        return int(self.base.shape[1])

    @property
    def offers(self) -> list[Ints]:
        """Promises of each offer."""
        return [np.flatnonzero(self.offer == f) for f in np.unique(self.offer)]

    @property
    def choices(self) -> int:
        """How many choices of whole promises there are."""
        return math.prod(len(modes) + 1 for modes in self.offers)

    def concerned(self, shares: Floats) -> Bools:
        """(H,) parties whose margin counts under a choice (K,)."""
        counts: Bools = self.required.copy()
        counts[self.giver[shares > 0]] = True
        return counts

    def margins(self, shares: Floats) -> Floats:
        """(H, D) margins under a choice (K,)."""
        total: Floats = self.base.copy()
        for k in np.flatnonzero(shares > 0):
            total[self.receiver[k]] += shares[k] * self.worth[k]
            total[self.giver[k]] -= shares[k] * self.price[k]
        return total

    def holds(self, shares: Floats, tolerance: float = TOLERANCE) -> Bools:
        """(D,) where all concerned are willing."""
        margins = self.margins(shares)
        yes: Bools = np.asarray((margins[self.concerned(shares)] >= -tolerance).all(axis=0))
        return yes

    def affordable(self, shares: Floats) -> bool:
        """Whether every giver keeps within its budget."""
        spent = np.bincount(self.giver, weights=shares * self.points, minlength=len(self.budget))
        return bool((spent <= self.budget + COST_TOLERANCE).all())


@dataclass(frozen=True, eq=False)
class Choice:
    """A choice, its cost and the number of draws in which it holds."""

    shares: Floats
    """(K,)."""
    cost: float
    count: int


def needed(confidence: float, draws: int) -> int:
    """Draws that a confidence asks for: the least count whose share is not below it."""
    return max(0, int(np.ceil(confidence * draws - 1e-9)))


def frontier(terms: Terms) -> tuple[Choice, ...]:
    """All choices of whole promises that hold in more draws than any that costs no more; dearer and surer ever on.

    Exact: every affordable choice is looked at.  O(choices x H x D) time, O(offers x H x D) memory.  Of choices alike in
    cost and count the one met first stands, fewer promises before more within an offer.
    """
    looked_at = sorted(_whole(terms), key=lambda found: (found.cost, -found.count))
    best: list[Choice] = []
    for found in looked_at:
        if not best or found.count > best[-1].count:
            best.append(found)
    return tuple(best)


def _whole(terms: Terms) -> Iterator[Choice]:
    """Every affordable choice of whole promises, depth first with running margins."""
    offers = terms.offers
    counted = np.arange(len(terms.required))

    def descend(f: int, shares: Floats, margins: Floats, spent: Floats) -> Iterator[Choice]:
        if f == len(offers):
            concerned = counted[terms.concerned(shares)]
            count = int((margins[concerned] >= -TOLERANCE).all(axis=0).sum())
            yield Choice(shares, float(terms.cost @ shares), count)
            return
        yield from descend(f + 1, shares, margins, spent)
        for k in offers[f]:
            giver = terms.giver[k]
            if spent[giver] + terms.points[k] > terms.budget[giver] + COST_TOLERANCE:
                continue
            more, then, paid = shares.copy(), margins.copy(), spent.copy()
            more[k] = 1.0
            paid[giver] += terms.points[k]
            then[terms.receiver[k]] += terms.worth[k]
            then[giver] -= terms.price[k]
            yield from descend(f + 1, more, then, paid)

    start = np.zeros(len(terms.cost)), terms.base.copy(), np.zeros(len(terms.budget))
    yield from descend(0, *start)


def quantile(margins: Floats, need: int) -> float:
    """The margin that is reached in `need` draws of margins (D,), points: below 0 it is what is lacking."""
    return float(-np.partition(-margins, need - 1)[need - 1]) if need else np.inf


def reach(terms: Terms, party: int, need: int) -> float:
    """The most that promises can do for one party, whoever else agrees: its `quantile` under the choice best for it.

    Every affordable choice of whole promises is looked at.
    """
    best = -np.inf
    for found in _whole(terms):
        best = max(best, quantile(terms.margins(found.shares)[party], need))
    return best


def without(terms: Terms, parties: Bools) -> Terms:
    """The same terms if parties (H,) were willing whatever it costs them."""
    return replace(terms, base=np.where(parties[:, None], ALWAYS, terms.base))


ALWAYS = 1e9
"""Points of a party that is willing whatever it costs it."""
