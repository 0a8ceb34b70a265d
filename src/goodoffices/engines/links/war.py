"""The value of fighting on: a straight line, or a war of attrition along a front.

The front is a random walk on positions 0..N (Smith & Stam 2003; Slantchev 2003): each month it moves one step up with
chance q_a, one step down with chance q_b, else it stays.  Position 0 is a's defeat, N is b's; both end the war.  In
month T a war that still goes on freezes.  What a party expects from month t at position n, in its own points:

    V(t, n) = -c (1 + g)^t + delta [q_a V(t+1, n+1) + q_b V(t+1, n-1) + (1 - q_a - q_b) V(t+1, n)]    0 < n < N, t < T
    V(t, own end) = victory,  V(t, other end) = defeat,  V(T, n) = frozen value, linear in the position

With T large, no discount and q_a + q_b = 1 this is the gambler's ruin (`ruin.py`); with N = 2 it is the costly lottery
p - c of Fearon (1995).
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numba
import numpy as np

from goodoffices.model.arrays import Floats

FASTMATH = {"contract", "nsz", "reassoc"}
ROUNDING = 1e-12
"""Chances to move up and down that sum to 1 within this leave no chance to stay."""


class FrontPath(NamedTuple):
    """Chances of how far the war has come by each month; arrays of shape (D, months + 1) that sum to 1."""

    a_wins: Floats
    """Chance that b has been defeated (position N) by month t."""
    b_wins: Floats
    """Chance that a has been defeated (position 0) by month t."""
    goes_on: Floats
    """Chance that neither has: the war goes on, or from month `freeze` on is frozen."""


def direct(level: Floats, drift: Floats, months: int, low: float = -np.inf, high: float = np.inf) -> Floats:
    """W(t) = level + drift t, kept within [low, high].

    Args:
        level: value of fighting on in month 0, shape (D,), points.
        drift: change per month, shape (D,), points.
        months: last month wanted.
        low: lowest value that W can reach.
        high: highest value that W can reach.

    Returns:
        W of shape (D, months + 1), points.
    """
    if months < 0 or low > high:
        raise ValueError(f"months must be 0 or more and low <= high, not {months}, {low}, {high}")
    path = level[:, None] + drift[:, None] * np.arange(months + 1, dtype=np.float64)
    return np.clip(path, low, high, out=path)


def front_path(advance_a: Floats, advance_b: Floats, positions: int, start: int, freeze: int, months: int) -> FrontPath:
    """How the front moves: chances of either victory and of the war going on, by month.  O(D min(T, months) N).

    Args:
        advance_a: chance per month that the front moves one step up, shape (D,).
        advance_b: chance per month that it moves one step down, shape (D,).
        positions: N; position 0 is a's defeat, N is b's.
        start: position in month 0.
        freeze: month T from which on the front no longer moves.
        months: last month wanted; may lie before or beyond `freeze`.

    Raises:
        ValueError: for chances below 0 or summing above 1 in a draw, or for a start that is not on the front.
    """
    up, down = _checked_moves(advance_a, advance_b, positions, start, freeze, months)
    shape = (up.size, months + 1)
    path = FrontPath(np.empty(shape), np.empty(shape), np.empty(shape))
    _front_kernel(up, down, positions, start, freeze, path.a_wins, path.b_wins, path.goes_on)
    return path


class Worth(NamedTuple):
    """What a war of attrition is worth to one party; (D,) each, the party's points."""

    victory: Floats
    defeat: Floats
    frozen_worst: Floats
    """A frozen war with the front at the position of the own defeat."""
    frozen_best: Floats
    """The same at the position of the own victory; linear between."""
    cost: Floats
    """Points per month of fighting, in month 0."""
    growth: Floats
    """Of the cost per month, as a share; -1 or more."""
    discount: Floats
    """Monthly discount factor."""


def attrition(
    advance_a: Floats,
    advance_b: Floats,
    positions: int,
    start: int,
    freeze: int,
    months: int,
    side: Literal["a", "b"],
    worth: Worth,
) -> Floats:
    """W(t) of one party in a war of attrition: the mean of V(t, n) over where the front may stand in month t.

    The mean is taken *given that the war still goes on*: nobody negotiates in month t of a war that was won before it,
    so this is what those who sit down in month t face.  In a draw in which the war is surely over by month t it is the
    mean over the two imposed ends.  From the month of the freeze on, W is the frozen value at the position reached.
    W(t) is a value in month t (not discounted to month 0), and the cost of month t is already grown by (1 + g)^t.

    Cost O(D T N), memory O(T N) beyond the answer.

    Args:
        advance_a: chance per month that the front moves one step up (for a), shape (D,).
        advance_b: chance per month that it moves one step down (for b), shape (D,).
        positions: N.
        start: position in month 0.
        freeze: month T.
        months: last month wanted; may lie before or beyond `freeze`.
        side: "a" wins at position N, "b" at position 0.
        worth: what the party gets of it, see there.

    Returns:
        W of shape (D, months + 1).

    Raises:
        ValueError: as `front_path`, for an unknown side, growth below -1, or values that leave the range of floats.
    """
    up, down = _checked_moves(advance_a, advance_b, positions, start, freeze, months)
    table = _checked_values(up, side, worth)
    path = np.empty((up.size, months + 1))
    _attrition_kernel(up, down, positions, start, freeze, table, path)
    return _finite(path)


