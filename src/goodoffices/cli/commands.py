"""The verbs of the command line, gathered; each verb imports what it needs when it is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from goodoffices import __version__
from goodoffices.cli.brief import brief
from goodoffices.cli.cases import cases
from goodoffices.cli.check import check
from goodoffices.cli.choose import choose
from goodoffices.cli.convert import convert
from goodoffices.cli.cruxes import cruxes
from goodoffices.cli.discover import discover
from goodoffices.cli.divide import divide
from goodoffices.cli.holding import holding
from goodoffices.cli.induce import induce
from goodoffices.cli.learn import learn
from goodoffices.cli.leverage import leverage
from goodoffices.cli.mediators import mediators
from goodoffices.cli.new import new
from goodoffices.cli.plans import plans
from goodoffices.cli.query import query
from goodoffices.cli.robust import robust
from goodoffices.cli.run import run
from goodoffices.cli.runs import runs
from goodoffices.cli.schema import schema
from goodoffices.cli.sensitivity import sensitivity
from goodoffices.cli.settle import settle
from goodoffices.cli.spoilers import spoilers
from goodoffices.cli.stability import stability
from goodoffices.cli.ties import ties
from goodoffices.cli.timing import timing
from goodoffices.cli.war import war
from goodoffices.cli.zone import zone

app = typer.Typer(
    name="goodoffices",
    help="Makes the assumptions of a mediation explicit and computes what follows: case file in, brief out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"goodoffices {__version__}")
        raise typer.Exit


@app.callback()
def goodoffices(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Makes the assumptions of a mediation explicit and computes what follows: case file in, brief out."""


VERBS: dict[str, tuple[Callable[..., None], ...]] = {
    "Answers": (
        brief,
        plans,
        zone,
        robust,
        war,
        leverage,
        mediators,
        timing,
        induce,
        holding,
        spoilers,
        stability,
    ),
    "Disagreement": (
        cruxes,
        choose,
        discover,
        learn,
        sensitivity,
    ),
    "Negotiations": (settle, divide, convert),
    "Large ensembles": (run, query),
    "Case files": (cases, new, check, schema),
}
"""Verbs by the panel of `--help` they stand in."""

for panel, verbs in VERBS.items():
    for verb in verbs:
        app.command(rich_help_panel=panel)(verb)

app.add_typer(runs, rich_help_panel="Large ensembles")
app.add_typer(ties, name="ties", rich_help_panel="Case files")
