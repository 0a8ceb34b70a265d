"""The figures of the bargaining literature (`theory.json`): closed forms and, where one plays the model, engines.

Favretto (2009) and the shape conditions of Kydd (2006) are not covered; `theory.json` says why.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.engines.talking import find
from tests.oracles.bargaining import (
    bargaining_range,
    leveraged_range,
    nash_split,
    optimism_gap,
    rubinstein_share,
)
from tests.oracles.commitment import breakdown_margin, deterring_guarantee, preventive_margin, tying_hands
from tests.oracles.learning import belief_gap, strong_after
from tests.oracles.ruin import gamblers_ruin, war_values
from tests.oracles.screening import two_types, two_types_threshold, uniform_costs
from tests.oracles.trust import least_credible_bias, trust_threshold

from goodoffices.engines.links.agreement import NASH, best_deal, reach
from goodoffices.engines.links.delivery import (
    Deals,
    Items,
    Morning,
    Prices,
    Stakes,
    Stock,
    Terms,
    ask,
    if_free,
    offer_cost,
)
from goodoffices.engines.links.pressure import Levers, Pressed, Sides, press
from goodoffices.engines.links.war import Worth, attrition, front_path
from goodoffices.model.levers import KINDS

Figures = dict[str, Any]

CARRIED = json.loads(Path(__file__).with_name("theory.json").read_text(encoding="utf-8"))
SHARED = Path(__file__).resolve().parents[3] / "shared" / "oracles" / "theory_oracles.json"
TOLERANCE = 1e-6
"""The figures carry six to eight digits."""


def near(number: float) -> Any:
    return pytest.approx(number, rel=0, abs=TOLERANCE)


# --- closed forms ---------------------------------------------------------------------------------------------------


def closed_range(given: Figures, expected: Figures) -> None:
    zone = bargaining_range(given["p"], given["p"], given["cA"], given["cB"])
    assert (zone.low, zone.high, zone.width) == near((expected["lo"], expected["hi"], expected["width"]))


def closed_optimism(given: Figures, expected: Figures) -> None:
    gap = optimism_gap(given["pA"], given["pB"], given["cA"], given["cB"])
    assert gap == near(expected["gap"])
    assert bargaining_range(given["pA"], given["pB"], given["cA"], given["cB"]).exists is expected["exists"]


def closed_screening(given: Figures, expected: Figures) -> None:
    demand = uniform_costs(given["p"], given["cA"], given["a"], given["b"])
    assert demand == near((expected["demand"], expected["t"], expected["pr_war"]))


def closed_two_types(given: Figures, expected: Figures) -> None:
    assert two_types_threshold(given["cA"], given["cL"], given["cH"]) == near(expected["h_star"])


def closed_bias(given: Figures, expected: Figures) -> None:
    assert least_credible_bias(given["cm"], given["cL"], given["cH"], given["e"]) == near(expected["alpha_min"])


def closed_trust(given: Figures, expected: Figures) -> None:
    assert trust_threshold(given["R"], given["S"], given["T"], given["P"]) == near(expected["m"])


def closed_preventive(given: Figures, expected: Figures) -> None:
    margin = preventive_margin(given["p1"], given["p2"], given["cB"], given["delta"])
    assert margin == near(expected["margin"]) and (margin > 0) is expected["war"]
    assert deterring_guarantee(given["p1"], given["p2"], given["cB"], given["delta"]) == near(expected["g_star"])


def closed_powell(given: Figures, expected: Figures) -> None:
    margin = breakdown_margin(given["M2"], given["m1_next"], given["delta"])
    assert margin == near(expected["lhs"] - expected["V"]) and (margin > 0) is expected["breakdown"]


def closed_walk(given: Figures, expected: Figures) -> None:
    ruin = gamblers_ruin(given["p"], given["n"], given["N"])
    assert ruin == near((expected["win"], expected["duration"]))
    values = war_values(given["p"], given["n"], given["N"], given["V"], given["kA"], given["kB"])
    assert values == near((expected["UA"], expected["UB"]))


def closed_beliefs(given: Figures, expected: Figures) -> None:
    rest = (given["n"], given["N"], given["V"], given["kA"], given["kB"])
    total = war_values(given["pA"], *rest).value_a + war_values(given["pB"], *rest).value_b
    assert total == near(expected["sum"]) and (total <= given["V"]) is expected["settles"]


def closed_bayes(given: Figures, expected: Figures) -> None:
    assert strong_after(given["b"], given["s"], given["k"], given["w"], given["l"]) == near(expected["post"])


def closed_beta(given: Figures, expected: Figures) -> None:
    for battles, gap in zip(given["n"], expected["gap"], strict=True):
        for wins in range(battles + 1):
            assert belief_gap(tuple(given["A"]), tuple(given["B"]), wins, battles - wins) == near(gap)


def closed_rubinstein(given: Figures, expected: Figures) -> None:
    assert rubinstein_share(given["d1"], given["d2"]) == near(expected["x1"])


def closed_nash(given: Figures, expected: Figures) -> None:
    split = nash_split(given["p"] - given["cA"], 1 - given["p"] - given["cB"], given["w"])
    assert split == near(expected["x1"])


def closed_hands(given: Figures, expected: Figures) -> None:
    assert tying_hands(given["p"], given["v"], given["c"]) == near(expected["a_star"])


def closed_leverage(given: Figures, expected: Figures) -> None:
    sides = (given["pA"], given["pB"], given["cA"], given["cB"])
    assert optimism_gap(*sides) == near(expected["min_total"])
    assert leveraged_range(*sides, expected["min_total"], 0.0).width == near(0.0)


# --- engines --------------------------------------------------------------------------------------------------------

PIE = np.linspace(0.0, 1.0, 2001)
"""Shares of a, one issue with an option for each."""
STEP = 1.0 / 2000
SPLITS = np.column_stack([100 * PIE, 100 * (1 - PIE)])
"""What each split is worth, in points: all of them are on the frontier."""


def battle(p: float, cost: float, side: str) -> np.ndarray:
    """One decisive battle, in points: the costly lottery, as the war engine plays it."""
    one = np.ones(1)
    outcome = (100 * one, 0 * one, 0 * one, 0 * one, 100 * cost * one, 0 * one, one)
    return attrition(p * one, (1 - p) * one, 2, 1, 1, 0, side, Worth(*outcome))[:, 0]  # type: ignore[arg-type]


def margin_of(war: np.ndarray, optimism: Any = (0.0, 0.0), informed: float = 0.0, sticks: Any = (0.0, 0.0)) -> float:
    """Agreement margin over the pie, points."""
    zero = np.zeros((1, 2))
    kinds = [kind for kind in KINDS if kind.name in ("stick", "inform") for _ in range(2)]
    strength = {"stick": zero + sticks, "inform": zero + informed}
    levers = Levers(
        np.array([kind.moves for kind in kinds]), np.array([kind.paid for kind in kinds]), np.array([0, 1, 0, 1]),
        np.zeros(4, dtype=np.int64), np.column_stack([strength["stick"], strength["inform"]]), np.zeros((1, 4)),
    )  # fmt: skip
    everything, nobody = np.ones(4, dtype=bool), np.zeros((1, 4), dtype=bool)
    pressed = press(Sides(zero, war, zero + optimism), levers, everything, nobody[0, :1], ~nobody[:, :1], nobody)
    return float(best_deal(np.array([0, PIE.size]), SPLITS, pressed.reservation)[0][0])


def both_fight(given: Figures) -> np.ndarray:
    return np.column_stack([battle(given["p"], given["cA"], "a"), battle(given["p"], given["cB"], "b")])


def engine_range(given: Figures, expected: Figures) -> None:
    best = reach(np.array([0, PIE.size]), SPLITS, both_fight(given))[0] / 100
    assert best[0] == pytest.approx(expected["hi"], abs=STEP)
    assert 1 - best[1] == pytest.approx(expected["lo"], abs=STEP)
    assert margin_of(both_fight(given)) == pytest.approx(100 * expected["width"] / 2, abs=100 * STEP)


def engine_optimism(given: Figures, expected: Figures) -> None:
    """What holds is p = 0.6 between the two beliefs; each side's optimism is the rest, until a mediator informs it."""
    war = both_fight({**given, "p": 0.6})
    optimism = (100 * (given["pA"] - 0.6), 100 * (0.6 - given["pB"]))
    margin = margin_of(war, optimism)
    assert margin == pytest.approx(-100 * expected["gap"] / 2, abs=100 * STEP)
    assert (margin >= 0) is expected["exists"]
    assert margin_of(war, optimism, informed=1.0) > 0


