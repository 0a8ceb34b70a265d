"""Coalitions of third parties as rows, thousands of them on common random numbers.

What a coalition does is a rule of the user's (`Rule`): its members all mediate, or each only in draws where it would
rather take part than stay out; they bring all their levers but those that spoil; offers are none, those among members, or
all offers to a member.  The empty coalition is direct talks.  Whoever is outside and loses from settlement may still spoil.

A coalition is a hand like that of the plan `plan_of` gives for it, and is played by the one evaluator.  All hands look at
the same levers, so that rows read the same arrays; they are played a batch at a time while a draw's texts are in the cache.
A coalition of a later month is played at every place where the front may stand.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from goodoffices.case.problem import InfeasibleError
from goodoffices.case.schema import Case, Plan
from goodoffices.engines.links.talks import EXACT_SIGNERS
from goodoffices.model.arrays import Floats
from goodoffices.model.levers import SPOIL
from goodoffices.play.error import STRETCHES
from goodoffices.play.evaluate import Upto, direct_talks, exists
from goodoffices.play.hand import ROLES, Hand, spoil_levers, with_role
from goodoffices.play.played import Row
from goodoffices.play.refusal import Stand, stands
from goodoffices.play.study import View
from goodoffices.play.whole import Maker, Whole, wholes

ROWS = 16
"""Most coalitions played at once: their beliefs about the texts fit the cache."""
CELLS = 1 << 16
"""Most coalitions x draws played at once, which bounds memory."""


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
class Coalition:
    """One coalition as it is played."""

    members: frozenset[int]
    roles: frozenset[str] = frozenset(ROLES)
    """What they do; with fewer roles, what those are worth can be told."""


@dataclass(frozen=True, eq=False)
class Values:
    """What coalitions achieve, row by row in the order asked; over places of the front where there are several."""

    exists: Floats
    """(R,) share of draws in which some deal satisfies all signers under the coalition's levers."""
    success: Floats
    """(R,) P(success); NaN where only existence was asked."""
    found: Floats
    """(R,) share of draws in which a deal is found, consent and delivery aside."""
    stands: list[tuple[Stand, ...]]
    """(R,) how each side that fights stands to the coalition; empty where only existence was asked."""
    takes_part: Floats
    """(R, K) share of draws in which each third party mediates, among wars that still go on."""
    by_draw: npt.NDArray[np.float32]
    """(R or 0, D) chance of success in every draw, where asked to keep it."""
    shifts: Floats
    """(R or 0, stretches) what `success` may be off by, since expectations are formed on these draws; see `play.error`."""


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
        self._rule, self._shape, self._draws = rule, shape, view.ground.draws
        self._spots = view.spots(rule.month)
        self._plan = Plan(name="A coalition", mode=rule.mode, month=rule.month)
        self._levers = tuple(v for v, lever in enumerate(shape.levers) if lever.kind != SPOIL)
        self._against = spoil_levers(view.belief)

    def existence(
        self,
        rows: Sequence[Coalition],
        workers: int = 1,
        step: Callable[[int], None] | None = None,
        *,
        spoilers: bool = True,
    ) -> Values:
        """Only whether a deal exists: O(D log F) a coalition for two signers.

        With `spoilers` those outside react as they do to a plan, which has to be played over the first draws; without
        them it is whether the need of some text lies within the coalition's capacity (section 5 of the model).
        """
        which = tuple(sorted({*self._levers, *(self._against if spoilers else ())}))
        return self._values(rows, workers, step, which, "exists")

    def success(
        self,
        rows: Sequence[Coalition],
        workers: int = 1,
        step: Callable[[int], None] | None = None,
        keep: bool = True,
        visit: Callable[[int, Floats], None] | None = None,
    ) -> Values:
        """P(success) of every row.  O(D X 2^n) a coalition and place of the front with X texts.

        Args:
            rows: coalitions.
            workers: threads; the answer does not depend on how many.
            step: called with the number of rows done, from any thread.
            keep: whether to keep the success of every draw.
            visit: called with a row's number and its success by draw and shifts, (D + stretches,), in the order of rows, from
                one thread.
        """
        which = tuple(sorted({*self._levers, *self._against}))
        return self._values(rows, workers, step, which, "success", keep, visit)

    def _values(
        self,
        rows: Sequence[Coalition],
        workers: int,
        step: Callable[[int], None] | None,
        which: tuple[int, ...],
        upto: Upto,
        keep: bool = False,
        visit: Callable[[int, Floats], None] | None = None,
    ) -> Values:
        size = max(1, min(ROWS, CELLS // self._draws))
        chunks = [rows[start : start + size] for start in range(0, len(rows), size)]
        kept, third = len(rows) if keep else 0, len(self._shape.third_parties)
        values = Values(
            exists=np.empty(len(rows)),
            success=np.full(len(rows), np.nan),
            found=np.full(len(rows), np.nan),
            stands=[],
            takes_part=np.zeros((len(rows), third)),
            by_draw=np.empty((kept, self._draws), dtype=np.float32),
            shifts=np.zeros((kept, STRETCHES)),
        )

        def play(chunk: Sequence[Coalition]) -> list[_Summary]:
            return self._play([self._hand(coalition, which) for coalition in chunk], upto)

        at = 0
        with ThreadPoolExecutor(max(1, workers)) as pool:
            # a few chunks ahead of the one gathered, so that memory stays bounded
            waiting = [pool.submit(play, chunk) for chunk in chunks[: 2 * workers]]
            for number in range(len(chunks)):
                done = waiting.pop(0).result()
                if number + 2 * workers < len(chunks):
                    waiting.append(pool.submit(play, chunks[number + 2 * workers]))
                for row in done:
                    _put(values, at, row, keep)
                    if visit is not None and row.success is not None:
                        visit(at, np.concatenate([row.success, row.shifts]))
                    at += 1
                if step is not None:
                    step(len(done))
        return values

    def _hand(self, coalition: Coalition, which: tuple[int, ...]) -> Hand:
        """What a coalition has in hand."""
        shape, rule = self._shape, self._rule
        inside = np.array([k in coalition.members for k in range(len(shape.third_parties))], dtype=bool)
        nobody = np.zeros(len(inside), dtype=bool)
        fixed, optional = (nobody, inside) if rule.members == "willing" else (inside, nobody)
        mine = [inside[shape.levers[v].holder] and with_role(shape, v, coalition.roles) for v in which]
        offers = tuple(
            f
            for f in range(len(shape.offers))
            if rule.offers != "none"
            and inside[shape.offer_receiver[f]]
            and (rule.offers == "all" or inside[shape.offer_giver[f]])
        )
        in_hand = np.array(mine, dtype=bool)
        return Hand(shape, self._plan, fixed, optional, which, in_hand, offers, coalition.roles, wide=True)

    def _play(self, hands: Sequence[Hand], upto: Upto) -> list[_Summary]:
        """Play hands side by side at every place of the front."""

        def maker(hand: Hand) -> Maker:
            month = self._rule.month
            return lambda ground: Row(hand, ground, alone=direct_talks(ground, month).expected)

        return [_summed(whole, upto) for whole in wholes(self._spots, [maker(hand) for hand in hands], upto)]


def cores() -> int:
    """Threads to use where nothing was said: one per core, at most four."""
    return min(os.cpu_count() or 1, 4)


@dataclass(frozen=True, eq=False)
class _Summary:
    exists: float
    takes_part: Floats
    found: float = np.nan
    success: Floats | None = None
    shifts: Floats = field(default_factory=lambda: np.zeros(STRETCHES))
    stands: tuple[Stand, ...] = ()


def _summed(whole: Whole, upto: Upto) -> _Summary:
    """What a coalition comes to over the places of the front."""
    part, there = whole.among_on(lambda line: line.part), float(whole.by_draw(exists).mean())
    if upto == "exists":
        return _Summary(there, part)
    found = float(whole.by_draw(lambda line: line.found).mean())
    return _Summary(there, part, found, whole.success, whole.shifts, stands(whole))


def _put(values: Values, at: int, row: _Summary, keep: bool) -> None:
    values.exists[at], values.found[at], values.takes_part[at] = row.exists, row.found, row.takes_part
    values.stands.append(row.stands)
    if row.success is not None:
        values.success[at] = row.success.mean()
        if keep:
            values.by_draw[at], values.shifts[at] = row.success, row.shifts
