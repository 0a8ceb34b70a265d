"""What plans come to in every draw, as plain columns, in ensembles of any size: what is expected of every plan is fixed by
a pilot, then any batch of draws is worked on alone.

    pilot = pilots(case, ["baseline"])["baseline"]        draws 0 to 16,383, as every study of the case has them
    base = pilot.ground(pilot.numbers(first, count))      any other draws, or numbers of one's own
    outputs(pilot, base)                                  columns (D,) of all plans

With expectations fixed, draws do not see each other: they come out as the same bits whatever stands beside them, however
they were made: numbered, exchanged between samples, or laid along a trajectory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from goodoffices.case.schema import Case
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.model.arrays import Floats, Singles
from goodoffices.model.numbers import Numbers, numbers_of
from goodoffices.model.structure import Structure
from goodoffices.play import delivery, error, outcome
from goodoffices.play.belief import Belief, Columns
from goodoffices.play.evaluate import expectations, row_of
from goodoffices.play.expectations import Expectations, Fixed, deviation
from goodoffices.play.ground import Ground, Site, ground
from goodoffices.play.memo import Memo, contents
from goodoffices.play.places import spots_of
from goodoffices.play.played import Played
from goodoffices.play.study import At, Study, View, side_by_side

PILOT = 16_384
"""Draws of a pilot: as many as a study has, so that expectations are the same."""
ZONE = "zone"
"""Column of the widest least margin with nobody's help, points."""
MARGINS = ("consent", "exists", "delivers", "holds")
"""Columns of a plan in points: what whoever has least to spare at a link has to spare there."""
PAST = ("past_consent", "past_exists", "past_found", "past_delivers")
"""Columns of a plan that are chances of getting past a link and all before it; past the last link is `success`."""
COLUMNS = (*MARGINS, "found", *PAST, "success")
"""Columns of a plan, named `plan.column`; see `columns`."""


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
    fixed: Fixed

    def numbers(self, first: int, count: int) -> Numbers:
        """Random numbers of draws first ... first + count - 1, the same under every perspective of the case."""
        return numbers_of(self.names, self.seed, count, first)

    def ground(self, numbers: Numbers, case: Case | None = None, sites: Memo[Site] | None = None) -> Ground:
        """The perspective on given random numbers; `case` (resolved) where it is to be another with the same shape."""
        return ground(Belief(Columns(self.shape, case or self.case, numbers)), sites, self.fixed.texts)

    def play(self, base: Ground) -> Iterator[tuple[str, list[At]]]:
        """Every plan by name, on any draws, with the pilot's expectations, at the pilot's places of the front."""
        rows = {}
        for name, given in self.fixed.plans.items():
            plan = self.case.plans[name]
            spots = spots_of(base, plan.month, at=tuple(self.fixed.front[plan.month]))
            rows[name] = [(spot, row_of(spot.ground, plan, given=own)) for spot, own in zip(spots, given, strict=True)]
        return side_by_side(rows, "links")

    def error(self, plan: str) -> float:
        """Standard error of a plan's success that rests on expectations being formed on finitely many draws."""
        chances = self.fixed.front[self.case.plans[plan].month].values()
        given = self.fixed.plans[plan]
        return deviation(error.over_places((c, own.shifts) for c, own in zip(chances, given, strict=True)))

    @property
    def digest(self) -> str:
        """SHA-256 of the expectations, hexadecimal: equal digests mean equal results of every draw."""
        parts: list[npt.NDArray[Any]] = [self.fixed.texts.codes]
        parts += [np.array([[month, *at] for at in places.items()]) for month, places in self.fixed.front.items()]
        for e in chain.from_iterable(self.fixed.plans.values()):
            numbers = [e.alone.found, e.found, np.nan if e.first_found is None else e.first_found]
            parts += [np.array(numbers), e.alone.surplus, e.surplus, e.members]
            parts += [np.array(fall, dtype=np.float64) for fall in e.falls.items()]
            parts += [np.zeros(0) if part is None else part for part in (e.beliefs, e.text)]
        return contents(*parts).hex()


