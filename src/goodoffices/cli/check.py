"""`goodoffices check`: every problem of a case file, with its line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from goodoffices.cli.console import fail_case
from goodoffices.cli.options import AsJson

if TYPE_CHECKING:
    from goodoffices.case.problem import Problem

WARNED, FAILED = 1, 2
"""Exit codes: warnings under --strict, errors."""


def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A case file, or the name of a case that ships.")],
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as failure.")] = False,
    json: AsJson = False,
) -> None:
    """Name every problem of a case file with its line; exit with 0, 1 (warnings, --strict) or 2 (errors)."""
    from goodoffices.case.problem import CaseError
    from goodoffices.case.reading import check as check_file
    from goodoffices.case.reading import find
    from goodoffices.kit.isolation import printable

    try:
        checked = check_file(find(file))
    except CaseError as error:
        fail_case(error.problems)
    code = FAILED if checked.errors else WARNED if strict and checked.warnings else 0
    if json:
        _print_json(str(checked.path), checked.errors, checked.warnings)
    else:
        for problem in (*checked.errors, *checked.warnings):
            typer.echo(printable(str(problem)))
        typer.echo(f"{checked.path}: {_verdict(len(checked.errors), len(checked.warnings))}")
    raise typer.Exit(code)


def _verdict(errors: int, warnings: int) -> str:
    if not errors and not warnings:
        return "no problems"
    counts = [_count(errors, "error")] if errors else []
    return ", ".join([*counts, _count(warnings, "warning")] if warnings else counts)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _print_json(path: str, errors: Sequence[Problem], warnings: Sequence[Problem]) -> None:
    from goodoffices.kit.plain import json_text

    listed = {"file": path, "ok": not errors, "errors": _rows(errors), "warnings": _rows(warnings)}
    typer.echo(json_text(listed), nl=False)


def _rows(problems: Sequence[Problem]) -> list[dict[str, object]]:
    return [
        {"line": p.line, "path": p.path, "message": p.message, "found": p.found, "suggestion": p.suggestion}
        for p in problems
    ]
