"""Draws per second and core of the flagship with all its plans, by stage, beside what the machine can do and a peer.

    python benchmarks/ensembles.py             stages, ceilings, workers, Dask, and the EMA workbench where it is installed
    python benchmarks/ensembles.py --stages    stages and ceilings alone

Aims: 10,000 draws a second and core for all plans under one perspective, 20,000 for existence alone (inputs, frontiers and
the widest least margin); two workers at least 1.8 times one, Dask on this machine at least 1.6 times; at least 30 times
the EMA workbench (extra `peers`), which evaluates a function of one draw at a time.

Stages are processor seconds of one thread, so that what else the machine does counts little; a core shared with others
still loses speed to them.  Workers and peers are seconds on the clock and mean something on an idle machine only.
"""

from __future__ import annotations

import argparse
import io
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit

from goodoffices import __version__
from goodoffices.case.reading import load
from goodoffices.model.numbers import Numbers
from goodoffices.play import talks
from goodoffices.play.belief import Belief, Columns, read_all
from goodoffices.play.ground import Site, ground
from goodoffices.play.pilot import Pilot, columns, outputs, pilots
from goodoffices.runs import part
from goodoffices.runs.directory import begin
from goodoffices.runs.making import CHUNK
from goodoffices.runs.part import Origin
from goodoffices.runs.running import Means, carry_on

CASE, VIEW = "ukraine-2022", "baseline"
CHUNKS = 6
FIRST = 1 << 20
"""First draw of the benchmark: far beyond the pilot."""
ORIGIN = Origin("benchmark", VIEW)


@dataclass
class Clock:
    """Processor seconds by stage; what a stage does inside another counts for itself alone."""

    spent: dict[str, float] = field(default_factory=dict)
    inside: list[float] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.process_time()
        self.inside.append(0.0)
        try:
            yield
        finally:
            took = time.process_time() - start
            self.spent[name] = self.spent.get(name, 0.0) + took - self.inside.pop()
            if self.inside:
                self.inside[-1] += took

    def around(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **options: Any) -> Any:
            with self.stage(name):
                return function(*arguments, **options)

        return timed


