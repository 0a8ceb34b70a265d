"""What a perspective's draws look like before any plan: numbers, frontiers, and the pool of texts.

The frontier of the signers' utilities does not depend on plans (levers only shift margins), so it is found once per draw
here and every plan reads from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from goodoffices.engines import agreement, finding, frontier, pool
from goodoffices.engines.halves import Wishes
from goodoffices.engines.robust import RobustPackages
from goodoffices.model.structure import Structure
from goodoffices.study.memo import Memo, contents
from goodoffices.study.world import World

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

TEXTS = 1024
"""Most texts in the pool."""
POOL_BYTES = 300_000_000
"""Most memory for the pool's utilities of one perspective; with many draws or signers the pool is smaller."""
FIRST_PASS = 2048
"""Draws of a first pass, where a margin needs the plan's found share before the plan is evaluated in full."""


ROUNDED = 2.0
"""Tolerances by which the margin of a text, in float32, is surely less than that of the best package, in float64."""
KEPT = 48
"""Reservations at which the ends of talks are kept; a plan under another perspective often presses alike."""
KEPT_DEALS = 128
"""Reservations at which the deals struck are kept, months of the horizon included."""
KEPT_FIRST = 512
"""The same for first passes, which are short."""


@dataclass(frozen=True, eq=False)
class Site:
    """What signers want in every draw and the texts that follow from it; perspectives that agree on that share it."""

    wishes: Wishes
    """What every option, linkage and red line means to every signer in every draw."""
    frontiers: frontier.Frontiers
    pool: pool.Pool
    deals: Memo[tuple[Floats, Ints]] = field(default_factory=lambda: Memo(KEPT_DEALS))
    tables: Memo[finding.Table] = field(default_factory=lambda: Memo(KEPT))
    first_tables: Memo[finding.Table] = field(default_factory=lambda: Memo(KEPT_FIRST))
    robust: Memo[RobustPackages] = field(default_factory=lambda: Memo(KEPT))

    _utility: Memo[npt.NDArray[np.float32]] = field(default_factory=lambda: Memo(1))

    @property
    def utility(self) -> npt.NDArray[np.float32]:
        """(D, n, X) points of every text of the pool; BLOCKED where it crosses a red line of the signer.

        Found when it is first asked for: whether a deal exists does not hang on it.
        """
        return self._utility(0, lambda: pool.pool_utilities(self.frontiers.space, self.pool, self.wishes))


