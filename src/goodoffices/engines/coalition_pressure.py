"""What coalitions of third parties bring to bear: reservations, candour and mistrust, for one coalition after another.

The sums are those of `agreement.reservations` and of a plan's pressure, in the same order, so that a coalition gets the
same numbers here as a plan of the same members does.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from goodoffices.model.levers import CARROT, INFORM, STICK

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Sides(NamedTuple):
    """What the signers want and fear before anybody presses them; (D, n) points."""

    face: Floats
    war: Floats
    """In the month of signing."""
    optimism: Floats


class Levers(NamedTuple):
    """What third parties hold, in one mode."""

    kind: Ints
    target: Ints
    holder: Ints
    strength: Floats
    """(D, V) strength times credibility."""
    cost: Floats
    """(D, V) holder's points."""


class Pressed(NamedTuple):
    """What a coalition's levers add up to, by draw and signer; (D, n) each."""

    reservation: Floats
    bare: Floats
    """With spoils alone: what the deal must overcome."""
    fighting: Floats
    """Value of fighting on after signing, as believed."""
    carrots: Floats
    sticks: Floats


@njit(cache=True, nogil=True)
def _press(sides, levers, used, absent, part, spoiled, out):  # type: ignore[no-untyped-def]
    draws, n = out.reservation.shape
    kept, spoils = np.empty(n), np.empty(n)
    for d in range(draws):
        kept[:] = 1.0
        spoils[:] = 0.0
        for i in range(n):
            out.carrots[d, i] = 0.0
            out.sticks[d, i] = 0.0
        for v in range(len(used)):
            if used[v] and not (absent[v] and not part[d, levers.holder[v]]):
                i, strength = levers.target[v], levers.strength[d, v]
                if levers.kind[v] == CARROT:
                    out.carrots[d, i] += strength
                elif levers.kind[v] == STICK:
                    out.sticks[d, i] += strength
                elif levers.kind[v] == INFORM:
                    kept[i] *= 1.0 - strength
            elif spoiled[d, v]:
                spoils[levers.target[v]] += levers.strength[d, v]
        for i in range(n):
            low, hope = min(sides.optimism[d, i], 0.0), max(sides.optimism[d, i], 0.0)
            informed = 1.0 - kept[i]
            believed = low + hope * (1.0 - informed)
            worth = sides.face[d, i] + sides.war[d, i]
            out.reservation[d, i] = worth + believed - out.sticks[d, i] - out.carrots[d, i] + spoils[i]
            out.bare[d, i] = worth + (low + hope) + spoils[i]
            out.fighting[d, i] = sides.war[d, i] + believed + spoils[i]


def press(sides: Sides, levers: Levers, used: Bools, optional: Bools, part: Bools, spoiled: Bools) -> Pressed:
    """Sum up one coalition's levers.  O(D (V + n)).

    Args:
        sides: of the first D draws or of all of them.
        levers: of at least as many draws.
        used: (V,) levers that the coalition has in hand; none of kind spoil.
        optional: (K,) third parties whose levers work only in draws where they take part.
        part: (D, K) who takes part.
        spoiled: (D, V) spoil levers pulled.
    """
    out = Pressed(*(np.empty(sides.face.shape) for _ in Pressed._fields))
    _press(sides, levers, used, optional[levers.holder], part, spoiled, out)
    return out


@njit(cache=True, nogil=True)
def _trust(mediates, part, candour, mistrust, open_, doubt):  # type: ignore[no-untyped-def]
    draws, n = open_.shape
    for d in range(draws):
        members = 0
        for i in range(n):
            open_[d, i] = 0.0
            doubt[d, i] = 0.0
        for k in range(len(mediates)):
            if mediates[k] and part[d, k]:
                members += 1
                for i in range(n):
                    open_[d, i] = max(open_[d, i], candour[d, k, i])
                    doubt[d, i] += mistrust[d, k, i]
        for i in range(n):
            doubt[d, i] /= max(members, 1)


def trust(mediates: Bools, part: Bools, candour: Floats, mistrust: Floats) -> tuple[Floats, Floats]:
    """How far each signer confides in a panel, and what it holds against it; (D, n) each.

    It confides in the member it trusts most; its mistrust is the mean over those who take part.

    Args:
        mediates: (K,) members.
        part: (D, K) who takes part.
        candour: (D, K, n) shares.
        mistrust: (D, K, n) points.
    """
    open_, doubt = np.empty((len(part), candour.shape[2])), np.empty((len(part), candour.shape[2]))
    _trust(mediates, part, candour, mistrust, open_, doubt)
    return open_, doubt
