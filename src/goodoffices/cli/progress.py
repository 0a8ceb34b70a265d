"""Progress of a run: a bar with the time left at the pace of the latest parts; lines now and then where nobody watches."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator

from goodoffices.cli.console import remark
from goodoffices.cli.stopping import undone_by

EVERY = 60.0
"""Seconds between two lines on a standard error that is no terminal."""


@contextlib.contextmanager
def run_progress(draws_per_part: int, word: str = "draws") -> Iterator[Callable[[int, int], None]]:
    """Called with (parts done, parts in all), at the start and after every part."""
    from rich.console import Console

    from goodoffices.cli.first_run import watch
    from goodoffices.runs.pace import Pace, in_words

    watch()
    pace = Pace()
    seen: list[int] = []

    def words(done: int, total: int) -> str:
        for _ in range(done - seen[-1] if seen else 0):
            pace.finished()
        seen.append(done)
        rate = pace.per_second
        speed = f"{rate * draws_per_part:,.0f} {word}/s, " if rate else ""
        return f"{speed}{in_words(pace.left(total - done) if done < total else 0)} left"

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _lines(words)
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = (BarColumn(bar_width=24), TaskProgressColumn(), TextColumn("{task.description}", markup=False))
    with undone_by(clear_line), Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, description=words(done, total), completed=done, total=total)

        yield show


def _lines(words: Callable[[int, int], str]) -> Callable[[int, int], None]:
    last = time.monotonic()

    def show(done: int, total: int) -> None:
        nonlocal last
        text = words(done, total)
        if time.monotonic() - last >= EVERY:
            last = time.monotonic()
            remark(f"{done:,} of {total:,} parts, {text}")

    return show


Report = Callable[[str, int, int], None]


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
