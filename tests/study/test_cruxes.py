"""Cruxes: what is in between is what it says, planted cruxes are found, shares add up."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from tests.study.attrition_cases import raw_attrition
from tests.study.random_cases import raw_case

from goodoffices.case.perspective import resolve, with_numbers
from goodoffices.case.reading import load
from goodoffices.case.schema import Case
from goodoffices.case.walking import quantities
from goodoffices.kit.plain import json_text
from goodoffices.play.belief import Belief, Columns
from goodoffices.play.differences import differences, numbers_at
from goodoffices.play.evaluate import play, success
from goodoffices.play.ground import ground
from goodoffices.play.outcome import over_places
from goodoffices.play.places import spots_of
from goodoffices.play.study import Study
from goodoffices.study.cruxes.between import Between, Readers
from goodoffices.study.cruxes.conclusions import smallest
from goodoffices.study.cruxes.map import argument_map
from goodoffices.study.cruxes.question import PATIENCE, cruxes, effort
from goodoffices.study.cruxes.reach import Reach, mask_of, places

DRAWS = 128


def slowly(*seeds: int) -> list[Any]:
    """Seeds that are tried where there is time."""
    return [pytest.param(seed, marks=pytest.mark.slow) for seed in seeds]


@pytest.fixture(scope="module")
def fence() -> Case:
    return load("fence")


def quarrel(seed: int) -> Case:
    """A random case with two perspectives that differ in five claims of many kinds."""
    raw: dict[str, Any] = raw_case(seed)
    raw["claims"] = {f"c{k}": {"who": "somebody", "locator": f"p{k}", "text": f"claim {k}"} for k in range(5)}
    case = Case.model_validate({**raw, "perspectives": {}})
    rng = np.random.default_rng(seed)
    numbers = [p for p, q in quantities(case).items() if not p.startswith("perspectives")]
    chosen = [numbers[k] for k in rng.permutation(len(numbers))]
    given: dict[str, Any] = {}
    for path in chosen:
        old = quantities(case)[path].support()
        share = path.split(".")[0] in ("candour",) or path.split(".")[-1] in (
            "credibility",
            "leak",
            "probability",
            "discount",
        )
        value = float(rng.random()) if share else float(max(0.0, old[0]) + rng.random() * 6.0)
        claim = f"c{rng.integers(5)}"
        try:
            trial = {**given, path: {"value": round(value, 3), "claims": [claim]}}
            Case.model_validate({**raw, "perspectives": {"a": {"name": "a"}, "b": {"name": "b", "set": trial}}})
            view = Case.model_validate({**raw, "perspectives": {"a": {"name": "a"}, "b": {"name": "b", "set": trial}}})
            resolve(view, "b")
        except Exception:
            continue
        given = trial
        if len(given) == 8:
            break
    return Case.model_validate({**raw, "perspectives": {"a": {"name": "a"}, "b": {"name": "b", "set": given}}})


@pytest.mark.parametrize("seed", range(4))
def test_in_between_is_a_case_of_its_own(seed: int) -> None:
    """Every value equals that of a case written with the exchanged numbers, whatever was not computed again."""
    case = quarrel(seed)
    on = Readers(Study(case, draws=DRAWS))
    between = Between(on, "a", "b")
    rng = np.random.default_rng(seed)
    masks = {0, between.everything, *(int(m) for m in rng.integers(0, between.everything + 1, size=5))}
    for mask in masks:
        paths = [path for u in places(mask) for path in between.parts[u].paths]
        written = with_numbers(resolve(case, "a"), numbers_at(case, "b", paths))
        alone = written.model_copy(update={"perspectives": {"a": case.perspectives["a"]}})
        view = Study(alone, draws=DRAWS).view("a")
        for name, plan in case.plans.items():
            whole = success(play(view.ground, plan))
            # other columns are drawn where a number is no longer uncertain under any perspective
            if view.numbers.digest == on.belief("a").columns.numbers.digest:
                assert between.success(name, mask) == pytest.approx(whole, abs=1e-6), (mask, name)


def first_options(case: Case) -> dict[str, str]:
    """A text, in rough accord with the rules of a random case."""
    return {issue: next(iter(spec.options)) for issue, spec in case.issues.items()}


def with_more_plans(case: Case) -> Case:
    """The case with plans that nominate members, let the mediator choose, table texts, list levers and support from outside."""
    helpers, sides = case.third_parties(), case.signers()
    raw = case.model_dump(mode="json", exclude_unset=True)
    if helpers:
        raw["plans"] |= {
            "nominated": {
                "name": "N",
                "nominated": [{"by": s, "count": 1, "candidates": list(helpers)} for s in sides[:1]],
            },
            "nash": {"name": "Nash", "if_willing": list(helpers), "rule": "nash", "mode": "private", "month": 2},
            "own": {"name": "Own", "mediators": list(helpers[:1]), "rule": "mediator"},
            "tabled": {"name": "T", "mediators": list(helpers[:1]), "package": first_options(case)},
            "robust": {"name": "R", "if_willing": list(helpers[:1]), "package": "robust"},
            "all_levers": {"name": "All", "mediators": list(helpers[-1:]), "levers": list(case.levers)},
        }
        raw["preferences"][helpers[0]] = {
            name: value for name, value in raw["preferences"][sides[0]].items() if name in ("weights", "values")
        }
    return Case.model_validate(raw)


KINDS_OF_CLAIM: dict[str, Callable[[str], bool]] = {
    "wishes": lambda path: path.startswith("preferences.") and (".values." in path or "red_lines" in path),
    "war": lambda path: path.startswith("war.") or path.endswith(".face"),
    "pressure": lambda path: path.startswith("levers.") and path.endswith((".strength", ".credibility")),
    "price": lambda path: path.startswith("levers.") and path.endswith(".cost"),
    "stakes": lambda path: path.startswith("stakes."),
    "offers": lambda path: path.startswith("offers."),
    "mistrust": lambda path: path.startswith("mistrust."),
    "candour": lambda path: path.startswith("candour."),
    "holding": lambda path: path.startswith("holding."),
}
"""What a claim of the quarrel below is about."""


def quarrel_about_everything(seed: int) -> Case:
    """Two readers who differ in a claim of each kind, with somebody who spoils, a guarantee, and all kinds of plan."""
    raw: dict[str, Any] = raw_case(seed, signers=2, third_parties=3)
    raw["levers"] |= {
        "wreck": {"holder": "h2", "target": "s0", "kind": "spoil", "strength": {"uniform": [4, 20]},
                  "cost": {"uniform": [0, 0.5]}, "credibility": 1.0},
        "pledge": {"holder": "h0", "target": "s1", "kind": "guarantee", "strength": {"uniform": [0, 9]},
                   "cost": {"uniform": [0, 2]}, "credibility": 0.9},
        "bribe": {"holder": "h1", "target": "s0", "kind": "carrot", "strength": {"uniform": [0, 9]},
                  "cost": {"uniform": [0, 2]}, "credibility": 0.9},
    }  # fmt: skip
    raw["stakes"]["h2"]["settlement"] = {"uniform": [-12, 3]}
    raw["claims"] = {ground: {"who": "somebody", "locator": "p", "text": ground} for ground in KINDS_OF_CLAIM}
    case = with_more_plans(Case.model_validate(raw))
    raw = case.model_dump(mode="json", exclude_unset=True)
    rng, given = np.random.default_rng(seed), {}
    numbers = {path: number.support() for path, number in quantities(case).items()}
    for name, about in KINDS_OF_CLAIM.items():
        paths = [path for path in numbers if about(path)]
        for at in rng.permutation(len(paths))[:5]:
            low, high = numbers[paths[at]]
            value = low + (high - low) * float(rng.choice([0.05, 0.95])) if high > low else 0.5 * low + 0.2
            given[paths[at]] = {"value": round(min(max(value, -50.0), 95.0), 3), "claims": [name]}
    return Case.model_validate({**raw, "perspectives": {"a": {"name": "a"}, "b": {"name": "b", "set": given}}})


@pytest.mark.parametrize("seed", [0, 3, *slowly(1, 2, 4, 5)])
def test_each_kind_of_claim_reaches_what_it_should(seed: int) -> None:
    """Singly from both ends and in random sets, under every kind of plan, draw by draw against full evaluation."""
    case = quarrel_about_everything(seed)
    on = Readers(Study(case, draws=64))
    between = Between(on, "a", "b")
    everything, rng = between.everything, np.random.default_rng(seed)
    single = [1 << u for u in range(len(between.parts))]
    masks = [0, everything, *single, *(everything ^ mask for mask in single), *rng.integers(0, everything, 8).tolist()]
    plain = {mask: Plainly(on, between, mask) for mask in masks}
    for plan in case.plans:
        values = between.values(plan, masks)
        for mask, value in zip(masks, values, strict=True):
            whole = plain[mask](plan)
            assert between.success(plan, mask) == pytest.approx(whole, abs=1e-9), (plan, mask)
            assert value == pytest.approx(whole.mean(), abs=1e-9), (plan, mask)


class Plainly:
    """Perspectives in between evaluated in full, each as a case of its own."""

    def __init__(self, on: Readers, between: Between, mask: int) -> None:
        paths = [path for u in places(mask) for path in between.parts[u].paths]
        study, numbers = on.study, on.belief(between.a).columns.numbers
        seen = with_numbers(study.premises.resolved[between.a], numbers_at(study.case, between.b, paths))
        self._ground = ground(Belief(Columns(study.premises.shape, seen, numbers)))
        self._plans = study.case.plans

    def __call__(self, plan: str) -> npt.NDArray[np.float64]:
        """(D,) success."""
        spots = spots_of(self._ground, self._plans[plan].month)
        return over_places((spot.chance, success(play(spot.ground, self._plans[plan]))) for spot in spots)


@pytest.mark.parametrize("seed", [5, *slowly(8, 9, 11)])
def test_every_perspective_in_between_by_brute_force(seed: int) -> None:
    """All sets of claims, all kinds of plan, draw by draw against full evaluation; then Shapley values by permutations."""
    case = with_more_plans(quarrel(seed))
    on = Readers(Study(case, draws=64))
    between = Between(on, "a", "b")
    k = len(between.parts)
    plain = [Plainly(on, between, mask) for mask in range(1 << k)]
    for plan in case.plans:
        reach = between.stages(plan)
        assert reach.whole == reach.talks | reach.consent | reach.delivery
        whole = np.array([one(plan) for one in plain])
        for mask in range(0, 1 << k, 3):
            assert between.success(plan, mask) == pytest.approx(whole[mask], abs=1e-9), (plan, mask)
        values = Between(on, "a", "b").values(plan, list(range(1 << k)))
        assert values == pytest.approx(whole.mean(axis=1).tolist(), abs=1e-9)
        mine = places(between.reach(plan))
        if mine:
            table = between.table(plan)
            assert table == pytest.approx(
                [values[mask_of(mine[j] for j in places(code))] for code in range(len(table))], abs=1e-12
            )
            assert between.values(plan, list(range(1 << k))) == pytest.approx(values, abs=1e-12)
            by_orders = np.zeros(k)
            orders = list(itertools.permutations(range(k)))
            for order in orders:
                mask = 0
                for u in order:
                    by_orders[u] += (values[mask | 1 << u] - values[mask]) / len(orders)
                    mask |= 1 << u
            found = cruxes(Study(case, draws=64), "a", "b", plan=plan, kind="success")
            assert found.exact
            shares = {part.name: part.share for part in found.parts}
            assert [shares.get(part.name, 0.0) for part in between.parts] == pytest.approx(by_orders.tolist(), abs=1e-9)


def test_with_more_draws_than_a_first_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who spoils and who joins is decided on the first draws alone, here as everywhere."""
    case = with_more_plans(quarrel(5))
    monkeypatch.setattr("goodoffices.play.ground.FIRST_PASS", 64)
    on = Readers(Study(case, draws=256))
    between = Between(on, "a", "b")
    for mask in (0, 5, between.everything):
        plain = Plainly(on, between, mask)
        for plan in case.plans:
            assert between.success(plan, mask) == pytest.approx(plain(plan), abs=1e-9), plan


