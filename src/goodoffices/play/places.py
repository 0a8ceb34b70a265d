"""Where the front may stand in a later month, and what fighting on is worth to everyone there.

A plan for month t is signed, if at all, by sides who see where the front is then; and only if the war still goes on.  So
whatever is asked of a later month is asked at every place the front may have reached, of all signers at the *same* place,
and weighted with the chance of that place.  What the sides know of each other stays what the perspective holds: they do
not infer from the path of the front how likely it was (no learning, as in the model's talks).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from goodoffices.model.arrays import Floats
from goodoffices.play.belief import Belief
from goodoffices.play.ground import Ground
from goodoffices.play.world import Front

BLOCK_BYTES = 48_000_000
"""Most memory for the values of one block of draws."""
LEFT_OUT = 0.002
"""Share of draws and paths that may be left out of a month: the rarest places of the front.  A share found there is too low
by at most what was left out, and that is reported."""


@dataclass(frozen=True, eq=False)
class Place:
    """One place where the front may stand in a month."""

    position: int
    chance: Floats
    """(D,) chance that the war still goes on in that month with the front here."""
    war: Floats
    """(D, n) value of fighting on from there, points."""


@dataclass(frozen=True, eq=False)
class Month:
    """All places of a month."""

    month: int
    places: tuple[Place, ...]
    over: Floats
    """(D,) chance that the war has been won by either side before it."""
    won_by_a: Floats
    """(D,) of that, by side a."""
    left_out: float
    """Share of draws and paths in places that are left out."""

    @property
    def on(self) -> float:
        """Share of draws and paths in which the war still goes on (places left out included)."""
        return float(1.0 - self.over.mean())


def front_of(world: Belief) -> Front:
    """The front; where nobody's war has one, a front of a single place that never moves."""
    if world.front is not None:
        return world.front
    none = np.zeros(world.draws)
    return Front(none, none, 2, 1, 1)


def blocks(world: Belief, months: int) -> Iterator[slice]:
    """Blocks of draws whose values over months 0..`months` at all places fit into memory."""
    per_draw = 8 * (months + 1) * (front_of(world).positions + 1) * (world.face.shape[1] + 2)
    size = max(1, BLOCK_BYTES // per_draw)
    for start in range(0, world.draws, size):
        yield slice(start, min(start + size, world.draws))


def fighting(world: Belief, months: int, rows: slice = slice(None)) -> Floats:
    """(draws, months + 1, N + 1, n) value of fighting on of every signer, by month and place of the front."""
    front = front_of(world)
    direct = world.war[rows, :, : months + 1]
    values = np.empty((direct.shape[0], months + 1, front.positions + 1, direct.shape[1]))
    for i in range(direct.shape[1]):
        if i in world.attrition:
            values[..., i] = world.attrition[i].values(front, months, rows)
        else:
            values[..., i] = direct[:, i, :, None]
    return values


def months_of(
    world: Belief,
    wanted: Sequence[int],
    most_left_out: float = LEFT_OUT,
    at: Mapping[int, Sequence[int]] | None = None,
) -> tuple[Month, ...]:
    """The places of each wanted month (within the horizon), most likely ones first; by month those of `at`, in that order,
    where it names any, so that which places are looked at does not hang on the draws at hand.

    In month 0 the war goes on by definition and the front stands where the case has it: one place of chance 1.
    O(D T N) time; memory for the wanted months alone.
    """
    front, last = front_of(world), max(wanted, default=0)
    chances = np.empty((world.draws, len(wanted), front.positions + 1))
    war = np.empty((*chances.shape, world.face.shape[1]))
    for rows in blocks(world, last):
        chances[rows] = front.chances(last, rows)[:, list(wanted)]
        war[rows] = fighting(world, last, rows)[:, list(wanted)]
    return tuple(
        _today(world, front)
        if month == 0
        else _month(month, chances[:, k], war[:, k], most_left_out, (at or {}).get(month))
        for k, month in enumerate(wanted)
    )


def _today(world: Belief, front: Front) -> Month:
    none = np.zeros(world.draws)
    return Month(0, (Place(front.start, np.ones(world.draws), world.war[:, :, 0]),), none, none, 0.0)


def _month(month: int, chances: Floats, war: Floats, most_left_out: float, at: Sequence[int] | None) -> Month:
    last = chances.shape[1] - 1
    mass = chances[:, 1:last].mean(axis=0)
    kept = [position - 1 for position in at] if at else _likely(mass, most_left_out)
    return Month(
        month,
        tuple(Place(int(k) + 1, chances[:, k + 1], np.ascontiguousarray(war[:, k + 1])) for k in kept),
        chances[:, 0] + chances[:, last],
        chances[:, last],
        float(np.delete(mass, kept).sum()),
    )


def _likely(mass: Floats, most_left_out: float) -> list[int]:
    """Places but for the rarest, most likely ones first, by their mean chance."""
    rarest = np.argsort(mass, kind="stable")
    dropped = rarest[np.cumsum(mass[rarest]) <= most_left_out]
    likely = np.argsort(-mass, kind="stable")
    # one place stands even for a month by which the war is surely over: with chance 0
    return [int(k) for k in likely if k not in dropped and mass[k] > 0] or [int(likely[0])]


@dataclass(frozen=True, eq=False)
class Spot:
    """A place of the front in one month, with the belief as it is there."""

    month: int
    chance: Floats
    """(D,) chance that the war still goes on in that month with the front here."""
    position: int
    ground: Ground


def ground_at(ground: Ground, place: Place) -> Ground:
    """The belief as it is with the front at a place: `war` is the same in all months, so any month may be asked."""
    return ground.having(war=np.broadcast_to(place.war[:, :, None], ground.belief.war.shape))


def spots_of(
    ground: Ground,
    month: int,
    left_out: float = LEFT_OUT,
    most: int | None = None,
    at: tuple[int, ...] | None = None,
) -> tuple[Spot, ...]:
    """The places of a month, most likely ones first; in month 0, and where there is no front, the only one is today's.

    `most` places are told apart; with 1 it is one place of chance 1 at which fighting on is worth what it is in the mean over
    all the ways the war may have gone by then (an approximation: sides then see no front, and a war already won goes on).
    `at`: positions, as in `months_of`.
    """
    if month == 0 or ground.belief.front is None or most == 1:
        front = front_of(ground.belief)
        return (Spot(month, np.ones(ground.draws), front.start, ground),)

    def make() -> tuple[Spot, ...]:
        (only,) = months_of(ground.belief, [month], left_out, {month: at} if at else None)
        return tuple(
            Spot(month, place.chance, place.position, ground_at(ground, place)) for place in only.places[:most]
        )

    return ground.once(("spots", month, left_out, most, at), make)
