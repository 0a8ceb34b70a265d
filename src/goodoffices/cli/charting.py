"""Charts that a verb writes to a file: refused before the long computation, drawn by the answer itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol, TypeVar

import typer

from goodoffices.cli.console import fail, hand_over
from goodoffices.cli.output import refusal, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from goodoffices.cli.note import Note
    from goodoffices.kit.plain import Json
    from goodoffices.kit.theme import AnyChart

ChartFile = Annotated[
    Path | None, typer.Option("--chart", metavar="FILE", help="Draw it; the ending says how: svg, png or html.")
]


class Drawable(Protocol):
    """What can be drawn."""

    def chart(self) -> AnyChart:
        """The picture."""
        ...


class Drawn(Drawable, Protocol):
    """An answer that can be drawn."""

    def to_json(self) -> Json:
        """The answer as plain data."""
        ...


Answer = TypeVar("Answer", bound=Drawn)


def as_text(answer: Answer) -> str:
    """An answer as indented JSON; the same bytes for the same answer."""
    from goodoffices.kit.plain import json_text

    return json_text(answer.to_json())


def refuse_chart(file: Path | None) -> None:
    """End with exit code 2 where the chart could not be written later."""
    if file is not None and (why := refusal(file)):
        fail(why)


def write_chart(file: Path | None, answer: Drawable) -> str:
    """Draw an answer into a file, whole or not at all; says in words what went where, nothing if nothing did."""
    if file is None:
        return ""
    from goodoffices.kit.chart_files import drawn

    try:
        write_whole(file, drawn(answer.chart(), file.suffix.lower()))
    except OSError as error:
        fail(f"cannot write {error.filename or file}: {error.strerror}")
    return f"chart written to {file}"


def give(
    answer: Answer,
    chart: Path | None,
    json: bool,
    text: Callable[[Answer], str],
    show: Callable[[Console, Answer], None],
    note: Note | None = None,
) -> None:
    """Hand an answer over: drawn into a file if one is named, and as JSON or as tables on standard output.

    `note` says what it owes to a run.
    """
    written = write_chart(chart, answer)
    hand_over(answer, json, text, show, note, [written] if written else [])