def _checked_values(
    up: Floats,
    side: str,
    worth: Worth,
) -> Floats:
    """(D, 7) what the kernels read: top, bottom, frozen top, frozen bottom, cost, factor of growth, discount."""
    if side not in ("a", "b"):
        raise ValueError(f"side must be 'a' or 'b', not {side!r}")
    if np.any(worth.growth < -1.0):
        raise ValueError("growth of the monthly cost must be -1 or more")
    ends, frozen = (worth.victory, worth.defeat), (worth.frozen_best, worth.frozen_worst)
    turn = 1 if side == "a" else -1
    values = [*ends[::turn], *frozen[::turn], worth.cost, 1.0 + worth.growth, worth.discount]
    table = np.column_stack([np.broadcast_to(np.asarray(v, dtype=np.float64), up.shape) for v in values])
    return np.ascontiguousarray(table)


def _finite(values: Floats) -> Floats:
    if not np.all(np.isfinite(values)):
        raise ValueError("the value of fighting on left the range of floats: look at cost, growth and freeze")
    return values


def _checked_moves(
    advance_a: Floats, advance_b: Floats, positions: int, start: int, freeze: int, months: int
) -> tuple[Floats, Floats]:
    if positions < 2 or not 0 <= start <= positions:
        raise ValueError(f"the front needs 2 or more steps and a start on it, not start {start} of {positions}")
    if freeze < 1 or months < 0:
        raise ValueError(f"freeze must be 1 or more and months 0 or more, not {freeze} and {months}")
    up, down = np.ascontiguousarray(advance_a, dtype=np.float64), np.ascontiguousarray(advance_b, dtype=np.float64)
    if up.shape != down.shape or up.ndim != 1:
        raise ValueError(f"the chances to advance must be two vectors of one length, not {up.shape} and {down.shape}")
    allowed = (up >= 0) & (down >= 0) & (up + down <= 1 + ROUNDING)
    if not np.all(allowed):
        d = int(np.argmin(allowed))
        raise ValueError(
            f"in a month the front moves up, down or not at all: chances {up[d]:.6g} and {down[d]:.6g} (draw {d}) "
            "must be 0 or more and sum to 1 or less"
        )
    return up, down


@numba.njit(cache=True, nogil=True, fastmath=FASTMATH)
def _stay(up: float, down: float) -> float:
    left = 1.0 - up - down
    return left if left > ROUNDING else 0.0


@numba.njit(cache=True, nogil=True, fastmath=FASTMATH)
def _spread(now: Floats, after: Floats, up: float, down: float) -> None:
    """One month of the walk: chances of the positions `now` -> `after`; the ends keep what they have."""
    last = now.size - 1
    stay = _stay(up, down)
    for n in range(1, last):
        after[n] = stay * now[n]
    for n in range(1, last - 1):
        after[n + 1] += up * now[n]
        after[n] += down * now[n + 1]
    after[0] = now[0] + down * now[1]
    after[last] = now[last] + up * now[last - 1]


@numba.njit(cache=True, nogil=True, fastmath=FASTMATH)
def _front_kernel(
    up: Floats, down: Floats, positions: int, start: int, freeze: int, a_wins: Floats, b_wins: Floats, goes_on: Floats
) -> None:
    chances = np.empty((2, positions + 1))
    for d in range(up.size):
        chances[0] = 0.0
        chances[0, start] = 1.0
        for t in range(a_wins.shape[1]):
            if 0 < t <= freeze:
                _spread(chances[(t - 1) % 2], chances[t % 2], up[d], down[d])
            now = chances[min(t, freeze) % 2]
            a_wins[d, t] = now[positions]
            b_wins[d, t] = now[0]
            on = 0.0
            for n in range(1, positions):
                on += now[n]
            goes_on[d, t] = on


@numba.njit(cache=True, nogil=True, fastmath=FASTMATH)
def _mean_faced(chances: Floats, value: Floats) -> float:
    """Mean value over the inner positions given that the war goes on, or over the two ends where it is surely over."""
    last = chances.size - 1
    on, mean = 0.0, 0.0
    for n in range(1, last):
        on += chances[n]
        mean += chances[n] * value[n]
    if on <= 0.0:
        on = chances[0] + chances[last]
        mean = chances[0] * value[0] + chances[last] * value[last]
    return mean / on


