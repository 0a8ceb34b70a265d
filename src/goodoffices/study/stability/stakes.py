"""What the morning after signing is worth to everybody: to keep the text, to break it, to enforce it.

The formulas stand in `day_after`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from goodoffices.case.graph_states import feasible_codes
from goodoffices.case.vocabulary import WORDS, Vocabulary
from goodoffices.model.arrays import Bools, Floats
from goodoffices.model.conflict_graph import FREE, TO_YES_ONLY, ConflictGraph, OptionMoves, Preferences
from goodoffices.model.graph_setting import ranked_by_payoffs
from goodoffices.model.levers import GUARANTEE
from goodoffices.play.evaluate import Evaluation
from goodoffices.play.ground import Ground

MOST_GUARANTORS = 3
"""Guarantors in the graph: those whose guarantees are largest."""
TOLERANCE = 1e-6
"""Points within which a party holds two states equal."""


@dataclass(frozen=True)
class Stakes:
    """What the morning after is worth, draw by draw; D draws, n signers, k guarantors; each party's own points."""

    signers: tuple[str, ...]
    guarantors: tuple[str, ...]
    peace: Floats
    """(D, n) utility of the text."""
    war: Floats
    """(D, n) value of fighting on after signing, in its most tempting month."""
    breach: Floats
    """(D, n)."""
    safeguard: Floats
    """(D, n)."""
    guarantee: Floats
    """(D, k, n) what each guarantor's guarantees mean to each signer."""
    settlement: Floats
    """(D, k)."""
    cost: Floats
    """(D, k)."""
    failure: Floats
    """(D, k)."""


def stakes_of(base: Ground, found: Evaluation, options: npt.NDArray[np.int64]) -> Stakes:
    """What the text is worth to keep, to break and to enforce."""
    shape, seen = base.shape, base.world
    n, text, mode = len(shape.signers), options[None, :], found.crew.mode
    fighting = seen.war[:, :, found.crew.month] + _belief(found, seen.optimism) + found.press.spoils
    shifted = shape.shift_conditions.met(text)[0]
    change = seen.shift_level + np.maximum(seen.shift_rate, 0.0) * shape.holding_months
    levers = [
        v
        for v in np.flatnonzero(found.crew.levers)
        if shape.levers[v].kind == GUARANTEE and shape.lever_conditions.met(text, np.array([v]))[0, 0]
    ]
    points = {v: seen.lever_strength[mode][:, v] * found.press.active[:, v] for v in levers}
    means: dict[int, float] = {}
    for v in levers:
        holder = shape.levers[v].holder
        means[holder] = means.get(holder, 0.0) + float(points[v].mean())
    who = sorted(sorted((h for h in means if means[h] > TOLERANCE), key=lambda h: -means[h])[:MOST_GUARANTORS])
    guarantee, cost = np.zeros((base.draws, len(who), n)), np.zeros((base.draws, len(who)))
    for v in levers:
        if shape.levers[v].holder in who:
            k = who.index(shape.levers[v].holder)
            guarantee[:, k, shape.levers[v].target] += points[v]
            cost[:, k] += seen.lever_cost[mode][:, v]
    return Stakes(
        signers=shape.signers,
        guarantors=tuple(shape.third_parties[h] for h in who),
        peace=base.package_utility(options)[0],
        war=fighting + _summed(change, shifted, shape.shift_party, n),
        breach=_summed(seen.breach_gain, shape.breach_conditions.met(text)[0], shape.breach_party, n),
        safeguard=_summed(seen.safeguard_points, shape.safeguard_conditions.met(text)[0], shape.safeguard_party, n),
        guarantee=guarantee,
        settlement=seen.sigma[:, who],
        cost=cost,
        failure=seen.failure[:, who],
    )


def among(stakes: Stakes, draws: Bools) -> Stakes:
    """The stakes in some of the draws, bool[D]."""
    parts = ("peace", "war", "breach", "safeguard", "guarantee", "settlement", "cost", "failure")
    return replace(stakes, **{part: getattr(stakes, part)[draws] for part in parts})


def _belief(found: Evaluation, optimism: Floats) -> Floats:
    """Optimism that is left where the plan informs."""
    kept: Floats = np.minimum(optimism, 0.0) + np.maximum(optimism, 0.0) * (1.0 - found.press.informed)
    return kept


