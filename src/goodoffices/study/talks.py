"""How a plan's talks end in one perspective: the deal that exists, the deals that are found, the packages struck."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.case.schema import Plan
from goodoffices.engines import agreement, finding
from goodoffices.engines.agreement import TOLERANCE
from goodoffices.study.expectations import Expectations
from goodoffices.study.ground import Ground
from goodoffices.study.pressure import Pressure
from goodoffices.study.robust_text import robust_text
from goodoffices.study.team import Team

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

RULES = {"maxmin": agreement.MAXMIN, "nash": agreement.NASH, "mediator": agreement.SCORE}


@dataclass(frozen=True, eq=False)
class Strike:
    """One way the deal comes about: how likely in each draw, and which package it is."""

    weight: Floats
    """(D,)."""
    options: npt.NDArray[np.int32]
    """(D, J); rows of draws with weight 0 mean nothing."""
    utility: Floats
    """(D, n) what the package gives each signer."""
    codes: Ints
    """(D, W) code of the package in the space of packages."""


@dataclass(frozen=True, eq=False)
class Talks:
    """The end of a plan's talks, draw by draw."""

    margin: Floats
    """(D,) A: the widest least margin over all packages, or that of the tabled text."""
    best: Strike
    """The deal a fully informed mediator would strike, in every draw (weight 1), whether or not all would sign it."""
    strikes: tuple[Strike, ...]
    found: Floats
    """(D,) chance that a deal is found."""
    direct: Floats
    """(D,) 1 where direct talks alone find one."""
    patterns: dict[int, float]
    text: Ints | None
    """(J,) the text tabled, for plans that table one."""
    beliefs: finding.Singles | None
    """(2^n, X) F_S(x) on which offers rest; None where a text is tabled."""

    @property
    def share(self) -> float:
        """P: the plan's found share."""
        return float(self.found.mean())


def candour(ground: Ground, crew: Team, takes_part: Floats) -> Floats:
    """(D, n) chance that each signer confides in the mediators: in a panel, in the member it trusts most."""
    result = np.zeros((ground.draws, len(ground.shape.signers)))
    for k in np.flatnonzero(crew.mediates):
        np.maximum(result, ground.world.candour[crew.mode][:, k] * takes_part[:, k, None], out=result)
    return result


def found_share(ground: Ground, crew: Team, plan: Plan, press: Pressure, open_: Floats) -> float:
    """P in a first pass: over the first draws only, which suffices where it decides who acts, not what is reported."""
    first = ground.first
    reservation = press.first(first)
    if plan.package != "any":
        text = tabled_text(ground, plan, press)
        return float(ground.accepted(text, press.reservation, TOLERANCE)[:first].all(axis=1).mean())
    offsets = ground.frontiers.offsets[: first + 1]
    margin, _ = agreement.best_deal(offsets, ground.frontiers.utilities, reservation)
    result = finding.find(
        ground.utility[:first],
        reservation,
        margin >= -TOLERANCE,
        open_[:first],
        ground.world.coins[:first],
        ground.table(reservation, confided=bool(open_[:first].any())),
    )
    return float(result.chance.mean())


def tabled_text(ground: Ground, plan: Plan, press: Pressure) -> Ints:
    """(J,) the text a plan puts on the table: its own, or the one that most draws would sign (robust)."""
    if isinstance(plan.package, str):
        text: Ints = robust_text(ground, press.reservation).options[0].astype(np.int64)
        return text
    return ground.shape.package(plan.package)


def best_strike(ground: Ground, crew: Team, plan: Plan, press: Pressure) -> Strike:
    """The deal a fully informed mediator would strike, whatever the plan tables."""
    return on_frontier(ground, _best_deal(ground, crew, plan, press)[1])


def _best_deal(ground: Ground, crew: Team, plan: Plan, press: Pressure) -> tuple[Floats, Ints]:
    """Agreement margin (D,), and the frontier point struck by the plan's rule (D,)."""
    rule, score = _rule(ground, crew, plan)
    if rule == agreement.MAXMIN:
        return ground.best_deal(press.reservation)
    frontiers = ground.frontiers
    return agreement.best_deal(frontiers.offsets, frontiers.utilities, press.reservation, rule, score)


