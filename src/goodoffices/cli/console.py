"""What the command line says: answers on standard output, remarks and errors on standard error."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from goodoffices.case.problem import Problem
    from goodoffices.cli.note import Note


def answers() -> Console:
    """Console on standard output, for which text is text and not markup; no colours where that is no terminal."""
    from goodoffices.kit.page import Page

    return Page()


def hand_over(
    text: Callable[[], str] | None,
    show: Callable[[Console], None],
    note: Note | None = None,
    written: Sequence[str] = (),
) -> None:
    """Print an answer: as JSON if there is a `text` that makes it, else as tables by `show`; `note` says what it owes to a run,
    `written` which files were written.
    """
    if text is not None:
        said = text()
        typer.echo(said if note is None else note.stamp(said), nl=False)
        for line in written:
            remark(line)
        return
    console = answers()
    show(console)
    if note is not None:
        note.show(console)
    for line in written:
        console.print(line, soft_wrap=True)


def remark(text: str) -> None:
    """One line to standard error, for the person at the terminal, without control codes that a case may hold."""
    from goodoffices.kit.isolation import printable

    typer.echo(printable(text), err=True)


def fail(messages: str | Iterable[str], code: int = 2) -> NoReturn:
    """Print the message or messages to standard error and leave with `code`."""
    lines = [messages] if isinstance(messages, str) else list(messages)
    for line in lines:
        remark(f"error: {line}")
    raise typer.Exit(code)


def fail_case(problems: Iterable[Problem]) -> NoReturn:
    """Print every problem of a case to standard error, as `file:line: path: message`, and leave with code 2."""
    for problem in problems:
        remark(str(problem))
    raise typer.Exit(2)
