"""Sobol indices of 30 factors at N = 2^14, and boxes in 100,000 points of 30 inputs, ours and peers in one run.

Indices of the g-function (Saltelli & Sobol 1995), of which the true values are known: ours, scipy's and SALib's, each with
bootstrap intervals, evaluations of the function included.  Boxes: ours and the EMA workbench's PRIM, on a planted box with
5 % of the points wrong.  Processor seconds; peers that are not installed (extra `peers`) are left out and named.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable

import numpy as np
from scipy.stats import qmc, sobol_indices, uniform

from goodoffices.engines.inquiry.prim import binned, paste, peel, pick
from goodoffices.engines.inquiry.sobol_indices import factor, reference

FACTORS, POWER = 30, 14
POINTS = 100_000
WEIGHTS = np.linspace(0.0, 20.0, FACTORS)


def g(u: np.ndarray) -> np.ndarray:
    """The g-function on rows of (N, k)."""
    return ((np.abs(4.0 * u - 2.0) + WEIGHTS) / (1.0 + WEIGHTS)).prod(axis=1)


def truth() -> np.ndarray:
    """First-order indices: V_i = 1 / (3 (1 + a_i)^2), V = prod (1 + V_i) - 1."""
    parts = 1.0 / (3.0 * (1.0 + WEIGHTS) ** 2)
    return parts / (np.prod(1.0 + parts) - 1.0)


def ours() -> np.ndarray:
    points = qmc.Sobol(2 * FACTORS, rng=np.random.default_rng(1)).random_base2(POWER)
    a, b = points[:, :FACTORS], points[:, FACTORS:]
    ready, found = reference(g(a), g(b)), []
    for i in range(FACTORS):
        ab = a.copy()
        ab[:, i] = b[:, i]
        found.append(factor(ready, g(ab)).first[0])
    return np.array(found)


def scipys() -> np.ndarray:
    found = sobol_indices(
        func=lambda x: g(x.T)[None], n=2**POWER, dists=[uniform()] * FACTORS, rng=np.random.default_rng(1)
    )
    found.bootstrap(n_resamples=256)
    return np.asarray(found.first_order).ravel()


def salibs() -> np.ndarray:
    from SALib.analyze import sobol
    from SALib.sample import sobol as sample

    problem = {"num_vars": FACTORS, "names": [f"x{i}" for i in range(FACTORS)], "bounds": [[0, 1]] * FACTORS}
    points = sample.sample(problem, 2**POWER, calc_second_order=False, seed=1)
    found = sobol.analyze(problem, g(points), calc_second_order=False, num_resamples=256, seed=1)
    return np.asarray(found["S1"])


def planted() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    x = rng.random((POINTS, FACTORS))
    y = (x[:, 3] > 0.6) & (x[:, 7] < 0.4) & (x[:, 12] > 0.2)
    return x, np.where(rng.random(POINTS) < 0.05, ~y, y).astype(float)


def our_box(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    ready = binned(x)
    box = paste(ready, y, pick(peel(ready, y), 0.6))
    return box.coverage, box.density


def workbench_box(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    import pandas as pd
    from ema_workbench.analysis import prim

    found = prim.Prim(
        pd.DataFrame(x, columns=[f"x{k}" for k in range(FACTORS)]), y > 0.5, threshold=0.8, peel_alpha=0.05
    )
    way = found.find_box().peeling_trajectory
    able = way[way.coverage >= 0.6]
    best = able.loc[able.density.idxmax()]
    return float(best.coverage), float(best.density)


def timed(name: str, task: Callable[[], object], said: Callable[[object], str]) -> None:
    """Run a task twice (the first run may compile) and print the processor time of the second."""
    try:
        task()
    except ImportError as missing:
        print(f"{name:<16} left out: {missing.name} is not installed (extra `peers`)")
        return
    begun = time.process_time()
    found = task()
    print(f"{name:<16} {time.process_time() - begun:8.2f} s   {said(found)}")


def main() -> None:
    """Print both comparisons."""
    warnings.simplefilter("ignore")
    exact = truth()
    print(f"Sobol indices, {FACTORS} factors, N = {2**POWER:,} (largest error of a first-order index)")
    for name, task in (("goodoffices", ours), ("scipy", scipys), ("SALib", salibs)):
        timed(name, task, lambda found: f"{np.abs(np.asarray(found) - exact).max():.4f}")
    x, y = planted()
    print(f"\nPRIM, {POINTS:,} points of {FACTORS} inputs (coverage and density of the densest box that covers 60 %)")
    timed("goodoffices", lambda: our_box(x, y), lambda found: "{:.3f} {:.3f}".format(*found))  # type: ignore[misc]
    timed("EMA workbench", lambda: workbench_box(x, y), lambda found: "{:.3f} {:.3f}".format(*found))  # type: ignore[misc]


if __name__ == "__main__":
    main()
