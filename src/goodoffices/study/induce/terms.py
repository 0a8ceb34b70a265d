"""From a case to the terms of an inducement: who is needed, what each would get and pay under given lever commitments.

Offers do not move what the talks find: they enter the margins of engagement times P.  Levers do: they shift what the sides
would sign, and with it P, the deal struck, and how far every other lever must be used.  So every set of commitments is a
plan of its own, evaluated as any plan is; under each, what offers can do is the linear matter of `engines.promises.terms`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from goodoffices.case.schema import Mode, Plan
from goodoffices.engines.promises.terms import Terms
from goodoffices.model.arrays import Floats, Ints
from goodoffices.model.levers import SPOIL
from goodoffices.model.structure import MODES, Structure
from goodoffices.play.evaluate import Evaluation, evaluate
from goodoffices.play.hand import team
from goodoffices.play.study import View

MOST_SETS = 20_000
"""Sets of lever commitments that are looked at."""


@dataclass(frozen=True)
class Request:
    """What is asked of `inducement`, fitted to a case."""

    mediator: str
    plan: Plan
    """With the mediator among those who take part in any case, and without offers."""
    levers: tuple[str, ...]
    """Levers that are in the plan as it is."""
    candidates: tuple[str, ...]
    """Levers that others may commit."""
    most: int
    """Commitments at once."""
    offers: tuple[str, ...]
    """Offers that may be made."""
    confidence: float
    weights: Mapping[str, float]
    budgets: Mapping[str, float]
    scale: str
    divisible: bool

    @property
    def sets(self) -> int:
        """Sets of commitments."""
        return sum(comb(len(self.candidates), size) for size in range(self.most + 1))

    def commitments(self) -> Iterator[tuple[str, ...]]:
        """Every set of at most `most` candidates, fewer first."""
        for size in range(self.most + 1):
            yield from combinations(self.candidates, size)


@dataclass(frozen=True, eq=False)
class Offered:
    """The terms under one set of commitments and one way of holding the talks."""

    talks: Mode
    levers: tuple[str, ...]
    terms: Terms
    parties: tuple[str, ...]
    """Names of the H parties of the terms."""
    offers: tuple[tuple[str, str], ...]
    """(offer, mode) of the K promises."""
    committed: float
    """What the commitments alone count in the objective."""
    found: float
    alone: float
    used: Mapping[str, float]
    """lever committed: mean share that the best deal needs."""
    mean_worth: Floats
    """(K,) mean net worth of each promise if there is a settlement, receiver's points."""

    @property
    def mediators(self) -> tuple[str, ...]:
        """Parties required in any case."""
        return tuple(p for p, needed in zip(self.parties, self.terms.required, strict=True) if needed)


def offered(view: View, request: Request, talks: Mode, levers: tuple[str, ...], modes: Sequence[str]) -> Offered | None:
    """The terms with `levers` committed and offers to be made in `modes`; None where a commitment breaks a budget."""
    ground, shape = view.ground, view.ground.shape
    price = lever_points(view, levers, talks)
    if any(points > request.budgets.get(holder, np.inf) + 1e-9 for holder, points in price.items()):
        return None
    plan = request.plan.model_copy(update={"levers": (*request.levers, *levers), "mode": talks})
    found = evaluate(ground, plan, view.alone(plan.month))
    alone = found.expected.alone.found
    share, parties = found.talks.share, _parties(shape, request, found)
    base = np.stack([_margin(ground.world.sigma, found, int(k), share - alone) for k in parties])
    required = np.array([k in found.participants and not found.crew.optional[k] for k in parties])
    promises = [(shape.offers.index(name), MODES[mode], mode) for name in request.offers for mode in modes]
    place = {int(k): at for at, k in enumerate(parties)}
    giver = np.array([place[int(shape.offer_giver[f])] for f, _, _ in promises], dtype=np.int64)
    receiver = np.array([place[int(shape.offer_receiver[f])] for f, _, _ in promises], dtype=np.int64)
    worth = np.array([ground.world.offer_value[m, :, f] for f, m, _ in promises]).reshape(-1, ground.draws)
    cost = np.array([ground.world.offer_cost[m, :, f] for f, m, _ in promises]).reshape(-1, ground.draws)
    names = tuple(shape.third_parties[k] for k in parties)
    counted = np.array([counts(view, request, name) for name in names])
    points = cost.mean(axis=1)
    left = [request.budgets.get(name, np.inf) - price.get(name, 0.0) for name in names]
    terms = Terms(
        base=base,
        required=required,
        giver=giver,
        receiver=receiver,
        worth=share * worth,
        price=share * cost,
        cost=points * counted[giver] if len(giver) else np.zeros(0),
        points=points,
        budget=np.maximum(left, 0.0),
        offer=np.array([f for f, _, _ in promises], dtype=np.int64),
    )
    mine = {shape.levers[v].name: at for at, v in enumerate(np.flatnonzero(found.crew.levers))}
    return Offered(
        talks=talks,
        levers=levers,
        terms=terms,
        parties=names,
        offers=tuple((shape.offers[f], mode) for f, _, mode in promises),
        committed=sum(points * counts(view, request, holder) for holder, points in price.items()),
        found=share,
        alone=alone,
        used={name: float(found.best_delivery.used[:, mine[name]].mean()) for name in levers},
        mean_worth=worth.mean(axis=1),
    )


