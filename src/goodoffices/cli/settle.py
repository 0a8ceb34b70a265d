"""`goodoffices settle`: what could be signed, and which deals solution concepts pick, for anybody's scenario or a case."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from goodoffices.cli.charting import drawing, refuse_files, write_files
from goodoffices.cli.console import fail, fail_case, hand_over
from goodoffices.cli.options import AsJson
from goodoffices.cli.progress import progress_bar

if TYPE_CHECKING:
    from goodoffices.study.settle.answer import Settlement

ScenarioPath = Annotated[
    str,
    typer.Argument(
        metavar="PATH",
        help="A scenario (file or folder: Genius XML, NegMAS YAML, NegoLog JSON, LLM-Deliberation, plain JSON), a case file, "
        "or the name of a case that ships.",
    ),
]
Profiles = Annotated[
    list[Path] | None,
    typer.Option("--profile", metavar="FILE", help="A party's file, where a folder holds others too; once per party."),
]
View = Annotated[
    str | None,
    typer.Option("--perspective", "-p", metavar="ID", help="Of a case: whose belief to follow; the first if not said."),
]
GivenFile = Annotated[
    Path | None,
    typer.Option("--given", metavar="FILE", help="A deal in hand, JSON {issue: option}; shows what beats it for all."),
]
Time = Annotated[
    float, typer.Option("--time", metavar="T", min=0.0, help="When the deal is made, for parties that discount.")
]
FrontierFile = Annotated[
    Path | None, typer.Option("--frontier", metavar="FILE.parquet", help="Write the frontier there, a row per point.")
]
ChartFile = Annotated[
    Path | None,
    typer.Option("--chart", metavar="FILE", help="Draw the frontier; the ending says how: svg, png or html."),
]


class Ties(StrEnum):
    """What becomes of packages that are the same to everybody; as `study.settle.answer.Ties`."""

    merge = "merge"
    keep = "keep"
    floats = "floats"


TiesChoice = Annotated[
    Ties,
    typer.Option(
        "--ties",
        help="Packages that are the same to all: one point (merge), a row each (keep), or one where their floating-point "
        "sums in file order are equal to the last bit, as most programs count (floats).",
    ),
]


def settle(
    path: ScenarioPath,
    profile: Profiles = None,
    perspective: View = None,
    given: GivenFile = None,
    time: Time = 0.0,
    ties: TiesChoice = Ties.merge,
    frontier: FrontierFile = None,
    chart: ChartFile = None,
    json: AsJson = False,
) -> None:
    """Settle a negotiation: exact frontier, solution points, and what beats a deal in hand."""
    refuse_files(frontier, chart)
    found = _settled(path, profile, perspective, given, time, ties)
    written = write_files(("frontier", frontier, lambda _: _parquet(found)), ("chart", chart, drawing(found.chart)))
    from goodoffices.study.settle.export import settle_text
    from goodoffices.study.settle.terminal import show

    hand_over((lambda: settle_text(found)) if json else None, lambda console: show(console, found), written=written)


def _parquet(found: Settlement) -> bytes:
    from io import BytesIO

    stream = BytesIO()
    found.table().write_parquet(stream)
    return stream.getvalue()


def _settled(
    path: str,
    profiles: list[Path] | None,
    perspective: str | None,
    given: Path | None,
    time: float,
    ties: Ties,
) -> Settlement:
    """Read and settle in a thread of its own, so that a stop is heard while an engine works."""
    from concurrent.futures import ThreadPoolExecutor

    from goodoffices.case.problem import CaseError, InfeasibleError

    try:
        with progress_bar() as progress, ThreadPoolExecutor(1) as worker:
            from goodoffices.study.settle.settling import settle_path

            asked = (path, profiles, perspective, given, time, progress)
            return worker.submit(settle_path, *asked, ties=ties.value).result()
    except CaseError as error:
        fail_case(error.problems)
    except InfeasibleError as error:
        fail(f"{path}: {error}")
