"""The deals that a plan strikes, over all places of the front: what each is worth keeping to every signer, month by month after
signing (section 9 of the model).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.model.arrays import Bools, Floats, Ints
from goodoffices.play.deals import Deals, deals
from goodoffices.play.places import Spot
from goodoffices.play.played import Played


@dataclass(frozen=True, eq=False)
class Signed:
    """A plan played at one place of the front, and the deals it strikes there."""

    chance: Floats
    """(D,) chance of the place, the war still going on."""
    line: Played
    deals: Deals

    @property
    def weight(self) -> Floats:
        """(R,) chance of each deal, that of the place included and consent aside."""
        found: Floats = self.chance[self.deals.draw] * self.deals.weight
        return found


def signed(spots: Sequence[Spot], lines: Sequence[Played]) -> tuple[Signed, ...]:
    """A plan with its deals, place by place."""
    return tuple(Signed(spot.chance, line, deals(line)) for spot, line in zip(spots, lines, strict=True))


@dataclass(frozen=True, eq=False)
class Struck:
    """R deals: one per place of the front, draw, and way of striking one, with its chance."""

    place: Ints
    """(R,) position among the places."""
    draw: Ints
    """(R,)."""
    weight: Floats
    """(R,) chance of the deal in its draw, the war going on and its place of the front included."""
    engaged: Bools
    """(R,) whether everybody who is needed does its part."""
    options: npt.NDArray[np.int32]
    """(R, J)."""
    keep: Floats
    """(R, n) margin of holding before any shift: u + guarantees + safeguards - fighting on - breach, points."""
    level: Floats
    """(R, n) what shifts add to fighting on at once."""
    rate: Floats
    """(R, n) and for every month."""
    shifted: Bools
    """(R, shifts) whether the text has each."""
    breached: Bools
    safe: Bools

    @property
    def total(self) -> float:
        """Weight of all deals."""
        return float(self.weight.sum())

    def least(self, months: int) -> Floats:
        """(R, n) least margin over 0..months: W' is linear, so at one of the ends."""
        result: Floats = self.keep - self.level - np.maximum(self.rate, 0.0) * months
        return result

    def lack(self, months: int) -> Floats:
        """(R, n) points of guarantee that a deal lacks; 0 where it holds (to tolerance)."""
        least = self.least(months)
        return np.where(least >= -TOLERANCE, 0.0, np.maximum(-least, 0.0))


def struck(parts: Sequence[Signed]) -> Struck:
    """Rows of all deals with some chance, over the places of the front and the ways of striking one."""
    hand, belief = parts[0].line.hand, parts[0].line.ground.belief
    shape = hand.shape
    rows = [np.flatnonzero(part.weight > 0) for part in parts]

    def all_of(*values: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
        return np.concatenate([value[own] for value, own in zip(values, rows, strict=True)])

    draw = all_of(*(part.deals.draw for part in parts)).astype(np.int64)
    options = all_of(*(part.deals.options for part in parts)).astype(np.int32)
    shifted = shape.shift_conditions.met(options, np.arange(len(shape.shifts)))
    level = _by_signer(shifted * belief.shift_level[draw], shape.shift_party, len(shape.signers))
    rate = _by_signer(shifted * belief.shift_rate[draw], shape.shift_party, len(shape.signers))
    holding = all_of(*(part.deals.asked.holding for part in parts)).astype(np.float64)
    return Struck(
        np.repeat(np.arange(len(parts)), [len(own) for own in rows]),
        draw,
        all_of(*(part.weight for part in parts)).astype(np.float64),
        all_of(*(part.deals.engaged for part in parts)).astype(np.bool_),
        options,
        # the margin that is asked for has the guarantees in it; what shifts take in the worst month is put back
        holding + level + np.maximum(rate, 0.0) * shape.holding_months,
        level,
        rate,
        shifted,
        shape.breach_conditions.met(options, np.arange(len(shape.breaches))),
        shape.safeguard_conditions.met(options, np.arange(len(shape.safeguards))),
    )


def _by_signer(points: Floats, party: Ints, signers: int) -> Floats:
    """(R, n) sums of points (R, items) by the signer that each item is about."""
    total = np.zeros((len(points), signers))
    for item, i in enumerate(party):
        total[:, i] += points[:, item]
    return total
