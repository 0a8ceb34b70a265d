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

from goodoffices.engines.promises.cheapest import cheapest
from goodoffices.engines.promises.terms import ALWAYS, Choice, Terms, frontier, needed
from goodoffices.engines.spread import share_error
from goodoffices.model.arrays import Floats
from goodoffices.model.levers import KIND_CODES, SPOIL
from goodoffices.model.structure import MODES
from goodoffices.play.evaluate import Evaluation, SpoilDecision, evaluate
from goodoffices.play.study import View
from goodoffices.study.induce.answer import Promise
from goodoffices.study.induce.question import ENUMERATED
from goodoffices.study.induce.terms import stake
from goodoffices.study.spoilers.answer import Counter, Turn

HARM = 5e-4
"""Damage to P(success) from which on a lever against it is looked for."""
KINDS = {code: name for name, code in KIND_CODES.items()}


def turned(view: View, evaluation: Evaluation, decision: SpoilDecision, confidence: float) -> Turn | None:
    """The cheapest set of offers that keeps a third party quiet in the wanted share of draws; None where none does."""
    offered = _terms(view, evaluation, decision)
    if offered is None:
        return None
    terms, promises = offered
    need = needed(confidence, view.ground.draws)
    if terms.choices <= ENUMERATED:
        best = next((choice for choice in frontier(terms) if choice.count >= need), None)
    else:
        best = cheapest(terms, need)
    return None if best is None else _turn(view, evaluation, decision, terms, promises, best)


def quiet_margin(view: View, evaluation: Evaluation, decision: SpoilDecision) -> Floats:
    """(D,) points on signing by which a third party is from pulling a lever; below 0 it pulls one."""
    world, mode = view.ground.world, evaluation.crew.mode
    margin = np.full(view.ground.draws, ALWAYS)
    for v, fall in zip(decision.levers, evaluation.expected.falls[decision.party], strict=True):
        if fall > 0:
            np.minimum(margin, world.sigma[:, decision.party] + world.lever_cost[mode, :, v] / fall, out=margin)
    return margin


def _terms(
    view: View, evaluation: Evaluation, decision: SpoilDecision
) -> tuple[Terms, tuple[tuple[str, str], ...]] | None:
    """What can be offered to a third party, as if all givers were willing; None where there is nothing."""
    shape, world, draws = view.ground.shape, view.ground.world, view.ground.draws
    mine = [f for f in range(len(shape.offers)) if shape.offer_receiver[f] == decision.party]
    if not mine:
        return None
    givers = sorted({int(shape.offer_giver[f]) for f in mine})
    promises = [(f, mode) for f in mine for mode in MODES]
    points = np.array([world.offer_cost[MODES[mode], :, f].mean() for f, mode in promises])
    stakes = np.array([stake(view, shape.third_parties[int(shape.offer_giver[f])]) for f, _ in promises])
    terms = Terms(
        base=np.stack([quiet_margin(view, evaluation, decision), *(np.full(draws, ALWAYS) for _ in givers)]),
        required=np.arange(len(givers) + 1) == 0,
        giver=np.array([1 + givers.index(int(shape.offer_giver[f])) for f, _ in promises], dtype=np.int64),
        receiver=np.zeros(len(promises), dtype=np.int64),
        worth=np.stack([world.offer_value[MODES[mode], :, f] for f, mode in promises]),
        price=np.stack([world.offer_cost[MODES[mode], :, f] for f, mode in promises]),
        cost=points / stakes,
        points=points,
        budget=np.full(len(givers) + 1, np.inf),
        offer=np.array([f for f, _ in promises], dtype=np.int64),
    )
    return terms, tuple((shape.offers[f], mode) for f, mode in promises)


def _turn(
    view: View,
    evaluation: Evaluation,
    decision: SpoilDecision,
    terms: Terms,
    promises: Sequence[tuple[str, str]],
    choice: Choice,
) -> Turn:
    """The plan with the promises made: the third party decides anew in every draw."""
    world, third = view.ground.world, view.ground.shape.third_parties
    made = np.flatnonzero(choice.shares > 0).tolist()
    sigma = world.sigma[:, decision.party] + choice.shares @ terms.worth
    saved = -sigma[:, None] * np.maximum(np.array(evaluation.expected.falls[decision.party]), 0.0)
    pulled = (sigma[:, None] < 0) & (saved > world.lever_cost[evaluation.crew.mode][:, list(decision.levers)])
    plan = evaluation.plan
    after = evaluate(view.ground, plan, view.alone(plan.month), spoiling={decision.party: pulled})
    gain, more = after.success - evaluation.success, after.talks.share - evaluation.talks.share
    givers: dict[str, Floats] = {}
    for k in made:
        giver = view.case.offers[promises[k][0]].giver
        givers[giver] = givers.get(giver, np.zeros(view.ground.draws)) + terms.price[k]
    return Turn(
        promises=tuple(_promise(view, terms, promises[k], k) for k in made),
        cost=choice.cost,
        acts=float(pulled.any(axis=1).mean()),
        gain=float(gain.mean()),
        gain_se=share_error(gain),
        givers={
            giver: float((more * world.sigma[:, third.index(giver)] >= after.talks.share * paid).mean())
            for giver, paid in givers.items()
        },
    )


def _promise(view: View, terms: Terms, named: tuple[str, str], k: int) -> Promise:
    offer = view.case.offers[named[0]]
    worth, cost = float(terms.worth[k].mean()), float(terms.points[k])
    return Promise(named[0], named[1], 1.0, offer.giver, offer.receiver, worth, cost)


def counters(view: View, evaluation: Evaluation) -> tuple[Counter, ...]:
    """Every lever that a plan does not have, added alone: O(levers) evaluations."""
    shape, crew = view.ground.shape, evaluation.crew
    own = tuple(shape.levers[v].name for v in np.flatnonzero(crew.levers))
    free = [v for v, lever in enumerate(shape.levers) if lever.kind != SPOIL and not crew.levers[v]]
    return tuple(_added(view, evaluation, v, own) for v in free)


def best_counter(added: Sequence[Counter], damage: float) -> Counter | None:
    """The cheapest that makes up for a damage, else the one that gains most; None where nothing gains or is damaged."""
    helpful = [counter for counter in added if counter.gain > 0] if damage > HARM else []
    enough = [replace(counter, enough=True) for counter in helpful if counter.gain >= damage]
    if enough:
        return min(enough, key=lambda counter: counter.cost)
    return max(helpful, key=lambda counter: counter.gain, default=None)


def _added(view: View, evaluation: Evaluation, v: int, own: tuple[str, ...]) -> Counter:
    shape, plan = view.ground.shape, evaluation.plan
    lever, holder = shape.levers[v], shape.third_parties[shape.levers[v].holder]
    wider = plan.model_copy(update={"levers": (*own, lever.name)})
    gain = evaluate(view.ground, wider, view.alone(plan.month)).success - evaluation.success
    points = float(view.ground.world.lever_cost[evaluation.crew.mode, :, v].mean())
    return Counter(
        lever=lever.name,
        holder=holder,
        target=shape.signers[lever.target],
        kind=KINDS[lever.kind],
        points=points,
        cost=points / stake(view, holder),
        gain=float(gain.mean()),
        gain_se=share_error(gain),
        enough=False,
    )
