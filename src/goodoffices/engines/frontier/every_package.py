"""Every package of a space against every draw: the true optimum that pools and searches are held against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.frontier.utilities import Wishes, bars, count_grid, grid, pieces
from goodoffices.model.arrays import Int32s
from goodoffices.model.packages import PackageSpace

MAX_PACKAGES = 1 << 24
"""Largest space that is swept: 64 MB of counts, and as much again for each signer."""


@dataclass(frozen=True, eq=False)
class Sweep:
    """In how many draws each package is acceptable; packages in the order of their codes (W = 1)."""

    draws: int
    joint: Int32s
    """Draws in which all signers accept, int32[P]."""
    own: Int32s
    """Draws in which each signer accepts, int32[n, P]."""

    @property
    def best(self) -> int:
        """Code of the package that all accept in the most draws; the smallest on ties."""
        return int(np.argmax(self.joint))


def sweep(space: PackageSpace, wishes: Wishes, thresholds: npt.ArrayLike) -> Sweep:
    """Count, for every allowed package, the draws in which the signers accept it, as `acceptance_counts` does.

    O(D n P) comparisons, O(n P) memory; draws are streamed.

    Raises InfeasibleError for spaces of more than `MAX_PACKAGES` packages.
    """
    if space.count > MAX_PACKAGES:
        raise InfeasibleError(f"{space.count} packages are too many to sweep (at most {MAX_PACKAGES})")
    left, right = grid(space)
    bar = bars(thresholds, wishes)
    joint = np.zeros((len(left), len(right)), np.int32)
    own = np.zeros((wishes.signers, len(left), len(right)), np.int32)
    rows = np.arange(space.block_start[-1])
    for here in pieces(0, wishes.draws, wishes.signers * (len(left) + len(right) + len(rows))):
        count_grid(wishes.combos(space, rows, here), bar[here], left, right, joint, own)
    return Sweep(wishes.draws, joint.ravel(), own.reshape(wishes.signers, -1))
