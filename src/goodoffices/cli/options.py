"""Arguments and options that several verbs share."""

from __future__ import annotations

from typing import Annotated

import typer

FEWEST_DRAWS = 64
MOST_DRAWS = 1_048_576
DEFAULT_DRAWS = 16_384
DEFAULT_SEED = 1

CaseName = Annotated[
    str, typer.Argument(metavar="CASE", help="A case file, or the name of a case that ships (see `goodoffices cases`).")
]
Draws = Annotated[
    int,
    typer.Option(
        "--draws", min=FEWEST_DRAWS, max=MOST_DRAWS, help="How many draws; rounded up to the next power of two."
    ),
]
Seed = Annotated[int, typer.Option("--seed", min=0, max=2**63 - 1, help="Seed; the same seed gives the same answers.")]
Perspectives = Annotated[
    list[str] | None,
    typer.Option("--perspective", "-p", metavar="ID", help="Only this perspective; may be given several times."),
]
Workers = Annotated[
    int | None, typer.Option("--workers", min=1, max=1024, help="How many cores to use; all of them if not said.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]


def power_of_two(draws: int) -> int:
    """The least power of two that is not below `draws`: what a Sobol sequence is balanced on."""
    return 1 << (draws - 1).bit_length()
