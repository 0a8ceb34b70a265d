"""What would stop a spoiler: the cheapest offers that turn it, and single levers of others that make up for it.

A third party with spoil levers v stays quiet in a draw if

    sigma + offers >= - cost_v / fall_v      for every lever v that lowers P by fall_v > 0,

which is linear in offers paid on signing.  So the cheapest set of offers, each public or private, that keeps it quiet in
the wanted share of draws is found exactly as a mediator is brought in (`engines.promises.terms`).  Givers are taken at their
word; how often the settlements saved are worth to them what they pay is told beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from goodoffices.case.schema import Plan
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.promises.cheapest import cheapest
from goodoffices.engines.promises.terms import ALWAYS, Choice, Terms, frontier, needed
from goodoffices.engines.spread import share_error
from goodoffices.model.arrays import Bools, Floats, Ints
from goodoffices.model.levers import KIND_NAMES, SPOIL
from goodoffices.model.structure import MODES
from goodoffices.play.evaluate import row_of
from goodoffices.play.ground import Ground
from goodoffices.play.played import Played, Row
from goodoffices.play.study import View
from goodoffices.play.whole import Maker, Whole, wholes
from goodoffices.study.induce.answer import Promise
from goodoffices.study.induce.question import ENUMERATED
from goodoffices.study.induce.terms import at_places, place_of_draws, stake
from goodoffices.study.spoilers.answer import Counter, Turn

HARM = 5e-4
"""Damage to P(success) from which on a lever against it is looked for."""


def turned(view: View, plan: Plan, base: Whole, party: int, confidence: float) -> Turn | None:
    """The cheapest set of offers that keeps a third party quiet in the wanted share of draws; None where none does."""
    offered = _terms(view, plan, base, party)
    if offered is None:
        return None
    terms, promises = offered
    need = needed(confidence, view.ground.draws)
    if terms.choices <= ENUMERATED:
        best = next((choice for choice in frontier(terms) if choice.count >= need), None)
    else:
        best = cheapest(terms, need)
    return None if best is None else _turn(view, plan, base, party, terms, promises, best)


def _levers(line: Played, party: int) -> dict[int, float]:
    """Lever that a third party may pull: how far P falls by it."""
    return {v: fall for v, fall in line.falls.items() if line.hand.shape.levers[v].holder == party}


def quiet_margin(line: Played, party: int) -> Floats:
    """(D,) points on signing by which a third party is from pulling a lever; below 0 it pulls one."""
    belief = line.ground.belief
    margin = np.full(belief.draws, ALWAYS)
    for v, fall in _levers(line, party).items():
        if fall > 0:
            cost = belief.column("cost", line.hand.plan.mode, v)
            np.minimum(margin, belief.column("sigma", party) + cost / fall, out=margin)
    return margin


def _terms(view: View, plan: Plan, base: Whole, party: int) -> tuple[Terms, tuple[tuple[str, str], ...]] | None:
    """What can be offered to a third party, as if all givers were willing; None where there is nothing."""
    shape, belief, draws = view.ground.shape, view.belief, view.ground.draws
    mine = [f for f in range(len(shape.offers)) if shape.offer_receiver[f] == party]
    if not mine:
        return None
    givers = sorted({int(shape.offer_giver[f]) for f in mine})
    promises = [(f, mode) for f in mine for mode in MODES]
    worth, price = (np.stack([belief.column(what, mode, f) for f, mode in promises]) for what in ("offer", "price"))
    points = price.mean(axis=1)
    stakes = np.array([stake(view, shape.third_parties[int(shape.offer_giver[f])]) for f, _ in promises])
    quiet = at_places(place_of_draws(view, base), [quiet_margin(line, party) for line in base.lines])
    terms = Terms(
        base=np.stack([quiet, *(np.full(draws, ALWAYS) for _ in givers)]),
        required=np.arange(len(givers) + 1) == 0,
        giver=np.array([1 + givers.index(int(shape.offer_giver[f])) for f, _ in promises], dtype=np.int64),
        receiver=np.zeros(len(promises), dtype=np.int64),
        worth=worth,
        price=price,
        cost=points / stakes,
        points=points,
        budget=np.full(len(givers) + 1, np.inf),
        offer=np.array([f for f, _ in promises], dtype=np.int64),
    )
    return terms, tuple((shape.offers[f], mode) for f, mode in promises)


def _turn(
    view: View, plan: Plan, base: Whole, party: int, terms: Terms, promises: Sequence[tuple[str, str]], choice: Choice
) -> Turn:
    """The plan with the promises made: the third party decides anew in every draw."""
    belief, third = view.belief, view.ground.shape.third_parties
    made = np.flatnonzero(choice.shares > 0).tolist()
    sigma = belief.column("sigma", party) + choice.shares @ terms.worth
    spots = view.spots(plan.month)
    spoiling: dict[int, dict[int, Bools]] = {}
    for spot, line in zip(spots, base.lines, strict=True):
        spoiling[id(spot.ground)] = {
            v: (sigma < 0) & (-sigma * max(fall, 0.0) > belief.column("cost", plan.mode, v))
            for v, fall in _levers(line, party).items()
        }

    def turned_row(ground: Ground) -> Row:
        return row_of(ground, plan, spoiling=spoiling[id(ground)])

    (after,) = wholes(spots, [turned_row])
    gain = after.success - base.success
    pulls = [np.any(list(spoiling[id(spot.ground)].values()), axis=0) for spot in spots]
    givers: dict[str, Floats] = {}
    for k in made:
        giver = view.case.offers[promises[k][0]].giver
        givers[giver] = givers.get(giver, np.zeros(view.ground.draws)) + terms.price[k]

    def worth_it(giver: str) -> float:
        own = belief.column("sigma", third.index(giver))
        yes = [
            (new.expected.found - old.expected.found) * own >= new.expected.found * givers[giver]
            for new, old in zip(after.lines, base.lines, strict=True)
        ]
        return float(_among(after, yes))

    return Turn(
        promises=tuple(_promise(view, terms, promises[k], k) for k in made),
        cost=choice.cost,
        acts=float(_among(after, pulls)),
        gain=float(gain.mean()),
        gain_se=share_error(gain),
        givers={giver: worth_it(giver) for giver in givers},
    )


def _among(whole: Whole, values: Sequence[Bools]) -> Floats:
    """Mean among wars that still go on of what holds by place."""
    at = {id(line): value for line, value in zip(whole.lines, values, strict=True)}
    return whole.among_on(lambda line: at[id(line)])


def _promise(view: View, terms: Terms, named: tuple[str, str], k: int) -> Promise:
    offer = view.case.offers[named[0]]
    worth, cost = float(terms.worth[k].mean()), float(terms.points[k])
    return Promise(named[0], named[1], 1.0, offer.giver, offer.receiver, worth, cost)


def counters(view: View, plan: Plan, base: Whole) -> tuple[Counter, ...]:
    """Every lever that a plan does not have, added alone: O(levers) rows."""
    shape, counted = view.ground.shape, base.lines[0].hand.levers
    own = tuple(shape.levers[v].name for v in counted)
    free = [v for v, lever in enumerate(shape.levers) if lever.kind != SPOIL and v not in counted]

    def maker(v: int) -> Maker:
        wider = plan.model_copy(update={"levers": (*own, shape.levers[v].name)})
        return lambda ground: row_of(ground, wider)

    played = wholes(view.spots(plan.month), [maker(v) for v in free])
    return tuple(_added(view, plan, v, whole.success - base.success) for v, whole in zip(free, played, strict=True))


def best_counter(added: Sequence[Counter], damage: float) -> Counter | None:
    """The cheapest that makes up for a damage, else the one that gains most; None where nothing gains or is damaged."""
    helpful = [counter for counter in added if counter.gain > 0] if damage > HARM else []
    enough = [replace(counter, enough=True) for counter in helpful if counter.gain >= damage]
    if enough:
        return min(enough, key=lambda counter: counter.cost)
    return max(helpful, key=lambda counter: counter.gain, default=None)


def _added(view: View, plan: Plan, v: int, gain: Floats) -> Counter:
    shape = view.ground.shape
    lever, holder = shape.levers[v], shape.third_parties[shape.levers[v].holder]
    points = float(view.belief.column("cost", plan.mode, v).mean())
    return Counter(
        lever=lever.name,
        holder=holder,
        target=shape.signers[lever.target],
        kind=KIND_NAMES[lever.kind],
        points=points,
        cost=points / stake(view, holder),
        gain=float(gain.mean()),
        gain_se=share_error(gain),
        enough=False,
    )


def cover(need: Floats, strength: Floats, cost: Floats, target: Ints) -> tuple[Floats, Bools]:
    """Share of each lever that covers a need, cheapest per point first, (D, V) in [0, 1], and whether that is enough, (D,).

    Args:
        need: (D, n) points each signer still lacks.
        strength, cost: (D, V) points at full use.
        target: (V,) signer each lever acts on.

    Levers of equal price are used in file order.  O(D V log V).
    """
    used, enough = np.zeros(strength.shape), np.ones(len(need), dtype=bool)
    for i in range(need.shape[1]):
        own = np.flatnonzero(target == i)
        power = np.maximum(strength[:, own], 0.0)
        price = np.full(power.shape, np.inf)
        np.divide(cost[:, own], power, out=price, where=power > 0.0)
        order = np.argsort(price, axis=1, kind="stable")
        sorted_power = np.take_along_axis(power, order, axis=1)
        before = np.cumsum(sorted_power, axis=1) - sorted_power
        given = np.clip(need[:, i, None] - before, 0.0, sorted_power)
        share = np.divide(given, sorted_power, out=np.zeros_like(given), where=sorted_power > 0.0)
        columns = np.empty_like(share)
        np.put_along_axis(columns, order, share, axis=1)
        used[:, own] = columns
        enough &= given.sum(axis=1) >= need[:, i] - TOLERANCE
    return used, enough
