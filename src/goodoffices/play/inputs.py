"""The uncertain numbers behind a perspective's draws, column by column, as values that a reader knows from the file."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from goodoffices.case.schema import Case
from goodoffices.case.walking import quantities
from goodoffices.model import draws as design
from goodoffices.model.arrays import Floats
from goodoffices.model.numbers import Numbers
from goodoffices.model.structure import Structure
from goodoffices.play.belief import Belief, Columns
from goodoffices.play.premises import common_names
from goodoffices.play.study import View


def inputs(view: View) -> dict[str, Floats]:
    """Path: its value in every draw (D,), for each uncertain number that the model reads, in the order of the case.

    A number with a public and a private variant stands once, by the first of its paths.  A red line that is red in some
    draws only stands by its own path, 1 where it is red.  What is drawn from rankings alone stands by no single path and is
    left out.
    """
    shape = view.ground.shape
    return varying(values(shape, view.case, paths_read(shape, view.case), view.numbers))


def paths_read(shape: Structure, case: Case) -> tuple[str, ...]:
    """Paths of the uncertain numbers of a resolved case that the model reads, red lines aside."""
    read = {design.column_name(name) for name in common_names(shape, [case])}
    found: dict[str, str] = {}
    for path, number in quantities(case).items():
        column = design.column_name(path)
        if not number.is_fixed and column in read and not _is_chance(path):
            found.setdefault(column, path)
    return tuple(found.values())


def values(shape: Structure, case: Case, paths: tuple[str, ...], numbers: Numbers) -> dict[str, Floats]:
    """Path: its value (D,), red lines last, whether or not it varies in these draws."""
    given, red = quantities(case), Belief(Columns(shape, case, numbers)).red_active
    found = {path: numbers(path, given[path]) for path in paths}
    return found | {path: red[:, line].astype(np.float64) for line, path in enumerate(shape.red_paths)}


def varying(columns: Mapping[str, Floats]) -> dict[str, Floats]:
    """Those columns that are not the same in all draws."""
    return {path: column for path, column in columns.items() if column.min() < column.max()}


def _is_chance(path: str) -> bool:
    """Whether the number is the chance of a red line, of which the line itself tells all that a draw knows."""
    return ".red_lines." in path and path.endswith(".probability")


def by_claim(case: Case, columns: Mapping[str, Floats]) -> dict[str, tuple[str, ...]]:
    """Claim: the paths among `columns` that rest on it, in the order of the case; a path may rest on several claims."""
    grounds = {path: number.claims for path, number in quantities(case).items()}
    found: dict[str, list[str]] = {claim: [] for claim in case.claims}
    for path in columns:
        for claim in grounds.get(path) or grounds.get(f"{path}.probability", ()):
            if claim in found:
                found[claim].append(path)
    return {claim: tuple(paths) for claim, paths in found.items() if paths}
