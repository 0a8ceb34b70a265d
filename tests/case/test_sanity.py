"""What `check` remarks of a case that is sound but can hardly be meant, and of numbers that a plan rests on unsaid."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from goodoffices.case.problem import Problem
from goodoffices.case.reading import check
from goodoffices.case.shipped import shipped_paths
from goodoffices.case.silent_defaults import Silent, silent_defaults

FENCE = shipped_paths()["fence"].read_text("utf-8")
STRANGERS = Path(__file__).resolve().parents[3] / "shared" / "faults" / "cases"
LEVEL = "level: {uniform: [34, 66]}, drift: -0.6"


def changed(folder: Path, *changes: tuple[str, str], text: str = FENCE) -> tuple[tuple[Problem, ...], str]:
    """Warnings on a case with some of its text replaced, and the text; the case must have no errors."""
    for old, new in changes:
        assert text.count(old) >= 1, f"not in the case: {old}"
        text = text.replace(old, new, 1)
    file = folder / "case.yaml"
    file.write_text(text, encoding="utf-8")
    found = check(file)
    assert not found.errors, found.errors
    return found.warnings, text


def line_with(text: str, words: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if words in line)


ODD = {
    "ordered the wrong way round": (
        [("ordered: [ash, birch]\n    options: {birch_pays", "ordered: [birch, ash]\n    options: {birch_pays")],
        "      cost: {birch_pays: 100", "wrong way round"),
    "ordered, one option out of its order": (
        [("{birch_pays: 100, shared: 60, ash_pays: 0}", "{birch_pays: 60, shared: 100, ash_pays: 0}")],
        "      cost: {birch_pays: 60", "out of order"),
    "a ranking the wrong way round": (
        [("cost: {birch_pays: 0, shared: 70, ash_pays: 100}", "cost: {order: [birch_pays, shared, ash_pays]}")],
        "cost: {order:", "wrong way round"),
    "liked best by all": (
        [("ordered: [ash, birch]\n    options: {birch_pays", "options: {birch_pays"),
         ("cost: {birch_pays: 0, shared: 70, ash_pays: 100}", "cost: {birch_pays: 100, shared: 70, ash_pays: 0}")],
        "  cost:", "nothing to negotiate"),
    "fighting on below nothing": ([(LEVEL, "level: {uniform: [-40, 10]}, drift: 0")], "level: {uniform: [-40", "sign anything"),
    "fighting on above all": ([(LEVEL, "level: 140, drift: 0")], "level: 140", "no text could win"),
    "fighting on worn away": ([(LEVEL, "level: 50, drift: -9")], "level: 50, drift: -9", "by month 12"),
    "a lever beyond the scale": (
        [("strength: {pert: [2, 4, 6]}", "strength: 250")], "strength: 250", "nobody could refuse"),
    "a lever beyond what is at stake": (
        [("strength: {pert: [2, 4, 6]}", "strength: 70")], "strength: 70", "sign anything for it"),
    "mistrust beyond any gain": (
        [("birch: {pert: [0.2, 1, 2], basis", "birch: {uniform: [120, 140], basis")],
        "name: The friend mediates", "never lets friend in"),
    "a mediator that never wants to": (
        [("success: 2, failure: 4, effort: 1", "success: 2, failure: 4, effort: 90")],
        "name: The friend mediates", "never wants to mediate"),
    "a text behind a certain red line": (
        [("{value: 0.9, basis: claim, claims: [heirloom]}", "{value: 1, basis: claim, claims: [heirloom]}"),
         ("[centre], mode: private}", "[centre], package: {position: middle, cost: shared, tree: felled}}")],
        "name: The mediation centre", "always holds"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ODD)
def test_odd_numbers_are_remarked_at_their_line(kind: str, tmp_path: Path) -> None:
    changes, where, words = ODD[kind]
    warnings, text = changed(tmp_path, *changes)
    words = words.replace("out of order", "before it")
    found = [w for w in warnings if words in w.message]
    assert found, warnings
    assert found[0].line == line_with(text, where)
    assert found[0].suggestion
    assert found[0].severity == "warning"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("birch: {pert: [0.2, 1, 2], basis", "birch: {uniform: [3, 140], basis"),
        ("success: 2, failure: 4, effort: 1", "success: 2, effort: 17"),
        ("strength: {pert: [2, 4, 6]}", "strength: 30"),
        (LEVEL, "level: 50, drift: -9, range: [20, 60]"),
        ("{birch_pays: 100, shared: 60, ash_pays: 0}", "{birch_pays: 100, shared: 100, ash_pays: 0}"),
    ],
)
def test_what_some_draw_can_pass_is_left_alone(old: str, new: str, tmp_path: Path) -> None:
    assert changed(tmp_path, (old, new))[0] == ()


def test_a_perspective_is_looked_at_too(tmp_path: Path) -> None:
    changes = [("mistrust.friend.birch: {uniform: [3, 6]", "mistrust.friend.birch: {uniform: [130, 160]")]
    changes += [("war.values.ash.level: {pert: [55, 65, 75]", "war.values.ash.level: {pert: [155, 165, 175]")]
    warnings, text = changed(tmp_path, *changes)
    found = {(w.line, w.path): w.message for w in warnings}
    level = found[line_with(text, "war.values.ash.level:"), "perspectives.ash_view.set.war.values.ash.level"]
    assert "no text could win it" in level
    shut = found[line_with(text, "Anybody but the friend.") + 1, "perspectives.birch_view.set"]
    assert "at plans.friend.mediators: birch never lets friend in" in shut


def test_a_plan_names_each_number_nobody_gave(tmp_path: Path) -> None:
    warnings, text = changed(
        tmp_path,
        ("  centre: {ash: {value: 0.1, basis: judgement}, birch: {value: 0.1, basis: judgement}}\n", ""),
        (
            "centre: {ash: {value: 0.6, basis: judgement}, birch:",
            "centre: {ash: {public: 0.6, basis: judgement}, birch:",
        ),
    )
    plan = line_with(text, "name: The mediation centre")
    assert [(w.line, w.path) for w in warnings] == [(plan, "plans.centre")] * 2
    assert "mistrust of ash, birch towards centre" in warnings[0].message
    assert "candour of ash towards centre in private" in warnings[1].message


def test_nominated_and_willing_mediators_count_and_a_written_zero_does_not(base) -> None:
    without = base.model_copy(update={"mistrust": {"carl": base.mistrust["carl"]}})
    assert [*silent_defaults(without)] == [
        Silent("carl", "dora", "mistrust", ("ann", "bob")), Silent("panel", "dora", "mistrust", ("ann", "bob"))
    ]  # fmt: skip
    assert not [*silent_defaults(base)]


@pytest.mark.parametrize("name", ["airport", "gerd", "gerd-divisible"])
def test_strangers_cases_lose_nothing_silently(name: str, tmp_path: Path) -> None:
    file = STRANGERS / f"{name}.yaml"
    if not file.exists():
        pytest.skip("the strangers' cases are not here")
    text = file.read_text("utf-8")
    before = check(file).case
    assert before is not None
    assert not [*silent_defaults(before)]
    mediator = next(iter(before.mistrust))
    line = next(
        row for row in text.splitlines() if row.startswith(f"  {mediator}: {{") and row in text.split("mistrust:")[1]
    )
    head, tail = text.split("\nmistrust:\n", 1)
    cut = f"{head}\nmistrust:\n{tail.replace(line + chr(10), '', 1)}"
    # a perspective cannot set what the case no longer says
    cut = re.sub(rf"mistrust\.{mediator}\.\w+: (\{{[^}}]*\}}|[^,}}\n]+),? ?", "", cut)
    warnings, _ = changed(tmp_path, text=cut)
    told = {w.path for w in warnings if f"towards {mediator}" in w.message}
    assert told == {f"plans.{p}" for p, plan in before.plans.items() if mediator in plan.mediators}
