"""`goodoffices brief`: the whole answer as one HTML file, and its bottom line in the terminal."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from goodoffices.cli.asking import open_case
from goodoffices.cli.console import answers, fail, remark
from goodoffices.cli.options import DEFAULT_DRAWS, DEFAULT_SEED, CaseName, Draws, Perspectives, Places, Seed, Workers
from goodoffices.cli.output import refusal, write_whole
from goodoffices.cli.stored import From, fixed_by, note_of, source_of
from goodoffices.cli.studying import put

STANDARD_OUTPUT = Path("-")

Out = Annotated[
    Path | None, typer.Option("--out", "-o", metavar="FILE", help="Where the brief goes; NAME.brief.html if not said.")
]
JsonFile = Annotated[
    Path | None,
    typer.Option("--json", metavar="FILE", help="Also write every number to this JSON file (-: standard output)."),
]


class AnnexChoice(StrEnum):
    """How many annexes a brief has."""

    fit = "fit"
    all = "all"


Annexes = Annotated[
    AnnexChoice,
    typer.Option("--annex", help="all: every annex; fit: of a small case only its numbers, claims and plans."),
]


def brief(
    case: CaseName,
    draws: Draws = DEFAULT_DRAWS,
    seed: Seed = DEFAULT_SEED,
    perspective: Perspectives = None,
    out: Out = None,
    from_: From = None,
    places: Places = None,
    json: JsonFile = None,
    annex: Annexes = AnnexChoice.fit,
    workers: Workers = None,
) -> None:
    """Write the brief of a case as one HTML file and print its bottom line."""
    opened = open_case(case)
    source = source_of(opened, from_, perspective)
    page = out or Path(f"{opened.name}.brief.html")
    _refuse_early(page, json)
    from goodoffices.brief.overview import overviews

    study = put(overviews, opened, draws, seed, perspective, workers, source, places=places, **fixed_by(source))
    note = note_of(source, study, fixed=True)

    from goodoffices.brief.desk import Desk
    from goodoffices.brief.export import to_json
    from goodoffices.brief.report import render
    from goodoffices.brief.words import bottom_line
    from goodoffices.kit.names import spoken
    from goodoffices.kit.plain import json_text
    from goodoffices.kit.tables import know

    desk = Desk(study, None if note is None else note.line)
    html = render(study, annex=annex.value, desk=desk)
    numbers = json_text(to_json(study)) if json else ""
    if note is not None and json:
        numbers = note.stamp(numbers)
    try:
        write_whole(page, html)
        if json and json != STANDARD_OUTPUT:
            write_whole(json, numbers)
    except OSError as error:
        fail(f"cannot write {error.filename or page}: {error.strerror}")
    if json == STANDARD_OUTPUT:
        typer.echo(numbers, nl=False)
        for line in bottom_line(study, desk):
            remark(line)
        remark(f"brief written to {page}")
        return
    console = answers()
    know(console, spoken(study.case))
    for line in bottom_line(study, desk):
        console.print(line)
    if note is not None:
        console.print()
        note.show(console)
    console.print(f"\nbrief written to {page}" + (f", numbers to {json}" if json else ""), soft_wrap=True)


def _refuse_early(page: Path, json: Path | None) -> None:
    files = [page] if json in (None, STANDARD_OUTPUT) else [page, json]
    assert all(file is not None for file in files)
    refusals = [why for file in files if file is not None and (why := refusal(file))]
    if refusals:
        fail(refusals)
