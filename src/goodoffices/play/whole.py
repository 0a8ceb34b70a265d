"""Rows played at every place where the front may stand in their month: what a plan of any month comes to as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from goodoffices.model.arrays import Floats
from goodoffices.play import error, evaluate, outcome
from goodoffices.play.ground import Ground
from goodoffices.play.places import Spot
from goodoffices.play.played import Played, Row

ROWS = 16
"""Most rows of one place played at once."""
Maker = Callable[[Ground], Row]
"""What is played, as a row upon a belief with the front where it stands."""


@dataclass(frozen=True, eq=False)
class Whole:
    """A row played at every place of its month; month 0, and a war without a front, have one place of chance 1."""

    chances: tuple[Floats, ...]
    """(D,) each."""
    lines: tuple[Played, ...]

    def by_draw(self, value: Callable[[Played], npt.NDArray[np.generic]]) -> Floats:
        """(D,) or (D, ...): sum over places of the chance times a value."""
        parts = []
        for chance, line in zip(self.chances, self.lines, strict=True):
            found = np.asarray(value(line), dtype=np.float64)
            parts.append((chance.reshape(-1, *[1] * (found.ndim - 1)), found))
        return outcome.over_places(parts)

    def among_on(self, value: Callable[[Played], npt.NDArray[np.generic]]) -> Floats:
        """Mean, (...), among the wars that still go on; 0 where none does."""
        on = float(sum(chance.sum() for chance in self.chances))
        found: Floats = self.by_draw(value).sum(axis=0) / max(on, 1e-300)
        return found

    @cached_property
    def success(self) -> Floats:
        """(D,) chance that every link holds."""
        return self.by_draw(evaluate.success)

    @cached_property
    def shifts(self) -> Floats:
        """(stretches,) what P(success) may be off by, see `error`."""
        parts = zip(self.chances, self.lines, strict=True)
        return sum((chance.mean() * line.shifts for chance, line in parts), np.zeros(error.STRETCHES))

    @property
    def with_shifts(self) -> Floats:
        """(D + stretches,) success by draw, then `shifts`; whatever is linear in the one is so in the other."""
        return np.concatenate([self.success, self.shifts])


def wholes(
    spots: Sequence[Spot], makers: Sequence[Maker], upto: evaluate.Upto = "success", *, every_fall: bool = False
) -> list[Whole]:
    """Play rows at all places of a month, those of one place side by side."""
    lines: list[list[Played]] = [[] for _ in makers]
    for spot in spots:
        for start in range(0, len(makers), ROWS):
            rows = [make(spot.ground) for make in makers[start : start + ROWS]]
            for at, line in enumerate(evaluate.evaluate(rows, upto, every_fall=every_fall), start):
                lines[at].append(line)
    chances = tuple(spot.chance for spot in spots)
    return [Whole(chances, tuple(own)) for own in lines]
