"""Plans as results: the funnel, the binding link, and who would do what."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.spread import share_error, spread
from goodoffices.model.arrays import Floats, Ints
from goodoffices.model.levers import KIND_CODES
from goodoffices.play.evaluate import Evaluation
from goodoffices.play.ground import Ground
from goodoffices.study.results import (
    LINKS,
    ConsentResult,
    Engagement,
    Funnel,
    HoldingResult,
    LeverUse,
    Link,
    PlanResult,
    SpoilerUse,
)
from goodoffices.study.texts import package_text

KIND_NAMES = {code: name for name, code in KIND_CODES.items()}
CARRIED = 5
"""Packages listed as those that carry a plan."""


def plan_result(ground: Ground, name: str, evaluation: Evaluation) -> PlanResult:
    """Summarise an evaluation."""
    shape = ground.shape
    success = evaluation.success
    funnel = _funnel(evaluation)
    result = evaluation.talks
    won = [(s.codes, share) for s, share in zip(result.strikes, success_by_strike(evaluation), strict=True)]
    members = evaluation.takes_part.any(axis=0) & evaluation.crew.mediates
    return PlanResult(
        plan=name,
        success=float(success.mean()),
        draws_se=share_error(success),
        funnel=funnel,
        binding=binding_link(funnel),
        found=result.share,
        direct=float(result.direct.mean()),
        carried_by=carried_by(ground, won),
        mediators=tuple(h for k, h in enumerate(shape.third_parties) if members[k]),
        candour={s: float(evaluation.open[:, i].mean()) for i, s in enumerate(shape.signers)}
        if evaluation.crew.has_mediator
        else {},
        consent=_consent(ground, evaluation),
        engagement=_engagement(ground, evaluation),
        holding=_holding(ground, evaluation),
        levers=_levers(ground, evaluation),
        spoilers=_spoilers(ground, evaluation),
        patterns={_pattern(shape.signers, mask): share for mask, share in result.patterns.items()},
        text=package_text(ground, result.text) if result.text is not None else None,
        success_by_draw=success.astype(np.float32),
    )


def binding_link(funnel: Funnel) -> Link:
    """The link with the lowest share passing, given all before it; the earlier one on a tie."""
    passing = funnel.passing()
    return min(LINKS, key=lambda link: passing[link])


def _funnel(evaluation: Evaluation) -> Funnel:
    consents = evaluation.consents
    exists = consents & (evaluation.talks.margin >= -TOLERANCE)
    return Funnel(
        consent=float(consents.mean()),
        exists=float(exists.mean()),
        found=evaluation.passing(),
        engagement=evaluation.passing(evaluation.engaged),
        holding=evaluation.passing(evaluation.engaged, evaluation.holds),
    )


def _pattern(signers: tuple[str, ...], mask: int) -> str:
    return "+".join(s for i, s in enumerate(signers) if mask >> i & 1) or "none"


def success_by_strike(evaluation: Evaluation) -> list[Floats]:
    """(D,) chance of success through each strike."""
    rows = zip(evaluation.talks.strikes, evaluation.engaged, evaluation.holds, strict=True)
    return [evaluation.consents * strike.weight * engaged * holds for strike, engaged, holds in rows]


def carried_by(ground: Ground, won: Sequence[tuple[Ints, Floats]]) -> tuple[tuple[dict[str, str], float], ...]:
    """Packages by their share of a plan's successes, from codes (R, W) and chances of success (R,)."""
    shape = ground.shape
    rows = [codes[chance > 0] for codes, chance in won]
    codes, place = np.unique(np.concatenate(rows), axis=0, return_inverse=True)
    weight = np.bincount(place.ravel(), weights=np.concatenate([chance[chance > 0] for _, chance in won]))
    total = weight.sum()
    if total <= 0:
        return ()
    order = np.argsort(-weight, kind="stable")[:CARRIED]
    options = shape.space.options_of(shape.space.choices_from(codes[order]))
    return tuple((shape.package_names(row), float(weight[p] / total)) for p, row in zip(order, options, strict=True))


def _consent(ground: Ground, evaluation: Evaluation) -> tuple[ConsentResult, ...]:
    if not evaluation.crew.has_mediator:
        return ()
    shape = ground.shape
    return tuple(
        ConsentResult(
            signer,
            float((evaluation.consent[:, i] >= -TOLERANCE).mean()),
            spread(evaluation.consent[:, i]),
            float(evaluation.mistrust[:, i].mean()),
        )
        for i, signer in enumerate(shape.signers)
        if shape.belligerent[i]
    )


