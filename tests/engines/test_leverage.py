"""Leverage from dependence: worked examples and what must hold of any ties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodoffices.engines.links.dependence import asymmetric, default_strength, dependence

RUSSIA, CHINA, INDIA = range(3)
TRADE, ARMS, VOTES = range(3)


def ties(*rows: tuple[int, int, int, float, float], draws: int = 1) -> tuple[np.ndarray, ...]:
    """(first, second, kind, first's dependence on second, second's on first) as the arrays of the engine."""
    shares = np.tile(np.array([row[3:] for row in rows], dtype=float).reshape(1, -1, 2), (draws, 1, 1))
    columns = [np.array([row[k] for row in rows], dtype=np.int64) for k in range(3)]
    return shares, *columns


def test_weighted_mean_over_kinds_listed_for_anyone() -> None:
    arrays = ties((RUSSIA, CHINA, TRADE, 0.4, 0.05), (CHINA, RUSSIA, ARMS, 0.8, 0.1), (RUSSIA, INDIA, ARMS, 0.0, 0.6))
    dep = dependence(*arrays, np.array([3.0, 1.0, 50.0]), 3)[0]  # no tie is of the third kind: its weight is idle
    assert dep[RUSSIA, CHINA] == pytest.approx((3 * 0.4 + 1 * 0.1) / 4)
    assert dep[CHINA, RUSSIA] == pytest.approx((3 * 0.05 + 1 * 0.8) / 4)
    assert dep[INDIA, RUSSIA] == pytest.approx(1 * 0.6 / 4)  # no trade tie with it: 0 of it
    assert dep[CHINA, INDIA] == 0.0 and (np.diag(dep) == 0.0).all()


def test_who_depends_more_is_the_one_under_pressure() -> None:
    dep = dependence(*ties((RUSSIA, CHINA, TRADE, 0.4, 0.05)), np.ones(1), 2)
    lever = asymmetric(dep)[0]
    assert lever[RUSSIA, CHINA] == pytest.approx(0.35)  # of China on Russia
    assert lever[CHINA, RUSSIA] == 0.0


def test_default_strength_gives_way_to_named_levers() -> None:
    dep = dependence(*ties((RUSSIA, CHINA, TRADE, 0.4, 0.05), (RUSSIA, INDIA, TRADE, 0.3, 0.1), draws=2), np.ones(1), 3)
    named = np.zeros((3, 3), dtype=bool)
    named[RUSSIA, INDIA] = True
    strength = default_strength(dep, np.array([10.0, 30.0]), named)
    assert strength[:, RUSSIA, CHINA] == pytest.approx([3.5, 10.5])
    assert (strength[:, RUSSIA, INDIA] == 0.0).all()


def test_weights_may_differ_by_draw_and_may_all_be_nothing() -> None:
    arrays = ties((RUSSIA, CHINA, TRADE, 0.4, 0.0), (RUSSIA, CHINA, ARMS, 0.8, 0.0), draws=3)
    dep = dependence(*arrays, np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]), 2)
    assert dep[:, RUSSIA, CHINA] == pytest.approx([0.4, 0.6, 0.0])


def test_ties_of_one_kind_add_up_to_all_at_most() -> None:
    twice = ties((RUSSIA, CHINA, TRADE, 0.3, 0.7), (CHINA, RUSSIA, TRADE, 0.6, 0.2))
    dep = dependence(*twice, np.ones(1), 2)[0]
    assert dep[RUSSIA, CHINA] == pytest.approx(0.5) and dep[CHINA, RUSSIA] == pytest.approx(1.0)


def test_no_ties_no_dependence() -> None:
    none = np.zeros(0, dtype=np.int64)
    assert not dependence(np.zeros((4, 0, 2)), none, none, none, np.ones(1), 3).any()


rows = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 2), st.floats(0, 1), st.floats(0, 1)).filter(
        lambda row: row[0] != row[1]
    ),
    min_size=1,
    max_size=8,
)


@given(rows, st.lists(st.floats(0, 5, allow_subnormal=False), min_size=3, max_size=3))
@settings(deadline=None, max_examples=80)
def test_what_holds_of_any_ties(given_ties: list[tuple[int, int, int, float, float]], weight: list[float]) -> None:
    dep = dependence(*ties(*given_ties), np.array(weight), 4)
    assert (dep >= 0).all() and (dep <= 1 + 1e-12).all()
    turned = [(b, a, kind, there, here) for a, b, kind, here, there in reversed(given_ties)]
    assert dependence(*ties(*turned), np.array(weight), 4) == pytest.approx(dep, abs=1e-12)
    if max(weight) > 1e-3:
        assert dependence(*ties(*given_ties), 2.0 * np.array(weight), 4) == pytest.approx(dep, abs=1e-9)
    lever = asymmetric(dep)
    assert (np.minimum(lever, np.swapaxes(lever, 1, 2)) == 0.0).all()
    assert lever - np.swapaxes(lever, 1, 2) == pytest.approx(dep - np.swapaxes(dep, 1, 2))


@pytest.mark.parametrize(
    ("row", "weight", "message"),
    [
        ((1, 1, 0, 0.5, 0.5), [1.0], "itself"),
        ((0, 3, 0, 0.5, 0.5), [1.0], "not among"),
        ((0, 1, 1, 0.5, 0.5), [1.0], "have a weight"),
        ((0, 1, 0, 1.5, 0.5), [1.0], "shares must lie"),
        ((0, 1, 0, 0.5, 0.5), [-1.0], "weights must be"),
    ],
)
def test_what_makes_no_sense_is_refused(
    row: tuple[int, int, int, float, float], weight: list[float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        dependence(*ties(row), np.array(weight), 2)