def test_wars_of_attrition_that_end_in_packages() -> None:
    """What victory is worth hangs on wishes, and so does everything after it."""
    raw = raw_attrition(3)
    for side in ("s0", "s1"):
        first = {issue: next(iter(parts["options"])) for issue, parts in raw["issues"].items()}
        last = {issue: list(parts["options"])[-1] for issue, parts in raw["issues"].items()}
        raw["war"]["values"][side] |= {
            "victory": {"package": last},
            "defeat": {"package": first if side == "s0" else last},
        }
    raw["rules"] = []
    case = Case.model_validate({**raw, "perspectives": {"a": {"name": "a"}}})
    numbers = quantities(case)
    moved = [
        path for path in numbers
        if path.startswith("war.") or (path.startswith("preferences.") and path.endswith("face")) or ".values." in path
    ][:9]  # fmt: skip
    claims = {f"c{k}": {"who": "somebody", "locator": f"p{k}", "text": f"claim {k}"} for k in range(3)}
    given = {
        path: {
            "value": round(0.8 * numbers[path].support()[0] + 0.2 * numbers[path].support()[1], 4),
            "claims": [f"c{k % 3}"],
        }
        for k, path in enumerate(moved)
    }
    raw = {**raw, "claims": claims, "perspectives": {"a": {"name": "a"}, "b": {"name": "b", "set": given}}}
    case = Case.model_validate(raw)
    on = Readers(Study(case, draws=64))
    between = Between(on, "a", "b")
    for mask in range(between.everything + 1):
        plain = Plainly(on, between, mask)
        for plan in case.plans:
            assert between.success(plan, mask) == pytest.approx(plain(plan), abs=1e-9), (plan, mask)


