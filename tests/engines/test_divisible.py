"""Divisible issues: points and frontiers against grids, linear programs per settled package, and integer programs."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog, minimize
from tests.engines.small_scenarios import listed, scenarios, slopes

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.settlement.divisible import SegmentFront, divisible_front, divisible_points
from goodoffices.engines.settlement.formulation import utilities
from goodoffices.engines.settlement.mixed_solutions import CONCEPTS, MixedPoint, mixed_points, utility_range
from goodoffices.engines.settlement.nash_shares import gap, nash_shares
from goodoffices.model.arrays import Floats
from goodoffices.model.scenario import Issue, Linkage, Scenario

pytestmark = pytest.mark.filterwarnings("error")
TWO = scenarios(parties=(2, 2), most_issues=3, sizes=(2, 3), shares=3, boxes=2)
ALONE = scenarios(parties=(2, 2), most_issues=0, shares=5, boxes=0)
MANY = scenarios(parties=(3, 4), most_issues=2, sizes=(2, 3), shares=2, boxes=2)


def dam(**changes: object) -> Scenario:
    """Water and money can be shared; a dam is built or not: worth 5 to a, and 4 to b if not."""
    given: dict[str, object] = {
        "name": "dam",
        "parties": ("a", "b"),
        "issues": (
            Issue("water", ("to b", "to a"), divisible=True),
            Issue("dam", ("no", "yes")),
            Issue("money", ("to b", "to a"), divisible=True),
        ),
        "tables": np.array([[0.0, 6.0, 0.0, 5.0, 0.0, 4.0], [3.0, 0.0, 4.0, 0.0, 4.0, 0.0]]),
        "reservation": (None, None),
    }
    return Scenario(**{**given, **changes})  # type: ignore[arg-type]


def test_a_frontier_by_hand() -> None:
    """Two copies of one chain, a's loss of 5 for b's gain of 4 apart.

    Water goes to a first: it costs b 1/2 per point of a, money 1.  So without the dam (0, 11), (6, 8), (10, 4), and with
    it (5, 7), (11, 4), (15, 0): the one's y = 14 - x and the other's y = 9.5 - x / 2 cross at (9, 5).
    """
    front = divisible_front(dam())
    corners = [*front.starts.tolist(), front.ends[-1].tolist()]
    assert corners == [[0.0, 11.0], [6.0, 8.0], pytest.approx([9.0, 5.0]), pytest.approx([11.0, 4.0]), [15.0, 0.0]]
    assert not front.start_open.any() and not front.end_open.any()
    assert front.options[:, 1].tolist() == [0, 0, 1, 1]
    assert front.start_shares[0] == pytest.approx([0.0, np.nan, 0.0], nan_ok=True)
    assert front.end_shares[1] == pytest.approx([1.0, np.nan, 0.75], nan_ok=True)


def test_points_by_hand() -> None:
    """The line of equal gains meets the segment from (6, 8) to (9, 5) at (7, 7), which is Nash's point too."""
    points = divisible_points(dam(), [0.0, 0.0])
    for concept in ("egalitarian", "maximin", "leximin", "nash"):
        assert points[concept].utilities == pytest.approx([7.0, 7.0])
    assert points["egalitarian"].shares == pytest.approx([1.0, np.nan, 0.25], nan_ok=True)
    assert points["nash"].value == pytest.approx(49.0)
    assert points["utilitarian"].value == pytest.approx(15.0)
    assert points["kalai_smorodinsky"].value == pytest.approx(14 / 26)


def best_second(scenario: Scenario, settled: Floats, first: float) -> float:
    """Most that the second party gets when the first gets at least `first`, by a linear program per settled package."""
    slope, best = slopes(scenario), -np.inf
    for base in settled:
        found = linprog(-slope[1], A_ub=[-slope[0]], b_ub=[base[0] - first], bounds=(0, 1), method="highs")
        if found.status == 0:
            best = max(best, base[1] - found.fun)
    return best


