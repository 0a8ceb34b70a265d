"""What levers add up to: reservations, and how far signers confide in a panel and mistrust it (sections 5 and 7 of the model).

    r_i = face_i + W_i + max(o_i, 0) (1 - informed_i) + min(o_i, 0) - sticks_i - carrots_i + spoils_i

Informing takes away optimism (Blainey 1973; Fearon 1995); a party that underrates its prospects is left alone, since no
mediator who wants a deal would tell it so.  Several inform levers on one signer leave the product of what each leaves.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from goodoffices.model.arrays import Bools, Floats, Ints
from goodoffices.model.kernels import kernel
from goodoffices.model.levers import ON_REFUSAL, OPTIMISM, RESERVATION


class Sides(NamedTuple):
    """What the signers want and fear before anybody presses them; (D, n) points."""

    face: Floats
    war: Floats
    """In the month of signing."""
    optimism: Floats


class Levers(NamedTuple):
    """What third parties hold, in one mode."""

    moves: Ints
    """(V,) what each moves, as are the next three; see `model.levers`."""
    paid: Ints
    target: Ints
    holder: Ints
    strength: Floats
    """(D, V) strength times credibility."""
    cost: Floats
    """(D, V) holder's points."""


class Pressed(NamedTuple):
    """What levers add up to, by draw and signer; (D, n) each."""

    reservation: Floats
    bare: Floats
    """With spoils alone: what the deal must overcome."""
    fighting: Floats
    """Value of fighting on after signing, as believed."""
    carrots: Floats
    sticks: Floats


@kernel
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
                if levers.moves[v] == OPTIMISM:
                    kept[i] *= 1.0 - strength
                elif levers.moves[v] == RESERVATION:
                    if levers.paid[v] == ON_REFUSAL:
                        out.sticks[d, i] += strength
                    else:
                        out.carrots[d, i] += strength
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
    """Sum levers up.  O(D (V + n)).

    Args:
        sides: of the first D draws or of all of them.
        levers: of at least as many draws.
        used: (V,) levers in hand; none that works against a settlement.
        optional: (K,) third parties whose levers work only in draws where they take part.
        part: (D, K) who takes part.
        spoiled: (D, V) levers against a settlement that are pulled.
    """
    out = Pressed(*(np.empty(sides.face.shape) for _ in Pressed._fields))
    _press(sides, levers, used, optional[levers.holder], part, spoiled, out)
    return out


def confide(mediates: Bools, part: Bools, candour: Floats) -> Floats:
    """Chance that each signer confides in a panel, (D, n): in the member that it trusts most.

    Args:
        mediates: (K,) members.
        part: (D, K) who takes part.
        candour: (D, K, n) shares.
    """
    open_ = np.zeros((len(part), candour.shape[2]))
    for k in np.flatnonzero(mediates):
        np.maximum(open_, candour[:, k], out=open_, where=part[:, k, None])
    return open_


def doubt(mediates: Bools, part: Bools, mistrust: Floats) -> Floats:
    """What each signer holds against a panel, (D, n) points: the mean of its mistrust over those who take part.

    Args:
        mediates: (K,) members.
        part: (D, K) who takes part.
        mistrust: (D, K, n) points.
    """
    held = np.zeros((len(part), mistrust.shape[2]))
    for k in np.flatnonzero(mediates):
        np.add(held, mistrust[:, k], out=held, where=part[:, k, None])
    members = part[:, mediates].sum(axis=1)
    held /= np.maximum(members, 1)[:, None]
    return held
