"""Learning from battles: order does not matter, and everybody comes to agree."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracles.learning import belief_gap, chance_after, strong_after

inner = st.floats(0.05, 0.95)
counts = st.integers(0, 12)


@settings(deadline=None)
@given(inner, inner, inner, st.lists(st.booleans(), max_size=10))
def test_battle_by_battle_is_all_battles_at_once(prior: float, strong: float, weak: float, won: list[bool]) -> None:
    belief = prior
    for victory in won:
        belief = strong_after(belief, strong, weak, int(victory), int(not victory))
    assert strong_after(prior, strong, weak, sum(won), len(won) - sum(won)) == pytest.approx(belief)


@settings(deadline=None)
@given(inner, inner, counts, counts)
def test_types_that_fight_alike_teach_nothing(prior: float, alike: float, wins: int, losses: int) -> None:
    assert strong_after(prior, alike, alike, wins, losses) == pytest.approx(prior)


@settings(deadline=None)
@given(st.floats(0.1, 9), st.floats(0.1, 9), counts, counts)
def test_a_victory_raises_the_believed_chance(a: float, b: float, wins: int, losses: int) -> None:
    assert (
        chance_after(a, b, wins + 1, losses) > chance_after(a, b, wins, losses) > chance_after(a, b, wins, losses + 1)
    )


@settings(deadline=None)
@given(st.floats(0.1, 5.9), st.floats(0.1, 5.9), counts, counts)
def test_priors_of_equal_weight_converge_whoever_wins(a: float, b: float, wins: int, losses: int) -> None:
    gap = belief_gap((a, 6 - a), (b, 6 - b), wins, losses)
    assert gap == pytest.approx((a - b) / (6 + wins + losses), abs=1e-12)


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="strictly"):
        strong_after(0.5, 1.0, 0.2, 0, 3)
    with pytest.raises(ValueError, match="above 0"):
        chance_after(0.0, 1.0, 0, 0)
