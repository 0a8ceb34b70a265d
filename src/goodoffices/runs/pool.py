"""Worker processes that may die: each part goes to one worker at a time, and to another if that one is killed.

A process pool of the standard library gives up with the first worker that is killed.  Here every worker has a pipe of its
own; when it dies, its part goes back to the front of the queue and a new worker takes its place.  When the parent dies,
workers find their pipe closed and leave.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from goodoffices.runs.directory import open_run
from goodoffices.runs.errors import RunError
from goodoffices.runs.making import make

GIVE_UP = 5
"""Times that one part may see its worker die before the part is thought to be the reason."""
ONE_THREAD = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
"""Workers are the parallel part; inside each, one thread."""
KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(2**30), "MALLOC_TRIM_THRESHOLD_": str(2**30)}
"""Memory that was freed stays with the worker: asking the system for it again, array by array, costs much of the time."""


class _Worker:
    """One process, its end of the pipe, and the part it is at."""

    def __init__(self, folder: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: SpawnProcess = context.Process(target=_work, args=(str(folder), theirs), daemon=True)
        with _environment():
            self.process.start()
        theirs.close()
        self.number: int | None = None

    def give(self, number: int) -> None:
        self.number = number
        with contextlib.suppress(OSError):  # it died: its sentinel says so
            self.pipe.send(number)

    def answer(self) -> tuple[str, str] | None:
        """What it says; None if it died."""
        try:
            said: tuple[str, str] = self.pipe.recv()
        except (EOFError, OSError):
            return None
        return said

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def in_processes(folder: Path, numbers: Iterable[int], workers: int) -> Iterator[int]:
    """Make the parts of the run in `folder` with these numbers in worker processes; yields each number when it is done.

    Raises:
        RunError: a worker could not write, or a part has killed its worker GIVE_UP times.  What is finished stays.
    """
    queue = deque(numbers)
    deaths: Counter[int] = Counter()
    crew = [_Worker(folder) for _ in range(min(workers, len(queue)))]
    try:
        for worker in crew:
            worker.give(queue.popleft())
        while any(worker.number is not None for worker in crew):
            ready = wait([w.pipe for w in crew if w.number is not None])
            for at, worker in enumerate(crew):
                if worker.number is None or worker.pipe not in ready:
                    continue
                number, said = worker.number, worker.answer()
                worker.number = None
                if said is None:
                    deaths[number] += 1
                    if deaths[number] >= GIVE_UP:
                        raise RunError(f"part {number} has lost its worker {GIVE_UP} times (is there memory enough?)")
                    queue.appendleft(number)
                    worker.end()
                    worker = crew[at] = _Worker(folder)
                elif said[0] == "failed":
                    raise RunError(said[1])
                else:
                    yield number
                if queue:
                    worker.give(queue.popleft())
    finally:
        for worker in crew:
            worker.end()


def _work(folder: str, pipe: Connection) -> None:
    """Life of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    number = None
    try:
        run = open_run(Path(folder))
        pilots = run.pilots()
        while True:
            number = pipe.recv()
            make(run, pilots, number)
            pipe.send(("done", ""))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        os._exit(0)  # the parent has gone
    except RunError as error:
        pipe.send(("failed", str(error)))
    except Exception as error:
        pipe.send(("failed", f"part {number} cannot be made: {error!r}"))


@contextlib.contextmanager
def _environment() -> Iterator[None]:
    """Environment that processes started now get."""
    wanted = KEEP_MEMORY | dict.fromkeys(ONE_THREAD, "1")
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
