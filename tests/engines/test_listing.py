"""Packages listed with exact points: whatever the size and the digits of the numbers, as fractions have it."""

from __future__ import annotations

import itertools
import random
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.settlement import listing
from goodoffices.engines.settlement.formulation import cells_of
from goodoffices.engines.settlement.hyper_rectangles import programmed_front, rectangle_front
from goodoffices.engines.settlement.listing import listable, listed_front, listed_range
from goodoffices.engines.settlement.whole import exactly, whole
from goodoffices.model.scenario import Issue, Linkage, Rectangle, Scenario

ATTACK = Path(__file__).resolve().parents[3] / "shared" / "faults" / "attack"
SLOWEST = 5.0
"""Seconds of this processor that one small scenario may take."""
Exact = tuple[Fraction, ...]


def enumerated(scenario: Scenario) -> dict[tuple[int, ...], Exact]:
    """What every allowed package is worth, in fractions, package by package."""
    found = {}
    start = np.cumsum([0, *scenario.sizes])
    for package in itertools.product(*(range(size) for size in scenario.sizes)):
        if any(all(package[j] == o for j, o in rule.items()) for rule in scenario.forbidden):
            continue
        total = [sum(exactly(row[start[j] + o]) for j, o in enumerate(package)) for row in scenario.tables]
        for link in scenario.linkages:
            total[link.party] += exactly(link.points) * all(package[j] == o for j, o in link.condition.items())
        for box in scenario.rectangles:
            inside = all(low <= package[j] <= high for j, (low, high) in box.bounds.items())
            total[box.party] += exactly(box.points) * inside
        found[package] = tuple(map(Fraction, total))
    return found


def frontier(points: set[Exact]) -> list[Exact]:
    """Points that no other is at least as good as for everybody, the first party's best first."""
    kept: list[Exact] = []
    for point in sorted(points, reverse=True):
        if not any(all(a >= b for a, b in zip(other, point, strict=True)) for other in kept):
            kept.append(point)
    return kept


def scenario_of(rng: random.Random, digits: int) -> Scenario:
    """Two to four parties, one to four issues, numbers of some decimals, rectangles, linkages and rules."""
    n, sizes = rng.randint(2, 4), [rng.randint(1, 3) for _ in range(rng.randint(1, 4))]
    scale = rng.choice([1.0, 1.0, 1.0, 1e-9, 1e9])

    def points() -> float:
        number = rng.uniform(-1.0, 1.0) if rng.random() < 0.8 else rng.choice([0.1, 0.2, 0.3, 0.0])
        return float(f"{number:.{digits}f}e{round(np.log10(scale))}")

    def bounds() -> dict[int, tuple[int, int]]:
        named = rng.sample(range(len(sizes)), rng.randint(0, len(sizes)))
        ends = {j: sorted(rng.choices(range(sizes[j]), k=2)) for j in named}
        return {j: (low, high) for j, (low, high) in ends.items()}

    boxes = [Rectangle(rng.randrange(n), bounds(), points()) for _ in range(rng.randint(1, 4))]
    links = [Linkage(rng.randrange(n), {j: low for j, (low, _) in bounds().items()}, points()) for _ in range(2)]
    rules = [{j: low for j, (low, _) in bounds().items()} for _ in range(rng.randint(0, 1))]
    tables = np.array([[points() for _ in range(sum(sizes))] for _ in range(n)])
    issues = tuple(Issue(f"i{j}", tuple(f"o{o}" for o in range(size))) for j, size in enumerate(sizes))
    return Scenario(
        "small", tuple(f"p{i}" for i in range(n)), issues, tables, (None,) * n, tuple(links), tuple(boxes),
        tuple(rule for rule in rules if rule),
    )  # fmt: skip


def assert_enumerated(scenario: Scenario, floor: Exact | None = None) -> None:
    known = enumerated(scenario)
    kept = {p: u for p, u in known.items() if floor is None or all(a >= b for a, b in zip(u, floor, strict=True))}
    low = None if floor is None else np.array([float(value) for value in floor])
    if not kept:
        with pytest.raises(InfeasibleError):
            listed_front(scenario, low)
        return
    started = time.process_time()
    found = rectangle_front(scenario, low)
    assert time.process_time() - started < SLOWEST
    assert [known[tuple(map(int, options))] for options in found.options] == frontier(set(kept.values()))
    for options, row in zip(found.options, found.utilities, strict=True):
        assert row.tolist() == [float(value) for value in known[tuple(map(int, options))]]
    assert found.acceptable == len(kept)
    ends = listed_range(scenario)
    for party, (least, most) in enumerate(zip(*ends, strict=True)):
        values = [u[party] for u in known.values()]
        assert (least, most) == (float(min(values)), float(max(values)))


