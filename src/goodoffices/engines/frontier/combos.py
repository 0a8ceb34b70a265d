"""What each combo of a block is worth to each signer, draw by draw: the one place where packages turn into points.

u_i(x) is the sum over blocks of the utility of the combo that x has there: values of its options and linkages it meets.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from goodoffices.model.arrays import Bools, Floats, Ints
from goodoffices.model.packages import PackageSpace

BLOCKED = -1e30
"""Utility, in place of minus infinity, of what a signer will not sign."""
ANYONE = -1
"""In place of a red line's party: whoever's line it is, nobody can have the combo."""


def combo_utilities(
    space: PackageSpace,
    rows: Ints,
    option_utility: Floats,
    linkage_points: Floats,
    linkage_party: npt.ArrayLike,
    red_party: npt.ArrayLike,
    red_active: npt.NDArray[np.bool_],
) -> Floats:
    """Utility float64[D, n, len(rows)] of combos `rows` (numbers among the T of the space) to each signer, points.

    `option_utility` is (D, n, O), `linkage_points` (D, L), `linkage_party` (L,), `red_party` (R,), `red_active` (D, R).
    A combo that meets an active red line of i is worth BLOCKED to i; one of party ANYONE blocks it for all.
    O(D len(rows) (n J_b + conditions met)).
    """
    values = np.ascontiguousarray(option_utility, dtype=np.float64)
    points = np.ascontiguousarray(linkage_points, dtype=np.float64)
    active = np.ascontiguousarray(red_active, dtype=np.bool_)
    holder = np.ascontiguousarray(linkage_party, dtype=np.int64)
    judge = np.ascontiguousarray(red_party, dtype=np.int64)
    _check(values, points, holder, judge, active, space)
    out = np.empty((values.shape[0], values.shape[1], rows.size))
    _combo_utilities(
        np.ascontiguousarray(rows, dtype=np.int64), values, points, holder, judge, active,
        space.columns.start, space.columns.index, space.linkages.start, space.linkages.index,
        space.red_lines.start, space.red_lines.index, out,
    )  # fmt: skip
    return out


def _check(values: Floats, points: Floats, holder: Ints, judge: Ints, active: Bools, space: PackageSpace) -> None:
    """Kernels do not check bounds, so shapes and indices are checked here."""
    if values.ndim != 3 or values.shape[2] != space.options or values.shape[1] < 1:
        raise ValueError(f"option_utility has shape {values.shape}, expected (draws, signers, {space.options})")
    draws, signers = values.shape[:2]
    if not (np.isfinite(values).all() and np.isfinite(points).all()):
        raise ValueError("option_utility and linkage_points must be finite")
    if points.shape != (draws, holder.size) or active.shape != (draws, judge.size):
        raise ValueError(f"linkage_points {points.shape} and red_active {active.shape} do not fit {draws} draws")
    if np.any((holder < 0) | (holder >= signers)) or np.any((judge < ANYONE) | (judge >= signers)):
        raise ValueError(f"a linkage or red line belongs to a party outside the {signers} signers")
    if np.any(space.linkages.index >= holder.size) or np.any(space.red_lines.index >= judge.size):
        raise ValueError("the package space has linkages or red lines that are not given here")


@njit(cache=True, nogil=True, fastmath={"contract", "nsz", "reassoc"})
def _combo_utilities(  # type: ignore[no-untyped-def]
    rows, values, points, holder, judge, active, col_start, col, link_start, link, red_start, red, out
):
    draws, signers = values.shape[:2]
    for d in range(draws):
        for at in range(rows.size):
            t = rows[at]
            for i in range(signers):
                total = 0.0
                for k in range(col_start[t], col_start[t + 1]):
                    total += values[d, i, col[k]]
                out[d, i, at] = total
            for k in range(link_start[t], link_start[t + 1]):
                out[d, holder[link[k]], at] += points[d, link[k]]
            for k in range(red_start[t], red_start[t + 1]):
                if active[d, red[k]]:
                    if judge[red[k]] == ANYONE:
                        out[d, :, at] = BLOCKED
                    else:
                        out[d, judge[red[k]], at] = BLOCKED
