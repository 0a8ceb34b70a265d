"""Plain data out of YAML, with exact lines."""

from __future__ import annotations

import math
from typing import Any

import pytest

from goodoffices.case.document import compose
from goodoffices.case.scalars import plain_scalar


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((text, None) for text in ("", "~", "null", "Null")),
        *(
            (text, text)
            for text in ("yes", "no", "on", "off", "y", "2022-03-29", "12:30", "1_000", "0b1", "+", ".", "e5")
        ),
        *((text, True) for text in ("true", "True", "TRUE")),
        *(("12", 12), ("-3", -3), ("+4", 4), ("010", 10), ("0x1f", 31), ("0o17", 15)),
        *(("1.5", 1.5), (".5", 0.5), ("2.", 2.0), ("1e3", 1000.0), ("-1.5E-1", -0.15), ("1e999", math.inf)),
        *((".inf", math.inf), ("-.INF", -math.inf), ("9" * 30, 1e30)),
    ],
)
def test_words_mean_what_yaml_says(text: str, value: Any) -> None:
    found = plain_scalar(text)
    assert found == value or (isinstance(value, float) and math.isclose(found, value))
    assert type(found) is type(value)


def test_not_a_number_is_one() -> None:
    assert math.isnan(plain_scalar(".nan"))


def test_quoted_numbers_stay_text() -> None:
    assert compose("a: '1'\nb: \"2\"\nc: |\n  3\n", "f").raw == {"a": "1", "b": "2", "c": "3\n"}


def test_every_entry_has_the_line_of_its_key() -> None:
    text = "# x\na: 1\n\nb:\n  - x\n  - {y: 1,\n     z: [1,\n         2]}\n'c d': >-\n  long\n  text\ne: 3\n"
    document = compose(text, "f")
    assert document.raw == {"a": 1, "b": ["x", {"y": 1, "z": [1, 2]}], "c d": "long text", "e": 3}
    assert document.lines == {
        **{"a": 2, "b": 4, "b.0": 5, "b.1": 6, "b.1.y": 6, "b.1.z": 7, "b.1.z.0": 7, "b.1.z.1": 8, "c d": 9, "e": 12}
    }


def test_of_two_equal_keys_the_first_counts_and_both_lines_are_named() -> None:
    document = compose("a: {b: 1}\nc: 2\na: {b: 3, d: 4}\n", "f")
    assert document.raw == {"a": {"b": 1}, "c": 2}
    (problem,) = document.problems
    assert (problem.line, problem.message) == (3, "'a' stands here twice, on lines 1 and 3")


def test_numbers_that_are_equal_are_equal_keys() -> None:
    assert len(compose("choice: {3: 1, 3.0: 2}\n", "f").problems) == 1
