"""Numbers of two independent samples, and of the one with some factors taken from the other (Saltelli et al. 2010).

A *factor* is what is exchanged as one: an uncertain number (its public and private variants together), a ranking with all
it stands for, a red line with its chance, or a whole correlation group.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from goodoffices.case.quantity import Quantity
from goodoffices.case.schema import Ranking
from goodoffices.model import draws as design
from goodoffices.model.arrays import Floats
from goodoffices.model.numbers import Numbers


def two_samples(names: Iterable[str], seed: int, draws: int) -> tuple[Numbers, Numbers]:
    """Samples A and B over the same columns: the two halves of one Sobol design of twice the dimensions.

    (Two scrambles of one sequence would not do: they are functions of the same point numbers.)

    Args:
        names: columns, as `numbers.names_of` gives them.
        seed: of the draws.
        draws: of each sample; a power of two.

    Raises ValueError where there are more columns than half the dimensions of a Sobol sequence.
    """
    plan = design.Design(tuple(sorted(names)))
    digest = hashlib.sha256("\n".join(("two samples", *plan.names)).encode()).hexdigest()
    k, size = plan.dimensions, min(draws, design.BATCH)
    batches = range(draws // size)
    table = np.concatenate([design.uniforms(digest, seed, 2 * k, batch, size) for batch in batches])
    columns = np.ascontiguousarray(table.T)
    return (
        Numbers(draws, digest, seed, lambda name: columns[plan.column(name)]),
        Numbers(draws, digest + "b", seed, lambda name: columns[k + plan.column(name)]),
    )


@dataclass(frozen=True)
class Exchanged(Numbers):
    """Sample `base` with the columns `taken` read from `other`; what neither touches is drawn once and shared."""

    base: Numbers = field(kw_only=True)
    other: Numbers = field(kw_only=True)
    taken: frozenset[str] = field(kw_only=True)

    def __call__(self, path: str, quantity: Quantity) -> Floats:
        """Values of a quantity, from the sample that its column is taken from."""
        return self._of(design.column_name(path))(path, quantity)

    def coins(self, names: Iterable[str]) -> Floats:
        """Uniforms of named columns, each from its sample."""
        columns = [self._of(design.column_name(name)).column(name) for name in names]
        return np.stack(columns, axis=1) if columns else np.zeros((self.draws, 0))

    def ranking(self, path: str, ids: Sequence[str], ranking: Ranking, *, values: bool) -> Floats:
        """What is drawn from a ranking, whole from one sample."""
        first = design.column_name(design.member_names(path, ids)[0])
        return self._of(first).ranking(path, ids, ranking, values=values)

    def _of(self, column: str) -> Numbers:
        return self.other if column in self.taken else self.base


def exchanged(base: Numbers, other: Numbers, taken: Iterable[str]) -> Exchanged:
    """`base` with the columns `taken` from `other`."""
    columns = frozenset(design.column_name(name) for name in taken)
    return Exchanged(base.draws, base.digest, base.seed, base.column, base=base, other=other, taken=columns)


def factors(columns: Iterable[str], groups: Mapping[str, str], rankings: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Factor: its columns, in the order of the columns' names.

    Args:
        columns: all columns read.
        groups: column: correlation group, for columns that have one.
        rankings: paths of rankings; the columns below such a path are one factor.

    A factor is called by the path of its number, of its ranking or red line, or `group:NAME`.
    """
    paths = sorted(rankings, key=len, reverse=True)
    found: dict[str, list[str]] = {}
    for column in sorted({design.column_name(name) for name in columns}):
        found.setdefault(_factor(column, groups, paths), []).append(column)
    return {name: tuple(members) for name, members in found.items()}


def _factor(column: str, groups: Mapping[str, str], rankings: Sequence[str]) -> str:
    if column in groups:
        return f"group:{groups[column]}"
    if column.startswith("factor:"):
        return f"group:{column.removeprefix('factor:')}"
    if column.startswith("red:"):
        return column.removeprefix("red:")
    if ".red_lines." in column and column.endswith(".probability"):
        return column.removesuffix(".probability")
    for path in rankings:
        if column.startswith(f"{path}."):
            return path
    return column