def _engagement(ground: Ground, evaluation: Evaluation) -> tuple[Engagement, ...]:
    parts = evaluation.best_delivery.engagement
    named = ("settlement", "reputation", "effort", "levers", "offers_received", "offers_made", "without_it")
    results = []
    margins = parts.margin
    for p, k in enumerate(evaluation.participants):
        margin = margins[:, p]
        results.append(
            Engagement(
                party=ground.shape.third_parties[k],
                mediates=bool(evaluation.crew.mediates[k]),
                share=float((margin >= -TOLERANCE).mean()),
                margin=spread(margin),
                parts={name: float(getattr(parts, name)[:, p].mean()) for name in named},
                takes_part=float(evaluation.takes_part[:, k].mean()) if evaluation.crew.mediates[k] else 1.0,
            )
        )
    return tuple(results)


def _over_strikes(evaluation: Evaluation, values: Sequence[Floats]) -> Floats:
    """Mean of one array (D, ...) per strike, weighted by how likely each strike is; 0 where no deal is found."""
    weights = [strike.weight for strike in evaluation.talks.strikes]
    total = sum(float(weight.sum()) for weight in weights)
    # einsum sums in one order, where a matrix product would let the number of cores decide
    summed = [np.einsum("d,d...->...", weight, value) for value, weight in zip(values, weights, strict=True)]
    result: Floats = np.sum(summed, axis=0) / max(total, 1e-300)
    return result


def _holding(ground: Ground, evaluation: Evaluation) -> tuple[HoldingResult, ...]:
    strikes, deliveries, shape = evaluation.talks.strikes, evaluation.deliveries, ground.shape
    names = (*shape.breaches, *shape.shifts)
    parties = (*shape.breach_party, *shape.shift_party)
    struck_in = max(sum(float(strike.weight.sum()) for strike in strikes), 1e-300)
    tempts = np.sum([delivery.temptation for delivery in deliveries], axis=0) / struck_in
    months = _over_strikes(evaluation, [delivery.worst_month.astype(np.float64) for delivery in deliveries])
    stays = _over_strikes(evaluation, [(delivery.holding >= -TOLERANCE).astype(np.float64) for delivery in deliveries])
    struck = np.concatenate(
        [delivery.holding[strike.weight > 0] for delivery, strike in zip(deliveries, strikes, strict=True)]
    )
    results = []
    for i, signer in enumerate(shape.signers):
        own = [(names[t], float(tempts[t])) for t in range(len(names)) if parties[t] == i]
        results.append(
            HoldingResult(
                party=signer,
                share=float(stays[i]),
                margin=spread(struck[:, i]),
                worst_month=float(months[i]),
                temptations=tuple(sorted(own, key=lambda pair: -pair[1])),
            )
        )
    return tuple(results)


def _levers(ground: Ground, evaluation: Evaluation) -> tuple[LeverUse, ...]:
    shape, mode = ground.shape, evaluation.crew.mode
    mine = np.flatnonzero(evaluation.crew.levers)
    strength = ground.world.lever_strength[mode][:, mine].mean(axis=0)
    used = _over_strikes(evaluation, [delivery.used for delivery in evaluation.deliveries])
    cost = _over_strikes(evaluation, [delivery.spent for delivery in evaluation.deliveries])
    return tuple(
        LeverUse(
            lever=shape.levers[v].name,
            holder=shape.third_parties[shape.levers[v].holder],
            target=shape.signers[shape.levers[v].target],
            kind=KIND_NAMES[shape.levers[v].kind],
            strength=float(strength[at]),
            used=float(used[at]),
            cost=float(cost[at]),
        )
        for at, v in enumerate(mine)
    )


def _spoilers(ground: Ground, evaluation: Evaluation) -> tuple[SpoilerUse, ...]:
    shape = ground.shape
    return tuple(
        SpoilerUse(
            party=shape.third_parties[decision.party],
            loses_from_settlement=float((ground.world.sigma[:, decision.party] < 0).mean()),
            acts=float(decision.pulled.any(axis=1).mean()),
            damage=float(decision.damage),
            levers=tuple(shape.levers[v].name for c, v in enumerate(decision.levers) if decision.pulled[:, c].any()),
        )
        for decision in evaluation.spoilers
    )
