"""`goodoffices cases`: the cases that ship."""

from __future__ import annotations

import typer

from goodoffices.cli.console import answers
from goodoffices.cli.options import AsJson


def cases(json: AsJson = False) -> None:
    """List the cases that ship with the program."""
    from goodoffices.case.shipped import cases as shipped

    found = shipped()
    if json:
        from goodoffices.kit.plain import json_text

        listed = [{"name": name, "title": title, "path": str(path)} for name, title, path in found]
        typer.echo(json_text({"cases": listed}), nl=False)
        return
    from goodoffices.kit.tables import plain_table

    table = plain_table(("case", "left"), ("title", "left"))
    for name, title, _ in found:
        table.add_row(name, title)
    answers().print(table)
