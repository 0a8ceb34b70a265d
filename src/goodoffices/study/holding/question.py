"""Will it hold: margins month by month after signing, what tempts most, the smallest guarantee, and who could give it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from goodoffices.case.schema import Case, Plan
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.promises.guarantee import held_up, least_for_share, smallest_guarantees, weighted_quantiles
from goodoffices.engines.spread import LEVELS, share_error
from goodoffices.model.arrays import Bools, Floats
from goodoffices.model.levers import GUARANTEE
from goodoffices.model.structure import Structure
from goodoffices.play.evaluate import Evaluation, evaluate
from goodoffices.play.study import Progress, Step, View, ask
from goodoffices.study.holding.answer import (
    Deterrent,
    Giver,
    HoldingAnswer,
    HoldingView,
    MarginPath,
    PartyHolding,
    Pull,
)
from goodoffices.study.spots import Spot, spots_at
from goodoffices.study.struck import Struck, struck

DRAWS = 4096
"""Fewer than for other questions: every guarantee is an evaluation of its own."""
CONFIDENCE = 0.9
"""Share of deals that a guarantee is to hold up where none is named."""


def holding(
    case: Case,
    *,
    plan: str,
    confidence: float = CONFIDENCE,
    draws: int = DRAWS,
    seed: int = 1,
    perspectives: Sequence[str] | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> HoldingAnswer:
    """Would the deals that a plan finds hold, under every perspective?

    Args:
        case: the case.
        plan: id of the plan.
        confidence: share of the deals that guarantees are to hold up, in (0, 1].
        draws, seed, perspectives, workers, progress: as `asking.ask`.

    Raises:
        ValueError: an unknown plan, a confidence out of bounds; else as `asking.ask`.
    """
    from goodoffices.case.problem import did_you_mean

    if plan not in case.plans:
        raise ValueError(f"no plan is called {plan!r}; {did_you_mean(plan, list(case.plans)) or 'see the case'}")
    if not 0.0 < confidence <= 1.0:
        raise ValueError(f"confidence must lie above 0 and up to 1, not {confidence:g}")
    count = sum(lever.kind == "guarantee" for lever in case.levers.values())

    def question(view: View, step: Step) -> HoldingView:
        return _view(view, step, view.case.plans[plan], confidence)

    found = ask(
        case, question, draws=draws, seed=seed, perspectives=perspectives, workers=workers, progress=progress,
        steps=count + 2,
    )  # fmt: skip
    return HoldingAnswer(
        case, found.draws, found.seed, found.version, found.digest, plan, confidence, found.perspectives
    )


def _view(view: View, step: Step, plan: Plan, confidence: float) -> HoldingView:
    shape = view.ground.shape
    spots = spots_at(view.ground, plan.month, view.alone)
    base = [evaluate(spot.ground, plan, spot.alone) for spot in spots]
    deals = struck(spots, base)
    step("deals")
    success = _success(spots, base)
    total = float(deals.weight.sum())
    lack = deals.lack(shape.holding_months)
    none = np.zeros(len(shape.signers))
    needed = smallest_guarantees(lack, deals.weight, confidence) if total > 0 else none
    with_them = _by_draw(deals, deals.delivered * (lack <= needed).all(axis=1), view.ground.draws)
    holds = np.asarray((lack <= 0.0).all(axis=1))
    givers = [
        _giver(view, step, plan, spots, base, deals, [v])
        for v, lever in enumerate(shape.levers)
        if lever.kind == GUARANTEE
    ]
    idle = [v for v, lever in enumerate(shape.levers) if lever.kind == GUARANTEE and not base[0].crew.levers[v]]
    every = _giver(view, step, plan, spots, base, deals, idle) if len(idle) > 1 else None
    return HoldingView(
        name=view.name,
        title=view.title,
        found=total / view.ground.draws,
        holds=_ratio(deals.weight, holds),
        holds_se=_ratio_error(deals, holds, view.ground.draws),
        success=float(success.mean()),
        parties={s: _party(view, deals, i, confidence) for i, s in enumerate(shape.signers)},
        needed=dict(zip(shape.signers, map(float, needed), strict=True)),
        held_up=held_up(lack, deals.weight, needed) if total > 0 else float("nan"),
        success_with=float(with_them.mean()),
        success_gain_se=share_error(with_them - success),
        givers=tuple(givers),
        every_giver=every,
    )


def _success(spots: Sequence[Spot], evaluations: Sequence[Evaluation]) -> Floats:
    total: Floats = np.sum([s.chance * e.success for s, e in zip(spots, evaluations, strict=True)], axis=0)
    return total


def _by_draw(deals: Struck, weight: Floats, draws: int) -> Floats:
    """(D,) sum of the weights of a draw's deals."""
    return np.bincount(deals.draw, weights=weight, minlength=draws).astype(np.float64)


