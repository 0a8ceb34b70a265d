"""What the command line says: answers on standard output, remarks and errors on standard error."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from goodoffices.case.problem import Problem


def answers() -> Console:
    """Console on standard output; plain text where that is no terminal."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=False)


def remark(text: str) -> None:
    """One line to standard error, for the person at the terminal."""
    typer.echo(text, err=True)


def fail(messages: str | Iterable[str], code: int = 2) -> NoReturn:
    """Print the message or messages to standard error and leave with `code`."""
    lines = [messages] if isinstance(messages, str) else list(messages)
    for line in lines:
        typer.echo(f"error: {line}", err=True)
    raise typer.Exit(code)


def fail_case(problems: Iterable[Problem]) -> NoReturn:
    """Print every problem of a case to standard error, as `file:line: path: message`, and leave with code 2."""
    for problem in problems:
        typer.echo(str(problem), err=True)
    raise typer.Exit(2)
