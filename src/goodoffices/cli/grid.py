"""`--grid N`: how many shares of a divisible issue are weighed; an option of every verb that draws."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import Annotated, Any

import typer

from goodoffices.cli.signatures import option, own_options, signed

FEWEST, MOST = 3, 101
"""As in `case.shares`, which is not imported for a help page; a test compares them."""
Grid = Annotated[
    int | None,
    typer.Option(
        "--grid",
        metavar="N",
        min=FEWEST,
        max=MOST,
        help="How many shares of each divisible issue to weigh; 11 if not said.",
    ),
]
WITHOUT = frozenset(("settle", "divide", "convert", "query", "runs", "cases", "new", "check", "schema", "ties"))
"""Verbs that weigh no packages draw by draw."""

_asked: ContextVar[int | None] = ContextVar("grid", default=None)


def grid_asked() -> int | None:
    """What stands behind `--grid` in the command that runs; None where nothing does."""
    return _asked.get()


def with_grid(verb: Callable[..., Any]) -> Callable[..., Any]:
    """The verb with one option more, which `grid_asked` tells to whoever opens its case."""

    @functools.wraps(verb)
    def called(*args: Any, grid: int | None = None, **more: Any) -> Any:
        token = _asked.set(grid)
        try:
            return verb(*args, **more)
        finally:
            _asked.reset(token)

    return signed(called, [*own_options(verb), option("grid", Grid, None)])