def test_a_later_month_is_summed_over_places_of_the_front() -> None:
    """Claims that move the front, or what victory is worth, move how likely each place is and what is signed there."""
    raw = raw_attrition(1)
    raw["plans"] |= {"later": {"name": "L", "month": 3}, "helped": {"name": "H", "mediators": ["h0"], "month": 3}}
    raw["claims"] = {name: {"who": "somebody", "locator": "p", "text": name} for name in ("front", "victory")}
    given = {
        "war.front.advance_a": {"value": 0.45, "claims": ["front"]},
        "war.values.s0.victory": {"value": 62, "claims": ["victory"]},
    }
    raw["perspectives"] = {"a": {"name": "a"}, "b": {"name": "b", "set": given}}
    on = Readers(Study(Case.model_validate(raw), draws=64))
    between = Between(on, "a", "b")
    assert between.places("later") > 1
    for plan in ("later", "helped"):
        assert between.stages(plan).talks == 3
        for mask in range(4):
            whole = Plainly(on, between, mask)(plan)
            assert between.success(plan, mask) == pytest.approx(whole, abs=1e-9), (plan, mask)
            assert between.value(plan, mask) == pytest.approx(whole.mean(), abs=1e-9), (plan, mask)
    at_mean = Between(Readers(Study(on.study.case, draws=64, places=1)), "a", "b")
    assert at_mean.places("later") == 1 and at_mean.value("later", 0) != pytest.approx(between.value("later", 0))


