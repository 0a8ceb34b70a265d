"""When to sign: success of every plan by month of signing, what waiting costs, ripeness, and when the zone opens or closes.

A plan for month t can only be signed while the war goes on, by sides who see where the front is (`front.py`).  So it is
evaluated in full at every place where the front may stand in that month - candour, engagement, consent and holding all take
the value of fighting on from there - and the answer is the mean over places, weighted draw by draw with their chance.  A war
that one side has won by then has nothing left to sign and counts as no success.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from goodoffices.case.schema import Case
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.spread import share_error, spread
from goodoffices.model.arrays import Bools, Floats
from goodoffices.play.belief import LOOK_AHEAD
from goodoffices.play.evaluate import evaluate
from goodoffices.play.ground import Ground
from goodoffices.play.places import LEFT_OUT, Month, Place, months_of
from goodoffices.play.study import Progress, Step, View, ask
from goodoffices.study.spots import Spot, spots_of
from goodoffices.study.timing.answer import Moment, RipeMonth, Stalemate, TimingAnswer, TimingView
from goodoffices.study.war.ripeness import verdict
from goodoffices.study.zone.months import zone_months

DRAWS = 1024
"""Fewer than for other questions: every place of the front is an evaluation of its own."""
MONTHS = (0, 3, 6, 12, 24)
"""Months of signing that are looked at where none are named, as far as the case looks ahead."""


def timing(
    case: Case,
    *,
    plans: Sequence[str] | None = None,
    months: Sequence[int] | None = None,
    draws: int = DRAWS,
    seed: int = 1,
    perspectives: Sequence[str] | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    left_out: float = LEFT_OUT,
) -> TimingAnswer:
    """When to sign, under every perspective.

    Args:
        case: the case.
        plans: ids of plans; default all of the case.
        months: months of signing; default `MONTHS`.  Month 0 is always among them: the others are compared with it.
        draws, seed, perspectives, workers, progress: as `asking.ask`.
        left_out: share of draws and paths that may be left out of a month, in the rarest places of the front.

    Cost: one evaluation per plan, month and place of the front.

    Raises:
        ValueError: an unknown plan, a month beyond the horizon; else as `asking.ask`.
    """
    named = _plans(case, plans)
    asked = wanted_months(case.horizon, months)

    def question(view: View, step: Step) -> TimingView:
        return _view(view, step, named, asked, left_out)

    found = ask(
        case, question, draws=draws, seed=seed, perspectives=perspectives, workers=workers, progress=progress,
        steps=1 + len(named) * len(asked),
    )  # fmt: skip
    return TimingAnswer(case, found.draws, found.seed, found.version, found.digest, asked, found.perspectives)


def wanted_months(horizon: int, months: Sequence[int] | None) -> tuple[int, ...]:
    """The months asked, in order, month 0 among them; ValueError where one lies outside 0..horizon."""
    if months is None:
        months = [m for m in MONTHS if m <= horizon]
    beyond = [m for m in months if not 0 <= m <= horizon]
    if beyond:
        raise ValueError(f"month {beyond[0]} lies outside the months that the case looks ahead: 0 to {horizon}")
    return tuple(sorted({0, *months}))


def _plans(case: Case, plans: Sequence[str] | None) -> tuple[str, ...]:
    from goodoffices.case.problem import did_you_mean

    for name in plans or ():
        if name not in case.plans:
            raise ValueError(f"no plan is called {name!r}; {did_you_mean(name, list(case.plans)) or 'see the case'}")
    return tuple(dict.fromkeys(plans)) if plans else tuple(case.plans)


def _view(view: View, step: Step, plans: Sequence[str], asked: tuple[int, ...], left_out: float) -> TimingView:
    base = view.ground
    zone = zone_months(base)
    months = months_of(base.world, asked, left_out)
    rows = tuple(_ripe(base, month) for month in months)
    waiting = {
        s: tuple(spread(base.world.waiting[:, i, month]) for month in asked) for i, s in enumerate(base.shape.signers)
    }
    step("zone")
    success: dict[str, list[Floats]] = {plan: [] for plan in plans}
    for month in months:
        spots = spots_of(base, month, view.alone)
        for plan in plans:
            success[plan].append(_success(view.case, plan, month.month, spots))
            step(f"{plan}, month {month.month}")
    return TimingView(
        name=view.name,
        title=view.title,
        zone=zone,
        won=_won(base),
        waiting=waiting,
        stalemate=_stalemate(base),
        ripeness=rows,
        plans={
            plan: tuple(_moment(month, s, by_month[0]) for month, s in zip(months, by_month, strict=True))
            for plan, by_month in success.items()
        },
    )


def _success(case: Case, plan: str, month: int, spots: Iterable[Spot]) -> Floats:
    """(D,) chance that the plan succeeds in the month: over places of the front, weighted with the chance of each."""
    signed = case.plans[plan].model_copy(update={"month": month})
    total: Floats = np.sum([s.chance * evaluate(s.ground, signed, s.alone).success for s in spots], axis=0)
    return total


def _moment(month: Month, success: Floats, today: Floats) -> Moment:
    share, change = float(success.mean()), success - today
    return Moment(
        month.month,
        share,
        share_error(success),
        float(change.mean()),
        share_error(change),
        share / month.on if month.on > 0 else float("nan"),
        month.left_out,
    )


def _ripe(ground: Ground, month: Month) -> RipeMonth:
    """Zartman's conditions over all places of a month that are not left out, each with its chance."""
    shape = ground.shape
    n = len(shape.signers)
    hurting, perceived, way_out, on = np.zeros(n), np.zeros(n), 0.0, 0.0
    for place in month.places:
        hurts, sees, exists = _conditions(ground, month.month, place)
        hurting += np.einsum("d,dn->n", place.chance, hurts.astype(np.float64))
        perceived += np.einsum("d,dn->n", place.chance, sees.astype(np.float64))
        way_out += float((place.chance * exists).sum())
        on += float(place.chance.sum())
    share = 1.0 / on if on > 0 else float("nan")
    hurt, felt = [float(h) * share for h in hurting], [float(p) * share for p in perceived]
    return RipeMonth(
        month.month,
        dict(zip(shape.signers, hurt, strict=True)),
        dict(zip(shape.signers, felt, strict=True)),
        way_out * share,
        verdict(hurt, felt, way_out * share),
    )


