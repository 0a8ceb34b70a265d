"""`goodoffices convert`: anybody's scenario, or a case at its central values, in a format that others read."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from goodoffices.cli.console import answers, fail, fail_case
from goodoffices.cli.settle import Profiles, ScenarioPath, View


class Format(StrEnum):
    """Formats that are written; those of `goodoffices.exchange.writing`."""

    json = "json"
    negmas = "negmas"


Out = Annotated[Path, typer.Argument(metavar="OUT", help="A file for json, a new folder for negmas.")]
To = Annotated[Format, typer.Option("--to", metavar="FORMAT", help="json (ours, complete) or negmas (NegMAS YAML).")]


def convert(path: ScenarioPath, out: Out, to: To, profile: Profiles = None, perspective: View = None) -> None:
    """Write a scenario, or a case at its central values, in another format."""
    from goodoffices.case.problem import CaseError, InfeasibleError
    from goodoffices.exchange.writing import write_scenario
    from goodoffices.study.settle.settling import scenario_at

    try:
        written = write_scenario(scenario_at(path, profile, perspective), out, to.value)
    except CaseError as error:
        fail_case(error.problems)
    except InfeasibleError as error:
        fail(f"{path}: {error}")
    answers().print(f"written to {written}", soft_wrap=True)
