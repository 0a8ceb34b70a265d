"""Fair division against what its authors published, and against each other.

Figures and their sources stand in `tests/instances/fair_division`, in the form that `goodoffices divide` reads.
"""

from __future__ import annotations

import itertools
import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodoffices.case.problem import InfeasibleError
from goodoffices.engines.settlement.divisible import divisible_front, divisible_points
from goodoffices.engines.sharing import bankruptcy
from goodoffices.engines.sharing.adjusted_winner import adjusted_winner
from goodoffices.engines.sharing.knaster import knaster
from goodoffices.model.division import RULES
from goodoffices.model.scenario import Issue, Scenario
from goodoffices.study.divide.answer import EstateShared, GoodsSold, GoodsSplit
from goodoffices.study.divide.question import divide_path
from goodoffices.study.settle.question import settle

INSTANCES = Path(__file__).parents[1] / "instances" / "fair_division"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "oracles" / "fair_division.json"


# Adjusted Winner


def split(name: str) -> GoodsSplit:
    found = divide_path(INSTANCES / f"{name}.yaml")
    assert isinstance(found, GoodsSplit)
    return found


def test_panama_canal() -> None:
    """The United States win four issues outright and 2/15 of land and water; both end with 66 points."""
    found = split("panama_canal_1974")
    shares = dict(zip(found.given.goods, found.found.shares, strict=True))
    won = {good for good, share in shares.items() if share == 1}
    assert won == {"US defense rights", "Use rights", "Expansion rights", "Expansion routes"}
    assert {good for good, share in shares.items() if 0 < share < 1} == {"Land and water"}
    assert shares["Land and water"] == Fraction(2, 15)
    assert found.found.points == (66, 66)
    first, second = found.given.points
    outright = [
        sum(mine for mine, other in zip(a, b, strict=True) if mine > other)
        for a, b in ((first, second), (second, first))
    ]
    assert outright == [64, 53]  # published before the issue with equal points is given to anybody


def test_divorce() -> None:
    found = split("divorce_five_assets")
    assert found.found.initial == (65, 50)
    assert found.found.points == (Fraction(170, 3), Fraction(170, 3))
    assert found.found.divided is not None and found.given.goods[found.found.divided] == "Retirement account"
    assert found.found.shares[found.found.divided] == 1 - Fraction(1, 6)


def cake(points: tuple[tuple[Fraction, ...], tuple[Fraction, ...]]) -> Scenario:
    """The goods as divisible issues: share 0 is the second party's, share 1 the first's."""
    first, second = points
    table = [[x for value in first for x in (0.0, float(value))], [x for value in second for x in (float(value), 0.0)]]
    return Scenario(
        name="goods",
        parties=("first", "second"),
        issues=tuple(Issue(f"good {g}", ("second", "first"), divisible=True) for g in range(len(first))),
        tables=np.array(table),
        reservation=(0.0, 0.0),
    )


@pytest.mark.parametrize("name", ["panama_canal_1974", "divorce_five_assets"])
def test_settlement_of_divisible_issues_ends_at_adjusted_winner(name: str) -> None:
    found = split(name)
    settled = settle(cake(found.given.points))
    for concept in ("egalitarian", "leximin", "maximin", "kalai_smorodinsky"):  # totals are equal, so gains are shares
        point = settled.points[concept]
        assert point is not None and point.utilities == pytest.approx([float(p) for p in found.found.points], abs=1e-9)
    equal = settled.points["egalitarian"]
    assert equal is not None
    if name == "panama_canal_1974":
        mine = list(equal.package.values())
        assert mine == pytest.approx([float(share) for share in found.found.shares], abs=1e-9)


POINTS = st.one_of(st.integers(0, 40), st.sampled_from([Fraction(1, 3), Fraction(5, 2), Fraction(7, 11)])).map(Fraction)


@st.composite
def point_lists(draw: st.DrawFn) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
    """Points of two parties for up to seven goods, 100 in all each."""
    goods = draw(st.integers(1, 7))
    rows = [draw(st.lists(POINTS, min_size=goods, max_size=goods).filter(any)) for _ in range(2)]
    first, second = (tuple(100 * value / sum(row) for value in row) for row in rows)
    return first, second


