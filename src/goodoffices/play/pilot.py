"""Ensembles of any size: what is expected of every plan is fixed by a pilot, then any batch of draws is worked on alone.

    pilot = pilots(case, ["baseline"])["baseline"]        draws 0 to 16,383, as every study of the case has them
    base = pilot.ground(pilot.numbers(first, count))      any other draws, or numbers of one's own
    for name, plan in pilot.by_draw(base): ...            (D, ...) arrays, draw by draw

With expectations fixed, draws do not see each other: rows are the same bits whatever stands beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from goodoffices.case.schema import Case, Plan
from goodoffices.engines.frontier.pool import Pool
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.model.arrays import Floats, Singles
from goodoffices.model.numbers import Numbers, numbers_of
from goodoffices.model.structure import Structure
from goodoffices.play.evaluate import direct_talks, evaluate
from goodoffices.play.expectations import Expectations, Fixed
from goodoffices.play.ground import Ground, Site, ground
from goodoffices.play.memo import Memo, contents
from goodoffices.play.premises import premises
from goodoffices.play.world import world
from goodoffices.study.by_draw import ByDraw, by_draw
from goodoffices.study.stretches import gains_alone, shifts

PILOT = 16_384
"""Draws of a pilot: as many as a study has, so that expectations are the same."""
ZONE = "zone"
"""Column of the widest least margin with nobody's help, points."""
COLUMNS = ("consent", "agreement", "found", "engagement", "holding", "delivers", "success")
"""Columns of a plan, named `plan.column`; see `plan_columns`."""


@dataclass(frozen=True, eq=False)
class Pilot:
    """One perspective, and what is expected of each of its plans."""

    name: str
    title: str
    case: Case
    """Resolved: with the numbers of this perspective."""
    shape: Structure
    names: tuple[str, ...]
    """Columns of the random design, those of all perspectives of the case together."""
    seed: int
    draws: int
    """Draws on which the expectations rest: 0 to draws - 1."""
    pool: Pool
    plans: Mapping[str, tuple[Plan, Expectations]]

    def numbers(self, first: int, count: int) -> Numbers:
        """Random numbers of draws first ... first + count - 1, the same under every perspective of the case."""
        return numbers_of(self.names, self.seed, count, first)

    def ground(self, numbers: Numbers, case: Case | None = None, sites: Memo[Site] | None = None) -> Ground:
        """The perspective on given random numbers; `case` (resolved) where it is to be another with the same shape."""
        return ground(self.shape, world(self.shape, case or self.case, numbers), sites, self.pool)

    def by_draw(self, base: Ground) -> Iterator[tuple[str, ByDraw]]:
        """Every plan by name in file order, on any draws, with the pilot's expectations."""
        for name, (plan, expected) in self.plans.items():
            yield name, by_draw(base, plan, expected)

    @property
    def fixed(self) -> Fixed:
        """The expectations, and the texts that go with them, for studies of other draws."""
        return Fixed(self.pool, {name: expected for name, (_, expected) in self.plans.items()})

    @property
    def digest(self) -> str:
        """SHA-256 of the expectations, hexadecimal: equal digests mean equal results of every draw."""
        parts: list[npt.NDArray[Any]] = [self.pool.codes]
        for _, e in self.plans.values():
            numbers = [e.alone.found, e.found, np.nan if e.first_found is None else e.first_found]
            parts += [np.array(numbers), e.alone.surplus, e.surplus, e.members]
            parts += [np.array([h, *fall]) for h, fall in e.falls.items()]
            parts += [np.zeros(0) if part is None else part for part in (e.beliefs, e.text)]
        return contents(*parts).hex()


def pilots(
    case: Case, perspectives: Sequence[str] | None = None, *, draws: int = PILOT, seed: int = 1
) -> dict[str, Pilot]:
    """A pilot under each perspective (default all, in file order); expectations as in a study with the same draws.

    Raises:
        KeyError: an unknown perspective.
        InfeasibleError, CaseError: as `asking.ask`.
    """
    common = premises(case)
    shape, numbers, sites = common.shape, common.numbers(seed, draws), Memo[Site](2)
    result = {}
    for name in perspectives or common.known:
        own = common.resolved[name]
        base = ground(shape, world(shape, own, numbers), sites)
        alone = {month: direct_talks(base, month) for month in sorted({plan.month for plan in own.plans.values()})}
        title = common.known[name].name
        gained, plans = gains_alone(base), {}
        for key, plan in own.plans.items():
            found = evaluate(base, plan, alone[plan.month])
            plans[key] = plan, replace(found.expected, shifts=shifts(base, found, gained))
        result[name] = Pilot(name, title, own, shape, common.names, seed, draws, base.pool, plans)
    return result


def outputs(pilot: Pilot, base: Ground) -> dict[str, Singles]:
    """Columns of all plans on the draws of a ground, float32 (D,) each: `zone`, then `plan_columns` of every plan."""
    margin, _ = base.best_deal(base.world.reservation(0))
    found = {ZONE: single(margin)}
    for name, found_of_plan in pilot.by_draw(base):
        columns = plan_columns(found_of_plan, pilot.shape.belligerent)
        found |= {f"{name}.{column}": values for column, values in columns.items()}
    return found


def plan_columns(plan: ByDraw, belligerent: npt.NDArray[np.bool_]) -> dict[str, Singles]:
    """What is kept of one plan in every draw; `belligerent` (n,) are the signers who must consent to a mediator.

    Least margins in points, on which side of zero they lie exact (`single`): `consent` over the belligerents (infinite
    where nobody mediates), `agreement` A, and at the deal with the widest least margin `engagement` over the third
    parties that the plan needs (infinite where none is) and `holding` over the signers.  Chances: `found` that talks
    find a deal, `delivers` that all consent, a deal is found and the third parties do their part, `success`.
    """
    consent = plan.consent[:, belligerent].min(axis=1, initial=np.inf)
    willing = np.where(plan.needed, plan.engagement, np.inf).min(axis=1, initial=np.inf)
    return {
        "consent": single(np.where(plan.takes_part.any(axis=1), consent, np.inf)),
        "agreement": single(plan.agreement),
        "found": plan.found.astype(np.float32),
        "engagement": single(willing),
        "holding": single(plan.holding.min(axis=1)),
        "delivers": plan.delivers.astype(np.float32),
        "success": plan.success.astype(np.float32),
    }


def single(margin: Floats) -> Singles:
    """Margins as float32, moved by one unit in the last place where rounding would carry them over the threshold."""
    rounded = margin.astype(np.float32)
    met, seems = margin >= -TOLERANCE, rounded.astype(np.float64) >= -TOLERANCE
    if np.array_equal(met, seems):
        return rounded
    return np.where(met == seems, rounded, np.nextafter(rounded, np.where(met, np.inf, -np.inf).astype(np.float32)))
