"""Parts made on a Dask cluster: tasks of a second or more that write their part and hand back its number."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goodoffices.runs.directory import RunDirectory, open_run
from goodoffices.runs.errors import RunError
from goodoffices.runs.making import make
from goodoffices.runs.pool import GIVE_UP, KEEP_MEMORY, ONE_THREAD

if TYPE_CHECKING:
    from goodoffices.play.pilot import Pilot

LOCAL = "local"
AHEAD = 3
"""Parts that the scheduler knows of for each thread of the cluster; with more it would only have more to remember."""
PATIENCE = 10
"""Seconds without a part after which workers of a local cluster are counted."""


def on_dask(folder: Path, numbers: Iterable[int], address: str, workers: int | None) -> Iterator[int]:
    """Make the parts of the run in `folder` with these numbers on a cluster; yields each number when it is done.

    Args:
        folder: must be the same directory on all machines of the cluster.
        numbers: of the parts.
        address: of the scheduler, or `local` for a cluster of processes on this machine.
        workers: processes of a local cluster; default one per core.

    Raises:
        RunError: dask.distributed is not installed, there is no scheduler or it is lost, or a part fails or keeps losing its
            worker.
    """
    try:
        import distributed
    except ImportError:
        raise RunError("--dask needs dask.distributed: pip install 'goodoffices[dask]'") from None
    stack = contextlib.ExitStack()
    try:
        try:
            client = stack.enter_context(_client(distributed, address, workers or os.cpu_count() or 1, stack))
        except (OSError, ValueError, RuntimeError) as error:
            raise RunError(f"no Dask scheduler answers at {address}: {error}") from error
        heal = partial(client.cluster.scale, workers or os.cpu_count() or 1) if address == LOCAL else None
        try:
            yield from _supervised(distributed, client, str(folder.resolve()), deque(numbers), heal)
        except (OSError, TimeoutError, RuntimeError, CancelledError, asyncio.CancelledError) as error:
            raise RunError(f"the Dask cluster at {address} is lost: {error or type(error).__name__}") from error
    finally:
        _close(stack)


def _close(stack: contextlib.ExitStack) -> None:
    """Take a cluster down, quietly: its parts are on disk, and whatever goes wrong now goes wrong with nothing of theirs."""
    for name in ("distributed", "tornado.application", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    with contextlib.suppress(Exception, asyncio.CancelledError):
        stack.close()


def _client(distributed: Any, address: str, workers: int, stack: contextlib.ExitStack) -> Any:
    if address != LOCAL:
        return distributed.Client(address, timeout="20s")
    import dask

    environment = KEEP_MEMORY | dict.fromkeys(ONE_THREAD, "1")
    settings = {
        "distributed.nanny.pre-spawn-environ": environment,
        "distributed.deploy.lost-worker-timeout": "5 minutes",
    }
    stack.enter_context(dask.config.set(settings))
    cluster = distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, dashboard_address=None, memory_limit=0, silence_logs=50
    )  # fmt: skip
    return distributed.Client(stack.enter_context(cluster))


def _supervised(
    distributed: Any, client: Any, folder: str, queue: deque[int], heal: Callable[[], object] | None
) -> Iterator[int]:
    """Keep a few parts per thread at work, however many threads there are by now; parts of dead workers go in again."""
    deaths: Counter[int] = Counter()
    flying: dict[Any, int] = {}
    while queue or flying:
        ahead = AHEAD * max(1, sum(client.nthreads().values()))
        while queue and len(flying) < ahead:
            number = queue.popleft()
            flying[client.submit(write_part, folder, number, pure=False, retries=0)] = number
        try:
            landed = distributed.wait(list(flying), timeout=PATIENCE, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            if heal is not None:
                heal()  # start workers that are gone for good
            continue
        for future in landed:
            number = flying.pop(future)
            if future.status == "finished":
                yield number
                continue
            error = future.exception() if future.status == "error" else None
            if isinstance(error, RunError):
                raise error
            deaths[number] += 1
            if deaths[number] >= GIVE_UP:
                raise RunError(f"part {number} has failed {GIVE_UP} times on the cluster: {error!r}")
            queue.appendleft(number)


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
