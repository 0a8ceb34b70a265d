"""First passages of the zone of agreement: against every path of small walks, and against the gambler's ruin."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracles.ruin import gamblers_ruin

from goodoffices.engines.links import opening, war


def by_paths(up: float, down: float, start: int, freeze: int, found: np.ndarray) -> tuple[np.ndarray, ...]:
    """Chances of first openings, closings and ends of the war, path by path."""
    months, places = found.shape
    totals = tuple(np.zeros(months) for _ in range(4))
    for steps in itertools.product((1, -1, 0), repeat=months - 1):
        chance, position, opened, done = 1.0, start, False, False
        for t in range(months):
            if 0 < t <= freeze and not done:
                step = steps[t - 1]
                chance *= up if step == 1 else down if step == -1 else 1 - up - down
                position += step
            elif t > 0 and steps[t - 1] != 0:
                chance = 0.0  # once all is decided, or frozen, only one continuation counts
            if done or chance == 0.0:
                continue
            if position in (0, places - 1):
                last, done = (3 if opened else 2, t), True
            elif found[t, position] and not opened:
                first, opened = t, True
            elif opened and not found[t, position]:
                last, done = (1, t), True
        if chance == 0.0:
            continue
        if opened:
            totals[0][first] += chance
        if done:
            totals[last[0]][last[1]] += chance
    return totals


@given(
    st.integers(2, 4),
    st.integers(1, 3),
    st.floats(0, 0.5),
    st.floats(0, 0.5),
    st.integers(1, 6),
    st.integers(0, 2**31 - 1),
)
@settings(max_examples=40, deadline=None)
def test_passages_equal_the_sum_over_all_paths(
    positions: int, start: int, up: float, down: float, freeze: int, seed: int
) -> None:
    start = min(start, positions - 1)
    found = np.random.default_rng(seed).random((6, positions + 1)) < 0.5
    found[:, [0, -1]] = False
    got = opening.passages(np.array([up]), np.array([down]), start, freeze, found[None])
    for mine, theirs in zip(got, by_paths(up, down, start, freeze, found), strict=True):
        assert mine[0] == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize(("chance", "start", "goal"), [(0.5, 3, 7), (0.3, 2, 5), (0.62, 4, 6)])
def test_a_zone_that_opens_at_one_place_opens_as_often_as_a_gambler_reaches_it(chance, start, goal) -> None:
    found = np.zeros((1, 3000, 10), dtype=bool)
    found[:, :, goal:-1] = True
    passed = opening.passages(np.array([chance]), np.array([1 - chance]), start, 10**6, found)
    assert passed.opens.sum() == pytest.approx(gamblers_ruin(chance, start, goal).victory, abs=1e-9)
    assert passed.over_before.sum() == pytest.approx(1 - passed.opens.sum(), abs=1e-9)


def test_chances_follow_the_closed_form_of_a_driftless_walk() -> None:
    """Feller (1968, XIV.5): spectral form of a symmetric walk with absorbing ends, here with months without a battle."""
    size, start, q, months = 9, 4, 0.3, 40
    k, m = np.arange(1, size), np.arange(1, size)
    rate = 1 - 2 * q + 2 * q * np.cos(np.pi * k / size)
    waves = np.sin(np.pi * k * start / size)[:, None] * np.sin(np.pi * np.outer(k, m) / size)
    expected = [2 / size * (rate[:, None] ** t * waves).sum(axis=0) for t in range(months + 1)]
    chances = war.front_chances(np.array([q]), np.array([q]), size, start, 600, months)
    assert chances[0, :, 1:-1] == pytest.approx(np.array(expected), abs=1e-12)
    assert chances.sum(axis=2) == pytest.approx(1.0)


def test_value_by_position_has_the_value_of_the_war_as_its_mean() -> None:
    rng = np.random.default_rng(3)
    up, down = rng.uniform(0, 0.5, 6), rng.uniform(0, 0.5, 6)
    rest = [rng.uniform(60, 90, 6), rng.uniform(0, 20, 6), rng.uniform(10, 20, 6), rng.uniform(40, 60, 6)]
    rest += [rng.uniform(0, 3, 6), rng.uniform(-0.1, 0.1, 6), rng.uniform(0.9, 1, 6)]
    for side in ("a", "b"):
        at = war.attrition_at(up, down, 5, 8, 12, side, war.Worth(*rest))
        chances = war.front_chances(up, down, 5, 2, 8, 12)[:, :, 1:-1]
        mean = (at[:, :, 1:-1] * chances).sum(axis=2) / chances.sum(axis=2)
        assert mean == pytest.approx(war.attrition(up, down, 5, 2, 8, 12, side, war.Worth(*rest)), abs=1e-9)


def test_without_costs_or_drift_fighting_on_is_worth_the_share_of_the_way() -> None:
    """100 n / N: the value is a martingale (gambler's ruin), whatever the month."""
    half = np.array([0.27])
    one, none = np.array([100.0]), np.zeros(1)
    at = war.attrition_at(half, half, 8, 50, 20, "a", war.Worth(one, none, none, one, none, none, np.ones(1)))
    assert at[0] == pytest.approx(np.broadcast_to(100 * np.arange(9) / 8, (21, 9)))
    assert at[0, 0, 3] == pytest.approx(100 * gamblers_ruin(0.5, 3, 8).victory)