def points_of(front: SegmentFront) -> Floats:
    middle = 0.5 * (front.starts + front.ends)
    return np.concatenate((front.starts[~front.start_open], middle, front.ends[~front.end_open]))


def assert_packages(scenario: Scenario, front: SegmentFront) -> None:
    for share in (0.0, 0.3, 1.0):
        for s, options in enumerate(front.options):
            shares = front.start_shares[s] + share * (front.end_shares[s] - front.start_shares[s])
            point = front.starts[s] + share * (front.ends[s] - front.starts[s])
            assert utilities(scenario, options, shares) == pytest.approx(point, abs=1e-9)


def assert_frontier(scenario: Scenario, settled: Floats) -> None:
    front, slope = divisible_front(scenario), slopes(scenario)
    assert_packages(scenario, front)
    assert (np.diff(front.starts[:, 0]) >= -1e-12).all() and (np.diff(front.starts[:, 1]) <= 1e-12).all()
    mine = points_of(front)
    for first, second in mine:  # every point is the best for the second party given the first
        assert best_second(scenario, settled, first - 1e-11) == pytest.approx(second, abs=1e-6)
    grid = np.array(list(itertools.product(np.linspace(0, 1, 7), repeat=slope.shape[1])))
    for point in (settled[:, None] + grid @ slope.T).reshape(-1, 2):  # and nothing lies beyond
        assert reaches(front, point)


def reaches(front: SegmentFront, point: Floats) -> bool:
    """Whether some point of the frontier is at least as good for both, to 1e-9."""
    for start, end in zip(front.starts, front.ends, strict=True):
        share = 0.0 if end[0] == start[0] else np.clip((point[0] - start[0]) / (end[0] - start[0]), 0.0, 1.0)
        if (start + share * (end - start) >= point - 1e-9).all():
            return True
    return False


@settings(deadline=None, max_examples=12)
@given(TWO)
def test_frontier_of_mixed_scenarios(scenario: Scenario) -> None:
    settled, _ = listed(scenario)
    assume(len(settled))
    assert_frontier(scenario, settled)


@settings(deadline=None, max_examples=15)
@given(ALONE)
def test_frontier_of_shares_alone(scenario: Scenario) -> None:
    assert_frontier(scenario, listed(scenario)[0])


@settings(deadline=None, max_examples=40)
@given(TWO, st.data())
def test_frontier_above_reservation_values(scenario: Scenario, data: st.DataObject) -> None:
    """What is left is the frontier as it was, cut."""
    settled, _ = listed(scenario)
    assume(len(settled))
    low = settled[data.draw(st.integers(0, len(settled) - 1))] + data.draw(st.sampled_from([0.0, 0.5, 2.0]))
    whole = points_of(divisible_front(scenario))
    whole = whole[(whole >= low + 1e-9).all(axis=1)]
    try:
        cut = divisible_front(scenario, low)
    except InfeasibleError:
        assert not len(whole)
        return
    assert_packages(scenario, cut)
    assert (np.minimum(cut.starts, cut.ends) >= low - 1e-9).all()
    assert all(reaches(cut, point) for point in whole)


@settings(deadline=None, max_examples=8)
@given(TWO, st.data())
def test_two_parties_by_segments_and_by_programs(scenario: Scenario, data: st.DataObject) -> None:
    settled, _ = listed(scenario)
    assume(len(settled))
    low = settled.min(axis=0) if data.draw(st.booleans()) else settled[data.draw(st.integers(0, len(settled) - 1))]
    low = np.minimum(low, utility_range(scenario)[1])
    ours, theirs = divisible_points(scenario, low), mixed_points(scenario, low)
    for concept in CONCEPTS:
        assert ours[concept].value == pytest.approx(theirs[concept].value, rel=2e-8, abs=2e-8), concept
        assert_package(scenario, ours[concept])
        assert_package(scenario, theirs[concept])


