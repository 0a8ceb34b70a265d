"""Exact frontiers and solution points of large scenarios: ours, and NegMAS (extra `peers`) where it is installed.

    python benchmarks/settlement.py            the four scenarios of the aims, ours and the peer's
    python benchmarks/settlement.py --growth   how points and time grow with the number of issues
    python benchmarks/settlement.py --ours     without the peer

Aims: 2 parties, 10^6 outcomes, frontier and all points, at least 100 times as fast as the peer; 2 parties opposed, 10^30
outcomes, whole frontier under 0.1 s; 3 parties opposed, 10^20 outcomes, under 2 s; 5 parties, 10^6 outcomes, faster than
listing the outcomes and filtering them with the same kernel.
Times are processor seconds of one thread, which is what both take.

Opposed scenarios.  Two parties: issue j has weight w_j (whole numbers) and ten options; option k gives one party w_j k and
the other w_j (9 - k).  All packages share out the same total S = 9 sum w_j, so each distinct split of it is on the frontier:
about S points.  Three parties: the ten options of an issue are the ten ways to share out three units, worth w_j each; all
packages lie on one plane, and nearly all of the (S + 1)(S + 2) / 2 splits of S = 3 sum w_j are on the frontier.

Their sums are whole multiples of a unit and tie in great numbers; the peer's exact sampler, which keeps every package of a
tie, cannot do them.  So the same sizes come without ties too: options in opposed orders with random values.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from goodoffices.engines.frontier.dominance import maxima
from goodoffices.engines.frontier.pareto import ParetoFront, pareto_front
from goodoffices.engines.settlement import solutions
from goodoffices.model.arrays import Floats
from goodoffices.model.packages import package_space

OPTIONS = 10


def random_tables(parties: int, issues: int) -> Floats:
    """Unrelated random preferences, each party's utilities from 0 to 1."""
    rng = np.random.default_rng(20260101)
    values = rng.random((parties, issues, OPTIONS))
    values -= values.min(axis=2, keepdims=True)
    weights = rng.dirichlet(np.full(issues, 2.0), parties)
    return (values / values.max(axis=2, keepdims=True) * weights[:, :, None]).reshape(parties, -1)


def opposed_two(issues: int) -> Floats:
    """Two parties that share out S of about 96 points per issue, 2,893 points of the frontier at thirty issues."""
    weights = np.random.default_rng(1).integers(4, 18, issues).astype(float)
    one = np.multiply.outer(weights, np.arange(10.0)).ravel()
    two = np.multiply.outer(weights, 9.0 - np.arange(10.0)).ravel()
    return np.stack([one, two])


def opposed_three(issues: int) -> Floats:
    """Three parties that share out S of about 16.8 points per issue; about 56,000 splits at twenty issues."""
    weights = np.resize([3.0, 4.0, 5.0, 6.0, 6.0, 6.0, 6.0, 6.0, 7.0, 7.0], issues)
    shares = np.array([(a, b, 3 - a - b) for a in range(4) for b in range(4 - a)], dtype=float)
    tables = np.multiply.outer(weights, shares).reshape(-1, 3).T
    return tables / (3.0 * weights.sum())


def opposed_orders(parties: int, issues: int, even: float) -> Floats:
    """Random values and weights, the second party's order of the options the first one's reversed; no two sums equal.

    `even` is how alike the weights are (Dirichlet).  A third party has orders of its own.
    """
    rng = np.random.default_rng(parties - 2)
    values = np.sort(rng.random((parties, issues, OPTIONS)), axis=2)
    values[:, :, 0], values[:, :, -1] = 0.0, 1.0
    values[1] = values[1, :, ::-1]
    if parties > 2:
        values[2:] = rng.permuted(values[2:], axis=2)
    weights = rng.dirichlet(np.full(issues, even), parties)
    return (values * weights[:, :, None]).reshape(parties, -1)


def ours(tables: Floats) -> ParetoFront:
    """Frontier and all points."""
    issues, parties = tables.shape[1] // OPTIONS, len(tables)
    front = pareto_front(package_space([OPTIONS] * issues, [], [], []), tables)
    for concept in (
        solutions.nash_product, solutions.kalai_smorodinsky, solutions.egalitarian, solutions.utilitarian,
        solutions.maximin, solutions.leximin,
    ):  # fmt: skip
        concept(front.utilities, np.zeros(parties))
    return front


