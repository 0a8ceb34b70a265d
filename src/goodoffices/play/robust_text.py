"""The text that most draws would sign, and its runners-up, with proof where that takes bounded work."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from goodoffices.engines.frontier.every_package import sweep
from goodoffices.engines.links.talks import bars_of
from goodoffices.engines.robust.ascent import coordinate_ascent
from goodoffices.engines.robust.packages import RobustPackages, acceptance, lowest, robust_packages
from goodoffices.model.arrays import Floats
from goodoffices.play.ground import Ground
from goodoffices.play.memo import contents

RUNNERS_UP = 5
WORK = 3_000_000_000
"""Draws compared before a search gives up on proof: some seconds; many a plan and perspective may ask."""
SWEPT = 1 << 30
"""Packages times draws up to which all are looked at: about half a second, and no search has to be compiled first."""
STARTS = 16
"""Texts of the pool that are amended where there is no proof."""


def robust_text(ground: Ground, reservation: Floats) -> RobustPackages:
    """The packages that all signers accept in the largest share of draws, `RUNNERS_UP` besides the best.

    By looking at all of few packages, by branch and bound over many; exact where `exact` says so.  Where the search runs
    out of `WORK`, the best of what it found and of the pool's most accepted texts, each amended for as long as a change of
    one or two issues helps; `bound` holds.
    """
    return ground.site.robust(contents(reservation), lambda: _searched(ground, reservation))


def _searched(ground: Ground, reservation: Floats) -> RobustPackages:
    space, wishes = ground.shape.space, ground.wishes
    if space.count * ground.draws <= SWEPT:
        return _swept(ground, reservation)
    found = robust_packages(space, wishes, reservation, top=RUNNERS_UP + 1, work=WORK)
    if found.exact:
        return found
    shares = (ground.utility >= bars_of(reservation)[:, :, None]).all(axis=1).mean(axis=0)
    starts = ground.pool.choices[np.argsort(-shares, kind="stable")[:STARTS]]
    climbed = coordinate_ascent(space, np.vstack((found.choices, starts)), wishes, reservation).choices
    return _best_of(ground, reservation, np.vstack((found.choices, starts, climbed[None])), found.bound)


def _swept(ground: Ground, reservation: Floats) -> RobustPackages:
    space = ground.shape.space
    codes = np.argsort(-sweep(space, ground.wishes, reservation).joint, kind="stable")[: RUNNERS_UP + 1]
    return _best_of(ground, reservation, space.choices_from(codes[:, None]), -1)


def _best_of(ground: Ground, reservation: Floats, texts: npt.NDArray[np.int32], bound: int) -> RobustPackages:
    """The best of some packages, counted in full; `bound` is what others may have."""
    space, wishes = ground.shape.space, ground.wishes
    texts = np.unique(texts, axis=0)
    joint, own = acceptance(space, wishes, lowest(reservation, wishes), texts)
    ranks = np.argsort(-joint, kind="stable")[: RUNNERS_UP + 1]
    return RobustPackages(
        texts[ranks], space.options_of(texts[ranks]), joint[ranks], own[ranks], wishes.draws,
        max(bound, int(joint[ranks[-1]])),
    )  # fmt: skip
