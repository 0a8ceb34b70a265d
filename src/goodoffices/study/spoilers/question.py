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

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import partial

import numpy as np

from goodoffices.case.schema import Case, Plan
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.promises.guarantee import weighted_quantiles
from goodoffices.engines.spread import share_error, spread
from goodoffices.model.arrays import Bools, Floats
from goodoffices.model.levers import AGAINST, KINDS, RESERVATION
from goodoffices.model.structure import Structure
from goodoffices.play.deals import deals
from goodoffices.play.evaluate import direct_talks, evaluate, row_of, success
from goodoffices.play.expectations import deviation
from goodoffices.play.ground import Ground
from goodoffices.play.hand import DIRECT_TALKS
from goodoffices.play.played import Played, Row
from goodoffices.play.study import Step, Study, View, held, wanted_plans
from goodoffices.play.whole import Maker, Whole, wholes
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
from goodoffices.study.spoilers.remedies import best_counter, counters, cover, turned

CONFIDENCE = 0.8
GIVES_IN = -1e4
"""Least gain that a signer must show at home who signs whatever the others sign, points."""
WHOLE_STAKE = 100.0
"""Points: more than its best wish on everything is no promise that anybody could make."""


def spoilers(
    what: Study | Case | str,
    *,
    plans: Sequence[str] | None = None,
    confidence: float = CONFIDENCE,
    levers: bool = False,
) -> Spoilers:
    """Spoilers of every plan under every perspective, at every place of the front in the plan's month.

    A plan and its variations are rows: three per third party that spoils it, one per signer, and a few more; with `levers`
    one more per lever that the plan does not have, to tell what makes up for the damage.

    Args:
        what: a study, or a case that is then studied.
        plans: ids; default all of the case.
        confidence: share of draws in which a remedy must work.
        levers: whether levers that the plan does not have are tried.

    Raises:
        ValueError: an unknown plan, no plans, or a confidence outside (0, 1]; else as the making of a study.
    """
    study = held(what)
    names = wanted_plans(study.case, plans)
    if not 0.0 < confidence <= 1.0:
        raise ValueError(f"confidence is a share above 0 and at most 1, not {confidence:g}")
    found = study.ask(partial(_question, plans=names, confidence=confidence, levers=levers), steps=len(names))
    return Spoilers(*study.head, confidence, found.perspectives)


def _question(view: View, step: Step, *, plans: list[str], confidence: float, levers: bool) -> ViewSpoilers:
    found = {}
    for name in plans:
        found[name] = _plan(view, name, view.case.plans[name], confidence, levers)
        step(name)
    return ViewSpoilers(view.name, view.title, found)


def against_of(shape: Structure, party: int) -> tuple[int, ...]:
    """Levers of a third party that work against a settlement."""
    return tuple(
        v for v, lever in enumerate(shape.levers) if KINDS[lever.kind].moves == AGAINST and lever.holder == party
    )


def without(ground: Ground, parties: Iterable[int]) -> Ground:
    """The same belief where levers of some third parties against a settlement have no strength."""
    theirs = [v for party in parties for v in against_of(ground.shape, party)]
    strength = ground.belief.lever_strength.copy()
    strength[:, :, theirs] = 0.0
    return ground.having(lever_strength=strength)


def socialised(ground: Ground, party: int) -> Ground:
    """The same belief where a settlement costs a third party nothing."""
    sigma = ground.belief.sigma.copy()
    sigma[:, party] = np.maximum(sigma[:, party], 0.0)
    return ground.having(sigma=sigma)


def _pulling(ground: Ground, plan: Plan, levers: Sequence[int], pulled: bool) -> Row:
    """The plan where some levers against it are pulled in every draw, or in none, direct talks included."""
    spoiling: dict[int, Bools] = {v: np.full(ground.draws, pulled) for v in levers}
    direct = DIRECT_TALKS.model_copy(update={"month": plan.month})
    (alone,) = evaluate([row_of(ground, direct, spoiling=spoiling)], "talks")
    return row_of(ground, plan, spoiling=spoiling, alone=alone.expected)


