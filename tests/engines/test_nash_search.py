"""The Nash product by bounds against the whole frontier."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.brute import Table, tables
from tests.oracles.nash_search import nash_search

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.frontier.pareto import pareto_front
from goodoffices.engines.settlement.solutions import nash_product
from goodoffices.model.packages import package_space


@given(tables(most=6), st.integers(0, 2**32 - 1), st.floats(0, 1))
@settings(deadline=None, max_examples=100)
def test_it_finds_what_listing_finds(table: Table, seed: int, level: float) -> None:
    try:
        space = table.space
    except InfeasibleError:
        return
    wishes = table.wishes
    listed = np.array([[table.utility(0, i, x) for i in range(wishes.signers)] for x in table.packages()])
    low = listed[np.random.default_rng(seed).integers(len(listed))] - level * listed.std(axis=0)
    found = nash_search(space, wishes.option_utility[0], wishes.linkage_points[0], wishes.linkage_party, low)
    gains = np.maximum(listed[(listed >= low - 1e-12).all(axis=1)] - low, 0.0)
    assert found.solution.value == pytest.approx(gains.prod(axis=1).max(), rel=1e-9, abs=1e-12)
    row = found.front.options[found.solution.row]
    value = [table.utility(0, i, tuple(row)) for i in range(wishes.signers)]
    assert tuple(found.solution.utilities) == tuple(value)


@pytest.mark.parametrize("parties", [1, 2, 3, 4, 5, 9])
@pytest.mark.parametrize("level", [0.0, 0.3])
def test_it_picks_the_point_of_the_frontier(parties: int, level: float) -> None:
    rng = np.random.default_rng(parties)
    issues = 14 if parties < 4 else 6 if parties < 9 else 4
    space = package_space([6] * issues, [{0: 0, 1: 0}], [{2: 1, 3: 1}], [])
    values, bonus = rng.random((parties, 6 * issues)), [0.4]
    low = np.full(parties, level * issues)
    whole = pareto_front(space, values, bonus, [0], floor=low)
    found = nash_search(space, values, bonus, [0], low)
    best = nash_product(whole.utilities, low)
    assert found.solution.value == pytest.approx(best.value, rel=1e-12)
    assert found.solution.utilities == pytest.approx(best.utilities)
    assert len(found.front) < len(whole) or len(whole) == 1
    assert np.array_equal(found.front.codes[found.solution.row], whole.codes[best.row])


def test_full_opposition_has_all_packages_of_the_best_split() -> None:
    steps = np.tile(np.arange(10.0), 30)
    space, values = package_space([10] * 30, [], [], []), np.stack([steps, 9.0 - steps])
    found = nash_search(space, values, [], [], [0.0, 90.0])
    assert found.solution.utilities.tolist() == [90.0, 180.0]
    assert found.solution.value == 8100.0


def test_somebody_who_cannot_gain_makes_every_product_zero() -> None:
    space = package_space([2, 2], [], [], [])
    values = np.array([[1.0, 1.0, 1.0, 1.0], [0.0, 1.0, 0.0, 3.0]])
    found = nash_search(space, values, [], [], [2.0, 0.0])
    assert found.solution.value == 0.0
    assert found.solution.utilities.tolist() == [2.0, 4.0]


def test_nothing_rational_is_said_so() -> None:
    with pytest.raises(InfeasibleError, match="without a deal"):
        nash_search(package_space([2], [], [], []), np.array([[0.0, 1.0], [1.0, 0.0]]), [], [], [0.6, 0.6])
