"""Fronts of blocks, and of sums of blocks: the steps of the dynamic program behind `pareto` and `nash_search`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.frontier.combos import combo_utilities
from goodoffices.engines.frontier.dominance import maxima, maxima_of_sums
from goodoffices.engines.frontier.lattice import TOLERANCE, Lattice, lattice
from goodoffices.model.arrays import Bools, Floats, Ints
from goodoffices.model.packages import PackageSpace

Front = tuple[Floats, Ints]
"""Steps float64[F, max(n, 2)] in descending lexicographic order, and codes int64[F, W]."""
Prune = Callable[[Floats, int], Bools]
"""Which points (steps [F, n]) are still of use once the blocks up to the given place of an order are summed."""

MAX_POINTS = 30_000_000
"""Longest front, or list of packages, that is worked on."""
_AT_ONCE = 1 << 22
"""Sums looked through at a time in a join of three and more parties."""


@dataclass(frozen=True, eq=False)
class Additive:
    """Utilities that are sums over the blocks of a space."""

    space: PackageSpace
    worth: Floats
    """Utility of each combo to each party, float64[n, T], points."""
    lattice: Lattice

    @property
    def parties(self) -> int:
        """Number of parties, n."""
        return len(self.worth)

    def utilities(self, choices: npt.NDArray[np.int32]) -> Floats:
        """Utilities float64[F, n] of packages given as choices[F, B], summed block by block."""
        found = np.zeros((len(choices), self.parties))
        for b, start in enumerate(self.space.block_start[:-1]):
            found += self.worth[:, start + choices[:, b]].T
        return found

    def least(self) -> Floats:
        """Least utility of each party over all packages, (n,); exact, O(n T)."""
        found: Floats = np.minimum.reduceat(self.worth, self.space.block_start[:-1], axis=1).sum(axis=1)
        return found

    def floor_steps(self, floor: npt.ArrayLike) -> Floats:
        """Least steps that count as meeting a floor in points, (n,): `TOLERANCE` points, or share, below it.

        Raises ValueError where the floor has not one number per party.
        """
        points = np.asarray(floor, dtype=np.float64)
        if points.shape != (self.parties,) or np.isnan(points).any():
            raise ValueError(f"floor has shape {points.shape}, expected a number for each of {self.parties} parties")
        high = np.maximum.reduceat(np.abs(self.worth), self.space.block_start[:-1], axis=1).sum(axis=1)
        return self.lattice.steps_of(points - TOLERANCE * np.maximum(high, 1.0))


def additive(
    space: PackageSpace, tables: Floats, linkage_points: npt.ArrayLike, linkage_party: npt.ArrayLike
) -> Additive:
    """Utilities from `tables` float64[n, O] and linkages' points (L,) for parties (L,), in points.

    Red lines of the space are not looked at: a scenario forbids what nobody may have.  Raises ValueError for shapes
    that do not fit the space or numbers that are not finite.
    """
    red = int(space.red_lines.index.max(initial=-1)) + 1
    worth = combo_utilities(
        space, np.arange(space.block_start[-1]), np.asarray(tables, dtype=np.float64)[None],
        np.asarray(linkage_points, dtype=np.float64).reshape(1, -1), linkage_party, np.zeros(red, np.int64),
        np.zeros((1, red), np.bool_),
    )[0]  # fmt: skip
    return Additive(space, worth, lattice(worth, space.block_start))


def block_fronts(problem: Additive) -> list[Front]:
    """Front of each block."""
    space, n = problem.space, problem.parties
    fronts = []
    for b, (start, stop) in enumerate(zip(space.block_start[:-1], space.block_start[1:], strict=True)):
        points = np.zeros((stop - start, max(n, 2)))
        points[:, :n] = problem.lattice.steps[start:stop]
        codes = np.zeros((stop - start, space.words), np.int64)
        codes[:, space.word[b]] = np.arange(stop - start) * space.stride[b]
        best, best_codes = maxima(points, codes)
        fronts.append(_same_within(best, best_codes, problem.lattice.slack))
    return fronts


def longest_first(fronts: list[Front]) -> list[int]:
    """Blocks with the longest fronts first, so that long intermediate fronts meet short ones."""
    return sorted(range(len(fronts)), key=lambda b: (-len(fronts[b][0]), b))


def stages(problem: Additive, fronts: list[Front], order: list[int], prune: Prune | None) -> Iterator[Front]:
    """Front of the sums of the first blocks of an order, after each of them, less what `prune` finds of no use.

    Raises InfeasibleError above `MAX_POINTS` points.
    """
    n = problem.parties
    steps, codes = fronts[order[0]]
    for place, b in enumerate(order):
        if place > 0:
            steps, codes = _joined(steps, codes, *fronts[b])
            steps, codes = _same_within(steps, codes, problem.lattice.slack)
        if prune is not None:
            keep = prune(steps[:, :n], place)
            steps, codes = steps[keep], codes[keep]
        if len(steps) > MAX_POINTS:
            raise InfeasibleError(
                f"the Pareto frontier has more than {MAX_POINTS} points after {place + 1} of {len(order)} groups of "
                "issues; state reservation values, or merge issues, options or parties"
            )
        yield steps, codes


def best_remaining(problem: Additive, order: list[int]) -> Floats:
    """Most steps that each party can still gain after each place of an order, float64[B, n]."""
    best = np.maximum.reduceat(problem.lattice.steps, problem.space.block_start[:-1], axis=0)[order]
    left: Floats = best[::-1].cumsum(axis=0)[::-1] - best
    return left


def below_floor(problem: Additive, floor: npt.ArrayLike | None, order: list[int]) -> Prune | None:
    """Drop what stays below somebody's floor even with the best of all remaining blocks; None without a floor."""
    if floor is None:
        return None
    low, left = problem.floor_steps(floor), best_remaining(problem, order)

    def useful(steps: Floats, place: int) -> Bools:
        keep: Bools = (steps + left[place] >= low).all(axis=1)
        return keep

    return useful


def _joined(steps: Floats, codes: Ints, own: Floats, own_codes: Ints) -> Front:
    """Front of the sums; in groups of the second set's points where all sums at once would take too much memory."""
    if len(steps) == 0 or len(own) == 0:
        return steps[:0], codes[:0]
    if len(steps) < len(own):
        steps, codes, own, own_codes = own, own_codes, steps, codes
    width = max(1, _AT_ONCE // len(steps))
    groups = [slice(at, at + width) for at in range(0, len(own), width)]
    parts = [maxima_of_sums(steps, codes, own[group], own_codes[group]) for group in groups]
    if len(parts) > 1:
        parts = [maxima(np.concatenate([p for p, _ in parts]), np.concatenate([c for _, c in parts]))]
    return parts[0][0], parts[0][1]


def _same_within(steps: Floats, codes: Ints, slack: Floats) -> Front:
    """Make coordinates that differ by no more than the slack equal, and drop what is then dominated."""
    moved = steps
    for i in np.flatnonzero(slack):
        order = np.argsort(steps[:, i], kind="stable")
        values = steps[order, i]
        gap = np.diff(values, prepend=-np.inf)
        if ((gap > 0.0) & (gap <= slack[i])).any():
            moved = moved.copy() if moved is steps else moved
            moved[order, i] = values[np.maximum.accumulate(np.where(gap > slack[i], np.arange(len(values)), 0))]
    if moved is steps:
        return steps, codes
    found, found_codes = maxima(moved, codes)
    return found, found_codes