def _yielding(ground: Ground, plan: Plan, signer: int) -> Row:
    """The plan where a signer would sign whatever the others sign; direct talks as they are."""
    face = ground.belief.face.copy()
    face[:, signer] = GIVES_IN
    return row_of(ground.having(face=face), plan, alone=direct_talks(ground, plan.month).expected)


@dataclass(frozen=True, eq=False)
class _Found:
    """A plan and its variations, played."""

    view: View
    plan: Plan
    base: Whole
    """To its end, what would be delivered where nobody consents included, and every fall."""
    varied: Mapping[tuple[str, int], Whole]
    confidence: float

    def rise(self, *key: str | int) -> Floats:
        """(D,) success of a variation less that of the plan."""
        found: Floats = self.varied[key].success - self.base.success  # type: ignore[index]
        return found


def acts(line: Played, levers: Sequence[int]) -> Bools:
    """(D,) where any of some levers against a settlement is pulled."""
    found: Bools = np.any(
        [line.pulled[v] for v in levers if v in line.pulled] or [np.zeros(line.ground.draws, dtype=bool)], axis=0
    )
    return found


def _play(view: View, plan: Plan, confidence: float) -> _Found:
    spots, shape = view.spots(plan.month), view.ground.shape
    (base,) = wholes(spots, [lambda ground: row_of(ground, plan)], "all", every_fall=True)
    makers: dict[tuple[str, int], Maker] = {}
    active = []
    for h in range(len(shape.third_parties)):
        own = [v for v in against_of(shape, h) if v in base.lines[0].pulled]
        if any(acts(line, own).any() for line in base.lines):
            active.append(h)
            makers["quiet", h] = lambda ground, h=h: row_of(without(ground, [h]), plan)  # type: ignore[misc]
            makers["content", h] = lambda ground, h=h: row_of(socialised(ground, h), plan)  # type: ignore[misc]
        if own:
            makers["never", h] = lambda ground, own=own: _pulling(ground, plan, own, False)  # type: ignore[misc]
            makers["always", h] = lambda ground, own=own: _pulling(ground, plan, own, True)  # type: ignore[misc]
    if active:
        makers["quiet", -1] = lambda ground: row_of(without(ground, range(len(shape.third_parties))), plan)
    for i in range(len(shape.signers)):
        makers["yields", i] = lambda ground, i=i: _yielding(ground, plan, i)  # type: ignore[misc]
    varied = dict(zip(makers, wholes(spots, list(makers.values())), strict=True))
    return _Found(view, plan, base, varied, confidence)


def _plan(view: View, name: str, plan: Plan, confidence: float, levers: bool) -> PlanSpoilers:
    found, shape = _play(view, plan, confidence), view.ground.shape
    chance = found.base.success
    gap = found.rise("quiet", -1) if ("quiet", -1) in found.varied else np.zeros(view.ground.draws)
    added = counters(view, plan, found.base) if levers and gap.any() else ()
    losing = [h for h in range(len(shape.third_parties)) if (view.belief.column("sigma", h) < 0).any()]
    third = [_spoiler(found, h, added) for h in losing]
    return PlanSpoilers(
        plan=name,
        success=float(chance.mean()),
        se=float(np.hypot(share_error(chance), deviation(found.base.shifts))),
        unspoilt=float((chance + gap).mean()),
        together=float(gap.mean()),
        together_se=share_error(gap),
        third_parties=tuple(sorted(third, key=lambda s: (-s.damage, -s.acts, -s.loses))),
        signers=tuple(_signer(found, i) for i in range(len(shape.signers))),
    )


