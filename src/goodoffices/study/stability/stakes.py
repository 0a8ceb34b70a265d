"""What the morning after signing is worth to everybody: to keep the text, to break it, to enforce it.

The formulas stand in `day_after`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from goodoffices.case.graph_states import feasible_codes
from goodoffices.case.vocabulary import WORDS, Vocabulary
from goodoffices.model.arrays import Bools, Floats, Ints
from goodoffices.model.conflict_graph import FREE, TO_YES_ONLY, ConflictGraph, OptionMoves, Preferences
from goodoffices.model.graph_setting import ranked_by_payoffs
from goodoffices.model.levers import HOLDING, KINDS
from goodoffices.play.played import Played
from goodoffices.play.study import At

MOST_GUARANTORS = 3
"""Guarantors in the graph: those whose guarantees are largest."""
TOLERANCE = 1e-6
"""Points within which a party holds two states equal."""


@dataclass(frozen=True)
class Stakes:
    """What the morning after is worth, draw by draw; D draws, n signers, k guarantors; each party's own points.  With more
    than one place of the front a row is a draw at a place.
    """

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
    weight: Floats
    """(D,) chance that the front is where the row has it when the text is signed."""
    signed: Bools
    """(D,) whether all would sign the text."""

    def share(self, yes: Bools) -> float:
        """Of rows (D,), by their weight; 0 where no row has any."""
        whole = float(self.weight.sum())
        return float(self.weight[yes].sum()) / whole if whole > 0 else 0.0


PARTS = ("peace", "war", "breach", "safeguard", "guarantee", "settlement", "cost", "failure", "weight", "signed")
"""Arrays by draw."""


def stakes_of(parts: Sequence[At], options: Ints) -> Stakes:
    """What a text (J,) is worth to keep, to break and to enforce, at all places of the front; `parts` is of one plan.

    Rows stand so that the first D are of all draws, each at one of the places in turn, and so on until every draw has been at
    every place.
    """
    (_, first), text = parts[0], options[None, :]
    hand, shape = first.hand, first.hand.shape
    guards = [
        v
        for v in map(int, hand.levers)
        if KINDS[shape.levers[v].kind].moves == HOLDING and shape.lever_conditions.met(text, np.array([v]))[0, 0]
    ]
    points = [
        {v: _active(line, v) * line.ground.belief.column("strength", hand.plan.mode, v) for v in guards}
        for _, line in parts
    ]
    on = sum(float(spot.chance.sum()) for spot, _ in parts)
    means: dict[int, float] = {}
    for v in guards:
        mean = sum(float((spot.chance * own[v]).sum()) for (spot, _), own in zip(parts, points, strict=True))
        means[shape.levers[v].holder] = means.get(shape.levers[v].holder, 0.0) + (mean / on if on > 0 else 0.0)
    who = sorted(sorted((h for h in means if means[h] > TOLERANCE), key=lambda h: -means[h])[:MOST_GUARANTORS])
    found = [_at_place(line, options, who, own, spot.chance) for (spot, line), own in zip(parts, points, strict=True)]
    if len(found) == 1:
        return found[0]
    draw = np.tile(np.arange(first.ground.draws), len(parts))
    place = (draw + np.repeat(np.arange(len(parts)), first.ground.draws)) % len(parts)
    stacked: dict[str, Any] = {part: np.stack([getattr(own, part) for own in found])[place, draw] for part in PARTS}
    return replace(found[0], **stacked)


def _active(line: Played, v: int) -> Bools:
    """(D,) where a lever of the plan is in play."""
    holder = line.hand.shape.levers[v].holder
    return line.part[:, holder] if line.hand.optional[holder] else np.ones(len(line.part), dtype=bool)


def _at_place(line: Played, options: Ints, who: Sequence[int], points: Mapping[int, Floats], weight: Floats) -> Stakes:
    shape, seen, text = line.hand.shape, line.ground.belief, options[None, :]
    n, draws = len(shape.signers), line.ground.draws
    change = seen.shift_level + np.maximum(seen.shift_rate, 0.0) * shape.holding_months
    shifted = shape.shift_conditions.met(text)[0]
    guarantee, cost = np.zeros((draws, len(who), n)), np.zeros((draws, len(who)))
    for v, own in points.items():
        if shape.levers[v].holder in who:
            k = who.index(shape.levers[v].holder)
            guarantee[:, k, shape.levers[v].target] += own
            cost[:, k] += seen.column("cost", line.hand.plan.mode, v)
    utility, crossed = line.ground.package_utility(options)
    gain = np.where(crossed, -np.inf, utility - line.pressed.reservation)
    return Stakes(
        signers=shape.signers,
        guarantors=tuple(shape.third_parties[h] for h in who),
        weight=weight,
        signed=np.asarray((gain >= -TOLERANCE).all(axis=1)),
        peace=utility,
        war=line.pressed.fighting + _summed(change, shifted, shape.shift_party, n),
        breach=_summed(seen.breach_gain, shape.breach_conditions.met(text)[0], shape.breach_party, n),
        safeguard=_summed(seen.safeguard_points, shape.safeguard_conditions.met(text)[0], shape.safeguard_party, n),
        guarantee=guarantee,
        settlement=seen.sigma[:, who],
        cost=cost,
        failure=seen.stake("failure")[:, who],
    )


def among(stakes: Stakes, draws: Bools) -> Stakes:
    """The stakes in some of the draws, bool[D]."""
    return replace(stakes, **{part: getattr(stakes, part)[draws] for part in PARTS})


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

    weight = stakes.weight[at]
    even = bool((weight == weight[0]).all())

    def mean(part: Floats) -> Floats:
        return np.asarray(part[at].mean(axis=0) if even else np.average(part[at], axis=0, weights=weight), np.float64)

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
