"""All packages that attain a point of a frontier, by walking back through the fronts of the blocks still to come.

If a package is on the frontier, what it has on any group of blocks is on the front of that group.  So from a point one
goes from block to block, subtracts each combo, and goes on where the front of the remaining blocks has what is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.spatial import KDTree

from goodoffices.engines.frontier.block_fronts import Additive, below_floor, block_fronts, stages
from goodoffices.model.arrays import Floats

_WHOLE = 0.5
"""Steps within which two sums of whole steps are the same."""


@dataclass(frozen=True, eq=False)
class Attaining:
    """Combos of each block and, for the blocks from b on, the points that can be completed to the frontier."""

    blocks: list[Floats]
    """Steps float64[C_b, n], in units of the distance within which points count as the same."""
    fronts: list[Floats]
    """Fronts of the blocks from b on in the same units, b = 0 to B; the last is the origin alone."""
    trees: Sequence[KDTree[None, None]]
    """The same points to look up."""
    _next: dict[tuple[int, int], list[tuple[int, int]]] = field(default_factory=dict)

    def start(self, steps: Floats, reach: Floats) -> int:
        """Number of the point of the whole front that is at `steps` float64[n]."""
        nearest = self.trees[0].query((steps / reach)[None], p=np.inf)[1]
        return int(np.asarray(nearest)[0])

    def onward(self, b: int, at: int) -> list[tuple[int, int]]:
        """Combos of block b that lead from point `at` to a point of the blocks after it, with that point."""
        if (b, at) not in self._next:
            rest = self.fronts[b][at] - self.blocks[b]
            off, to = map(np.asarray, self.trees[b + 1].query(rest, p=np.inf, distance_upper_bound=1.0))
            hits = np.flatnonzero(np.isfinite(off))
            self._next[b, at] = [(int(c), int(to[c])) for c in hits]
        return self._next[b, at]

    def count(self, at: int) -> int:
        """Number of packages that attain point `at` of the whole front; each point on the way is looked at once."""
        layers = [{at}]
        for b in range(len(self.blocks)):
            layers.append({to for here in layers[b] for _, to in self.onward(b, here)})
        ways = dict.fromkeys(layers[-1], 1)
        for b in range(len(self.blocks))[::-1]:
            ways = {here: sum(ways[to] for _, to in self.onward(b, here)) for here in layers[b]}
        return ways[at]

    def packages(self, at: int) -> Iterator[tuple[int, ...]]:
        """Choices of these packages, one by one in lexicographic order."""
        open_ = [iter(self.onward(0, at))]
        chosen: list[int] = []
        while open_:
            step = next(open_[-1], None)
            if step is None:
                open_.pop()
                chosen = chosen[:-1]
                continue
            combo, to = step
            if len(open_) == len(self.blocks):
                yield (*chosen, combo)
                continue
            chosen.append(combo)
            open_.append(iter(self.onward(len(open_), to)))


def reach(problem: Additive) -> Floats:
    """Steps per party within which points count as the same, (n,): exact on a common unit, else rounding adds up."""
    slack = problem.lattice.slack
    found: Floats = np.where(slack > 0.0, slack * len(problem.space.blocks), _WHOLE)
    return found


def attaining(problem: Additive, floor: npt.ArrayLike | None) -> Attaining:
    """Lay out the fronts of the blocks from each block on; cost as that of the frontier, and their memory."""
    order = list(range(len(problem.space.blocks)))[::-1]
    near, n = reach(problem), problem.parties
    fronts = stages(problem, block_fronts(problem), order, below_floor(problem, floor, order))
    points = [np.zeros((1, n)), *(steps[:, :n] / near for steps, _ in fronts)][::-1]
    blocks = np.split(problem.lattice.steps / near, problem.space.block_start[1:-1])
    return Attaining(blocks, points, [KDTree(p) for p in points])