def _spoiler(found: _Found, party: int, added: Sequence[Counter]) -> Spoiler:
    shape, sigma = found.view.ground.shape, found.view.belief.column("sigma", party)
    own, none = against_of(shape, party), np.zeros(found.view.ground.draws)
    active = ("quiet", party) in found.varied
    gap = found.rise("quiet", party) if active else none
    price, deterrent = _remedies(found, party) if active else (0.0, 0.0)
    turn = turned(found.view, found.plan, found.base, party, found.confidence) if price > 0.0 else None
    stance: Stance = (
        "quiet" if price == 0.0 else "turned" if turn else "for_a_price" if price <= WHOLE_STAKE else "beyond_price"
    )
    worst = found.rise("never", party) - found.rise("always", party) if ("never", party) in found.varied else none
    norm = 0.0
    if active and gap.mean() > 0:
        norm = float(found.rise("content", party).mean() / gap.mean())
    return Spoiler(
        party=shape.third_parties[party],
        loses=float((sigma < 0).mean()),
        sigma=spread(sigma),
        levers=tuple(shape.levers[v].name for v in own),
        acts=float(found.base.among_on(lambda line: acts(line, own))),
        damage=float(gap.mean()),
        damage_se=share_error(gap),
        stance=stance,
        offers=tuple(name for f, name in enumerate(shape.offers) if shape.offer_receiver[f] == party),
        price=price,
        deterrent=deterrent,
        turn=turn,
        at_worst=float(worst.mean()),
        at_worst_se=share_error(worst),
        socialised=norm,
        outweighed=_outweighed(found, party) if active else (),
        counter=best_counter(added, float(gap.mean())),
    )


def _remedies(found: _Found, party: int) -> tuple[float, float]:
    """Price and deterrent that keep a third party quiet in the wanted share of draws, own points."""
    belief, mode = found.view.belief, found.plan.mode
    loses = -belief.column("sigma", party)
    prices, deterrents = [], []
    for line in found.base.lines:
        price, deterrent = np.zeros(belief.draws), np.zeros(belief.draws)
        for v in against_of(belief.shape, party):
            fall = line.falls.get(v, 0.0)
            if fall > 0.0:
                cost, pulled = belief.column("cost", mode, v), line.pulled[v]
                price = np.where(pulled, np.maximum(price, loses - cost / fall), price)
                deterrent = np.where(pulled, np.maximum(deterrent, loses * fall - cost), deterrent)
        prices.append(price)
        deterrents.append(deterrent)
    weight = np.concatenate(found.base.chances)
    both = np.stack([np.concatenate(prices), np.concatenate(deterrents)], axis=1)
    least = weighted_quantiles(both, weight, np.array([found.confidence]))[0]
    return float(least[0]), float(least[1])


def _outweighed(found: _Found, party: int) -> tuple[Help, ...]:
    """Carrots and sticks of others that make up for what a third party adds to its targets' reservations."""
    belief, mode = found.view.belief, found.plan.mode
    shape, counted = belief.shape, set(found.base.lines[0].hand.levers.tolist())
    able = [
        v
        for v, lever in enumerate(shape.levers)
        if KINDS[lever.kind].moves == RESERVATION and lever.holder != party and v not in counted
    ]
    if not able:
        return ()
    strength, cost = (belief.side_by_side((what, mode, v) for v in able) for what in ("strength", "cost"))
    used = {id(line): cover(_added(line, party), strength, cost, shape.lever_target[able]) for line in found.base.lines}
    enough = found.base.among_on(lambda line: used[id(line)][1])
    if enough < found.confidence:
        return ()
    shares = found.base.among_on(lambda line: used[id(line)][0])
    spent = found.base.among_on(lambda line: used[id(line)][0] * cost)
    helps = [
        Help(shape.levers[v].name, shape.third_parties[shape.levers[v].holder], float(share), float(points))
        for v, share, points in zip(able, shares, spent, strict=True)
        if share > 1e-6
    ]
    return tuple(sorted(helps, key=lambda help_: help_.cost))


