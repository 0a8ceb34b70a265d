"""All 4,096 coalitions of 12 third parties of the flagship case, one perspective: existence of a deal, and P(success).

    python benchmarks/third_parties.py [--quick] [--workers W]

Ours plays every coalition on common random numbers (`goodoffices.study.coalitions`); beside it, in the same run and on the
same draws, the plain way: `goodoffices.play.evaluate.play` on the plan of each coalition of a sample, and for
existence without spoilers numpy over every point of every frontier.  The two must agree to 1e-12 on the sample.
"""

from __future__ import annotations

import argparse
import itertools
import resource
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.play.evaluate import exists, play
from goodoffices.play.evaluate import success as chance
from goodoffices.play.hand import hand_of
from goodoffices.play.played import Row
from goodoffices.play.pressure import everybody, press
from goodoffices.play.study import Study, View
from goodoffices.study.coalitions import Coalition, Coalitions, Rule, plan_of

PARTIES = 12
Result = TypeVar("Result")


def coalitions(parties: int) -> list[Coalition]:
    """All of them, by size."""
    return [
        Coalition(frozenset(s)) for size in range(parties + 1) for s in itertools.combinations(range(parties), size)
    ]


def timed(work: Callable[[], Result]) -> tuple[Result, float, float]:
    """The result, seconds by the clock, and seconds of processor time over all threads."""
    clock, used = time.perf_counter(), time.process_time()
    result = work()
    return result, time.perf_counter() - clock, time.process_time() - used


def sample(rows: list[Coalition], size: int) -> list[int]:
    """Rows spread evenly over the list."""
    return [int(r) for r in np.unique(np.linspace(0, len(rows) - 1, size).astype(int))]


def plain_existence(view: View, row: Coalition, rule: Rule) -> float:
    """Existence under a coalition's levers, nobody spoiling: every point of every frontier, in numpy."""
    ground = view.ground
    names = [ground.shape.third_parties[k] for k in sorted(row.members)]
    line = Row(hand_of(ground.belief, plan_of(view.case, rule, names)), ground)
    reservation = press(line, everybody(line), {}).reservation
    frontiers = ground.frontiers
    draw = np.repeat(np.arange(ground.draws), np.diff(frontiers.offsets))
    good = (frontiers.utilities - reservation[draw] >= -TOLERANCE).all(axis=1)
    return float(np.bincount(draw[good], minlength=ground.draws).astype(bool).mean())


def report(what: str, rows: int, clock: float, used: float, plain: tuple[int, float, float], apart: float) -> None:
    """One line: ours, the plain way on its sample, how much faster, how far apart."""
    many, plain_clock, plain_used = plain
    print(
        f"{what}: {rows:,} coalitions in {clock:.1f} s ({used:.1f} s of processor time, {1e3 * used / rows:.2f} ms each); "
        f"plain {1e3 * plain_used / many:.1f} ms each ({many} of them in {plain_clock:.1f} s), so all in "
        f"{plain_used / many * rows:,.0f} s of processor time; {plain_used / many / (used / rows):.0f} times as long; "
        f"largest difference {apart:.1e}"
    )


def existence(draws: int, workers: int, rule: Rule, *, spoilers: bool) -> None:
    """Existence over all coalitions."""
    view = Study("ukraine-2022", draws=draws, perspectives=["baseline"]).view("baseline")
    engine, rows = Coalitions(view, rule), coalitions(PARTIES)
    engine.existence(rows[:8], spoilers=spoilers)  # compile
    values, clock, used = timed(lambda: engine.existence(rows, workers, spoilers=spoilers))
    chosen = sample(rows, 8)

    def plain(r: int) -> float:
        if not spoilers:
            return plain_existence(view, rows[r], rule)
        names = [view.ground.shape.third_parties[k] for k in sorted(rows[r].members)]
        return float(exists(play(view.ground, plan_of(view.case, rule, names))).mean())

    found, plain_clock, plain_used = timed(lambda: [plain(r) for r in chosen])
    apart = max(abs(values.exists[r] - there) for r, there in zip(chosen, found, strict=True))
    who = "those outside may spoil" if spoilers else "nobody spoils"
    report(f"existence, {draws:,} draws, {who}", len(rows), clock, used, (len(chosen), plain_clock, plain_used), apart)


def success(draws: int, workers: int, rule: Rule) -> None:
    """P(success) over all coalitions."""
    view = Study("ukraine-2022", draws=draws, perspectives=["baseline"]).view("baseline")
    engine, rows = Coalitions(view, rule), coalitions(PARTIES)
    engine.success(rows[:8])  # compile
    values, clock, used = timed(lambda: engine.success(rows, workers, keep=False))
    chosen = sample(rows, 24)

    def plain(r: int) -> float:
        names = [view.ground.shape.third_parties[k] for k in sorted(rows[r].members)]
        return float(chance(play(view.ground, plan_of(view.case, rule, names))).mean())

    plain(chosen[-1])
    found, plain_clock, plain_used = timed(lambda: [plain(r) for r in chosen])
    apart = max(abs(values.success[r] - share) for r, share in zip(chosen, found, strict=True))
    report(
        f"P(success) with finding, {draws:,} draws, members {rule.members}", len(rows), clock, used,
        (len(chosen), plain_clock, plain_used), apart,
    )  # fmt: skip


def main() -> None:
    """Print the headline numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="an eighth of the draws")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    part = 8 if given.quick else 1
    success(2048 // part, given.workers, Rule())
    success(2048 // part, given.workers, Rule(members="willing"))
    existence(16_384 // part, given.workers, Rule(), spoilers=False)
    existence(16_384 // part, given.workers, Rule(), spoilers=True)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
