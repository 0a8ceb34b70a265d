"""How links become success: the one place where it is said what a plan comes to (section 10 of the model)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.model.arrays import Bools, Floats
from goodoffices.play.deals import Deals
from goodoffices.play.played import Played

Link = Literal["consent", "exists", "found", "delivers", "holds"]
LINKS: tuple[Link, ...] = ("consent", "exists", "found", "delivers", "holds")


@dataclass(frozen=True)
class Funnel:
    """Share of draws that pass each link and all before it."""

    consent: float
    exists: float
    found: float
    delivers: float
    holds: float

    def passing(self) -> dict[Link, float]:
        """Conditional share passing each link, given all before it; 1 where nothing reached the link."""
        before, shares = 1.0, {}
        for link in LINKS:
            here = float(getattr(self, link))
            shares[link] = here / before if before > 0 else 1.0
            before = here
        return shares

    @property
    def binding(self) -> Link:
        """The link with the lowest share passing, given all before it; the earlier one on a tie."""
        passing = self.passing()
        return min(LINKS, key=lambda link: passing[link])


def success(consents: Bools, delivered: Floats) -> Floats:
    """(D,) chance that every link holds: all who are asked consent, and a deal is found, delivered and kept.

    Whoever is refused, or stays out though the plan needs it, turns the plan into a failure.
    """
    result: Floats = np.where(consents, delivered, 0.0)
    return result


def means(consents: Bools, delivered: Floats, chance: Floats) -> Floats:
    """(C, E) mean success of all consents (C, D) with all deliveries (E, D), weighted with the chance (D,) of a place."""
    # einsum sums in one order, where a matrix product would let the number of cores decide
    result: Floats = np.einsum("cd,ed->ce", consents.astype(np.float64), delivered * chance) / consents.shape[1]
    return result


def by_link(line: Played, struck: Deals) -> Floats:
    """(5, D) chance that each link of `LINKS` and all before it are passed; the last is `success`."""
    holds = struck.keeps.all(axis=1)
    return passed(line, struck.by_draw(struck.engaged), struck.by_draw(struck.engaged & holds))


def passed(line: Played, engaged: Floats, delivered: Floats) -> Floats:
    """The same from the chances (D,) that a deal is found and all do their part, and that it holds, too, consent aside."""
    exists = (line.margin >= -TOLERANCE).astype(np.float64)
    chances = (np.ones(len(line.consents)), exists, line.found, engaged, delivered)
    return np.stack([success(line.consents, chance) for chance in chances])


def funnel(passing: Floats) -> Funnel:
    """The funnel of `by_link`, (5, D)."""
    return Funnel(*map(float, passing.mean(axis=1)))


def over_places(parts: Iterable[tuple[Floats, Floats]]) -> Floats:
    """What holds in a month: the sum over places of the front of (chance (D,), value (..., D)).

    A war that one side has won by then has nothing left to sign and counts as no success.
    """
    total: Floats = np.sum([chance * value for chance, value in parts], axis=0)
    return total
