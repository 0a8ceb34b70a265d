"""From a case to the terms of an inducement: who is needed, what each would get and pay under given lever commitments.

Offers do not move what the talks find: they enter the margins of engagement times P.  Levers do: they shift what the sides
would sign, and with it P, the deal struck, and how far every other lever must be used.  So every set of commitments is a
plan of its own, played as any plan is; under each, what offers can do is the linear matter of `engines.promises.terms`.
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
from goodoffices.play.delivery import ask_best, engagement
from goodoffices.play.evaluate import row_of
from goodoffices.play.hand import Hand, hand_of
from goodoffices.play.refusal import Stand, stands
from goodoffices.play.study import View
from goodoffices.play.whole import Maker, Whole, wholes

ROWS = 16
"""Sets of commitments played side by side."""
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
    stands: tuple[Stand, ...]
    """How each side that fights stands to the mediators; offers do not move it, for no side is offered any."""

    @property
    def mediators(self) -> tuple[str, ...]:
        """Parties required in any case."""
        return tuple(p for p, needed in zip(self.parties, self.terms.required, strict=True) if needed)


def all_offered(view: View, request: Request, talks: Mode, modes: Sequence[str]) -> list[Offered]:
    """The terms under every set of commitments, offers to be made in `modes`; sets that break a budget left out."""
    sets = [levers for levers in request.commitments() if _within(view, request, talks, levers)]
    found = []
    for start in range(0, len(sets), ROWS):
        some = sets[start : start + ROWS]
        played = wholes(view.spots(request.plan.month), [_maker(request, talks, levers) for levers in some])
        found += [
            _offered(view, request, talks, levers, modes, whole) for levers, whole in zip(some, played, strict=True)
        ]
    return found


def _maker(request: Request, talks: Mode, levers: tuple[str, ...]) -> Maker:
    plan = request.plan.model_copy(update={"levers": (*request.levers, *levers), "mode": talks})
    return lambda ground: row_of(ground, plan)


def _within(view: View, request: Request, talks: Mode, levers: tuple[str, ...]) -> bool:
    """Whether everybody's commitments stay within its budget."""
    price = lever_points(view, levers, talks)
    return all(points <= request.budgets.get(holder, np.inf) + 1e-9 for holder, points in price.items())


def _offered(
    view: View, request: Request, talks: Mode, levers: tuple[str, ...], modes: Sequence[str], whole: Whole
) -> Offered:
    """The terms with `levers` committed."""
    belief, shape, hand = view.belief, view.ground.shape, whole.lines[0].hand
    price = lever_points(view, levers, talks)
    at = place_of_draws(view, whole)
    alone, share = (at_places(at, [np.asarray(found, dtype=np.float64) for found in each]) for each in _found(whole))
    parties = _parties(shape, request, hand)
    margins = at_places(at, [engagement(line).margins for line in whole.lines])
    needed = hand.judged & ~hand.optional
    gains = (share - alone)[:, None] * belief.sigma
    base = np.stack([margins[:, k] if hand.judged[k] else gains[:, k] for k in parties])
    promises = [(shape.offers.index(name), MODES[mode], mode) for name in request.offers for mode in modes]
    place = {int(k): at for at, k in enumerate(parties)}
    giver = np.array([place[int(shape.offer_giver[f])] for f, _, _ in promises], dtype=np.int64)
    receiver = np.array([place[int(shape.offer_receiver[f])] for f, _, _ in promises], dtype=np.int64)
    worth = np.array([belief.offer_value[m, :, f] for f, m, _ in promises]).reshape(-1, belief.draws)
    cost = np.array([belief.offer_cost[m, :, f] for f, m, _ in promises]).reshape(-1, belief.draws)
    names = tuple(shape.third_parties[k] for k in parties)
    counted = np.array([counts(view, request, name) for name in names])
    points = cost.mean(axis=1)
    left = [request.budgets.get(name, np.inf) - price.get(name, 0.0) for name in names]
    terms = Terms(
        base=base,
        required=needed[parties],
        giver=giver,
        receiver=receiver,
        worth=share * worth,
        price=share * cost,
        cost=points * counted[giver] if len(giver) else np.zeros(0),
        points=points,
        budget=np.maximum(left, 0.0),
        offer=np.array([f for f, _, _ in promises], dtype=np.int64),
    )
    return Offered(
        talks=talks,
        levers=levers,
        terms=terms,
        parties=names,
        offers=tuple((shape.offers[f], mode) for f, _, mode in promises),
        committed=sum(points * counts(view, request, holder) for holder, points in price.items()),
        found=float(whole.by_draw(lambda line: line.found).mean()),
        alone=float(whole.by_draw(lambda line: np.full(belief.draws, line.alone.found)).mean()),
        used=_used(whole, levers),
        mean_worth=worth.mean(axis=1),
        stands=stands(whole),
    )


