"""The value of fighting on: against closed forms, a dense reference, simulation, and what must hold of any walk."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracles.ruin import gamblers_ruin

from goodoffices.engines.links.war import Worth, attrition, direct, front_path

PARTY = {"victory": 90.0, "defeat": 5.0, "frozen_worst": 15.0, "frozen_best": 60.0}


def war(draws: int = 1, **given: Any) -> np.ndarray:
    """W of one party; every number not given has a plain default, scalars stand for all draws."""
    front = {"positions": 6, "start": 3, "freeze": 12, "months": 12, "side": "a"}
    numbers = {"advance_a": 0.3, "advance_b": 0.2, "cost": 1.0, "growth": 0.0, "discount": 1.0, **PARTY}
    for name in front:
        front[name] = given.pop(name, front[name])
    arrays = {name: np.full(draws, given.pop(name, number), dtype=float) for name, number in numbers.items()}
    assert not given
    worth = Worth(**{name: arrays.pop(name) for name in Worth._fields})
    return attrition(**arrays, **front, worth=worth)  # type: ignore[arg-type]


def dense(numbers: dict[str, float], positions: int, start: int, freeze: int, months: int) -> list[float]:
    """The same by dense transition matrices, one draw, side a: the slow second way."""
    q_a, q_b = numbers["advance_a"], numbers["advance_b"]
    step = np.eye(positions + 1)
    for n in range(1, positions):
        step[n, n - 1 : n + 2] = q_b, 1 - q_a - q_b, q_a
    frozen = np.linspace(numbers["frozen_worst"], numbers["frozen_best"], positions + 1)
    values = [np.array([numbers["defeat"], *frozen[1:-1], numbers["victory"]])]
    for t in reversed(range(freeze)):
        value = numbers["discount"] * step @ values[0] - numbers["cost"] * (1 + numbers["growth"]) ** t
        value[0], value[-1] = numbers["defeat"], numbers["victory"]
        values.insert(0, value)
    path = []
    for t in range(months + 1):
        at = np.linalg.matrix_power(step, min(t, freeze))[start]
        inner = at[1:-1].sum()
        path.append(float(at[1:-1] @ values[min(t, freeze)][1:-1] / inner))
    return path


@st.composite
def fronts(draw: st.DrawFn) -> dict[str, Any]:
    """A front with chances to move that leave some chance to stay."""
    positions = draw(st.integers(2, 8))
    q_a = draw(st.floats(0.0, 0.6))
    return {
        "positions": positions,
        "start": draw(st.integers(1, positions - 1)),
        "freeze": draw(st.integers(1, 15)),
        "advance_a": q_a,
        "advance_b": draw(st.floats(0.0, 0.95 - q_a)),
    }


values = st.fixed_dictionaries(
    {
        "victory": st.floats(-20, 100),
        "defeat": st.floats(-20, 100),
        "frozen_worst": st.floats(-20, 100),
        "frozen_best": st.floats(-20, 100),
        "cost": st.floats(0, 10),
        "growth": st.floats(-0.5, 0.2),
        "discount": st.floats(0, 1),
    }
)


# --- a straight line ------------------------------------------------------------------------------------------------


def test_direct_is_a_line_within_its_range() -> None:
    path = direct(np.array([40.0, 10.0]), np.array([-3.0, 5.0]), 4, low=30.0, high=25.0 + 10.0)
    assert path.tolist() == [[35.0, 35.0, 34.0, 31.0, 30.0], [30.0, 30.0, 30.0, 30.0, 30.0]]
    assert direct(np.array([40.0]), np.array([-3.0]), 2).tolist() == [[40.0, 37.0, 34.0]]


def test_direct_refuses_an_empty_range() -> None:
    with pytest.raises(ValueError, match="low <= high"):
        direct(np.zeros(1), np.zeros(1), 3, low=1.0, high=0.0)


# --- how the front moves --------------------------------------------------------------------------------------------


@given(fronts())
@settings(deadline=None, max_examples=60)
def test_chances_sum_to_one_and_victories_only_grow(front: dict[str, Any]) -> None:
    up, down = np.array([front.pop("advance_a")]), np.array([front.pop("advance_b")])
    path = front_path(up, down, **front, months=20)
    assert np.allclose(path.a_wins + path.b_wins + path.goes_on, 1.0, atol=1e-12)
    assert (np.diff(path.a_wins) >= -1e-15).all() and (np.diff(path.b_wins) >= -1e-15).all()
    assert (path.a_wins[:, front["freeze"] :] == path.a_wins[:, [-1]]).all()


@pytest.mark.parametrize("p", [0.5, 0.6, 0.35])
@pytest.mark.parametrize("battle", [1.0, 0.4])
@pytest.mark.parametrize(("start", "positions"), [(3, 6), (2, 8), (1, 2)])
def test_long_war_is_the_gamblers_ruin(p: float, battle: float, start: int, positions: int) -> None:
    path = front_path(np.array([p * battle]), np.array([(1 - p) * battle]), positions, start, 2000, 2000)
    ruin = gamblers_ruin(p, start, positions)
    assert path.a_wins[0, -1] == pytest.approx(ruin.victory, abs=1e-10)
    assert path.b_wins[0, -1] == pytest.approx(1 - ruin.victory, abs=1e-10)
    assert path.goes_on[0].sum() == pytest.approx(ruin.duration / battle, abs=1e-8)  # a month without battle is longer


def test_reference_simulation_of_the_front() -> None:
    rng = np.random.default_rng(7)
    at = np.full(200_000, 4)
    path = front_path(np.array([0.3]), np.array([0.25]), 7, 4, 24, 24)
    for t in range(1, 25):
        coin = rng.random(at.size)
        inner = (at > 0) & (at < 7)
        at = at + np.where(inner, (coin < 0.3).astype(int) - (coin > 0.75), 0)
        for share, chance in (((at == 7).mean(), path.a_wins[0, t]), ((at == 0).mean(), path.b_wins[0, t])):
            assert abs(share - chance) < 5 * np.sqrt(chance * (1 - chance) / at.size) + 1e-9


# --- what fighting on is worth --------------------------------------------------------------------------------------


@given(fronts(), values)
@settings(deadline=None, max_examples=80)
def test_agrees_with_dense_matrices(front: dict[str, Any], numbers: dict[str, float]) -> None:
    months = front["freeze"] + 2
    found = war(**front, **numbers, months=months)[0]
    moves = {name: front.pop(name) for name in ("advance_a", "advance_b")}
    assert found == pytest.approx(dense(numbers | moves, **front, months=months), abs=1e-9, rel=1e-9)


@pytest.mark.parametrize(("p", "cost"), [(0.6, 0.1), (0.25, 0.0), (1.0, 0.3)])
def test_one_battle_is_the_costly_lottery(p: float, cost: float) -> None:
    front = {"positions": 2, "start": 1, "freeze": 5, "advance_a": p, "advance_b": 1 - p, "months": 0}
    prize = {"victory": 1.0, "defeat": 0.0, "cost": cost}
    assert war(**front, **prize)[0, 0] == pytest.approx(p - cost)  # Fearon 1995
    assert war(**front, **prize, side="b")[0, 0] == pytest.approx(1 - p - cost)


def test_nobody_moves_closed_form() -> None:
    delta, growth, cost, freeze = 0.97, 0.03, 2.0, 9
    path = war(advance_a=0.0, advance_b=0.0, freeze=freeze, discount=delta, growth=growth, cost=cost)[0]
    stands = 15.0 + (60.0 - 15.0) * 3 / 6
    for t in range(13):
        left = max(0, freeze - t)
        spent = sum(cost * (1 + growth) ** (t + k) * delta**k for k in range(left))
        assert path[t] == pytest.approx(delta**left * stands - spent)


@given(fronts(), values)
@settings(deadline=None, max_examples=60)
def test_swapping_the_sides_changes_nothing(front: dict[str, Any], numbers: dict[str, float]) -> None:
    mirrored = front | {
        "start": front["positions"] - front["start"],
        "advance_a": front["advance_b"],
        "advance_b": front["advance_a"],
    }
    ours, theirs = war(**front, **numbers, side="a"), war(**mirrored, **numbers, side="b")
    assert ours == pytest.approx(theirs, abs=1e-9)


@given(fronts(), values)
@settings(deadline=None, max_examples=60)
def test_without_cost_and_discount_the_value_is_a_martingale(front: dict[str, Any], numbers: dict[str, float]) -> None:
    numbers |= {"cost": 0.0, "discount": 1.0}
    value = war(**front, **numbers, months=20)
    moves = [np.array([front.pop(name)]) for name in ("advance_a", "advance_b")]
    path = front_path(*moves, **front, months=20)
    mean = path.goes_on * value + path.a_wins * numbers["victory"] + path.b_wins * numbers["defeat"]
    assert mean == pytest.approx(np.full((1, 21), value[0, 0]), abs=1e-9)


@pytest.mark.parametrize("q", [0.1, 0.5])
def test_driftless_walk_is_linear_in_the_position(q: float) -> None:
    line = {"victory": 80.0, "defeat": 10.0, "frozen_worst": 10.0, "frozen_best": 80.0, "cost": 0.0}
    for n in range(8):
        path = war(advance_a=q, advance_b=q, positions=7, start=n, **line, months=0)
        assert path[0, 0] == pytest.approx(10.0 + 70.0 * n / 7)


@pytest.mark.parametrize(
    ("front", "numbers"),
    [
        (
            {"positions": 6, "start": 2, "freeze": 10},
            {"advance_a": 0.3, "advance_b": 0.35, "cost": 1.5, "growth": 0.04},
        ),
        ({"positions": 3, "start": 1, "freeze": 6}, {"advance_a": 0.5, "advance_b": 0.2, "cost": 4.0, "discount": 0.9}),
    ],
)
def test_simulated_war(front: dict[str, int], numbers: dict[str, float]) -> None:
    """Play the war out: from every month, what the walks that still go on have yet to get and to pay."""
    walks, freeze, positions = 100_000, front["freeze"], front["positions"]
    growth, delta = numbers.get("growth", 0.0), numbers.get("discount", 1.0)
    rng = np.random.default_rng(11)
    at = np.empty((freeze + 1, walks), dtype=int)
    at[0] = front["start"]
    for t in range(freeze):
        coin, inner = rng.random(walks), (at[t] > 0) & (at[t] < positions)
        move = (coin < numbers["advance_a"]).astype(int) - (coin > 1 - numbers["advance_b"])
        at[t + 1] = at[t] + np.where(inner, move, 0)
    going = (at > 0) & (at < positions)
    table = np.linspace(PARTY["frozen_worst"], PARTY["frozen_best"], positions + 1)
    table[[0, -1]] = PARTY["defeat"], PARTY["victory"]
    worth = table[at[freeze]]
    path = war(**front, **numbers, months=freeze)[0]
    for t in range(freeze, -1, -1):
        if t < freeze:
            worth = np.where(going[t], delta * worth - numbers["cost"] * (1 + growth) ** t, worth)
        alive = worth[going[t]]
        assert abs(alive.mean() - path[t]) < 5 * alive.std() / np.sqrt(alive.size) + 1e-9


@given(fronts(), values, st.floats(0.01, 1.0))
@settings(deadline=None, max_examples=60)
def test_dearer_wars_are_worth_less_and_better_ends_more(
    front: dict[str, Any], numbers: dict[str, float], more: float
) -> None:
    base = war(**front, **numbers)
    tiny = 1e-9
    for name, sign in (("cost", -1), ("growth", -1), ("victory", 1), ("defeat", 1), ("frozen_best", 1)):
        changed = war(**front, **(numbers | {name: numbers[name] + more}))
        assert (sign * (changed - base) >= -tiny).all(), name


@given(fronts(), values)
@settings(deadline=None, max_examples=60)
def test_patience_makes_good_ends_worth_more(front: dict[str, Any], numbers: dict[str, float]) -> None:
    good = numbers | {name: abs(numbers[name]) for name in PARTY} | {"cost": 0.0}
    less = war(**front, **(good | {"discount": 0.5 * good["discount"]}))
    assert (war(**front, **good) - less >= -1e-9).all()


# --- edges ----------------------------------------------------------------------------------------------------------


def test_after_the_freeze_the_frozen_value_stands() -> None:
    path = war(freeze=5, months=9)
    assert (path[:, 5:] == path[:, [5]]).all()
    assert PARTY["frozen_worst"] < path[0, 5] < PARTY["frozen_best"]


def test_a_shorter_look_ahead_is_the_beginning_of_a_longer_one() -> None:
    assert (war(months=4) == war(months=30)[:, :5]).all()


def test_a_war_surely_over_is_worth_its_imposed_ends() -> None:
    path = war(positions=2, start=1, advance_a=0.6, advance_b=0.4, months=3)
    assert path[0, 1:] == pytest.approx([0.6 * 90.0 + 0.4 * 5.0] * 3)


def test_a_lost_war_is_worth_its_defeat() -> None:
    assert war(start=0) == pytest.approx(5.0)
    assert war(start=0, side="b") == pytest.approx(90.0)


def test_a_draw_does_not_depend_on_its_neighbours() -> None:
    rng = np.random.default_rng(3)
    up, down, cost = rng.uniform(0, 0.5, (3, 50))
    together = war(draws=50, advance_a=up, advance_b=down, cost=cost)
    for d in (0, 17, 49):
        assert (war(advance_a=up[d], advance_b=down[d], cost=cost[d])[0] == together[d]).all()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"advance_a": 0.7, "advance_b": 0.4}, "sum to 1 or less"),
        ({"advance_a": -0.1}, "0 or more"),
        ({"advance_a": np.nan}, "0 or more"),
        ({"start": 7}, "start on it"),
        ({"positions": 1, "start": 1}, "2 or more steps"),
        ({"freeze": 0}, "freeze"),
        ({"side": "c"}, "side"),
        ({"growth": -1.5}, "growth"),
        ({"growth": 1e4, "freeze": 100}, "range of floats"),
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        war(**wrong)
