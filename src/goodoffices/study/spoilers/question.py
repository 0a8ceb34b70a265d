"""Who spoils: third parties and signers who lose from a settlement, what it costs, and what would stop them (Stedman 1997).

A third party with sigma < 0 pulls a spoil lever in a draw where the settlements it prevents are worth more to it than the
lever costs: -sigma fall > cost (section 7 of the model).  So it stays quiet

    for a promise on signing of     c >= -sigma - cost / fall       (inducement)
    if pulling cost it more by      k >= -sigma fall - cost         (coercion)

in the draw; over draws, the quantile that the wanted confidence asks for.  What it does to a plan is the fall of P(success)
against the same draws with its levers gone, direct talks without it included.  Signers stand in the way otherwise: by not
letting the mediator in, by not signing, by leaving what was signed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from goodoffices.case.schema import Case, Plan
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.participation import lever_use
from goodoffices.engines.spread import share_error, spread
from goodoffices.model.arrays import Floats
from goodoffices.model.levers import CARROT, SPOIL, STICK
from goodoffices.play.evaluate import DIRECT_TALKS, Evaluation, SpoilDecision, direct_talks, evaluate
from goodoffices.play.ground import Ground
from goodoffices.play.study import DRAWS, Answers, Progress, Step, View, ask, wanted_plans
from goodoffices.study.spoilers.answer import (
    Counter,
    Help,
    PlanSpoilers,
    Spoiler,
    Spoilers,
    Stance,
    Unwilling,
    ViewSpoilers,
)
from goodoffices.study.spoilers.remedies import best_counter, counters, turned

CONFIDENCE = 0.8
GIVES_IN = -1e4
"""Least gain that a signer must show at home who signs whatever the others sign, points."""
WHOLE_STAKE = 100.0
"""Points: more than its best wish on everything is no promise that anybody could make."""


def spoilers(
    case: Case,
    *,
    draws: int = DRAWS,
    seed: int = 1,
    perspectives: Sequence[str] | None = None,
    plans: Sequence[str] | None = None,
    confidence: float = CONFIDENCE,
    levers: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Spoilers:
    """Spoilers of every plan under every perspective.

    One evaluation of a plan per third party that may spoil it and per signer, and a few more; with `levers` one more per
    lever that the plan does not have, to tell what makes up for the damage.  Arguments and errors are those of `asking.ask`;
    ValueError also for an unknown plan, no plans, or a confidence outside (0, 1].
    """
    names = wanted_plans(case, plans)
    if not 0.0 < confidence <= 1.0:
        raise ValueError(f"confidence is a share above 0 and at most 1, not {confidence:g}")
    question = partial(_question, plans=names, confidence=confidence, levers=levers)
    found: Answers[ViewSpoilers] = ask(
        case, question, draws=draws, seed=seed, perspectives=perspectives, workers=workers, progress=progress,
        steps=len(names),
    )  # fmt: skip
    return Spoilers(case, found.draws, seed, found.version, found.digest, confidence, found.perspectives)


def _question(view: View, step: Step, *, plans: list[str], confidence: float, levers: bool) -> ViewSpoilers:
    found = {}
    for name in plans:
        found[name] = _plan(view, name, view.case.plans[name], confidence, levers)
        step(name)
    return ViewSpoilers(view.name, view.title, found)


def without(ground: Ground, parties: Sequence[int]) -> Ground:
    """The same perspective where the spoil levers of some third parties have no strength."""
    theirs = [v for v, x in enumerate(ground.shape.levers) if x.kind == SPOIL and x.holder in parties]
    strength = ground.world.lever_strength.copy()
    strength[:, :, theirs] = 0.0
    return Ground(ground.shape, replace(ground.world, lever_strength=strength), ground.site)


def _success(ground: Ground, plan: Plan) -> Floats:
    return evaluate(ground, plan, direct_talks(ground, plan.month)).success


def _plan(view: View, name: str, plan: Plan, confidence: float, levers: bool) -> PlanSpoilers:
    ground = view.ground
    shape = ground.shape
    evaluation = evaluate(ground, plan, view.alone(plan.month))
    success = evaluation.success
    holders = sorted({lever.holder for lever in shape.levers if lever.kind == SPOIL})
    against = [h for h in range(len(shape.third_parties)) if (ground.world.sigma[:, h] < 0).any()]
    quiet = _success(without(ground, holders), plan) if any(h in against for h in holders) else success
    gap = quiet - success
    added = counters(view, evaluation) if levers and gap.any() else ()
    found = [_spoiler(view, plan, evaluation, h, confidence, added) for h in against]
    return PlanSpoilers(
        plan=name,
        success=float(success.mean()),
        se=share_error(success),
        unspoilt=float(quiet.mean()),
        together=float(gap.mean()),
        together_se=share_error(gap),
        third_parties=tuple(sorted(found, key=lambda s: (-s.damage, -s.acts, -s.loses))),
        signers=tuple(_signer(view, evaluation, i) for i in range(len(shape.signers))),
    )


def _spoiler(
    view: View, plan: Plan, evaluation: Evaluation, party: int, confidence: float, added: Sequence[Counter]
) -> Spoiler:
    ground = view.ground
    shape, world = ground.shape, ground.world
    sigma = world.sigma[:, party]
    decision = next((d for d in evaluation.spoilers if d.party == party), None)
    acts = decision.pulled.any(axis=1) if decision else np.zeros(ground.draws, dtype=bool)
    gap = np.zeros(ground.draws)
    if acts.any():
        gap = _success(without(ground, [party]), plan) - evaluation.success
    falls = evaluation.expected.falls.get(party, ())
    price, deterrent = _remedies(ground, evaluation, decision, falls, confidence)
    turn = turned(view, evaluation, decision, confidence) if decision and price > 0.0 else None
    stance: Stance = (
        "quiet" if price == 0.0 else "turned" if turn else "for_a_price" if price <= WHOLE_STAKE else "beyond_price"
    )
    worst = _at_worst(ground, plan, decision) if decision else np.zeros(ground.draws)
    norm = 0.0
    if acts.any():
        content = world.sigma.copy()
        content[:, party] = np.maximum(content[:, party], 0.0)
        socialised = replace(world, sigma=content)
        better = _success(Ground(shape, socialised, ground.site), plan) - evaluation.success
        norm = float(better.mean() / gap.mean()) if gap.mean() > 0 else 0.0
    return Spoiler(
        party=shape.third_parties[party],
        loses=float((sigma < 0).mean()),
        sigma=spread(sigma),
        levers=tuple(x.name for x in shape.levers if x.kind == SPOIL and x.holder == party),
        acts=float(acts.mean()),
        damage=float(gap.mean()),
        damage_se=share_error(gap),
        stance=stance,
        price=price,
        deterrent=deterrent,
        turn=turn,
        at_worst=float(worst.mean()),
        at_worst_se=share_error(worst),
        socialised=norm,
        outweighed=_outweighed(ground, evaluation, decision, confidence) if acts.any() else (),
        counter=best_counter(added, float(gap.mean())),
    )


def _remedies(
    ground: Ground, evaluation: Evaluation, decision: SpoilDecision | None, falls: Sequence[float], confidence: float
) -> tuple[float, float]:
    """Price and deterrent that keep a third party quiet in the wanted share of draws, own points."""
    if decision is None or not decision.pulled.any():
        return 0.0, 0.0
    sigma = ground.world.sigma[:, decision.party]
    cost = ground.world.lever_cost[evaluation.crew.mode][:, decision.levers]
    price, deterrent = np.zeros(ground.draws), np.zeros(ground.draws)
    for column, fall in enumerate(falls):
        if fall <= 0.0:
            continue
        pulled = decision.pulled[:, column]
        price = np.where(pulled, np.maximum(price, -sigma - cost[:, column] / fall), price)
        deterrent = np.where(pulled, np.maximum(deterrent, -sigma * fall - cost[:, column]), deterrent)
    return _quantile(price, confidence), _quantile(deterrent, confidence)


def _quantile(values: Floats, confidence: float) -> float:
    """The least number that is enough in at least the wanted share of draws."""
    place = int(np.ceil(confidence * len(values) - 1e-9)) - 1
    return float(np.sort(values)[max(place, 0)])


def _outweighed(
    ground: Ground, evaluation: Evaluation, decision: SpoilDecision | None, confidence: float
) -> tuple[Help, ...]:
    """Carrots and sticks of others that make up for what a third party adds to its targets' reservations."""
    if decision is None:
        return ()
    shape, world, mode = ground.shape, ground.world, evaluation.crew.mode
    need = np.zeros((ground.draws, len(shape.signers)))
    for column, v in enumerate(decision.levers):
        need[:, shape.levers[v].target] += world.lever_strength[mode, :, v] * decision.pulled[:, column]
    counted = set(np.flatnonzero(evaluation.crew.levers).tolist())
    able = [
        v
        for v, lever in enumerate(shape.levers)
        if lever.kind in (CARROT, STICK) and lever.holder != decision.party and v not in counted
    ]
    if not able:
        return ()
    strength, cost = world.lever_strength[mode][:, able], world.lever_cost[mode][:, able]
    target = shape.lever_target[able]
    used = lever_use(need, np.ascontiguousarray(strength), np.ascontiguousarray(cost), target)
    got = np.zeros_like(need)
    for column, i in enumerate(target):
        got[:, i] += used[:, column] * strength[:, column]
    if (got >= need - TOLERANCE).all(axis=1).mean() < confidence:
        return ()
    helps = [
        Help(shape.levers[v].name, shape.third_parties[shape.levers[v].holder], float(u.mean()), float((u * c).mean()))
        for v, u, c in zip(able, used.T, cost.T, strict=True)
        if u.mean() > 1e-6
    ]
    return tuple(sorted(helps, key=lambda help_: help_.cost))