def _added(line: Played, party: int) -> Floats:
    """(D, n) what a third party's levers add to what each signer must at least get."""
    belief, shape = line.ground.belief, line.hand.shape
    need = np.zeros((belief.draws, len(shape.signers)))
    for v in against_of(shape, party):
        if v in line.pulled:
            need[:, shape.levers[v].target] += belief.column("strength", line.hand.plan.mode, v) * line.pulled[v]
    return need


def _with(line: Played, **changed: object) -> Floats:
    """(D,) success of a line where some of what was found is otherwise."""
    other = copy(line)
    other.__dict__ |= changed
    return success(other)


def _signer(found: _Found, i: int) -> Unwilling:
    shape = found.view.ground.shape
    others = np.arange(len(shape.signers)) != i

    def agreeing(line: Played) -> Bools:
        agrees = line.agrees.copy()
        agrees[:, i] = True
        return agrees

    def keeping(line: Played) -> Floats:
        struck = deals(line)
        return struck.by_draw(struck.engaged & struck.keeps[:, others].all(axis=1))

    def refuses(line: Played) -> Bools:
        alone: Bools = ~line.agrees[:, i] & line.agrees[:, others].all(axis=1)
        return alone

    base, yields = found.base, found.varied["yields", i]
    consent = base.by_draw(lambda line: _with(line, agrees=agreeing(line))) - base.success
    breaking = base.by_draw(lambda line: _with(line, delivered=keeping(line))) - base.success
    signs = Whole(base.chances, tuple(map(_signs(agreeing, keeping), base.lines, yields.lines)))
    signing = signs.by_draw(lambda line: (1.0 - line.found) * success(line))
    lacking = [_lacks(line, i) for line in base.lines]
    among = [
        np.where(chance[lacks] > 0, short[lacks], np.nan)
        for chance, (lacks, short) in zip(base.chances, lacking, strict=True)
    ]
    short = np.concatenate(among)
    return Unwilling(
        party=shape.signers[i],
        refuses_mediator=float(base.among_on(refuses)),
        refuses_to_sign=float(base.among_on(lambda line: _lacks(line, i)[0])),
        short=spread(short if np.isfinite(short).any() else np.zeros(1)),
        breaks=_leaves(base, i),
        consent_costs=float(consent.mean()),
        consent_se=share_error(consent),
        signing_costs=float(signing.mean()),
        signing_se=share_error(signing),
        breaking_costs=float(breaking.mean()),
        breaking_se=share_error(breaking),
    )


def _signs(
    agreeing: Callable[[Played], Bools], keeping: Callable[[Played], Floats]
) -> Callable[[Played, Played], Played]:
    """A plan in which a signer signs, lets mediators in and stays, with the chance that a deal is found without that."""

    def make(line: Played, yields: Played) -> Played:
        other = copy(yields)
        other.__dict__ |= {"agrees": agreeing(yields), "delivered": keeping(yields), "found": line.found}
        return other

    return make


def _lacks(line: Played, i: int) -> tuple[Bools, Floats]:
    """(D,) where a signer alone lacks points at the deal with the widest least margin, and how many it lacks."""
    gain = line.struck - line.pressed.reservation
    others = np.arange(gain.shape[1]) != i
    lacks: Bools = (gain[:, i] < -TOLERANCE) & (gain[:, others] >= -TOLERANCE).all(axis=1) & (line.chosen >= 0)
    return lacks, -gain[:, i]


def _leaves(whole: Whole, i: int) -> float:
    """Share of deals struck that a signer would leave."""
    left, struck = 0.0, 0.0
    for chance, line in zip(whole.chances, whole.lines, strict=True):
        found = deals(line)
        weight = found.weight * chance[found.draw]
        left += float((weight * ~found.keeps[:, i]).sum())
        struck += float(weight.sum())
    return left / struck if struck > 0 else 0.0