def engine_leverage(given: Figures, expected: Figures) -> None:
    war = both_fight({**given, "p": 0.6})
    optimism = (100 * (given["pA"] - 0.6), 100 * (0.6 - given["pB"]))
    enough = 100 * expected["min_total"]
    for shares in ((1.0, 0.0), (0.5, 0.5), (0.2, 0.8)):
        sticks = enough * np.array(shares)
        assert margin_of(war, optimism, sticks=sticks) == pytest.approx(0.0, abs=100 * STEP)
        assert margin_of(war, optimism, sticks=0.98 * sticks) < -0.1


LONG = 1500
"""Months after which the wars of the figures are over but for less than 1e-12."""


def walk_value(p: float, given: Figures, cost: float, side: str) -> float:
    one = np.ones(1)
    outcome = (given["V"] * one, 0 * one, 0 * one, 0 * one, cost * one, 0 * one, one)
    front = (p * one, (1 - p) * one, given["N"], given["n"], LONG, 0)
    return float(attrition(*front, side, Worth(*outcome))[0, 0])  # type: ignore[arg-type]


def engine_walk(given: Figures, expected: Figures) -> None:
    p = np.array([given["p"]])
    path = front_path(p, 1 - p, given["N"], given["n"], LONG, LONG)
    assert path.a_wins[0, -1] == near(expected["win"]) and path.b_wins[0, -1] == near(1 - expected["win"])
    assert path.goes_on.sum() == near(expected["duration"])
    assert walk_value(given["p"], given, given["kA"], "a") == near(expected["UA"])
    assert walk_value(given["p"], given, given["kB"], "b") == near(expected["UB"])