def _at_worst(ground: Ground, plan: Plan, decision: SpoilDecision) -> Floats:
    """(D,) fall of success if a third party pulled all its levers in every draw, against none of them."""
    success = []
    for pulled in (np.zeros_like(decision.pulled), np.ones_like(decision.pulled)):
        spoiling = {decision.party: pulled}
        direct = DIRECT_TALKS.model_copy(update={"month": plan.month})
        alone = evaluate(ground, direct, spoiling=spoiling).expected.alone
        success.append(evaluate(ground, plan, alone, spoiling=spoiling).success)
    return success[0] - success[1]


def _signing(view: View, evaluation: Evaluation, i: int) -> Floats:
    """(D,) rise of success if a signer signed what the others sign, in draws in which no deal is found."""
    ground, plan = view.ground, evaluation.plan
    face = ground.world.face.copy()
    face[:, i] = GIVES_IN
    # frontiers and texts do not depend on what a leadership must show at home
    yielding = Ground(ground.shape, replace(ground.world, face=face), ground.site)
    signs = evaluate(yielding, plan, view.alone(plan.month))
    others = np.arange(len(ground.shape.signers)) != i
    asked = others & ground.shape.belligerent & evaluation.crew.has_mediator
    consents = np.asarray((signs.consent[:, asked] >= -TOLERANCE).all(axis=1)) | ~signs.takes_part.any(axis=1)
    holds = tuple(np.asarray((d.holding[:, others] >= -TOLERANCE).all(axis=1)) for d in signs.deliveries)
    rise: Floats = (1.0 - evaluation.talks.found) * replace(signs, consents=consents, holds=holds).success
    return rise


