"""Cruxes: what is in between is what it says, planted cruxes are found, shares add up."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from tests.study.random_cases import raw_case

from goodoffices.case.perspective import resolve, with_numbers
from goodoffices.case.reading import load
from goodoffices.case.schema import Case
from goodoffices.study.argument import argument_map
from goodoffices.study.asking import view_of
from goodoffices.study.conclusions import places, smallest
from goodoffices.study.cruxes import cruxes
from goodoffices.study.cruxes_export import cruxes_text
from goodoffices.study.differences import differences, numbers_at
from goodoffices.study.evaluation import evaluate
from goodoffices.study.hybrids import Hybrids

DRAWS = 128


@pytest.fixture(scope="module")
def fence() -> Case:
    return load("fence")


def quarrel(seed: int) -> Case:
    """A random case with two perspectives that differ in five claims of many kinds."""
    raw: dict[str, Any] = raw_case(seed)
    raw["claims"] = {f"c{k}": {"who": "somebody", "locator": f"p{k}", "text": f"claim {k}"} for k in range(5)}
    case = Case.model_validate({**raw, "perspectives": {}})
    rng = np.random.default_rng(seed)
    from goodoffices.case.walking import quantities

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
    between = Hybrids(case, "a", "b", DRAWS, 1)
    rng = np.random.default_rng(seed)
    masks = {0, between.everything, *(int(m) for m in rng.integers(0, between.everything + 1, size=5))}
    for mask in masks:
        paths = [path for u in places(mask) for path in between.parts[u].paths]
        written = with_numbers(resolve(case, "a"), numbers_at(case, "b", paths))
        alone = written.model_copy(update={"perspectives": {"a": case.perspectives["a"]}})
        view = view_of(alone, "a", draws=DRAWS)
        for name, plan in case.plans.items():
            whole = evaluate(view.ground, plan, view.alone(plan.month)).success
            if view.numbers.digest == between._numbers.digest:
                assert between.success(name, mask) == pytest.approx(whole, abs=1e-6), (mask, name)
            else:  # other columns are drawn where a number is no longer uncertain under any perspective
                assert between.value(name, mask) == pytest.approx(whole.mean(), abs=0.2)


def test_both_ends_are_the_perspectives(fence: Case) -> None:
    between = Hybrids(fence, "baseline", "ash_view", 256, 1)
    for name, plan in fence.plans.items():
        for mask, perspective in ((0, "baseline"), (between.everything, "ash_view")):
            view = view_of(fence, perspective, draws=256)
            whole = evaluate(view.ground, plan, view.alone(plan.month)).success
            assert between.success(name, mask) == pytest.approx(whole, abs=1e-6)


def test_shares_sum_to_the_difference_exact_or_sampled(fence: Case) -> None:
    for a, b in itertools.permutations(fence.perspectives, 2):
        found = cruxes(fence, a, b, draws=DRAWS)
        assert found.exact
        assert sum(p.share for p in found.parts) == pytest.approx(found.success[1] - found.success[0], abs=1e-6)


def test_sampled_shares_sum_too_and_lie_near_the_exact(fence: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    from goodoffices.study import cruxes as module

    exact = {p.name: p for p in cruxes(fence, "ash_view", "birch_view", draws=DRAWS).parts}
    monkeypatch.setattr(module, "EXACT", 0)
    found = cruxes(fence, "ash_view", "birch_view", draws=DRAWS)
    assert not found.exact
    assert sum(p.share for p in found.parts) == pytest.approx(found.success[1] - found.success[0], abs=1e-6)
    for part in found.parts:
        assert part.share == pytest.approx(exact[part.name].share, abs=4 * part.se + 1e-9)


def test_what_the_other_reader_sees_is_the_mirror_image(fence: Case) -> None:
    one, two = cruxes(fence, "baseline", "ash_view", draws=DRAWS), cruxes(fence, "ash_view", "baseline", draws=DRAWS)
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
    found = cruxes(Case.model_validate(raw), "one", "two", draws=256, plan="no_mediation", kind="success")
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
    from goodoffices.study import conclusions

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
    found = argument_map(fence, draws=DRAWS)
    assert list(found.stands) == list(fence.perspectives)
    assert len(found.edges) == 3 and sum(edge.tree for edge in found.edges) == 2
    for edge in found.edges:
        one, two = found.stands[edge.a], found.stands[edge.b]
        assert edge.differ == (one.yes != two.yes)
        assert bool(edge.flips) <= edge.differ
    assert found.decisive[0] == ("map_wins", 2, 2)
    assert cruxes_text(found) == cruxes_text(argument_map(fence, draws=DRAWS, workers=1))


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
