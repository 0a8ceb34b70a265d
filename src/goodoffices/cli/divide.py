"""`goodoffices divide`: goods or money among parties, by procedures that everybody can check by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from goodoffices.cli.console import fail, fail_case, hand_over
from goodoffices.cli.options import AsJson

if TYPE_CHECKING:
    from goodoffices.study.divide.answer import Divided

DivisionFile = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", help="YAML or JSON with `points` (Adjusted Winner), `bids` (Knaster), or `estate` and `claims`."
    ),
]


def divide(file: DivisionFile, json: AsJson = False) -> None:
    """Divide goods or money fairly: Adjusted Winner, Knaster's sealed bids, bankruptcy rules."""
    found = _divided(file)
    from goodoffices.study.divide.export import divide_text
    from goodoffices.study.divide.terminal import show

    hand_over((lambda: divide_text(found)) if json else None, lambda console: show(console, found))


def _divided(file: Path) -> Divided:
    from goodoffices.case.problem import CaseError, InfeasibleError
    from goodoffices.study.divide.question import divide_path

    try:
        return divide_path(file)
    except CaseError as error:
        fail_case(error.problems)
    except InfeasibleError as error:
        fail(f"{file}: {error}")