def _signer(view: View, evaluation: Evaluation, i: int) -> Unwilling:
    ground = view.ground
    shape = ground.shape
    others = np.arange(len(shape.signers)) != i
    consents, asked = evaluation.consent >= -TOLERANCE, shape.belligerent & evaluation.crew.has_mediator
    alone = ~consents[:, i] & asked[i] & consents[:, others & asked].all(axis=1)
    best = evaluation.talks.best
    gain = np.where(best.weight[:, None] > 0, best.utility - evaluation.press.reservation, -np.inf)
    lacks = (gain[:, i] < -TOLERANCE) & (gain[:, others] >= -TOLERANCE).all(axis=1)
    short = -gain[:, i][lacks]
    kept = np.zeros(ground.draws)
    left, struck = 0.0, 0.0
    for s, strike in enumerate(evaluation.talks.strikes):
        margins = evaluation.deliveries[s].holding >= -TOLERANCE
        kept += strike.weight * evaluation.engaged[s] * margins[:, others].all(axis=1)
        left += float((strike.weight * ~margins[:, i]).sum())
        struck += float(strike.weight.sum())
    would = (consents | ~asked)[:, others].all(axis=1) | ~np.asarray(evaluation.takes_part.any(axis=1))
    success = evaluation.success
    consent, breaking = would * evaluation.delivered - success, evaluation.consents * kept - success
    signing = _signing(view, evaluation, i)
    return Unwilling(
        party=shape.signers[i],
        refuses_mediator=float(alone.mean()),
        refuses_to_sign=float(lacks.mean()),
        short=spread(short if short.size else np.zeros(1)),
        breaks=left / struck if struck > 0 else 0.0,
        consent_costs=float(consent.mean()),
        consent_se=share_error(consent),
        signing_costs=float(signing.mean()),
        signing_se=share_error(signing),
        breaking_costs=float(breaking.mean()),
        breaking_se=share_error(breaking),
    )