def piloted(
    view: View, names: Sequence[str], plans: Iterable[str] | None = None
) -> tuple[Pilot, dict[str, dict[str, Floats]]]:
    """Form what is expected of plans (default all) on the draws of a view; and what they come to there, as `columns`.

    `names` are those of the random numbers of the case.
    """
    wanted = list(view.case.plans) if plans is None else list(plans)
    months = sorted({view.case.plans[name].month for name in wanted})
    front = {month: {s.position: float(s.chance.mean()) for s in view.spots(month)} for month in months}
    expected: dict[str, tuple[Expectations, ...]] = {}
    found: dict[str, dict[str, Floats]] = {}
    for name, parts in side_by_side({name: view.rows(name) for name in wanted}, "links", every_fall=True):
        expected[name] = tuple(expectations(line) for _, line in parts)
        found[name] = columns(parts)
    numbers, fixed = view.numbers, Fixed(view.ground.pool, front, expected)
    pilot = Pilot(
        view.name, view.title, view.case, view.ground.shape, tuple(names), numbers.seed, numbers.draws, fixed
    )  # fmt: skip
    return pilot, found


def pilots(
    case: Case, perspectives: Sequence[str] | None = None, *, draws: int = PILOT, seed: int = 1
) -> dict[str, Pilot]:
    """A pilot under each perspective (default all, in file order); expectations as in a study with the same draws.

    Raises:
        ValueError, InfeasibleError, CaseError: as `Study`.
    """
    study = Study(case, draws=draws, seed=seed, perspectives=perspectives)
    return {name: piloted(study.view(name), study.premises.names)[0] for name in study.perspectives}


def outputs(pilot: Pilot, base: Ground) -> dict[str, Singles]:
    """Columns of all plans on the draws of a ground, float32 (D,) each: `zone`, then `columns` of every plan.

    Margins lie on the side of zero on which they lie exactly (`single`).
    """
    margin, _ = base.best_deal(base.belief.reservation(0))
    found = {ZONE: single(margin)}
    for name, parts in pilot.play(base):
        for column, values in columns(parts).items():
            found[f"{name}.{column}"] = single(values) if column in MARGINS else values.astype(np.float32)
    return found


def columns(parts: Sequence[At]) -> dict[str, Floats]:
    """What is kept of one plan in every draw, (D,) each, by `COLUMNS`.

    Least margins in points: `consent` over the belligerents (infinite where nobody mediates), `exists` A, and at the deal
    with the widest least margin `delivers` over the third parties that the plan needs (infinite where none is) and `holds`
    over the signers.  Chances: `found` that talks find a deal, `past_...` that a link and all before it are passed, and
    `success`.  Of a later month, chances are summed over places of the front, where a war already won counts as none; and
    margins are means over the places of the wars that still go on.
    """
    chances: list[Floats] = []
    margins: list[dict[str, Floats]] = []
    for _, line in parts:
        chances.append(np.stack([line.found, *outcome.passed(line, line.engaged, line.delivered)]))
        margins.append(_margins(line))
    total = outcome.over_places((spot.chance, chance) for (spot, _), chance in zip(parts, chances, strict=True))
    places = [spot.chance for spot, _ in parts]
    found = {name: _among_on(places, [own[name] for own in margins]) for name in MARGINS}
    return found | dict(zip(("found", *PAST, "success"), total, strict=True))


def _margins(line: Played) -> dict[str, Floats]:
    """Least margins of one plan at one place of the front."""
    hand, asked = line.hand, delivery.ask_best(line)
    consent = line.consent[:, hand.shape.belligerent].min(axis=1, initial=np.inf)
    needed = hand.judged & ~(hand.optional & ~line.part)
    willing = np.where(needed, delivery.engagement(line, asked).margins, np.inf)
    return {
        "consent": np.where(line.part.any(axis=1), consent, np.inf),
        "exists": line.margin,
        "delivers": willing.min(axis=1, initial=np.inf),
        "holds": asked.holding.min(axis=1),
    }


def _among_on(chances: Sequence[Floats], margins: Sequence[Floats]) -> Floats:
    """(D,) mean over places by their chance; the first place's where the war is over at all of them."""
    if len(margins) == 1:
        return margins[0]
    on: Floats = np.sum(chances, axis=0)
    # where nobody is asked at some place the mean is as infinite as there; a place out of reach does not count
    total = np.sum([np.where(c > 0, m, 0.0) * c for c, m in zip(chances, margins, strict=True)], axis=0)
    return np.where(on > 0, total / np.where(on > 0, on, 1.0), margins[0])


def single(margin: Floats) -> Singles:
    """Margins as float32, moved by one unit in the last place where rounding would carry them over the threshold."""
    rounded = margin.astype(np.float32)
    met, seems = margin >= -TOLERANCE, rounded.astype(np.float64) >= -TOLERANCE
    if np.array_equal(met, seems):
        return rounded
    return np.where(met == seems, rounded, np.nextafter(rounded, np.where(met, np.inf, -np.inf).astype(np.float32)))