def listed(tables: Floats) -> int:
    """The plain way: all outcomes listed by numpy, then the maxima kernel of the frontier; number of points."""
    total = np.zeros((len(tables), 1))
    for issue in np.split(tables, tables.shape[1] // OPTIONS, axis=1):
        total = (total[:, :, None] + issue[:, None, :]).reshape(len(tables), -1)
    best, _ = maxima(np.ascontiguousarray(total.T), np.arange(total.shape[1])[:, None])
    return len(np.unique(best.round(12), axis=0))


def peer(tables: Floats, *, whole: bool) -> tuple[float, int]:
    """Processor seconds NegMAS takes for frontier and points over all outcomes, and how many points it finds.

    With `whole` false: the frontier alone, by its exact sampler, which needs no listing but takes two parties only.
    Raises ImportError where it is absent.
    """
    from negmas import LinearAdditiveUtilityFunction, make_issue, make_os
    from negmas.preferences.value_fun import TableFun

    issues = [make_issue(OPTIONS, f"i{j}") for j in range(tables.shape[1] // OPTIONS)]
    space = make_os(issues)
    parties = []
    for row in tables:
        values = [TableFun(dict(enumerate(part.tolist()))) for part in np.split(row, len(issues))]
        parties.append(LinearAdditiveUtilityFunction(values, outcome_space=space, reserved_value=0.0))
    start = time.process_time()
    found = _peer_frontier(parties, space, whole)
    return time.process_time() - start, found


def _peer_frontier(parties: list[Any], space: Any, whole: bool) -> int:
    from negmas.preferences import ops, pareto_sampler

    if not whole:
        sampler = pareto_sampler.MOBANOSParetoSampler()
        sampler.init(ufun=parties[0], opponent_ufun=parties[1])
        return len(sampler.pareto_outcomes())
    frontier, _ = ops.pareto_frontier(parties, outcomes=list(space.enumerate_or_sample()), sort_by_welfare=True)
    ops.nash_points(parties, frontier, outcome_space=space)
    ops.kalai_points(parties, frontier, outcome_space=space)
    ops.max_welfare_points(parties, frontier, outcome_space=space)
    return len(set(frontier))


def seconds(task: Callable[[], object], repeats: int = 3) -> float:
    """Best processor time of a few runs; all is done in one thread, and other programs on the machine do not count."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        task()
        times.append(time.process_time() - start)
    return min(times)


def show(name: str, tables: Floats, repeats: int = 3) -> float:
    """Print one scenario's points and warm time; returns the time."""
    front = ours(tables)
    took = seconds(lambda: ours(tables), repeats)
    space = package_space([OPTIONS] * (tables.shape[1] // OPTIONS), [], [], [])
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from tests.oracles.nash_search import nash_search  # an oracle of the tests, by another way than the frontier

    nash = seconds(lambda: nash_search(space, tables, [], [], np.zeros(len(tables))), repeats)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{name:33} {len(front):8,} points   frontier and points {took:9.4f} s   Nash alone {nash:8.4f} s"
          f"   peak memory so far {memory:.2f} GB", flush=True)  # fmt: skip
    return took


def compare(name: str, tables: Floats, took: float, *, whole: bool) -> None:
    """Print the peer's time beside ours, or that it is absent."""
    try:
        theirs, points = peer(tables, whole=whole)
    except ImportError:
        print(f"{name:33} NegMAS is not installed (extra `peers`): no comparison")
        return
    print(f"{name:33} NegMAS {theirs:9.2f} s for {points} points, {theirs / took:,.0f} times ours", flush=True)


def growth() -> None:
    """Points and time against the number of issues of ten options."""
    print(
        f"{'issues':>6}  "
        + "".join(f"{kind:>24}" for kind in ("2 opposed", "2 random", "3 opposed", "3 random", "5 random"))
    )
    for issues in (2, 4, 6, 8, 10, 15, 20, 30):
        cells = []
        for tables, most in (
            (opposed_two(issues), 99), (random_tables(2, issues), 99), (opposed_three(issues), 20),
            (random_tables(3, issues), 20), (random_tables(5, issues), 8),
        ):  # fmt: skip
            cells.append(
                "-" if issues > most else f"{len(ours(tables)):,} in {seconds(partial(ours, tables), 1):.3f} s"
            )
        print(f"{issues:6}  " + "".join(f"{cell:>24}" for cell in cells), flush=True)


def main() -> None:
    """Print the numbers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--ours", action="store_true")
    wanted = parser.parse_args()
    start = time.process_time()
    for parties in (2, 3, 5):
        ours(random_tables(parties, 3))
    print(f"compiling, or from the cache: {time.process_time() - start:.1f} s; all else is warm, one thread")
    if wanted.growth:
        growth()
        return
    two = random_tables(2, 6)
    took = show("2 parties, 10^6", two)
    show("2 parties opposed, 10^30", opposed_two(30))
    show("3 parties opposed, 10^20", opposed_three(20))
    orders = opposed_orders(2, 30, 10.0)
    reversed_ = show("2 parties, orders opposed, 10^30", orders)
    show("3 parties, orders opposed, 10^20", opposed_orders(3, 20, 1.0))
    five = random_tables(5, 6)
    show("5 parties, 10^6", five)
    start = time.process_time()
    points = listed(five)
    print(f"{'':33} listing all outcomes, same kernel: {time.process_time() - start:.2f} s, {points:,} points")
    if not wanted.ours:
        compare("2 parties, 10^6", two, took, whole=True)
        compare("2 parties, orders opposed, 10^30", orders, reversed_, whole=False)


if __name__ == "__main__":
    main()
