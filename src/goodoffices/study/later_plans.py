"""A plan for a later month of a war with a front, as a result: over all places where the front may stand by then.

What may succeed or fail (the funnel, what is found, success) is a share of all draws and paths; a war already won counts as
none.  What is asked of somebody in that month (consent, engagement, candour, strength of levers) is a mean or a share among the
wars that still go on.  What is asked of deals (holding, use of levers) is one over the deals struck.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.promises.guarantee import weighted_quantiles
from goodoffices.engines.spread import LEVELS, NOTHING, share_error
from goodoffices.model.arrays import Floats
from goodoffices.model.structure import Structure
from goodoffices.play.evaluate import Evaluation
from goodoffices.study.needs import Helped
from goodoffices.study.plans import KIND_NAMES, binding_link, carried_by, success_by_strike
from goodoffices.study.results import (
    ConsentResult,
    Engagement,
    Funnel,
    HoldingResult,
    LeverUse,
    PlanResult,
    SpoilerUse,
    Spread,
)
from goodoffices.study.spots import Spot
from goodoffices.study.struck import Struck, struck
from goodoffices.study.texts import package_text

PARTS = ("settlement", "reputation", "effort", "levers", "offers_received", "offers_made", "without_it")


@dataclass(frozen=True, eq=False)
class Places:
    """A plan evaluated at every place of the front, and the chance of each."""

    spots: Sequence[Spot]
    evaluations: Sequence[Evaluation]

    @property
    def shape(self) -> Structure:
        """Names and indices of the case."""
        return self.spots[0].ground.shape

    def by_draw(self, value: Callable[[Evaluation], npt.NDArray[np.generic]]) -> Floats:
        """(D, ...) sum over places of the chance times a value (D, ...)."""
        parts = []
        for spot, evaluation in zip(self.spots, self.evaluations, strict=True):
            values = np.asarray(value(evaluation), dtype=np.float64)
            parts.append(spot.chance.reshape(-1, *[1] * (values.ndim - 1)) * values)
        total: Floats = np.sum(parts, axis=0)
        return total

    def share(self, value: Callable[[Evaluation], npt.NDArray[np.generic]]) -> float:
        """Mean over all draws and paths."""
        return float(self.by_draw(value).mean())

    def among_on(self, value: Callable[[Evaluation], npt.NDArray[np.generic]]) -> float:
        """Mean among wars that still go on; 0 where none does."""
        on = sum(float(spot.chance.sum()) for spot in self.spots)
        return float(self.by_draw(value).sum()) / on if on > 0 else 0.0

    def spread(self, value: Callable[[Evaluation], Floats]) -> Spread:
        """Spread among wars that still go on."""
        values = np.concatenate([value(e) for e in self.evaluations])
        return weighted_spread(values, np.concatenate([spot.chance for spot in self.spots]))


def weighted_spread(values: Floats, weight: Floats) -> Spread:
    """Mean, quantiles and share at or above 0 (to tolerance) of values (R,) that count with weights (R,)."""
    fine = np.isfinite(values) & (values > -1e29) & (weight > 0)
    if not fine.any():
        return NOTHING
    known, own = values[fine], weight[fine]
    q05, q25, q50, q75, q95 = map(float, weighted_quantiles(known[:, None], own, np.array(LEVELS))[:, 0])
    at_least = float((weight * (values >= -TOLERANCE)).sum() / weight.sum())
    return Spread(float((known * own).sum() / own.sum()), q05, q25, q50, q75, q95, at_least)


def later_result(name: str, places: Places) -> PlanResult:
    """Summarise a plan over the places of the front.

    `patterns` are not told; a text tabled is that of the likeliest place.
    """
    shape, evaluations = places.shape, places.evaluations
    first, spot = evaluations[0], places.spots[0]
    success = places.by_draw(lambda e: e.success)
    funnel = _funnel(places)
    part = np.any([e.takes_part.any(axis=0) & e.crew.mediates for e in evaluations], axis=0)
    won = [
        (strike.codes, s.chance * share)
        for s, e in zip(places.spots, evaluations, strict=True)
        for strike, share in zip(e.talks.strikes, success_by_strike(e), strict=True)
    ]
    deals = struck(places.spots, evaluations)
    return PlanResult(
        plan=name,
        success=float(success.mean()),
        draws_se=share_error(success),
        funnel=funnel,
        binding=binding_link(funnel),
        found=places.share(lambda e: e.talks.found),
        direct=places.share(lambda e: e.talks.direct),
        carried_by=carried_by(spot.ground, won),
        mediators=tuple(h for k, h in enumerate(shape.third_parties) if part[k]),
        candour={s: places.among_on(lambda e, i=i: e.open[:, i]) for i, s in enumerate(shape.signers)}  # type: ignore[misc]
        if first.crew.has_mediator
        else {},
        consent=_consent(places),
        engagement=_engagement(places),
        holding=_holding(places, deals),
        levers=_levers(places),
        spoilers=_spoilers(places),
        patterns={},
        text=package_text(spot.ground, first.talks.text) if first.talks.text is not None else None,
        success_by_draw=success.astype(np.float32),
    )


def later_help(places: Places) -> Helped | None:
    """Capacity and reach as `needs.helped`, over the places of the front."""
    if not any(e.press.relief.any() for e in places.evaluations) or len(places.shape.signers) < 2:
        return None
    shift = [places.among_on(lambda e, i=i: e.press.bare[:, i] - e.press.reservation[:, i]) for i in (0, 1)]  # type: ignore[misc]
    return Helped((shift[0], shift[1]), places.share(lambda e: e.talks.margin >= -TOLERANCE))


def _funnel(places: Places) -> Funnel:
    return Funnel(
        consent=places.share(lambda e: e.consents),
        exists=places.share(lambda e: e.consents & (e.talks.margin >= -TOLERANCE)),
        found=places.share(lambda e: e.chance()),
        engagement=places.share(lambda e: e.chance(e.engaged)),
        holding=places.share(lambda e: e.chance(e.engaged, e.holds)),
    )


def _consent(places: Places) -> tuple[ConsentResult, ...]:
    if not places.evaluations[0].crew.has_mediator:
        return ()
    found = []
    for i, signer in enumerate(places.shape.signers):
        if places.shape.belligerent[i]:
            margin = places.spread(lambda e, i=i: e.consent[:, i])  # type: ignore[misc]
            doubt = places.among_on(lambda e, i=i: e.mistrust[:, i])  # type: ignore[misc]
            found.append(ConsentResult(signer, margin.share_nonnegative, margin, doubt))
    return tuple(found)


def _engagement(places: Places) -> tuple[Engagement, ...]:
    first, found = places.evaluations[0], []
    for p, k in enumerate(first.participants):
        mediates = bool(first.crew.mediates[k])
        margin = places.spread(lambda e, p=p: e.best_delivery.engagement.margin[:, p])  # type: ignore[misc]
        found.append(
            Engagement(
                party=places.shape.third_parties[k],
                mediates=mediates,
                share=margin.share_nonnegative,
                margin=margin,
                parts={
                    part: places.among_on(lambda e, p=p, part=part: getattr(e.best_delivery.engagement, part)[:, p])  # type: ignore[misc]
                    for part in PARTS
                },
                takes_part=places.among_on(lambda e, k=k: e.takes_part[:, k]) if mediates else 1.0,  # type: ignore[misc]
            )
        )
    return tuple(found)


def _holding(places: Places, deals: Struck) -> tuple[HoldingResult, ...]:
    shape, world = places.shape, places.spots[0].ground.world
    months, total = shape.holding_months, max(float(deals.weight.sum()), 1e-300)
    late = np.maximum(world.shift_rate, 0.0) * months
    gains = (deals.weight[:, None] * deals.breached * world.breach_gain[deals.draw]).sum(axis=0)
    moves = (deals.weight[:, None] * deals.shifted * (world.shift_level + late)[deals.draw]).sum(axis=0)
    tempts = np.concatenate([gains, moves]) / total
    names, parties = (*shape.breaches, *shape.shifts), (*shape.breach_party, *shape.shift_party)
    least, found = deals.least(months), []
    for i, signer in enumerate(shape.signers):
        own = [(names[t], float(tempts[t])) for t in range(len(names)) if parties[t] == i]
        stays = float((deals.weight * (least[:, i] >= -TOLERANCE)).sum()) / total
        worst = float((deals.weight * np.where(deals.rate[:, i] > 0, months, 0)).sum()) / total
        ranked = tuple(sorted(own, key=lambda pair: -pair[1]))
        found.append(HoldingResult(signer, stays, weighted_spread(least[:, i], deals.weight), worst, ranked))
    return tuple(found)


def _levers(places: Places) -> tuple[LeverUse, ...]:
    shape, crew = places.shape, places.evaluations[0].crew
    world, mine = places.spots[0].ground.world, np.flatnonzero(crew.levers)
    weight, used, spent = 0.0, np.zeros(len(mine)), np.zeros(len(mine))
    for spot, evaluation in zip(places.spots, places.evaluations, strict=True):
        for strike, delivery in zip(evaluation.talks.strikes, evaluation.deliveries, strict=True):
            own = spot.chance * strike.weight
            weight += float(own.sum())
            used += np.einsum("d,dl->l", own, delivery.used)
            spent += np.einsum("d,dl->l", own, delivery.spent)
    return tuple(
        LeverUse(
            lever=shape.levers[v].name,
            holder=shape.third_parties[shape.levers[v].holder],
            target=shape.signers[shape.levers[v].target],
            kind=KIND_NAMES[shape.levers[v].kind],
            strength=places.among_on(lambda e, v=v: world.lever_strength[e.crew.mode][:, v]),  # type: ignore[misc]
            used=float(used[at]) / max(weight, 1e-300),
            cost=float(spent[at]) / max(weight, 1e-300),
        )
        for at, v in enumerate(mine)
    )


def _spoilers(places: Places) -> tuple[SpoilerUse, ...]:
    shape, found = places.shape, []
    world = places.spots[0].ground.world
    for s, decision in enumerate(places.evaluations[0].spoilers):
        pulled = np.any([e.spoilers[s].pulled.any(axis=0) for e in places.evaluations], axis=0)
        found.append(
            SpoilerUse(
                party=shape.third_parties[decision.party],
                loses_from_settlement=float((world.sigma[:, decision.party] < 0).mean()),
                acts=places.among_on(lambda e, s=s: e.spoilers[s].pulled.any(axis=1)),  # type: ignore[misc]
                damage=places.share(lambda e, s=s: np.full(len(e.consents), e.spoilers[s].damage)),  # type: ignore[misc]
                levers=tuple(shape.levers[v].name for c, v in enumerate(decision.levers) if pulled[c]),
            )
        )
    return tuple(found)
