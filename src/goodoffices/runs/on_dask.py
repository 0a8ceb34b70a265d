"""Parts made on a Dask cluster: tasks of a second or more that write their part and hand back its number."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goodoffices.runs.directory import RunDirectory, open_run
from goodoffices.runs.errors import RunError
from goodoffices.runs.making import make
from goodoffices.runs.pool import GIVE_UP, ONE_THREAD

if TYPE_CHECKING:
    from goodoffices.study.ensemble import Pilot

LOCAL = "local"
AHEAD = 3
"""Parts that the scheduler knows of for each thread of the cluster; with more it would only have more to remember."""
KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(2**30), "MALLOC_TRIM_THRESHOLD_": str(2**30)}
"""Dask has workers give memory back to the system after every array; asking for it again doubles the time of NumPy."""


def on_dask(folder: Path, numbers: Iterable[int], address: str, workers: int | None) -> Iterator[int]:
    """Make the parts of the run in `folder` with these numbers on a cluster; yields each number when it is done.

    Args:
        folder: must be the same directory on all machines of the cluster.
        numbers: of the parts.
        address: of the scheduler, or `local` for a cluster of processes on this machine.
        workers: processes of a local cluster; default one per core.

    Raises:
        RunError: dask.distributed is not installed, there is no scheduler, or a part fails or keeps losing its worker.
    """
    try:
        import distributed
    except ImportError:
        raise RunError("--dask needs dask.distributed: pip install 'goodoffices[dask]'") from None
    with contextlib.ExitStack() as stack:
        try:
            client = stack.enter_context(_client(distributed, address, workers, stack))
        except (OSError, ValueError) as error:
            raise RunError(f"no Dask scheduler answers at {address}: {error}") from error
        yield from _supervised(distributed, client, str(folder.resolve()), numbers)


def _client(distributed: Any, address: str, workers: int | None, stack: contextlib.ExitStack) -> Any:
    if address != LOCAL:
        return distributed.Client(address, timeout="20s")
    import dask

    environment = KEEP_MEMORY | dict.fromkeys(ONE_THREAD, "1")
    stack.enter_context(dask.config.set({"distributed.nanny.pre-spawn-environ": environment}))
    cluster = distributed.LocalCluster(
        n_workers=workers or os.cpu_count(), threads_per_worker=1, dashboard_address=None, memory_limit=0,
        silence_logs=50,
    )  # fmt: skip
    return distributed.Client(stack.enter_context(cluster))


def _supervised(distributed: Any, client: Any, folder: str, numbers: Iterable[int]) -> Iterator[int]:
    """Keep a few parts per thread at work; a part whose worker died is put in again."""
    waiting = iter(numbers)
    deaths: Counter[int] = Counter()
    flying: dict[str, int] = {}

    def submit(number: int) -> Any:
        future = client.submit(write_part, folder, number, pure=False, retries=0)
        flying[future.key] = number
        return future

    threads = max(1, sum(client.nthreads().values()))
    landed = distributed.as_completed([submit(number) for number in islice(waiting, AHEAD * threads)])
    for future in landed:
        number = flying.pop(future.key)
        error = future.exception() if future.status == "error" else None
        if error is None and future.status == "finished":
            yield number
            for following in islice(waiting, 1):
                landed.add(submit(following))
            continue
        if isinstance(error, RunError):
            raise error
        deaths[number] += 1
        if deaths[number] >= GIVE_UP:
            raise RunError(f"part {number} has failed {GIVE_UP} times on the cluster: {error!r}")
        landed.add(submit(number))


def write_part(folder: str, number: int) -> int:
    """What a worker of the cluster does: make one part, and hand back its number."""
    run, pilots = _opened(folder)
    make(run, pilots, number)
    return number


@lru_cache(maxsize=2)
def _opened(folder: str) -> tuple[RunDirectory, dict[str, Pilot]]:
    """Run and pilots, read once in every worker."""
    run = open_run(Path(folder))
    return run, run.pilots()