def assert_package(scenario: Scenario, point: MixedPoint) -> None:
    open_ = np.array([issue.divisible for issue in scenario.issues])
    assert np.isnan(point.shares[~open_]).all() and ((point.shares[open_] >= 0) & (point.shares[open_] <= 1)).all()
    assert ((point.options == -1) == open_).all()
    assert utilities(scenario, point.options, point.shares) == pytest.approx(point.utilities, abs=1e-9)


def least_by_programs(settled: Floats, slope: Floats, low: Floats, way: Floats) -> float:
    """Max min (u_i - d_i) / way_i over rational packages, by a linear program per settled package."""
    n, k, best = len(low), slope.shape[1], -np.inf
    for base in settled:
        rows = np.column_stack((np.concatenate((-slope, -slope)), np.concatenate((way, np.zeros(n)))))
        cost = np.array([*[0.0] * k, -1.0])
        bounds = [*[(0, 1)] * k, (None, None)]
        found = linprog(cost, A_ub=rows, b_ub=np.tile(base - low, 2), bounds=bounds, method="highs")
        best = max(best, -found.fun) if found.status == 0 else best
    return best


def product_by_ascent(settled: Floats, slope: Floats, low: Floats) -> tuple[float, float]:
    """Greatest product of gains that a quasi-Newton ascent per settled package reaches, and what no product can exceed.

    Ascents start where the least gain is greatest, by a linear program.  The logarithm of the product lies below its tangent
    at the end of the ascent, which bounds it on the whole box.
    """
    n, k, reached, bound = len(low), slope.shape[1], 0.0, 0.0
    for base in settled - low:
        rows, cost = np.column_stack((-slope, np.ones(n))), np.array([*[0.0] * k, -1.0])
        start = linprog(cost, A_ub=rows, b_ub=base, bounds=[*[(0, 1)] * k, (None, None)], method="highs").x
        if start[-1] <= 1e-9:
            continue

        def height(s: Floats, base: Floats = base) -> tuple[float, Floats]:
            here = np.maximum(base + slope @ s, 1e-12)
            return -float(np.log(here).sum()), -slope.T @ (1 / here)

        box, tight = [(0, 1)] * k, {"ftol": 1e-15, "gtol": 1e-10}
        found = minimize(height, start[:-1], jac=True, bounds=box, method="L-BFGS-B", options=tight)
        best = min((found.x, start[:-1]), key=lambda s: height(s)[0])
        value, push = height(best)
        promised = np.maximum(-push * (1 - best), push * best).sum()
        reached, bound = max(reached, float(np.exp(-value))), max(bound, float(np.exp(promised - value)))
    return reached, bound


@settings(deadline=None, max_examples=7)
@given(MANY, st.data())
def test_many_parties_against_each_settled_package(scenario: Scenario, data: st.DataObject) -> None:
    settled, _ = listed(scenario)
    assume(len(settled))
    slope = slopes(scenario)
    low = (
        settled[data.draw(st.integers(0, len(settled) - 1))]
        + data.draw(st.sampled_from([0.0, -1.0]))
        + slope.mean(axis=1)
    )
    found = divisible_points(scenario, low)
    for point in found.values():
        assert_package(scenario, point)
        assert (point.utilities >= low - 1e-9).all()
    ideal = np.array([one_best(settled, slope, low, party) for party in range(len(low))])
    way = np.where(ideal - low > 1e-9, ideal - low, 1.0)
    assert found["egalitarian"].value == pytest.approx(least_by_programs(settled, slope, low, 0 * low + 1), abs=1e-7)
    assert found["leximin"].value == pytest.approx(found["egalitarian"].value, abs=1e-7)
    assert found["kalai_smorodinsky"].value == pytest.approx(least_by_programs(settled, slope, low, way), abs=1e-7)
    assert found["utilitarian"].value == pytest.approx(one_best(settled, slope, low, None), abs=1e-7)
    reached, bound = product_by_ascent(settled, slope, low)
    assert reached * (1 - 2e-9) - 1e-12 <= found["nash"].value <= bound * (1 + 2e-9) + 1e-12


