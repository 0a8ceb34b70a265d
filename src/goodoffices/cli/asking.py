"""From what was typed to a case and its perspectives, and work awaited with a progress bar; failures explained."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from goodoffices.cli.console import fail, fail_case, remark
from goodoffices.cli.grid import grid_asked
from goodoffices.cli.options import power_of_two
from goodoffices.cli.progress import Report, progress_bar

if TYPE_CHECKING:
    from goodoffices.case.schema import Case

Answered = TypeVar("Answered")


def open_case(name_or_path: str) -> Case:
    """The case, its divisible issues on the grid asked for, or all of its problems and exit code 2."""
    from goodoffices.case.problem import CaseError
    from goodoffices.case.reading import load
    from goodoffices.case.shares import GRID, grid_words, on_grid

    try:
        case = load(name_or_path)
    except CaseError as error:
        fail_case(error.problems)
    shares = grid_asked()
    listed = on_grid(case, shares or GRID)
    if words := grid_words(listed):
        remark(words)
    elif shares is not None:
        fail(f"{name_or_path}: no issue of the case is divisible: leave --grid out")
    return listed


def awaited(work: Callable[[Report | None], Answered]) -> Answered:
    """What comes of some work, with a progress bar; what a case or its arguments make impossible ends with exit code 2."""
    from goodoffices.case.problem import CaseError, InfeasibleError
    from goodoffices.runs.errors import RunError

    try:
        with progress_bar() as progress:
            return work(progress)
    except CaseError as error:
        fail_case(error.problems)
    except (InfeasibleError, RunError, ValueError) as error:
        fail(str(error))


def rounded(draws: int) -> int:
    """So many draws or more, a power of two; a remark says so where they are more."""
    power = power_of_two(draws)
    if power != draws:
        remark(f"{draws:,} draws rounded up to {power:,}, a power of two")
    return power


def known_perspectives(case: Case, asked: Sequence[str] | None) -> list[str] | None:
    """The perspectives asked for, each once; None for all.  Unknown ones end with exit code 2."""
    from goodoffices.case.perspective import BASELINE
    from goodoffices.case.problem import did_you_mean

    if not asked:
        return None
    known = list(case.perspectives) or [BASELINE]
    strangers = [name for name in asked if name not in known]
    if strangers:
        fail(
            f"{case.name} has no perspective {name!r}; {did_you_mean(name, known) or f'it has {len(known)} others'}"
            for name in strangers
        )
    return list(dict.fromkeys(asked))
