"""`goodoffices schema`: the JSON Schema of case files, for editors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from goodoffices.cli.console import fail
from goodoffices.cli.output import refusal, write_whole


def schema(
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write to this file, not the terminal.")
    ] = None,
) -> None:
    """Print the JSON Schema of case files, so that an editor can complete and check them."""
    import json

    from goodoffices.case.writing import json_schema

    text = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    if out is None:
        typer.echo(text, nl=False)
        return
    why = refusal(out)
    if why:
        fail(why)
    write_whole(out, text)
    typer.echo(f"schema written to {out}")