def one_best(settled: Floats, slope: Floats, low: Floats, party: int | None) -> float:
    """Most that a party (None: all together) gets from rational packages, by a linear program per settled package."""
    best, aim = -np.inf, slope.sum(axis=0) if party is None else slope[party]
    for base in settled:
        found = linprog(-aim, A_ub=-slope, b_ub=base - low + 1e-12, bounds=(0, 1), method="highs")
        if found.status == 0:
            best = max(best, (base.sum() if party is None else base[party]) - found.fun)
    return best


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 4), st.integers(1, 6), st.data())
def test_nash_shares_carry_their_proof(n: int, k: int, data: st.DataObject) -> None:
    """The tangent at the optimum bounds every log-product: what it promises elsewhere in the box is nothing."""
    number = st.floats(-10, 10).map(lambda x: round(x, 3))
    slope = np.array(data.draw(st.lists(number, min_size=n * k, max_size=n * k))).reshape(n, k)
    start = np.array(data.draw(st.lists(st.sampled_from([0.0, 0.2, 0.5, 1.0]), min_size=k, max_size=k)))
    gains = np.array(data.draw(st.lists(st.floats(0.01, 5), min_size=n, max_size=n)))
    base = gains - slope @ start
    assume((base + slope @ start > 0).all())
    shares = nash_shares(base, slope, start)
    assert ((shares >= 0) & (shares <= 1)).all()
    push = slope.T @ (1 / (base + slope @ shares))
    assert np.maximum(push * (1 - shares), -push * shares).sum() == pytest.approx(gap(base, slope, shares), abs=1e-15)
    assert gap(base, slope, shares) <= 1e-12


@settings(deadline=None, max_examples=20)
@given(TWO, st.sampled_from([0.125, 3.0, 64.0]), st.sampled_from([-5.0, 2.5]))
def test_scale_and_translation(scenario: Scenario, factor: float, shift: float) -> None:
    """Nash and Kalai-Smorodinsky do not care in what points the first party counts, nor from where."""
    settled, _ = listed(scenario)
    assume(len(settled))
    low = settled.min(axis=0)
    low = np.minimum(low, settled[0])
    before = divisible_points(scenario, low, ["nash", "kalai_smorodinsky"])
    stretched = Scenario(
        name="stretched",
        parties=scenario.parties,
        issues=scenario.issues,
        tables=scenario.tables * [[factor], [1.0]],
        reservation=(None, None),
        linkages=(
            *(Linkage(a.party, a.condition, a.points * (1, factor)[a.party == 0]) for a in scenario.linkages),
            Linkage(0, {}, shift),
        ),
        rectangles=tuple(type(b)(b.party, b.bounds, b.points * (1, factor)[b.party == 0]) for b in scenario.rectangles),
        forbidden=scenario.forbidden,
    )
    after = divisible_points(stretched, [low[0] * factor + shift, low[1]], ["nash", "kalai_smorodinsky"])
    assert after["nash"].value == pytest.approx(before["nash"].value * factor, rel=1e-7, abs=1e-7)
    ks = [point["kalai_smorodinsky"].value for point in (before, after)]
    assert ks[1] == pytest.approx(ks[0], rel=1e-7, abs=1e-7)


def test_what_is_refused() -> None:
    three = dam(parties=("a", "b", "c"), tables=np.zeros((3, 6)), reservation=(None,) * 3)
    with pytest.raises(ValueError, match="two parties"):
        divisible_front(three)
    with pytest.raises(ValueError, match="2 numbers"):
        divisible_front(dam(), [0.0])
    with pytest.raises(InfeasibleError, match="no outcome"):
        divisible_front(dam(), [8.0, 8.0])
    with pytest.raises(InfeasibleError, match="no outcome"):
        divisible_points(three, [1.0, 0.0, 0.0])
    with pytest.raises(ValueError, match="no solution concept"):
        divisible_points(dam(), [0.0, 0.0], ["fair"])
    with pytest.raises(ValueError, match="needs a gain"):
        nash_shares(np.zeros(1), np.ones((1, 1)), np.zeros(1))