def _ratio(weight: Floats, chosen: Bools) -> float:
    total = float(weight.sum())
    return float((weight * chosen).sum() / total) if total > 0 else float("nan")


def _ratio_error(deals: Struck, chosen: Bools, draws: int) -> float:
    """Standard error of a share of deals: that of a ratio of means over draws."""
    whole = _by_draw(deals, deals.weight, draws)
    if whole.sum() <= 0:
        return float("nan")
    part = _by_draw(deals, deals.weight * chosen, draws)
    return share_error(part - part.sum() / whole.sum() * whole) / float(whole.mean())


def _party(view: View, deals: Struck, signer: int, confidence: float) -> PartyHolding:
    months = view.ground.shape.holding_months
    least, lack = deals.least(months)[:, signer], deals.lack(months)[:, signer]
    total = float(deals.weight.sum())
    return PartyHolding(
        stays=_ratio(deals.weight, lack <= 0.0),
        path=_path(deals, signer, months),
        pulls=_pulls(view, deals, signer, least),
        safeguards=_safeguards(view, deals, signer, least),
        alone=least_for_share(lack, deals.weight, confidence) if total > 0 else 0.0,
    )


def _path(deals: Struck, signer: int, months: int) -> MarginPath:
    if not deals.weight.size:
        return MarginPath(*(np.full(months + 1, np.nan) for _ in range(7)))
    margins = deals.keep[:, [signer]] - deals.level[:, [signer]] - deals.rate[:, [signer]] * np.arange(months + 1)
    weight = deals.weight / deals.weight.sum()
    q05, q25, q50, q75, q95 = weighted_quantiles(margins, weight, np.array(LEVELS))
    stays = np.einsum("r,rm->m", weight, (margins >= -TOLERANCE).astype(np.float64))
    return MarginPath(np.einsum("r,rm->m", weight, margins), q05, q25, q50, q75, q95, stays)


def _pulls(view: View, deals: Struck, signer: int, least: Floats) -> tuple[Pull, ...]:
    shape, world, months = view.ground.shape, view.ground.world, view.ground.shape.holding_months
    left, found = least < -TOLERANCE, []
    for b in np.flatnonzero(shape.breach_party == signer):
        has, gain = deals.breached[:, b], world.breach_gain[deals.draw, b]
        saved = left & has & (least + gain >= -TOLERANCE)
        found.append(_pull(deals, shape.breaches[b], "breach", has, gain, 0, saved))
    for s in np.flatnonzero(shape.shift_party == signer):
        has, level, rate = deals.shifted[:, s], world.shift_level[deals.draw, s], world.shift_rate[deals.draw, s]
        without = deals.keep[:, signer] - (deals.level[:, signer] - level)
        without = without - np.maximum(deals.rate[:, signer] - rate, 0.0) * months
        grows = _ratio(deals.weight * has, rate > 0) > 0.5
        points = level + np.maximum(rate, 0.0) * months
        saved = left & has & (without >= -TOLERANCE)
        found.append(_pull(deals, shape.shifts[s], "shift", has, points, months if grows else 0, saved))
    return tuple(sorted(found, key=lambda pull: -(pull.present * pull.points if pull.present > 0 else 0.0)))


