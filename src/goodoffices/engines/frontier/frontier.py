"""The exact Pareto frontier of every draw: the packages no other allowed package beats for all signers at once.

Utilities are sums over blocks, so the frontier of a sum of blocks lies in the sum of their frontiers, and dominance can
prune after every block (Nemhauser & Ullmann 1969, who did so for two objectives).  Nothing is sampled and no package
is listed: with n = 2 and 100 issues the work follows the length of the frontiers, not the number of packages.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.frontier.combos import ANYONE, BLOCKED, combo_utilities
from goodoffices.engines.frontier.dominance import fronts_of_sums
from goodoffices.model.arrays import Floats, Ints
from goodoffices.model.packages import PackageSpace

MOST_EFFORT = 1 << 30
"""Effort for all draws with four signers and more, as `dominance.MAX_EFFORT`: about a quarter of an hour of a processor."""
_CELLS = 1 << 22
"""Combo utilities held at a time: 32 MB."""


@dataclass(frozen=True, eq=False)
class Frontiers:
    """Pareto frontiers of D draws as compressed rows: draw d has rows offsets[d] to offsets[d + 1] of the F.

    Rows of a draw descend in lexicographic order of utilities.  A draw in which nothing can be signed has no rows.
    """

    space: PackageSpace
    offsets: Ints
    """(D + 1,)"""
    utilities: Floats
    """Points of each signer, float64[F, n]."""
    codes: Ints
    """Codes of the packages, int64[F, W]."""

    @cached_property
    def choices(self) -> npt.NDArray[np.int32]:
        """Combo index in each block, int32[F, B]."""
        return self.space.choices_from(self.codes)

    @property
    def draws(self) -> int:
        """D, the number of draws."""
        return len(self.offsets) - 1


def frontiers(
    space: PackageSpace,
    option_utility: Floats,
    linkage_points: Floats,
    linkage_party: npt.ArrayLike,
    red_active: npt.NDArray[np.bool_],
    thin: int = 0,
) -> Frontiers:
    """Exact Pareto frontier of each draw in the utilities of the n signers, over all packages that all can sign.

    `option_utility` is float64[D, n, O] in points, `linkage_points` float64[D, L] for signers `linkage_party` int[L],
    `red_active` bool[D, R]: a package that meets an active red line, whoever's, is left out.  Of packages with equal
    utilities the one with the lexicographically smallest choices stays.

    With `thin` (0: not) fronts are cut to that many points after every block: what is kept are packages that all can sign,
    none of which another one kept beats, but the frontier may hold better ones.  Margins found on it are from below.

    Cost per draw, with blocks' fronts k_1 >= k_2 >= ... and front lengths F_b after b blocks: a block sorts its C_b
    combos in O(C_b log C_b); joins cost O(sum F_(b-1) k_b + F_b k_b) for n = 2, O(sum N_b log N_b) over the
    N_b = F_(b-1) k_b sums for n = 3 (apart from moves inside the staircase), O(sum N_b log^(n-1) N_b) for n >= 4.

    Raises:
        InfeasibleError: one join has more than `MAX_CANDIDATES` sums to look through or, with four signers and more, the
            effort of a draw is beyond `MAX_EFFORT` or that of all of them beyond `MOST_EFFORT`.
        ValueError: shapes that do not fit the space, or numbers that are not finite.
    """
    values = np.asarray(option_utility, dtype=np.float64)
    active = np.asarray(red_active, dtype=np.bool_)
    points = np.asarray(linkage_points, dtype=np.float64)
    signers = values.shape[1] if values.ndim == 3 else 1
    rows = np.arange(space.block_start[-1])
    anyone = np.full(active.shape[-1], ANYONE)
    step = max(1, _CELLS // (max(signers, 2) * rows.size))
    parts = []
    for start in range(0, max(len(values), 1), step):
        here = slice(start, start + step)
        worth = combo_utilities(space, rows, values[here], points[here], linkage_party, anyone, active[here])
        parts.append(_fronts(space, worth, start, thin, MOST_EFFORT / max(len(values), 1)))
    lengths = np.concatenate([np.diff(offsets) for offsets, _, _ in parts])
    return Frontiers(
        space=space,
        offsets=np.concatenate(([0], np.cumsum(lengths))),
        utilities=np.concatenate([found for _, found, _ in parts]),
        codes=np.concatenate([codes for _, _, codes in parts]),
    )


def _fronts(space: PackageSpace, worth: Floats, start: int, thin: int, mean: float) -> tuple[Ints, Floats, Ints]:
    """Fronts of draws start, start + 1, ... from their combos' utilities (D, n, T)."""
    signers = worth.shape[1]
    by_combo = np.zeros((worth.shape[0], worth.shape[2], max(signers, 2)))
    by_combo[:, :, :signers] = worth.transpose(0, 2, 1)
    offsets, found, codes, failed = fronts_of_sums(
        by_combo, BLOCKED, space.block_start, space.stride, space.word, space.words, thin, mean
    )
    if failed >= 0:
        raise InfeasibleError(
            f"{signers} signers have too many ways to trade {space.issues} issues: nothing is said, since the frontier of "
            f"draw {start + failed} alone, or of all draws together, would take too long; merge issues, options or signers, "
            "take fewer draws, or ask for an approximation from below (goodoffices zone --thin 64)"
        )
    return offsets, np.ascontiguousarray(found[:, :signers]), codes
