"""`goodoffices new`: a commented case file to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from goodoffices.cli.console import fail, fail_case


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the case: lower-case letters, digits, dashes.")],
    folder: Annotated[Path, typer.Option("--folder", metavar="DIR", help="Where to put it.")] = Path(),
) -> None:
    """Write a small commented case that checks and runs, to change into your own."""
    from goodoffices.case.problem import CaseError
    from goodoffices.case.writing import write_new

    try:
        path = write_new(name, folder)
    except CaseError as error:
        fail_case(error.problems)
    except FileExistsError as error:
        fail(f"{error.filename or folder} is there already; nothing was changed")
    except OSError as error:
        fail(f"cannot write into the folder {folder}: {error.strerror}")
    typer.echo(f"wrote {path}; look at it, then: goodoffices check {path}")
