"""What many perspectives in between have in common, kept by content: frontiers, texts, what is tabled at reservations.

Claims that only move a margin leave the frontiers as they were, and many of them leave the reservations too: what is tabled
at reservations that were met before is not looked for again, whichever plan or pair of perspectives met them.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from goodoffices.engines import coalition_talks as talking
from goodoffices.engines import tabling
from goodoffices.engines.coalition_delivery import Items
from goodoffices.engines.frontier import frontier
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.model.arrays import Bools, Floats, Ints
from goodoffices.model.structure import Conditions, Structure
from goodoffices.play.ground import FIRST_PASS, POOL_BYTES, TEXTS
from goodoffices.play.memo import Memo, contents
from goodoffices.study import ground
from goodoffices.study.hybrid_numbers import Columns

SITE_BYTES = 400_000_000
"""Memory for places, at least two of them."""
TABLE_BYTES = 200_000_000
"""Memory for what is tabled."""
SHARES = 500_000
"""Chances of first passes kept."""
ROWS = 16
"""Most reservations at which texts are tabled at once: their beliefs about the texts fit the cache."""


class Row(NamedTuple):
    """Reservations at which texts are tabled."""

    key: tuple[object, ...]
    """Equal keys mean equal reservations."""
    reservation: Floats
    """(d, n) points."""


class Open(NamedTuple):
    """How far signers confide in those who take part."""

    key: bytes
    """Equal keys mean equal candour."""
    candour: Floats
    """(D, n) shares."""
    confided: bool
    """Whether anybody may confide at all."""


@dataclass(frozen=True, eq=False)
class Place:
    """Frontiers and texts of perspectives that want the same, as the engines for many rows read them."""

    key: bytes
    shape: Structure
    frontiers: frontier.Frontiers
    stairs: Floats
    in_stairs: bool
    options: npt.NDArray[np.int32]
    """(X, J) texts of the pool."""
    utility: npt.NDArray[np.float32]
    reservation: Floats
    """(D, n) near those at which texts are tabled, by which they are laid out."""
    _texts: dict[int, tabling.Texts] = field(default_factory=dict)
    _frontier: list[npt.NDArray[np.int32]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def texts(self, draws: int) -> tabling.Texts:
        """The pool of the first `draws`, laid out on first use."""
        with self._lock:
            if draws not in self._texts:
                self._texts[draws] = tabling.texts(self.utility[:draws], self.reservation[:draws])
            return self._texts[draws]

    def exists(self, reservation: Floats) -> Bools:
        """(d,) whether some package satisfies all in the first draws."""
        offsets = self.frontiers.offsets[: len(reservation) + 1]
        return talking.exists(offsets, self.stairs, reservation, self.in_stairs)

    def struck(self, chosen: Ints) -> Floats:
        """(D, n) what frontier points give; of draws without any the numbers mean nothing."""
        if not len(self.frontiers.utilities):
            return np.zeros((len(chosen), len(self.shape.signers)))
        given: Floats = self.frontiers.utilities[np.maximum(chosen, 0)]
        return given

    @property
    def points(self) -> npt.NDArray[np.int32]:
        """(F, J) packages on the frontiers."""
        with self._lock:
            if not self._frontier:
                space = self.shape.space
                self._frontier.append(space.options_of(space.choices_from(self.frontiers.codes)))
            return self._frontier[0]

    def met(self, conditions: Conditions, which: Ints) -> tuple[Bools, Bools]:
        """Which conditions texts of the pool (X, C) and points of the frontiers (F, C) meet."""
        return conditions.met(self.options, which), conditions.met(self.points, which)

    def items(self, conditions: Conditions, party: Ints) -> Items:
        """Items by signer, without their points."""
        order = np.argsort(party, kind="stable")
        pool, points = self.met(conditions, order)
        start = np.searchsorted(party[order], np.arange(len(self.shape.signers) + 1))
        return Items(start, np.zeros((0, len(order))), pool, points)


class Sites:
    """Places by what is wanted at them, and what was tabled there."""

    def __init__(self, shape: Structure, draws: int) -> None:
        self.shape, self.draws = shape, draws
        self.first = min(draws, FIRST_PASS)
        n = len(shape.signers)
        columns = n + (1 << n) - 2
        texts = min(TEXTS, POOL_BYTES // (4 * n * draws))
        # utilities of the texts three times over: as they are, and in each signer's own order
        self._places: Memo[Place] = Memo(max(2, min(64, SITE_BYTES // (12 * n * draws * texts))))
        self._tabled: Memo[tabling.Tabled] = Memo(max(2 * ROWS, TABLE_BYTES // (draws * columns * (5 + 4 * n))))
        self._shares: Memo[float] = Memo(SHARES)

    def place(self, columns: Columns, mask: int) -> Place:
        """The place of what a perspective in between wants."""
        signers = range(len(self.shape.signers))
        utility = np.stack([columns(("utility", i), mask) for i in signers], axis=1)
        linkages, red = columns(("linkages",), mask), columns(("red",), mask)
        key = contents(utility, linkages, red)

        def make() -> Place:
            found = ground.site(self.shape, utility, linkages, red)
            stairs, in_stairs = talking.stairs(found.frontiers.offsets, found.frontiers.utilities)
            reservation = np.stack(
                [columns(("face", i), mask) + columns(("war", i, 0), mask) + columns(("optimism", i), mask) for i in signers],
                axis=1,
            )  # fmt: skip
            return Place(
                key, self.shape, found.frontiers, stairs, in_stairs, found.pool.options, found.utility, reservation
            )

        return self._places(key, make)

    def tables(self, place: Place, rows: Sequence[Row], circles: Sequence[bool]) -> list[tabling.Tabled]:
        """What is tabled and taken at reservations; with what mediators table, where asked."""
        keys = [(place.key, row.key, len(row.reservation), c) for row, c in zip(rows, circles, strict=True)]
        found = {key: self._tabled.kept(key) for key in keys}
        for wanted in (False, True):
            missing = {k: row for k, row in zip(keys, rows, strict=True) if found[k] is None and k[3] == wanted}
            names = list(missing)
            for start in range(0, len(names), ROWS):
                chunk = names[start : start + ROWS]
                reservations = np.stack([missing[key].reservation for key in chunk])
                # a tolerance wider, for texts are held in single precision
                possible = np.stack([place.exists(row - TOLERANCE) for row in reservations])
                texts = place.texts(reservations.shape[1])
                played = tabling.play(texts, reservations, possible, circles=wanted)
                for at, key in enumerate(chunk):
                    row = tabling.Tabled(*(table[at].copy() for table in played))
                    found[key] = self._tabled.keep(key, row)
        tabled = [found[key] for key in keys]
        return [one for one in tabled if one is not None]

    def shares(self, place: Place, rows: Sequence[Row], opens: Sequence[Open]) -> list[float]:
        """P over the first draws at reservations, with candour."""
        keys = [(place.key, row.key, open_.key) for row, open_ in zip(rows, opens, strict=True)]
        found = {key: self._shares.kept(key) for key in keys}
        pairs = zip(keys, rows, opens, strict=True)
        missing = {
            key: (Row(row.key, np.ascontiguousarray(row.reservation[: self.first])), open_)
            for key, row, open_ in pairs
            if found[key] is None
        }
        names = list(missing)
        for start in range(0, len(names), ROWS):
            chunk = names[start : start + ROWS]
            reservations = np.stack([missing[key][0].reservation for key in chunk])
            candour = np.stack([missing[key][1].candour[: self.first] for key in chunk])
            possible = np.stack([place.exists(row - TOLERANCE) for row in reservations])
            there = np.stack([place.exists(row) for row in reservations])
            yes = np.ones(len(chunk), dtype=bool)
            confided = np.array([missing[key][1].confided for key in chunk])
            chance = tabling.struck(place.texts(self.first), reservations, possible, candour, there, yes, confided)
            for key, share in zip(chunk, chance.mean(axis=1), strict=True):
                found[key] = self._shares.keep(key, float(share))
        return [found[key] or 0.0 for key in keys]
