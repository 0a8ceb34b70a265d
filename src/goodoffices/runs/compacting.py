"""Fewer, larger files: parts that follow each other are merged, one row group each.

The large file is written whole before the first part is removed; a kill in between leaves both, and readers go by the
larger.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import polars as pl

from goodoffices.runs import part
from goodoffices.runs.directory import RunDirectory
from goodoffices.runs.part import Part, parse
from goodoffices.runs.writing import put

TOGETHER = 32
"""Parts in a large file: about half a million draws."""


def compact(run: RunDirectory, together: int = TOGETHER, progress: Callable[[int, int], None] | None = None) -> int:
    """Merge every whole block of `together` consecutive parts, each read and checked; returns how many files were written.

    Blocks begin at multiples of `together`, so that the result does not depend on when it is done; a block at the end of
    the run may be shorter.  Memory: one large file.

    Raises:
        RunError: a part is damaged or another run's, or the directory cannot be written; nothing is lost.
    """
    run.check()  # all, before anything is written
    jobs = [(name, block) for name in run.manifest.perspectives for block in _blocks(run, name, together)]
    for done, (name, block) in enumerate(jobs):
        if progress:
            progress(done, len(jobs))
        frame = pl.concat([file.frame() for file in block], rechunk=True)
        first, last = block[0].first, block[-1].last
        content = part.written(frame, run.manifest.part, run.origin(name).label(first, last))
        put(run.folder(name) / part.name_of(content, first, last), content)
    for name in run.manifest.perspectives:
        _remove_merged(run, name)
    return len(jobs)


def _blocks(run: RunDirectory, name: str, together: int) -> Iterator[list[Part]]:
    files = run.files(name)
    for start in range(0, run.manifest.parts, together):
        last = min(start + together, run.manifest.parts) - 1
        block = [file for file in files if start <= file.first and file.last <= last]
        if len(block) > 1 and sum(file.last - file.first + 1 for file in block) == last - start + 1:
            yield block


def _remove_merged(run: RunDirectory, name: str) -> None:
    """Remove files whose parts are all in a larger one that is whole."""
    kept = {file.path: file for file in run.files(name)}
    large = [file for file in kept.values() if file.last > file.first]
    for path in sorted(run.folder(name).glob("part*.parquet")):
        small = parse(path, run.origin(name))
        if small is None or path in kept:
            continue
        holders = [file for file in large if file.first <= small.first and small.last <= file.last]
        for holder in holders:
            holder.content()  # raises where it is damaged: then the smaller file is the one that is good
            with contextlib.suppress(OSError):
                path.unlink()
