"""`goodoffices stability`: where a conflict comes to rest, who would move it from there, and what would change that."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from goodoffices.cli.asking import open_case
from goodoffices.cli.charting import drawing, refuse_files, write_files
from goodoffices.cli.console import fail, fail_case, hand_over, remark
from goodoffices.cli.grid import grid_asked
from goodoffices.cli.options import AsJson
from goodoffices.cli.progress import progress_bar
from goodoffices.cli.signatures import gathering
from goodoffices.cli.stored import RunDirectoryOption, source_of

if TYPE_CHECKING:
    from rich.console import Console

    from goodoffices.cli.note import Note
    from goodoffices.cli.stored import Named
    from goodoffices.study.stability.analysing import Asked
    from goodoffices.study.stability.answer import StabilityResult

GraphPath = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help="A graph file (.json, .gmcr), a case file, or the name of a case that ships. A case without a `graph:` "
        "section is asked about the morning after signing.",
    ),
]
ChartFile = Annotated[
    Path | None, typer.Option("--chart", metavar="FILE", help="Draw the graph; the ending says how: svg, png or html.")
]
WrittenFile = Annotated[
    Path | None, typer.Option("--write", metavar="FILE", help="Write the graph as .json, .gmcr or .nfg (Gambit).")
]
Concepts = Annotated[
    list[str] | None,
    typer.Option(
        "--concept",
        metavar="NAME",
        help="nash (r), gmr, smr, seq, sseq; l1, l2 ... (so many moves ahead), nm, sim; several times.",
    ),
]
From = Annotated[
    str | None, typer.Option("--from", metavar="STATE", help="Where an evolution begins; the status quo if not said.")
]
To = Annotated[str | None, typer.Option("--to", metavar="STATE", help="Where it should lead.")]
Inverse = Annotated[
    str | None, typer.Option("--inverse", metavar="STATE", help="Which preferences would make this an equilibrium?")
]
Persuade = Annotated[
    list[str] | None,
    typer.Option("--persuade", metavar="NAME", help="Whose preferences --inverse may change; several times."),
]
Why = Annotated[
    str | None, typer.Option("--why", metavar="STATE", help="Why would each stay here, or leave: every improvement.")
]
Together = Annotated[bool, typer.Option("--coalitions", help="Also examine coalitions.")]
PlanName = Annotated[
    str | None, typer.Option("--plan", metavar="ID", help="Of a case: the morning after signing under this plan.")
]
View = Annotated[
    str | None,
    typer.Option("--perspective", "-p", metavar="ID", help="Of a case: whose belief to follow; the first if not said."),
]


@dataclass(frozen=True)
class Stated:
    """What is asked, in the words it is typed in."""

    concept: Concepts = None
    from_: From = None
    to: To = None
    inverse: Inverse = None
    persuade: Persuade = None
    why: Why = None
    coalitions: Together = False
    plan: PlanName = None
    perspective: View = None


@gathering(Stated, "stated")
def stability(
    file: GraphPath,
    stated: Stated,
    run: RunDirectoryOption = None,
    chart: ChartFile = None,
    write: WrittenFile = None,
    json: AsJson = False,
) -> None:
    """Find where a conflict comes to rest by how far each looks (Nash, GMR, SMR, SEQ, SSEQ), ways there, and changes."""
    refuse_files(chart, write)
    from goodoffices.case.shares import GRID, grid_words
    from goodoffices.study.stability.analysing import Asked

    asked, note = Asked(
        tuple(stated.concept or ()), stated.from_, stated.to, stated.inverse, tuple(stated.persuade or ()), stated.why,
        stated.coalitions, stated.plan, stated.perspective, shares=grid_asked() or GRID,
    ), None  # fmt: skip
    if run is not None:
        asked, note = _on_run(file, run, asked)
    found = _analysed(file, asked)
    if run is None and found.derived is not None and (words := grid_words(found.derived.case)):
        remark(words)
    written = _write(found, chart, write)
    from goodoffices.study.stability.export import stability_text
    from goodoffices.study.stability.terminal import page

    def show(console: Console) -> None:
        for line in [*page(found, console.width), *written]:
            console.print(line, no_wrap=True, overflow="ignore", crop=False)

    hand_over((lambda: stability_text(found)) if json else None, show, note, written if json else ())


def _on_run(file: str, run: Named, asked: Asked) -> tuple[Asked, Note]:
    """The morning after on the first draws of a run; exit code 2 for graphs that are given and not derived."""
    from dataclasses import replace

    from goodoffices.exchange.graphs import is_graph_file

    given = f"{file}: --run is about the morning after signing"
    if is_graph_file(Path(file)):
        fail(f"{given}, and a graph file has no draws")
    case = open_case(file)
    if case.graph is not None and asked.plan is None:
        fail(f"{given}; the case carries a graph: name a plan with --plan, or leave --run out")
    source = source_of(case, run, [asked.perspective] if asked.perspective else None)
    assert source is not None
    from goodoffices.study.stability.analysing import Drawn
    from goodoffices.study.stability.day_after import DRAWS

    view, draws = source.perspectives[0], source.only(source.perspectives[0]).first(DRAWS) or DRAWS
    drawn = Drawn(source.seed, draws, source.fixed())
    note = source.note_on(draws, "all is evaluated on them, with what its pilot expects of the case's plans.")
    return replace(asked, perspective=view if case.perspectives else None, drawn=drawn), note


def _analysed(file: str, asked: Asked) -> StabilityResult:
    """Read and analyse in a thread of its own, so that a stop is heard while an engine works."""
    from concurrent.futures import ThreadPoolExecutor

    from goodoffices.case.problem import CaseError

    with progress_bar() as progress, ThreadPoolExecutor(1) as worker:
        from goodoffices.study.stability.analysing import analyse_path

        try:
            return worker.submit(analyse_path, file, asked, progress).result()
        except CaseError as error:
            problems = error.problems
        except ValueError as error:
            fail(f"{file}: {error}")
    fail_case(problems)


def _write(found: StabilityResult, chart: Path | None, write: Path | None) -> list[str]:
    """Write the files asked for, whole or not at all; says in words what went where."""
    from goodoffices.case.problem import CaseError

    def graph(file: Path) -> str | bytes:
        from goodoffices.exchange.graphs import graph_text, lost_in

        text = graph_text(found.setting, file)
        if left_out := lost_in(found.setting, file):
            remark(f"{file}: {left_out}")
        return text

    try:
        return write_files(("graph", write, graph), ("chart", chart, drawing(found.chart)))
    except CaseError as error:
        fail_case(error.problems)