def _found(whole: Whole) -> tuple[list[float], list[float]]:
    """P0 and P at every place."""
    return [line.alone.found for line in whole.lines], [line.expected.found for line in whole.lines]


def place_of_draws(view: View, whole: Whole) -> Ints:
    """(D,) the place of the front at which each draw is looked at, by its chance among wars that still go on.

    Whoever is to take part in a later month knows where the front is then, so margins must hold place by place; promises, and
    the share of draws in which they hold, are counted over draws.  So every draw stands for one place, drawn by stratified
    sampling.  With one place nothing is drawn.
    """
    if len(whole.chances) == 1:
        return np.zeros(view.ground.draws, dtype=np.int64)
    reached = np.cumsum(np.stack(whole.chances), axis=0)
    order = np.random.default_rng(view.numbers.seed).permutation(view.ground.draws)
    at: Ints = (reached < (order + 0.5) / len(order) * reached[-1]).sum(axis=0)
    return np.minimum(at, len(reached) - 1)


def at_places(at: Ints, values: Sequence[Floats]) -> Floats:
    """(D, ...) of values (D, ...) or scalars by place, those of the place that each draw stands for."""
    draws = len(at)
    full = np.stack([np.broadcast_to(value, (draws, *np.shape(value)[1:])) for value in values])
    found: Floats = full[at, np.arange(draws)]
    return found


def _used(whole: Whole, levers: tuple[str, ...]) -> dict[str, float]:
    """Lever committed: mean share that the best deal needs."""
    if not levers:
        return {}
    hand = whole.lines[0].hand
    used = whole.among_on(lambda line: ask_best(line).used)
    names = {hand.shape.levers[v].name: at for at, v in enumerate(hand.which)}
    return {name: float(used[names[name]]) for name in levers}


def counts(view: View, request: Request, party: str) -> float:
    """What one point of a sponsor counts in the objective: its weight, per point of its stake where points are scaled."""
    weight = request.weights.get(party, 1.0)
    return weight / stake(view, party) if request.scale == "stakes" else weight


def stake(view: View, party: str) -> float:
    """Mean of |settlement - war_goes_on| over draws, own points; 1 for a party that has none."""
    k = view.ground.shape.third_parties.index(party)
    mean = float(np.abs(view.belief.column("sigma", k)).mean())
    return mean if mean > 0 else 1.0


def lever_points(view: View, levers: Sequence[str], talks: str) -> dict[str, float]:
    """holder: mean cost at full use of its levers among these, own points."""
    shape, total = view.ground.shape, dict[str, float]()
    for v, lever in enumerate(shape.levers):
        if lever.name in levers:
            holder = shape.third_parties[lever.holder]
            cost = float(view.belief.column("cost", talks, v).mean())
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
    """Fit what is asked to the case.

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
    }
    chosen = chosen.model_copy(update=update)
    hand = hand_of(view.belief, chosen)
    levers = tuple(shape.levers[v].name for v in hand.levers)
    free = [
        lever.name
        for v, lever in enumerate(shape.levers)
        if lever.kind != SPOIL and v not in hand.levers and not hand.mediates[lever.holder]
    ]
    optional = {shape.third_parties[k] for k in np.flatnonzero(hand.optional)}
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


def _parties(shape: Structure, request: Request, hand: Hand) -> Ints:
    """Third parties that the terms are about: all whom the plan needs, and givers and receivers of offers."""
    involved = hand.judged & ~hand.optional
    for name in request.offers:
        f = shape.offers.index(name)
        involved[[shape.offer_giver[f], shape.offer_receiver[f]]] = True
    return np.flatnonzero(involved)
