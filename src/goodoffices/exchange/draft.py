"""A scenario under construction: issues from a domain, columns from one profile per party."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from goodoffices.exchange.refusal import MOST_CELLS, refuse
from goodoffices.model.arrays import Floats
from goodoffices.model.scenario import Issue, Rectangle, Scenario

_WORD_END = re.compile(r"[^_\-. ]*[_\-. ]+")


@dataclass(frozen=True)
class Profile:
    """What one file says of one party."""

    name: str
    columns: tuple[Floats, ...]
    """Worth of the options of each issue."""
    reservation: float | None
    boxes: tuple[tuple[dict[int, tuple[int, int]], float], ...] = ()
    """Hyper-rectangles: bounds by issue, and points."""
    discount: float = 1.0


def scenario(name: str, file: Path, issues: Sequence[Issue], profiles: Sequence[Profile]) -> Scenario:
    """The scenario of a domain and its profiles, in their order; raises CaseError for none or too large ones."""
    if not profiles:
        refuse(file, None, "", "there are no profiles: nobody says what the options are worth")
    check_size(file, issues, len(profiles))
    rectangles = [Rectangle(i, bounds, points) for i, p in enumerate(profiles) for bounds, points in p.boxes]
    discount = tuple(p.discount for p in profiles)
    return Scenario(
        name=name,
        parties=distinct([p.name for p in profiles]),
        issues=tuple(issues),
        tables=np.array([np.concatenate(p.columns) for p in profiles], dtype=np.float64),
        reservation=tuple(p.reservation for p in profiles),
        rectangles=tuple(rectangles),
        discount=discount if any(d < 1.0 for d in discount) else (),
    )


def check_size(file: Path, issues: Sequence[Issue], parties: int) -> None:
    """Raise CaseError where there are no issues, or more numbers than `MOST_CELLS`."""
    if not issues:
        refuse(file, None, "", "there are no issues")
    if parties * sum(len(issue.options) for issue in issues) > MOST_CELLS:
        refuse(file, None, "", f"parties times options come to more than {MOST_CELLS}")


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """The names, a repeated one numbered: `buyer`, `buyer 2`."""
    given: list[str] = []
    for name in names:
        number, new = 1, name
        while new in given:
            number += 1
            new = f"{name} {number}"
        given.append(new)
    return tuple(given)


def shortened(stems: Sequence[str]) -> tuple[str, ...]:
    """File names as names of parties: leading and trailing words that all share are left out.

    `ItexvsCypress_Cypress` and `ItexvsCypress_Itex` are Cypress and Itex; nothing is left out where less than a word
    with a letter would stay.
    """
    if len(stems) < 2:
        return tuple(stems)
    names = _without_shared_words([*stems])
    backwards = _without_shared_words([name[::-1] for name in names])
    return tuple(name[::-1] for name in backwards)


def _without_shared_words(names: list[str]) -> list[str]:
    while True:
        first = _WORD_END.match(names[0])
        if first is None or not all(name.startswith(first[0]) for name in names):
            return names
        rest = [name[first.end() :] for name in names]
        if not all(any(letter.isalpha() for letter in name) for name in rest):
            return names
        names = rest
