"""The value of every number of a case in every draw.

A number's column of the Sobol design is found by its path alone, so all perspectives and plans see common random
numbers, and a perspective that leaves a number alone draws exactly the same values of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from goodoffices.case.quantity import Quantity
from goodoffices.case.schema import Case, Ranking
from goodoffices.model import draws as design
from goodoffices.model import rankings
from goodoffices.model.arrays import Floats
from goodoffices.model.inverse import inverse

Key = tuple[object, ...]


@dataclass(frozen=True)
class Numbers:
    """Reads numbers of a case: `numbers(path, quantity)` is an array of shape (draws,)."""

    draws: int
    digest: str
    seed: int
    column: Callable[[str], Floats]
    """Uniforms (draws,) of a named column."""
    cache: dict[Key, Floats] = field(default_factory=dict)
    """Values already drawn; shared by the perspectives of a study."""
    first: int = 0
    """Number of the first draw."""

    def __call__(self, path: str, quantity: Quantity) -> Floats:
        """Values of a quantity that stands at `path`, shape (draws,), in its own unit."""
        if quantity.is_fixed:
            return np.full(self.draws, quantity.support()[0])
        key = (design.column_name(path), _shape(quantity))
        if key not in self.cache:
            u = self.column(path)
            if quantity.group is not None:
                u = design.correlated(u, self.column(design.factor_name(quantity.group)), quantity.loading)
            self.cache[key] = inverse(quantity, u)
        return self.cache[key]

    def stack(self, numbers: Sequence[tuple[str, Quantity]]) -> Floats:
        """Several quantities side by side, (draws, len(numbers))."""
        table = np.empty((self.draws, len(numbers)))
        for column, (path, quantity) in enumerate(numbers):
            table[:, column] = self(path, quantity)
        return table

    def coins(self, names: Iterable[str]) -> Floats:
        """Uniforms of named columns, (draws, names)."""
        columns = [self.column(name) for name in names]
        return np.stack(columns, axis=1) if columns else np.zeros((self.draws, 0))

    def ranking(self, path: str, ids: Sequence[str], ranking: Ranking, *, values: bool) -> Floats:
        """Weights (sum 100) or option values (0 to 100) drawn from a ranking alone, (draws, ids)."""
        key = (path, values, ranking.order, tuple(sorted(ranking.bounds.items())), ranking.ratios)
        if key not in self.cache:
            u = self.coins(design.member_names(path, ids))
            self.cache[key] = rankings.draw(
                ranking, ids, u, values=values, digest=self.digest, seed=self.seed, name=path, first=self.first
            )
        return self.cache[key]


def _shape(quantity: Quantity) -> Key:
    """What of a quantity decides its values: not its basis, claims or notes."""
    parameters = getattr(quantity, quantity.kind)
    if isinstance(parameters, dict):
        parameters = tuple(sorted(parameters.items()))
    return (quantity.kind, parameters, quantity.truncate, quantity.group, quantity.loading)


def names_of(read: Callable[[Numbers], object]) -> set[str]:
    """Names of all columns that reading a case asks for, found by reading it once with a single draw."""
    asked: set[str] = set()

    def column(name: str) -> Floats:
        asked.add(name)
        return np.full(1, 0.5)

    read(Numbers(1, "", 0, column))
    return asked


def numbers_of(names: Iterable[str], seed: int, draws: int, first: int = 0) -> Numbers:
    """Numbers for draws first ... first + draws - 1 from the scrambled Sobol design over `names`.

    The scramble is seeded by the seed and the names alone, so a case in which only a number's size was changed is drawn
    on the same random numbers as before: what then differs is due to the change.

    Raises:
        ValueError: draws beyond those that are numbered, or more uncertain numbers than can be drawn.
    """
    plan = design.Design(tuple(sorted(names)))
    digest = hashlib.sha256("\n".join(plan.names).encode()).hexdigest()
    columns = design.columns(digest, seed, plan.dimensions, first, draws)
    return Numbers(draws, digest, seed, lambda name: columns[plan.column(name)], first=first)


def digest_of(case: Case) -> str:
    """SHA-256 of a case's content, hexadecimal: the same for the same case, however its file is laid out."""
    return hashlib.sha256(case.model_dump_json().encode()).hexdigest()
