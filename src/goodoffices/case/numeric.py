"""Mistakes in numbers that depend on other numbers, or on the tail of a distribution."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from goodoffices.case.quantity import Quantity
from goodoffices.case.remark import Remark
from goodoffices.case.schema import Case, Lever
from goodoffices.case.walking import numbers

FAR_TAIL = 6.0
"""Standard deviations; a truncation farther out leaves less than a draw in a billion."""


def number_mistakes(case: Case) -> Iterator[Remark]:
    """What is wrong with the numbers of a case."""
    for check in MUTUAL:
        yield from check(case)
    for part in numbers(case):
        yield from truncation(part.path, part.value)


def advances(case: Case) -> Iterator[Remark]:
    """The front moves at most one way in a month."""
    front = case.war.front
    if front is not None:
        most = front.advance_a.support()[1] + front.advance_b.support()[1]
        if most > 1.0 + 1e-9:
            message = f"advance_a and advance_b can sum to {most:g}, more than 1: the front moves one way a month"
            yield Remark("war.front.advance_b", message, "narrow their ranges")


def information(case: Case) -> Iterator[Remark]:
    """An inform lever removes a share of optimism."""
    for name, lever in case.levers.items():
        for inner, strength in _strengths(lever) if lever.kind == "inform" else ():
            if strength.support()[1] > 1:
                message = f"inform removes a share of optimism, between 0 and 1; draws reach {strength.support()[1]:g}"
                yield Remark(f"levers.{name}.{inner}", message)


def _strengths(lever: Lever) -> Iterator[tuple[str, Quantity]]:
    yield "strength", lever.strength
    for mode, variant in (("public", lever.public), ("private", lever.private)):
        if variant is not None and variant.strength is not None:
            yield f"{mode}.strength", variant.strength


def truncation(path: str, number: Quantity) -> Iterator[Remark]:
    """A truncation leaves something to draw."""
    if number.truncate is not None and _leaves_nothing(number):
        low, high = number.truncate
        yield Remark(path, f"truncate [{low:g}, {high:g}] leaves practically nothing of this distribution")


def _leaves_nothing(number: Quantity) -> bool:
    assert number.truncate is not None
    low, high = number.truncate
    if number.normal is not None:
        mean, sd = number.normal
    elif number.lognormal is not None:
        mean, sd = math.log(number.lognormal[0]), number.lognormal[1]
        low, high = (math.log(max(end, 1e-300)) for end in (low, high))
    else:
        return False
    return low > mean + FAR_TAIL * sd or high < mean - FAR_TAIL * sd


MUTUAL: tuple[Callable[[Case], Iterator[Remark]], ...] = (advances, information)
"""Checks of numbers against each other; they may come out differently under a perspective."""
