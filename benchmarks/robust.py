"""Robust package: 10^7 packages x 65,536 draws, and 10^12 packages, against listing all packages with plain numpy.

    python benchmarks/robust.py [--quick]

Prints time, peak memory, the share of the best package, and whether it is proven.  Issues of two opposed signers with
uncertain weights, values and thresholds, two linkages and two red lines; no real conflict is meant.
"""

from __future__ import annotations

import argparse
import math
import resource
import time

import numpy as np

from goodoffices.engines.frontier.every_package import sweep
from goodoffices.engines.frontier.utilities import Wishes
from goodoffices.engines.robust.packages import robust_packages
from goodoffices.model.packages import PackageSpace, package_space

SIZES = (5, 5, 5, 5, 5, 5, 4, 4, 4, 10)
HUGE = (4,) * 20
"""1.1 x 10^12 packages."""


def construction(
    sizes: tuple[int, ...], draws: int, firm: float = 1.0, seed: int = 1
) -> tuple[PackageSpace, Wishes, np.ndarray]:
    """Wishes that run against each other on most issues; the larger `firm`, the better each signer's weights are known."""
    rng = np.random.default_rng(seed)
    issues = len(sizes)
    space = package_space(sizes, [{0: 0, 1: 1}], [{2: 0, 3: 1}, {4: 2, 5: 0}], [{6: 0}, {0: 2, 1: 2}])
    weights = rng.gamma(2.0 * firm * rng.gamma(1.5, size=(2, issues)) + 0.05, size=(draws, 2, issues))
    weights *= 100.0 / weights.sum(axis=2, keepdims=True)
    worth = np.empty((draws, 2, sum(sizes)))
    at = np.concatenate(([0], np.cumsum(sizes)))
    for j, size in enumerate(sizes):
        step = np.linspace(0.0, 1.0, size) ** rng.uniform(0.5, 1.6, 2)[:, None]
        step[1] = step[1] if j % 5 == 4 else 1.0 - step[1]
        noisy = np.clip(step + rng.normal(0.0, 0.1, (draws, 2, size)), 0.0, 1.0)
        worth[:, :, at[j] : at[j + 1]] = weights[:, :, j, None] * noisy
    wishes = Wishes(
        worth, rng.uniform(0.0, 5.0, (draws, 2)), np.array([0, 1]), np.array([0, 1]), rng.random((draws, 2)) < 0.3
    )
    return space, wishes, rng.normal(55.0, 10.0, (draws, 2))


def report(name: str, sizes: tuple[int, ...], draws: int, threads: int, firm: float) -> None:
    """Search once and say how it went."""
    space, wishes, thresholds = construction(sizes, draws, firm)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    best = robust_packages(space, wishes, thresholds, top=6, threads=threads)
    took = time.perf_counter() - start
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    shares = ", ".join(f"{share:.4f}" for share in best.joint / draws)
    print(f"{name}: {space.count:.3g} packages x {draws:,} draws, {threads} threads: {took:.2f} s, +{more:.0f} MB")
    print(f"  {'proven' if best.exact else f'not proven, bound {best.bound / draws:.4f}'}; shares {shares}")


def plain_rate(draws: int = 64) -> float:
    """Package draws a second of plain numpy that adds up the options of packages and compares."""
    space, wishes, thresholds = construction(SIZES, draws)
    texts = space.options_of(space.choices_from(np.arange(4096)[:, None]))
    columns = texts + space.option_offsets()[:-1]
    start = time.perf_counter()
    for d in range(draws):
        (wishes.option_utility[d][:, columns].sum(axis=2) >= thresholds[d][:, None]).all(axis=0)
    return draws * len(texts) / (time.perf_counter() - start)


def sweep_rate(draws: int = 512) -> float:
    """Package draws a second of the compiled sweep of all packages."""
    space, wishes, thresholds = construction((5, 5, 5, 5, 5, 4, 4), draws)
    sweep(space, wishes, thresholds)
    start = time.perf_counter()
    sweep(space, wishes, thresholds)
    return draws * space.count / (time.perf_counter() - start)


def main() -> None:
    """Print the headline numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="an eighth of the draws")
    quick = parser.parse_args().quick
    draws = 8192 if quick else 65_536
    robust_packages(*construction((3,) * 7, 64))  # compile
    for threads in (1, 2):
        report("weights hardly known", SIZES, draws, threads, 1.0)
    report("weights known", SIZES, draws, 2, 10.0)
    report("weights known", HUGE, draws // 16, 2, 10.0)
    cells = math.prod(SIZES) * draws
    for name, rate in (("plain numpy", plain_rate()), ("compiled sweep", sweep_rate())):
        print(
            f"{name}: {rate / 1e6:.1f} million package draws/s, so {cells / rate:,.0f} s for all packages of the first"
        )


if __name__ == "__main__":
    main()
