"""Carrying a run on: which parts are missing, who makes them, and tidying up at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from goodoffices.runs.directory import RunDirectory
from goodoffices.runs.making import make
from goodoffices.runs.on_dask import on_dask
from goodoffices.runs.pool import in_processes
from goodoffices.runs.writing import clear

Progress = Callable[[int, int], None]
"""Called with (parts done, parts in all), of this shard, at the start and after every part."""


@dataclass(frozen=True)
class Means:
    """Who makes the parts."""

    workers: int = 1
    """Processes; with one, this one."""
    dask: str | None = None
    """Address of a scheduler, or `local`."""
    shard: tuple[int, int] = (1, 1)
    """(i, n): of the parts, every n-th, from the i-th on; i counts from 1."""


def carry_on(run: RunDirectory, means: Means, progress: Progress | None = None) -> int:
    """Make all parts of the shard that are missing; returns how many were made.

    Memory is that of one part per worker, whatever the number of draws.

    Raises:
        RunError: a part that is there is damaged or another run's, or one cannot be made or written; what is finished
            stays, and the same call goes on from there.
    """
    clear(run.path)
    i, n = means.shard
    mine = range(i - 1, run.manifest.parts, n)
    run.check(mine)
    missing = run.missing(mine)
    done = len(mine) - len(missing)
    if progress:
        progress(done, len(mine))
    for made, _ in enumerate(_made(run, missing, means), start=1):
        if progress:
            progress(done + made, len(mine))
    if not run.missing():
        clear(run.path, all_of_them=True)
    return len(missing)


def _made(run: RunDirectory, missing: list[int], means: Means) -> Iterator[int]:
    if not missing:
        return
    if means.dask is not None:
        yield from on_dask(run.path, missing, means.dask, means.workers if means.workers > 1 else None)
    elif means.workers > 1:
        yield from in_processes(run.path, missing, means.workers)
    else:
        pilots = run.pilots()
        for number in missing:
            make(run, pilots, number)
            yield number
