"""`goodoffices cruxes`: which claims decide between two perspectives, or the map of the whole argument."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from goodoffices.cli.asking import open_case
from goodoffices.cli.charting import ChartFile, give, refuse_chart
from goodoffices.cli.console import fail
from goodoffices.cli.options import DEFAULT_SEED, AsJson, CaseName, Seed, Workers
from goodoffices.cli.stored import From, note_of, source_of
from goodoffices.cli.studying import put

if TYPE_CHECKING:
    from rich.console import Console

    from goodoffices.case.schema import Case
    from goodoffices.cli.stored import Named, Source
    from goodoffices.play.study import Study
    from goodoffices.study.cruxes.answer import ArgumentMap, Cruxes

DEFAULT_DRAWS = 1024

Between = Annotated[
    tuple[str, str] | None,
    typer.Option("--between", metavar="A B", help="Two perspectives; without it, the map of all of them."),
]
Pool = Annotated[
    int, typer.Option("--draws", metavar="N", min=64, max=131_072, help="Draws; rounded up to a power of two.")
]
Conclusion = Annotated[
    str | None,
    typer.Option(
        "--conclusion",
        metavar="WHAT",
        help="best: the likeliest plan; success: whether a plan succeeds often enough; need: whether a mediator is needed.",
    ),
]
Plan = Annotated[
    str | None, typer.Option("--plan", metavar="ID", help="The plan whose chance of success is shared out.")
]
Threshold = Annotated[
    float, typer.Option("--threshold", metavar="T", min=0.0, max=1.0, help="Chance of success that is enough.")
]
Mediator = Annotated[str | None, typer.Option("--mediator", metavar="ID", help="With --conclusion need: whose need.")]
Exact = Annotated[
    bool, typer.Option("--exact", help="Exact shares for up to 20 claims that reach the plan; may take long.")
]


def cruxes(
    case: CaseName,
    between: Between = None,
    plan: Plan = None,
    conclusion: Conclusion = None,
    threshold: Threshold = 0.5,
    mediator: Mediator = None,
    exact: Exact = False,
    draws: Pool = DEFAULT_DRAWS,
    seed: Seed = DEFAULT_SEED,
    workers: Workers = None,
    from_: From = None,
    chart: ChartFile = None,
    json: AsJson = False,
) -> None:
    """Show which claims decide between two perspectives: the smallest sets whose exchange turns the conclusion."""
    refuse_chart(chart)
    if conclusion not in (None, "best", "success", "need"):
        fail(f"--conclusion {conclusion}: must be best, success or need")
    if between is None and (conclusion or mediator or exact):
        fail("--conclusion, --mediator and --exact are about two perspectives: name them with --between")
    opened = open_case(case)
    source = _source(opened, from_, between)
    about = {"plan": plan, "threshold": threshold}
    found: Cruxes | ArgumentMap
    if between is not None:
        about |= {"a": between[0], "b": between[1], "kind": conclusion, "mediator": mediator, "exact": exact}
        found = put(_between, opened, draws, seed, None, workers, source, **about)
    else:
        found = put(_map, opened, draws, seed, None, workers, source, **about)
    from goodoffices.study.cruxes.export import cruxes_text

    give(found, chart, json, cruxes_text, _print, note_of(source, found))


def _source(case: Case, directory: Named | None, between: tuple[str, str] | None) -> Source | None:
    """The run named, which must hold all perspectives that are compared."""
    source = source_of(case, directory, None)
    wanted = between or tuple(case.perspectives)
    # what is no perspective of the case is told by the question itself
    return source if source is None else source.only(*(name for name in wanted if name in case.perspectives))


def _between(study: Study, **about: Any) -> Cruxes:
    from goodoffices.study.cruxes.question import cruxes as ask

    return ask(study, **about)


def _map(study: Study, **about: Any) -> ArgumentMap:
    from goodoffices.study.cruxes.map import argument_map

    return argument_map(study, **about)


def _print(console: Console, found: Cruxes | ArgumentMap) -> None:
    from goodoffices.study.cruxes.answer import Cruxes

    if isinstance(found, Cruxes):
        from goodoffices.study.cruxes.terminal import print_cruxes

        print_cruxes(console, found)
    else:
        from goodoffices.study.cruxes.terminal import print_map

        print_map(console, found)
