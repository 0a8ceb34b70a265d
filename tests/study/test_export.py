"""The JSON shape: documented, complete, stable, without NaN."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.factories import parts_of, synthetic_study

from goodoffices.brief.export import to_json as brief_json
from goodoffices.kit.plain import json_text, plain
from goodoffices.play.outcome import Funnel

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "json.md"
SPREAD = {"mean", "q05", "q25", "q50", "q75", "q95", "share_nonnegative"}


def documented() -> list[str]:
    """Key paths in the first column of the reference's tables."""
    return re.findall(r"^\| `([^`]+)` \|", REFERENCE.read_text(encoding="utf-8"), flags=re.MULTILINE)


def found_at(data: Any, steps: list[str]) -> bool:
    """Whether the path leads somewhere; `<x>` tries every key, `[]` every member."""
    if not steps:
        return True
    step, rest = steps[0], steps[1:]
    if step == "[]":
        return any(found_at(member, rest) for member in data)
    if not isinstance(data, dict):
        return False
    inner = data.values() if step.startswith("<") else [data[step]] if step in data else []
    return any(found_at(value, rest) for value in inner)


def steps_of(path: str) -> list[str]:
    return path.replace("[]", ".[]").split(".")


def paths_in(data: Any, path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """Every path to a leaf, spreads being leaves; empty containers have none."""
    if isinstance(data, (dict, list)) and not data:
        return set()
    if isinstance(data, dict) and set(data) != SPREAD:
        return set().union(*(paths_in(value, (*path, key)) for key, value in data.items()))
    if isinstance(data, list) and isinstance(data[0], dict):
        return set().union(*(paths_in(member, (*path, "[]")) for member in data))
    return {path}


def covers(pattern: list[str], path: tuple[str, ...]) -> bool:
    """Whether the documented pattern names the path or a container of it."""
    return len(pattern) <= len(path) and all(p.startswith("<") or p == q for p, q in zip(pattern, path, strict=False))


@pytest.mark.parametrize("path", documented())
def test_documented_key_exists(path: str) -> None:
    assert found_at(brief_json(synthetic_study()), steps_of(path)), path


def test_every_key_is_documented() -> None:
    containers = {"perspectives", "perspectives.<perspective>.plans", "perspectives.<perspective>.needs"}
    patterns = [steps_of(path) for path in documented() if path not in containers]
    data = brief_json(synthetic_study())
    undocumented = [path for path in paths_in(data) if not any(covers(pattern, path) for pattern in patterns)]
    assert len(documented()) > 80
    assert not undocumented


def test_an_invented_key_would_be_noticed() -> None:
    assert not found_at(brief_json(synthetic_study()), steps_of("perspectives.<perspective>.plans.<plan>.sucess"))


def test_numbers_of_a_plan() -> None:
    plan = brief_json(synthetic_study())["perspectives"]["plain"]["plans"]["helped"]
    assert plan["success"] == 0.333333
    assert plan["funnel"] == {"consent": 0.9, "exists": 0.8, "found": 0.4, "delivers": 0.35, "holds": 0.333333}
    assert plan["binding"] == "found"
    assert plan["carried_by"] == [{"options": {"line": "middle", "tree": "felled"}, "share": 0.75}]
    assert plan["engagement"]["helper"]["parts"] == {"settlement": 3.0, "effort": -1.0}
    assert "success_by_draw" not in plan


def test_head_tells_what_made_the_numbers() -> None:
    data = brief_json(synthetic_study())
    assert list(data)[:3] == ["goodoffices", "format", "case"]
    assert (data["case"], data["as_of"], data["draws"], data["seed"]) == ("hedge", "2024-05-01", 64, 1)
    assert data["digest"] == "0123456789abcdef"


def test_not_a_number_becomes_null() -> None:
    text = json_text(brief_json(synthetic_study()))
    assert json.loads(text)["perspectives"]["plain"]["zone"]["reach"]["birch"]["mean"] is None
    assert "NaN" not in text and "Infinity" not in text


def test_same_study_same_bytes() -> None:
    assert json_text(brief_json(synthetic_study())) == json_text(brief_json(synthetic_study()))


def test_perspectives_and_plans_keep_the_order_of_the_file() -> None:
    data = json.loads(json_text(brief_json(synthetic_study())))
    assert list(data["perspectives"]) == ["plain", "gloomy"]
    assert list(data["perspectives"]["plain"]["plans"]) == ["direct", "helped"]


@pytest.mark.parametrize(
    ("part", "keys"),
    [
        (0, {"title", "plans"}),
        (1, {"title", "zone", "robust_package"}),
        (2, {"title", "war", "ripeness"}),
    ],
)
def test_parts_are_parts_of_the_whole(part: int, keys: set[str]) -> None:
    whole, piece = brief_json(synthetic_study()), parts_of(synthetic_study())[part].to_json()
    for name, answer in piece["perspectives"].items():
        assert set(answer) == keys
        assert answer == {key: whole["perspectives"][name][key] for key in answer}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1 / 3, 0.333333),
        (1234567.0, 1234570.0),
        (np.float32(0.1), 0.1),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (float("inf"), None),
        (-0.0, 0.0),
        ((1, 2.0), [1, 2.0]),
        (2**70, 2**70),
        (np.array([[0.1 + 0.2]]), [[0.3]]),
        (
            {"record": Funnel(1.0, 0.5, 1 / 3, 0.25, 0.0)},
            {"record": {"consent": 1.0, "exists": 0.5, "found": 0.333333, "delivers": 0.25, "holds": 0.0}},
        ),
    ],
)
def test_plain_values(value: Any, expected: Any) -> None:
    result = plain(value)
    assert result == expected
    assert type(result) is type(expected)
    assert str(result) == str(expected)
