"""`goodoffices run`: as many draws as are wanted, in parts on disk; goes on where it was stopped."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from goodoffices.cli.asking import known_perspectives, open_case
from goodoffices.cli.console import answers, fail, fail_case, remark
from goodoffices.cli.options import DEFAULT_DRAWS, DEFAULT_SEED, FEWEST_DRAWS, AsJson, CaseName, Perspectives, Seed
from goodoffices.runs.manifest import FEWEST_IN_PART, MOST, MOST_IN_PART

if TYPE_CHECKING:
    from goodoffices.runs.directory import RunDirectory

PART = 16_384


def whole(text: str) -> int:
    """A count as people write it: 100000000, 100_000_000 or 1e8."""
    try:
        number = float(text.replace("_", "").replace(",", ""))
    except ValueError:
        fail(f"--draws {text}: is not a number; write 100000000 or 1e8")
    if not number.is_integer() or not FEWEST_DRAWS <= number <= MOST:
        fail(f"--draws {text}: a whole number from {FEWEST_DRAWS} to {MOST:,} is wanted")
    return int(number)


def share_of(text: str) -> tuple[int, int]:
    """`3/20` as (3, 20)."""
    first, slash, second = text.partition("/")
    if not (slash and first.isdecimal() and second.isdecimal() and 1 <= int(first) <= int(second)):
        fail(f"--shard {text}: write i/n with i from 1 to n, such as 3/20")
    return int(first), int(second)


Count = Annotated[str, typer.Option("--draws", metavar="N", help="How many draws, such as 1e8.")]
Out = Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="The run's directory, new or begun before.")]
Processes = Annotated[
    int | None, typer.Option("--workers", metavar="W", min=1, max=1024, help="Processes; one per core if not said.")
]
Shard = Annotated[
    str | None, typer.Option("--shard", metavar="I/N", help="Only every N-th part, from the I-th on (job arrays).")
]
Dask = Annotated[
    str | None, typer.Option("--dask", metavar="ADDRESS", help="Scheduler of a Dask cluster; `local` starts one here.")
]
PilotDraws = Annotated[
    int,
    typer.Option("--pilot", metavar="N", min=64, max=131_072, help="Draws on which what parties expect rests."),
]
PartDraws = Annotated[
    int, typer.Option("--part", metavar="N", min=FEWEST_IN_PART, max=MOST_IN_PART, help="Draws of a part.")
]


def run(
    case: CaseName,
    out: Out,
    draws: Count = str(DEFAULT_DRAWS),
    seed: Seed = DEFAULT_SEED,
    perspective: Perspectives = None,
    workers: Processes = None,
    shard: Shard = None,
    dask: Dask = None,
    pilot: PilotDraws = DEFAULT_DRAWS,
    part: PartDraws = PART,
    json: AsJson = False,
) -> None:
    """Draw as often as wanted, in parts on disk; stopped or killed, the same command goes on."""
    wanted, share = whole(draws), share_of(shard) if shard is not None else (1, 1)
    opened = open_case(case)
    asked = known_perspectives(opened, perspective)
    from goodoffices.case.problem import CaseError, InfeasibleError
    from goodoffices.runs.errors import RunError

    rounded = -(-wanted // part) * part
    if rounded != wanted:
        remark(f"{wanted:,} draws rounded up to {rounded:,}, a whole number of parts")
    if rounded > MOST:
        fail(f"{rounded:,} draws are more than the {MOST:,} that are numbered")
    cores = os.cpu_count() or 1
    try:
        begun = _begun(out, opened, asked, rounded, seed, pilot, part)
        made = _carried_on(begun, workers or (1 if dask else cores), share, dask)
        _report(begun, made, json)
    except CaseError as error:
        fail_case(error.problems)
    except (InfeasibleError, RunError, ValueError) as error:
        fail(str(error))


def _begun(
    out: Path, case: object, asked: list[str] | None, draws: int, seed: int, pilot: int, part: int
) -> RunDirectory:
    from goodoffices import __version__
    from goodoffices.case.schema import Case
    from goodoffices.cli.first_run import watch
    from goodoffices.play.premises import known_perspectives as views
    from goodoffices.play.study import power_of_two
    from goodoffices.runs.directory import begin

    assert isinstance(case, Case)
    watch()
    known = views(case)
    wanted = {name: known[name] for name in known if asked is None or name in asked}
    return begin(
        out, case, wanted, draws=draws, seed=seed, version=__version__, pilot=power_of_two(pilot), part=part
    )  # fmt: skip


def _carried_on(run: RunDirectory, workers: int, shard: tuple[int, int], dask: str | None) -> int:
    from goodoffices.cli.progress import run_progress
    from goodoffices.runs.running import Means, carry_on

    with run_progress(run.manifest.part) as progress:
        return carry_on(run, Means(workers, dask, shard), progress)


def _report(run: RunDirectory, made: int, json: bool) -> None:
    from goodoffices.kit.plain import json_text
    from goodoffices.runs.export import status_json

    if json:
        typer.echo(json_text(status_json(run)), nl=False)
        return
    manifest = run.manifest
    left = len(run.missing())
    console = answers()
    parts = f"{made:,} {'part' if made == 1 else 'parts'} made"
    state = f"{left:,} still missing" if left else f"all {manifest.parts:,} are there: {manifest.draws:,} draws"
    console.print(f"{parts}, {state}, run {manifest.run}, in {run.path}", soft_wrap=True)
