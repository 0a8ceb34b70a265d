"""Talks: the kernels against plain enumeration, and the laws of section 6."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.talking import find

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.engines.links.talks import BLOCKED, bars_of, beliefs


def world(seed: int, draws: int, n: int, texts: int) -> tuple[np.ndarray, np.ndarray]:
    """Random utilities (float32) and reservations."""
    rng = np.random.default_rng(seed)
    utility = rng.uniform(0, 100, (draws, n, texts)).astype(np.float32)
    utility[rng.random(utility.shape) < 0.1] = BLOCKED
    return utility, rng.uniform(20, 90, (draws, n))


def brute(utility: np.ndarray, reservation: np.ndarray, exists: np.ndarray, candour: np.ndarray) -> np.ndarray:
    """Chance of finding, written down straight from the text of the model."""
    draws, n, texts = utility.shape
    yes = utility >= (reservation - TOLERANCE).astype(np.float32)[:, :, None]
    chance = np.zeros(draws)
    everyone = set(range(n))
    for d in range(draws):

        def accept(x: int, who: set[int], d: int = d) -> bool:
            return all(yes[d, i, x] for i in who)

        def share(who: set[int], x: int) -> float:
            return float(np.float32(yes[:, sorted(who), x].all(axis=1).mean())) if who else 1.0

        direct = False
        for i in range(n):
            others = everyone - {i}
            values = [share(others, x) * (float(utility[d, i, x]) - reservation[d, i]) for x in range(texts)]
            best = int(np.argmax(values))
            direct |= values[best] > 0 and accept(best, others)
        reached = {}
        for size in range(1, n):
            for circle in map(set, itertools.combinations(range(n), size)):
                rest = everyone - circle
                open_texts = [x for x in range(texts) if accept(x, circle)]
                ranked = [
                    (share(rest, x), min(float(utility[d, i, x]) - reservation[d, i] for i in circle), -x)
                    for x in open_texts
                ]
                reached[frozenset(circle)] = bool(ranked) and accept(-max(ranked)[2], rest)
        for pattern in itertools.product((False, True), repeat=n):
            circle = {i for i in range(n) if pattern[i]}
            weight = float(np.prod([candour[d, i] if pattern[i] else 1 - candour[d, i] for i in range(n)]))
            found = direct or any(ok for inner, ok in reached.items() if inner <= circle)
            chance[d] += weight * (found or (circle == everyone and bool(exists[d])))
    return chance


@given(seed=st.integers(0, 10_000), n=st.integers(1, 4), texts=st.integers(1, 8))
@settings(max_examples=40, deadline=None)
def test_finding_equals_enumeration(seed: int, n: int, texts: int) -> None:
    utility, reservation = world(seed, 12, n, texts)
    candour = np.random.default_rng(seed + 1).uniform(0, 1, (12, n))
    exists = (utility >= (reservation - TOLERANCE)[:, :, None]).all(axis=1).any(axis=1)
    result = find(utility, reservation, exists, candour)
    assert result.chance == pytest.approx(brute(utility, reservation, exists, candour), abs=1e-9)
    assert result.weight.sum(axis=1) == pytest.approx(result.chance)


@given(seed=st.integers(0, 10_000), n=st.integers(2, 3))
@settings(max_examples=30, deadline=None)
def test_more_candour_never_finds_less(seed: int, n: int) -> None:
    utility, reservation = world(seed, 32, n, 6)
    exists = (utility >= (reservation - TOLERANCE)[:, :, None]).all(axis=1).any(axis=1)
    rng = np.random.default_rng(seed)
    less = rng.uniform(0, 1, (32, n))
    more = less + rng.uniform(0, 1, (32, n)) * (1 - less)
    a = find(utility, reservation, exists, less).chance
    b = find(utility, reservation, exists, more).chance
    assert (b >= a - 1e-9).all()


def test_a_mediator_without_candour_adds_nothing() -> None:
    """Fey & Ramsay 2010: a go-between with no information of its own changes nothing."""
    utility, reservation = world(3, 64, 2, 20)
    exists = (utility >= (reservation - TOLERANCE)[:, :, None]).all(axis=1).any(axis=1)
    alone = find(utility, reservation, exists, np.zeros((64, 2)))
    assert np.array_equal(alone.chance, alone.direct)
    tiny = find(utility, reservation, exists, np.full((64, 2), 1e-12))
    assert tiny.chance == pytest.approx(alone.chance, abs=1e-9)


def test_full_candour_finds_every_deal() -> None:
    utility, reservation = world(4, 64, 2, 20)
    exists = (utility >= (reservation - TOLERANCE)[:, :, None]).all(axis=1).any(axis=1)
    assert np.array_equal(find(utility, reservation, exists, np.ones((64, 2))).chance, exists.astype(float))


def test_swapping_signers_mirrors_the_chance() -> None:
    utility, reservation = world(5, 200, 2, 30)
    exists = (utility >= (reservation - TOLERANCE)[:, :, None]).all(axis=1).any(axis=1)
    candour = np.random.default_rng(0).uniform(0, 1, (200, 2))
    one = find(utility, reservation, exists, candour)
    flip = (np.ascontiguousarray(a[:, ::-1]) for a in (utility, reservation, candour))
    u, r, c = flip
    assert find(u, r, exists, c).chance == pytest.approx(one.chance, abs=1e-12)


def test_many_signers_sample_their_patterns() -> None:
    utility, reservation = world(6, 256, 8, 10)
    reservation -= 40
    exists = (utility >= (reservation - TOLERANCE)[:, :, None]).all(axis=1).any(axis=1)
    coins = np.random.default_rng(0).random((256, 8))
    result = find(utility, reservation, exists, np.full((256, 8), 0.7), coins)
    assert (result.chance >= result.direct - 1e-12).all()
    assert (result.chance <= np.maximum(exists, result.direct)).all()
    everybody = find(utility, reservation, exists, np.ones((256, 8)), coins)
    assert np.array_equal(everybody.chance, np.maximum(exists, result.direct))


def test_too_many_signers_are_refused() -> None:
    with pytest.raises(InfeasibleError, match="13 signers"):
        beliefs(np.zeros((2, 13, 3), dtype=np.float32), bars_of(np.zeros((1, 2, 13))))


def test_screening_takes_the_risk_that_theory_says() -> None:
    """Powell 1999: demand p + t*, t* = max(a, (b - c)/2), refused with probability (t* - a)/(b - a)."""
    p, c, low, high = 0.4, 0.05, 0.2, 0.9
    draws, texts = 4096, 2001
    share = np.linspace(0, 100, texts)
    cost = 100 * (low + (high - low) * (np.arange(draws) + 0.5) / draws)
    utility = np.empty((draws, 2, texts), dtype=np.float32)
    utility[:, 0], utility[:, 1] = share, 100 - share
    reservation = np.stack([np.full(draws, 100 * (p - c)), 100 * (1 - p) - cost], axis=1)
    talked = find(utility, reservation, np.zeros(draws, dtype=bool), np.zeros((draws, 2)))
    text, accepted = talked.text[:, -2:], talked.taken[:, -2:]
    t = max(low, (high - c) / 2)
    assert share[text[:, 0]] == pytest.approx(100 * (p + t), abs=0.1)
    assert 1 - accepted[:, 0].mean() == pytest.approx((t - low) / (high - low), abs=2e-3)
