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
import numpy.typing as npt

from goodoffices.case.schema import Case, Plan
from goodoffices.engines.agreement import TOLERANCE
from goodoffices.engines.participation import lever_use
from goodoffices.model.structure import CARROT, SPOIL, STICK
from goodoffices.study.asking import DRAWS, Answers, Progress, Step, View, ask
from goodoffices.study.discovery import known_plans
from goodoffices.study.evaluation import Evaluation, SpoilDecision, direct_talks, evaluate
from goodoffices.study.ground import Ground
from goodoffices.study.spoilers_result import Help, PlanSpoilers, Spoiler, Spoilers, Stance, Unwilling, ViewSpoilers
from goodoffices.study.spread import share_error, spread

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

CONFIDENCE = 0.8
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
    workers: int | None = None,
    progress: Progress | None = None,
) -> Spoilers:
    """Spoilers of every plan under every perspective.

    One evaluation of a plan per third party that may spoil it, and two more.  Arguments and errors are those of
    `asking.ask`; ValueError also for an unknown plan, no plans, or a confidence outside (0, 1].
    """
    names = known_plans(case, plans)
    if not 0.0 < confidence <= 1.0:
        raise ValueError(f"confidence is a share above 0 and at most 1, not {confidence:g}")
    question = partial(_question, plans=names, confidence=confidence)
    found: Answers[ViewSpoilers] = ask(
        case, question, draws=draws, seed=seed, perspectives=perspectives, workers=workers, progress=progress,
        steps=len(names),
    )  # fmt: skip
    return Spoilers(case, found.draws, seed, found.version, found.digest, confidence, found.perspectives)


def _question(view: View, step: Step, *, plans: list[str], confidence: float) -> ViewSpoilers:
    found = {}
    for name in plans:
        found[name] = _plan(view, name, view.case.plans[name], confidence)
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


def _plan(view: View, name: str, plan: Plan, confidence: float) -> PlanSpoilers:
    ground = view.ground
    shape = ground.shape
    evaluation = evaluate(ground, plan, view.alone(plan.month))
    success = evaluation.success
    holders = sorted({lever.holder for lever in shape.levers if lever.kind == SPOIL})
    against = [h for h in range(len(shape.third_parties)) if (ground.world.sigma[:, h] < 0).any()]
    quiet = _success(without(ground, holders), plan) if any(h in against for h in holders) else success
    found = [_spoiler(ground, plan, evaluation, h, confidence) for h in against]
    gap = quiet - success
    return PlanSpoilers(
        plan=name,
        success=float(success.mean()),
        se=share_error(success),
        unspoilt=float(quiet.mean()),
        together=float(gap.mean()),
        together_se=_error(gap),
        third_parties=tuple(sorted(found, key=lambda s: (-s.damage, -s.acts, -s.loses))),
        signers=tuple(_signer(ground, evaluation, i) for i in range(len(shape.signers))),
    )


def _error(gap: Floats) -> float:
    return float(gap.std(ddof=1) / np.sqrt(gap.size)) if gap.size > 1 else 0.0


def _spoiler(ground: Ground, plan: Plan, evaluation: Evaluation, party: int, confidence: float) -> Spoiler:
    shape, world = ground.shape, ground.world
    sigma = world.sigma[:, party]
    decision = next((d for d in evaluation.spoilers if d.party == party), None)
    acts = decision.pulled.any(axis=1) if decision else np.zeros(ground.draws, dtype=bool)
    gap = np.zeros(ground.draws)
    if acts.any():
        gap = _success(without(ground, [party]), plan) - evaluation.success
    falls = evaluation.expected.falls.get(party, ())
    price, deterrent = _remedies(ground, evaluation, decision, falls, confidence)
    offer = _offer(ground, plan, evaluation, party, decision, falls, confidence)
    stance: Stance = (
        "quiet" if price == 0.0 else "turned" if offer else "for_a_price" if price <= WHOLE_STAKE else "beyond_price"
    )
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
        damage_se=_error(gap),
        stance=stance,
        price=price,
        deterrent=deterrent,
        offer=offer,
        socialised=norm,
        outweighed=_outweighed(ground, evaluation, decision, confidence) if acts.any() else (),
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


def _offer(
    ground: Ground,
    plan: Plan,
    evaluation: Evaluation,
    party: int,
    decision: SpoilDecision | None,
    falls: Sequence[float],
    confidence: float,
) -> str | None:
    """The first offer of the case to a third party that keeps it quiet in the wanted share of draws."""
    if decision is None:
        return None
    shape, world, mode = ground.shape, ground.world, evaluation.crew.mode
    cost, sigma = world.lever_cost[mode][:, decision.levers], world.sigma[:, party]
    for f, name in enumerate(shape.offers):
        if shape.offer_receiver[f] != party:
            continue
        given = sigma + world.offer_value[mode][:, f]
        pulls = np.zeros(ground.draws, dtype=bool)
        for column, fall in enumerate(falls):
            pulls |= (given < 0) & (-given * max(fall, 0.0) > cost[:, column])
        if (~pulls).mean() >= confidence:
            return name
    return None


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


def _signer(ground: Ground, evaluation: Evaluation, i: int) -> Unwilling:
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
    return Unwilling(
        party=shape.signers[i],
        refuses_mediator=float(alone.mean()),
        refuses_to_sign=float(lacks.mean()),
        short=spread(short if short.size else np.zeros(1)),
        breaks=left / struck if struck > 0 else 0.0,
        consent_costs=float((would * evaluation.delivered - success).mean()),
        breaking_costs=float((evaluation.consents * kept - success).mean()),
    )
