"""Draws of a run read back: the outcomes that it keeps, and beside them the very numbers that were drawn.

Numbers are not kept.  They follow from the seed and the number of the draw, so those of any draws are drawn again, a part at
a time.  Where a run holds more draws than fit into memory side by side, some stretches of consecutive draws, spread evenly
over the run, stand for all of them: a stretch of a scrambled Sobol sequence is itself balanced.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from goodoffices.case.schema import Case
from goodoffices.model.arrays import Floats
from goodoffices.model.numbers import numbers_of
from goodoffices.play.inputs import paths_read, values, varying
from goodoffices.play.premises import premises
from goodoffices.runs.directory import RunDirectory
from goodoffices.runs.errors import RunError
from goodoffices.runs.part import DRAW, Part

MOST = 65_536
"""Draws that are analysed side by side; of longer runs so many, in `STRETCHES` stretches."""
STRETCHES = 8
CHUNK = 16_384
"""Draws whose numbers are drawn at a time."""


@dataclass(frozen=True)
class Stretch:
    """Consecutive draws."""

    first: int
    count: int

    @property
    def end(self) -> int:
        """Number of the draw after the last."""
        return self.first + self.count


def held_perspectives(run: RunDirectory, asked: Sequence[str] | None) -> list[str]:
    """Perspectives asked for, default all of the run; RunError for one that it does not hold."""
    held = list(run.manifest.perspectives)
    for name in asked or ():
        if name not in held:
            raise RunError(f"the run has no perspective {name!r}; it has {', '.join(held)}")
    return list(dict.fromkeys(asked)) if asked else held


def finished(run: RunDirectory, perspectives: Iterable[str]) -> tuple[Stretch, ...]:
    """Stretches of draws that are finished under all of some perspectives, in order.

    Raises:
        RunError: there is none.
    """
    size = run.manifest.part
    parts = sorted(set[int].intersection(*(run.finished(name) for name in perspectives)))
    found: list[Stretch] = []
    for number in parts:
        if found and found[-1].end == number * size:
            found[-1] = Stretch(found[-1].first, found[-1].count + size)
        else:
            found.append(Stretch(number * size, size))
    if not found:
        raise RunError(f"{run.path} holds no finished draws yet")
    return tuple(found)


def leading(run: RunDirectory, perspectives: Iterable[str]) -> int:
    """How many draws are finished from the first on; RunError where the first part is missing."""
    first = finished(run, perspectives)[0]
    if first.first:
        raise RunError(f"{run.path}: its first part is not finished yet; give the same `run` again to make it")
    return first.count


def some(there: Sequence[Stretch], wanted: int | None) -> tuple[Stretch, ...]:
    """The first `wanted` draws of those that are there; all where None, or where they are more than `MOST`, so many of them in
    stretches of equal length that begin at evenly spaced draws.
    """
    total = sum(stretch.count for stretch in there)
    if wanted is None and total > MOST:
        length = MOST // STRETCHES
        starts = [round(at * (total - length) / (STRETCHES - 1) / length) * length for at in range(STRETCHES)]
        return tuple(piece for start in starts for piece in _cut(there, start, length))
    return tuple(_cut(there, 0, total if wanted is None else min(wanted, total)))


def _cut(there: Sequence[Stretch], start: int, count: int) -> Iterable[Stretch]:
    """`count` draws from the `start`-th of those that are there."""
    passed = 0
    for stretch in there:
        low, high = max(start - passed, 0), min(start + count - passed, stretch.count)
        if low < high:
            yield Stretch(stretch.first + low, high - low)
        passed += stretch.count


def touches(file: Part, stretches: Sequence[Stretch], size: int) -> bool:
    """Whether a file, of parts of `size` draws, holds some of the draws."""
    return any(s.first < (file.last + 1) * size and file.first * size < s.end for s in stretches)


def within(frame: pl.DataFrame, stretches: Sequence[Stretch]) -> pl.DataFrame:
    """The rows of some draws, in order; `frame` is sorted by draw."""
    draws = frame[DRAW].to_numpy()
    inside = np.zeros(len(draws), dtype=bool)
    for stretch in stretches:
        low, high = np.searchsorted(draws, [stretch.first, stretch.end])
        inside[low:high] = True
    return frame if inside.all() else frame.filter(pl.Series(inside))


def columns(
    run: RunDirectory, perspective: str, stretches: Sequence[Stretch], names: Sequence[str]
) -> dict[str, Floats]:
    """Columns (D,) of a perspective in some finished draws, in order; one file in memory at a time.

    Raises:
        RunError: a file is damaged.
    """
    size, pieces = run.manifest.part, []
    for file in run.files(perspective):
        if touches(file, stretches, size):
            pieces.append(within(file.frame([DRAW, *names]), stretches))
    whole = pl.concat(pieces).sort(DRAW)
    if len(whole) != sum(s.count for s in stretches):
        raise RunError(f"{run.path}: draws of {perspective} have gone while they were read")
    return {name: whole[name].to_numpy().astype(np.float64) for name in names}


def numbers(case: Case, seed: int, perspective: str, stretches: Sequence[Stretch]) -> dict[str, Floats]:
    """Path: value (D,) of every uncertain number that varies in some draws, as `inputs.inputs` has them.

    O(D k) memory for k numbers, and that of `CHUNK` draws of the whole design.
    """
    common = premises(case)
    shape, own = common.shape, common.resolved[perspective]
    paths = paths_read(shape, own)
    found: dict[str, list[Floats]] = {}
    for stretch in stretches:
        for start in range(stretch.first, stretch.end, CHUNK):
            drawn = numbers_of(common.names, seed, min(CHUNK, stretch.end - start), start)
            for path, column in values(shape, own, paths, drawn).items():
                found.setdefault(path, []).append(column)
    return varying({path: np.concatenate(parts) for path, parts in found.items()})
