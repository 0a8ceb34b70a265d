"""Arguments and options that several verbs share."""

from __future__ import annotations

from typing import Annotated

import typer

# The bounds of `goodoffices.play.study`, repeated here because importing that takes longer than answering `--help`.
FEWEST_DRAWS = 64
MOST_DRAWS = 131_072
DEFAULT_DRAWS = 16_384
DEFAULT_SEED = 1

CaseName = Annotated[
    str, typer.Argument(metavar="CASE", help="A case file, or the name of a case that ships (see `goodoffices cases`).")
]
Draws = Annotated[
    int,
    typer.Option(
        "--draws",
        metavar="N",
        min=FEWEST_DRAWS,
        max=MOST_DRAWS,
        help="How many draws; rounded up to a power of two.",
    ),
]
Seed = Annotated[int, typer.Option("--seed", metavar="S", min=0, help="The same seed gives the same answers.")]
Perspectives = Annotated[
    list[str] | None,
    typer.Option("--perspective", "-p", metavar="ID", help="Only this perspective; may be given several times."),
]
Plans = Annotated[
    list[str] | None, typer.Option("--plan", metavar="ID", help="Only this plan; may be given several times.")
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", metavar="W", min=1, max=1024, help="Threads; one per core if not said, at most four."),
]
Places = Annotated[
    int | None,
    typer.Option(
        "--places",
        metavar="N",
        min=1,
        help="In later months tell apart at most N places of the front, the likeliest; with 1 it is where the war stands in the "
        "mean, an approximation. All that matter if not said.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]


def power_of_two(draws: int) -> int:
    """The least power of two that is not below `draws`: what a Sobol sequence is balanced on."""
    return 1 << (draws - 1).bit_length()