@settings(deadline=None, max_examples=60)
@given(point_lists())
def test_adjusted_winner_is_the_equitable_efficient_point(
    points: tuple[tuple[Fraction, ...], tuple[Fraction, ...]],
) -> None:
    """By another road: the point of equal gains on the frontier of the divisible issues; and its own promises, exactly."""
    found = adjusted_winner(*points)
    theirs = divisible_points(cake(points), [0.0, 0.0], ["egalitarian", "leximin"])
    for point in theirs.values():
        assert point.utilities == pytest.approx([float(p) for p in found.points], abs=1e-8)
    first, second = points
    assert found.points[0] == found.points[1] >= 50  # equitable, and nobody would rather have the other's half
    assert sum(x * s for x, s in zip(first, found.shares, strict=True)) == found.points[0]
    assert sum(y * (1 - s) for y, s in zip(second, found.shares, strict=True)) == found.points[1]
    assert sum(0 < share < 1 for share in found.shares) <= 1 and all(0 <= share <= 1 for share in found.shares)
    front = divisible_front(cake(points))
    height = np.interp(float(found.points[0]), *np.concatenate((front.starts, front.ends[-1:])).T)
    assert float(found.points[1]) == pytest.approx(height, abs=1e-8)  # efficient


@settings(deadline=None, max_examples=60)
@given(point_lists(), st.sampled_from([Fraction(3), Fraction(1, 7)]))
def test_totals_that_differ_count_as_shares(
    points: tuple[tuple[Fraction, ...], tuple[Fraction, ...]], factor: Fraction
) -> None:
    first, second = points
    same, stretched = adjusted_winner(first, second), adjusted_winner(first, [factor * value for value in second])
    assert stretched.shares == same.shares
    assert stretched.points == (same.points[0], factor * same.points[1])


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ([1.0], [1.0, 2.0], "1 goods, the second to 2"),
        ([-1.0], [1.0], "first party for good 0"),
        ([1.0], [0.0], "no points"),
    ],
)
def test_points_that_are_none(first: list[float], second: list[float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        adjusted_winner(first, second)


# Knaster


def test_four_heirs() -> None:
    found = divide_path(INSTANCES / "knaster_four_heirs.yaml")
    assert isinstance(found, GoodsSold)
    parties = found.given.parties
    assert parties == ("Bob", "Carol", "Ted", "Alice")
    assert [found.goods_of(i) for i in range(4)] == [("Boat",), ("House",), ("Cabin",), ()]
    assert found.found.fair_share.tolist() == [52500, 66000, 62500, 62500]
    assert found.found.surplus == 76500 == 4 * 19125
    assert found.found.cash.tolist() == [41625, -114875, -8375, 81625]


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 6), st.integers(1, 6), st.data())
def test_sealed_bids_keep_their_promises(n: int, goods: int, data: st.DataObject) -> None:
    """Money sums to nothing; everybody has its fair share and an equal part of the rest; no other sharing of goods has more."""
    bids = np.array(data.draw(st.lists(st.integers(0, 50), min_size=n * goods, max_size=n * goods))).reshape(n, goods)
    found = knaster(bids)
    assert found.cash.sum() == pytest.approx(0.0, abs=1e-9)
    assert found.worth == pytest.approx(bids.sum(axis=1) / n + found.surplus / n)
    assert found.surplus == pytest.approx(bids.max(axis=0).sum() - bids.sum() / n, abs=1e-9)
    taken = [sum(bids[i, g] for g in range(goods) if found.winner[g] == i) for i in range(n)]
    assert found.worth == pytest.approx(np.array(taken) + found.cash)
    assert (bids[found.winner, np.arange(goods)] == bids.max(axis=0)).all()


@pytest.mark.parametrize("bids", [[1.0, 2.0], [[]], [[1.0], [-1.0]], [[math.nan]]])
def test_bids_that_are_none(bids: object) -> None:
    with pytest.raises(ValueError, match="bids"):
        knaster(bids)  # type: ignore[arg-type]


# Bankruptcy

TALMUD = {  # estate: awards to claims of 100, 200, 300 (Mishnah, Ketubot 93a; Aumann & Maschler 1985)
    100: [100 / 3, 100 / 3, 100 / 3],
    200: [50, 75, 75],
    300: [50, 100, 150],
    400: [50, 125, 225],
    500: [200 / 3, 500 / 3, 800 / 3],
}
CLAIMS = [100.0, 200.0, 300.0]


@pytest.mark.parametrize("estate", TALMUD)
def test_the_three_wives(estate: int) -> None:
    assert bankruptcy.talmud(estate, CLAIMS) == pytest.approx(TALMUD[estate])


def test_the_three_wives_from_a_file() -> None:
    found = divide_path(INSTANCES / "three_wives.yaml")
    assert isinstance(found, EstateShared)
    assert tuple(found.awards) == RULES == tuple(bankruptcy.RULES)
    assert found.awards["talmud"] == pytest.approx([50, 75, 75])
    assert found.awards["proportional"] == pytest.approx([100 / 3, 200 / 3, 100])
    assert found.awards["constrained_equal_awards"] == pytest.approx([200 / 3] * 3)
    assert found.awards["constrained_equal_losses"] == pytest.approx([0, 50, 150])


