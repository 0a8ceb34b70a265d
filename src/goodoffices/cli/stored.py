"""`--from DIR` of the study verbs: the answer of a run instead of new draws, where what a run keeps suffices."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from goodoffices.cli.console import fail
from goodoffices.cli.studying import known_perspectives, open_case

if TYPE_CHECKING:
    from rich.console import Console

    from goodoffices.runs.summary import RunShares

From = Annotated[
    Path | None,
    typer.Option("--from", metavar="DIR", help="Answer from the draws of a run instead of drawing anew."),
]


def shares_of(case: str, directory: Path, perspectives: Sequence[str] | None) -> RunShares:
    """Shares of all finished draws of a run, which must be a run of the case; else exit code 2."""
    from goodoffices.cli.run_progress import run_progress
    from goodoffices.model.numbers import digest_of
    from goodoffices.runs.directory import open_run
    from goodoffices.runs.errors import RunError
    from goodoffices.runs.summary import shares

    opened = open_case(case)
    asked = known_perspectives(opened, perspectives)
    try:
        run = open_run(directory)
        if run.manifest.case != digest_of(opened):
            fail(f"{directory} is a run of another case, or of an earlier state of {opened.name}")
        with run_progress(1, "files") as progress:
            return shares(run, asked, progress)
    except RunError as error:
        fail(str(error))


def cannot(verb: str, why: str) -> NoReturn:
    """End with exit code 2: a run does not keep what the verb needs."""
    fail(f"`{verb}` cannot be answered from a run: {why}; leave out --from to draw anew")


def run_footing(console: Console, answer: RunShares) -> None:
    """What the numbers rest on, as below every table, and the run."""
    from goodoffices.cli.tables import footing

    state = "" if answer.complete else ", not complete"
    footing(
        console,
        answer,
        "success: share of draws, %, ± two standard errors (Monte Carlo).",
        "Links: share of draws, %, that pass the link and all before it; * marks the link that breaks most often "
        "among the draws that reach it.",
        f"From run {answer.run}{state}: what parties expect was fixed by its pilot.",
    )