def assert_many(first: int, count: int) -> None:
    for seed in range(first, first + count):
        rng = random.Random(seed)
        scenario = scenario_of(rng, 1 + seed % 12)
        assert_enumerated(scenario)
        known = list(enumerated(scenario).values())
        if known:  # a floor that some package meets to the last digit
            assert_enumerated(scenario, rng.choice(known))


def test_decimals_of_any_length_as_fractions_have_them() -> None:
    assert_many(0, 120)


@pytest.mark.slow
def test_two_thousand_scenarios_as_fractions_have_them() -> None:
    assert_many(1_000, 2_000)


@pytest.mark.skipif(not ATTACK.exists(), reason="the shared collection of faults is not here")
@pytest.mark.parametrize("name", sorted(path.name for path in ATTACK.glob("settle-rectangles-*.json")))
def test_files_that_were_settled_wrongly(name: str) -> None:
    from goodoffices.exchange.reading import load_scenario

    scenario = load_scenario(ATTACK / name)
    assert_enumerated(scenario)
    stated = tuple(Fraction(-(10**12)) if value is None else exactly(value) for value in scenario.reservation)
    assert_enumerated(scenario, stated)


def test_programs_end_on_what_once_went_round_for_ever() -> None:
    """Numbers that have no common step, where a zone was entered again and again for a point just above its floor."""
    for seed in (11, 23, 35, 47):
        scenario = scenario_of(random.Random(seed), 12)
        scenario = replace(scenario, tables=scenario.tables / np.abs(scenario.tables).max(axis=1, keepdims=True))
        exact, programmed = rectangle_front(scenario), programmed_front(scenario)
        listed = {tuple(row) for row in np.round(exact.utilities, 6).tolist()}
        assert {tuple(row) for row in np.round(programmed.utilities, 6).tolist()} <= listed


def test_unlike_sizes_of_number() -> None:
    """From 1e-300 to 1e300 in one sum: no double holds it, and the order is right all the same."""
    issues = (Issue("x", ("a", "b")), Issue("y", ("a", "b")))
    tables = np.array([[1e300, 1e300, 0.0, 1e-300], [1e300, 3e-300, 2e-300, -1e300]])
    box = Rectangle(0, {0: (1, 1)}, 2e-300)
    scenario = Scenario("far", ("a", "b"), issues, tables, (None, None), rectangles=(box,))
    assert_enumerated(scenario)
    assert listed_front(scenario).options.tolist() == [[1, 1], [1, 0], [0, 0]]


def test_fractions_of_a_total_are_counted_in_it() -> None:
    """Thirds and sevenths are no decimals; what is the same to all up to their rounding is one point."""
    values = np.array([k / 7 for k in range(8)])
    assert whole(values.tolist()).counts == tuple(range(8))
    assert whole([0.1, 0.25, 3.0]).counts == (2, 5, 60) and whole([0.1, 0.25, 3.0]).unit == Fraction(1, 20)
    assert whole([0.0, 0.0]).counts == (0, 0) and whole([]).counts == ()
    issues = (Issue("x", ("a", "b", "c")), Issue("y", ("a", "b", "c")))
    table = [1 / 7, 2 / 7, 3 / 7, 3 / 7, 2 / 7, 1 / 7]
    scenario = Scenario("sevenths", ("a", "b"), issues, np.array([table, table]), (None, None))
    found = listed_front(scenario, [4 / 7, 4 / 7])
    assert found.utilities == pytest.approx(np.array([[6 / 7, 6 / 7]])) and found.acceptable == 6


def test_options_that_nothing_tells_apart_are_one_cell() -> None:
    """A million options on each of three issues, of which a rectangle sees a few."""
    options = tuple(map(str, range(1000)))
    issues = tuple(Issue(name, options) for name in "xyz")
    boxes = (Rectangle(0, {0: (10, 19), 1: (0, 499)}, 0.1), Rectangle(1, {0: (15, 30)}, 0.2))
    scenario = Scenario("wide", ("a", "b"), issues, np.zeros((2, 3000)), (None, None), rectangles=boxes)
    assert [[len(cell) for cell in cells] for cells in cells_of(scenario)] == [[979, 5, 5, 11], [500, 500], [1000]]
    found = listed_front(scenario, [0.1, 0.1])
    assert found.utilities.tolist() == [[0.1, 0.2]] and found.options.tolist() == [[15, 0, 0]]
    assert found.acceptable == 5 * 500 * 1000


def test_what_is_too_long_is_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = scenario_of(random.Random(5), 3)
    assert listable(scenario)
    monkeypatch.setattr(listing, "MOST", 1)
    monkeypatch.setattr(listing, "MOST_MANY", 1)
    assert not listable(scenario)
    assert rectangle_front(scenario).solves > 0
    with pytest.raises(ValueError, match=r"needs [234] numbers, not 1"):
        listed_front(scenario, [0.0])