def test_the_contested_garment() -> None:
    """One says all of it is mine, the other half of it is mine: three quarters and one (Mishnah, Bava Metzia 2a)."""
    assert bankruptcy.talmud(1.0, [1.0, 0.5]) == pytest.approx([0.75, 0.25])
    assert bankruptcy.random_arrival(1.0, [1.0, 0.5]) == pytest.approx([0.75, 0.25])


def garment(estate: float, a: float, b: float) -> list[float]:
    """Contested garment: each concedes what is beyond its claim, the rest is halved."""
    concedes = max(0.0, estate - a), max(0.0, estate - b)
    rest = (estate - sum(concedes)) / 2
    return [concedes[1] + rest, concedes[0] + rest]


AMOUNT = st.one_of(st.integers(0, 60).map(float), st.sampled_from([0.1, 2.5, 1 / 3]))
ESTATES = st.tuples(st.lists(AMOUNT, min_size=1, max_size=6), st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.6, 0.9, 1.0]))


@settings(deadline=None, max_examples=60)
@given(ESTATES)
def test_rules_keep_their_definitions(given_: tuple[list[float], float]) -> None:
    claims, part = np.array(given_[0]), given_[1]
    estate = part * float(claims.sum())
    awards = {name: rule(estate, claims) for name, rule in bankruptcy.RULES.items()}
    for name, found in awards.items():
        assert found.sum() == pytest.approx(estate, abs=1e-9), name
        assert (found >= -1e-12).all() and (found <= claims + 1e-9).all(), name
        for i, j in itertools.combinations(range(len(claims)), 2):
            assert claims[i] != claims[j] or found[i] == pytest.approx(found[j], abs=1e-9), name
    assert awards["proportional"] * claims.sum() == pytest.approx(claims * estate)
    equal = awards["constrained_equal_awards"]
    below = equal < claims - 1e-9
    assert equal[below] == pytest.approx(np.full(below.sum(), equal.max(initial=0.0)), abs=1e-8)
    lost = claims - awards["constrained_equal_losses"]
    kept = awards["constrained_equal_losses"] > 1e-9
    assert lost[kept] == pytest.approx(np.full(kept.sum(), lost.max(initial=0.0)), abs=1e-8)
    for i, j in itertools.combinations(range(len(claims)), 2):  # the Talmud's agrees with the garment on every pair
        pair = awards["talmud"][[i, j]]
        assert pair == pytest.approx(garment(float(pair.sum()), claims[i], claims[j]), abs=1e-8)
    orders = [arrivals(estate, claims, order) for order in itertools.permutations(range(len(claims)))]
    assert awards["random_arrival"] == pytest.approx(np.mean(orders, axis=0), abs=1e-8)


def arrivals(estate: float, claims: np.ndarray, order: tuple[int, ...]) -> list[float]:
    awards, left = [0.0] * len(claims), estate
    for i in order:
        awards[i] = min(float(claims[i]), left)
        left -= awards[i]
    return awards


@settings(deadline=None, max_examples=40)
@given(ESTATES)
def test_dual_rules(given_: tuple[list[float], float]) -> None:
    """What is left to equal awards of losses is equal losses of awards; the Talmud's rule and random arrival are self-dual."""
    claims, part = np.array(given_[0]), given_[1]
    total = float(claims.sum())
    estate, missing = part * total, total - part * total
    duals = {
        "constrained_equal_awards": "constrained_equal_losses",
        "talmud": "talmud",
        "random_arrival": "random_arrival",
    }
    for rule, dual in duals.items():
        assert bankruptcy.RULES[rule](estate, claims) == pytest.approx(
            claims - bankruptcy.RULES[dual](missing, claims), abs=1e-8
        )


def test_estates_that_are_none() -> None:
    with pytest.raises(InfeasibleError, match="nothing to ration"):
        bankruptcy.talmud(10.0, [1.0, 2.0])
    with pytest.raises(ValueError, match="claim 1 is -1"):
        bankruptcy.proportional(1.0, [3.0, -1.0])
    with pytest.raises(ValueError, match="estate"):
        bankruptcy.proportional(math.inf, [3.0])
    with pytest.raises(InfeasibleError, match="up to 20"):
        bankruptcy.random_arrival(1.0, np.ones(21))


# Nash's example

