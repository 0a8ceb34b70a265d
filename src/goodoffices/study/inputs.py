"""The uncertain numbers behind a perspective's draws, column by column, as values that a reader knows from the file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import numpy.typing as npt

from goodoffices.case.walking import quantities
from goodoffices.model import draws as design
from goodoffices.model.numbers import names_of
from goodoffices.study.asking import View
from goodoffices.study.world import world

Floats = npt.NDArray[np.float64]


def inputs(view: View) -> dict[str, Floats]:
    """Path: its value in every draw (D,), for each uncertain number that the model reads, in the order of the case.

    A number with a public and a private variant stands once, by the first of its paths.  A red line that is red in some
    draws only stands by its own path, 1 where it is red.  What is drawn from rankings alone stands by no single path and is
    left out.
    """
    read = {design.column_name(name) for name in names_of(partial(world, view.ground.shape, view.case))}
    found: dict[str, Floats] = {}
    seen = set[str]()
    for path, number in quantities(view.case).items():
        column = design.column_name(path)
        if number.is_fixed or column not in read or column in seen or _is_chance(path):
            continue
        seen.add(column)
        values = view.numbers(path, number)
        if values.min() < values.max():
            found[path] = values
    for line, path in enumerate(view.ground.shape.red_paths):
        red = view.ground.world.red_active[:, line]
        if red.any() and not red.all():
            found[path] = red.astype(np.float64)
    return found


def _is_chance(path: str) -> bool:
    """Whether the number is the chance of a red line, of which the line itself tells all that a draw knows."""
    return ".red_lines." in path and path.endswith(".probability")


def by_claim(view: View, columns: Mapping[str, Floats]) -> dict[str, tuple[str, ...]]:
    """Claim: the paths among `columns` that rest on it, in the order of the case; a path may rest on several claims."""
    grounds = {path: number.claims for path, number in quantities(view.case).items()}
    found: dict[str, list[str]] = {claim: [] for claim in view.case.claims}
    for path in columns:
        for claim in grounds.get(path) or grounds.get(f"{path}.probability", ()):
            if claim in found:
                found[claim].append(path)
    return {claim: tuple(paths) for claim, paths in found.items() if paths}
