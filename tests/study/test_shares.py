"""Cases and scenarios with divisible issues, from the file to every form of the answer; who draws weighs shares on a grid."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.asking import asked, view_of

from goodoffices.brief.overview import overviews
from goodoffices.case.problem import InfeasibleError
from goodoffices.case.reading import load
from goodoffices.case.schema import Case, Perspective
from goodoffices.case.shares import GRID, grid_words, on_grid
from goodoffices.model.scenario import Issue, Rectangle, Scenario
from goodoffices.study.robust.question import robust
from goodoffices.study.settle.answer import share_words
from goodoffices.study.settle.case_scenario import case_scenario
from goodoffices.study.settle.deal_in_hand import deal_in, worth
from goodoffices.study.settle.export import to_json as settle_json
from goodoffices.study.settle.question import settle, settle_case
from goodoffices.study.stability.day_after import day_after

STREAM = str(Path(__file__).parents[1] / "instances" / "stream.yaml")


def test_the_stream_by_hand() -> None:
    """Ann's best tree costs Bob least: felled gives (40, 0), then shares trade along 40 for 45 (water) and 20 for 20 (toll).

    With the tree felled, all water to Bob and no toll to Ann they have (60, 45).  Of equal gains each point on the toll is
    one for one: Ann pays s of it, 60 - 20 s = 45 + 20 s, so s = 3/8, and both have 52.5.
    """
    found = settle_case(load(STREAM))
    assert found.outcomes is None and found.disagreement == (20.0, 20.0)
    equal = found.points["egalitarian"]
    assert equal is not None and equal.utilities == pytest.approx((52.5, 52.5))
    assert equal.package == {"water": 0.0, "trees": "felled", "toll": pytest.approx(0.375)}
    total = found.points["utilitarian"]
    assert total is not None and total.value == pytest.approx(105.0)
    shown = [found.wording.option(found.scenario, issue, chosen) for issue, chosen in equal.package.items()]
    assert shown == ["Bob's", "Felled", "37.5 % towards “paid by Ann”"]


def test_every_form_of_the_answer_says_the_same() -> None:
    found = settle_case(load(STREAM))
    data, rows = settle_json(found), found.table().to_dicts()
    assert data["outcomes"] == "infinite" and data["engine"] == "segments"
    assert [issue["divisible"] for issue in data["issues"]] == [True, False, True]
    assert len(rows) == len(data["frontier"]) == found.frontier_size == 5
    for row, deal in zip(rows, data["frontier"], strict=True):
        assert [row[f"utilities.{p}"] for p in data["parties"]] == deal["utilities"]
        assert {i["name"]: row[f"package.{i['name']}"] for i in data["issues"]} == deal["package"]
        assert worth(found.scenario, deal_in(found.scenario, deal["package"])) == pytest.approx(deal["utilities"])
    for piece in data["segments"]:
        for end in ("start", "end"):
            deal = piece[end]
            assert worth(found.scenario, deal_in(found.scenario, deal["package"])) == pytest.approx(deal["utilities"])
    gap = [piece["end"]["attained"] for piece in data["segments"]].index(False)  # pruned ends where felled begins
    ends = data["segments"][gap]["end"], data["segments"][gap + 1]["start"]
    assert [end["package"]["trees"] for end in ends] == ["pruned", "felled"]
    assert ends[1]["utilities"] == pytest.approx([40.0, 65.0]) and ends[0]["utilities"][1] == pytest.approx(65.0)
    assert str(found.chart().to_dict()).count("'x2'") > len(found.segments)


@pytest.mark.parametrize("question", [overviews, robust, day_after])
def test_verbs_that_draw_say_what_to_do(question) -> None:
    with pytest.raises(InfeasibleError, match=r"water, toll are divisible .* put it on a grid of shares"):
        question(load(STREAM))


@pytest.mark.parametrize(
    ("share", "ends", "words"),
    [
        (0.0, ("Bob's", "Ann's"), "Bob's"),
        (1.0, ("Bob's", "Ann's"), "Ann's"),
        (1 / 6, ("Bob's", "Ann's"), "16.67 % towards “Ann's”"),
        (4.396e-12, ("Bob's", "Ann's"), "Bob's"),
        (1 - 4e-12, ("Bob's", "Ann's"), "Ann's"),
        (0.1363, ("None", "Ten years"), "13.63 % towards “Ten years”"),
        (0.25, ("10", "50"), "20"),
        (0.5, ("0", "56000000000"), "28,000,000,000"),
        (0.375, ("0", "1"), "0.375"),
    ],
)
def test_shares_in_words(share: float, ends: tuple[str, str], words: str) -> None:
    assert share_words(share, *ends) == words


def stream() -> Case:
    """The stream with every number fixed."""
    raw = load(STREAM).model_dump(mode="json", exclude_unset=True, by_alias=True)
    raw["preferences"]["bob"]["values"]["trees"] = {"felled": 0, "pruned": 50, "kept": 100}
    return Case.model_validate(raw)


def listed(case: Case, shares: int) -> Case:
    """The stream with the same shares written out by hand."""
    raw = case.model_dump(mode="json", exclude_unset=True, by_alias=True)
    for name in ("water", "toll"):
        issue = raw["issues"][name]
        del issue["divisible"]
        first, last = issue["options"]
        ids = [first, *(f"at_{k}" for k in range(1, shares - 1)), last]
        issue["options"] = {option: f"{name} {option}" for option in ids}
        for preferences in raw["preferences"].values():
            given = preferences["values"][name]
            ranked = {end: 100.0 * (given["order"][0] == end) for end in (first, last)} if "order" in given else given
            ends = [case_value(ranked[end]) for end in (first, last)]
            preferences["values"][name] = dict(zip(ids, np.linspace(*ends, shares).tolist(), strict=True))
    return Case.model_validate(raw)


def case_value(number: object) -> float:
    return float(number["value"] if isinstance(number, dict) else number)  # type: ignore[arg-type]


@pytest.mark.parametrize("shares", [3, 5, GRID])
def test_on_a_grid_shares_are_worth_what_the_line_between_the_ends_says(shares: int) -> None:
    case = stream()
    one, other = (asked(overviews, c, draws=64, seed=3) for c in (on_grid(case, shares), listed(case, shares)))
    for name, view in one.perspectives.items():
        there = other.perspectives[name]
        assert view.zone.exists == there.zone.exists
        assert view.zone.margin == there.zone.margin
        assert view.zone.floor == there.zone.floor and view.zone.reach == there.zone.reach


def test_a_finer_grid_comes_to_the_exact_answer() -> None:
    """Shares at 3 lie among those at 5, these among those at 9, which have the three eighths of the exact answer."""
    margins = []
    for shares in (3, 5, 9):
        found = asked(overviews, on_grid(stream(), shares), draws=64)
        margins.append(next(iter(found.perspectives.values())).zone.margin.mean)
    assert margins == sorted(margins) and margins[0] < margins[-1]
    assert margins[-1] == pytest.approx(52.5 - 20.0)


def test_between_uncertain_ends_every_draw_has_its_own_line() -> None:
    case = load(STREAM)
    ends = {
        "preferences.ann.values.water.bob": {"uniform": [0, 30]},
        "preferences.ann.weights.water": {"uniform": [20, 60]},
    }
    seen = Perspective.model_validate({"name": "unsure", "summary": "Nobody knows.", "set": ends})
    unsure = case.model_copy(update={"perspectives": {"unsure": seen}})
    found, whole = (view_of(c, "unsure", draws=64) for c in (on_grid(unsure, 5), on_grid(unsure, 3)))
    (a, b), (c, d) = (v.ground.shape.offset[:2] for v in (found, whole))
    fine, coarse = found.ground.belief.option_utility[:, 0, a:b], whole.ground.belief.option_utility[:, 0, c:d]
    assert np.ptp(fine[:, 0]) > 1 and (fine[:, [0, 2, 4]] == coarse).all()
    assert fine[:, 1] == pytest.approx(0.75 * fine[:, 0] + 0.25 * fine[:, 4])


def test_a_grid_keeps_the_ends_and_names_what_lies_between() -> None:
    case = load(STREAM)
    found = on_grid(case, 5)
    for name in ("water", "toll"):
        ends, options = list(case.issues[name].options), list(found.issues[name].options)
        assert (options[0], options[-1], len(options)) == (*ends, 5)
    assert [o.name for o in found.issues["water"].options.values()] == [
        "Bob's", *(f"{share} % towards “Ann's”" for share in (25, 50, 75)), "Ann's",
    ]  # fmt: skip
    assert found.issues["trees"] == case.issues["trees"] and on_grid(found, 7) is found
    assert on_grid(load("fence")) is load("fence") or on_grid(load("fence")) == load("fence")
    assert "water, toll: any share can be agreed; 5 are weighed, 25 % apart" in grid_words(found)
    assert grid_words(load("fence")) == ""
    for wrong in (2, 102):
        with pytest.raises(ValueError, match="a grid has 3 to 101 shares"):
            on_grid(case, wrong)


def three() -> Scenario:
    """A river for three: two shares and a dam that costs the third 3."""
    return Scenario(
        name="river",
        parties=("up", "mid", "low"),
        issues=(
            Issue("water", ("low", "up"), divisible=True),
            Issue("dam", ("no", "yes")),
            Issue("money", ("mid", "up"), divisible=True),
        ),
        tables=np.array([[0, 8, 0, 4, 0, 5], [2, 0, 0, 4, 5, 0], [9, 0, 3, 0, 0, 0]], dtype=np.float64),
        reservation=(1.0, 1.0, 1.0),
    )


def grid(scenario: Scenario, steps: int = 120) -> np.ndarray:
    """Utilities of packages on a fine grid of shares, of those that suit everybody."""
    one = np.linspace(0, 1, steps + 1)
    water, money = (part.ravel()[:, None] for part in np.meshgrid(one, one))
    t = scenario.tables
    shared = (1 - water) * t[:, 0] + water * t[:, 1] + (1 - money) * t[:, 4] + money * t[:, 5]
    found = np.concatenate([shared + t[:, 2], shared + t[:, 3]])
    return found[(found >= np.array(scenario.reservation, dtype=np.float64)).all(axis=1)]


def test_three_parties_against_a_grid() -> None:
    """No package of the grid beats a point, and one comes within what a step of the grid can lose."""
    scenario = three()
    found, every = settle(scenario), grid(scenario)
    gains = every - 1.0
    way = gains.max(axis=0)
    best = {
        "nash": (gains.prod(axis=1), 1.5),
        "egalitarian": (gains.min(axis=1), 0.08),
        "maximin": (every.min(axis=1), 0.08),
        "utilitarian": (every.sum(axis=1), 1e-6),
        "kalai_smorodinsky": ((gains / way).min(axis=1), 0.02),
    }
    for concept, (values, close) in best.items():
        point = found.points[concept]
        assert point is not None
        assert values.max() - 1e-7 <= point.value <= values.max() + close, concept
    leximin = found.points["leximin"]
    assert leximin is not None
    sorted_gains = sorted(np.array(leximin.utilities) - 1.0)
    assert all(list(g) <= [s + 1e-6 for s in sorted_gains] for g in np.sort(gains, axis=1).tolist())


def test_what_beats_a_deal_in_hand_of_three() -> None:
    scenario = three()
    deal = deal_in(scenario, {"water": 0.5, "dam": "no", "money": 0.5})
    found = settle(scenario, given=deal).improvement
    assert found is not None and found.better is None and found.best is not None
    base, every = worth(scenario, deal), grid(scenario)
    assert (np.array(found.best.utilities) >= base - 1e-8).all()
    over = every[(every >= base).all(axis=1)] - base
    assert found.best.value >= over.prod(axis=1).max() - 1e-9
    again = settle(scenario, given=deal_in(scenario, found.best.package)).improvement
    assert again is not None and again.best is None and again.better == ()


def test_one_party_takes_what_it_likes() -> None:
    alone = replace(three(), parties=("up",), tables=three().tables[:1], reservation=(None,))
    found = settle(alone)
    assert found.frontier_size == 1 and found.ideal == (17.0,)
    assert all(point is not None and point.utilities == (17.0,) for point in found.points.values())


def test_boxes_and_shares_of_two_have_a_frontier() -> None:
    """The dam, with a box that pays the first 6 for it, is worth (10, 4); the chain is (0, 7), (8, 5), (13, 0)."""
    scenario = replace(
        three(),
        parties=("up", "mid"),
        tables=three().tables[:2],
        reservation=(None, None),
        rectangles=(Rectangle(0, {1: (1, 1)}, 6.0),),
    )
    found = settle(scenario)
    assert found.engine == "segments" and found.segments and found.frontier_size == 3
    assert [deal.utilities for deal in found.frontier()] == [(23.0, 4.0), (18.0, 9.0), (10.0, 11.0)]


def test_shares_of_a_case_keep_their_names() -> None:
    scenario = case_scenario(load(STREAM), "baseline")
    assert [issue.divisible for issue in scenario.issues] == [True, False, True]
    assert scenario.issues[0].options == ("bob", "ann")