def _summed(amount: Floats, met: Bools, party: npt.NDArray[np.int64], signers: int) -> Floats:
    total = np.zeros((len(amount), signers))
    for item in np.flatnonzero(met):
        total[:, party[item]] += amount[:, item]
    return total


def holds(stakes: Stakes) -> Bools:
    """Where every signer's margin of holding is not below 0, bool[D]: `u + guarantees + safeguards - (W' + breach)`."""
    margin = stakes.peace + stakes.guarantee.sum(axis=1) + stakes.safeguard - stakes.war - stakes.breach
    result: Bools = (margin >= -TOLERANCE).all(axis=1)
    return result


@dataclass(frozen=True)
class Menu:
    """Who has which option: int64[O] each."""

    owner: npt.NDArray[np.int64]
    """Signers first, then guarantors."""
    kind: npt.NDArray[np.int64]
    """BREAK, REARM or ENFORCE."""


BREAK, REARM, ENFORCE = 0, 1, 2


def option_names(words: Vocabulary) -> tuple[str, str, str]:
    """What the options are called, by BREAK, REARM and ENFORCE."""
    return ("Break an obligation", words.back_again, "Enforce")


def menu(stakes: Stakes) -> Menu:
    """Every signer may rearm; to break something is an option where the text binds it to what pays to break."""
    owner, kind = [], []
    for i in range(len(stakes.signers)):
        kinds = [BREAK, REARM] if (stakes.breach[:, i] > TOLERANCE).any() else [REARM]
        owner += [i] * len(kinds)
        kind += kinds
    guards = range(len(stakes.guarantors))
    owner += [len(stakes.signers) + g for g in guards]
    kind += [ENFORCE for _ in guards]
    return Menu(np.array(owner, np.int64), np.array(kind, np.int64))


def payoffs(stakes: Stakes, at: slice) -> Floats:
    """(n + k, S) mean payoffs over the draws `at`, in the order of `feasible_codes` over the options of `menu`."""
    n, k, choices = len(stakes.signers), len(stakes.guarantors), menu(stakes)
    options = len(choices.owner)
    codes = feasible_codes(options, ())
    taken = ((codes[:, None] >> np.arange(options, dtype=np.uint64)) & np.uint64(1)).astype(np.float64)

    def by_owner(kind: int) -> Floats:
        columns = np.zeros((len(codes), n + k))
        mine = choices.kind == kind
        columns[:, choices.owner[mine]] = taken[:, mine]
        return columns

    def mean(part: Floats) -> Floats:
        return np.asarray(part[at].mean(axis=0), np.float64)

    breaks, rearms, enforces = by_owner(BREAK)[:, :n], by_owner(REARM)[:, :n], by_owner(ENFORCE)[:, n:]
    at_war = rearms.max(axis=1, keepdims=True)
    broken = np.maximum(breaks, rearms)
    gain, punished = mean(stakes.breach), mean(stakes.safeguard) + enforces @ mean(stakes.guarantee)
    in_peace = mean(stakes.peace) + breaks * (gain - punished)
    in_war = mean(stakes.war) + rearms * breaks * gain - broken * punished
    signers = np.where(at_war > 0, in_war, in_peace)
    shamed = broken.max(axis=1, keepdims=True) * (1.0 - enforces) * mean(stakes.failure)
    guards = (1.0 - at_war) * mean(stakes.settlement) - enforces * mean(stakes.cost) - shamed
    return np.concatenate([signers, guards], axis=1).T


def graph_at(stakes: Stakes, at: slice, names: tuple[str, ...], words: Vocabulary = WORDS["war"]) -> ConflictGraph:
    """The graph at the mean numbers of the draws `at`."""
    choices = menu(stakes)
    direction = np.where(choices.kind == ENFORCE, FREE, TO_YES_ONLY).astype(np.int64)
    rank = np.array([ranked_by_payoffs(row, TOLERANCE) for row in payoffs(stakes, at)], np.int32)
    options = tuple(option_names(words)[kind] for kind in choices.kind)
    moves = OptionMoves(choices.owner, direction, feasible_codes(len(options), ()))
    return ConflictGraph("The morning after signing", names, options, (), moves, Preferences(rank))
