"""Fronts of hyper-rectangle utilities, against listing all packages and against the fronts of known files."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.small_scenarios import listed, maximal, scenarios

from goodoffices.case.problem import InfeasibleError, UnsolvedError
from goodoffices.engines.settlement import hyper_rectangles, program
from goodoffices.engines.settlement.formulation import formulation, utilities
from goodoffices.engines.settlement.hyper_rectangles import (
    PICKS,
    RectangleFront,
    programmed_front,
    rectangle_front,
    rectangle_points,
)
from goodoffices.engines.settlement.mixed_solutions import CONCEPTS, MixedPoint, mixed_points, utility_range
from goodoffices.engines.settlement.search_zones import Zones
from goodoffices.model.arrays import Floats
from goodoffices.model.scenario import Issue, Rectangle, Scenario

SHARED = Path(__file__).resolve().parents[3] / "shared" / "scenarios"


FRONTS = (rectangle_front, programmed_front)


def boxes(party: int, *given: tuple[dict[int, tuple[int, int]], float]) -> tuple[Rectangle, ...]:
    return tuple(Rectangle(party, bounds, points) for bounds, points in given)


def site() -> Scenario:
    """Two issues of four options; one party loses points in a box that the other gains in."""
    return Scenario(
        name="site",
        parties=("a", "b"),
        issues=(Issue("x", tuple("0123")), Issue("y", tuple("0123"))),
        tables=np.zeros((2, 8)),
        reservation=(None, None),
        rectangles=(
            *boxes(0, ({0: (0, 1), 1: (0, 1)}, 5.0), ({0: (1, 2)}, 3.0), ({0: (3, 3)}, -2.0)),
            *boxes(1, ({0: (1, 3), 1: (1, 3)}, 4.0), ({1: (3, 3)}, 2.0), ({0: (0, 1), 1: (0, 0)}, 1.0)),
        ),
    )


@pytest.mark.parametrize("way", FRONTS)
def test_a_front_by_hand(way: Callable[..., RectangleFront]) -> None:
    """X = 1, y = 1 lies in all of a's boxes and in b's first; y = 3 gives b its second too and costs a its first."""
    front = way(site())
    assert front.utilities.tolist() == [[8.0, 4.0], [3.0, 6.0]]
    assert front.options.tolist() == [[1, 1], [1, 3]]
    assert (front.solves, front.acceptable) == ((0, 16) if way is rectangle_front else (3, None))
    least, most = utility_range(site())
    assert (least.tolist(), most.tolist()) == ([-2.0, 0.0], [8.0, 6.0])


def assert_front(scenario: Scenario, low: Floats | None) -> None:
    known, _ = listed(scenario)
    rational = known if low is None else known[(known >= low - 1e-12).all(axis=1)]
    for way in FRONTS:
        if not len(rational):
            with pytest.raises(InfeasibleError):
                way(scenario, low)
            continue
        told: list[int] = []
        front = way(scenario, low, told.append)
        points = len(front.utilities)
        assert front.utilities == pytest.approx(maximal(rational), abs=1e-7)
        assert told == ([points] if way is rectangle_front else list(range(1, len(told) + 1))) and len(told) <= points
        none = np.full(len(scenario.issues), np.nan)
        for row, options in zip(front.utilities, front.options, strict=True):
            assert utilities(scenario, options, none) == pytest.approx(row, abs=1e-12)
            assert not any(all(options[j] == o for j, o in rule.items()) for rule in scenario.forbidden)


@settings(deadline=None, max_examples=60)
@given(scenarios(parties=(1, 4)))
def test_front_is_what_listing_finds(scenario: Scenario) -> None:
    assert_front(scenario, None)


@settings(deadline=None, max_examples=40)
@given(scenarios(parties=(2, 3)), st.data())
def test_front_above_reservation_values(scenario: Scenario, data: st.DataObject) -> None:
    known, _ = listed(scenario)
    if len(known):  # a floor that some package meets exactly, where rounding would show
        assert_front(scenario, known[data.draw(st.integers(0, len(known) - 1))])
        assert_front(scenario, known.max(axis=0))


@settings(deadline=None, max_examples=20)
@given(scenarios(parties=(2, 4)), st.data())
def test_points_are_what_listing_finds(scenario: Scenario, data: st.DataObject) -> None:
    known, _ = listed(scenario)
    if not len(known):
        return
    low = known.min(axis=0) if data.draw(st.booleans()) else known[data.draw(st.integers(0, len(known) - 1))]
    for way in (rectangle_points, mixed_points):
        assert_points(scenario, known, low, way(scenario, low))


def assert_points(scenario: Scenario, known: Floats, low: Floats, found: dict[str, MixedPoint]) -> None:
    none = np.full(len(scenario.issues), np.nan)
    for concept, pick in PICKS.items():
        expected, mine = pick(known, low), found[concept]
        assert mine.value == pytest.approx(expected.value, rel=1e-8, abs=1e-8), concept
        assert utilities(scenario, mine.options, none) == pytest.approx(mine.utilities, abs=1e-12)
        if concept != "nash" or expected.value > 1e-9:
            assert mine.utilities == pytest.approx(expected.utilities, abs=1e-6), concept
    assert utility_range(scenario)[0] == pytest.approx(known.min(axis=0))
    assert utility_range(scenario)[1] == pytest.approx(known.max(axis=0))


def test_progress_counts_programs() -> None:
    told: list[int] = []
    mixed_points(site(), [0.0, 0.0], ["egalitarian", "nash"], told.append)
    assert told == list(range(1, len(told) + 1)) and len(told) >= 6


def test_nobody_gaining_leaves_the_fairest_package() -> None:
    """With the other's best as a floor the product is 0: the least gains decide."""
    for way in (rectangle_points, mixed_points):
        point = way(site(), [8.0, 0.0], ["nash"])["nash"]
        assert point.value == 0.0 and point.utilities.tolist() == [8.0, 4.0]


