"""A perspective changes the numbers it names, within their domains, and nothing else."""

from __future__ import annotations

import pytest

from goodoffices.case.perspective import resolve
from goodoffices.case.problem import CaseError
from goodoffices.case.quantity import Quantity, fixed
from goodoffices.case.schema import Case, Perspective
from goodoffices.case.walking import quantities


def seen(case: Case, numbers: dict[str, Quantity], **fields: object) -> Case:
    perspective = Perspective(name="Test", set=numbers, **fields)  # type: ignore[arg-type]
    return case.model_copy(update={"perspectives": {"test": perspective}})


def test_an_empty_perspective_is_the_case(base: Case) -> None:
    assert resolve(base, "baseline") == base


def test_a_case_without_perspectives_has_a_baseline(mini: Case) -> None:
    assert resolve(mini, "baseline") == mini


def test_an_unknown_perspective_names_the_nearest(base: Case) -> None:
    with pytest.raises(CaseError, match="did you mean 'gloomy'"):
        resolve(base, "glomy")


def test_every_number_of_a_case_can_be_changed_and_no_other_moves(base: Case) -> None:
    before = quantities(base)
    for path, number in before.items():
        low, high = number.support()
        new = fixed(low if number.value is None else high)
        if new.value == number.value:
            new = fixed(0.25 if number.value != 0.25 else 0.5)
        after = quantities(resolve(seen(base, {path: new}), "test"))
        assert list(after) == list(before)
        assert after[path].value == new.value
        assert {p for p in before if after[p] != before[p]} == {path}


def test_the_result_is_what_the_file_would_give_with_the_new_numbers(base: Case) -> None:
    numbers = {
        "levers.truth.strength": Quantity(uniform=(0.1, 0.2), basis="judgement"),
        "war.values.bob.frozen.0": Quantity(value=12, basis="judgement"),
        "ties.pairs.0.shares.1": Quantity(beta=(2, 3), basis="judgement"),
        "preferences.ann.red_lines.too_high.probability": Quantity(value=1, basis="judgement"),
    }
    resolved = resolve(seen(base, numbers), "test")
    raw = resolved.model_dump(mode="python", exclude_unset=True)
    assert raw["levers"]["truth"]["strength"] == {"uniform": (0.1, 0.2), "basis": "judgement", "claims": ()}
    assert raw["war"]["values"]["bob"]["frozen"][0]["value"] == 12
    assert Case.model_validate(raw) == resolved


def test_what_is_not_touched_is_shared(base: Case) -> None:
    resolved = resolve(seen(base, {"levers.cake.cost": fixed(2)}), "test")
    assert resolved.war is base.war
    assert resolved.levers["truth"] is base.levers["truth"]
    assert base.levers["cake"].cost.value == 1


def test_one_number_may_stand_for_candour_in_public_and_private_and_for_an_end_in_points(base: Case) -> None:
    numbers = {"candour.carl.bob": fixed(0.2), "war.values.bob.defeat": fixed(15)}
    after = quantities(resolve(seen(base, numbers), "test"))
    assert after["candour.carl.bob.public"].value == after["candour.carl.bob.private"].value == 0.2
    assert after["war.values.bob.defeat.points"].value == 15


@pytest.mark.parametrize(
    ("path", "number", "message"),
    [
        ("levers.truth.credibility", fixed(1.5), "a share or probability must stay between 0 and 1; this is 1.5"),
        ("preferences.bob.face", fixed(-1), "must stay between 0 and 10000; this is -1"),
        ("preferences.ann.values.height.low", Quantity(uniform=(50, 101)), "draws reach from 50 to 101"),
        ("candour.carl.ann", fixed(2), "a share or probability must stay between 0 and 1"),
    ],
)
def test_domains_hold_under_a_perspective(base: Case, path: str, number: Quantity, message: str) -> None:
    with pytest.raises(CaseError) as raised:
        resolve(seen(base, {path: number}), "test")
    (problem,) = raised.value.problems
    assert problem.path == f"perspectives.test.set.{path}"
    assert message in problem.message


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("levers.truht.strenght", "did you mean 'levers.truth.strength'?"),
        ("levers.truth", "did you mean 'levers.truth.strength'?"),
        ("levers.truth.public.strength", "levers.truth.public is not in the case: write it there first"),
        ("war.values.bob.victory", "nothing at war.values.bob.victory is a number"),
        ("war.values.bob.frozen.2", "at war.values.bob.frozen stand 0, 1"),
        ("preferences.bob.weights.height", "preferences.bob.weights is a ranking"),
        ("perspectives.gloomy.set.levers", "nothing at perspectives is a number"),
        ("qqq.x", "sections are goodoffices, name"),
        ("", "sections are"),
        ("name", "nothing at name is a number"),
    ],
)
def test_a_path_without_a_number_names_the_nearest(base: Case, path: str, hint: str) -> None:
    with pytest.raises(CaseError) as raised:
        resolve(seen(base, {path: fixed(0.1)}), "test")
    assert hint in str(raised.value)


def test_all_misfits_are_reported_at_once(base: Case) -> None:
    with pytest.raises(CaseError) as raised:
        resolve(
            seen(base, {"a.b": fixed(1), "levers.truth.credibility": fixed(2), "levers.cake.cost": fixed(1)}), "test"
        )
    assert len(raised.value.problems) == 2


@pytest.mark.parametrize(
    ("number", "claims", "expected"),
    [
        (fixed(2), ("loud",), ("claim", ("loud",))),
        (fixed(2), (), ("judgement", ())),
        (Quantity(value=2, claims=("mine",)), ("loud",), ("claim", ("mine",))),
        (Quantity(value=2, basis="judgement"), ("loud",), ("judgement", ())),
        (Quantity(value=2, basis="claim"), ("loud",), ("claim", ("loud",))),
        (Quantity(value=2, source="survey"), ("loud",), ("data", ())),
    ],
)
def test_a_number_stands_on_the_perspective_not_on_what_it_replaces(
    base: Case, number: Quantity, claims: tuple[str, ...], expected: tuple[str, tuple[str, ...]]
) -> None:
    resolved = resolve(seen(base, {"war.values.bob.cost": number}, claims=claims), "test")
    after = quantities(resolved)["war.values.bob.cost"]
    assert (after.basis, after.claims) == expected
