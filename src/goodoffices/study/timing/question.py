"""When to sign: success of every plan by month of signing, what waiting costs, ripeness, and when the zone opens or closes.

A plan for month t can only be signed while the war goes on, by sides who see where the front is (`play.places`).  So it is
evaluated in full at every place where the front may stand in that month - candour, engagement, consent and holding all take
the value of fighting on from there - and the answer is the mean over places, weighted draw by draw with their chance.  A war
that one side has won by then has nothing left to sign and counts as no success.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from goodoffices.case.schema import Case
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.spread import share_error, spread
from goodoffices.model.arrays import Bools, Floats
from goodoffices.play.evaluate import many, row_of, success
from goodoffices.play.ground import Ground
from goodoffices.play.outcome import over_places
from goodoffices.play.places import LEFT_OUT, Month, Place, Spot, months_of
from goodoffices.play.study import Step, Study, View, held, wanted_plans
from goodoffices.play.world import LOOK_AHEAD
from goodoffices.study.timing.answer import Moment, RipeMonth, Stalemate, TimingAnswer, TimingView
from goodoffices.study.war.ripeness import verdict
from goodoffices.study.zone.months import zone_months

DRAWS = 1024
"""Fewer than for other questions: every place of the front is an evaluation of its own."""
MONTHS = (0, 3, 6, 12, 24)
"""Months of signing that are looked at where none are named, as far as the case looks ahead."""


def timing(
    what: Study | Case | str,
    *,
    plans: Sequence[str] | None = None,
    months: Sequence[int] | None = None,
    left_out: float = LEFT_OUT,
) -> TimingAnswer:
    """When to sign, under every perspective.

    Args:
        what: a study, or a case that is then studied on `DRAWS` draws.
        plans: ids of plans; default all of the case.
        months: months of signing; default `MONTHS`.  Month 0 is always among them: the others are compared with it.
        left_out: share of draws and paths that may be left out of a month, in the rarest places of the front.

    Cost: one play per plan, month and place of the front.

    Raises:
        ValueError: an unknown plan, a month beyond the horizon; else as the making of a study.
    """
    study = held(what, DRAWS)
    named = wanted_plans(study.case, plans) if plans else list(study.case.plans)
    asked = wanted_months(study.case.horizon, months)
    found = study.ask(lambda view, step: _view(view, step, named, asked, left_out), steps=1 + len(named) * len(asked))
    return TimingAnswer(*study.head, asked, found.perspectives)


def wanted_months(horizon: int, months: Sequence[int] | None) -> tuple[int, ...]:
    """The months asked, in order, month 0 among them; ValueError where one lies outside 0..horizon."""
    if months is None:
        months = [m for m in MONTHS if m <= horizon]
    beyond = [m for m in months if not 0 <= m <= horizon]
    if beyond:
        raise ValueError(f"month {beyond[0]} lies outside the months that the case looks ahead: 0 to {horizon}")
    return tuple(sorted({0, *months}))


def _view(view: View, step: Step, plans: Sequence[str], asked: tuple[int, ...], left_out: float) -> TimingView:
    base = view.ground
    zone = zone_months(base)
    months = months_of(base.belief, asked, left_out)
    rows = tuple(_ripe(base, month) for month in months)
    waiting = {
        s: tuple(spread(base.belief.waiting[:, i, month]) for month in asked) for i, s in enumerate(base.shape.signers)
    }
    step("zone")
    moments: dict[str, list[Moment]] = {plan: [] for plan in plans}
    today: dict[str, Floats] = {}
    for month in months:
        spots = view.spots(month.month, left_out)
        for plan, chance in _success(view.case, plans, month.month, spots):
            moments[plan].append(_moment(month, len(spots), chance, today.setdefault(plan, chance), view.places))
            step(f"{plan}, month {month.month}")
    return TimingView(
        name=view.name,
        title=view.title,
        zone=zone,
        won=_won(base),
        waiting=waiting,
        stalemate=_stalemate(base),
        ripeness=rows,
        plans={plan: tuple(by_month) for plan, by_month in moments.items()},
    )


def _success(case: Case, plans: Sequence[str], month: int, spots: Sequence[Spot]) -> Iterator[tuple[str, Floats]]:
    """(D,) chance that each plan succeeds in the month: over places of the front, weighted with the chance of each."""
    signed = {plan: case.plans[plan].model_copy(update={"month": month}) for plan in plans}
    lines = many(row_of(spot.ground, signed[plan]) for plan in plans for spot in spots)
    for plan in plans:
        yield plan, over_places((spot.chance, success(next(lines))) for spot in spots)


def _moment(month: Month, told: int, success: Floats, today: Floats, places: int | None) -> Moment:
    """A month of a plan of which `told` places of the front, the likeliest, were told apart."""
    share, change = float(success.mean()), success - today
    # with one place for all, the war goes on in every draw, wherever the front may be
    on = 1.0 if places == 1 else month.on
    cut = 0.0 if places == 1 else float(sum(place.chance.mean() for place in month.places[told:]))
    return Moment(
        month.month,
        share,
        share_error(success),
        float(change.mean()),
        share_error(change),
        share / on if on > 0 else float("nan"),
        0.0 if places == 1 else month.left_out + cut,
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
    world = ground.belief
    reservation = world.face + world.optimism + place.war
    margin, chosen = ground.best_deal(reservation)
    hurts = np.stack([_hurts(ground, i, month, place) for i in range(len(ground.shape.signers))], axis=1)
    gain = np.full(reservation.shape, -np.inf)
    there = chosen >= 0
    gain[there] = ground.frontiers.utilities[chosen[there]] - reservation[there]
    return hurts, hurts & (gain >= -TOLERANCE), margin >= -TOLERANCE


def _hurts(ground: Ground, signer: int, month: int, place: Place) -> Bools:
    world = ground.belief
    front, own = world.front, world.attrition.get(signer)
    if front is not None and own is not None:
        return np.asarray(place.war[:, signer] < own.frozen(place.position, front.positions))
    # six months ahead, or the last six of the horizon where it ends sooner
    value, last = world.war[:, signer], ground.shape.horizon
    start = min(month, max(0, last - LOOK_AHEAD))
    return np.asarray(value[:, min(start + LOOK_AHEAD, last)] < value[:, start])


def _stalemate(ground: Ground) -> dict[str, Stalemate]:
    world, shape = ground.belief, ground.shape
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
    world = ground.belief
    if world.front is None:
        return {}
    over = world.front.ends(ground.shape.horizon)
    return {ground.shape.signers[i]: over[own.side] for i, own in world.attrition.items()}