def counts(view: View, request: Request, party: str) -> float:
    """What one point of a sponsor counts in the objective: its weight, per point of its stake where points are scaled."""
    weight = request.weights.get(party, 1.0)
    return weight / stake(view, party) if request.scale == "stakes" else weight


def stake(view: View, party: str) -> float:
    """Mean of |settlement - war_goes_on| over draws, own points; 1 for a party that has none."""
    k = view.ground.shape.third_parties.index(party)
    mean = float(np.abs(view.ground.world.sigma[:, k]).mean())
    return mean if mean > 0 else 1.0


def lever_points(view: View, levers: Sequence[str], talks: str) -> dict[str, float]:
    """holder: mean cost at full use of its levers among these, own points."""
    shape, total = view.ground.shape, dict[str, float]()
    for v, lever in enumerate(shape.levers):
        if lever.name in levers:
            holder = shape.third_parties[lever.holder]
            cost = float(view.ground.world.lever_cost[MODES[talks], :, v].mean())
            total[holder] = total.get(holder, 0.0) + cost
    return total


def request_for(
    view: View,
    mediator: str,
    plan: Plan | None,
    *,
    confidence: float,
    most: int,
    weights: Mapping[str, float],
    budgets: Mapping[str, float],
    scale: str,
    divisible: bool,
) -> Request:
    """Fit what is asked to the case; a plan for a later month is taken as if it were signed today.

    Offers to or by a member that takes part only where it wants to are left out: they would move what the talks find.

    Raises:
        ValueError: more sets of commitments than MOST_SETS.
    """
    shape = view.ground.shape
    chosen = plan or Plan(name=f"{mediator} mediates", mediators=(mediator,))
    update = {
        "mediators": tuple(dict.fromkeys((*chosen.mediators, mediator))),
        "if_willing": tuple(h for h in chosen.if_willing if h != mediator),
        "offers": (),
        "month": 0,
    }
    chosen = chosen.model_copy(update=update)
    crew = team(view.ground, chosen)
    levers = tuple(shape.levers[v].name for v in np.flatnonzero(crew.levers))
    free = [
        lever.name
        for v, lever in enumerate(shape.levers)
        if lever.kind != SPOIL and not crew.levers[v] and not crew.mediates[lever.holder]
    ]
    optional = {shape.third_parties[k] for k in np.flatnonzero(crew.optional)}
    offers = tuple(name for name, o in view.case.offers.items() if not {o.giver, o.receiver} & optional)
    request = Request(
        mediator,
        chosen,
        levers,
        tuple(free),
        min(most, len(free)),
        offers,
        confidence,
        weights,
        budgets,
        scale,
        divisible,
    )
    if request.sets > MOST_SETS:
        raise ValueError(
            f"{len(free)} levers of others give {request.sets:,} sets of at most {most} commitments, more than the "
            f"{MOST_SETS:,} that are looked at; ask for fewer commitments"
        )
    return request


def _parties(shape: Structure, request: Request, found: Evaluation) -> Ints:
    """Third parties that the terms are about: all whom the plan needs, and givers and receivers of offers."""
    involved = np.zeros(len(shape.third_parties), dtype=bool)
    involved[found.participants[~found.crew.optional[found.participants]]] = True
    for name in request.offers:
        f = shape.offers.index(name)
        involved[[shape.offer_giver[f], shape.offer_receiver[f]]] = True
    return np.flatnonzero(involved)


def _margin(sigma: Floats, found: Evaluation, k: int, gain: float) -> Floats:
    """(D,) margin of engagement of a third party; of one that does nothing yet, what the plan's talks bring it."""
    at = np.flatnonzero(found.participants == k)
    if len(at):
        margin: Floats = found.best_delivery.engagement.margin[:, at[0]]
        return margin
    idle: Floats = gain * sigma[:, k]
    return idle