BARTER = {  # good: owner, utility to Bill, to Jack (Nash, The Bargaining Problem, Econometrica 18, 1950, 155-162)
    "book": ("Bill", 2, 4),
    "whip": ("Bill", 2, 2),
    "ball": ("Bill", 2, 1),
    "bat": ("Bill", 2, 2),
    "box": ("Bill", 4, 1),
    "pen": ("Jack", 10, 1),
    "toy": ("Jack", 4, 1),
    "knife": ("Jack", 6, 2),
    "hat": ("Jack", 2, 2),
}


def barter(*, divisible: bool = False) -> Scenario:
    rows = [
        [v for _, bill, _ in BARTER.values() for v in (0, bill)],
        [v for *_, jack in BARTER.values() for v in (jack, 0)],
    ]
    return Scenario(
        name="barter",
        parties=("Bill", "Jack"),
        issues=tuple(Issue(good, ("Jack", "Bill"), divisible) for good in BARTER),
        tables=np.array(rows, dtype=np.float64),
        reservation=(12.0, 6.0),
    )


def test_bill_and_jack_barter() -> None:
    """Gains of 12 and 5, a product of 60; The list of efficient gains has three that others beat."""
    found = settle(barter())
    nash = found.points["nash"]
    assert found.disagreement == (12.0, 6.0)
    assert nash is not None and nash.value == 60 and nash.utilities == (24.0, 11.0)
    gives = {good for good, (owner, *_) in BARTER.items() if owner == "Bill" and nash.package[good] == "Jack"}
    takes = {good for good, (owner, *_) in BARTER.items() if owner == "Jack" and nash.package[good] == "Bill"}
    assert gives == {"book", "whip", "ball", "bat"} and takes == {"pen", "toy", "knife"}
    published = {(0, 8), (6, 7), (8, 6), (12, 5), (14, 4), (14, 3), (16, 2), (16, 1), (18, 0)}
    every = set()
    for moved in itertools.product((0, 1), repeat=len(BARTER)):
        signs = [(1 if owner == "Jack" else -1, m) for (owner, *_), m in zip(BARTER.values(), moved, strict=True)]
        bill = sum(sign * m * row[1] for (sign, m), row in zip(signs, BARTER.values(), strict=True))
        jack = sum(-sign * m * row[2] for (sign, m), row in zip(signs, BARTER.values(), strict=True))
        every.add((bill, jack))
    assert published <= every and len(every) > 100
    rational = {gains for gains in every if min(gains) >= 0}
    exact = {g for g in rational if not any(o != g and o[0] >= g[0] and o[1] >= g[1] for o in rational)}
    mine = {(round(bill - 12), round(jack - 6)) for bill, jack in (deal.utilities for deal in found.frontier())}
    assert mine == exact == published - {(0, 8), (14, 3), (16, 1)} | {(2, 8)}


def test_bill_and_jack_could_do_better_by_sharing() -> None:
    """With goods that can be split no product is below that of whole goods, and both concepts stay on one frontier."""
    whole, split_ = settle(barter()).points["nash"], settle(barter(divisible=True)).points["nash"]
    assert whole is not None and split_ is not None and split_.value >= whole.value


@pytest.mark.skipif(not SHARED.exists(), reason="the shared collection of published answers is not here")
def test_figures_here_are_those_of_the_collection() -> None:
    for entry in json.loads(SHARED.read_text(encoding="utf-8")):
        if entry["method"] == "adjusted_winner":
            given_ = split(entry["id"]).given
            assert given_.parties == tuple(entry["parties"])
            listed = {good: tuple(map(Fraction, pair)) for good, pair in entry["points"].items()}
            assert dict(zip(given_.goods, zip(*given_.points, strict=True), strict=True)) == listed
            exact = split(entry["id"]).found.shares
            shares = entry["recomputed"]["share_of_first_party"]
            assert dict(zip(given_.goods, exact, strict=True)) == {good: Fraction(s) for good, s in shares.items()}
        elif entry["method"] == "knaster_sealed_bids":
            sold = divide_path(INSTANCES / "knaster_four_heirs.yaml")
            assert isinstance(sold, GoodsSold)
            bids = {
                good: dict(zip(sold.given.parties, row, strict=True))
                for good, row in zip(sold.given.goods, zip(*sold.given.bids, strict=True), strict=True)
            }
            assert bids == entry["bids"]
            assert (
                dict(zip(sold.given.parties, sold.found.cash, strict=True)) == entry["recomputed"]["net_cash_received"]
            )
        else:
            assert entry["id"] == "nash_1950_barter"
            assert {good: tuple(row) for good, row in entry["goods"].items()} == BARTER