def test_points_of_a_program_are_comparable_or_refused() -> None:
    """A thousand millionth of a point beside a thousand million: HiGHS would drop it without a word."""
    far = replace(site(), rectangles=(*boxes(0, ({0: (0, 1)}, 1e9)), *boxes(1, ({1: (0, 1)}, 1e-9))))
    with pytest.raises(InfeasibleError, match="cannot hold them against each other"):
        mixed_points(far, [0.0, 0.0], ["egalitarian"])
    assert rectangle_points(far, [0.0, 0.0], ["egalitarian"])["egalitarian"].utilities.tolist() == [1e9, 1e-9]


def test_programs_are_given_up_with_what_is_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hyper_rectangles, "MOST_PROGRAMS", 2)
    with pytest.raises(InfeasibleError, match="after 2 integer programs: 2 deals on it were found"):
        programmed_front(site())
    monkeypatch.setattr(program, "MOST_NODES", 0)
    with pytest.raises(InfeasibleError, match="one program took 0 branches"):
        programmed_front(hard())
    monkeypatch.undo()
    monkeypatch.setattr(program, "ALL_NODES", 1)
    with pytest.raises(UnsolvedError, match=r"all \d+ together 1, so nothing is proven"):
        programmed_front(hard())
    form = program.Program(formulation(site()))
    monkeypatch.setattr(program, "MOST_STRUCK", 1)
    form.struck()
    with pytest.raises(InfeasibleError, match="nothing is proven"):
        form.struck()


def hard() -> Scenario:
    """Twelve yes-or-no issues of awkward worth: no program without branching."""
    rng = np.random.default_rng(7)
    tables = np.zeros((2, 24))
    tables[0, 1::2] = rng.integers(1, 400, 12) / 7.0
    tables[1, 1::2] = -tables[0, 1::2] + rng.integers(-5, 5, 12)
    issues = tuple(Issue(f"i{j}", ("no", "yes")) for j in range(12))
    pairs = [
        boxes(p, ({j: (1, 1), (j + 5) % 12: (1, 1)}, float(rng.integers(-9, 9)))) for j in range(12) for p in (0, 1)
    ]
    return Scenario(
        "hard", ("a", "b"), issues, tables, (None, None), rectangles=tuple(box for pair in pairs for box in pair)
    )


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 3), st.lists(st.tuples(*[st.integers(0, 3)] * 3), max_size=8, unique=True))
def test_zones_hold_what_no_point_covers(m: int, points: list[tuple[int, ...]]) -> None:
    zones, more = Zones(m), np.full(m, 0.5)
    for point in points:
        zones.split(np.array(point[:m], float), more)
    floors = []
    while (zone := zones.next()) is not None:
        floors.append(zone)
        zones.drop(zone)
    for cell in np.ndindex(*[5] * m):
        covered = any(all(c <= p for c, p in zip(cell, point, strict=False)) for point in points)
        assert covered is not any((np.array(cell) >= floor + more).all() for floor in floors)


def test_what_is_refused() -> None:
    with pytest.raises(ValueError, match="no solution concept"):
        rectangle_points(site(), [0.0, 0.0], ["fair"])
    with pytest.raises(ValueError, match="2 finite numbers"):
        rectangle_points(site(), [0.0])
    with pytest.raises(ValueError, match="2 numbers"):
        rectangle_front(site(), [0.0])
    with pytest.raises(ValueError, match="divisible_front"):
        shared = replace(
            site(), rectangles=(), issues=(Issue("x", ("0", "1"), divisible=True),), tables=np.zeros((2, 2))
        )
        rectangle_front(shared)
    with pytest.raises(ValueError, match="options 0 to 3"):
        rectangle_front(replace(site(), rectangles=boxes(0, ({0: (2, 4)}, 1.0))))
    with pytest.raises(InfeasibleError, match="no outcome"):
        rectangle_points(site(), [9.0, 0.0])


@pytest.mark.skipif(not SHARED.exists(), reason="the shared collection of scenarios is not here")
@pytest.mark.parametrize("issues", [10, pytest.param(30, marks=pytest.mark.slow)])
def test_fronts_of_known_files(issues: int) -> None:
    from goodoffices.exchange.reading import load_scenario

    exact = json.loads((SHARED / "hyper_front" / f"anac_y2014_{issues}issues.json").read_text(encoding="utf-8"))
    scenario = load_scenario(SHARED / f"negmas__anac__y2014__{issues}issues")
    front = rectangle_front(scenario)
    theirs = np.array([point["u"] for point in exact["front_points"]])
    assert front.utilities == pytest.approx(theirs, abs=1e-9)
    low = utility_range(scenario)[0]
    for concept, point in rectangle_points(scenario, low).items():
        expected = PICKS[concept](theirs, low)
        assert point.value == pytest.approx(expected.value, rel=1e-9)
        assert point.utilities == pytest.approx(expected.utilities, abs=1e-9)


def test_every_concept_is_tested() -> None:
    assert set(PICKS) == set(CONCEPTS)