def test_many_signers_in_between() -> None:
    """More signers than whose patterns of candour can be summed up: each draw samples one."""
    raw = raw_case(2, signers=7, third_parties=1)
    raw["plans"] = {"direct": {"name": "D"}, "helped": {"name": "H", "mediators": ["h0"], "levers": "all"}}
    raw["claims"] = {name: {"who": "somebody", "locator": "p", "text": name} for name in ("face", "trust")}
    given = {
        "preferences.s0.face": {"value": 4.5, "claims": ["face"]},
        "mistrust.h0.s1": {"value": 0.9, "claims": ["trust"]},
    }
    raw["perspectives"] = {"a": {"name": "a"}, "b": {"name": "b", "set": given}}
    on = Readers(Study(Case.model_validate(raw), draws=64))
    between = Between(on, "a", "b")
    for mask in range(4):
        plain = Plainly(on, between, mask)
        for plan in on.study.case.plans:
            assert between.success(plan, mask) == pytest.approx(plain(plan), abs=1e-9), (plan, mask)


@pytest.mark.slow
def test_the_flagship_in_between() -> None:
    case = load("ukraine-2022")
    on = Readers(Study(case, draws=128))
    between = Between(on, "baseline", "op_ed")
    for mask in (0, 0x155555, 0x2AAAA, between.everything):
        plain = Plainly(on, between, mask)
        for plan in case.plans:
            assert between.success(plan, mask) == pytest.approx(plain(plan), abs=1e-9), (plan, mask)


