"""Trust and credibility: thresholds against the payoffs they come from."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracles.trust import broker_is_honest, least_credible_bias, trust_threshold

share = st.floats(0, 1)
positive = st.floats(0.01, 5)


@settings(deadline=None)
@given(share, positive, positive, st.floats(-5, 5), st.floats(-5, 5))
def test_cooperation_pays_from_the_threshold_on(
    trust: float, fear: float, temptation: float, exploited: float, exploiting: float
) -> None:
    neither, reward = exploited + fear, exploiting + temptation
    threshold = trust_threshold(reward, exploited, exploiting, neither)
    cooperate = trust * reward + (1 - trust) * exploited
    defect = trust * exploiting + (1 - trust) * neither
    assert cooperate - defect == pytest.approx((trust - threshold) * (fear + temptation), abs=1e-9)


def test_only_who_would_rather_see_nothing_than_either_exploited_is_honest() -> None:
    assert broker_is_honest(0.0, -1.0, 0.0)
    assert not broker_is_honest(0.0, 1.0, -1.0)
    assert not broker_is_honest(0.0, -1.0, 1.0)


@settings(deadline=None)
@given(share, st.floats(0.01, 2), st.floats(0, 0.3), positive, share, st.floats(0, 3))
def test_bias_makes_the_truth_pay(
    chance: float, war_cost: float, tough: float, more: float, error: float, bias: float
) -> None:
    weak = tough + more
    truth = bias * ((1 - error) * (chance + weak) + error * chance) - error * war_cost
    lie = bias * (chance + tough)
    least = least_credible_bias(war_cost, tough, weak, error)
    if math.isfinite(least) and abs(bias - least) > 1e-6:
        assert (truth >= lie) == (bias > least) or truth == pytest.approx(lie, abs=1e-9)
    if math.isinf(least) and error > 0:
        assert truth < lie


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="trustworthy"):
        trust_threshold(1.0, 0.0, 2.0, 1.0)
    with pytest.raises(ValueError, match="tough"):
        least_credible_bias(1.0, 0.3, 0.2, 0.1)