def front_chances(advance_a: Floats, advance_b: Floats, positions: int, start: int, freeze: int, months: int) -> Floats:
    """Where the front stands: chance of every position in every month, (D, months + 1, N + 1), each row summing to 1.

    Positions 0 and N hold the chance that the war is over by then.  Arguments and errors as `front_path`.
    Cost and memory O(D min(T, months) N).
    """
    up, down = _checked_moves(advance_a, advance_b, positions, start, freeze, months)
    chances = np.empty((up.size, months + 1, positions + 1))
    _chances_kernel(up, down, start, freeze, chances)
    return chances


def attrition_at(
    advance_a: Floats,
    advance_b: Floats,
    positions: int,
    freeze: int,
    months: int,
    side: Literal["a", "b"],
    worth: Worth,
) -> Floats:
    """V(t, n) of one party, by month and by where the front stands: (D, months + 1, N + 1), points.

    What somebody faces who sits down in month t and sees the front at n; `attrition` is its mean over n given that the war
    still goes on.  Arguments and errors as there.  Cost O(D T N), memory O(D months N).
    """
    up, down = _checked_moves(advance_a, advance_b, positions, 0, freeze, months)
    table = _checked_values(up, side, worth)
    values = np.empty((up.size, months + 1, positions + 1))
    _values_kernel(up, down, freeze, table, values)
    return _finite(values)


@numba.njit(cache=True, nogil=True)
def _copy(row: Floats, to: Floats) -> None:
    """Element by element: an assignment of rows would take seconds more to compile, for the words of its error."""
    for n in range(row.size):
        to[n] = row[n]


@numba.njit(cache=True, nogil=True, fastmath=FASTMATH)
def _chances_kernel(up: Floats, down: Floats, start: int, freeze: int, chances: Floats) -> None:
    for d in range(up.size):
        chances[d, 0] = 0.0
        chances[d, 0, start] = 1.0
        for t in range(1, chances.shape[1]):
            if t <= freeze:
                _spread(chances[d, t - 1], chances[d, t], up[d], down[d])
            else:
                _copy(chances[d, t - 1], chances[d, t])


@numba.njit(cache=True, nogil=True, fastmath=FASTMATH)
def _at_the_freeze(line: Floats, freeze: int, value: Floats, price: Floats) -> None:
    """Values (2, N + 1) in the month of the freeze, both ends in every month, and the cost of every month before, (freeze,)."""
    top, bottom, frozen_top, frozen_bottom, cost, factor, _ = line
    last = value.shape[1] - 1
    for t in range(freeze):
        price[t] = cost
        cost *= factor
    for n in range(last + 1):
        value[freeze % 2, n] = frozen_bottom + (frozen_top - frozen_bottom) * n / last
    value[:, 0] = bottom
    value[:, last] = top


@numba.njit(cache=True, nogil=True, fastmath=FASTMATH)
def _a_month_before(later: Floats, now: Floats, rise: float, fall: float, stay: float, price: float) -> None:
    """Backward induction between the ends: what the next month is worth on average, less what this one costs."""
    for n in range(1, now.size - 1):
        now[n] = rise * later[n + 1] + fall * later[n - 1] + stay * later[n] - price


@numba.njit(cache=True, nogil=True, fastmath=FASTMATH)
def _values_kernel(up: Floats, down: Floats, freeze: int, table: Floats, values: Floats) -> None:
    months, last = values.shape[1] - 1, values.shape[2] - 1
    value = np.empty((2, last + 1))
    price = np.empty(freeze)
    for d in range(up.size):
        _at_the_freeze(table[d], freeze, value, price)
        discount = table[d, 6]
        rise, fall = discount * up[d], discount * down[d]
        stay = discount * _stay(up[d], down[d])
        for t in range(freeze, -1, -1):
            now = value[t % 2]
            if t < freeze:
                _a_month_before(value[(t + 1) % 2], now, rise, fall, stay, price[t])
            if t <= months:
                _copy(now, values[d, t])
        for t in range(freeze + 1, months + 1):
            _copy(values[d, freeze], values[d, t])


@numba.njit(cache=True, nogil=True, fastmath=FASTMATH)
def _attrition_kernel(
    up: Floats, down: Floats, positions: int, start: int, freeze: int, table: Floats, path: Floats
) -> None:
    wanted = path.shape[1] - 1
    reached = min(wanted, freeze)
    chances = np.zeros((reached + 1, positions + 1))
    value = np.empty((2, positions + 1))
    price = np.empty(freeze)
    for d in range(up.size):
        chances[0] = 0.0
        chances[0, start] = 1.0
        for t in range(reached):
            _spread(chances[t], chances[t + 1], up[d], down[d])
        _at_the_freeze(table[d], freeze, value, price)
        discount = table[d, 6]
        rise, fall = discount * up[d], discount * down[d]
        stay = discount * _stay(up[d], down[d])
        for t in range(freeze, -1, -1):
            now = value[t % 2]
            if t < freeze:
                _a_month_before(value[(t + 1) % 2], now, rise, fall, stay, price[t])
            if t <= reached:
                path[d, t] = _mean_faced(chances[t], now)
        for t in range(reached + 1, wanted + 1):
            path[d, t] = path[d, freeze]
