"""What a belief's draws look like before any plan: numbers, frontiers, and the pool of texts (section 3 of the model).

The frontier of the signers' utilities does not depend on plans (levers only shift margins), so it is found once per draw
here and every plan reads from it.  Beliefs that want the same share it, and all that was worked out upon it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from goodoffices.engines.frontier import frontier, pool
from goodoffices.engines.frontier.utilities import Wishes
from goodoffices.engines.links import agreement
from goodoffices.engines.links import talks as talking
from goodoffices.engines.links.delivery import Stock
from goodoffices.engines.robust.packages import RobustPackages
from goodoffices.model.arrays import Bools, Floats, Ints
from goodoffices.model.structure import Conditions, Structure
from goodoffices.play.belief import Belief
from goodoffices.play.memo import Kept, Memo, contents

Value = TypeVar("Value")

TEXTS = 1024
"""Most texts in the pool."""
POOL_BYTES = 300_000_000
"""Most memory for the pool's utilities of one perspective; with many draws or signers the pool is smaller."""
FIRST_PASS = 2048
"""Draws of a first pass, where a margin needs the plan's found share before the plan is evaluated in full."""
KEPT_BYTES = 64_000_000
"""Most memory for what is worked out upon one site."""
PLAYED_BYTES = 32_000_000
"""Most memory for whole rows that were played upon one site."""


class Site:
    """What signers want in every draw and the texts that follow from it; beliefs that agree on that share it."""

    def __init__(self, shape: Structure, wishes: Wishes, frontiers: frontier.Frontiers, texts: pool.Pool, near: Floats,
                 kept: int = KEPT_BYTES):  # fmt: skip
        """`near` (D, n): reservations near those at which texts will be tabled; any are right, near ones are fast.  `kept`:
        most bytes for what links work out.
        """
        self.shape, self.wishes, self.frontiers, self.pool = shape, wishes, frontiers, texts
        self.kept = Kept(kept)
        """What links work out, by content."""
        self.played = Kept(PLAYED_BYTES)
        """Rows as far as they were played, see `again`."""
        self.robust: Memo[RobustPackages] = Memo(48)
        self._near, self._stairs = near, talking.stairs(frontiers.offsets, frontiers.utilities)
        self._once: dict[object, object] = {}
        self._lock = threading.RLock()

    @property
    def utility(self) -> npt.NDArray[np.float32]:
        """(D, n, X) points of every text of the pool; BLOCKED where it crosses a red line of the signer.

        Found when it is first asked for: whether a deal exists does not hang on it.
        """
        with self._lock:
            if "utility" not in self._once:
                self._once["utility"] = pool.pool_utilities(self.frontiers.space, self.pool, self.wishes)
            return self._once["utility"]  # type: ignore[return-value]

    def texts(self, draws: int) -> talking.Texts:
        """The pool in the first draws as the talks want it, laid out on first use."""
        with self._lock:
            name = ("texts", draws)
            if name not in self._once:
                self._once[name] = talking.texts(self.utility[:draws], self._near[:draws])
            return self._once[name]  # type: ignore[return-value]

    def exists(self, reservation: Floats) -> Bools:
        """(d,) whether some package satisfies all in the first draws, as many as there are reservations (d, n)."""
        return talking.exists(
            self.frontiers.offsets[: len(reservation) + 1], self._stairs[0], reservation, self._stairs[1]
        )

    def best_deal(
        self, reservation: Floats, rule: int = agreement.MAXMIN, score: Floats | None = None
    ) -> tuple[Floats, Ints]:
        """Agreement margin (D,), and the frontier point struck (D,), -1 where there is none; as `agreement.best_deal`."""
        frontiers = self.frontiers

        def make() -> tuple[Floats, Ints]:
            return agreement.best_deal(frontiers.offsets, frontiers.utilities, reservation, rule, score)

        given = () if score is None else (score,)
        return self.kept("best", given, (contents(reservation), rule), make)

    def struck(self, chosen: Ints) -> Floats:
        """(D, n) what frontier points give; BLOCKED where there is none."""
        given = np.full((len(chosen), len(self.shape.signers)), talking.BLOCKED)
        there = chosen >= 0
        given[there] = self.frontiers.utilities[chosen[there]]
        return given

    @property
    def points(self) -> npt.NDArray[np.int32]:
        """(F + 1, J) packages on the frontiers; the last stands for draws without any."""
        with self._lock:
            if "points" not in self._once:
                space = self.shape.space
                found = space.options_of(space.choices_from(self.frontiers.codes))
                self._once["points"] = np.concatenate([found, np.zeros((1, found.shape[1]), dtype=found.dtype)])
            return self._once["points"]  # type: ignore[return-value]

    def stock(self, which: tuple[int, ...], *, on_frontier: bool) -> Stock:
        """What the points of the frontiers, or the texts of the pool, meet; of conditions of levers, those of `which`."""
        with self._lock:
            options = self.points if on_frontier else self.pool.options
            if ("stock", on_frontier) not in self._once:
                self._once["stock", on_frontier] = stock_of(self.shape, options, ())
            name = ("stock", on_frontier, which)
            if name not in self._once:
                guarded = self.shape.lever_conditions.met(options, np.array(which, dtype=np.int64))
                common: Stock = self._once["stock", on_frontier]  # type: ignore[assignment]
                self._once[name] = common._replace(guarded=guarded)
            return self._once[name]  # type: ignore[return-value]