@dataclass(frozen=True, eq=False)
class Ground:
    """One perspective, ready for plans."""

    shape: Structure
    world: World
    site: Site

    @property
    def wishes(self) -> Wishes:
        """What every option, linkage and red line means to every signer in every draw."""
        return self.site.wishes

    @property
    def frontiers(self) -> frontier.Frontiers:
        """Pareto frontier of every draw."""
        return self.site.frontiers

    @property
    def pool(self) -> pool.Pool:
        """The texts considered when nobody knows everything."""
        return self.site.pool

    @property
    def utility(self) -> npt.NDArray[np.float32]:
        """(D, n, X) points of every text of the pool; BLOCKED where it crosses a red line of the signer."""
        return self.site.utility

    def best_deal(self, reservation: Floats) -> tuple[Floats, Ints]:
        """Agreement margin (D,) and the frontier point with the widest least margin (D,), as `agreement.best_deal`."""
        frontiers = self.frontiers
        return self.site.deals(
            contents(reservation),
            lambda: agreement.best_deal(frontiers.offsets, frontiers.utilities, reservation),
        )

    def table(
        self, reservation: Floats, *, confided: bool, beliefs: npt.NDArray[np.float32] | None = None
    ) -> finding.Table:
        """What would be tabled and taken in the first draws, as many as there are reservations (d, n).

        `beliefs` F_S(x), (2^n, X), where they are not to be formed on these draws.
        """
        draws = len(reservation)
        kept = self.site.tables if draws == self.draws else self.site.first_tables
        key = contents(reservation) if beliefs is None else contents(reservation, beliefs)
        utility, possible = self.utility[:draws], self._possible(reservation)
        offers = kept((key, False), lambda: finding.table(utility, reservation, beliefs, possible))
        if not confided:
            return offers
        return kept((key, True), lambda: finding.with_circles(offers, utility, reservation, possible))

    def _possible(self, reservation: Floats) -> npt.NDArray[np.bool_]:
        """(d,) where some package may be accepted by all: elsewhere no text of the pool needs to be looked for."""
        draws = len(reservation)
        if draws == self.draws:
            margin, _ = self.best_deal(reservation)
        else:
            offsets = self.frontiers.offsets[: draws + 1]
            margin, _ = agreement.best_deal(offsets, self.frontiers.utilities, reservation)
        possible: npt.NDArray[np.bool_] = margin >= -ROUNDED * agreement.TOLERANCE
        return possible

    @property
    def draws(self) -> int:
        """D."""
        return self.world.draws

    @property
    def first(self) -> int:
        """Draws of the first pass: the first ones, a balanced part of the Sobol sequence."""
        return min(self.draws, FIRST_PASS)

    def package_utility(self, options: Ints) -> tuple[Floats, npt.NDArray[np.bool_]]:
        """u_i(x) of one package (J,) in every draw (D, n), and whether it crosses an active red line of i (D, n)."""
        shape, world = self.shape, self.world
        utility = world.option_utility[:, :, shape.offset[:-1] + options].sum(axis=2)
        for link in np.flatnonzero(shape.linkages.met(options[None, :])[0]):
            utility[:, shape.linkage_party[link]] += world.linkage_points[:, link]
        crossed = np.zeros(utility.shape, dtype=bool)
        for line in np.flatnonzero(shape.red_lines.met(options[None, :])[0]):
            crossed[:, shape.red_party[line]] |= world.red_active[:, line]
        return utility, crossed

    def accepted(self, options: Ints, reservation: Floats, tolerance: float) -> npt.NDArray[np.bool_]:
        """Whether each signer would sign a package (J,), (D, n)."""
        utility, crossed = self.package_utility(options)
        yes: npt.NDArray[np.bool_] = (utility - reservation >= -tolerance) & ~crossed
        return yes


def ground(
    shape: Structure,
    world: World,
    sites: Memo[Site] | None = None,
    texts: pool.Pool | None = None,
    thin: int = 0,
) -> Ground:
    """Lay out one perspective; `sites` holds what perspectives studied before have found (with the same `thin`), `texts` is
    the pool where it is not to be found on these draws, `thin` how many points of a frontier to keep (0: all).
    """
    key = contents(world.option_utility, world.linkage_points, world.red_active)

    def make() -> Site:
        return site(shape, world.option_utility, world.linkage_points, world.red_active, texts, thin)

    return Ground(shape, world, (sites or Memo(1))(key, make))


def site(
    shape: Structure,
    option_utility: Floats,
    linkage_points: Floats,
    red_active: npt.NDArray[np.bool_],
    texts: pool.Pool | None = None,
    thin: int = 0,
) -> Site:
    """Find the frontiers and, unless it is given, the pool; arrays as in `World`.

    O(D) frontiers; the pool takes one pass over their points and D x n x X memory in float32.
    """
    wishes = Wishes(option_utility, linkage_points, shape.linkage_party, shape.red_party, red_active)
    frontiers = frontier.frontiers(shape.space, option_utility, linkage_points, shape.linkage_party, red_active, thin)
    texts = texts or _texts(shape, frontiers)
    return Site(wishes, frontiers, texts)


def _texts(shape: Structure, frontiers: frontier.Frontiers) -> pool.Pool:
    limit = max(16, min(TEXTS, POOL_BYTES // (4 * len(shape.signers) * frontiers.draws)))
    texts = pool.pool(shape.space, frontiers, limit)
    return texts if len(texts.codes) else _first_package(shape)


def _first_package(shape: Structure) -> pool.Pool:
    """The pool where red lines leave nothing to sign in any draw: talks still need a text to refuse."""
    codes = np.zeros((1, shape.space.words), dtype=np.int64)
    choices = shape.space.choices_from(codes)
    return pool.Pool(choices, shape.space.options_of(choices), codes, np.zeros(1, dtype=np.int64), 0, 1.0)
