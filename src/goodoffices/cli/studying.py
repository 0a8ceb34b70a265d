"""From what was typed to a study: find the case, choose perspectives, run with a progress bar, explain failures."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from goodoffices.cli.console import fail, fail_case, remark
from goodoffices.cli.grid import grid_asked
from goodoffices.cli.options import power_of_two
from goodoffices.cli.stopping import undone_by

if TYPE_CHECKING:
    from goodoffices.case.schema import Case
    from goodoffices.cli.stored import Source
    from goodoffices.study.export import Answered as About
    from goodoffices.study.results import Study

Answered = TypeVar("Answered")
Answer = TypeVar("Answer", bound="About")
Report = Callable[[str, int, int], None]


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


def run_study(
    case: Case,
    draws: int,
    seed: int,
    perspectives: Sequence[str] | None,
    workers: int | None,
    source: Source | None = None,
    thin: int = 0,
) -> Study:
    """Run the study; unknown perspectives and cases without an answer end with exit code 2.

    With a `source`, what parties expect of the plans of the case is what the run has it to be.  `thin`
    deals of each frontier are kept (0: all).
    """

    def study(case: Case, **options: Any) -> Study:
        from goodoffices.study.study import run

        return run(case, **options)

    more: dict[str, Any] = {} if source is None else {"fixed": source.fixed()}
    if thin:
        more["thin"] = thin
    return put(study, case, draws, seed, perspectives, workers, source, **more)


def put(
    question: Callable[..., Answer],
    case: Case,
    draws: int | None,
    seed: int,
    perspectives: Sequence[str] | None,
    workers: int | None,
    source: Source | None = None,
    **more: Any,
) -> Answer:
    """Put a question of the study floor to a case, with a progress bar.

    `question` is called as `question(case, draws=, seed=, perspectives=, workers=, progress=, **more)`.  Unknown
    perspectives, cases without an answer and arguments that do not fit the case (ValueError) end with exit code 2.  With a
    `source`, it is put to the first draws of that run, under its perspectives.
    """
    if source is not None:
        draws, seed, perspectives = source.first(draws), source.seed, source.perspectives
    chosen = known_perspectives(case, perspectives)
    rounded = None if draws is None else power_of_two(draws)
    if draws is not None and rounded != draws:
        remark(f"{draws:,} draws rounded up to {rounded:,}, a power of two")
    shared = {"draws": rounded, "seed": seed, "perspectives": chosen, "workers": workers}
    answer = awaited(lambda progress: question(case, **shared, progress=progress, **more))
    if source is not None:
        source.compare(answer)
    return answer


def awaited(work: Callable[[Report | None], Answered]) -> Answered:
    """What comes of some work, with a progress bar; what a case or its arguments make impossible ends with exit code 2."""
    from goodoffices.case.problem import CaseError
    from goodoffices.model.errors import InfeasibleError
    from goodoffices.runs.errors import RunError

    try:
        with progress_bar() as progress:
            return work(progress)
    except CaseError as error:
        fail_case(error.problems)
    except (InfeasibleError, RunError, ValueError) as error:
        fail(str(error))


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


@contextlib.contextmanager
def progress_bar() -> Iterator[Report | None]:
    """A bar on standard error that goes away when done; None where standard error is no terminal."""
    from rich.console import Console

    from goodoffices.cli.first_run import watch

    watch()
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeElapsedColumn(),
        TextColumn("left:"), TimeRemainingColumn(compact=True),
    )  # fmt: skip
    with undone_by(clear_line), Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def show(stage: str, done: int, total: int) -> None:
            bar.update(task, description=stage, completed=done, total=total)

        yield show


def clear_line() -> None:
    """Wipe the bar's line and show the cursor again."""
    os.write(2, b"\r\x1b[2K\x1b[?25h")
