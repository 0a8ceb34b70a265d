"""`goodoffices runs status|verify|compact`: looking after run directories."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from goodoffices.cli.console import answers, fail
from goodoffices.cli.options import AsJson

if TYPE_CHECKING:
    from goodoffices.runs.directory import RunDirectory

runs = typer.Typer(name="runs", help="Look after the directories of runs.", no_args_is_help=True)

RunPath = Annotated[Path, typer.Argument(metavar="DIR", help="A run's directory.")]
Remade = Annotated[int, typer.Option("--parts", metavar="K", min=0, help="How many parts to make anew and compare.")]
Repair = Annotated[bool, typer.Option("--repair", help="Remove what is damaged; the next run makes it anew.")]
Together = Annotated[int, typer.Option("--together", metavar="K", min=2, max=4096, help="Parts in one large file.")]


@contextlib.contextmanager
def refused() -> Iterator[None]:
    """Errors of runs as one line and exit code 2."""
    from goodoffices.runs.errors import RunError

    try:
        yield
    except RunError as error:
        fail(str(error))


def opened(path: Path) -> RunDirectory:
    """The run in a directory; ends with exit code 2 where there is none."""
    from goodoffices.runs.directory import open_run

    with refused():
        return open_run(path)


@contextlib.contextmanager
def _watched(run: RunDirectory) -> Iterator[Callable[[int, int], None]]:
    from goodoffices.cli.progress import run_progress

    with refused(), run_progress(1, "files") as progress:
        yield progress


@runs.command()
def status(directory: RunPath, json: AsJson = False) -> None:
    """Show what a run is of and how far it has come."""
    run = opened(directory)
    from goodoffices.kit.plain import json_text
    from goodoffices.runs.export import status_json

    with refused():
        found = status_json(run)
    if json:
        typer.echo(json_text(found), nl=False)
        return
    from goodoffices.kit.tables import plain_table

    console = answers()
    manifest = run.manifest
    console.print(f"run {manifest.run}: {manifest.name}, seed {manifest.seed}, goodoffices {manifest.version}")
    console.print(f"{manifest.draws:,} draws in {manifest.parts:,} parts of {manifest.part:,}")
    console.print(f"pilot of {manifest.pilot:,} draws, {found['bytes'] / 1e6:,.1f} MB\n")
    table = plain_table(("perspective", "left"), ("parts done", "right"), ("draws", "right"), ("files", "right"))
    for name, done in found["finished"].items():
        table.add_row(name, f"{done:,}", f"{done * manifest.part:,}", f"{found['files'][name]:,}")
    console.print(table)
    console.print("\ncomplete" if found["complete"] else "\nnot complete: the same `goodoffices run` goes on")


@runs.command()
def verify(directory: RunPath, parts: Remade = 3, repair: Repair = False, json: AsJson = False) -> None:
    """Compare every file with its digest, and make some parts anew and compare their bytes."""
    run = opened(directory)
    from goodoffices.kit.plain import json_text
    from goodoffices.runs import checking
    from goodoffices.runs.export import verdict_json

    with _watched(run) as progress:
        verdict = checking.verify(run, parts, progress)
        removed = checking.repair(verdict) if repair else 0
    if json:
        typer.echo(json_text(verdict_json(verdict)), nl=False)
    else:
        _say(verdict.files, len(verdict.remade), verdict.missing)
    if verdict.sound:
        return
    told = [f"{damage.path}: {damage.why}" for damage in verdict.damaged]
    if repair:
        fail([*told, f"{removed} removed; the same `goodoffices run` makes their parts anew"])
    fail([*told, "`--repair` removes what is damaged; the same `goodoffices run` then makes it anew"])


def _say(files: int, remade: int, missing: int) -> None:
    line = f"{files:,} files compared with their digests, {remade:,} parts made anew and compared byte by byte"
    answers().print(line + (f"; {missing:,} parts are still missing" if missing else ""), soft_wrap=True)


@runs.command()
def compact(directory: RunPath, together: Together = 32, json: AsJson = False) -> None:
    """Merge parts that follow each other into larger files."""
    run = opened(directory)
    from goodoffices.kit.plain import json_text
    from goodoffices.runs import compacting
    from goodoffices.runs.export import status_json

    with _watched(run) as progress:
        written = compacting.compact(run, together, progress)
    with refused():
        found = status_json(run)
    if json:
        typer.echo(json_text(found), nl=False)
        return
    files = sum(found["files"].values())
    answers().print(f"{written:,} large files written; the run is now in {files:,} files")
