"""The deals that a plan strikes, as flat rows: what each is worth keeping to every signer, month by month after signing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from goodoffices.engines.agreement import TOLERANCE
from goodoffices.study.delivery import aftermath
from goodoffices.study.evaluation import Evaluation
from goodoffices.study.ground import Ground
from goodoffices.study.spots import Spot

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Struck:
    """R deals: one per draw, place of the front, and way of striking one, with its chance."""

    draw: Ints
    """(R,)."""
    weight: Floats
    """(R,) chance of the deal in its draw, the war going on and its place of the front included."""
    delivered: Floats
    """(R,) the part of it in which the belligerents consent and third parties do their part."""
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

    def margin(self, month: int) -> Floats:
        """(R, n) margin in a month after signing."""
        result: Floats = self.keep - self.level - self.rate * month
        return result

    def least(self, months: int) -> Floats:
        """(R, n) least margin over 0..months: W' is linear, so at one of the ends."""
        result: Floats = self.keep - self.level - np.maximum(self.rate, 0.0) * months
        return result

    def lack(self, months: int) -> Floats:
        """(R, n) points of guarantee that a deal lacks; 0 where it holds (to tolerance)."""
        least = self.least(months)
        return np.where(least >= -TOLERANCE, 0.0, np.maximum(-least, 0.0))


def struck(spots: Sequence[Spot], evaluations: Sequence[Evaluation]) -> Struck:
    """Rows of all deals with some chance, over the places of the front and the ways of striking one."""
    parts = [
        rows
        for spot, evaluation in zip(spots, evaluations, strict=True)
        for rows in _of_spot(spot.ground, spot.chance, evaluation)
    ]

    def all_of(field: str) -> Any:
        return np.concatenate([getattr(part, field) for part in parts])

    return Struck(
        draw=all_of("draw"),
        weight=all_of("weight"),
        delivered=all_of("delivered"),
        options=all_of("options"),
        keep=all_of("keep"),
        level=all_of("level"),
        rate=all_of("rate"),
        shifted=all_of("shifted"),
        breached=all_of("breached"),
        safe=all_of("safe"),
    )


def _of_spot(ground: Ground, chance: Floats, evaluation: Evaluation) -> list[Struck]:
    months, found = ground.shape.holding_months, []
    for strike, delivery, engaged in zip(
        evaluation.talks.strikes, evaluation.deliveries, evaluation.engaged, strict=True
    ):
        weight = chance * strike.weight
        rows = np.flatnonzero(weight > 0)
        left = aftermath(ground, strike)
        # the margin told by the delivery has the guarantees in it; what shifts take at the worst month is put back
        keep = delivery.holding + left.level + np.maximum(left.rate, 0.0) * months
        found.append(
            Struck(
                rows,
                weight[rows],
                (weight * evaluation.consents * engaged)[rows],
                strike.options[rows],
                keep[rows],
                left.level[rows],
                left.rate[rows],
                left.shifted[rows],
                left.breached[rows],
                left.safe[rows],
            )
        )
    return found