def stock_of(shape: Structure, options: npt.NDArray[np.integer], which: tuple[int, ...]) -> Stock:
    """What packages (X, J) meet; items sorted by signer."""

    def met(conditions: Conditions, party: Ints) -> Bools:
        return conditions.met(options, np.argsort(party, kind="stable"))

    return Stock(
        met(shape.shift_conditions, shape.shift_party),
        met(shape.breach_conditions, shape.breach_party),
        met(shape.safeguard_conditions, shape.safeguard_party),
        shape.lever_conditions.met(options, np.array(which, dtype=np.int64)),
    )


@dataclass(frozen=True, eq=False)
class Ground:
    """One belief, ready for plans."""

    belief: Belief
    site: Site
    _here: Memo[Any] = field(default_factory=lambda: Memo(256))

    def once(self, name: Hashable, make: Callable[[], Value]) -> Value:
        """What is asked of this belief again and again, made once."""
        found: Value = self._here(name, make)
        return found

    @property
    def shape(self) -> Structure:
        """Indices of the case."""
        return self.belief.shape

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
        """See `Site.best_deal`."""
        return self.site.best_deal(reservation)

    @property
    def draws(self) -> int:
        """D."""
        return self.belief.draws

    @property
    def first(self) -> int:
        """Draws of the first pass: the first ones, a balanced part of the Sobol sequence."""
        return min(self.draws, FIRST_PASS)

    def having(self, **arrays: Floats) -> Ground:
        """The same with some arrays of the belief replaced, none of which says what signers want; see `Belief.having`."""
        return Ground(self.belief.having(**arrays), self.site)

    def package_utility(self, options: Ints) -> tuple[Floats, Bools]:
        """u_i(x) of one package (J,) in every draw (D, n), and whether it crosses an active red line of i (D, n)."""
        shape, wishes = self.shape, self.wishes
        utility = wishes.option_utility[:, :, shape.offset[:-1] + options].sum(axis=2)
        for link in np.flatnonzero(shape.linkages.met(options[None, :])[0]):
            utility[:, shape.linkage_party[link]] += wishes.linkage_points[:, link]
        crossed = np.zeros(utility.shape, dtype=bool)
        for line in np.flatnonzero(shape.red_lines.met(options[None, :])[0]):
            crossed[:, shape.red_party[line]] |= wishes.red_active[:, line]
        return utility, crossed

    def accepted(self, options: Ints, reservation: Floats, tolerance: float) -> Bools:
        """Whether each signer would sign a package (J,), (D, n)."""
        utility, crossed = self.package_utility(options)
        yes: Bools = (utility - reservation >= -tolerance) & ~crossed
        return yes


def ground(belief: Belief, sites: Memo[Site] | None = None, texts: pool.Pool | None = None, thin: int = 0,
           kept: int = KEPT_BYTES) -> Ground:  # fmt: skip
    """Lay out a belief; `sites` holds what beliefs met before have found (with the same `thin`), `texts` is the pool where it
    is not to be found on these draws, `thin` how many points of a frontier to keep (0: all), `kept` see `Site`.
    """
    utility, linkages, red = belief.option_utility, belief.linkage_points, belief.red_active
    key = contents(utility, linkages, red)
    return Ground(belief, (sites or Memo(1))(key, lambda: site(belief, texts, thin, kept)))


def site(belief: Belief, texts: pool.Pool | None = None, thin: int = 0, kept: int = KEPT_BYTES) -> Site:
    """Find the frontiers and, unless it is given, the pool.

    O(D) frontiers; the pool takes one pass over their points and D x n x X memory in float32.
    """
    shape, utility = belief.shape, belief.option_utility
    linkages, red = belief.linkage_points, belief.red_active
    wishes = Wishes(utility, linkages, shape.linkage_party, shape.red_party, red)
    frontiers = frontier.frontiers(shape.space, utility, linkages, shape.linkage_party, red, thin)
    return Site(shape, wishes, frontiers, texts or _texts(shape, frontiers), belief.reservation(0), kept)


def _texts(shape: Structure, frontiers: frontier.Frontiers) -> pool.Pool:
    limit = max(16, min(TEXTS, POOL_BYTES // (4 * len(shape.signers) * frontiers.draws)))
    texts = pool.pool(shape.space, frontiers, limit)
    return texts if len(texts.codes) else _first_package(shape)


def _first_package(shape: Structure) -> pool.Pool:
    """The pool where red lines leave nothing to sign in any draw: talks still need a text to refuse."""
    codes = np.zeros((1, shape.space.words), dtype=np.int64)
    choices = shape.space.choices_from(codes)
    return pool.Pool(choices, shape.space.options_of(choices), codes, np.zeros(1, dtype=np.int64), 0, 1.0)
