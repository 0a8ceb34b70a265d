"""`goodoffices query`: a run's draws, asked with SQL."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from goodoffices.cli.console import answers, remark
from goodoffices.cli.options import AsJson
from goodoffices.cli.runs import RunPath, opened, refused
from goodoffices.cli.stopping import undone_by

if TYPE_CHECKING:
    from goodoffices.runs.querying import Found

Sql = Annotated[str, typer.Argument(metavar="SQL", help="A query on the views `plans` and `draws`.")]
Partial = Annotated[
    bool, typer.Option("--partial", help="Answer from the parts that are there, where some are missing.")
]


def query(directory: RunPath, sql: Sql, partial: Partial = False, json: AsJson = False) -> None:
    """Ask the draws of a run with SQL: view `plans` has a row per draw and plan, `draws` one per draw."""
    run = opened(directory)
    with refused(), _spill() as spill:
        from goodoffices.runs.querying import query as ask

        found = ask(run, sql, nested=json, partial=partial, spill=spill)
        missing = len(run.missing()) if partial else 0
    if missing:
        remark(f"{missing:,} of {run.manifest.parts:,} parts are not there under every perspective")
    if json:
        typer.echo(_json(found), nl=False)
        return
    _print(found)


@contextlib.contextmanager
def _spill() -> Iterator[Path | None]:
    """A folder for what does not fit into memory, removed afterwards; None where there is no room for one."""
    import shutil
    import tempfile

    try:
        folder = Path(tempfile.mkdtemp(prefix="goodoffices-query-"))
    except OSError:
        yield None
        return
    try:
        with undone_by(lambda: shutil.rmtree(folder, ignore_errors=True)):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _json(found: Found) -> str:
    import json

    # 32-bit floats have seven digits; of 64 bits the last few hang on the order in which threads add
    digits = [6 if kind == "FLOAT" else 12 for kind in found.types]
    rows = [[_plain(value, n) for value, n in zip(row, digits, strict=True)] for row in found.rows()]
    said = {"columns": found.columns, "rows": rows}
    return json.dumps(said, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _plain(value: Any, digits: int) -> Any:
    """A value as JSON has it: decimals as numbers, what is no finite number as null."""
    import math

    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float):
        return float(f"{value:.{digits}g}") + 0.0 if math.isfinite(value) else None
    if isinstance(value, list):
        return [_plain(inner, digits) for inner in value]
    if isinstance(value, dict):
        return {key: _plain(inner, digits) for key, inner in value.items()}
    return value


def _print(found: Found) -> None:
    """As a table as wide as it needs to be: a line may run over, no column is left out."""
    from rich.measure import Measurement
    from rich.text import Text

    from goodoffices.kit.tables import plain_table

    table = plain_table()
    for name, right in zip(found.columns, found.numeric, strict=True):
        table.add_column(Text(name), justify="right" if right else "left", no_wrap=True)
    for row in found.rows():
        table.add_row(*(Text(_cell(value)) for value in row))
    console = answers()
    wide = Measurement.get(console, console.options.update(width=1_000_000), table).maximum
    console.width = max(console.width, wide)
    console.print(table, soft_wrap=True)


def _cell(value: object) -> str:
    from goodoffices.kit.numbers import significant

    if value is None:
        return "-"
    if isinstance(value, float) and math.isfinite(value):
        return significant(value)
    text = str(value)
    return text if text.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