def engine_beliefs(given: Figures, expected: Figures) -> None:
    first, second = walk_value(given["pA"], given, given["kA"], "a"), walk_value(given["pB"], given, given["kB"], "b")
    assert first + second == near(expected["sum"])
    margin = margin_of(100 * np.array([[first, second]]))
    assert margin == pytest.approx(100 * (given["V"] - expected["sum"]) / 2, abs=100 * STEP)
    assert (margin >= 0) is expected["settles"]


DEMANDS = np.linspace(0.0, 1.0, 201)


def offer_of_a(given: Figures, costs_b: np.ndarray) -> tuple[np.ndarray, float]:
    """Demand of a in each draw and the share of draws in which b refuses it, as the finding engine plays it."""
    texts = np.stack([100 * DEMANDS, 100 * (1 - DEMANDS)]).astype(np.float32)
    utility = np.ascontiguousarray(np.broadcast_to(texts, (costs_b.size, 2, DEMANDS.size)))
    war_a = np.full(costs_b.size, 100 * (given["p"] - given["cA"]))
    floor = np.column_stack([war_a, 100 * (1 - given["p"] - costs_b)])
    talked = find(utility, floor, np.zeros(costs_b.size, dtype=bool), np.zeros(floor.shape))
    return DEMANDS[talked.text[:, -2]], 1.0 - float(talked.taken[:, -2].mean())


def engine_screening(given: Figures, expected: Figures) -> None:
    """Draws at even distances between the demands, so that the share refused is exact at each of them."""
    cells = round((given["b"] - given["a"]) * 200) * 10
    costs = given["a"] + (given["b"] - given["a"]) * (np.arange(cells) + 0.5) / cells
    demand, refused = offer_of_a(given, costs)
    assert demand == pytest.approx(np.full(cells, expected["demand"]), abs=0.0026)  # half a step between demands
    assert refused == pytest.approx(expected["pr_war"], abs=0.0026 / (given["b"] - given["a"]))


def engine_two_types(given: Figures, expected: Figures) -> None:
    for tough in (0.02, expected["h_star"] - 0.01, expected["h_star"] + 0.01, 0.98):
        count = round(1000 * tough)
        demand, refused = offer_of_a(given, np.repeat([given["cL"], given["cH"]], [count, 1000 - count]))
        best = two_types(given["p"], given["cA"], given["cL"], given["cH"], count / 1000)
        assert demand == pytest.approx(np.full(1000, best.share), abs=1e-9)
        assert refused == near(best.war)


def engine_preventive(given: Figures, expected: Figures) -> None:
    """The best that the declining side can be offered, against fighting today; in pies of one period."""
    delta, cost = given["delta"], given["cB"]
    today = (1 - given["p1"]) / (1 - delta) - cost
    offer = 1 + delta * ((1 - given["p2"]) / (1 - delta) - cost)

    def margin(guarantee: float) -> float:
        one, no, met = np.ones((1, 1)), np.zeros((1, 0)), np.ones((1, 1), dtype=bool)
        nothing, index = Items(np.zeros(2, dtype=np.int64), no), np.zeros(0, dtype=np.int64)
        safe = Items(np.array([0, 1]), guarantee * one)
        pressed = Pressed(one, one, today * one, one, one)
        levers, prices = Levers(index, index, index, index, no, no), Prices(no, *(np.zeros((1, 1, 0), np.int32),) * 2)
        asked = ask(
            Deals(np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64), offer * one),
            Stock(no.astype(bool), no.astype(bool), met, no.astype(bool)), pressed, levers, prices, index.astype(bool),
            no.astype(bool), Morning(nothing, nothing, nothing, safe, 24), Stakes(no, no, no, no),
            Terms(*(index.astype(bool),) * 3, no, no), 1.0, 0.0,
        )  # fmt: skip
        return float(asked.holding[0, 0])

    assert (1 - delta) * margin(0.0) == near(-expected["margin"])
    assert (margin(0.0) < 0) is expected["war"]
    enough = (1 - delta) * expected["g_star"]  # a penalty on an attack today alone
    assert margin(enough) == near(max(0.0, margin(0.0)))


