"""Headline number: the flagship's brief, whole process, as a user runs it.

    python benchmarks/brief.py [--draws 16384]

Runs `goodoffices brief ukraine-2022` in a process of its own: first with no compiled code at hand (an empty numba
cache), then warm; prints wall time, processor time and peak memory of each, and the time per stage of a run inside
this process.  Aim: at most 45 s and 2 GB warm on two cores with 13 perspectives x 12 plans x 16,384 draws, and at most
40 s more cold.  Nothing here is a test.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path


def whole_process(draws: int, cache: str, folder: str) -> None:
    """One run of the command line, and what it took."""
    command = [sys.executable, "-m", "goodoffices.cli.app", "brief", "ukraine-2022", "--draws", str(draws)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(
        [*command, "--out", str(Path(folder) / "brief.html")],
        env={**os.environ, "NUMBA_CACHE_DIR": cache},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"  wall {wall:6.1f} s   processor {cpu:6.1f} s   peak memory so far {after.ru_maxrss / 1e6:.2f} GB")


def stages(draws: int) -> None:
    """Time between the steps that a study reports, one worker, summed by kind of step."""
    start = time.perf_counter()
    from goodoffices.brief.overview import overviews
    from goodoffices.brief.report import render
    from goodoffices.case.reading import load
    from goodoffices.play.study import Study

    clock = {"imports": time.perf_counter() - start}
    start = time.perf_counter()
    case = load("ukraine-2022")
    clock["reading and checking the case"] = time.perf_counter() - start
    overviews(Study(case, draws=64, perspectives=[next(iter(case.perspectives))]))
    spent: dict[str, float] = defaultdict(float)
    last = time.perf_counter()

    def progress(stage: str, done: int, total: int) -> None:
        nonlocal last
        now = time.perf_counter()
        what = stage.split(": ")[1]
        spent[what if what in ("frontiers", "summary") else "plans"] += now - last
        last = now

    study = overviews(Study(case, draws=draws, workers=1, progress=progress))
    start = time.perf_counter()
    size = len(render(study))
    clock |= {f"{stage}, one worker": seconds for stage, seconds in spent.items()}
    clock["writing the brief"] = time.perf_counter() - start
    for stage, seconds in clock.items():
        print(f"  {stage:32} {seconds:6.2f} s")
    print(f"  {'size of the brief':32} {size / 1e6:6.2f} MB")


def main() -> None:
    """Cold, warm, stages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=16_384)
    draws = parser.parse_args().draws
    with tempfile.TemporaryDirectory() as folder:
        cache = str(Path(folder) / "numba")
        for name in ("nothing compiled", "compiled"):
            print(f"{name}, {draws:,} draws:")
            whole_process(draws, cache, folder)
    print("stages, compiled:")
    stages(draws)


if __name__ == "__main__":
    main()
