"""What somebody who believes in a perspective concludes, and the smallest changes of belief that turn the conclusion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

from goodoffices.case.schema import Case
from goodoffices.study.cruxes.answer import Kind
from goodoffices.study.cruxes.between import Between
from goodoffices.study.cruxes.reach import mask_of

MARGIN = 0.01
"""A mediator is needed where the best plan with it beats the best without by more than this share of draws."""
LOOKS = 12_000
"""Chances of success asked for, in one direction, before the search for the smallest set gives up being exhaustive."""

Ask = Callable[[str, Sequence[int]], Sequence[float]]
"""Chances of success of a plan under masks."""


@dataclass(frozen=True)
class Conclusion:
    """A question with an answer under every perspective in between."""

    kind: Kind
    plans: tuple[str, ...]
    """Plans whose chances decide it."""
    threshold: float = 0.5
    mediator: str | None = None

    def reach(self, between: Between) -> int:
        """Differences that can touch it, as a mask."""
        mask = 0
        for plan in self.plans:
            mask |= between.reach(plan)
        return mask

    def price(self, between: Between) -> int:
        """Chances of success that it usually takes to see whether an answer is the wanted one; 0 where all are known."""
        if all(between.tabled(plan) for plan in self.plans):
            return 0
        return {"best": 2, "success": 1, "need": len(self.plans)}[self.kind]

    def hold(self, between: Between, masks: Sequence[int], wanted: str, ask: Ask) -> list[bool]:
        """Whether the answer is the wanted one, under many perspectives in between.

        Of the plans that could be best, those that a or b prefers are asked first, and only where none has beaten the
        wanted one so far.
        """
        if self.kind != "best":
            values = {plan: ask(plan, masks) for plan in self.plans}
            return [
                self._said({plan: values[plan][at] for plan in values}, between.case) == wanted
                for at in range(len(masks))
            ]
        rivals = [plan for plan in self.plans if plan != wanted]
        ends = {plan: max(ask(plan, [0, between.everything])) for plan in rivals}
        value, first = dict(zip(masks, ask(wanted, masks), strict=True)), self.plans.index(wanted)
        left = list(value)
        for plan in sorted(rivals, key=lambda plan: -ends[plan]):
            others = zip(left, ask(plan, left), strict=True)
            earlier = self.plans.index(plan) < first
            left = [mask for mask, other in others if other < value[mask] or (other == value[mask] and not earlier)]
        unbeaten = set(left)
        return [mask in unbeaten for mask in masks]

    def answer(self, between: Between, mask: int) -> str:
        """The answer under the perspective of a mask: id of a plan, or yes, or no."""
        return self._said({plan: between.value(plan, mask) for plan in self.plans}, between.case)

    def _said(self, values: dict[str, float], case: Case) -> str:
        if self.kind == "best":
            return max(values, key=lambda plan: values[plan])
        if self.kind == "success":
            return "yes" if values[self.plans[0]] >= self.threshold else "no"
        assert self.mediator is not None
        return "yes" if _gap(case, values, self.mediator) > MARGIN else "no"


def _gap(case: Case, values: dict[str, float], mediator: str) -> float:
    with_it = [value for plan, value in values.items() if takes_part(case, plan, mediator)]
    without = [value for plan, value in values.items() if not takes_part(case, plan, mediator)]
    return max(with_it, default=0.0) - max(without, default=0.0)


def takes_part(case: Case, plan: str, mediator: str) -> bool:
    """Whether a third party mediates, or may mediate, in a plan."""
    wanted = case.plans[plan]
    nominated = {candidate for nomination in wanted.nominated for candidate in nomination.candidates}
    return mediator in {*wanted.mediators, *wanted.if_willing, *nominated}


Check = Callable[[Sequence[int]], list[bool]]
"""Which of some masks, exchanged, turn the conclusion."""


def smallest(
    parts: list[int], turned: Check, order: list[int], price: int = 1, largest: int | None = None
) -> tuple[list[tuple[int, ...]], bool]:
    """The smallest sets of parts that turn a conclusion, all of that size; and whether no smaller one does.

    All sets are looked at by rising size, for as long as that takes no more than `LOOKS` chances of success.  Beyond, parts
    are taken in `order` until the conclusion turns, and those without which it stays turned are given back: a set from
    which none can be left out, but perhaps not the smallest.

    Args:
        parts: places of the differences that can touch the conclusion.
        turned: see `Check`.
        order: the same places, most promising first.
        price: chances of success that one set takes.
        largest: size beyond which nothing is looked for; None: no bound.
    """
    looked = 0
    for size in range(1, len(parts) + 1):
        if largest is not None and size > largest:
            return [], False
        looked += comb(len(parts), size) * price
        if looked > LOOKS and size > 1:
            return _taken_in_order(turned, order), False
        sets = list(combinations(parts, size))
        found = [chosen for chosen, yes in zip(sets, turned([mask_of(s) for s in sets]), strict=True) if yes]
        if found:
            return found, True
    return [], True


def _taken_in_order(turned: Check, order: list[int]) -> list[tuple[int, ...]]:
    taken: list[int] = []
    for part in order:
        taken.append(part)
        if turned([mask_of(taken)])[0]:
            break
    else:
        return []
    for part in list(taken):
        rest = [other for other in taken if other != part]
        if turned([mask_of(rest)])[0]:
            taken = rest
    return [tuple(sorted(taken))]
