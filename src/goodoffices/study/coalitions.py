"""Coalitions of third parties, thousands of them on common random numbers: does a deal exist, does the plan succeed?

What a coalition does is a rule of the user's (`Rule`): its members all mediate, or each only in draws where it would
rather take part than stay out; they bring all their levers but those that spoil; offers are none, those among members, or
all offers to a member.  The empty coalition is direct talks.  Whoever is outside and loses from settlement may still spoil.

A coalition's numbers equal those of `evaluation.evaluate` on the plan `plan_of` gives for it.  What makes them cheap is
that frontiers, texts and prices of levers are laid out once, that coalitions are played a batch at a time while a draw's
texts are in the cache, and that a draw in which consent or a member's own interest fails is left at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from goodoffices.case.problem import InfeasibleError
from goodoffices.case.schema import Case, Plan
from goodoffices.engines import coalition_delivery as delivery
from goodoffices.engines import coalition_pressure as pressure
from goodoffices.engines import coalition_talks as talking
from goodoffices.engines.links.talks import EXACT_SIGNERS
from goodoffices.engines.links import agreement, participation, tabling
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.model.arrays import Bools, Floats, Ints
from goodoffices.model.levers import GUARANTEE, INFORM, SPOIL
from goodoffices.model.structure import MODES, Structure
from goodoffices.play.expectations import Alone
from goodoffices.play.study import View
from goodoffices.study.coalition_ground import CoalitionGround, coalition_ground
from goodoffices.study.stretches import STRETCHES, Gains, apart, consents_again, gains_alone, parts

ROWS = 16
"""Most coalitions played at once: their beliefs about the texts fit the cache."""
CELLS = 1 << 16
"""Most coalitions x draws played at once, which bounds memory."""
ROLES = ("communicates", "formulates", "presses", "guarantees")
"""What a mediator can do: inform levers and carrying what all confide; drafting texts where only some confide; carrots and
sticks; guarantees (after Zartman & Touval 1985; guarantees apart)."""


@dataclass(frozen=True)
class Rule:
    """What a coalition does."""

    mode: Literal["public", "private"] = "public"
    members: Literal["bound", "willing"] = "bound"
    """bound: all members mediate, and the plan fails where one would not; willing: each takes part in draws where it would
    rather do so than stay out."""
    offers: Literal["none", "members", "all"] = "none"
    """none; members: those whose giver and receiver are both in; all: every offer to a member, whoever gives it."""
    month: int = 0


@dataclass(frozen=True)
class Row:
    """One coalition as it is played."""

    members: frozenset[int]
    roles: frozenset[str] = frozenset(ROLES)
    """What they do; with fewer roles, what those are worth can be told."""


@dataclass(frozen=True, eq=False)
class Values:
    """What coalitions achieve, row by row in the order asked."""

    exists: Floats
    """(R,) share of draws in which some deal satisfies all signers under the coalition's levers."""
    success: Floats
    """(R,) P(success); NaN where only existence was asked."""
    found: Floats
    """(R,) P: share of draws in which a deal is found, consent and delivery aside."""
    consent: Floats
    """(R, n) share of draws in which each signer that is asked lets the coalition in; 1 for others."""
    takes_part: Floats
    """(R, K) share of draws in which each third party mediates."""
    by_draw: npt.NDArray[np.float32]
    """(R or 0, D) chance of success in every draw, where asked to keep it."""
    shifts: Floats
    """(R or 0, stretches) what `success` may be off by, since expectations are formed on these draws; see `stretches`."""


def plan_of(case: Case, rule: Rule, members: Sequence[str]) -> Plan:
    """The plan that a coalition stands for."""
    inside = set(members)
    offers = [
        name
        for name, offer in case.offers.items()
        if offer.receiver in inside and (rule.offers == "all" or (rule.offers == "members" and offer.giver in inside))
    ]
    who = {"mediators" if rule.members == "bound" else "if_willing": tuple(members)}
    return Plan(name="A coalition", offers=tuple(offers), mode=rule.mode, month=rule.month, **who)


