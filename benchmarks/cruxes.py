"""Perspectives in between the two readers of the flagship who differ most, against evaluating each of them in full.

    python benchmarks/cruxes.py [--quick] [--workers W] [--all]

For each of three plans: all sets of the differences that reach it, or with twenty of them (unless --all) a sample of them in
the order in which they are played, from which the time of all is reckoned.  Beside it, in the same run and on the same draws,
the plain way on a sample of the same sets: the case with the exchanged numbers, drawn, laid out and evaluated as a case of its
own.  The two must agree to 1e-9.  Last the map of the argument over all pairs of perspectives.
"""

from __future__ import annotations

import argparse
import itertools
import resource
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from goodoffices.case.perspective import with_numbers
from goodoffices.play.belief import Belief, Columns
from goodoffices.play.differences import numbers_at
from goodoffices.play.evaluate import play, success
from goodoffices.play.ground import ground
from goodoffices.play.outcome import over_places
from goodoffices.play.places import spots_of
from goodoffices.play.study import Study
from goodoffices.study.cruxes.between import Between, Readers
from goodoffices.study.cruxes.map import argument_map

CASE = "ukraine-2022"
PLANS = ("turkey", "china_induced_public", "everyone")
MOST = 1 << 13
"""Sets that are all played; of more, a sample."""
SPOTS, STRETCH = 8, 256
PLAIN = 12


def widest(on: Readers) -> Between:
    """The two perspectives that differ in most claims."""
    pairs = [Between(on, a, b) for a, b in itertools.combinations(on.study.case.perspectives, 2)]
    return max(pairs, key=lambda between: len(between.parts))


def stretches(between: Between, plan: str, seed: int = 1) -> list[int]:
    """Sets at some spots of the order in which they are played, neighbours together."""
    reach, rng = between.stages(plan), np.random.default_rng(seed)
    late = [u for u in range(len(between.parts)) if (reach.consent | reach.delivery) >> u & 1]
    order = [*late, *reversed(reach.order)]
    spots = rng.integers(0, (1 << len(order)) // STRETCH, SPOTS) * STRETCH
    codes = [int(spot) + step for spot in spots for step in range(STRETCH)]
    return [sum(1 << u for at, u in enumerate(order) if code >> at & 1) for code in codes]


def plainly(on: Readers, between: Between, plan: str, mask: int) -> float:
    """P(success), evaluated as a case of its own."""
    paths = [path for u, part in enumerate(between.parts) if mask >> u & 1 for path in part.paths]
    study, numbers = on.study, on.belief(between.a).columns.numbers
    seen = with_numbers(study.premises.resolved[between.a], numbers_at(study.case, between.b, paths))
    here, wanted = ground(Belief(Columns(study.premises.shape, seen, numbers))), study.case.plans[plan]
    spots = spots_of(here, wanted.month)
    return float(over_places((spot.chance, success(play(spot.ground, wanted))) for spot in spots).mean())


def report(on: Readers, a: str, b: str, plan: str, workers: int, everything: bool) -> None:
    """One plan: ours, the plain way on a sample, how much faster, how far apart."""
    between = Between(on, a, b)
    reach = between.stages(plan)
    count = 1 << reach.whole.bit_count()
    between.values(plan, [0, between.everything])  # compile
    rng = np.random.default_rng(2)
    clock, used = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(workers) as pool:
        if count <= MOST or everything:
            between.table(plan, pool)
            played = count
            sample = [int(mask) for mask in rng.integers(0, between.everything + 1, PLAIN)]
        else:
            masks = stretches(between, plan)
            between.values(plan, masks, pool)
            played = len(masks)
            sample = [masks[int(at)] for at in rng.integers(0, len(masks), PLAIN)]
    clock, used = time.perf_counter() - clock, time.process_time() - used
    each = used / played
    plainly(on, between, plan, 0)
    start = time.process_time()
    plain = [plainly(on, between, plan, mask) for mask in sample]
    plain_each = (time.process_time() - start) / PLAIN
    apart = max(abs(x - y) for x, y in zip(plain, between.values(plan, sample), strict=True))
    stages = ", ".join(
        f"{mask.bit_count()} {name}"
        for name, mask in (("talks", reach.talks), ("consent", reach.consent), ("delivery", reach.delivery))
    )
    print(
        f"{plan} ({stages}): {played:,} of {count:,} sets in {clock:.1f} s with {workers} threads, {used:.1f} s of processor "
        f"time, {1e3 * each:.2f} ms each; all in {each * count:,.0f} s of processor time; plain {1e3 * plain_each:.0f} ms each, "
        f"all in {plain_each * count / 3600:,.1f} hours; {plain_each / each:.0f} times as long; largest difference {apart:.0e}",
        flush=True,
    )


def main() -> None:
    """Print the headline numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="an eighth of the draws")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--all", action="store_true", help="all sets of twenty differences too: an hour or more")
    given = parser.parse_args()
    draws = 128 if given.quick else 1024
    study = Study(CASE, draws=draws, workers=given.workers)
    on = Readers(study)
    between = widest(on)
    print(f"{CASE}, {draws:,} draws: {between.a} and {between.b} differ in {len(between.parts)} claims")
    for plan in PLANS:
        report(on, between.a, between.b, plan, given.workers, given.all)
    clock, used = time.perf_counter(), time.process_time()
    pairs = argument_map(study).edges
    print(
        f"map of {len(pairs)} pairs: {time.perf_counter() - clock:.1f} s, {time.process_time() - used:.1f} s of processor time"
    )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