def _conditions(ground: Ground, month: int, place: Place) -> tuple[Bools, Bools, Bools]:
    """Whether it hurts (D, n), hurts and is seen to (D, n), and whether some deal beats it for all (D,)."""
    world = ground.world
    reservation = world.face + world.optimism + place.war
    margin, chosen = ground.best_deal(reservation)
    hurts = np.stack([_hurts(ground, i, month, place) for i in range(len(ground.shape.signers))], axis=1)
    gain = np.full(reservation.shape, -np.inf)
    there = chosen >= 0
    gain[there] = ground.frontiers.utilities[chosen[there]] - reservation[there]
    return hurts, hurts & (gain >= -TOLERANCE), margin >= -TOLERANCE


def _hurts(ground: Ground, signer: int, month: int, place: Place) -> Bools:
    world = ground.world
    front, own = world.front, world.attrition.get(signer)
    if front is not None and own is not None:
        return np.asarray(place.war[:, signer] < own.frozen(place.position, front.positions))
    # six months ahead, or the last six of the horizon where it ends sooner
    value, last = world.war[:, signer], ground.shape.horizon
    start = min(month, max(0, last - LOOK_AHEAD))
    return np.asarray(value[:, min(start + LOOK_AHEAD, last)] < value[:, start])


def _stalemate(ground: Ground) -> dict[str, Stalemate]:
    world, shape = ground.world, ground.shape
    _, chosen = ground.best_deal(world.reservation(0))
    deals = ground.frontiers.utilities[chosen[chosen >= 0]]
    later = min(LOOK_AHEAD, shape.horizon)
    found = {}
    for i, signer in enumerate(shape.signers):
        own, front = world.attrition.get(i), world.front
        at_front = own is not None and front is not None
        instead = own.frozen(front.start, front.positions) if own and front else world.war[:, i, later]
        found[signer] = Stalemate(
            spread(world.war[:, i, 0]), spread(instead), spread(world.optimism[:, i]), spread(deals[:, i]), at_front
        )
    return found


def _won(ground: Ground) -> dict[str, Floats]:
    """Share in which each side with a war of attrition has won by month 0..horizon; nobody has in month 0."""
    world = ground.world
    if world.front is None:
        return {}
    over = world.front.ends(ground.shape.horizon)
    return {ground.shape.signers[i]: over[own.side] for i, own in world.attrition.items()}