class Coalitions:
    """Plays coalitions under one perspective and one rule."""

    def __init__(self, view: View, rule: Rule) -> None:
        """Raises InfeasibleError with more than `EXACT_SIGNERS` signers."""
        shape = view.ground.shape
        if len(shape.signers) > EXACT_SIGNERS:
            raise InfeasibleError(
                f"{len(shape.signers)} signers: coalitions are compared for at most {EXACT_SIGNERS} signers"
            )
        self._rule, self._shape = rule, shape
        self._base = coalition_ground(view.ground, MODES[rule.mode], rule.month)
        self._alone, self._direct = view.alone(rule.month), gains_alone(view.ground)

    def existence(
        self,
        rows: Sequence[Row],
        workers: int = 1,
        step: Callable[[int], None] | None = None,
        *,
        spoilers: bool = True,
    ) -> Values:
        """Only whether a deal exists: O(D log F) a coalition for two signers.

        With `spoilers` those outside react as they do to a plan, which has to be played over the first draws; without
        them it is whether the need of some text lies within the coalition's capacity (section 5 of the model).
        """
        return self._values(rows, workers, step, finding=False, spoilers=spoilers)

    def success(
        self,
        rows: Sequence[Row],
        workers: int = 1,
        step: Callable[[int], None] | None = None,
        keep: bool = True,
        visit: Callable[[int, Floats], None] | None = None,
    ) -> Values:
        """P(success) of every row.  O(D X 2^n) a coalition with X texts.

        Args:
            rows: coalitions.
            workers: threads; the answer does not depend on how many.
            step: called with the number of rows done, from any thread.
            keep: whether to keep the success of every draw.
            visit: called with a row's number and its success by draw and shifts, (D + stretches,), in the order of rows, from
                one thread.
        """
        return self._values(rows, workers, step, finding=True, keep=keep, visit=visit)

    def _values(
        self,
        rows: Sequence[Row],
        workers: int,
        step: Callable[[int], None] | None,
        *,
        finding: bool,
        spoilers: bool = True,
        keep: bool = False,
        visit: Callable[[int, Floats], None] | None = None,
    ) -> Values:
        size = max(1, min(ROWS, CELLS // self._base.ground.draws))
        chunks = [rows[start : start + size] for start in range(0, len(rows), size)]
        draws, third, n = self._base.ground.draws, len(self._shape.third_parties), len(self._shape.signers)
        values = Values(
            np.empty(len(rows)),
            np.full(len(rows), np.nan),
            np.full(len(rows), np.nan),
            np.ones((len(rows), n)),
            np.zeros((len(rows), third)),
            np.empty((len(rows) if keep else 0, draws), dtype=np.float32),
            np.zeros((len(rows) if keep else 0, STRETCHES)),
        )
        if finding:
            _ = self._base.later

        def play(chunk: Sequence[Row]) -> list[_Played]:
            return _Batch(self._base, self._alone, self._direct, self._rule, chunk).play(finding, spoilers)

        at = 0
        with ThreadPoolExecutor(max(1, workers)) as pool:
            # a few chunks ahead of the one gathered, so that memory stays bounded
            waiting = [pool.submit(play, chunk) for chunk in chunks[: 2 * workers]]
            for number in range(len(chunks)):
                done = waiting.pop(0).result()
                if number + 2 * workers < len(chunks):
                    waiting.append(pool.submit(play, chunks[number + 2 * workers]))
                for played in done:
                    values.exists[at], values.found[at] = played.exists, played.found
                    values.consent[at], values.takes_part[at] = played.consent, played.takes_part
                    if played.success is not None:
                        values.success[at] = played.success.mean()
                        if keep:
                            values.by_draw[at], values.shifts[at] = played.success, played.shifts
                        if visit is not None:
                            visit(at, np.concatenate([played.success, played.shifts]))
                    at += 1
                if step is not None:
                    step(len(done))
        return values


def cores() -> int:
    """Threads to use where nothing was said: one per core, at most four."""
    return min(os.cpu_count() or 1, 4)


@dataclass(frozen=True, eq=False)
class _Played:
    exists: float
    found: float
    success: Floats | None
    shifts: Floats
    consent: Floats
    takes_part: Floats


@dataclass(frozen=True, eq=False)
class _Hand:
    """What one row has in hand."""

    row: Row
    used: Bools
    """(V,) levers."""
    terms: delivery.Terms

    @property
    def carries(self) -> bool:
        return "communicates" in self.row.roles

    @property
    def drafts(self) -> bool:
        return "formulates" in self.row.roles


def _hand(base: CoalitionGround, rule: Rule, row: Row) -> _Hand:
    shape, world = base.ground.shape, base.ground.world
    third = len(shape.third_parties)
    inside = np.array([k in row.members for k in range(third)], dtype=bool)
    used = np.array([inside[lever.holder] and _played(lever.kind, row.roles) for lever in shape.levers], dtype=bool)
    judged = inside.copy()
    offers = np.zeros((base.ground.draws, third))
    for f in _offers(shape, rule, inside):
        giver, receiver = int(shape.offer_giver[f]), int(shape.offer_receiver[f])
        judged[giver] = True
        offers[:, receiver] += world.offer_value[base.mode][:, f]
        offers[:, giver] -= world.offer_cost[base.mode][:, f]
    optional = inside if rule.members == "willing" else np.zeros(third, dtype=bool)
    return _Hand(row, used, delivery.Terms(judged, inside, optional, offers))


def _played(kind: int, roles: frozenset[str]) -> bool:
    if kind == SPOIL:
        return False
    return {INFORM: "communicates", GUARANTEE: "guarantees"}.get(kind, "presses") in roles


def _offers(shape: Structure, rule: Rule, inside: Bools) -> list[int]:
    if rule.offers == "none":
        return []
    return [
        f
        for f in range(len(shape.offers))
        if inside[shape.offer_receiver[f]] and (rule.offers == "all" or inside[shape.offer_giver[f]])
    ]


class _Batch:
    """Rows played side by side."""

    def __init__(
        self, base: CoalitionGround, alone: Alone, direct: Callable[[int], Gains], rule: Rule, rows: Sequence[Row]
    ) -> None:
        self._base, self._ground, self._alone, self._direct = base, base.ground, alone, direct
        self._hands = [_hand(base, rule, row) for row in rows]
        self._first = base.ground.first
        self._none = np.zeros(base.levers.strength.shape, dtype=bool)

    def play(self, finding: bool, spoilers: bool) -> list[_Played]:
        everybody = [
            np.broadcast_to(hand.terms.mediates, (self._ground.draws, len(hand.terms.mediates))).copy()
            for hand in self._hands
        ]
        parts = self._who_takes_part(everybody)
        trusts = [self._trust(hand, part) for hand, part in zip(self._hands, parts, strict=True)]
        opens = [open_ for open_, _ in trusts]
        spoiled = self._spoilers(parts, opens) if spoilers else [self._none] * len(parts)
        pressed = [self._press(h, p, s) for h, p, s in zip(self._hands, parts, spoiled, strict=True)]
        if not finding:
            return [self._existence(p, part) for p, part in zip(pressed, parts, strict=True)]
        texts = self._tables([p.reservation for p in pressed])
        return [
            self._finish(*row) for row in zip(self._hands, parts, trusts, pressed, texts, strict=True)
        ]  # fmt: skip

    def _press(self, hand: _Hand, part: Bools, spoiled: Bools, draws: int | None = None) -> pressure.Pressed:
        sides = self._base.sides if draws is None else pressure.Sides(*(side[:draws] for side in self._base.sides))
        return pressure.press(sides, self._base.levers, hand.used, hand.terms.optional, part, spoiled)

    def _trust(self, hand: _Hand, part: Bools) -> tuple[Floats, Floats]:
        world = self._ground.world
        return pressure.trust(hand.terms.mediates, part, world.candour[self._base.mode], world.mistrust)

    def _who_takes_part(self, everybody: list[Bools]) -> list[Bools]:
        if not any(hand.terms.optional.any() for hand in self._hands):
            return everybody
        pressed = [self._press(h, p, self._none) for h, p in zip(self._hands, everybody, strict=True)]
        shares = self._shares(
            [p.reservation for p in pressed],
            [self._trust(h, p)[0] for h, p in zip(self._hands, everybody, strict=True)],
            self._hands,
        )
        base, later, frontiers = self._base, self._base.later, self._ground.frontiers
        joins = []
        for hand, part, press, share in zip(self._hands, everybody, pressed, shares, strict=True):
            _, chosen = agreement.best_deal(frontiers.offsets, frontiers.utilities, press.reservation)
            joins.append(
                delivery.willing(
                    chosen,
                    self._struck(chosen),
                    press,
                    base.levers,
                    later.order,
                    hand.used,
                    part,
                    later.morning,
                    later.stakes,
                    hand.terms,
                    share,
                    self._alone.found,
                )
            )
        return joins

    def _struck(self, chosen: Ints) -> Floats:
        """(D, n) what the frontier points give; of draws without any the numbers mean nothing."""
        if not len(self._ground.frontiers.utilities):
            return np.zeros((len(chosen), len(self._ground.shape.signers)))
        given: Floats = self._ground.frontiers.utilities[np.maximum(chosen, 0)]
        return given

    def _shares(self, reservations: list[Floats], opens: list[Floats], hands: Sequence[_Hand]) -> list[float]:
        """P of a first pass."""
        first, offsets = self._first, self._ground.frontiers.offsets[: self._first + 1]
        rows = np.stack([reservation[:first] for reservation in reservations])
        there = [talking.exists(offsets, self._base.stairs, row, self._base.in_stairs) for row in rows]
        chance = tabling.struck(
            self._base.texts(first),
            rows,
            np.stack([self._possible(row) for row in rows]),
            np.stack([open_[:first] for open_ in opens]),
            np.stack(there),
            np.array([hand.carries for hand in hands]),
            np.array([hand.drafts for hand in hands]),
        )
        return [float(share) for share in chance.mean(axis=1)]

    def _tables(self, reservations: list[Floats]) -> list[tabling.Tabled]:
        """Texts tabled and taken, row by row."""
        rows = np.stack(reservations)
        possible = np.stack([self._possible(row) for row in rows])
        played = tabling.play(self._base.texts(self._ground.draws), rows, possible)
        return [played.row(b) for b in range(len(rows))]

    def _possible(self, reservation: Floats) -> Bools:
        """(d,) where some package may be accepted by all; a tolerance wider, for texts are held in single precision."""
        offsets = self._ground.frontiers.offsets[: len(reservation) + 1]
        return talking.exists(offsets, self._base.stairs, reservation - TOLERANCE, self._base.in_stairs)

    def _spoilers(self, parts: list[Bools], opens: list[Floats]) -> list[Bools]:
        """(D, V) spoil levers pulled, by row.

        As `evaluation.SpoilDecision`: a third party with sigma < 0 pulls a lever in draws where the settlements it
        prevents are worth more to it than the lever costs.
        """
        if not self._base.spoils:
            return [self._none] * len(self._hands)
        world, levers = self._ground.world, self._base.levers
        quiet = [self._press(h, p, self._none, self._first) for h, p in zip(self._hands, parts, strict=True)]
        shares = self._shares([p.reservation for p in quiet], opens, self._hands)
        pulled = [self._none] * len(self._hands)
        for v in self._base.spoils:
            loses = -world.sigma[:, levers.holder[v]]
            cost = levers.cost[:, v]
            # a spoiler can prevent no more settlements than there are
            able = [b for b, share in enumerate(shares) if ((loses > 0) & (loses * share > cost)).any()]
            harder = []
            for b in able:
                reservation = quiet[b].reservation.copy()
                reservation[:, levers.target[v]] += levers.strength[: self._first, v]
                harder.append(reservation)
            if not able:
                continue
            left = self._shares(harder, [opens[b] for b in able], [self._hands[b] for b in able])
            for b, share in zip(able, left, strict=True):
                pull = (loses > 0) & (loses * max(shares[b] - share, 0.0) > cost)
                if pull.any():
                    pulled[b] = pulled[b].copy()
                    pulled[b][:, v] = pull
        return pulled

    def _existence(self, pressed: pressure.Pressed, part: Bools) -> _Played:
        there = talking.exists(
            self._ground.frontiers.offsets, self._base.stairs, pressed.reservation, self._base.in_stairs
        )
        return _Played(
            float(there.mean()), np.nan, None, np.zeros(STRETCHES), np.full(pressed.bare.shape[1], np.nan), part.mean(axis=0)
        )  # fmt: skip

    def _finish(
        self, hand: _Hand, part: Bools, trust: tuple[Floats, Floats], pressed: pressure.Pressed,
        tabled: tabling.Tabled,
    ) -> _Played:  # fmt: skip
        base, ground, later = self._base, self._ground, self._base.later
        (open_, doubt), frontiers = trust, ground.frontiers
        widest, chosen = agreement.best_deal(frontiers.offsets, frontiers.utilities, pressed.reservation)
        there = widest >= -TOLERANCE
        weight, chance = talking.weigh(open_, there, tabled.taken, carries=hand.carries, drafts=hand.drafts)
        found, struck = float(chance.mean()), self._struck(chosen)
        gain = talking.surplus(weight, tabled.worth, struck, pressed.carrots, base.believed)
        margin = participation.consent(
            found, gain, self._alone.found, self._alone.surplus, pressed.sticks, doubt
        )  # fmt: skip
        unasked = ~ground.shape.belligerent | ~np.asarray(part.any(axis=1))[:, None]
        agrees: Bools = np.asarray((margin >= -TOLERANCE) | unasked)
        consents: Bools = np.asarray(agrees.all(axis=1))

        def expected(rows: slice) -> tuple[float, Floats]:
            gained = talking.surplus(
                weight[rows], tabled.worth[rows], struck[rows], pressed.carrots[rows], base.believed[rows]
            )
            return float(chance[rows].mean()), gained

        own = [expected(rows) for rows in parts(ground.draws)]
        again = consents_again(own, self._direct(base.month), pressed.sticks, doubt, unasked)
        delivered = delivery.deliver(
            weight, tabled.text, tabled.worth, chosen, struck, consents | again, pressed, base.levers, later.order,
            hand.used, part, later.morning, later.stakes, hand.terms, found, self._alone.found,
        )  # fmt: skip
        return _Played(
            float(there.mean()), found, delivered * consents, apart(again, consents, delivered), agrees.mean(axis=0),
            part.mean(axis=0),
        )  # fmt: skip