def engine_nash(given: Figures, expected: Figures) -> None:
    chosen = best_deal(np.array([0, PIE.size]), SPLITS, both_fight(given), NASH)[1][0]
    assert given["w"] == 0.5 and PIE[chosen] == pytest.approx(expected["x1"], abs=STEP)


def engine_hands(given: Figures, expected: Figures) -> None:
    """A power that threatened carries it out, or backs down and pays what its audience makes it pay."""

    def carries_out(audience: float, exposure: float) -> bool:
        one, zero = np.ones((1, 1)), np.zeros((1, 1))
        yes = np.ones(1, dtype=bool)
        stakes = Stakes(given["v"] * one, zero, zero, given["c"] * one)
        fights, _ = if_free(stakes, Terms(yes, yes, ~yes, zero, zero), one.astype(bool), given["p"], 0.0)
        backs_down = -offer_cost(zero, audience * one, exposure * one)
        return bool(fights[0, 0] >= backs_down[0, 0])

    assert carries_out(expected["a_star"] + 1e-9, exposure=1.0)
    assert not carries_out(expected["a_star"] - 1e-3, exposure=1.0)
    assert not carries_out(expected["a_star"] + 1e-9, exposure=0.0)  # said in private


def engine_null(given: Figures, expected: Figures) -> None:
    """A go-between without levers in whom nobody confides adds nothing, and hardly more for the first whisper."""
    for seed in range(6):
        rng = np.random.default_rng(seed)
        draws, n, texts = 300, 2 + seed % 2, 25
        utility = rng.uniform(0, 100, (draws, n, texts)).astype(np.float32)
        floor = rng.uniform(20, 70, (draws, n))
        exists = (utility >= floor[:, :, None]).all(axis=1).any(axis=1)
        alone = find(utility, floor, exists, np.zeros((draws, n)))
        assert (alone.chance == alone.direct).all()
        whisper = find(utility, floor, exists, np.full((draws, n), 1e-9))
        assert whisper.chance == pytest.approx(alone.direct, abs=1e-7)
        trusted = find(utility, floor, exists, np.full((draws, n), 0.5))
        assert (trusted.chance >= alone.direct - 1e-12).all() and trusted.chance.mean() > alone.direct.mean()


Check = Callable[[Figures, Figures], None]

CHECKS: dict[str, tuple[Check, ...]] = {
    "bargaining_range": (closed_range, engine_range),
    "mutual_optimism_zopa": (closed_optimism, engine_optimism),
    "screening_uniform_cost": (closed_screening, engine_screening),
    "screening_two_type": (closed_two_types, engine_two_types),
    "mediator_credibility_min_bias": (closed_bias,),
    "trust_threshold": (closed_trust,),
    "preventive_war": (closed_preventive, engine_preventive),
    "powell_inefficiency": (closed_powell,),
    "random_walk_war": (closed_walk, engine_walk),
    "random_walk_heterogeneous_beliefs": (closed_beliefs, engine_beliefs),
    "battle_learning_two_type": (closed_bayes,),
    "battle_learning_beta": (closed_beta,),
    "rubinstein": (closed_rubinstein,),
    "nash_asymmetric_linear": (closed_nash, engine_nash),
    "tying_hands": (closed_hands, engine_hands),
    "mediator_leverage": (closed_leverage, engine_leverage),
    "fey_ramsay_null": (engine_null,),
}
CASES = [
    pytest.param(check, entry, id=f"{entry['name']}-{k}-{check.__name__}")
    for k, entry in enumerate(CARRIED["entries"])
    for check in CHECKS[entry["name"]]
]


@pytest.mark.parametrize(("check", "entry"), CASES)
def test_figure(check: Check, entry: Figures) -> None:
    check(entry["inputs"], entry["expected"])


def test_every_check_has_figures() -> None:
    assert {entry["name"] for entry in CARRIED["entries"]} == set(CHECKS)


def test_carried_figures_are_the_shared_ones() -> None:
    if not SHARED.exists():
        pytest.skip("the shared collection of figures is not here; theory.json carries them")
    left_out = {entry["name"] for entry in CARRIED["not_covered"]}
    shared = [entry for entry in json.loads(SHARED.read_text(encoding="utf-8")) if entry["name"] not in left_out]
    facts = ("name", "inputs", "expected")
    assert [{f: entry[f] for f in facts} for entry in shared] == [
        {f: entry[f] for f in facts} for entry in CARRIED["entries"]
    ]
