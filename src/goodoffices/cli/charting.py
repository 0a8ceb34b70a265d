"""Charts that a verb writes to a file: refused before the long computation, drawn by the answer itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from goodoffices.cli.console import fail, hand_over
from goodoffices.cli.output import refusal, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from goodoffices.cli.note import Note
    from goodoffices.kit.answer import Answer
    from goodoffices.kit.theme import AnyChart

ChartFile = Annotated[
    Path | None, typer.Option("--chart", metavar="FILE", help="Draw it; the ending says how: svg, png or html.")
]


def refuse_files(*files: Path | None) -> None:
    """End with exit code 2 where one of the files could not be written later."""
    if refusals := [why for file in files if file is not None and (why := refusal(file))]:
        fail(refusals)


def write_files(*files: tuple[str, Path | None, Callable[[Path], str | bytes]]) -> list[str]:
    """Write (what it is, file, what makes its content) of every file that is named, each whole or not at all; says in words
    what went where.
    """
    said, at = [], None
    try:
        for what, file, content in files:
            if file is not None:
                at = file
                write_whole(file, content(file))
                said.append(f"{what} written to {file}")
    except OSError as error:
        fail(f"cannot write {error.filename or at}: {error.strerror}")
    return said


def drawing(chart: Callable[[], AnyChart]) -> Callable[[Path], str | bytes]:
    """What makes the content of a file of a picture, in the form that its ending says."""

    def content(file: Path) -> str | bytes:
        from goodoffices.kit.chart_files import drawn

        return drawn(chart(), file.suffix.lower())

    return content


def give(
    answer: Answer,
    chart: Path | None,
    json: bool,
    note: Note | None = None,
    *,
    pictures: Mapping[str, Path | None] | None = None,
    **shown: Any,
) -> None:
    """Hand an answer over: drawn into a file if one is named, and as JSON or as tables on standard output.

    `note` says what it owes to a run; `pictures` are further pictures, method of the answer: file; `shown` goes to `show` of
    the terminal.py beside the answer.
    """
    from goodoffices.kit.answer import face
    from goodoffices.kit.plain import json_text

    further = [("chart", file, drawing(getattr(answer, method))) for method, file in (pictures or {}).items()]
    written = write_files(("chart", chart, drawing(answer.chart)), *further)
    hand_over(
        (lambda: json_text(answer.to_json())) if json else None,
        lambda console: face(answer, "terminal", "show")(console, answer, **shown),
        note,
        written,
    )