def talks(
    ground: Ground, crew: Team, plan: Plan, press: Pressure, open_: Floats, given: Expectations | None = None
) -> Talks:
    """Play a plan's talks out in every draw; what is believed of the others, and the text tabled, may be given."""
    if plan.package != "any":
        text = given.text if given else None
        return tabled(ground, tabled_text(ground, plan, press) if text is None else text, press)
    margin, chosen, result = played(ground, crew, plan, press, open_, given)
    best = on_frontier(ground, chosen)
    strikes = tuple(
        _weighted(best, candidate.weight)
        if candidate.text is None
        else _from_pool(ground, candidate.text, candidate.weight)
        for candidate in result.candidates
    )
    return Talks(margin, best, strikes, result.chance, result.direct, result.patterns, None, result.beliefs)


def played(
    ground: Ground, crew: Team, plan: Plan, press: Pressure, open_: Floats, given: Expectations | None
) -> tuple[Floats, Ints, finding.Found]:
    """Agreement margin (D,), frontier point of the best deal (D,), and how talks end that table no text given before."""
    margin, chosen = _best_deal(ground, crew, plan, press)
    table = ground.table(press.reservation, confided=bool(open_.any()), beliefs=given.beliefs if given else None)
    exists = margin >= -TOLERANCE
    return margin, chosen, finding.find(ground.utility, press.reservation, exists, open_, ground.world.coins, table)


def _rule(ground: Ground, crew: Team, plan: Plan) -> tuple[int, Floats | None]:
    """Rule of striking a deal, and for the mediator's own best its utility at every frontier point.

    The first mediator with preferences of its own decides; where none has any, the rule is maxmin.
    """
    if plan.rule != "mediator":
        return RULES[plan.rule], None
    own = [k for k in np.flatnonzero(crew.mediates) if int(k) in ground.world.mediator_utility]
    if not own:
        return agreement.MAXMIN, None
    frontiers, shape = ground.frontiers, ground.shape
    options = shape.space.options_of(shape.space.choices_from(frontiers.codes))
    draw = np.repeat(np.arange(ground.draws), np.diff(frontiers.offsets))
    table = ground.world.mediator_utility[int(own[0])]
    return agreement.SCORE, table[draw[:, None], shape.offset[:-1] + options].sum(axis=1)


def on_frontier(ground: Ground, chosen: Ints) -> Strike:
    """The frontier point chosen in each draw; draws without any have weight 0."""
    there = chosen >= 0
    shape, points = ground.shape, chosen[there]
    options = np.zeros((ground.draws, len(shape.issues)), dtype=np.int32)
    utility = np.full((ground.draws, len(shape.signers)), finding.BLOCKED)
    codes = np.zeros((ground.draws, shape.space.words), dtype=np.int64)
    options[there] = shape.space.options_of(shape.space.choices_from(ground.frontiers.codes[points]))
    utility[there] = ground.frontiers.utilities[points]
    codes[there] = ground.frontiers.codes[points]
    return Strike(there.astype(np.float64), options, utility, codes)


def _weighted(strike: Strike, weight: Floats) -> Strike:
    return Strike(weight, strike.options, strike.utility, strike.codes)


def _from_pool(ground: Ground, text: npt.NDArray[np.int32], weight: Floats) -> Strike:
    """A text of the pool in each draw; rows of draws with weight 0 are those of no text."""
    rows = np.flatnonzero(weight > 0)
    column, pool = text[rows], ground.pool
    options = np.zeros((ground.draws, pool.options.shape[1]), dtype=pool.options.dtype)
    utility = np.zeros((ground.draws, len(ground.shape.signers)))
    codes = np.zeros((ground.draws, pool.codes.shape[1]), dtype=pool.codes.dtype)
    options[rows], codes[rows] = pool.options[column], pool.codes[column]
    utility[rows] = ground.utility[rows, :, column]
    return Strike(weight, options, utility, codes)


def tabled(ground: Ground, text: Ints, press: Pressure) -> Talks:
    utility, crossed = ground.package_utility(text)
    gain = np.where(crossed, agreement.NO_DEAL, utility - press.reservation)
    margin = gain.min(axis=1)
    found = finding.find_text(gain >= -TOLERANCE)
    options = np.broadcast_to(text.astype(np.int32), (ground.draws, len(text)))
    space = ground.shape.space
    codes = np.broadcast_to(space.codes_of(space.choices_of(text)), (ground.draws, space.words))
    best = Strike(np.ones(ground.draws), options, utility, codes)
    return Talks(margin, best, (_weighted(best, found),), found, found, {}, text, None)
