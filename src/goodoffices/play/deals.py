"""The deals that a plan strikes, as flat rows: how likely each is, what it asks of third parties, whether it would hold.

One row per draw and way of striking a deal.  Whatever is told of deals struck is a mean over rows weighted with their chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.links.delivery import Asked, pooled
from goodoffices.model.arrays import Bools, Floats, Ints
from goodoffices.play import delivery
from goodoffices.play.played import Played


@dataclass(frozen=True, eq=False)
class Deals:
    """R deals with some chance of being struck, by draw."""

    line: Played
    draw: Ints
    """(R,)."""
    weight: Floats
    """(R,) chance that it is struck in its draw, consent aside."""
    gives: Floats
    """(R, n) points."""
    options: npt.NDArray[np.int32]
    """(R, J)."""
    codes: Ints
    """(R, W) code of the package."""
    asked: Asked
    """All of it; (R, ...), levers as `Hand.which`, third parties all K of the case."""
    engaged: Bools
    """(R,) whether everybody who is needed does its part."""

    @property
    def keeps(self) -> Bools:
        """(R, n) whether each signer stays with it."""
        found: Bools = self.asked.holding >= -TOLERANCE
        return found

    @cached_property
    def used(self) -> Floats:
        """(R, L) share of each of the plan's levers that the deal needs."""
        return self.asked.used[:, self.line.hand.mine]

    @cached_property
    def spent(self) -> Floats:
        """(R, L) what that costs its holder, points."""
        from goodoffices.play.pressure import levers

        cost = levers(self.line.ground.belief, self.line.hand).cost
        return self.used * cost[self.draw][:, self.line.hand.mine]

    def by_draw(self, worth: Floats | Bools) -> Floats:
        """(D,) sum of chance times worth (R,) over the deals of each draw."""
        total = np.bincount(self.draw, weights=self.weight * worth, minlength=self.line.ground.draws)
        return total.astype(np.float64)

    def among(self, worth: Floats | Bools) -> float:
        """Mean over the deals struck; 0 where there is none."""
        total = float(self.weight.sum())
        return float((self.weight * worth).sum()) / total if total > 0 else 0.0


def deals(line: Played) -> Deals:
    """All deals that may be struck, consent aside; found again each time it is asked.  O(R (V + items + K))."""
    every = np.ones(len(line.weight), dtype=bool)
    of_pool, place = pooled(line.weight, line.tabled.text, line.tabled.worth, every)
    best = np.flatnonzero(line.weight[:, 0] > 0)
    at_best = delivery.ask_best(line)
    in_pool = delivery.ask_pooled(line, of_pool)
    asked = Asked(*(np.concatenate([one[best], other]) for one, other in zip(at_best, in_pool, strict=True)))
    weight = np.zeros(len(of_pool.draw))
    there = place >= 0
    np.add.at(weight, place[there], line.weight[there])
    draw = np.concatenate([best, of_pool.draw])
    site = line.ground.site
    if line.text is None:
        options = site.points[line.chosen[best]]
        codes = site.frontiers.codes[line.chosen[best]]
    else:
        space = line.hand.shape.space
        options = np.broadcast_to(line.text.astype(np.int32), (len(best), len(line.text)))
        codes = np.broadcast_to(space.codes_of(space.choices_of(line.text)), (len(best), space.words))
    return Deals(
        line,
        draw,
        np.concatenate([line.weight[best, 0], weight]),
        np.concatenate([line.struck[best], of_pool.gives]),
        np.concatenate([options, site.pool.options[of_pool.text]]),
        np.concatenate([codes, site.pool.codes[of_pool.text]]),
        asked,
        delivery.engaged(line, asked, draw),
    )