def test_threads_change_nothing(fence: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    from goodoffices.study.cruxes import question as module

    for patience in (module.PATIENCE, 0.0):
        monkeypatch.setattr(module, "PATIENCE", patience)
        texts = {
            json_text(cruxes(Study(fence, draws=DRAWS, workers=w), "ash_view", "birch_view").to_json()) for w in (1, 3)
        }
        assert len(texts) == 1


def test_exact_up_to_sixteen_that_reach_the_talks() -> None:
    def reach(talks: int, consent: int, delivery: int) -> Reach:
        masks = [(1 << talks) - 1, ((1 << consent) - 1) << talks, ((1 << delivery) - 1) << talks + consent]
        return Reach(masks[0], masks[1], masks[2], tuple(range(talks)), 0)

    assert effort(reach(16, 0, 0), 1024) < PATIENCE < effort(reach(17, 0, 0), 1024)
    assert effort(reach(12, 4, 4), 1024) < effort(reach(16, 0, 4), 1024) < effort(reach(20, 0, 0), 1024)
    assert effort(reach(12, 0, 0), 1024, 8) == pytest.approx(8 * effort(reach(12, 0, 0), 1024))


def test_both_ends_are_the_perspectives(fence: Case) -> None:
    between = Between(Readers(Study(fence, draws=256)), "baseline", "ash_view")
    for name, plan in fence.plans.items():
        for mask, perspective in ((0, "baseline"), (between.everything, "ash_view")):
            whole = success(play(Study(fence, draws=256).view(perspective).ground, plan))
            assert between.success(name, mask) == pytest.approx(whole, abs=1e-6)


def test_shares_sum_to_the_difference_exact_or_sampled(fence: Case) -> None:
    for a, b in itertools.permutations(fence.perspectives, 2):
        found = cruxes(Study(fence, draws=DRAWS), a, b)
        assert found.exact
        assert sum(p.share for p in found.parts) == pytest.approx(found.success[1] - found.success[0], abs=1e-6)


def test_sampled_shares_sum_too_and_lie_near_the_exact(fence: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    from goodoffices.study.cruxes import question as module

    exact = {p.name: p for p in cruxes(Study(fence, draws=DRAWS), "ash_view", "birch_view").parts}
    monkeypatch.setattr(module, "PATIENCE", 0.0)
    found = cruxes(Study(fence, draws=DRAWS), "ash_view", "birch_view")
    assert not found.exact
    assert sum(p.share for p in found.parts) == pytest.approx(found.success[1] - found.success[0], abs=1e-6)
    for part in found.parts:
        assert part.share == pytest.approx(exact[part.name].share, abs=4 * part.se + 1e-9)


def test_what_the_other_reader_sees_is_the_mirror_image(fence: Case) -> None:
    study = Study(fence, draws=DRAWS)
    one, two = cruxes(study, "baseline", "ash_view"), cruxes(study, "ash_view", "baseline")
    assert one.success == two.success[::-1] and one.conclusion == two.conclusion[::-1]
    shares = {p.name: p.share for p in two.parts}
    assert all(p.share == pytest.approx(-shares[p.name], abs=1e-6) for p in one.parts)
    assert {f.start: f.sets for f in one.flips} == {f.start: f.sets for f in two.flips}


def test_a_planted_crux_is_found(fence: Case) -> None:
    """Two readers differ in four claims; only what fighting on is worth to Birch turns the conclusion."""
    planted = {
        "war.values.birch.level": {"value": 95.0, "claims": ["heirloom"]},
        "levers.lends_tools.strength": {"value": 3.9, "claims": ["leaves"]},
        "mistrust.friend.ash": {"value": 0.2, "claims": ["old_chums"]},
        "preferences.ash.values.tree.pruned": {"value": 66.0, "claims": ["map_wins"]},
    }
    raw = fence.model_dump(mode="json", exclude_unset=True)
    raw["perspectives"] = {"one": {"name": "One"}, "two": {"name": "Two", "set": planted}}
    study = Study(Case.model_validate(raw), draws=256)
    found = cruxes(study, "one", "two", plan="no_mediation", kind="success")
    assert found.conclusion == ("yes", "no")
    assert [flips.sets for flips in found.flips] == [(("heirloom",),), (("heirloom",),)]
    assert all(flips.proven for flips in found.flips)
    assert found.parts[0].name == "heirloom"
    assert abs(found.parts[0].share) > 5 * abs(found.parts[1].share)
    assert set(found.idle) == {"leaves", "old_chums"}


@pytest.mark.parametrize("seed", range(30))
def test_smallest_sets_are_those_of_brute_force(seed: int) -> None:
    """Random monotone and other conclusions over six parts, against every subset."""
    rng = np.random.default_rng(seed)
    truth = rng.random(64) < 0.15
    truth[0], truth[63] = False, True
    parts = list(range(6))
    sets, proven = smallest(parts, lambda masks: [bool(truth[m]) for m in masks], parts)
    size = min(int(m).bit_count() for m in np.flatnonzero(truth))
    wanted = {tuple(places(int(m))) for m in np.flatnonzero(truth) if int(m).bit_count() == size}
    assert proven and set(sets) == wanted


def test_beyond_its_means_the_search_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from goodoffices.study.cruxes import conclusions

    monkeypatch.setattr(conclusions, "LOOKS", 10)
    need = 0b111000

    def turned(masks: Any) -> list[bool]:
        return [mask & need == need for mask in masks]

    assert smallest(list(range(8)), turned, list(range(8))) == ([(3, 4, 5)], False)


def test_differences_are_grouped_by_the_claim_they_rest_on(fence: Case) -> None:
    found = differences(fence, "baseline", "ash_view")
    assert {part.name: part.claim for part in found} == {"map_wins": "map_wins", "leaves": "leaves"}
    assert all(part.paths for part in found)


def test_the_map(fence: Case) -> None:
    found = argument_map(Study(fence, draws=DRAWS))
    assert list(found.stands) == list(fence.perspectives)
    assert len(found.edges) == 3 and sum(edge.tree for edge in found.edges) == 2
    for edge in found.edges:
        one, two = found.stands[edge.a], found.stands[edge.b]
        assert edge.differ == (one.yes != two.yes)
        assert bool(edge.flips) <= edge.differ
    assert found.decisive[0] == ("map_wins", 2, 2)
    assert json_text(found.to_json()) == json_text(argument_map(Study(fence, draws=DRAWS, workers=1)).to_json())


def test_refusals(fence: Case) -> None:
    for arguments, said in (
        ({"a": "x", "b": "baseline"}, "no perspective is called 'x'"),
        ({"a": "baseline", "b": "baseline"}, "does not differ from itself"),
        ({"a": "baseline", "b": "ash_view", "plan": "x"}, "no plan 'x'"),
        ({"a": "baseline", "b": "ash_view", "mediator": "x"}, "no third party 'x'"),
        ({"a": "baseline", "b": "ash_view", "threshold": 0.0}, "threshold"),
    ):
        with pytest.raises(ValueError, match=said):
            cruxes(fence, **arguments)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="needs two"):
        argument_map(fence.model_copy(update={"perspectives": {}}))
