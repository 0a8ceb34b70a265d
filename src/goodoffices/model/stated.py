"""What a ranking states, as polytopes: order, bounds and ratios of weights or of option values."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise, product

import numpy as np

from goodoffices.case.problem import InfeasibleError
from goodoffices.model.arrays import Floats
from goodoffices.model.polytope import Body, Stated, body

Tiers = tuple[tuple[int, ...], ...]
Bounds = tuple[tuple[str, float, float], ...]
"""(id, low, high), points."""
Ratios = tuple[tuple[str, str, float], ...]
"""(more, less, at least so many times)."""
Row = tuple[dict[int, float], float, str]
"""Sum of factor times member, at most so much, in words."""


@lru_cache(maxsize=256)
def stated_weights(tiers: Tiers, ids: tuple[str, ...], bounds: Bounds, ratios: Ratios) -> tuple[Body, ...]:
    """The body of all weights that sum to 100 and agree, alone in a tuple.

    Raises:
        InfeasibleError: no weights agree.
        ValueError: a bound or ratio names something that is not ranked.
    """
    rows = [*_order(tiers, ids), *_stated(ids, bounds, ratios), *(({j: -1.0}, 0.0, "") for j in tiers[-1])]
    return (body(_matrix(rows, len(ids), np.ones((1, len(ids))), np.array([100.0]))),)


@lru_cache(maxsize=256)
def stated_values(tiers: Tiers, ids: tuple[str, ...], bounds: Bounds, ratios: Ratios) -> tuple[Body, ...]:
    """One body for each choice of the option worth 100 and the option worth 0 that the rest allows.

    Choices that leave less freedom (fewer dimensions) than others have no share of the whole and are left out.

    Raises:
        InfeasibleError: no values agree.
        ValueError: a bound or ratio names something that is not ranked.
    """
    rows = [*_order(tiers, ids), *_stated(ids, bounds, ratios)]
    rows += [({j: 1.0}, 100.0, "") for j in tiers[0]] + [({j: -1.0}, 0.0, "") for j in tiers[-1]]
    found: list[Body] = []
    refused: list[InfeasibleError] = []
    for ends in _ends(tiers):
        equal = np.zeros((len(ends), len(ids)))
        equal[np.arange(len(ends)), ends] = 1.0
        try:
            found.append(body(_matrix(rows, len(ids), equal, np.array([100.0, 0.0])[: len(ends)])))
        except InfeasibleError as error:
            refused.append(error)
    if not found:
        raise InfeasibleError(f"{refused[0]} (the best option being worth 100, the worst 0)") from refused[0]
    widest = max(b.dimensions for b in found)
    return tuple(b for b in found if b.dimensions == widest)


def _ends(tiers: Tiers) -> list[tuple[int, ...]]:
    """Who may be worth 100, and who 0."""
    if sum(len(tier) for tier in tiers) == 1:
        return [(tiers[0][0],)]
    return [(best, worst) for best, worst in product(tiers[0], tiers[-1]) if best != worst]


def _order(tiers: Tiers, ids: tuple[str, ...]) -> list[Row]:
    return [
        ({less: 1.0, more: -1.0}, 0.0, f"{ids[more]} before {ids[less]}")
        for upper, lower in pairwise(tiers)
        for more, less in product(upper, lower)
    ]


def _stated(ids: tuple[str, ...], bounds: Bounds, ratios: Ratios) -> list[Row]:
    place = {member: index for index, member in enumerate(ids)}
    unknown = {name for name, _, _ in bounds} | {name for more, less, _ in ratios for name in (more, less)}
    if unknown - place.keys():
        raise ValueError(f"bounds and ratios name what is not ranked: {', '.join(sorted(unknown - place.keys()))}")
    rows: list[Row] = []
    for name, low, high in bounds:
        rows.append(({place[name]: -1.0}, -low, f"{name} at least {low:g}"))
        rows.append(({place[name]: 1.0}, high, f"{name} at most {high:g}"))
    for more, less, times in ratios:
        rows.append(_ratio(place[more], place[less], times, f"{more} at least {times:g} times {less}"))
    return rows


def _ratio(more: int, less: int, times: float, label: str) -> Row:
    """Row of times * less - more <= 0, divided by the larger factor so that a unit of slack is about a point."""
    scale = max(1.0, times)
    factors = {less: times / scale}
    factors[more] = factors.get(more, 0.0) - 1.0 / scale
    return factors, 0.0, label


def _matrix(rows: list[Row], size: int, equal_rows: Floats, equal_limits: Floats) -> Stated:
    matrix = np.zeros((len(rows), size))
    for index, (factors, _, _) in enumerate(rows):
        for member, factor in factors.items():
            matrix[index, member] += factor
    limits = np.array([limit for _, limit, _ in rows])
    return Stated(matrix, limits, tuple(label for _, _, label in rows), equal_rows, equal_limits)
