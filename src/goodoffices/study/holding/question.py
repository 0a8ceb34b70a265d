"""Will it hold: margins month by month after signing, what tempts most, the smallest guarantee, and who could give it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from goodoffices.case.schema import Case, Plan
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.promises.guarantee import held_up, least_for_share, smallest_guarantees, weighted_quantiles
from goodoffices.engines.spread import LEVELS, share_error
from goodoffices.model.arrays import Bools, Floats
from goodoffices.model.levers import HOLDING, KINDS
from goodoffices.model.structure import Structure
from goodoffices.play.evaluate import many, row_of
from goodoffices.play.evaluate import success as success_of
from goodoffices.play.holding import Signed, Struck, signed, struck
from goodoffices.play.outcome import over_places, success
from goodoffices.play.places import Spot
from goodoffices.play.study import Step, Study, View, held, wanted_plan
from goodoffices.study.holding.answer import (
    Deterrent,
    Giver,
    HoldingAnswer,
    HoldingView,
    MarginPath,
    PartyHolding,
    Pull,
)

DRAWS = 4096
"""Fewer than for other questions: every guarantee is an evaluation of its own."""
CONFIDENCE = 0.9
"""Share of deals that a guarantee is to hold up where none is named."""


def holding(what: Study | Case | str, *, plan: str, confidence: float = CONFIDENCE) -> HoldingAnswer:
    """Would the deals that a plan finds hold, under every perspective?

    Args:
        what: a study, or a case that is then studied on `DRAWS` draws.
        plan: id of the plan.
        confidence: share of the deals that guarantees are to hold up, in (0, 1].

    Raises:
        ValueError: an unknown plan, a confidence out of bounds; else as the making of a study.
    """
    study = held(what, DRAWS)
    wanted_plan(study.case, plan)
    if not 0.0 < confidence <= 1.0:
        raise ValueError(f"confidence must lie above 0 and up to 1, not {confidence:g}")
    found = study.ask(
        lambda view, step: _view(view, step, view.case.plans[plan], confidence),
        steps=len(_guarantees(study.premises.shape)) + 2,
    )
    return HoldingAnswer(*study.head, plan, confidence, found.perspectives)


def _guarantees(shape: Structure) -> list[int]:
    """Levers that keep their target in a deal."""
    return [v for v, lever in enumerate(shape.levers) if KINDS[lever.kind].moves == HOLDING]


def _view(view: View, step: Step, plan: Plan, confidence: float) -> HoldingView:
    shape = view.ground.shape
    spots, guarantees = view.spots(plan.month), _guarantees(shape)
    mine = set(map(int, row_of(spots[0].ground, plan).hand.levers))
    tried = [[v] for v in guarantees]
    idle = [v for v in guarantees if v not in mine]
    tried += [idle] if len(idle) > 1 else []
    variations = iter(_variations(shape, plan, spots, mine, tried))
    base = next(variations)
    deals = struck(base)
    step("deals")
    chance = _success(base)
    lack, total = deals.lack(shape.holding_months), deals.total
    needed = smallest_guarantees(lack, deals.weight, confidence) if total > 0 else np.zeros(len(shape.signers))
    with_them = _held_by(base, deals, np.asarray((lack <= needed).all(axis=1)))
    holds = np.asarray((lack <= 0.0).all(axis=1))
    givers = []
    for levers in tried:
        givers.append(_giver(shape, base, deals, next(variations), levers))
        step(givers[-1].lever or "all guarantees")
    every = givers.pop() if len(idle) > 1 else None
    return HoldingView(
        name=view.name,
        title=view.title,
        found=total / view.ground.draws,
        holds=_ratio(deals.weight, holds),
        holds_se=_ratio_error(deals, holds, view.ground.draws),
        success=float(chance.mean()),
        parties={s: _party(view, deals, i, confidence) for i, s in enumerate(shape.signers)},
        needed=dict(zip(shape.signers, map(float, needed), strict=True)),
        held_up=held_up(lack, deals.weight, needed) if total > 0 else float("nan"),
        success_with=float(with_them.mean()),
        success_gain_se=share_error(with_them - chance),
        givers=tuple(givers),
        every_giver=every,
    )


def _variations(
    shape: Structure, plan: Plan, spots: Sequence[Spot], mine: set[int], tried: Sequence[Sequence[int]]
) -> Iterator[tuple[Signed, ...]]:
    """The plan with its deals, then the plan with each set of levers; without them where it counts on all of them."""
    plans = [plan]
    for levers in tried:
        other = mine - set(levers) if mine >= set(levers) else mine | set(levers)
        names = tuple(lever.name for v, lever in enumerate(shape.levers) if v in other)
        plans.append(plan.model_copy(update={"levers": names}))
    lines = many(row_of(spot.ground, one) for one in plans for spot in spots)
    for _ in plans:
        yield signed(spots, [next(lines) for _ in spots])


def _success(parts: Sequence[Signed]) -> Floats:
    """(D,) chance of success over the places."""
    return over_places((part.chance, success_of(part.line)) for part in parts)


def _held_by(parts: Sequence[Signed], deals: Struck, kept: Bools) -> Floats:
    """(D,) chance of success if the deals `kept` (R,) held, and no others."""
    found = []
    for at, part in enumerate(parts):
        here = deals.weight * (deals.place == at) * deals.engaged * kept
        found.append(success(part.line.consents, _by_draw(deals, here, len(part.chance))))
    total: Floats = np.sum(found, axis=0)
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
    shape, world, months = view.ground.shape, view.ground.belief, view.ground.shape.holding_months
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
    shape, world = view.ground.shape, view.ground.belief
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
    shape: Structure, base: Sequence[Signed], deals: Struck, there: Sequence[Signed], levers: Sequence[int]
) -> Giver:
    """The plan with these guarantees; for levers that are all in the plan, the plan against itself without them."""
    hand, belief = base[0].line.hand, base[0].line.ground.belief
    in_plan = set(levers) <= set(map(int, hand.levers))
    with_it, without = (base, there) if in_plan else (there, base)
    gap = _success(with_it) - _success(without)
    first, single = shape.levers[levers[0]], len(levers) == 1
    met = np.asarray(shape.lever_conditions.met(deals.options, np.array(levers)).any(axis=1))
    power, price = (belief.column(kind, hand.plan.mode, int(levers[0]))[deals.draw] for kind in ("strength", "cost"))
    given = deals if in_plan else struck(there)
    targets = sorted({shape.levers[v].target for v in levers})
    stays = np.asarray((given.lack(shape.holding_months)[:, targets] <= 0.0).all(axis=1))
    return Giver(
        lever=first.name if single else "",
        holder=shape.third_parties[first.holder] if single else "",
        target=shape.signers[first.target] if single else "",
        in_plan=in_plan,
        met=_ratio(deals.weight, met),
        strength=_mean(deals.weight * met, power) if single else float("nan"),
        cost=_mean(deals.weight * met, price) if single else float("nan"),
        willing=_willing(with_it, sorted({shape.levers[v].holder for v in levers})),
        covers=_ratio(given.weight, stays),
        success=float(_success(with_it).mean()),
        change=float(gap.mean()),
        change_se=share_error(gap),
    )


def _willing(parts: Sequence[Signed], holders: Sequence[int]) -> float:
    """Share of deals struck for which all holders would do their part."""
    weight = np.concatenate([part.weight for part in parts])
    margins = np.concatenate([part.deals.asked.margins[:, holders] for part in parts])
    return _ratio(weight, np.asarray((margins >= -TOLERANCE).all(axis=1)))
