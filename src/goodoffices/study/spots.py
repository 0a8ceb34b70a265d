"""A later month as a plan meets it: every place where the front may stand, laid out like today, with its chance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from goodoffices.model.arrays import Floats
from goodoffices.play.evaluate import direct_talks
from goodoffices.play.expectations import Alone
from goodoffices.play.places import LEFT_OUT, Month, ground_at, months_of
from goodoffices.play.ground import Ground


@dataclass(frozen=True, eq=False)
class Spot:
    """A place of the front in one month with the perspective as it is there."""

    month: int
    chance: Floats
    """(D,) chance that the war still goes on in that month with the front here."""
    position: int
    ground: Ground
    alone: Alone


def spots_of(ground: Ground, month: Month, alone: Callable[[int], Alone]) -> tuple[Spot, ...]:
    """The places of a month; `alone` gives what direct talks bring today, for month 0."""
    if month.month == 0:
        (place,) = month.places
        return (Spot(0, place.chance, place.position, ground, alone(0)),)
    found = []
    for place in month.places:
        there = ground_at(ground, place)
        found.append(Spot(month.month, place.chance, place.position, there, direct_talks(there, month.month)))
    return tuple(found)


def spots_at(ground: Ground, month: int, alone: Callable[[int], Alone], left_out: float = LEFT_OUT) -> tuple[Spot, ...]:
    """The places of one month; see `front.months_of`."""
    (only,) = months_of(ground.world, [month], left_out)
    return spots_of(ground, only, alone)
