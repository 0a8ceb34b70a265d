"""Microseconds per draw of the exact frontier, against a plain numpy enumeration of all packages in the same run.

Run: python benchmarks/frontier.py [--draws 16384]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt

from goodoffices.engines.frontier.every_package import sweep
from goodoffices.engines.frontier.frontier import Frontiers, frontiers
from goodoffices.engines.frontier.pool import acceptance_counts, pool, pool_utilities
from goodoffices.engines.frontier.utilities import Wishes
from goodoffices.engines.robust.ascent import coordinate_ascent
from goodoffices.model.packages import PackageSpace, package_space

SIZES = (4, 4, 4, 4, 3, 3, 3, 3, 2, 3)
PEER_DRAWS = 32


def ten_issues(draws: int, signers: int) -> tuple[PackageSpace, Wishes]:
    """Ten issues with opposed random preferences, three rules, two linkages, two red lines: 91,476 packages."""
    rng = np.random.default_rng(20260101)
    space = package_space(
        SIZES, [{0: 3, 4: 0}, {1: 0, 5: 2}, {2: 3, 8: 1}], [{0: 1, 6: 1}, {3: 2, 7: 0}], [{9: 2}, {1: 3}]
    )
    weights = 100 * rng.dirichlet(np.full(len(SIZES), 2.0), (draws, signers))
    columns = []
    for j, size in enumerate(SIZES):
        values = np.sort(rng.random((draws, signers, size)), axis=2)
        values[:, :, 0], values[:, :, -1] = 0.0, 1.0
        values[:, 1] = values[:, 1, ::-1]
        values[:, 2:] = rng.permuted(values[:, 2:], axis=2)
        columns.append(values * weights[:, :, j, None])
    wishes = Wishes(
        option_utility=np.concatenate(columns, axis=2),
        linkage_points=rng.normal(0.0, 5.0, (draws, 2)),
        linkage_party=np.array([0, 1]),
        red_party=np.array([0, 1]),
        red_active=rng.random((draws, 2)) < 0.3,
    )
    return space, wishes


def solve(space: PackageSpace, wishes: Wishes, draws: int) -> Frontiers:
    """Frontiers of the first draws."""
    return frontiers(
        space, wishes.option_utility[:draws], wishes.linkage_points[:draws], wishes.linkage_party,
        wishes.red_active[:draws],
    )  # fmt: skip


def enumerate_all(space: PackageSpace, wishes: Wishes, draws: int) -> list[npt.NDArray[np.float64]]:
    """The peer: every package's two utilities summed by numpy, sorted, swept; the packages are laid out beforehand."""
    options = space.options_of(space.choices_from(np.arange(space.count)[:, None]))
    columns = options + space.option_offsets()[:-1]
    linked = [(options[:, 0] == 1) & (options[:, 6] == 1), (options[:, 3] == 2) & (options[:, 7] == 0)]
    red = [options[:, 9] == 2, options[:, 1] == 3]
    fronts = []
    for d in range(draws):
        utility = wishes.option_utility[d][:, columns].sum(axis=2)
        for k, met in enumerate(linked):
            utility[k] += wishes.linkage_points[d, k] * met
        open_ = ~((red[0] & wishes.red_active[d, 0]) | (red[1] & wishes.red_active[d, 1]))
        points = utility[:, open_]
        points = points[:, np.lexsort((-points[1], -points[0]))]
        best_before = np.concatenate(([-np.inf], np.maximum.accumulate(points[1])[:-1]))
        fronts.append(points[:, points[1] > best_before].T)
    return fronts


def seconds(task: Callable[[], object], repeats: int = 3) -> float:
    """Best wall time of a few runs."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print the numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=16384)
    draws = parser.parse_args().draws
    space, wishes = ten_issues(draws, 2)
    first = seconds(lambda: solve(space, wishes, 1), repeats=1)
    found = solve(space, wishes, draws)
    peers = min(PEER_DRAWS, draws)
    ours = seconds(lambda: solve(space, wishes, draws)) / draws
    start = time.perf_counter()
    listed = enumerate_all(space, wishes, peers)
    peer = (time.perf_counter() - start) / peers
    for d, points in enumerate(listed):
        np.testing.assert_allclose(found.utilities[found.offsets[d] : found.offsets[d + 1]], points, atol=1e-9)
    print(f"{space.count} packages, {draws} draws, one thread; first call (compiling, or from the cache) {first:.1f} s")
    print(f"frontier, 2 signers   {1e6 * ours:9.1f} us/draw   {len(found.utilities) / draws:.0f} points a draw")
    print(f"plain enumeration     {1e6 * peer:9.1f} us/draw   {peer / ours:.0f} times ours; same points")
    for signers, some in ((3, min(draws, 1024)), (4, min(draws, 64))):
        more_space, more = ten_issues(some, signers)
        each = seconds(partial(solve, more_space, more, some), 2) / some
        points_each = len(solve(more_space, more, some).utilities) / some
        print(f"frontier, {signers} signers   {1e6 * each:9.1f} us/draw   {points_each:.0f} points a draw")
    _texts(space, wishes, found, draws)


def _texts(space: PackageSpace, wishes: Wishes, found: Frontiers, draws: int) -> None:
    thresholds = np.random.default_rng(1).uniform(40.0, 60.0, (draws, 2))
    texts = pool(space, found)
    pool_utilities(space, texts, wishes, 0, 1)
    acceptance_counts(space, texts, _first(wishes, 1), thresholds[:1])
    print(f"pool of {len(texts.codes)} of {texts.distinct} texts, coverage {texts.coverage:.2f}:"
          f" {seconds(lambda: pool(space, found)):.2f} s")  # fmt: skip
    took = seconds(lambda: pool_utilities(space, texts, wishes))
    print(f"their utilities       {took:9.2f} s   {draws * 2 * len(texts.codes) / took / 1e6:.0f} million cells/s")
    counts = acceptance_counts(space, texts, wishes, thresholds)[0]
    start = texts.choices[np.argsort(-counts, kind="stable")[:8]]
    took = seconds(lambda: coordinate_ascent(space, start, wishes, thresholds), repeats=1)
    end = coordinate_ascent(space, start, wishes, thresholds)
    print(f"ascent from 8 texts   {took:9.2f} s   share {counts.max() / draws:.4f} -> {end.share:.4f}")
    sweep(space, _first(wishes, 1), thresholds[:1])
    some = min(draws, 2048)
    few = _first(wishes, some)
    took = seconds(lambda: sweep(space, few, thresholds[:some]), repeats=2)
    swept = sweep(space, few, thresholds[:some])
    here = acceptance_counts(space, end.choices[None], few, thresholds[:some])[0][0]
    print(f"sweep, {some} draws     {took:9.2f} s   {some * 2 * space.count / took / 1e6:.0f} million cells/s;"
          f" best share {swept.joint[swept.best] / some:.4f}, of the ascent's text {here / some:.4f}")  # fmt: skip


def _first(wishes: Wishes, draws: int) -> Wishes:
    return Wishes(
        wishes.option_utility[:draws], wishes.linkage_points[:draws], wishes.linkage_party, wishes.red_party,
        wishes.red_active[:draws],
    )  # fmt: skip


if __name__ == "__main__":
    main()