def chunk(pilot: Pilot, first: int, clock: Clock) -> None:
    """One chunk of draws, from numbers to the bytes of a part."""
    with clock.stage("inputs"):
        drawn = Belief(Columns(pilot.shape, pilot.case, pilot.numbers(first, CHUNK)))
        read_all(drawn)
    with clock.stage("frontiers"):
        base = ground(drawn, None, pilot.fixed.texts)
    with clock.stage("existence"):
        base.best_deal(drawn.reservation(0))
    with clock.stage("texts"):
        assert base.utility.size
    with clock.stage("delivery"):
        found = outputs(pilot, base)
    with clock.stage("writing"), tempfile.NamedTemporaryFile() as file:
        file.write(part.encode(found, first // CHUNK, ORIGIN))
        file.flush()
        os.fsync(file.fileno())


def stages(pilot: Pilot) -> dict[str, float]:
    """Microseconds per draw by stage, the best of several rounds each."""
    best: dict[str, float] = {}
    kept = (talks.talk, Site.best_deal)
    for turn in range(CHUNKS):
        clock = Clock()
        talks.talk = clock.around("finding", kept[0])
        Site.best_deal = clock.around("existence", kept[1])  # type: ignore[method-assign]
        try:
            chunk(pilot, FIRST + turn * CHUNK, clock)
        finally:
            talks.talk, Site.best_deal = kept  # type: ignore[method-assign]
        if turn:  # the first loads what was compiled before
            for name, seconds in clock.spent.items():
                best[name] = min(best.get(name, np.inf), 1e6 * seconds / CHUNK)
    return best


def whole(pilot: Pilot) -> float:
    """Draws per processor second of the whole way, the best of several rounds, with no clocks inside."""
    rates = []
    for turn in range(CHUNKS):
        start = time.process_time()
        found = outputs(pilot, pilot.ground(pilot.numbers(FIRST + turn * CHUNK, CHUNK)))
        part.encode(found, FIRST // CHUNK, ORIGIN)
        rates.append(CHUNK / (time.process_time() - start))
    return max(rates)


def bandwidth() -> float:
    """GB a second that one thread copies (read and written) far beyond the caches."""
    source = np.ones(50_000_000)
    target = np.empty_like(source)
    best = 0.0
    for _ in range(5):
        start = time.perf_counter()
        np.copyto(target, source)
        best = max(best, 2 * source.nbytes / (time.perf_counter() - start))
    return best / 1e9


@njit(fastmath=True)
def _multiply_add(x, y, rounds):  # type: ignore[no-untyped-def]
    for _ in range(rounds):
        for k in range(x.shape[0]):
            y[k] = y[k] * x[k] + np.float32(0.5)


def arithmetic() -> float:
    """Billion float32 multiply-adds (two each) a second of one thread, all of it in the nearest cache."""
    x, y = np.full(2048, 0.5, np.float32), np.zeros(2048, np.float32)
    _multiply_add(x, y, 1)
    rounds, best = 20_000, 0.0
    for _ in range(5):
        start = time.process_time()
        _multiply_add(x, y, rounds)
        best = max(best, 2 * x.size * rounds / (time.process_time() - start))
    return best / 1e9


def ceilings(pilot: Pilot, spent: Mapping[str, float]) -> None:
    """What the stages leave of the machine: a lower bound of what they must touch and add up, against what could be."""
    gigabytes, flops = bandwidth(), arithmetic()
    print(f"\nthis machine, one thread: {gigabytes:.1f} GB/s copied, {flops:.1f} Gflop/s (float32, in cache)")
    n, texts = len(pilot.shape.signers), len(pilot.fixed.texts.codes)
    counted = [places[0].beliefs is not None for places in pilot.fixed.plans.values()]
    cells = sum(counted) * n * texts
    print(f"finding: {cells:,} values of texts weighed per draw at most (plans that press alike share them),")
    print(f"  {2 * cells / 1e3 / max(spent['finding'], 1e-9):.2f} Gflop/s of {flops:.1f} if none were shared")
    table = 4 * n * texts + 8 * (len(pilot.names) + 2 * n * int(pilot.shape.offset[-1]))
    took = spent["inputs"] + spent["texts"]
    print(
        f"inputs and texts: at least {table / 1e3:.1f} kB written per draw, {table / 1e3 / took:.2f} GB/s of {gigabytes:.1f}"
    )


def machines(draws: int) -> None:
    """Workers and Dask: draws a second on the clock, between the first part that is there and the last."""
    case = load(CASE)
    print(f"\n{os.cpu_count()} cores, {draws:,} draws, seconds on the clock after the first part:")
    rates = {}
    for name, means in (
        ("1 worker", Means(1)), ("2 workers", Means(2)), ("Dask, 2 workers", Means(2, dask="local")),
    ):  # fmt: skip
        with tempfile.TemporaryDirectory() as folder:
            run = begin(
                Path(folder) / "run", case, {VIEW: None}, draws=draws, seed=1, version=__version__, pilot=16_384,
                part=16_384,
            )  # fmt: skip
            times: list[float] = []
            carry_on(run, means, lambda done, _, times=times: times.append(time.perf_counter()) if done else None)
            first = max(1, 2 * (means.workers > 1))  # every worker has begun
            rates[name] = (len(times) - first) * run.manifest.part / (times[-1] - times[first - 1])
        print(f"  {name:16s} {rates[name]:10,.0f} draws/s   {rates[name] / rates['1 worker']:.2f} times one worker")


def single(pilot: Pilot) -> Callable[..., dict[str, float]]:
    """The model as a function of one draw: every uncertain number in, the chance of success of every plan out."""

    def evaluate(**uniforms: float) -> dict[str, float]:
        given = {name: np.array([u]) for name, u in uniforms.items()}
        numbers = Numbers(1, "", pilot.seed, lambda name: given[_plain(name)])
        base = pilot.ground(numbers)
        return {name: float(columns(parts)["success"][0]) for name, parts in pilot.play(base)}

    return evaluate


def _plain(name: str) -> str:
    from goodoffices.model.draws import column_name

    return "u_" + "".join(c if c.isalnum() else "_" for c in column_name(name))


def nothing(plans: list[str]) -> Callable[..., dict[str, float]]:
    """A function that does no work: what is left is the workbench's own."""

    def evaluate(**_: float) -> dict[str, float]:
        return dict.fromkeys(plans, 0.0)

    return evaluate


def peer(pilot: Pilot, ours: float, experiments: int) -> None:
    """The EMA workbench on the same model, one draw at a time."""
    try:
        with redirect_stderr(io.StringIO()):
            from ema_workbench import (
                Model,
                MultiprocessingEvaluator,
                RealParameter,
                ScalarOutcome,
                SequentialEvaluator,
            )
    except ImportError:
        print("\nEMA workbench: not installed (extra `peers`)")
        return
    names = sorted({_plain(name) for name in pilot.names})
    plans = list(pilot.fixed.plans)
    print(f"\nEMA workbench, {experiments} experiments, {len(names)} uncertainties, {len(plans)} outcomes:")

    def rate(label: str, function: Callable[..., dict[str, float]], evaluator: Any, count: int) -> None:
        model = Model("goodoffices", function=function)
        model.uncertainties = [RealParameter(name, 1e-9, 1 - 1e-9) for name in names]
        model.outcomes = [ScalarOutcome(name) for name in plans]
        with redirect_stderr(io.StringIO()), evaluator(model) as running:  # it draws a bar
            start = time.perf_counter()
            running.perform_experiments(scenarios=count)
            per_second = count / (time.perf_counter() - start)
        print(f"  {label:44s} {per_second:10,.1f} draws/s   ours, one core: {ours / per_second:,.0f} times")

    function = single(pilot)
    function(**dict.fromkeys(names, 0.5))
    rate("our function of one draw, sequential", function, SequentialEvaluator, experiments)
    rate(
        "our function of one draw, 2 processes", function,
        lambda model: MultiprocessingEvaluator(model, n_processes=2), experiments,
    )  # fmt: skip
    rate("no model at all, sequential (its own time)", nothing(plans), SequentialEvaluator, 20 * experiments)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stages", action="store_true", help="stages and ceilings alone")
    parser.add_argument("--draws", type=int, default=20 * 16_384, help="draws of the comparison of workers")
    parser.add_argument("--experiments", type=int, default=200, help="experiments of the peer")
    arguments = parser.parse_args()
    pilot = pilots(load(CASE), [VIEW])[VIEW]
    plans, texts = len(pilot.fixed.plans), len(pilot.fixed.texts.codes)
    print(f"{CASE}, {VIEW}: {plans} plans, {len(pilot.names)} uncertain numbers, pool of {texts}")
    spent = stages(pilot)
    ours = whole(pilot)
    print("\nmicroseconds of processor time per draw, all plans:")
    for name in ("inputs", "frontiers", "existence", "texts", "finding", "delivery", "writing"):
        print(f"  {name:10s} {spent[name]:7.1f}")
    alone = 1e6 / (spent["inputs"] + spent["frontiers"] + spent["existence"])
    print(f"all plans: {ours:,.0f} draws a second and core (aim 10,000)")
    print(f"existence alone: {alone:,.0f} draws a second and core (aim 20,000)")
    ceilings(pilot, spent)
    if not arguments.stages:
        machines(arguments.draws)
        peer(pilot, ours, arguments.experiments)


if __name__ == "__main__":
    main()
