"""Fast to the touch: what-ifs on a study held warm, and whole processes, warm and with nothing compiled yet.

    python benchmarks/touch.py [PART ...]

Parts: `what-if-64`, `what-if-1024` (one perspective, all plans), `what-if-all` (all perspectives, 256 draws), for the flagship
`ukraine-2022` and for `fence`; `plans` (`goodoffices plans fence` as a process, its imports told apart); `compile` (processor
time of the same with nothing compiled yet); `brief` (the flagship brief, warm: time and memory); `brief-compile` (what it
costs in processor time more with nothing compiled yet).  All but the last two by default.  Each figure has the machine's own
speed beside it: a fixed piece of numpy work, timed in the same run, so that figures of two machines, or of a busy and an idle
hour, can be told apart.  To be run when the machine has nothing else to do.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

FLAGSHIP, SMALL = "ukraine-2022", "fence"
NUMBERS = {FLAGSHIP: "levers.press_russia.strength", SMALL: "levers.second_opinion.strength"}
TIMES = 9
"""Numbers tried; the median is told."""


def machine() -> float:
    """Milliseconds that a fixed piece of numpy work takes: sorting and adding up two million numbers."""
    numbers = np.random.default_rng(1).random(2_000_000)
    start = time.perf_counter()
    np.sort(numbers)
    np.cumsum(np.exp(-numbers))
    return 1000.0 * (time.perf_counter() - start)


def say(what: str, value: float, unit: str, aim: float) -> None:
    """One line: what was measured, what is aimed at, and how fast the machine is just now."""
    print(f"{what:<58} {value:8.1f} {unit:<3} (aim {aim:g}; numpy {machine():.0f} ms)", flush=True)


def what_if(case: str, draws: int, perspectives: list[str] | None, aim: float) -> None:
    """Median time from a new number to the chances of success of all plans."""
    from goodoffices.play.evaluate import evaluate, row_of, success
    from goodoffices.play.study import Study, View

    def answer(view: View, _: Callable[[str], None]) -> list[float]:
        lines = evaluate([row_of(view.ground, plan) for plan in view.case.plans.values()])
        return [float(success(line).mean()) for line in lines]

    study = Study(case, draws=draws, perspectives=perspectives)
    study.ask(answer)
    took = []
    for turn in range(TIMES + 1):
        number = {"pert": [8.0 - 0.1 * turn, 16.0 + 0.2 * turn, 25.0 + 0.3 * turn]}
        start = time.perf_counter()
        study.what_if({NUMBERS[case]: number}).ask(answer)
        took.append(1000.0 * (time.perf_counter() - start))
    which = "all perspectives" if perspectives is None else perspectives[0]
    # the first one also learns which numbers are read by what
    say(f"what-if {case}, {which}, {draws:,} draws", float(np.median(took[1:])), "ms", aim)


def what_ifs(draws: int, perspectives: list[str] | None, aim: float) -> None:
    """The same of both cases."""
    for case in NUMBERS:
        what_if(case, draws, perspectives, aim)


def process(arguments: list[str], **environment: str) -> tuple[float, float, float]:
    """Seconds by the clock, seconds of processor time, and megabytes at most of a run of the program."""
    code = "import sys; from goodoffices.cli.app import main; sys.argv[0] = 'goodoffices'; main()"
    command = [sys.executable, "-c", code, *arguments]
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, **environment})
    _, status, used = os.wait4(child.pid, 0)
    took = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"goodoffices {' '.join(arguments)} ended with {child.returncode}")
    return took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def imports() -> float:
    """Seconds by the clock that a process takes to have imported what `plans` needs."""
    command = [
        sys.executable,
        "-c",
        "import goodoffices.cli.plans, goodoffices.play.study, goodoffices.study.plans.question",
    ]
    start = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - start


def plans() -> None:
    """A small question as a whole process, warm."""
    process(["plans", SMALL])
    say(f"plans {SMALL}, process", min(process(["plans", SMALL])[0] for _ in range(5)), "s", 1.0)
    say(f"plans {SMALL}, imports of it", min(imports() for _ in range(5)), "s", 0.5)


def cold(arguments: list[str], what: str, aim: float, *, beyond_warm: bool) -> None:
    """Processor time with nothing compiled yet."""
    with tempfile.TemporaryDirectory() as folder:
        first = process(arguments, NUMBA_CACHE_DIR=folder)[1]
        again = process(arguments, NUMBA_CACHE_DIR=folder)[1] if beyond_warm else 0.0
    say(what, first - again, "s", aim)


def brief(page: Path) -> None:
    """The flagship brief, warm."""
    arguments = ["brief", FLAGSHIP, "--out", str(page)]
    process(arguments)
    took, _, memory = process(arguments)
    say(f"brief {FLAGSHIP}, process", took, "s", 25.0)
    say(f"brief {FLAGSHIP}, memory", memory, "MB", 1500.0)


def main() -> None:
    """Measure the parts asked for."""
    page = Path(tempfile.gettempdir()) / "goodoffices-touch.html"
    parts: dict[str, Callable[[], None]] = {
        "what-if-64": lambda: what_ifs(64, ["baseline"], 60.0),
        "what-if-1024": lambda: what_ifs(1024, ["baseline"], 200.0),
        "what-if-all": lambda: what_ifs(256, None, 1500.0),
        "plans": plans,
        "compile": lambda: cold(
            ["plans", SMALL], f"plans {SMALL}, processor, nothing compiled", 15.0, beyond_warm=False
        ),
        "brief": lambda: brief(page),
        "brief-compile": lambda: cold(
            ["brief", FLAGSHIP, "--out", str(page)], f"brief {FLAGSHIP}, processor, compiling", 30.0, beyond_warm=True
        ),
    }
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", nargs="*", help=f"what to measure: {', '.join(parts)}")
    asked = parser.parse_args().part or [name for name in parts if not name.startswith("brief")]
    strangers = sorted(set(asked) - set(parts))
    if strangers:
        parser.error(f"no part is called {strangers[0]!r}; there are: {', '.join(parts)}")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for name in asked:
        parts[name]()
    page.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
