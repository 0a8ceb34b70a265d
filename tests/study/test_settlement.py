"""Settling scenarios: against a listing of all packages, on cases at their central values, and on known answers."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodoffices.case.problem import UnsolvedError
from goodoffices.case.quantity import fixed
from goodoffices.case.reading import load
from goodoffices.case.schema import Ranking
from goodoffices.model import rankings
from goodoffices.model.arrays import Floats
from goodoffices.model.scenario import Issue, Linkage, Rectangle, Scenario
from goodoffices.study.settle.case_scenario import _centroid, case_scenario
from goodoffices.study.settle.deal_in_hand import deal_in, worth
from goodoffices.study.settle.export import settle_text
from goodoffices.study.settle.export import to_json as settle_json
from goodoffices.study.settle.question import NOTHING_ALLOWED, NOTHING_RATIONAL, settle, settle_case

CLOSE = 1e-9


# Random scenarios with whole numbers, so that ties are real ones


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    parties = draw(st.integers(1, 4))
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    cells = st.lists(st.integers(-3, 6), min_size=sum(sizes), max_size=sum(sizes))
    tables = np.array(draw(st.lists(cells, min_size=parties, max_size=parties)), dtype=np.float64)

    def condition() -> dict[int, int]:
        named = draw(st.sets(st.integers(0, len(sizes) - 1), min_size=1, max_size=2))
        return {j: draw(st.integers(0, sizes[j] - 1)) for j in sorted(named)}

    links = [
        Linkage(draw(st.integers(0, parties - 1)), condition(), float(draw(st.integers(-4, 4))))
        for _ in range(draw(st.integers(0, 2)))
    ]
    forbidden = [rule for rule in (condition() for _ in range(draw(st.integers(0, 2)))) if len(rule) > 1]
    levels = st.one_of(st.none(), st.integers(-6, 8).map(float))
    scenario = Scenario(
        name="random",
        parties=tuple(f"p{i}" for i in range(parties)),
        issues=tuple(Issue(f"i{j}", tuple(f"o{o}" for o in range(s))) for j, s in enumerate(sizes)),
        tables=tables,
        reservation=tuple(draw(levels) for _ in range(parties)),
        linkages=tuple(links),
    )
    allowed = [x for x in itertools.product(*map(range, sizes)) if not _broken(x, forbidden)]
    return scenario if not allowed else _ruled(scenario, forbidden)


def _ruled(scenario: Scenario, forbidden: list[dict[int, int]]) -> Scenario:
    from dataclasses import replace

    return replace(scenario, forbidden=tuple(forbidden))


def _broken(options: tuple[int, ...], rules: object) -> bool:
    return any(all(options[j] == o for j, o in rule.items()) for rule in rules)  # type: ignore[attr-defined]


def everything(scenario: Scenario) -> Floats:
    """Utilities of all packages that the rules allow."""
    rows = []
    start = np.concatenate([[0], np.cumsum(scenario.sizes)])
    for options in itertools.product(*map(range, scenario.sizes)):
        if _broken(options, scenario.forbidden):
            continue
        total = scenario.tables[:, [start[j] + o for j, o in enumerate(options)]].sum(axis=1)
        for link in scenario.linkages:
            if all(options[j] == o for j, o in link.condition.items()):
                total[link.party] += link.points
        rows.append(total)
    return np.array(rows)


def undominated(utilities: Floats) -> set[tuple[float, ...]]:
    points = np.unique(utilities, axis=0)
    return {tuple(p.tolist()) for p in points if not any((q >= p).all() and (q > p).any() for q in points)}


def fallback(scenario: Scenario, utilities: Floats) -> Floats:
    least = utilities.min(axis=0)
    return np.array([low if r is None else max(r, low) for r, low in zip(scenario.reservation, least, strict=True)])


@settings(max_examples=120, deadline=None)
@given(scenarios())
def test_frontier_and_points_are_those_of_a_full_listing(scenario: Scenario) -> None:
    found = settle(scenario)
    all_ = everything(scenario)
    low = fallback(scenario, all_)
    rational = all_[(all_ >= low).all(axis=1)]
    assert found.outcomes == len(all_) and found.rational_outcomes == len(rational)
    assert found.disagreement == tuple(low)
    if not len(rational):
        assert set(found.points.values()) == {None} and found.frontier() == () and NOTHING_RATIONAL in found.remarks
        assert found.ideal is None and found.frontier_size == 0
        return
    assert {deal.utilities for deal in found.frontier()} == undominated(rational)
    assert found.frontier_size == len(undominated(rational))
    gains = rational - low
    ideal = rational.max(axis=0)
    way = np.where(ideal > low, ideal - low, 1.0)
    best = {
        "nash": gains.prod(axis=1).max(),
        "kalai_smorodinsky": (gains / way).min(axis=1).max(),
        "egalitarian": gains.min(axis=1).max(),
        "utilitarian": rational.sum(axis=1).max(),
        "maximin": rational.min(axis=1).max(),
        "leximin": gains.min(axis=1).max(),
    }
    assert found.ideal == tuple(ideal)
    for concept, value in best.items():
        point = found.points[concept]
        assert point is not None
        assert point.value == pytest.approx(value, abs=CLOSE)
        assert tuple(worth(scenario, deal_in(scenario, point.package))) == point.utilities
        assert point.utilities in undominated(rational)
    lexi = found.points["leximin"]
    assert lexi is not None
    assert sorted(np.array(lexi.utilities) - low) == max(sorted(g) for g in gains.tolist())


@settings(max_examples=60, deadline=None)
@given(scenarios(), st.integers(0, 10**6))
def test_what_beats_a_deal_in_hand_is_all_that_does(scenario: Scenario, pick: int) -> None:
    all_ = everything(scenario)
    allowed = [x for x in itertools.product(*map(range, scenario.sizes)) if not _broken(x, scenario.forbidden)]
    options = allowed[pick % len(allowed)]
    package = {i.name: i.options[o] for i, o in zip(scenario.issues, options, strict=True)}
    found = settle(scenario, given=deal_in(scenario, package)).improvement
    assert found is not None and found.better is not None
    base = all_[pick % len(allowed)]
    assert found.given.utilities == tuple(base)
    beats = {p for p in undominated(all_) if (np.array(p) >= base).all() and (np.array(p) > base).any()}
    assert {deal.utilities for deal in found.better} == beats
    assert found.as_good == sum((np.array(p) >= base).all() for p in all_)
    assert (found.best is None) == (not beats)
    if found.best is not None:
        assert found.best.value == max(np.prod(np.array(p) - base) for p in beats)


@settings(max_examples=60, deadline=None)
@given(scenarios())
def test_table_frontier_and_json_say_the_same(scenario: Scenario) -> None:
    found = settle(scenario)
    rows = found.table().to_dicts()
    listed = settle_json(found)["frontier"]
    assert len(rows) == len(listed) == found.frontier_size
    for row, deal in zip(rows, listed, strict=True):
        assert [row[f"utilities.{p}"] for p in scenario.parties] == deal["utilities"]
        assert {i.name: row[f"package.{i.name}"] for i in scenario.issues} == deal["package"]
        assert tuple(worth(scenario, deal_in(scenario, deal["package"]))) == tuple(deal["utilities"])
    assert settle_text(settle(scenario)) == settle_text(found)


# Small scenarios with answers by hand


def two_issues(**changes: object) -> Scenario:
    given: dict[str, object] = {
        "name": "two issues",
        "parties": ("a", "b"),
        "issues": (Issue("land", ("all", "half", "none")), Issue("water", ("a", "b"))),
        "tables": np.array([[60.0, 40.0, 0.0, 40.0, 0.0], [0.0, 30.0, 50.0, 0.0, 50.0]]),
        "reservation": (None, None),
    }
    return Scenario(**{**given, **changes})  # type: ignore[arg-type]


def test_known_answers() -> None:
    found = settle(two_issues())
    listed = {deal.utilities: dict(deal.package) for deal in found.frontier()}
    assert set(listed) == {(100.0, 0.0), (80.0, 30.0), (60.0, 50.0), (40.0, 80.0), (0.0, 100.0)}
    assert listed[(60.0, 50.0)] == {"land": "all", "water": "b"}
    assert found.points["nash"].value == 3200.0  # type: ignore[union-attr]
    assert found.points["egalitarian"].utilities == (60.0, 50.0)  # type: ignore[union-attr]
    assert found.points["utilitarian"].value == 120.0  # type: ignore[union-attr]


def test_reservation_values_cut_the_frontier_and_move_the_points() -> None:
    found = settle(two_issues(reservation=(70.0, 10.0)))
    assert [deal.utilities for deal in found.frontier()] == [(80.0, 30.0)]
    assert found.rational_outcomes == 1 and found.ideal == (80.0, 30.0)
    assert all(point is not None and point.utilities == (80.0, 30.0) for point in found.points.values())


def test_discounting_shrinks_utilities_and_not_reservation_values() -> None:
    scenario = two_issues(discount=(0.5, 1.0), reservation=(20.0, 10.0))
    now, later = settle(scenario), settle(scenario, time=1.0)
    assert any("discount" in remark for remark in now.remarks) and not later.remarks
    assert [d.utilities for d in later.frontier()] == [(40.0, 30.0), (30.0, 50.0), (20.0, 80.0)]
    assert later.disagreement == (20.0, 10.0) == now.disagreement
    with pytest.raises(ValueError, match="time"):
        settle(scenario, time=-1.0)


@pytest.mark.parametrize(
    ("package", "said"),
    [
        ({"land": "all"}, "says nothing about 'water'"),
        ({"land": "all", "water": "c"}, "'c' is not an option of 'water'; it has a, b"),
        ({"land": "all", "water": 0.5}, "not an option"),
        ({"land": "all", "water": ["a"]}, "not an option"),
        ({"land": "all", "water": "a", "air": "x"}, "'air' is not an issue"),
        ({"land": "none", "water": "b"}, "breaks a rule"),
    ],
)
def test_deals_that_are_none(package: Mapping[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        deal_in(two_issues(forbidden=({0: 2, 1: 1},)), package)


def test_a_notebook_shows_names_and_a_chart() -> None:
    scenario = two_issues(parties=("a <b>", "b"))
    found = settle(scenario, given=deal_in(scenario, {"land": "none", "water": "a"}))
    assert "<th>a &lt;b&gt;</th>" in found._repr_html_()
    spec = found.chart().to_dict()
    assert spec["layer"] and "the deal in hand" in str(spec)


def cake(**changes: object) -> Scenario:
    """Two divisible goods and a coin: 60 and 40 points of a, 20 and 80 of b; shares are what a gets."""
    given: dict[str, object] = {
        "name": "cake",
        "parties": ("a", "b"),
        "issues": (Issue("land", ("b", "a"), divisible=True), Issue("water", ("b", "a"), divisible=True)),
        "tables": np.array([[0.0, 60.0, 0.0, 40.0], [20.0, 0.0, 80.0, 0.0]]),
        "reservation": (0.0, 0.0),
    }
    return Scenario(**{**given, **changes})  # type: ignore[arg-type]


def test_divisible_issues_end_at_adjusted_winner() -> None:
    """A gets the land and the share s of the water at which both have the same: 60 + 40 s = 80 - 80 s, s = 1/6."""
    found = settle(cake())
    assert found.outcomes is None and found.rational_outcomes is None
    point = found.points["egalitarian"]
    assert point is not None
    assert point.package == pytest.approx({"land": 1.0, "water": 1 / 6}, abs=1e-7)
    assert point.utilities == pytest.approx((200 / 3, 200 / 3), abs=1e-6)
    assert [d.utilities for d in found.frontier()] == [(100.0, 0.0), (60.0, 80.0), (0.0, 100.0)]
    assert len(found.segments) == 2
    nash = found.points["nash"]
    assert nash is not None and nash.value == pytest.approx(60 * 80, rel=1e-7)
    data = settle_json(found)
    assert data["outcomes"] == "infinite" and data["rational_outcomes"] is None and len(data["segments"]) == 2


def test_divisible_issues_without_a_rational_deal() -> None:
    found = settle(cake(reservation=(90.0, 90.0)))
    assert found.rational_outcomes == 0 and set(found.points.values()) == {None} and NOTHING_RATIONAL in found.remarks


def test_three_parties_share_out_to_points_alone() -> None:
    scenario = cake(
        parties=("a", "b", "c"),
        tables=np.array([[0.0, 60.0, 0.0, 40.0], [20.0, 0.0, 80.0, 0.0], [0.0, 10.0, 0.0, 0.0]]),
        reservation=(0.0, 0.0, 0.0),
    )
    found = settle(scenario)
    assert found.frontier_size is None and settle_json(found)["frontier"] is None and len(found.table()) == 0
    assert found.points["nash"] is not None and found.remarks
    assert found.chart().to_dict()["layer"]


# Cases


def test_the_fence_at_its_central_values() -> None:
    scenario = case_scenario(load("fence"), "baseline")
    assert scenario.parties == ("ash", "birch")
    assert scenario.reservation == pytest.approx((52.0 + 4.0, 50.0))
    assert scenario.tables[0, :6] == pytest.approx([50.0, 30.0, 0.0, 20.0, 12.0, 0.0])
    assert scenario.tables[0, 7] == pytest.approx(0.3 * 63.3, abs=0.3)  # median of pert 40, 65, 80
    names = [{scenario.issues[j].name: scenario.issues[j].options[o] for j, o in f.items()} for f in scenario.forbidden]
    assert names == [{"position": "map_line", "tree": "untouched"}, {"tree": "felled"}]


def test_perspectives_move_the_fallback_of_a_case() -> None:
    case = load("fence")
    base, ash = settle_case(case), settle_case(case, "ash_view")
    assert base.perspective == "baseline" and ash.perspective == "ash_view"
    assert ash.disagreement[0] > base.disagreement[0] and ash.disagreement[1] == base.disagreement[1]
    assert (ash.rational_outcomes or 0) <= (base.rational_outcomes or 0)
    assert base.wording.parties == ("Ash", "Birch") and base.wording.title == case.title


@pytest.mark.parametrize(("chance", "red"), [(0.49, False), (0.5, True), (1.0, True)])
def test_red_lines_bind_from_one_half_on(chance: float, red: bool) -> None:
    case = load("fence")
    birch = case.preferences["birch"]
    line = birch.red_lines["mothers_tree"].model_copy(update={"probability": fixed(chance)})
    changed = birch.model_copy(update={"red_lines": {"mothers_tree": line}})
    scenario = case_scenario(
        case.model_copy(update={"preferences": {**case.preferences, "birch": changed}}), "baseline"
    )
    assert ({2: 0} in scenario.forbidden) is red


def test_red_lines_that_leave_nothing_are_an_answer() -> None:
    case = load("fence")
    birch = case.preferences["birch"]
    sure = {"probability": fixed(1.0)}
    red = birch.red_lines["mothers_tree"]
    lines = {o: red.model_copy(update={**sure, "when": {"tree": o}}) for o in case.issues["tree"].options}
    changed = birch.model_copy(update={"red_lines": lines})
    found = settle_case(case.model_copy(update={"preferences": {**case.preferences, "birch": changed}}))
    assert found.outcomes == 0 and found.remarks == (NOTHING_ALLOWED,) and set(found.points.values()) == {None}
    assert settle_json(found)["outcomes"] == "0" and found.chart().to_dict()


def test_ukraine_has_a_deal_by_most_perspectives() -> None:
    case = load("ukraine-2022")
    found = settle_case(case, "baseline")
    assert found.outcomes == found.scenario.space().count
    frontier = np.array([deal.utilities for deal in found.frontier()])
    assert undominated(frontier) == {tuple(row) for row in frontier.tolist()}
    for point in found.points.values():
        assert point is not None and all(u >= d for u, d in zip(point.utilities, found.disagreement, strict=True))
        given = deal_in(found.scenario, point.package)  # keeps every rule
        assert worth(found.scenario, given) == pytest.approx(point.utilities, abs=CLOSE)


@pytest.mark.parametrize("values", [True, False])
@pytest.mark.parametrize("order", [("a", "b", "c", "d"), ("c", ("a", "d"), "b"), (("a", "b", "c", "d"),)])
def test_rankings_alone_count_at_their_mean(order: tuple[str | tuple[str, ...], ...], values: bool) -> None:
    ids = ("a", "b", "c", "d")
    ranking = Ranking(order=order)
    u = np.random.default_rng(1).uniform(size=(200_000, 4))
    drawn = rankings.draw(ranking, ids, u, values=values, digest="", seed=1, name="x")
    exact = _centroid(rankings.tiers_of(ranking, ids), 4, values=values)
    assert exact[0] == pytest.approx(drawn.mean(axis=0), abs=0.5)
    assert values or math.isclose(float(exact.sum()), 100.0)


def boxed(points: float) -> Scenario:
    """Two yes-or-no issues over which two parties are opposed, and a box of some points for the first."""
    issues = (Issue("x", ("no", "yes")), Issue("y", ("no", "yes")))
    tables = np.array([[0.0, 1.0, 0.0, 2.0], [3.0, 0.0, 1.0, 0.0]]) * points
    box = Rectangle(0, {0: (1, 1), 1: (0, 0)}, points)
    return Scenario("boxed", ("a", "b"), issues, tables, (None, None), rectangles=(box,))


@pytest.mark.parametrize("points", [1e-13, 0.1, 1e12])
def test_rectangles_are_settled_by_a_list_at_any_scale(points: float) -> None:
    """Packages are worth (0, 4), (2, 3), (2, 1), (3, 0) times the points; every gain counts, however small."""
    scenario = boxed(points)
    found = settle(scenario, given=deal_in(scenario, {"x": "yes", "y": "no"}))
    assert found.engine == "listing" and found.utilities is not None
    assert found.utilities == pytest.approx(np.array([[3.0, 0.0], [2.0, 3.0], [0.0, 4.0]]) * points, rel=1e-12)
    assert found.ideal == pytest.approx((3.0 * points, 4.0 * points), rel=1e-12)
    assert (found.outcomes, found.rational_outcomes) == (4, 4)
    improvement = found.improvement
    assert improvement is not None and improvement.better is not None and improvement.as_good == 2
    assert [deal.package for deal in improvement.better] == [{"x": "no", "y": "yes"}]
    fair = found.points["kalai_smorodinsky"]
    assert fair is not None and fair.value == pytest.approx(2 / 3) and fair.package == {"x": "no", "y": "yes"}
    some = settle(replace(scenario, reservation=(2.0 * points, 1.0 * points)))
    assert some.rational_outcomes == 2 and some.frontier_size == 1


def test_work_given_up_is_no_empty_frontier(monkeypatch: pytest.MonkeyPatch) -> None:
    """That programs had to be given up does not mean that nothing suits everybody."""
    from goodoffices.engines.settlement import hyper_rectangles, listing

    monkeypatch.setattr(listing, "MOST", 1)
    assert settle(boxed(0.1)).engine == "integer programming"
    monkeypatch.setattr(hyper_rectangles, "MOST_PROGRAMS", 1)
    with pytest.raises(UnsolvedError, match="1 deals on it were found, each checked"):
        settle(boxed(0.1))
