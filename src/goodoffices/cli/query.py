"""`goodoffices query`: a run's draws, asked with SQL."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated

import typer

from goodoffices.cli.console import answers
from goodoffices.cli.options import AsJson
from goodoffices.cli.runs import RunPath, opened, refused

if TYPE_CHECKING:
    import polars as pl

Sql = Annotated[str, typer.Argument(metavar="SQL", help="A query on the views `plans` and `draws`.")]


def query(directory: RunPath, sql: Sql, json: AsJson = False) -> None:
    """Ask the draws of a run with SQL: view `plans` has a row per draw and plan, `draws` one per draw."""
    run = opened(directory)
    with refused():
        from goodoffices.runs.querying import query as ask

        found = ask(run, sql)
    if json:
        from goodoffices.study.export import json_text

        typer.echo(json_text({"columns": found.columns, "rows": [list(row) for row in found.rows()]}), nl=False)
        return
    _print(found)


def _print(found: pl.DataFrame) -> None:
    from goodoffices.cli.tables import plain_table

    numeric = [dtype.is_numeric() for dtype in found.dtypes]
    table = plain_table(
        *((name, "right" if right else "left") for name, right in zip(found.columns, numeric, strict=True))
    )
    for row in found.iter_rows():
        table.add_row(*(_cell(value) for value in row))
    answers().print(table)


def _cell(value: object) -> str:
    from goodoffices.brief.numbers import significant

    if value is None:
        return "-"
    return significant(value) if isinstance(value, float) and math.isfinite(value) else str(value)
