"""The verbs of the command line: what each is for, and the application with those that are called.

A verb's module is imported, and its options are worked out, when it is called; to list the verbs it takes this page alone.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module
from typing import Annotated

import typer

from goodoffices import __version__
from goodoffices.cli.grid import WITHOUT, with_grid
from goodoffices.cli.targets import Verb
from goodoffices.study import QUESTIONS


def _asked(panel: str) -> dict[str, str]:
    return {name: question.purpose for name, question in QUESTIONS.items() if question.panel == panel}


VERBS: dict[str, dict[str, str]] = {
    "Answers": {"brief": "Write the brief of a case as one HTML file and print its bottom line.", **_asked("Answers")},
    "Disagreement": _asked("Disagreement"),
    "Negotiations": {
        **_asked("Negotiations"),
        "convert": "Write a scenario, or a case at its central values, in another format.",
    },
    "Large ensembles": {
        "run": "Draw as often as wanted, in parts on disk; stopped or killed, the same command goes on.",
        "query": "Ask the draws of a run with SQL: view `plans` has a row per draw and plan, `draws` one per draw.",
        "runs": "Look after the directories of runs.",
    },
    "Case files": {
        "cases": "List the cases that ship with the program.",
        "new": "Write a small commented case that checks and runs, to change into your own.",
        "check": "Name every problem of a case file with its line; exit with 0, 1 (warnings, --strict) or 2 (errors).",
        "schema": "Print the JSON Schema of case files, so that an editor can complete and check them.",
        "ties": "The ties of a case from a table.",
    },
}
"""Panel of `--help`: its verbs, each with the first sentence of what its function, or group of verbs, says of itself.

A verb stands in the module of its name, as a function, or as a `typer.Typer` for a group of verbs, of its name.
"""

NAMES = tuple(name for verbs in VERBS.values() for name in verbs)


def application(called: Collection[str]) -> typer.Typer:
    """The command line, with the verbs of `NAMES` that are called; the others are there by name and purpose alone."""
    app = typer.Typer(
        name="goodoffices",
        help="Makes the assumptions of a mediation explicit and computes what follows: case file in, brief out.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(goodoffices)
    for panel, verbs in VERBS.items():
        for name, purpose in verbs.items():
            verb = getattr(import_module(f"goodoffices.cli.{name}"), name) if name in called else _not_called
            if verb is not _not_called and name not in WITHOUT:
                verb = with_grid(verb)
            if isinstance(verb, typer.Typer):
                app.add_typer(verb, name=name, rich_help_panel=panel)
            else:
                purpose_if_not_called = purpose if verb is _not_called else None
                app.command(name, cls=Verb, help=purpose_if_not_called, rich_help_panel=panel)(verb)
    return app


def _not_called() -> None:
    """Stands where a verb is only listed."""


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"goodoffices {__version__}")
        raise typer.Exit


def goodoffices(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Makes the assumptions of a mediation explicit and computes what follows: case file in, brief out."""
