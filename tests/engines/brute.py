"""Packages listed one by one: the slow second way to everything the frontier and pool engines answer."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from goodoffices.engines.frontier.utilities import Wishes
from goodoffices.model.packages import PackageSpace, package_space

Condition = Mapping[int, int]
Package = tuple[int, ...]


@dataclass(frozen=True)
class Table:
    """A small random negotiation: the space by its conditions, and what the signers want in each draw."""

    sizes: tuple[int, ...]
    rules: tuple[Condition, ...]
    linkages: tuple[Condition, ...]
    red_lines: tuple[Condition, ...]
    wishes: Wishes

    @property
    def space(self) -> PackageSpace:
        return package_space(self.sizes, self.rules, self.linkages, self.red_lines)

    def packages(self) -> list[Package]:
        """All packages that break no rule, as option indices."""
        every = itertools.product(*(range(s) for s in self.sizes))
        return [x for x in every if not any(meets(x, rule) for rule in self.rules)]

    def utility(self, draw: int, signer: int, package: Package) -> float:
        """Direct sum of option utilities and linkages met, red lines aside."""
        offset = np.concatenate(([0], np.cumsum(self.sizes)))
        total = sum(self.wishes.option_utility[draw, signer, offset[j] + o] for j, o in enumerate(package))
        for k, when in enumerate(self.linkages):
            if np.asarray(self.wishes.linkage_party)[k] == signer and meets(package, when):
                total += self.wishes.linkage_points[draw, k]
        return float(total)

    def crosses(self, draw: int, package: Package, signer: int | None = None) -> bool:
        """Whether the package meets an active red line: the signer's own, or anybody's."""
        party = np.asarray(self.wishes.red_party)
        return any(
            self.wishes.red_active[draw, r] and (signer is None or party[r] == signer) and meets(package, line)
            for r, line in enumerate(self.red_lines)
        )

    def frontier(self, draw: int) -> dict[tuple[float, ...], Package]:
        """Undominated utility vectors of packages all can sign."""
        open_ = [x for x in self.packages() if not self.crosses(draw, x)]
        points: dict[tuple[float, ...], Package] = {}
        for x in open_:
            points.setdefault(tuple(self.utility(draw, i, x) for i in range(self.wishes.signers)), x)
        return {p: x for p, x in points.items() if not any(q != p and dominates(q, p) for q in points)}


def meets(package: Package, condition: Condition) -> bool:
    return all(package[j] == o for j, o in condition.items())


def dominates(q: Sequence[float], p: Sequence[float]) -> bool:
    return all(a >= b for a, b in zip(q, p, strict=True))


def _conditions(sizes: tuple[int, ...], most: int, widest: int) -> st.SearchStrategy[tuple[Condition, ...]]:
    def one(issues: list[int]) -> st.SearchStrategy[dict[int, int]]:
        return st.fixed_dictionaries({j: st.integers(0, sizes[j] - 1) for j in issues})

    issues = st.lists(st.integers(0, len(sizes) - 1), min_size=1, max_size=min(widest, len(sizes)), unique=True)
    return st.lists(issues.flatmap(one), max_size=most).map(tuple)


@st.composite
def tables(draw: st.DrawFn, least: int = 1, most: int = 4) -> Table:
    """Random tables; utilities are small integers, so that ties are common and sums are exact, or eighths of 100."""
    sizes = tuple(draw(st.lists(st.integers(1, 4), min_size=1, max_size=5)))
    rules = draw(_conditions(sizes, 2, 3))
    linkages, red_lines = draw(_conditions(sizes, 3, 2)), draw(_conditions(sizes, 3, 3))
    n, draws = draw(st.integers(least, most)), 3
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    spread = draw(st.sampled_from([1, 3, 800]))
    wishes = Wishes(
        option_utility=rng.integers(0, spread + 1, (draws, n, sum(sizes))) / 8,
        linkage_points=rng.integers(-spread, spread + 1, (draws, len(linkages))) / 8,
        linkage_party=rng.integers(0, n, len(linkages)),
        red_party=rng.integers(0, n, len(red_lines)),
        red_active=rng.random((draws, len(red_lines))) < 0.4,
    )
    return Table(sizes, rules, linkages, red_lines, wishes)
