"""Commitment: closed forms against the values they compare."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracles.commitment import (
    breakdown_margin,
    deterring_guarantee,
    preventive_margin,
    tying_hands,
)

chance = st.floats(0, 1)
cost = st.floats(0, 2)
discount = st.floats(0, 0.98)


@settings(deadline=None)
@given(chance, chance, cost, discount)
def test_preventive_margin_is_war_now_less_the_best_offer(p1: float, p2: float, cost_b: float, delta: float) -> None:
    now = (1 - p1) / (1 - delta) - cost_b
    best_offer = 1 + delta * ((1 - p2) / (1 - delta) - cost_b)
    assert preventive_margin(p1, p2, cost_b, delta) == pytest.approx((1 - delta) * (now - best_offer), abs=1e-9)


@settings(deadline=None)
@given(chance, chance, cost, discount)
def test_guarantee_just_deters(p1: float, p2: float, cost_b: float, delta: float) -> None:
    guarantee = deterring_guarantee(p1, p2, cost_b, delta)
    assert preventive_margin(p1, p2, cost_b + guarantee, delta) <= 1e-9
    if guarantee > 1e-6:
        assert preventive_margin(p1, p2, cost_b + 0.9 * guarantee, delta) > 0


def test_bargaining_breaks_down_when_strength_shifts_far() -> None:
    assert breakdown_margin(5.0, 4.0, 0.9) == pytest.approx(5.0 + 3.6 - 10.0)
    assert breakdown_margin(7.0, 4.0, 0.9) > 0


def test_a_fight_worth_fighting_needs_no_audience() -> None:
    assert tying_hands(0.9, 1.0, 0.5) == 0.0


@settings(deadline=None)
@given(chance, cost, cost)
def test_threat_is_carried_out_from_the_threshold_on(p: float, prize: float, cost_of_it: float) -> None:
    least = tying_hands(p, prize, cost_of_it)
    assert p * prize - cost_of_it >= -least - 1e-12
    if least > 1e-9:
        assert p * prize - cost_of_it < -0.99 * least


def test_what_makes_no_sense_is_refused() -> None:
    for call in (
        lambda: preventive_margin(0.3, 0.7, 0.2, 1.0),
        lambda: deterring_guarantee(0.3, 1.7, 0.2, 0.9),
        lambda: breakdown_margin(1.0, 1.0, 1.0),
        lambda: tying_hands(0.5, 1.0, -1.0),
    ):
        with pytest.raises(ValueError, match=r"\[0, 1"):
            call()
