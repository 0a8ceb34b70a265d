"""Gambler's ruin against its linear equations."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.oracles.ruin import gamblers_ruin, war_values


@settings(deadline=None)
@given(st.floats(0, 1), st.integers(1, 30), st.data())
@example(0.5 + 1e-9, 20, None)
@example(0.5 + 1e-7, 20, None)
@example(1e-300, 20, None)
def test_solves_the_equations_of_the_walk(p: float, positions: int, data: st.DataObject | None) -> None:
    start = positions // 2 if data is None else data.draw(st.integers(0, positions))
    step = np.zeros((positions + 1, positions + 1))
    for n in range(1, positions):
        step[n, n - 1], step[n, n + 1] = 1 - p, p
    ends = np.zeros(positions + 1)
    ends[-1] = 1.0
    inner = np.ones(positions + 1)
    inner[[0, -1]] = 0.0
    victory = np.linalg.solve(np.eye(positions + 1) - step, ends)[start]
    duration = np.linalg.solve(np.eye(positions + 1) - step, inner)[start]
    ruin = gamblers_ruin(p, start, positions)
    assert ruin.victory == pytest.approx(victory, abs=1e-9)
    assert ruin.duration == pytest.approx(duration, rel=1e-6, abs=1e-9)


@settings(deadline=None)
@given(st.floats(0, 1), st.integers(0, 9))
def test_common_belief_leaves_the_costs_to_share(p: float, start: int) -> None:
    values = war_values(p, start, 9, 1.0, 0.02, 0.03)
    duration = gamblers_ruin(p, start, 9).duration
    assert 1.0 - values.value_a - values.value_b == pytest.approx((0.02 + 0.03) * duration)


def test_long_fronts_do_not_overflow() -> None:
    assert gamblers_ruin(0.9, 3, 4000).victory == pytest.approx(1 - 9.0**-3)
    assert gamblers_ruin(0.1, 3997, 4000).victory == pytest.approx(9.0**-3)


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and positions"):
        gamblers_ruin(0.5, 7, 6)
