"""Elementary effects: a cheap look at which of many factors matter at all (Morris 1991).

A trajectory starts at a random point of a grid and changes one factor after the other, in random order, by half of its
range.  What a change does to the result, divided by the step, is an elementary effect.  Over R trajectories

    mu*_i   = mean |effect_i|     how much the factor matters (Campolongo, Cariboni & Saltelli 2007)
    mu_i    = mean effect_i       in which direction
    sigma_i = sd of effect_i      how far that depends on the other factors, or bends

R (k + 1) evaluations for k factors, where Sobol indices take N (k + 2) with N in the thousands.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodoffices.model.arrays import Floats, Ints

LEVELS = 4
"""Levels of the grid; even, so that a step of half the range leads from a level to a level."""
STEP = 0.5
"""Length of a step, share of a factor's range (its probability)."""


@dataclass(frozen=True, eq=False)
class Trajectories:
    """R walks through the unit cube of k factors."""

    points: Floats
    """(R, k + 1, k) inside (0, 1): probabilities, to be put through each factor's inverse distribution function."""
    order: Ints
    """(R, k) factor changed at each step."""
    up: Floats
    """(R, k) +1 where that step goes up, -1 where it goes down."""


@dataclass(frozen=True, eq=False)
class Effects:
    """Elementary effects of k factors on m results, per full range of the factor."""

    mean: Floats
    """(k, m) mu."""
    size: Floats
    """(k, m) mu*."""
    spread: Floats
    """(k, m) sigma."""
    error: Floats
    """(k, m) standard error of mu*."""


def trajectories(factors: int, walks: int, seed: int = 0, levels: int = LEVELS) -> Trajectories:
    """Random trajectories.  O(walks factors^2).

    Levels lie at the middles of `levels` cells of equal probability, since the ends of an unbounded range are infinite.

    Raises:
        ValueError: no factor, fewer than two walks, or an odd number of levels.
    """
    if factors < 1 or walks < 2:
        raise ValueError("elementary effects need a factor and at least two walks")
    if levels < 2 or levels % 2:
        raise ValueError(f"the grid needs an even number of levels, not {levels}")
    rng = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, factors, walks, levels])))
    start = rng.integers(levels, size=(walks, factors))
    jump = np.where(start < levels // 2, levels // 2, -(levels // 2))
    order = np.argsort(rng.random((walks, factors)), axis=1)
    level = np.repeat(start[:, None], factors + 1, axis=1)
    rows = np.arange(walks)
    for step in range(factors):
        moved = order[:, step]
        level[rows, step + 1 :, moved] += jump[rows, moved][:, None]
    points = (level + 0.5) / levels
    return Trajectories(points, order, np.sign(np.take_along_axis(jump, order, axis=1)).astype(np.float64))


def effects(walks: Trajectories, results: npt.ArrayLike) -> Effects:
    """Elementary effects from the results along the trajectories.  O(R k m).

    Args:
        walks: from `trajectories`.
        results: (R, k + 1) or (R, k + 1, m).

    Raises:
        ValueError: results of another shape, or not numbers.
    """
    found = np.asarray(results, dtype=np.float64)
    found = found[..., None] if found.ndim == 2 else found
    count, factors = walks.order.shape
    if found.shape[:2] != (count, factors + 1):
        raise ValueError(f"results have shape {found.shape}; ({count}, {factors + 1}, m) was walked")
    if not np.isfinite(found).all():
        raise ValueError("results must be numbers: no infinite ones and no NaN")
    change = np.diff(found, axis=1) * walks.up[:, :, None] / STEP
    effect = np.empty_like(change)
    np.put_along_axis(effect, walks.order[:, :, None], change, axis=1)
    size = np.abs(effect)
    return Effects(
        effect.mean(axis=0),
        size.mean(axis=0),
        effect.std(axis=0, ddof=1),
        size.std(axis=0, ddof=1) / np.sqrt(count),
    )