def _pull(deals: Struck, name: str, kind: str, has: Bools, points: Floats, month: int, saved: Bools) -> Pull:
    assert kind in ("breach", "shift")
    return Pull(
        name,
        "breach" if kind == "breach" else "shift",
        _ratio(deals.weight, has),
        _mean(deals.weight * has, points),
        month,
        _ratio(deals.weight, saved),
    )


def _mean(weight: Floats, values: Floats) -> float:
    total = float(weight.sum())
    return float((weight * values).sum() / total) if total > 0 else 0.0


def _safeguards(view: View, deals: Struck, signer: int, least: Floats) -> tuple[Deterrent, ...]:
    shape, world = view.ground.shape, view.ground.world
    found = []
    for c in np.flatnonzero(shape.safeguard_party == signer):
        has, points = deals.safe[:, c], world.safeguard_points[deals.draw, c]
        lost = (least >= -TOLERANCE) & has & (least - points < -TOLERANCE)
        found.append(
            Deterrent(
                shape.safeguards[c],
                _ratio(deals.weight, has),
                _mean(deals.weight * has, points),
                _ratio(deals.weight, lost),
            )
        )
    return tuple(found)


def _giver(
    view: View,
    step: Step,
    plan: Plan,
    spots: Sequence[Spot],
    base: Sequence[Evaluation],
    deals: Struck,
    levers: Sequence[int],
) -> Giver:
    """The plan with these guarantees; for levers that are all in the plan, the plan against itself without them."""
    shape, world, mode = view.ground.shape, view.ground.world, base[0].crew.mode
    mine = base[0].crew.levers
    in_plan = bool(mine[list(levers)].all())
    other = mine.copy()
    other[list(levers)] = not in_plan
    changed = plan.model_copy(update={"levers": _names(shape, other)})
    there = [evaluate(spot.ground, changed, spot.alone) for spot in spots]
    with_it, without = (base, there) if in_plan else (there, base)
    gap = _success(spots, with_it) - _success(spots, without)
    first, single = shape.levers[levers[0]], len(levers) == 1
    met = shape.lever_conditions.met(deals.options, np.array(levers)).any(axis=1)
    power, price = (table[mode][deals.draw, levers[0]] for table in (world.lever_strength, world.lever_cost))
    given = deals if in_plan else struck(spots, there)
    targets = sorted({shape.levers[v].target for v in levers})
    stays = np.asarray((given.lack(shape.holding_months)[:, targets] <= 0.0).all(axis=1))
    step(first.name if single else "all guarantees")
    return Giver(
        lever=first.name if single else "",
        holder=shape.third_parties[first.holder] if single else "",
        target=shape.signers[first.target] if single else "",
        in_plan=in_plan,
        met=_ratio(deals.weight, np.asarray(met)),
        strength=_mean(deals.weight * met, power) if single else float("nan"),
        cost=_mean(deals.weight * met, price) if single else float("nan"),
        willing=_willing(spots, with_it, {shape.levers[v].holder for v in levers}),
        covers=_ratio(given.weight, stays),
        success=float(_success(spots, with_it).mean()),
        change=float(gap.mean()),
        change_se=share_error(gap),
    )


def _names(shape: Structure, wanted: Bools) -> tuple[str, ...]:
    return tuple(lever.name for v, lever in enumerate(shape.levers) if wanted[v])


def _willing(spots: Sequence[Spot], evaluations: Sequence[Evaluation], holders: set[int]) -> float:
    """Share of deals struck for which all holders would do their part."""
    yes, total = 0.0, 0.0
    for spot, evaluation in zip(spots, evaluations, strict=True):
        columns = [p for p, k in enumerate(evaluation.participants) if int(k) in holders]
        for strike, delivery in zip(evaluation.talks.strikes, evaluation.deliveries, strict=True):
            weight = spot.chance * strike.weight
            willing = (delivery.engagement.margin[:, columns] >= -TOLERANCE).all(axis=1)
            yes, total = yes + float((weight * willing).sum()), total + float(weight.sum())
    return yes / total if total > 0 else float("nan")
